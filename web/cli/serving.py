"""`podskazka serve` and `podskazka demo`."""

from __future__ import annotations

import dataclasses
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import uvicorn

import corpus
from assistant.ahead.working import drafting_ahead
from assistant.assemble import Podskazka, assemble
from assistant.outcomes.settler import settling
from corpus.errors import BadSetting
from corpus.memory import keep_for_good
from corpus.settings import Settings
from corpus.worker import Worker
from ingest.house import open_house, tools
from ingest.nouns import Facts
from ingest.sources.opening import open_source
from ingest.sync import Sync
from web.app import build_app
from web.cli.delivering import delivering
from web.cli.output import IngestProgress, say
from web.cli.people import demo_people, has_admin
from web.logs import write_json_lines
from web.security import require_safe_place

STARTER = Path(corpus.__file__).parent / "starter"
STARTER_DOMAINS = ("ladya.example",)
_QUESTION = "деньги списались, а заказ не оплачен"


@click.command()
@click.option("--host", help="Address to listen on; others than loopback need an admin (`podskazka user add`) and "
              "PODSKAZKA_HOSTS. Default: PODSKAZKA_HOST or 127.0.0.1.")  # fmt: skip
@click.option("--port", type=click.IntRange(0, 65535), help="Default: PODSKAZKA_PORT or 8000.")
def serve(host: str | None, port: int | None) -> None:
    """Serve the FAQ page, the Desk and the JSON API. Needs a library: see `podskazka ingest`."""
    settings = _chosen(Settings.read(), host, port)
    require_safe_place(settings, has_admin(settings))
    if not settings.is_private and not settings.is_https:
        say("passwords travel unencrypted: put a TLS proxy in front and set PODSKAZKA_PUBLIC_URL=https://…")
    _serve(settings, _bind(settings))


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), help="Default: PODSKAZKA_PORT or 8000.")
def demo(port: int | None) -> None:
    """Load the starter corpus of a fictional payment service, serve it, and say what to open and to ask."""
    settings = _chosen(Settings.read(), None, port)
    settings = dataclasses.replace(settings, own_domains=settings.own_domains or STARTER_DOMAINS, demo=True)
    # The demo's passwords stand in a file and on the screen: they are for this machine. So is what it answers.
    settings = dataclasses.replace(settings, host="127.0.0.1", hosts=(), public_url="", oidc=None, delivery=None)
    listening = _bind(settings)
    house = open_house(settings)
    try:
        with IngestProgress() as progress, open_source(str(STARTER), called="starter") as source:
            counts = Sync(tools(house), Facts(), progress).run(source)
        people = demo_people(house.database, settings.home)
    finally:
        house.close()
    say(f"starter corpus: {counts['added']} documents new, {counts['unchanged']} files unchanged")
    for login, password in people.items():
        say(f"sign in as {login:<12} password {password}")
    _serve(settings, listening)


def _chosen(settings: Settings, host: str | None, port: int | None) -> Settings:
    return dataclasses.replace(settings, host=host or settings.host, port=settings.port if port is None else port)


def _serve(settings: Settings, listening: socket.socket) -> None:
    podskazka = assemble(settings)
    try:
        with working(podskazka) as workers:
            _run(podskazka, listening, workers)
    finally:
        podskazka.close()


@contextmanager
def working(podskazka: Podskazka) -> Iterator[list[Worker]]:
    """All that works beside the pages, for as long as the block lasts."""
    house = podskazka.house
    with delivering(house) as couriers, settling(house) as settler, drafting_ahead(podskazka.ahead) as drafter:
        yield [drafter, settler, *couriers]


def _bind(settings: Settings) -> socket.socket:
    """Takes the port before anything slow happens, so that a taken one is said at once."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host, settings.port))
    except OSError as error:
        listening.close()
        place = f"{settings.host}:{settings.port}"
        raise BadSetting(f"{place} cannot be listened on ({error.strerror}); choose another with --port") from error
    return listening


def _run(podskazka: Podskazka, listening: socket.socket, workers: list[Worker]) -> None:
    host, port = listening.getsockname()[:2]
    address = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    say(f"FAQ   {address}/\nDesk  {address}/desk\nAPI   {address}/api/openapi.json")
    say(f"try   «{_QUESTION}», or:\n      curl -G {address}/api/search --data-urlencode 'q={_QUESTION}'")
    write_json_lines()
    app = build_app(podskazka, workers=workers)
    keep_for_good()
    # One process: only one may own the embedded index. Access lines are written by web/logs.py, without queries.
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        # Without a proxy anybody could say to come from elsewhere, and guess passwords from ever new addresses.
        proxy_headers=bool(podskazka.house.settings.public_url),
    )
    uvicorn.Server(config).run(sockets=[listening])
