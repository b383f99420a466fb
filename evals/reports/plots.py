"""The plots of an evaluation as SVG elements that take the colours of the page around them: the home of matplotlib."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from evals.metrics import Metrics, first_relevant
from evals.retrieval import Answer, RetrievalReport

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_DEEPEST = 20
_BARS = {"hit_at_1": "hit@1", "hit_at_5": "hit@5", "mrr": "MRR", "ndcg_at_10": "nDCG@10"}
# Signs that stand for the page's own colours, so that the plots follow it from light to dark.
_INK, _GRID = "#010203", "#040506"
_SERIES = ("#0a0b01", "#0a0b02", "#0a0b03", "#0a0b04")
_COLOURS = {_INK: "var(--ink)", _GRID: "var(--line)"} | {
    sign: f"var(--series-{number})" for number, sign in enumerate(_SERIES, start=1)
}
_STYLE = {
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.size": 11,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "grid.color": _GRID,
    "text.color": _INK,
    "axes.labelcolor": _INK,
    "axes.edgecolor": _GRID,
    "xtick.color": _INK,
    "ytick.color": _INK,
}


def plots(report: RetrievalReport) -> list[str]:
    """Figures by kind, the rank of the first right document, and cosines when some questions have no answer."""
    drawn = [
        _plot("kinds", (8, 0.9 + 0.75 * (1 + len(report.by_kind))), lambda axes: _kinds(axes, report)),
        _plot("ranks", (8, 3.6), lambda axes: _ranks(axes, report.answerable)),
    ]
    if report.unanswerable:
        drawn.append(_plot("cosines", (8, 3.6), lambda axes: _cosines(axes, report.answers)))
    return drawn


def _kinds(axes: Axes, report: RetrievalReport) -> None:
    rows: Mapping[str, Metrics] = {"overall": report.overall, **report.by_kind}
    height = 0.8 / len(_BARS)
    for number, (name, label) in enumerate(_BARS.items()):
        values = [getattr(metrics, name) for metrics in rows.values()]
        places = [row + (number - 1.5) * height for row in range(len(rows))]
        axes.barh(places, values, height * 0.9, color=_SERIES[number], label=label)
    axes.set_yticks(range(len(rows)), [f"{kind} ({metrics.n})" for kind, metrics in rows.items()])
    axes.invert_yaxis()
    axes.set_xlim(0, 1)
    axes.grid(axis="x")
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=len(_BARS), frameon=False)


def _ranks(axes: Axes, answers: Sequence[Answer]) -> None:
    ranks = [first_relevant(answer.ranking) or _DEEPEST + 1 for answer in answers]
    depths = range(1, _DEEPEST + 1)
    shares = [sum(rank <= depth for rank in ranks) / max(1, len(ranks)) for depth in depths]
    axes.plot(depths, shares, color=_SERIES[0], marker="o", markersize=4)
    axes.set_xticks((1, 5, 10, 15, 20))
    axes.set_ylim(0, 1.02)
    axes.set_xlabel("documents shown")
    axes.set_ylabel("share of questions answered")
    axes.grid(visible=True)


def _cosines(axes: Axes, answers: Sequence[Answer]) -> None:
    best: dict[bool, list[float]] = {True: [], False: []}
    for answer in answers:
        best[bool(answer.ranking.relevant)].append(max((shown.cosine for shown in answer.first), default=0.0))
    values = [*best[True], *best[False]]
    for answerable, label, colour in ((True, "answerable", _SERIES[0]), (False, "not answerable", _SERIES[1])):
        axes.hist(
            best[answerable],
            bins=20,
            range=(min(values), max(values)),
            density=True,
            color=colour,
            alpha=0.6,
            label=label,
        )
    axes.set_xlabel("best cosine among the first documents")
    axes.set_yticks([])
    axes.legend(frameon=False)


def _plot(name: str, inches: tuple[float, float], draw: Callable[[Axes], None]) -> str:
    """One plot as an SVG element whose ids are its own on the page."""
    # Only a report needs it, and it costs every other command 0.7 s and a server 40 MB.
    from matplotlib import rc_context  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    no_metadata: dict[str, Any] = dict.fromkeys(("Date", "Creator", "Format", "Type"))
    style: Any = {**_STYLE, "svg.hashsalt": name}
    with rc_context(style):
        figure = Figure(figsize=inches, layout="constrained")
        draw(figure.subplots())
        written = io.StringIO()
        figure.savefig(written, format="svg", transparent=True, metadata=no_metadata)
    return _inline(written.getvalue(), name)


def _inline(svg: str, name: str) -> str:
    svg = svg[svg.index("<svg") :].strip()
    svg = re.sub(r'\bid="', f'id="{name}-', svg)
    svg = svg.replace("url(#", f"url(#{name}-").replace('href="#', f'href="#{name}-')
    for sign, colour in _COLOURS.items():
        svg = svg.replace(sign, colour)
    return svg


def latency_shares(milliseconds: Mapping[str, Sequence[float]]) -> str:
    """How many questions were answered within so many milliseconds, a line for each thing that was timed."""
    return _plot("shares", (8, 3.6), lambda axes: _shares(axes, milliseconds))


def latency_over_time(requests: Sequence[tuple[float, float]]) -> str:
    """Each request as a point: the second at which it was planned, the milliseconds that its answer took."""
    return _plot("times", (8, 3.6), lambda axes: _times(axes, requests))


def _shares(axes: Axes, milliseconds: Mapping[str, Sequence[float]]) -> None:
    for (name, values), colour in zip(milliseconds.items(), _SERIES, strict=False):
        shares = [(place + 1) / len(values) for place in range(len(values))]
        axes.plot(sorted(values), shares, color=colour, label=name)
    axes.set_xscale("log")
    axes.set_ylim(0, 1.02)
    axes.set_xlabel("milliseconds")
    axes.set_ylabel("share of questions")
    axes.grid(visible=True)
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=2, frameon=False)


def _times(axes: Axes, requests: Sequence[tuple[float, float]]) -> None:
    axes.plot([at for at, _ in requests], [took for _, took in requests], ".", color=_SERIES[0], markersize=4)
    axes.set_ylim(bottom=0)
    axes.set_xlabel("second of the run")
    axes.set_ylabel("milliseconds")
    axes.grid(visible=True)


# What other files draw into, without knowing the library.
Panel: TypeAlias = "Axes"
SERIES = _SERIES
INK = _INK


def figure(name: str, inches: tuple[float, float], draw: Callable[[Panel], None]) -> str:
    """One plot as an SVG element in the page's colours; `name` is its own on the page, `draw` fills it."""
    return _plot(name, inches, draw)
