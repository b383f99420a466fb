"""No card number that anybody wrote can be read in anything that Podskazka keeps or logs; no UUID is altered."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from uuid import UUID

import pytest

from assistant.assemble import glance
from corpus.nouns import Audience, RawText
from ingest.house import open_house, tools
from ingest.nouns import Facts
from ingest.redaction import Redactor
from ingest.sources.opening import open_source
from ingest.sync import Sync
from tests.card_notations import NOTATIONS, Written, digits_seen, written
from tests.fakes import FakeEmbedder
from tests.test_sync import Watching
from tests.web import settings

# Each way in which a text gets into the system takes its share of the cards.
WAYS = 5
DRAFTED = 20


def readable_in(home: Path, logged: str, cards: set[str]) -> set[str]:
    """The whole numbers that can be read in any file below the home, or in what was logged."""
    found: set[str] = set()
    for text in (logged.encode(), *(path.read_bytes() for path in home.rglob("*") if path.is_file())):
        digits = digits_seen(text)
        lengths = {len(card) for card in cards}
        found |= {digits[at : at + n] for n in lengths for at in range(len(digits) - n + 1)} & cards
    return found


def as_tickets(folder: Path, texts: list[str]) -> None:
    lines = [
        {"id": f"T-{n}", "status": "resolved", "subject": text, "messages": [
            {"from": "customer", "text": f"Оплата не прошла, деньги не списаны, что делать? {text}"},
            {"from": "agent", "text": f"Проверьте лимит карты в приложении банка и повторите оплату завтра. {text}"},
        ]} for n, text in enumerate(texts)
    ]  # fmt: skip
    (folder / "tickets.jsonl").write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), "utf-8")


def as_articles(folder: Path, texts: list[str]) -> None:
    for n in range(0, len(texts), 20):
        body = "\n\n".join(f"## Вопрос {at}\n\n{text}" for at, text in enumerate(texts[n : n + 20]))
        (folder / f"{n}.md").write_text(f"# Статья {n}\n\n{body}\n", encoding="utf-8")


def as_rows(folder: Path, texts: list[str]) -> None:
    rows = [{"question": f"Вопрос {n}: {text}", "answer": text, "tags": text} for n, text in enumerate(texts)]
    (folder / "faq.jsonl").write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")


def take_in(home: Path, folder: Path) -> None:
    house = open_house(settings(home), lambda name: FakeEmbedder())
    with open_source(str(folder)) as source:
        Sync(tools(house), Facts(audience=Audience.PUBLIC), Watching()).run(source)
    house.close()


def work_with(home: Path, searched: list[str], sent: list[str]) -> None:
    """Searches, opens tickets, drafts, sends replies and leaves feedback with these texts."""
    podskazka = glance(settings(home), lambda name: FakeEmbedder())
    for text in searched:
        podskazka.faq.find(RawText(text))
    document = podskazka.faq.documents()[0]
    for number, text in enumerate(sent):
        ticket = podskazka.assistant.open(RawText(f"Не проходит оплата: {text}"), RawText(text))
        # A draft quotes what is stored redacted already; some are enough, and thousands take long.
        draft_id = podskazka.assistant.draft(ticket.id).id if number % DRAFTED == 0 else None
        podskazka.assistant.send(ticket.id, RawText(f"Проверьте лимит карты в банке. {text}"), draft_id)
        podskazka.faq.judge(document.id, False, RawText(text), RawText(text))
    podskazka.close()


def no_card_can_be_read(folder: Path, logged: pytest.CaptureFixture[str], count: int) -> None:
    cards = list(written(count))
    assert {card.notation for card in cards} == set(NOTATIONS)
    home, docs = folder / "home", folder / "docs"
    docs.mkdir()
    shares: list[list[Written]] = [cards[at::WAYS] for at in range(WAYS)]
    texts = [[card.text for card in share] for share in shares]
    as_tickets(docs, texts[0])
    as_articles(docs, texts[1])
    as_rows(docs, texts[2])

    take_in(home, docs)
    work_with(home, texts[3], texts[4])

    said = logged.readouterr()
    assert readable_in(home, said.out + said.err, {card.card for card in cards}) == set()


def test_no_card_number_can_be_read_in_what_is_kept(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    no_card_can_be_read(tmp_path, capfd, 300)


@pytest.mark.slow
def test_none_of_twenty_thousand_card_numbers_can_be_read(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    no_card_can_be_read(tmp_path, capfd, 20_000)


def test_the_scan_would_see_a_card_that_was_kept(tmp_path: Path) -> None:
    (tmp_path / "leak.db").write_bytes(b"\x00\x01" + "карта 4111-1111 1111.1111".encode() + b"\xff")

    assert readable_in(tmp_path, "", {"4111111111111111"}) == {"4111111111111111"}


@pytest.mark.slow
def test_none_of_fifty_thousand_uuids_is_altered() -> None:
    random, redactor = Random(7), Redactor()
    uuids = [str(UUID(int=random.getrandbits(128), version=4)) for _ in range(50_000)]

    altered = [uuid for uuid in uuids if uuid not in redactor.redact(RawText(f"Платёж {uuid} не прошёл")).text]

    assert altered == []
