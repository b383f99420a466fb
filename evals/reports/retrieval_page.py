"""The report of an evaluation: one HTML file that needs nothing else, light or dark as the reader's system is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

from evals.metrics import Metrics, first_relevant
from evals.reports.plots import plots
from evals.retrieval import Answer, RetrievalReport

# A list of what went wrong is read by people; who wants all of it takes --json.
_WORST = 50
_NAMES_SHOWN = 4

STYLE = """
:root { color-scheme: light dark; --paper: #fbfaf8; --ink: #22252b; --soft: #666b76; --line: #d9d9d6;
  --series-1: #2563a8; --series-2: #d0762b; --series-3: #3d8b5f; --series-4: #8a5a9e; }
@media (prefers-color-scheme: dark) { :root { --paper: #17191d; --ink: #e4e5e8; --soft: #9ba1ad; --line: #3a3e46;
  --series-1: #6aa5e3; --series-2: #eda05f; --series-3: #71c397; --series-4: #c193d4; } }
body { margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 62rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.6rem; margin: 0 0 .5rem; } h2 { font-size: 1.2rem; margin: 2.5rem 0 .75rem; }
p, li, figcaption { max-width: 46rem; } .soft, figcaption, caption { color: var(--soft); }
.wide { overflow-x: auto; } table { border-collapse: collapse; width: 100%; }
caption { text-align: left; padding-bottom: .5rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem 1rem .35rem 0; border-bottom: 1px solid var(--line); }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
tr.all td, tr.all th { font-weight: 600; } td ol, td ul { margin: 0; padding-left: 1.2rem; }
code { font-size: .85em; overflow-wrap: anywhere; } figure { margin: 0 0 1.5rem; }
figure svg { display: block; width: 100%; height: auto; max-width: 48rem; }
"""

_CAPTIONS = (
    ("Figures by kind", "The four figures for all questions and for each kind; in brackets, how many questions."),
    ("First right document", "How many questions have a right document among the first so many that are shown."),
    (
        "Answerable or not",
        "The best cosine of questions that the documents answer and of those they do not. "
        "Where both overlap, no threshold on the cosine alone can tell them apart.",
    ),
)


def write_report(report: RetrievalReport, path: Path) -> None:
    """Writes the page; the folder is made when it is not there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_page(report, plots(report)), "utf-8")


def _page(report: RetrievalReport, plots: Sequence[str]) -> str:
    """The whole page; `plots` are SVG elements in the order of the captions."""
    figures = "\n".join(_figure(plot, *caption) for plot, caption in zip(plots, _CAPTIONS, strict=False))
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Retrieval · Podskazka</title>
<style>{STYLE}</style>
</head>
<body>
<h1>Retrieval</h1>
{_summary(report)}
<h2>Figures</h2>
{_figures(report)}
{figures}
<h2>Worst questions</h2>
{_worst(report.answerable)}
{_unknown(report.unknown)}
</body>
</html>
"""


def _summary(report: RetrievalReport) -> str:
    setup = report.setup
    slowest = sorted(answer.milliseconds for answer in report.answers)
    typical = f"{slowest[len(slowest) // 2]:.0f} ms, p95 {slowest[len(slowest) * 95 // 100]:.0f} ms"
    left_out = f"{report.unanswerable} more cannot be answered and do not count." if report.unanswerable else ""
    return f"""<p>{report.overall.n:,} questions over {setup.documents:,} documents in {setup.chunks:,} chunks.
{left_out}</p>
<p class="soft">Questions from <code>{escape(setup.questions_from)}</code>, documents from
{", ".join(f"<code>{escape(path)}</code>" for path in setup.documents_from)}; model {escape(setup.model)};
{report.seconds:.0f} s in all; a search took {typical}.</p>"""


def _figures(report: RetrievalReport) -> str:
    rows = [_row("all", report.overall, "all"), *(_row(kind, figures) for kind, figures in report.by_kind.items())]
    heads = "".join(f'<th scope="col" class="number">{head}</th>' for head in ("n", "hit@1", "hit@5", "MRR", "nDCG@10"))
    return f"""<div class="wide"><table>
<caption>hit@k: share of questions with a right document among the first k. MRR: mean of 1 / rank of the first right
one. nDCG@10: how well the first ten are ordered by grade.</caption>
<thead><tr><th scope="col">kind</th>{heads}</tr></thead>
<tbody>{"".join(rows)}</tbody></table></div>"""


def _row(kind: str, metrics: Metrics, style: str = "") -> str:
    values = (metrics.hit_at_1, metrics.hit_at_5, metrics.mrr, metrics.ndcg_at_10)
    cells = "".join(f'<td class="number">{value:.3f}</td>' for value in values)
    return f'<tr class="{style}"><th scope="row">{escape(kind)}</th><td class="number">{metrics.n}</td>{cells}</tr>\n'


def _figure(svg: str, title: str, caption: str) -> str:
    described = svg.replace("<svg", f'<svg role="img" aria-label="{title}: {escape(caption)}"', 1)
    return f"<h2>{title}</h2>\n<figure>{described}<figcaption>{escape(caption)}</figcaption></figure>"


def _worst(answers: Iterable[Answer]) -> str:
    failed = [answer for answer in answers if _rank(answer) > 1]
    if not failed:
        return "<p>Every question has a right document in the first place.</p>"
    failed.sort(key=lambda answer: (-_rank(answer), answer.ranking.id))
    rows = "".join(_question(answer) for answer in failed[:_WORST])
    return f"""<div class="wide"><table>
<caption>{len(failed)} questions without a right document in the first place; here the worst
{min(_WORST, len(failed))}.</caption>
<thead><tr><th scope="col">question</th><th scope="col" class="number">rank</th>
<th scope="col">right documents</th><th scope="col">found first</th></tr></thead>
<tbody>{rows}</tbody></table></div>"""


def _question(answer: Answer) -> str:
    rank = first_relevant(answer.ranking)
    relevant = "".join(f"<li><code>{escape(name)}</code></li>" for name in list(answer.ranking.relevant)[:_NAMES_SHOWN])
    more = len(answer.ranking.relevant) - _NAMES_SHOWN
    found = "".join(f"<li>{escape(shown.title)} <code>{escape(shown.name)}</code></li>" for shown in answer.first)
    return f"""<tr><td>{escape(answer.text)}<br>
<span class="soft">{escape(answer.kind)} · {escape(answer.ranking.id)}</span></td>
<td class="number">{rank or "not found"}</td>
<td><ul>{relevant}{f"<li>{more} more</li>" if more > 0 else ""}</ul></td><td><ol>{found}</ol></td></tr>
"""


def _unknown(names: Sequence[str]) -> str:
    if not names:
        return ""
    listed = "".join(f"<li><code>{escape(name)}</code></li>" for name in names)
    return f"<h2>Relevant names of no document</h2>\n<p>They count as not found.</p>\n<ul>{listed}</ul>"


def _rank(answer: Answer) -> float:
    return first_relevant(answer.ranking) or float("inf")
