"""`podskazka status`, `check` and `rebuild`."""

from __future__ import annotations

from typing import Any

import click

from corpus.errors import IndexBroken
from corpus.index.rebuild import check as check_index
from corpus.index.rebuild import rebuild as rebuild_index
from corpus.settings import Settings
from ingest.house import House, open_house, tools
from ingest.reembed import reembed
from web.cli.output import result, result_json, say, table


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def status(*, as_json: bool) -> None:
    """Show what the library holds, which model answers, and how the last imports went."""
    house = open_house(Settings.read())
    values = _status(house)
    house.close()
    if as_json:
        result_json(values)
        return
    table(("", ""), [(name, value) for name, value in values.items() if name not in {"sources", "conflicts"}])
    for run in values["sources"]:
        ended = (
            f"{run['finished_at']:%Y-%m-%d %H:%M}" if run["finished_at"] else "unfinished: run the same ingest again"
        )
        result(f"source {run['name']}  {ended}  {run['summary']}")
    for conflict in values["conflicts"]:
        result(f"conflict: «{conflict['title']}» was changed by an editor and at its source {conflict['external_id']}")


def _status(house: House) -> dict[str, Any]:
    counts, active = house.library.counts(), house.models.active()
    return {
        "home": str(house.settings.home),
        "documents": {state: number for state, number in counts.items() if state != "chunks"},
        "chunks": counts["chunks"],
        "model": f"{active.name} ({active.fingerprint})" if active else "none yet",
        "last change": house.log.latest().id,
        "sources": house.sources.runs(),
        "conflicts": [
            {"document": c.document_id, "title": c.title, "external_id": c.external_id, "seen_at": c.seen_at}
            for c in house.library.conflicts()
        ],
    }


@click.command()
def check() -> None:
    """Compare the index with the library and mend what is broken; exit code 1 when something could not be mended."""
    house = open_house(Settings.read())
    try:
        embedder = tools(house).embedder
        checks = check_index(house.settings.index, house.log, embedder.fingerprint)
    finally:
        house.close()
    table(("leg", "plane", "holds", "library", ""),
          [(c.leg, c.plane, c.holds, c.expected, "ok" if c.sound else "differs") for c in checks])  # fmt: skip
    if not all(leg.sound for leg in checks):
        raise IndexBroken("the index does not hold what the library does; run `podskazka rebuild`")


@click.command()
def rebuild() -> None:
    """Make the index anew from the database.

    Nothing is embedded again, unless PODSKAZKA_EMBEDDING_MODEL names another model than the active one:
    then every chunk gets a vector of the new model first, while the old one goes on answering.
    """
    house = open_house(Settings.read())
    try:
        fingerprint = _wanted_model(house)
        filled = rebuild_index(house.settings.index, house.log, fingerprint)
    finally:
        house.close()
    say(f"the index holds {filled} chunks")


def _wanted_model(house: House) -> str:
    wanted = house.load(house.settings.embedding_model)
    active = house.models.active()
    if active is None or active.fingerprint != wanted.fingerprint:
        made = reembed(house.models, wanted, lambda done, total: say(f"embedded {done} of {total} chunks"))
        say(f"{wanted.name} answers from now on ({made} chunks were embedded)")
    return wanted.fingerprint
