"""The inbox is sifted by whose problem a ticket is, and says what cannot wait."""

from __future__ import annotations

from pathlib import Path

from corpus.database.ahead.triages import StoredTriage, Triages
from corpus.database.desk.inbox import View, Wanted
from corpus.nouns import RedactedText
from tests.desk import ANNA, Desk
from tests.web import UNPAID, article, filled, help_centre, visitor
from web.app import build_app


def triaged(desk: Desk, text: str, owner: str, urgency: str = "normal", revision: int = 1) -> str:
    ticket_id = desk.ticket(text)
    keep(desk, ticket_id, owner, urgency, revision)
    return ticket_id


def keep(desk: Desk, ticket_id: str, owner: str, urgency: str = "normal", revision: int = 1) -> None:
    said = StoredTriage(ticket_id, revision, 1, owner, 0.9, urgency, 0.8, RedactedText("Платежи"), 0.7)
    Triages(desk.database).keep(said)


def test_the_list_can_be_narrowed_to_whose_problem_it_is(desk: Desk) -> None:
    bank, _, _ = triaged(desk, "Нет кода", "bank"), triaged(desk, "Нет товара", "merchant"), desk.ticket("Здравствуйте")

    assert desk.shown(owner="bank") == [bank]
    assert len(desk.shown()) == 3


def test_each_owner_is_counted_and_what_is_not_clear_is_nobodys(desk: Desk) -> None:
    triaged(desk, "Нет кода", "bank")
    triaged(desk, "Отказ банка", "bank")
    triaged(desk, "Нет товара", "merchant")
    triaged(desk, "Здравствуйте", "")

    counts = desk.inbox.counts(Wanted(owner="merchant"), ANNA.id)

    assert counts.owners == {"bank": 2, "merchant": 1}
    assert counts.views[View.WAITING] == 1


def test_a_ticket_that_cannot_wait_says_so_until_it_is_answered(desk: Desk) -> None:
    ticket_id = triaged(desk, "Оплаты легли", "us", "urgent")
    triaged(desk, "Как подключить?", "us")

    assert [line.pressing for line in desk.inbox.lines(Wanted(), ANNA.id)] == [True, False]
    desk.tickets.reply(ticket_id, RedactedText("Исправили"))
    line = desk.inbox.line(ticket_id)
    assert line
    assert not line.pressing


def test_what_the_customer_wrote_last_decides(desk: Desk) -> None:
    ticket_id = triaged(desk, "Нет кода", "bank")
    keep(desk, ticket_id, "us", "urgent", revision=2)
    keep(desk, ticket_id, "payer", revision=1)  # a slow process comes too late

    kept = Triages(desk.database).of(ticket_id)

    assert kept
    assert (kept.owner, kept.revision) == ("us", 2)


def test_an_agent_sees_the_filter_and_the_mark(tmp_path: Path) -> None:
    filled(tmp_path, article(*UNPAID))
    with help_centre(tmp_path) as podskazka, visitor(build_app(podskazka)) as browser:
        desk = Desk(tmp_path)
        triaged(desk, "Оплаты легли", "us", "urgent")
        triaged(desk, "Нет товара", "merchant")
        desk.database.close()

        page = browser.get("/desk").text
        narrowed = browser.get("/desk?owner=merchant").text
        nonsense = browser.get("/desk?owner=nobody")

    assert 'name="owner"' in page
    assert 'class="pressing"' in page
    assert ("Оплаты легли" in narrowed, "Нет товара" in narrowed) == (False, True)
    assert nonsense.status_code == 200
