"""The report of the whole evaluation: one HTML file that needs nothing else, light or dark as the reader wants it."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from pathlib import Path

from evals.abstention import abstention
from evals.comparison.comparing import Compared
from evals.comparison.gate import Verdict
from evals.comparison.results import Ratio
from evals.judging import THRESHOLDS
from evals.metrics import first_relevant
from evals.reports import figures, page_parts
from evals.reports.page_parts import Cell, plot, table
from evals.reports.retrieval_page import STYLE
from evals.reports.summary import drafts_of, latency, retrieval_tables
from evals.suite import Case, SuiteReport
from evals.triage.report import triage_section

_WORST = 10
_STYLE = """
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; padding: 0; list-style: none; }
a { color: var(--series-1); }
"""
_SECTIONS = (
    "Against the baseline",
    "Retrieval",
    "Abstention",
    "Drafts",
    "Triage",
    "Redaction",
    "Latency",
    "What was measured",
)
_HEADS = {"n": "n", "hit_at_1": "hit@1", "hit_at_5": "hit@5", "mrr": "MRR", "ndcg_at_10": "nDCG@10"}
_DRAFT_HEADS = {
    "n": "questions for which a draft was asked",
    "answered_share": "share that got one, of those that can be answered",
    "answered_share_of_unanswerable": "share that got one, of those that cannot",
    "citation_precision": "citations of a relevant document (those of unanswerable questions count as wrong)",
    "verified_share": "sentences that were verified",
    "unsupported_numbers": "numbers that stand in no source",
}


def write_suite_report(report: SuiteReport, against: Compared, path: Path) -> None:
    """Writes the page; the folder is made when it is not there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_page(report, against), "utf-8")


