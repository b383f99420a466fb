"""`podskazka bench`."""

from __future__ import annotations

import signal
import sys
from dataclasses import asdict, replace
from pathlib import Path

import click

from corpus.settings import Settings
from evals.bench.drafts import bench_drafts
from evals.bench.embedding import bench_embedding
from evals.bench.library import library_settings, share_models
from evals.bench.report import (
    LATENCY_COLUMNS,
    PAGE_NAME,
    figures,
    latency_rows,
    made_how,
    other_rows,
    percentiles,
    write_bench,
)
from evals.bench.search import Plan, Programs, SearchBench, run_bench
from web.cli.output import IngestProgress, result, result_json, say, table
from web.cli.serving import STARTER, STARTER_DOMAINS

_SERVE = Programs((sys.executable, "-m", "web.cli", "serve"))


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


@bench.command()
@click.option("--chunks", type=click.IntRange(min=1), default=100_000, show_default=True, help="Size of the library.")
@click.option("--documents", multiple=True, type=click.Path(exists=True, path_type=Path),
              help="Folder or file of real documents; may be given several times. Default: the starter.")  # fmt: skip
@click.option("--rate", type=click.FloatRange(min=0, min_open=True), default=50.0, show_default=True,
              help="Requests a second over HTTP.")  # fmt: skip
@click.option("--seconds", type=click.FloatRange(min=0, min_open=True), default=20.0, show_default=True,
              help="How long the requests keep coming.")  # fmt: skip
@click.option("--home", type=click.Path(file_okay=False, path_type=Path),
              help="Folder of the bench's own library. Default: bench-N in PODSKAZKA_HOME.")  # fmt: skip
@click.option("--out", type=click.Path(file_okay=False, path_type=Path),
              help="Folder for bench.json and bench.html. Default: the bench's own folder.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def search(  # noqa: PLR0913 (a parameter an option)
    chunks: int,
    documents: tuple[Path, ...],
    rate: float,
    seconds: float,
    home: Path | None,
    out: Path | None,
    *,
    as_json: bool,
) -> None:
    """Measure the search path in a library of so many chunks: latency, load, cold start, memory, recall.

    \b
    podskazka bench search --chunks 100000 --out bench/

    Real documents come first, the rest is made of them, and the report says how. A library that is there already is
    used again; its index is made anew each time, which takes minutes at 100,000 chunks.
    """
    # Told to stop, it must not leave its server behind: an exit goes through all the blocks that are open.
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    settings = Settings.read()
    settings = replace(settings, own_domains=settings.own_domains or STARTER_DOMAINS)
    aside = library_settings(settings, home or settings.home / f"bench-{chunks}")
    share_models(settings, aside)
    with IngestProgress() as progress:
        measured = run_bench(Plan(aside, chunks, documents or (STARTER,), rate, seconds), _SERVE, progress)
    out = out or aside.home
    write_bench(measured, out)
    say(f"report: {out / PAGE_NAME}")
    if as_json:
        result_json(figures(measured))
    else:
        _show(measured)


@bench.command()
@click.option("--tickets", type=click.IntRange(min=1), default=60, show_default=True, help="How many at most.")
@click.option(
    "--documents",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    help="Folder or file of documents with resolved tickets; may be given several times. Default: the starter.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def drafts(tickets: int, documents: tuple[Path, ...], *, as_json: bool) -> None:
    """Measure how soon a draft is there after a ticket came, on a server of its own that is stopped at the end.

    The tickets are resolved ones, as they were before anybody answered. Each waits for the draft of the one before.
    """
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    settings = Settings.read()
    settings = replace(settings, own_domains=settings.own_domains or STARTER_DOMAINS)
    with IngestProgress() as progress:
        measured = bench_drafts(settings, documents or (STARTER,), tickets, _SERVE.serve, progress)
    if as_json:
        result_json(
            {
                "latency_ms": {name: percentiles(times) for name, times in measured.latencies.items()},
                "machine": measured.machine,
            }
        )
        return
    table(LATENCY_COLUMNS, latency_rows(measured.latencies))
    result()
    table(("machine", "value"), measured.machine.items())


def _show(measured: SearchBench) -> None:
    table(LATENCY_COLUMNS, latency_rows(measured.latencies))
    result()
    table(("measure", "value"), other_rows(measured))
    result()
    result(made_how(measured.library))
