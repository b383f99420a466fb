"""The lead's page shows figures and nobody's words; thumbs and differences stand where agents work."""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from assistant.assemble import Podskazka
from corpus.database.outcomes.opinions import Fault, Opinions
from corpus.nouns import Audience, Kind, RedactedText
from tests.outcomes import TEXT, Desk
from tests.web import SIGNATURE, UNPAID, add, article, filled, help_centre, visitor
from web.access.access import LOCAL
from web.app import build_app
from web.i18n import languages
from web.reports import words

WRITTEN = "Деньги списали, а заказ не оплачен"


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("untouched")
    filled(folder, article(*UNPAID), article(*SIGNATURE))
    return folder


@pytest.fixture
def podskazka(untouched: Path, tmp_path: Path) -> Iterator[Podskazka]:
    shutil.copytree(untouched, tmp_path / "home")
    with help_centre(tmp_path / "home") as opened:
        yield opened


@pytest.fixture
def client(podskazka: Podskazka) -> Iterator[TestClient]:
    with visitor(build_app(podskazka)) as opened:
        yield opened


@pytest.fixture
def desk(podskazka: Podskazka) -> Desk:
    return Desk(podskazka.house.database)


def today() -> datetime:
    return datetime.now(UTC)


def rows(client: TestClient, name: str, **more: str) -> list[list[str]]:
    text = client.get("/reports.csv", params={"name": name, **more}).content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


def drafted(client: TestClient) -> tuple[str, str]:
    """A new ticket's address and the id of its draft."""
    made = client.post("/desk/tickets", data={"text": WRITTEN, "channel": "chat"})
    page = client.post(f"{made.headers['location']}/draft").text
    found = re.search(r'name="draft_id" value="(\w+)"', page)
    assert found
    return made.headers["location"], found[1]


def test_the_page_of_an_empty_desk_says_so(client: TestClient) -> None:
    page = client.get("/reports")

    assert page.status_code == 200
    assert "За эти недели здесь ничего нет" in page.text
    assert "<svg" not in page.text
    assert "<table" not in page.text  # eight weeks of noughts tell nobody anything


def test_the_page_shows_shares_plots_and_a_table_under_each(client: TestClient, desk: Desk) -> None:
    desk.answered(at=today())
    desk.answered("Ответ с нуля", outcome="outside", at=today())

    page = client.get("/reports").text

    assert "50\u00a0%" in page
    assert page.count("<svg") == 3
    assert page.count("<svg") <= page.count("<table")
    assert 'href="/reports.csv?name=drafts&amp;weeks=8"' in page


def test_no_word_of_a_customer_or_of_a_case_stands_on_the_page(client: TestClient, desk: Desk) -> None:
    client.post("/desk/tickets", data={"text": f"{WRITTEN}, канарейка", "subject": "канарейка", "channel": "chat"})
    ticket = desk.ticket(today())
    desk.send(ticket, f"{TEXT} канарейка", desk.draft(ticket, today()), today())

    assert "канарейка" not in client.get("/reports").text


def test_a_case_is_named_by_its_number(podskazka: Podskazka, client: TestClient, desk: Desk) -> None:
    case = article("Клиентка пишет: где деньги", TEXT, Audience.STAFF)
    desk.document = add(podskazka.house, replace(case, kind=Kind.CASE))
    desk.answered(at=today())

    page = client.get("/reports").text

    assert "Клиентка" not in page
    assert f"Случай из практики {desk.document[:8]}" in page


def test_the_period_can_be_chosen_and_nonsense_is_refused(client: TestClient, desk: Desk) -> None:
    desk.answered(at=today())

    assert client.get("/reports?weeks=4").text.count('scope="row"') >= 4
    assert client.get("/reports?weeks=0").status_code == 422
    assert client.get("/reports?weeks=9999").status_code == 422


def test_one_reply_is_counted_in_the_singular(client: TestClient, desk: Desk) -> None:
    desk.answered(at=today())

    assert "1 из 1 ответа<" in client.get("/reports").text
    assert "1 of 1 reply<" in client.get("/reports?lang=en").text


def test_an_agent_can_say_that_there_should_have_been_a_draft(client: TestClient) -> None:
    made = client.post("/desk/tickets", data={"text": "Какая завтра погода в Минске?", "channel": "chat"})
    page = client.post(f"{made.headers['location']}/draft").text
    assert "Верно, что черновика нет?" in page

    address = re.findall(r'action="(/desk/drafts/\w+/opinion)"', page)[0]
    told = {"helpful": "false", "fault": "wrong", "comment": "Ответ в статье о погоде"}
    assert client.post(address, data=told).status_code == 204

    [said] = rows(client, "opinions")[1:]
    assert said[2:5] == ["нет", "Неверно", "Ответ в статье о погоде"]