def _page(report: SuiteReport, against: Compared) -> str:
    bodies = (
        _against(against),
        _retrieval(report),
        _abstention(report),
        _drafts(report),
        triage_section(report.triage),
        _redaction(report),
        _latency(report),
        _measured(report),
    )
    sections = "\n".join(
        f'<section id="{_anchor(title)}"><h2>{title}</h2>\n{body}</section>'
        for title, body in zip(_SECTIONS, bodies, strict=True)
    )
    links = "".join(f'<li><a href="#{_anchor(title)}">{title}</a></li>' for title in _SECTIONS)
    part = "the fast part of the questions" if report.fast else "all questions"
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Evaluation · Podskazka</title>
<style>{STYLE}{page_parts.STYLE}{_STYLE}</style>
</head>
<body>
<h1>Evaluation</h1>
<p>{len(report.cases):,} questions ({part}) over {report.setup.documents:,} documents, {report.made:%d.%m.%Y %H:%M} UTC,
model {escape(report.setup.model)}, Podskazka {escape(report.version)}.</p>
<nav aria-label="Sections"><ul>{links}</ul></nav>
{sections}
</body>
</html>
"""


def _against(against: Compared) -> str:
    if against.refusal or not against.baseline:
        return f"<p>Not compared: {escape(against.refusal)}.</p>"
    rows = [
        [one.name, one.n, f"{one.old:.3f}", f"{one.new:.3f}", f"{one.difference:+.3f}",
         f"{one.low:+.3f} … {one.high:+.3f}", Cell(one.verdict.value, _marks(one.verdict))]
        for one in against.comparisons
    ]  # fmt: skip
    remarks = "".join(f"<p>Mind that {escape(remark)}.</p>" for remark in against.remarks)
    heads = ("figure", "n", "old", "new", "difference", "95 % interval", "verdict")
    caption = (
        "Paired bootstrap over questions, 10,000 resamples. Worse: the whole interval is below zero. "
        "In the redaction any loss counts, as its texts are the same each time."
    )
    plotted = figures.differences([one for one in against.comparisons if not one.name.startswith("redaction")])
    made = f"<p>The baseline is of {escape(against.baseline.made)}, Podskazka {escape(against.baseline.version)}.</p>"
    return made + remarks + table(caption, heads, rows) + plot(plotted, "Differences to the baseline")


def _retrieval(report: SuiteReport) -> str:
    tables = retrieval_tables(report.results)
    captions = {
        "overall": "hit@k: share of questions with a right document among the first k. MRR: mean of 1 / rank of the "
        "first right one. nDCG@10: how well the first ten are ordered by grade. Public side: the questions that a "
        "public document answers, asked of the FAQ, where only public documents count as right.",
        "by kind": "By the kind of question.",
        "by language": "By the language of the question.",
        "by audience": "By who asks (or, where the questions do not say, by who may read what answers).",
    }
    shown = [
        table(captions[name], (name, *_HEADS.values()), ([row, *_figures(values)] for row, values in rows.items()))
        for name, rows in tables.items()
    ]
    grouped = {row: values for name in list(tables)[1:] for row, values in tables[name].items()}
    plotted = plot(figures.groups({**tables["overall"], **grouped}), "hit@1, hit@5 and MRR by group of questions")
    return "\n".join(shown) + plotted + _lost(report)


def _lost(report: SuiteReport) -> str:
    """The questions whose first right document stands deepest."""
    ranked = [(first_relevant(case.answer.ranking) or 1000, case) for case in report.cases if case.result.found]
    worst = sorted((pair for pair in ranked if pair[0] > 1), key=lambda pair: (-pair[0], pair[1].question.id))
    rows = (
        [Cell(case.answer.text), case.result.kind, "not found" if rank == 1000 else rank,
         Cell("; ".join(shown.title for shown in case.answer.first))]
        for rank, case in worst[:_WORST]
    )  # fmt: skip
    caption = f"{len(worst)} questions have no right document in the first place; the {_WORST} worst."
    return table(caption, ("question", "kind", "rank", "found first"), rows)


def _abstention(report: SuiteReport) -> str:
    told = abstention(report.results)
    auroc = "no figure, as all questions are of one class" if told.auroc is None else f"{told.auroc:.3f}"
    thresholds = ", ".join(f"{name} from p ≥ {value:.2f}" for name, value in THRESHOLDS.items())
    calibrated = [
        [name, f"{one.brier:.3f}", f"{one.ece:.3f}"]
        for name, one in (("something is relevant", told.answerable), ("the first document is relevant", told.right))
    ]
    outcomes = [[name, *(f"{share:.1%}" for share in shares.values())] for name, shares in told.outcomes.items()]
    return "\n".join(
        (
            f"<p>{told.unanswerable} of {told.questions} questions have no answer in the documents. AUROC of telling "
            f"them apart: {auroc}; area under the risk–coverage curve: {told.aurc:.3f} (lower is better). "
            f"Thresholds in use: {thresholds}.</p>",
            table("What the system would do.", ("questions", *next(iter(told.outcomes.values()))), outcomes),
            plot(figures.risk_and_coverage(report.results, told), "Risk and coverage"),
            plot(figures.probabilities(report.results), "Probabilities of answerable questions and others"),
            table("How far the probability can be believed; 0 is best.", ("taken to mean", "Brier", "ECE"), calibrated),
            plot(figures.reliability(told), "Reliability; large points stand for many questions"),
        )
    )


def _drafts(report: SuiteReport) -> str:
    told = drafts_of(report.results)
    rows = [[words, _number(told[name])] for name, words in _DRAFT_HEADS.items()]
    drafted = [case for case in report.cases if case.result.drafted and case.result.drafted.answered]
    worst = sorted(drafted, key=_faults, reverse=True)[:_WORST]
    shown = (
        [Cell(case.answer.text), Cell(case.reply.text if case.reply else ""), _counts(case),
         Cell(", ".join(case.reply.cited if case.reply else ()))]
        for case in worst if _faults(case)[0] > 0
    )  # fmt: skip
    heads = ("question", "draft", "wrong citations · unverified · unsupported", "cited")
    return table("Over all drafts.", ("figure", "value"), rows) + table("The ten worst drafts.", heads, shown)


def _faults(case: Case) -> tuple[float, str]:
    """How bad a draft is: the shares of wrong citations and unverified sentences, and every unsupported number."""
    one = case.result.drafted
    if one is None:
        return 0.0, ""
    wrong = (one.citations - one.right_citations) / max(1, one.citations)
    return wrong + (one.sentences - one.verified) / max(1, one.sentences) + one.unsupported_numbers, case.question.id


def _counts(case: Case) -> str:
    one = case.result.drafted
    if one is None:
        return ""
    wrong = one.citations - one.right_citations
    return f"{wrong} of {one.citations} · {one.sentences - one.verified} of {one.sentences} · {one.unsupported_numbers}"


def _redaction(report: SuiteReport) -> str:
    recall = table(
        "Found: personal data that cannot be read any more. Messages are generated, the same ones every time.",
        ("personal data", "texts", "found", "recall"),
        _shares(report.redaction.recall),
    )
    alarms = table(
        "False alarms: messages without personal data in which something was changed.",
        ("numbers that are none", "texts", "changed", "share"),
        _shares(report.redaction.changed),
    )
    return recall + alarms


def _shares(ratios: Mapping[str, Ratio]) -> list[list[object]]:
    return [[kind, int(count), int(found), f"{found / count:.3f}"] for kind, (found, count) in ratios.items()]


def _latency(report: SuiteReport) -> str:
    rows = [
        [name, *(f"{value:,.0f} ms" for value in times.values())] for name, times in latency(report.results).items()
    ]
    caption = (
        "On the machine of this run, whatever else it did; never gated. A search brings a hundred documents here, "
        "so that deep ranks can be told; a draft includes its searches."
    )
    return table(caption, ("what", "p50", "p95"), rows)


def _measured(report: SuiteReport) -> str:
    setup = report.setup
    rows = {
        "questions from": setup.questions_from,
        "documents from": ", ".join(setup.documents_from),
        "documents / chunks": f"{setup.documents:,} / {setup.chunks:,}",
        "digest of the documents": setup.digest,
        "model": f"{setup.model} ({setup.fingerprint})",
        "Podskazka": report.version,
        "made": f"{report.made:%d.%m.%Y %H:%M} UTC",
        "took": f"{report.seconds:.0f} s",
        "relevant names of no document (count as not found)": ", ".join(report.unknown) or "none",
    }
    caption = "Enough to make the same run again."
    return table(caption, ("what", "value"), ([name, Cell(value)] for name, value in rows.items()))


def _marks(verdict: Verdict) -> str:
    return "word" if verdict is Verdict.NO_DIFFERENCE else verdict.value


def _figures(values: Mapping[str, float]) -> list[str]:
    return [f"{values[name]:.0f}" if name == "n" else f"{values[name]:.3f}" for name in _HEADS]


def _number(value: float | None) -> str:
    return "none" if value is None else f"{value:.3f}" if isinstance(value, float) else f"{value:,}"


def _anchor(title: str) -> str:
    return title.lower().replace(" ", "-")
