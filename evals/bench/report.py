"""What a search bench says: rows for the terminal, figures for programs, and a page with plots."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from html import escape
from pathlib import Path

import numpy as np

from evals.bench.library import LibraryFacts
from evals.bench.search import ColdStart, SearchBench, Served
from evals.reports.plots import latency_over_time, latency_shares

JSON_NAME, PAGE_NAME = "bench.json", "bench.html"
_STYLE = """
:root { color-scheme: light dark; --paper: #fbfaf8; --ink: #22252b; --soft: #666b76; --line: #d9d9d6;
  --series-1: #2563a8; --series-2: #d0762b; --series-3: #3d8b5f; --series-4: #8a5a9e; }
@media (prefers-color-scheme: dark) { :root { --paper: #17191d; --ink: #e4e5e8; --soft: #9ba1ad; --line: #3a3e46;
  --series-1: #6aa5e3; --series-2: #eda05f; --series-3: #71c397; --series-4: #c193d4; } }
body { margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 62rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; }
p, figcaption { max-width: 46rem; } .soft, figcaption { color: var(--soft); } .wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .35rem 1rem .35rem 0;
  border-bottom: 1px solid var(--line); font-weight: normal; } thead th { font-weight: 600; }
.number { font-variant-numeric: tabular-nums; white-space: nowrap; }
figure { margin: 1rem 0; } figure svg { display: block; width: 100%; height: auto; max-width: 48rem; }
"""
LATENCY_COLUMNS = ("latency, ms", "p50", "p95", "p99", "longest", "of")


def latency_rows(latencies: Mapping[str, Sequence[float]]) -> list[tuple[str, ...]]:
    """A row for each thing that was timed (milliseconds by its name), by LATENCY_COLUMNS."""
    rows = []
    for name, milliseconds in latencies.items():
        figures = percentiles(milliseconds)
        shown = (f"{figures[column]:.1f}" for column in ("p50", "p95", "p99", "longest"))
        rows.append((name, *shown, str(figures["of"])))
    return rows


def other_rows(bench: SearchBench) -> list[tuple[str, str]]:
    """What is not a latency: name and value."""
    served, alone, speed = bench.served, bench.alone, ingest_speed(bench.library)
    rate = rate_figures(served)
    used = ", ".join(f"{name} {milliseconds:.1f}" for name, milliseconds in alone.processor.items())
    recall = ", ".join(f"{plane} {share:.4f}" for plane, share in alone.recall.items())
    return [
        ("chunks (real / made)", f"{bench.library.real.chunks:,} / {bench.library.made.chunks:,}"),
        (f"requests/s asked / achieved, {len(served.run.asked)} requests", f"{served.rate:g} / {rate['achieved']:.1f}"),
        ("errors", str(served.errors)),
        ("processor time per question alone, ms", used),
        ("server's processor time per answer", f"{rate['server_milliseconds_per_answer']:.1f} ms"),
        ("this client's share of a core; sent late, p99", f"{served.run.client_share:.1%}; {rate['late_p99']:.1f} ms"),
        ("cold start without an index: right answer / Chroma", _start(bench.without_index)),
        ("cold start with an index: right answer / Chroma", _start(bench.with_index)),
        ("memory before the load / after / peak", _memory(served)),
        (f"recall@10 of Chroma, {alone.recall_questions} questions a plane", recall),
        ("ingest of the real part", f"{speed['documents']:.1f} documents/s, {speed['chunks']:.1f} chunks/s"),
        ("making the rest", f"{bench.library.made.seconds:.0f} s"),
    ]


def figures(bench: SearchBench) -> dict[str, object]:
    """All figures and, for other plots, every latency."""
    served = bench.served
    return {
        "chunks": bench.library.chunks,
        "library": asdict(bench.library),
        "made": made_how(bench.library),
        "questions": bench.questions,
        "latency_ms": {name: percentiles(values) for name, values in bench.latencies.items()},
        "processor_ms_alone": bench.alone.processor,
        "http": rate_figures(served),
        "cold_start_seconds": {"without_index": asdict(bench.without_index), "with_index": asdict(bench.with_index)},
        "memory_mb": {"before": served.memory_before, "after": served.memory_after, "peak": served.memory_peak},
        "recall_at_10": bench.alone.recall | {"questions": bench.alone.recall_questions},
        "ingest_per_second": ingest_speed(bench.library),
        "machine": bench.machine,
        "all_latencies_ms": bench.latencies,
    }


def write_bench(bench: SearchBench, out: Path) -> None:
    """Writes the figures and the page; the folder is made when it is not there."""
    out.mkdir(parents=True, exist_ok=True)
    (out / JSON_NAME).write_text(json.dumps(figures(bench), ensure_ascii=False, indent=1), "utf-8")
    (out / PAGE_NAME).write_text(_page(bench), "utf-8")


def percentiles(milliseconds: Sequence[float]) -> dict[str, float]:
    """The median, the 95th and 99th percentile, the longest, and of how many; zeros when nothing was answered."""
    values = np.percentile(milliseconds, (50, 95, 99, 100)).round(2).tolist() if milliseconds else [0.0] * 4
    return dict(zip(("p50", "p95", "p99", "longest"), values, strict=True)) | {"of": len(milliseconds)}


def rate_figures(served: Served) -> dict[str, float]:
    """What the run at a rate was like, beside its latencies."""
    answered = len(served.run.asked) - served.errors
    per_answer = round(1000 * served.processor_seconds / answered, 2) if answered else 0.0
    return {
        "rate": served.rate,
        "achieved": round(served.achieved, 2),
        "requests": len(served.run.asked),
        "errors": served.errors,
        "server_milliseconds_per_answer": per_answer,
        "client_share": served.run.client_share,
        "late_p99": percentiles(served.late_milliseconds)["p99"],
    }


def ingest_speed(library: LibraryFacts) -> dict[str, float]:
    """Real documents and chunks a second through the whole pipeline: redact, chunk, embed, store."""
    seconds = max(library.real.seconds, 0.1)
    return {
        "documents": round(library.real.documents / seconds, 2),
        "chunks": round(library.real.chunks / seconds, 1),
    }


def made_how(library: LibraryFacts) -> str:
    """How the part of the library that is not real was made, with the figures that say how good it is."""
    if library.agreement is None:
        return "All chunks are real ones."
    agreement, real, made = library.agreement, library.real, library.made
    return (
        f"{real.chunks:,} chunks are real. {made.chunks:,} are made: each has sentences of two or three neighbouring "
        "real chunks, shuffled, in documents of four to six under a title recombined of two; half of them are public. "
        "Its vector is the mean of the source vectors by how much each gave, with "
        f"{agreement.blend.title_share:.0%} of the title's, turned by noise along differences of real vectors. Made "
        f"vectors agree with embedded ones at cosine {agreement.chunks:.3f} ({agreement.chunks_without_noise:.3f} "
        f"before the noise, titles {agreement.titles:.3f}). Cosine of the nearest chunk of another document, "
        f"p10/p50/p90: real {_slashed(real.nearest)}, as many made ones {_slashed(made.nearest)}. All words are "
        "those of the real texts, so each word is found in more chunks than in a real library of this size."
    )


def _slashed(values: Sequence[float]) -> str:
    return "/".join(f"{value:.3f}" for value in values)


def _start(start: ColdStart) -> str:
    return f"{start.first_answer:.1f} s / {start.chroma:.1f} s"


def _memory(served: Served) -> str:
    return f"{served.memory_before:.0f} / {served.memory_after:.0f} / {served.memory_peak:.0f} MB"


def _page(bench: SearchBench) -> str:
    asked = [(request.planned, 1000 * (request.answered - request.planned)) for request in bench.served.run.asked]
    machine = ", ".join(f"{name} {value}" for name, value in bench.machine.items())
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Search at {bench.library.chunks:,} chunks · Podskazka</title>
<style>{_STYLE}</style>
</head>
<body>
<h1>Search at {bench.library.chunks:,} chunks</h1>
<p class="soft">{escape(machine)}</p>
<h2>Latencies</h2>
{_table(LATENCY_COLUMNS, latency_rows(bench.latencies))}
<p class="soft">Over HTTP requests arrive at random (Poisson), each on a connection of its own, whether earlier ones
were answered or not; a latency counts from the planned arrival. {bench.questions:,} different questions.</p>
<figure>{latency_shares(bench.latencies)}<figcaption>Share of questions that were answered within so many
milliseconds.</figcaption></figure>
<figure>{latency_over_time(asked)}<figcaption>Every request over HTTP: when it was to arrive and how long its answer
took.</figcaption></figure>
<h2>Size, start and accuracy</h2>
{_table(("measure", "value"), other_rows(bench))}
<h2>What the library is made of</h2>
<p>{escape(made_how(bench.library))}</p>
</body>
</html>
"""


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    heads = "".join(f'<th scope="col">{escape(column)}</th>' for column in columns)
    lines = "".join(
        f'<tr><th scope="row">{escape(first)}</th>'
        + "".join(f'<td class="number">{escape(value)}</td>' for value in rest)
        + "</tr>\n"
        for first, *rest in rows
    )
    return f'<div class="wide"><table><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table></div>'