def test_csv_is_what_a_russian_excel_opens(client: TestClient, desk: Desk) -> None:
    desk.answered(at=today())
    desk.answered(TEXT.replace("час", "сутки"), at=today())

    answer = client.get("/reports.csv?name=drafts&weeks=1")

    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert 'filename="podskazka-drafts-' in answer.headers["content-disposition"]
    heads, row = rows(client, "drafts", weeks="1")
    told = dict(zip(heads, row, strict=True))
    assert told["Ответов"] == "2"
    assert told["Принято, %"] == "100,0"
    assert told["Сохранено слов, %"] == "96,7"
    assert re.fullmatch(r"\d{4}-W\d\d", told["Неделя"])


def test_english_csv_has_commas_between_and_points_inside(client: TestClient, desk: Desk) -> None:
    desk.answered(TEXT.replace("час", "сутки"), at=today())

    text = client.get("/reports.csv?name=drafts&weeks=1&lang=en").content.decode("utf-8-sig")

    assert "Accepted, %" in text
    assert ",100.0,93.3," in text


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "＝"])
def test_a_remark_is_no_formula_for_a_spreadsheet(
    podskazka: Podskazka, client: TestClient, desk: Desk, sign: str
) -> None:
    draft = desk.draft(desk.ticket())
    comment = RedactedText(f'{sign}HYPERLINK("http://evil.example","x")')
    Opinions(podskazka.house.database).keep(draft, LOCAL, helpful=False, fault=Fault.WRONG, comment=comment)

    (_, row) = rows(client, "opinions")

    assert any(cell.startswith(f"'{sign}HYPERLINK") for cell in row)
    assert not any(cell.startswith(sign) for cell in row)


def test_an_unknown_table_is_not_found(client: TestClient) -> None:
    assert client.get("/reports.csv?name=passwords").status_code == 404


def test_every_word_of_the_report_has_its_english() -> None:
    english = languages()["en"].texts.gettext
    lists = (words.FATES, words.CHANNELS, words.ABSTENTIONS, words.HAND_OVERS, words.FAULTS)
    every = {*words.HEADS, *(word for each in lists for word in each.values()), "мин", "ч", "дн"} - {"Telegram"}

    assert [word for word in every if english(word) == word] == []


def test_a_thumb_is_kept_redacted_and_leaves_the_page_as_it_is(podskazka: Podskazka, client: TestClient) -> None:
    _, draft = drafted(client)

    answer = client.post(
        f"/desk/drafts/{draft}/opinion",
        data={"helpful": "false", "fault": "outdated", "comment": "Клиент с картой 4111 1111 1111 1111 прав"},
    )

    assert answer.status_code == 204
    (opinion,) = Opinions(podskazka.house.database).since(datetime(2020, 1, 1, tzinfo=UTC))
    assert opinion.fault is Fault.OUTDATED
    assert "4111 1111" not in opinion.comment
    assert "Клиент с картой" in client.get("/reports").text


def test_a_remark_that_is_too_long_is_refused_and_not_cut_in_the_middle_of_a_card(client: TestClient) -> None:
    _, draft = drafted(client)

    remark = {"helpful": "false", "comment": "x" * 990 + " 4111 1111 1111 1111"}

    assert client.post(f"/desk/drafts/{draft}/opinion", data=remark).status_code == 422


def test_a_thumb_for_a_draft_that_is_not_there_is_refused(client: TestClient) -> None:
    assert client.post("/desk/drafts/nothing/opinion", data={"helpful": "true"}).status_code == 404


def test_thumbs_stand_under_a_draft(client: TestClient) -> None:
    ticket, _ = drafted(client)

    page = client.post(f"{ticket}/draft").text

    assert re.search(r'action="/desk/drafts/\w+/opinion"', page)
    assert all(f'value="{fault}"' in page for fault in Fault)


def test_a_sent_reply_shows_what_was_changed_in_its_draft(podskazka: Podskazka, client: TestClient) -> None:
    ticket, draft = drafted(client)
    text = " ".join(one.text for one in podskazka.house.tickets.draft(draft).sentences)
    client.post(f"{ticket}/reply", data={"text": text.replace("час", "<сутки>"), "draft_id": draft})

    page = client.get(ticket).text

    assert "Черновик отправлен с правками" in page
    assert "<del>час</del>" in page
    assert "<ins>&lt;сутки&gt;</ins>" in page


def test_a_text_of_ones_own_stays_with_the_draft_it_was_made_of(client: TestClient) -> None:
    ticket, first = drafted(client)

    page = client.post(f"{ticket}/draft", data={"text": "Мой текст", "draft_id": first, "drafted": "другое"}).text

    assert f'name="draft_id" value="{first}"' in page
