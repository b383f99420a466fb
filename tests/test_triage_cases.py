"""A new ticket is judged by the resolved cases that a search finds, and by the platform that it names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.nouns import Outcome
from assistant.triage.nouns import Ground
from assistant.triage.triage import NAMED, Triaging
from corpus.errors import IndexBroken
from corpus.nouns import Audience, Author, Kind, Message, Owner, Ticket
from tests.drafting import redacted
from tests.searching import Desk, open_desk

LIMIT = "Превышен лимит оборота, платежи отклоняются с кодом A.1205"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path) as opened:
        for shop in ("чай", "книги", "мёд"):
            add(opened, f"{LIMIT}, магазин {shop}", Owner.BANK, "Платежи")
        for what in ("сапоги", "куртка"):
            add(opened, f"Не пришёл промокод за {what}", Owner.MERCHANT, "Акции")
        yield opened


def add(desk: Desk, title: str, owner: Owner, product: str, kind: Kind = Kind.CASE) -> str:
    return desk.add(title, f"{title}. Так и решили.", Audience.STAFF, kind=kind, owner=owner, product=product)


def ticket(text: str, **more: str) -> Ticket:
    return Ticket("mail", redacted(""), (Message(Author.CUSTOMER, redacted(text)),), id="t1", **more)


def test_the_owner_is_what_like_cases_were(desk: Desk) -> None:
    told = Triaging(desk.retriever()).of(ticket(f"{LIMIT}, магазин носки"))

    assert told.owner.value == Owner.BANK
    assert told.product.value == "Платежи"
    assert [voter.says for voter, _ in told.heard[:3]] == ["bank"] * 3
    assert told.milliseconds > 0


def test_what_a_customer_wrote_last_makes_an_old_ticket_urgent(desk: Desk) -> None:
    said = ("Как подключить оплату частями? " + "Мы продаём мёд. " * 60, "Ни одна оплата не проходит, теряем деньги!")
    messages = tuple(Message(Author.CUSTOMER, redacted(text)) for text in said)
    triaging, asked = Triaging(desk.retriever()), ticket("")

    before = triaging.of(replace(asked, messages=messages[:1]))
    after = triaging.of(replace(asked, messages=messages))

    assert (before.urgency.value, after.urgency.value) == ("normal", "urgent")


def test_articles_do_not_vote(desk: Desk) -> None:
    article = add(desk, f"{LIMIT}: что делать", Owner.MERCHANT, "Лимиты", Kind.ARTICLE)

    told = Triaging(desk.retriever()).of(ticket(LIMIT))

    assert article not in {voter.document_id for voter, _ in told.heard}


def test_what_the_sender_stated_is_not_guessed(desk: Desk) -> None:
    told = Triaging(desk.retriever()).of(ticket(LIMIT, product="Кабинет"))

    assert (told.product.value, told.product.ground) == ("Кабинет", Ground.STATED)


def test_a_platform_that_is_named_beats_the_vote(desk: Desk) -> None:
    desk.add("Установка на Тильду", product="Модуль Tilda", kind=Kind.MODULE_DOC)

    told = Triaging(desk.retriever()).of(ticket(f"{LIMIT}, у нас тильда"))

    assert (told.product.value, told.product.ground) == ("Модуль Tilda", Ground.NAMED)
    assert told.product.probability == NAMED


def test_the_cases_choose_between_the_versions_of_a_platform(desk: Desk) -> None:
    for number in (2, 3):
        desk.add("Установка", product=f"Модуль OpenCart {number}", kind=Kind.MODULE_DOC)
    add(desk, "Опенкарт: кнопка оплаты пропала после обновления", Owner.MODULE, "Модуль OpenCart 3")

    left_open = Triaging(desk.retriever()).of(ticket("опенкарт, пропала кнопка оплаты после обновления"))
    stated = Triaging(desk.retriever()).of(ticket("опенкарт 2, пропала кнопка оплаты после обновления"))

    assert left_open.product.value == "Модуль OpenCart 3"
    assert stated.product.value == "Модуль OpenCart 2"


def test_a_ticket_does_not_vote_on_itself(desk: Desk) -> None:
    triaging = Triaging(desk.retriever())
    found = triaging.nearest(ticket(LIMIT))
    mine = replace(found[0].document, origin=replace(found[0].document.origin, ticket_id="t1"))

    class Own:
        def find(self, *asked: object) -> object:
            whole = desk.retriever().find(redacted(LIMIT))
            passages = [
                replace(one, document=mine if one.document.id == mine.id else one.document) for one in whole.passages
            ]
            return replace(whole, passages=tuple(passages))

        planes = triaging._retriever.planes

    assert mine.id not in {one.document.id for one in Triaging(Own()).nearest(ticket(LIMIT))}  # type: ignore[arg-type]


def test_without_the_index_the_text_alone_is_judged(desk: Desk) -> None:
    class Broken:
        planes = desk.retriever().planes

        def find(self, *asked: object) -> object:
            raise IndexBroken("the words index cannot be read")

    told = Triaging(Broken()).of(ticket("Ни одна оплата не проходит, теряем деньги"))  # type: ignore[arg-type]

    assert told.degraded
    assert told.owner.value == ""
    assert told.urgency.value == "urgent"
    assert told.language.value == "ru"


def test_a_page_that_is_drawn_again_asks_the_cases_once_until_one_is_added(desk: Desk) -> None:
    triaging, asked = Triaging(desk.retriever()), ticket(LIMIT)
    first = triaging.of(asked)

    again = triaging.of(asked)
    add(desk, f"{LIMIT}, магазин сыр", Owner.BANK, "Платежи")
    desk.catch_up()

    assert again is first
    assert triaging.of(asked) is not first


def test_a_ticket_outside_our_subject_is_nobodys(desk: Desk) -> None:
    found = desk.retriever().find(redacted(LIMIT))

    class Outside:
        planes = desk.retriever().planes

        def find(self, *asked: object) -> object:
            return replace(found, outcome=Outcome.OUTSIDE)

    told = Triaging(Outside()).of(ticket("Сколько стоит синий диван?"))  # type: ignore[arg-type]

    assert (told.owner.value, told.product.value, told.heard) == ("", "", ())
