"""PostgreSQL keeps the promises that SQLite does: the same pages and words, one writer at a time, clear errors."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from click.testing import CliRunner
from fastapi.testclient import TestClient
from sqlalchemy import insert, select

from assistant.ahead.ahead import Step
from assistant.assemble import glance
from corpus.database.access.sessions import Sessions
from corpus.database.audit import COMMAND_LINE
from corpus.database.connection import Database
from corpus.database.desk.deliveries import Deliveries
from corpus.database.desk.inbox import Inbox, Wanted
from corpus.database.desk.work import Unsent
from corpus.database.library.changes import ChangeLog
from corpus.database.library.lessons import Lesson
from corpus.database.rows import now
from corpus.database.tables import changes, metadata
from corpus.errors import BadSetting, DatabaseUnavailable, Unreadable
from corpus.nouns import Audience, RawText, RedactedText, Role
from corpus.settings import Settings
from ingest.house import open_house, tools
from tests.access import TICKET, Company, form_token, sign_in
from tests.desk import PROMISE, leave_a_ticket_from_before_the_inbox
from tests.postgres import Cluster, running
from tests.web import UNPAID, NarrowEmbedder, add, article
from web.access.doors import Scope
from web.cli.main import podskazka

pytestmark = pytest.mark.postgresql

FOR_STAFF = article("Лимит оборота", "Банк поднимает лимит оборота по письму.", Audience.STAFF)
ASKED = "Деньги списали, а заказ 8841 не оплачен. Обновлять страницу заказа?"

HOOK = {
    "PODSKAZKA_DELIVERY": "webhook",
    "PODSKAZKA_WEBHOOK_URL": "https://helpdesk.example/replies",
    "PODSKAZKA_WEBHOOK_SECRET": "a secret of a webhook, long enough",
}


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with running() as started:
        yield started


@pytest.fixture(scope="module")
def url(cluster: Cluster) -> str:
    """Of the one database in which the desk of these tests works."""
    return cluster.url(cluster.database())


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, url: str) -> Iterator[Company]:
    """A company that set PODSKAZKA_DATABASE_URL, and how its replies leave."""
    home = tmp_path_factory.mktemp("home")
    told = Settings.read({"PODSKAZKA_HOME": str(home), "PODSKAZKA_DATABASE_URL": url, **HOOK})
    house = open_house(told, lambda _: NarrowEmbedder())
    tools(house)
    documents = [add(house, one) for one in (article(*UNPAID), FOR_STAFF)]
    house.close()
    podskazka = glance(told, lambda _: NarrowEmbedder())
    opened = Company(podskazka, documents[0])
    opened.employ("vera", Role.ADMIN)
    yield opened
    podskazka.close()


@pytest.fixture
def vera(site: Company) -> TestClient:
    return site.browser(site.people.named("vera"))


@pytest.fixture
def helpdesk(site: Company) -> TestClient:
    return site.program(site.people.named("vera"), *Scope)


@pytest.fixture
def two(url: str, site: Company) -> Iterator[tuple[Database, Database]]:
    """As two processes have it open."""
    pair = Database.open(url), Database.open(url)
    yield pair
    for one in pair:
        one.close()


def named(url: str) -> str:
    """Of which database it is the address."""
    return re.split(r"[/?]", url)[3]


def opened(helpdesk: TestClient, **more: str) -> str:
    """The id of a new ticket."""
    return str(helpdesk.post("/api/tickets", json={**TICKET, **more}).json()["id"])


def test_migrations_from_nothing_leave_the_tables_as_the_code_describes_them(site: Company) -> None:
    with site.database.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_a_database_that_is_there_already_is_opened_as_it_is(url: str, site: Company) -> None:
    Database.open(url).close()

    assert site.podskazka.house.library.counts()["published"] == 2


def test_tickets_from_before_the_inbox_are_in_it(cluster: Cluster) -> None:
    old = cluster.url(cluster.database())
    leave_a_ticket_from_before_the_inbox(old.replace("postgresql:", "postgresql+psycopg:", 1))

    renewed = Database.open(old)

    assert [line.id for line in Inbox(renewed, PROMISE).lines(Wanted(text="возврат"), "")] == ["t"]
    renewed.close()


def test_two_first_starts_at_once_make_the_tables_once(cluster: Cluster) -> None:
    new, made = cluster.url(cluster.database()), list[Database]()

    threads = [threading.Thread(target=lambda: made.append(Database.open(new))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(made) == 3
    for one in made:
        one.close()


def test_readers_of_the_faq_find_the_article_and_no_staff_text(site: Company) -> None:
    found = site.browser().get("/api/search", params={"q": "деньги списали, заказ не оплачен"}).json()

    assert [one["document_id"] for one in found["passages"]] == [site.document]
    assert FOR_STAFF.text not in site.browser().get("/", params={"q": "лимит оборота"}).text


def test_agents_find_staff_texts(site: Company) -> None:
    found = site.podskazka.assistant.find(RawText("лимит оборота"), Audience.STAFF)

    assert "Лимит оборота" in {passage.document.content.title for passage in found.passages}


def test_a_search_and_a_thumb_are_on_record(site: Company) -> None:
    site.podskazka.house.searches.write()
    before = site.podskazka.house.records.counts()

    site.browser().get("/api/search", params={"q": "когда придёт чек"})
    site.browser().post("/api/feedback", json={"document_id": site.document, "helpful": True})
    site.podskazka.house.searches.write()

    after = site.podskazka.house.records.counts()
    assert (after["searches"] - before["searches"], after["feedback"] - before["feedback"]) == (1, 1)


def test_a_ticket_sent_twice_with_its_key_is_one_ticket(helpdesk: TestClient) -> None:
    first, second = (helpdesk.post("/api/tickets", json=TICKET, headers={"Idempotency-Key": "a-1"}) for _ in range(2))

    assert first.json()["id"] == second.json()["id"]


def test_ten_that_send_a_ticket_at_once_with_its_key_make_one_ticket(helpdesk: TestClient) -> None:
    made = list[str]()

    def send() -> None:
        made.append(helpdesk.post("/api/tickets", json=TICKET, headers={"Idempotency-Key": "a-2"}).json()["id"])

    threads = [threading.Thread(target=send) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(made), len(set(made))) == (10, 1)


def test_a_ticket_with_a_sign_that_postgresql_cannot_hold_is_kept_without_it(helpdesk: TestClient) -> None:
    ticket_id = opened(helpdesk, text="Где\0 деньги?")

    assert "деньги" in helpdesk.get(f"/api/tickets/{ticket_id}").text


def test_what_is_longer_than_the_table_has_room_for_is_told_as_such(site: Company, helpdesk: TestClient) -> None:
    ticket_id, typed = opened(helpdesk), Unsent(RedactedText("Здравствуйте!"), "x" * 99, "", 1)

    with pytest.raises(Unreadable, match="too long"):
        site.podskazka.house.work.keep_unsent(ticket_id, typed, site.people.named("vera").actor)


def test_a_draft_waits_when_the_ticket_is_opened_and_its_reply_leaves_once(
    site: Company, vera: TestClient, helpdesk: TestClient, two: tuple[Database, Database]
) -> None:
    ticket_id = opened(helpdesk, text=ASKED, reply_to="conv-8841")
    while site.podskazka.ahead.step() is Step.MADE:
        pass
    page = vera.get(f"/desk/tickets/{ticket_id}").text
    draft_id = re.search(r'name="draft_id" value="(\w+)"', page)
    assert draft_id
    assert "Подождите час" in page

    sent = helpdesk.post(f"/api/tickets/{ticket_id}/reply", json={"text": "Подождите час.", "draft_id": draft_id[1]})

    assert sent.is_success
    claimed = [Deliveries(one).claim() for one in two]
    assert [one is not None for one in claimed] == [True, False]
    assert claimed[0]
    Deliveries(two[0]).delivered(claimed[0])
    assert Deliveries(two[1]).claim(now() + timedelta(days=1)) is None


def test_of_two_agents_who_answer_at_once_one_is_told(site: Company, vera: TestClient, helpdesk: TestClient) -> None:
    path = f"/desk/tickets/{opened(helpdesk)}"
    token, answers = form_token(vera), list[int]()

    def answer(number: int) -> None:
        form = {"text": f"Ответ {number}", "seen": "1", "form_token": token}
        answers.append(vera.post(f"{path}/reply", data=form).status_code)

    threads = [threading.Thread(target=answer, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers).count(303) == 1
    assert len(site.podskazka.house.tickets.replies(path.rsplit("/", 1)[1])) == 1


def test_the_inbox_is_searched_in_any_case_and_form(vera: TestClient, helpdesk: TestClient) -> None:
    ticket_id = opened(helpdesk, text="Жду ВОЗВРАТА за заказ А-77/15%")

    for words in ("возврат", "Возврату", "ВОЗВРАТ", "77"):
        assert ticket_id in vera.get("/desk", params={"text": words, "q": words}).text
    assert ticket_id not in vera.get("/desk", params={"text": "инстаграм", "q": "инстаграм"}).text


def test_who_signs_in_is_in_and_who_was_signed_out_is_not(site: Company) -> None:
    oleg = site.employ("oleg")
    browser = site.browser()
    assert sign_in(browser, "OLEG").status_code == 303
    assert browser.get("/desk").status_code == 200

    Sessions(site.database).end_all(oleg.id)

    assert browser.get("/desk").headers["location"].startswith("/login")


def test_a_token_lets_in_until_its_person_is_disabled(site: Company) -> None:
    program = site.program(site.employ("crm"), Scope.TICKETS_READ)
    assert program.get("/api/tickets").status_code == 200

    site.people.disable(site.people.named("crm").id, COMMAND_LINE)

    assert program.get("/api/tickets").status_code == 401


@pytest.mark.parametrize(
    "page",
    ["/", "/desk", "/reports", "/reports.csv", "/deliveries", "/snippets", "/people", "/people/audit", "/readyz"],
)
def test_every_page_that_reads_much_opens(vera: TestClient, page: str) -> None:
    assert vera.get(page).status_code == 200


def test_what_was_learned_is_kept_and_taken_back(site: Company) -> None:
    lessons = site.podskazka.house.lessons

    number = lessons.keep(Lesson("fake", 7, {"hit": 0.5}, kept=True, weights={"dense": 0.7}, adapter=None))
    active = lessons.active("fake")
    assert active
    assert (active.id, active.kept, dict(active.weights)) == (number, True, {"dense": 0.7})

    assert lessons.revert("fake") == active
    assert lessons.active("fake") is None


def test_the_library_can_be_exported(site: Company, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PODSKAZKA_HOME", str(tmp_path))
    monkeypatch.setenv("PODSKAZKA_DATABASE_URL", url)

    exported = CliRunner().invoke(podskazka, ["export", str(tmp_path / "library.jsonl")])

    assert exported.exit_code == 0
    assert UNPAID[1][:20] in (tmp_path / "library.jsonl").read_text(encoding="utf-8")


def test_a_reader_sees_one_moment_however_much_is_written_meanwhile(two: tuple[Database, Database]) -> None:
    reader, writer = two
    with reader.reading() as connection:
        before = connection.execute(select(changes.c.id)).all()
        with writer.writing() as other:
            other.execute(insert(changes).values(document_id="d", verb="revise", author="", at=now()))

        assert connection.execute(select(changes.c.id)).all() == before


def test_numbers_of_the_change_log_become_visible_in_their_order(two: tuple[Database, Database]) -> None:
    first, second = two
    seen, log = list[int](), ChangeLog(second)

    def write() -> None:
        with second.writing() as connection:
            connection.execute(insert(changes).values(document_id="later", verb="revise", author="", at=now()))
        seen.append(log.latest().id)

    with first.writing() as connection:
        values = {"document_id": "earlier", "verb": "revise", "author": "", "at": now()}
        number = connection.execute(insert(changes).values(values).returning(changes.c.id)).scalar_one()
        thread = threading.Thread(target=write)
        thread.start()
        thread.join(0.3)
        assert seen == []  # it waits for its turn
    thread.join()

    assert seen == [number + 1]


def test_whoever_waits_too_long_for_another_writer_is_told_so(two: tuple[Database, Database]) -> None:
    first, second = two

    with first.writing(), pytest.raises(DatabaseUnavailable, match="another process has been writing for long"):
        second.writing(patience=0.1).__enter__()


def test_after_a_restart_of_the_server_the_next_page_opens(cluster: Cluster, url: str, vera: TestClient) -> None:
    assert vera.get("/desk").status_code == 200

    cluster.empty_of_visitors(named(url))

    assert vera.get("/desk").status_code == 200


def test_a_connection_that_breaks_in_the_middle_is_told(
    cluster: Cluster, url: str, two: tuple[Database, Database]
) -> None:
    def interrupted() -> None:
        with two[0].writing() as connection:
            cluster.empty_of_visitors(named(url))
            connection.execute(select(changes.c.id))

    with pytest.raises(DatabaseUnavailable, match="the server was stopped"):
        interrupted()


def test_a_server_that_is_not_there_is_named_with_what_to_look_at(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnavailable, match="PODSKAZKA_DATABASE_URL is right"):
        Database.open(f"postgresql://podskazka@/podskazka?host={tmp_path}")


@pytest.mark.parametrize("wrong", ["postgresql://h:port/x", "postgresql+nothing://h/x"])
def test_an_address_that_cannot_be_read_is_told_with_one_that_can(wrong: str) -> None:
    with pytest.raises(BadSetting, match="postgresql://user@host/name"):
        Database.open(wrong)


def test_an_option_that_the_driver_does_not_know_is_told(cluster: Cluster, url: str) -> None:
    with pytest.raises(DatabaseUnavailable, match="colour"):
        Database.open(f"{url}&colour=red")


def test_a_user_who_may_make_no_tables_is_told_what_to_grant(cluster: Cluster) -> None:
    name = cluster.database()
    cluster.ask("CREATE ROLE guest LOGIN")
    restricted = cluster.url(name).replace("postgres@", "guest@")
    owner = Database.open(cluster.url(cluster.database()))
    owner.close()

    with pytest.raises(DatabaseUnavailable, match="GRANT"):
        Database.open(restricted)


def test_a_database_that_cannot_hold_cyrillic_is_refused(cluster: Cluster) -> None:
    cluster.ask("CREATE DATABASE narrow TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'")

    with pytest.raises(BadSetting, match=r"LATIN1.*UTF8"):
        Database.open(cluster.url("narrow"))
