"""`podskazka ingest` and `podskazka export`."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, TextIO, TypeVar

import click

from corpus.errors import PodskazkaError
from corpus.lock import Held, Lock
from corpus.nouns import Audience, Document, Kind, Owner, State
from corpus.settings import Settings
from ingest.house import House, open_house, tools
from ingest.nouns import Facts, Source
from ingest.sources.opening import open_source
from ingest.sync import Sync
from web.cli.output import IngestProgress, result, result_json, say

Word = TypeVar("Word")


class Busy(PodskazkaError):
    """Another ingest is running on the same home."""


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option("--audience", type=click.Choice([a.value for a in Audience]),
              help="Who may read what does not say so itself. Default: staff, as no leak can be undone.")  # fmt: skip
@click.option("--kind", type=click.Choice([k.value for k in Kind]), help="What documents are that do not say so.")
@click.option("--product", help="Product of documents that do not say so.")
@click.option("--module", help="Module of documents that do not say so.")
@click.option("--language", help="Language of documents that do not say so; default: recognised.")
@click.option("--owner", type=click.Choice([o.value for o in Owner]), help="Owner of documents that do not say so.")
@click.option("--ours", multiple=True, help="Mail domain, address or chat name of your support side; may be repeated.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
def ingest(sources: tuple[str, ...], ours: tuple[str, ...], *, as_json: bool, **said: str | None) -> None:
    """Take in SOURCE: a folder, a file, a web page or a sitemap. Run it again to bring it up to date.

    \b
    Folders may hold Markdown, text, HTML, PDF, DOCX; question-answer files (JSONL, CSV); exported
    tickets (JSONL, CSV, .mbox, .eml, Telegram's result.json). Card numbers, phones, mail addresses and
    the like are taken out before anything is stored. Of tickets only resolved ones enter, and never
    internal notes. A run that was stopped goes on where it was.

    \b
    podskazka ingest docs/ --audience public
    podskazka ingest tickets.jsonl --ours shop.example
    podskazka ingest https://example.com/sitemap.xml --audience public
    """
    settings = Settings.read()
    lock = _alone(settings)
    house = open_house(settings)
    try:
        summary = _run(house, [open_source(source, ours) for source in sources], _defaults(said))
    finally:
        house.close()
        lock.release()
    if as_json:
        result_json(summary)
    else:
        for name, counts in summary.items():
            result(f"{name}: " + (", ".join(f"{number} {what}" for what, number in counts.items()) or "nothing there"))
        _hint(summary, said)


@click.command()
@click.argument("file", type=click.File("w", encoding="utf-8"))
@click.option("--state", type=click.Choice([s.value for s in State]), default="published", show_default=True,
              help="Which documents: only published ones answer.")  # fmt: skip
def export(file: TextIO, state: str) -> None:
    """Write the library to FILE (- for standard output), a JSON object a line.

    The file can be taken in again with `podskazka ingest`: title and text are its question and answer.
    """
    house = open_house(Settings.read())
    try:
        documents = house.library.all(State(state))
    finally:
        house.close()
    for document in documents:
        file.write(json.dumps(_exported(document), ensure_ascii=False) + "\n")
    say(f"{len(documents)} documents exported")


def _alone(settings: Settings) -> Lock:
    lock = Lock.claim(settings.home / "ingest.lock")
    if isinstance(lock, Held):
        raise Busy(f"process {lock.by} is taking in documents already; wait until it has finished")
    return lock


def _run(house: House, sources: list[AbstractContextManager[Source]], defaults: Facts) -> dict[str, Counter[str]]:
    summary: dict[str, Counter[str]] = {}
    with IngestProgress() as progress:
        given = tools(house)
        for source in sources:
            with source as opened:
                summary[opened.name] = Sync(given, defaults, progress).run(opened)
    return summary


def _defaults(said: dict[str, str | None]) -> Facts:
    return Facts(
        kind=_word(Kind, said["kind"]),
        audience=_word(Audience, said["audience"]),
        language=said["language"],
        product=said["product"],
        module=said["module"],
        owner=_word(Owner, said["owner"]),
    )


def _word(words: Callable[[str], Word], value: str | None) -> Word | None:
    return words(value) if value else None


def _hint(summary: dict[str, Counter[str]], said: dict[str, str | None]) -> None:
    if said["audience"] is None and any(counts["added"] for counts in summary.values()):
        say("documents that do not say `audience: public` are for staff; --audience public shows them on the FAQ")


def _exported(document: Document) -> dict[str, Any]:
    content = document.content
    return {
        "id": document.id,
        "question": content.title,
        "answer": content.text,
        "kind": content.kind,
        "audience": content.audience,
        "language": content.language,
        "product": content.product,
        "module": content.module,
        "versions": content.versions,
        "owner": content.owner,
        "tags": ";".join(content.tags),
        "review": content.review_on.isoformat() if content.review_on else None,
        "source": document.origin.source,
        "external_id": document.origin.external_id,
        "state": document.state,
        "updated_at": document.updated_at.isoformat(),
    }
