"""`podskazka search` and `podskazka draft`."""

from __future__ import annotations

from typing import Any, TextIO

import click

from assistant.assemble import Podskazka, glance
from assistant.nouns import Draft, Found, Passage, Verdict
from corpus.nouns import Audience, Filters, Kind, Owner, RawText
from corpus.settings import Settings
from web.cli.output import result, result_json, say

_SNIPPET = 240
_MARKS = {Verdict.VERIFIED: "✓", Verdict.PARTLY: "~", Verdict.UNSUPPORTED: "✗", Verdict.COURTESY: " "}


@click.command()
@click.argument("question")
@click.option("--plane", type=click.Choice([a.value for a in Audience]), default="staff", show_default=True,
              help="staff: everything an agent may see; public: what the FAQ may show.")  # fmt: skip
@click.option("--kind", type=click.Choice([k.value for k in Kind]), help="Only cases, module docs or articles.")
@click.option("--product", help="Only documents about this product.")
@click.option("--module", help="Only documents about this module.")
@click.option("--language", help="Only documents in this language: ru, en.")
@click.option("--owner", type=click.Choice([o.value for o in Owner]), help="Only problems of this owner.")
@click.option("--limit", type=click.IntRange(1, 100), default=5, show_default=True, help="How many documents.")
@click.option("--as-typed", is_flag=True, help="Take every word as typed, typos and keyboard layout included.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def search(question: str, plane: str, limit: int, *, as_typed: bool, as_json: bool, **facets: str | None) -> None:
    """Show the passages that answer QUESTION, best first, with their scores.

    A question in the wrong keyboard layout, in Latin letters or with typos is read as what it seems to mean, and the
    first line says so.

    \b
    podskazka search "деньги списаны, заказ не оплачен"
    podskazka search "адрес уведомлений" --kind "module doc" --limit 3
    """
    podskazka = glance(Settings.read())
    try:
        found = podskazka.assistant.find(RawText(question), Audience(plane), _filters(facets), limit, as_typed=as_typed)
    finally:
        podskazka.close()
    if as_json:
        result_json(found_values(found))
        return
    if found.read_as:
        result(f"read as: {found.read_as}")
    for number, passage in enumerate(found.passages, 1):
        _show(number, passage)
    if not found.passages:
        say("nothing found; `podskazka status` shows what the library holds")


@click.command()
@click.argument("ticket", type=click.File(encoding="utf-8", errors="replace"))
@click.option("--subject", default="", help="The subject of the mail.")
@click.option("--channel", type=click.Choice(["mail", "chat", "telegram"]), default="mail", show_default=True,
              help="Where the customer wrote; the greeting depends on it.")  # fmt: skip
@click.option("--keep", is_flag=True, help="Keep the ticket and the draft, so that they show on the Desk.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def draft(ticket: TextIO, subject: str, channel: str, *, keep: bool, as_json: bool) -> None:
    """Propose a reply to the customer's text in the file TICKET (- for standard input), with its evidence.

    \b
    echo "Здравствуйте, когда придёт возврат на карту?" | podskazka draft -
    """
    podskazka = glance(Settings.read())
    try:
        proposed = _proposed(podskazka, RawText(ticket.read()), RawText(subject), channel, keep=keep)
    finally:
        podskazka.close()
    if as_json:
        result_json(draft_values(proposed))
    else:
        _show_draft(proposed)


def _proposed(podskazka: Podskazka, text: RawText, subject: RawText, channel: str, *, keep: bool) -> Draft:
    if not text.strip():
        raise click.UsageError("the ticket is empty; give a file with the customer's text, or - for standard input")
    if keep:
        return podskazka.assistant.draft(podskazka.assistant.open(text, subject, channel).id)
    return podskazka.assistant.compose(podskazka.assistant.read(text, subject, channel))


def _filters(facets: dict[str, str | None]) -> Filters:
    return Filters(
        kind=Kind(facets["kind"]) if facets["kind"] else None,
        product=facets["product"],
        module=facets["module"],
        language=facets["language"],
        owner=Owner(facets["owner"]) if facets["owner"] else None,
    )


def _passage(passage: Passage) -> dict[str, Any]:
    content = passage.document.content
    return {
        "document": passage.document.id,
        "external_id": passage.document.origin.external_id,
        "title": content.title,
        "kind": content.kind,
        "audience": content.audience,
        "heading": passage.heading,
        "text": passage.text,
        "scores": {
            "total": round(passage.scores.total, 4),
            "dense": round(passage.scores.dense, 4),
            "title": round(passage.scores.title, 4),
            "words": round(passage.scores.words, 4),
        },
        "matched": sorted({passage.text[start:end].lower() for start, end in passage.matched}),
    }


def found_values(found: Found) -> dict[str, Any]:
    """A search's result for programs."""
    return {
        "question": found.question,
        "read_as": found.read_as,
        "outcome": found.outcome,
        "answerable": round(found.answerable, 4),
        "passages": [_passage(passage) for passage in found.passages],
        "degraded": found.degraded,
    }


def draft_values(draft: Draft) -> dict[str, Any]:
    """A draft for programs."""
    return {
        "outcome": draft.outcome,
        "reason": draft.reason,
        "text": draft.text,
        "writer": draft.writer,
        "owner": draft.owner,
        "sentences": [
            {"text": s.text, "citations": s.citations, "verdict": s.verdict, "missing": s.missing, "held": s.held}
            for s in draft.sentences
        ],
        "sources": [_passage(passage) for passage in draft.sources],
        "nearest": [_passage(passage) for passage in draft.nearest],
    }


def _show(number: int, passage: Passage) -> None:
    content, scores = passage.document.content, passage.scores
    result(f"{number}. {content.title}  [{content.kind}, {content.audience}]  {passage.document.origin.external_id}")
    result(f"   total {scores.total:.2f}  dense {scores.dense:.3f}  title {scores.title:.3f}  words {scores.words:.1f}")
    text = " ".join(passage.text.split())
    result(f"   {text[:_SNIPPET]}{'…' if len(text) > _SNIPPET else ''}")


def _show_draft(draft: Draft) -> None:
    if not draft.sentences:
        result(str(draft.reason))
        for number, passage in enumerate(draft.nearest, 1):
            _show(number, passage)
        return
    paragraph = 0
    for sentence in draft.sentences:
        if sentence.paragraph != paragraph:
            result()
            paragraph = sentence.paragraph
        cited = "".join(f"[{number}]" for number in sentence.citations)
        missing = f"  not in the sources: {', '.join(sentence.missing)}" if sentence.missing else ""
        held = "  (not part of the text)" if sentence.held else ""
        result(f"{_MARKS[sentence.verdict]} {sentence.text} {cited}{missing}{held}")
    result()
    for number, passage in enumerate(draft.sources, 1):
        _show(number, passage)
