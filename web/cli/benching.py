"""`podskazka bench`."""

from __future__ import annotations

from dataclasses import asdict

import click

from corpus.settings import Settings
from evals.bench_embedding import bench_embedding
from web.cli.output import result_json, table


@click.group()
def bench() -> None:
    """Measure how fast it is on this machine."""


@bench.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def embedding(*, as_json: bool) -> None:
    """Compare the ways to run the bundled embedding model: speed, load time, memory."""
    settings = Settings.read()
    rows = bench_embedding(settings.models, settings.threads)
    if as_json:
        result_json([asdict(row) for row in rows])
        return
    table(
        ("backend", "ms per query", "passages per s", "seconds to load", "memory MB"),
        [(row.backend, f"{row.milliseconds_per_question:.1f}", f"{row.passages_per_second:.0f}",
          f"{row.load_seconds:.1f}", f"{row.memory_megabytes:.0f}") for row in rows],
    )  # fmt: skip
