"""What a search bench starts, with the fake model in the place of the real one: a server, or searches without one."""

from __future__ import annotations

import sys
from pathlib import Path

from assistant.ahead.working import drafting_ahead
from assistant.assemble import Podskazka, assemble
from corpus.settings import Settings
from evals.bench import alone as bench_alone
from tests.fakes import FakeEmbedder


def system() -> Podskazka:
    """The whole system over the home in the environment."""
    return assemble(Settings.read(), lambda _: FakeEmbedder())


def serve(port: int) -> None:
    """Serves until it is told to stop."""
    import uvicorn  # noqa: PLC0415 (a second for whoever does not serve)

    from web.app import build_app  # noqa: PLC0415

    podskazka = system()
    try:
        with drafting_ahead(podskazka.ahead):
            uvicorn.Server(uvicorn.Config(build_app(podskazka), port=port, log_config=None, access_log=False)).run()
    finally:
        podskazka.close()


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve(int(sys.argv[3]))
    else:
        bench_alone.main(Path(sys.argv[2]), int(sys.argv[3]), system())
