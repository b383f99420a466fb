"""An agent's hour on a real installation: tickets of all kinds by keyboard, a crash, a colleague, dead servers.

The tests are the chapters of one hour, in this order: whoever wants one of them runs the file.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.customers import CARD, FOREIGN, HIDDEN, LATER, MAIL, PHONE, TICKETS
from tests.hour import LONG, Hour, an_hour
from tests.office import by_model
from tests.patience import eventually
from tests.shift import at_work, shot

pytestmark = pytest.mark.browser
NOTE = "Модель не ответила вовремя, показан черновик без неё."
TYPED = "Здравствуйте! Проверяю, что с подключением ЕРИП"


@pytest.fixture(scope="module")
def hour(tmp_path_factory: pytest.TempPathFactory, bundled_models: Path) -> Iterator[Hour]:
    with an_hour(tmp_path_factory.mktemp("office"), bundled_models) as begun:
        yield begun


def test_ten_tickets_of_all_kinds_come_in_and_each_has_its_draft_before_anybody_looks(hour: Hour) -> None:
    for kind in TICKETS:
        hour.come_in(kind)

    assert hour.come_in("mail") == hour.ids["mail"]  # the helpdesk was not sure and sent it once more
    eventually(lambda: hour.drafted(*TICKETS), LONG)


def test_agents_sign_in_and_see_who_waits(hour: Hour) -> None:
    for agent in (hour.vera, hour.gleb):
        agent.sign_in()

    expect(hour.vera.page.locator(".views [aria-current]")).to_have_text("Ждут 10")
    shot(hour.vera.page, "01-inbox", everywhere=True)


def test_the_draft_is_in_the_page_as_it_is_served_goes_in_with_a_key_and_is_edited(hour: Hour) -> None:
    vera = hour.vera
    served = vera.page.request.get(f"{hour.office.address}/desk/tickets/{hour.ids['mail']}").text()
    vera.reach(hour.ids["mail"])
    shot(vera.page, "02-ticket", everywhere=True)
    vera.press("?")
    shot(vera.page, "03-keys")
    vera.press("Escape")
    vera.insert_draft()
    vera.add(" Если что-то останется непонятным, напишите мне.")
    vera.saved()
    vera.send()

    assert "data-draft-text" in served
    assert re.fullmatch(r".{150,}напишите мне\.", vera.sent[-1][1], re.DOTALL)


def test_an_english_letter_is_answered_sentence_by_sentence(hour: Hour) -> None:
    vera = hour.vera
    vera.reach(hour.ids["english"])
    shot(vera.page, "04-english")
    sentences = vera.page.locator("[data-insert]").all()
    vera.clear()
    vera.press("Escape", "d", "Enter", *["ArrowDown", "Enter"] * (len(sentences) - 1))
    vera.press("Escape", "1")
    expect(vera.page.locator(".source.open")).to_be_focused()
    vera.press("Escape")
    vera.send()

    assert re.match(r"Hello.*\brefund", vera.sent[-1][1], re.DOTALL)


def test_the_server_dies_in_the_middle_and_what_was_typed_and_sent_is_there_again(hour: Hour) -> None:
    vera, gleb = hour.vera, hour.gleb
    vera.reach(hour.ids["transliterated"])
    vera.clear()
    vera.type(TYPED)
    vera.saved()
    gleb.reach(hour.ids["chat"])
    gleb.send()
    eventually(hour.delivered, LONG)  # a letter under way when a server is killed comes twice
    hour.office.kill()
    with hour.watch.nobody_there():
        vera.type(", минуту.")
        expect(vera.page.locator("[data-saved]")).to_contain_text("пока только на этой странице")
        shot(vera.page, "05-server-gone")
        hour.office.start()
    vera.type(" ")
    vera.saved()
    vera.page.reload()

    expect(vera.reply).to_have_value(f"{TYPED}, минуту. ")
    expect(vera.page.locator("#restored")).to_be_visible()
    expect(vera.page.locator(".views [aria-current]")).to_have_text("Ждут 7")
    shot(vera.page, "06-restored")
    vera.insert_draft()
    vera.send()


def test_a_note_for_colleagues_stays_in_the_house(hour: Hour) -> None:
    vera = hour.vera
    vera.reach(hour.ids["wrong layout"])
    vera.press("n")
    vera.type("Писал в английской раскладке: спрашивает про промокод")
    vera.press("Tab", "Enter")

    expect(vera.page.locator(".from-colleague")).to_contain_text("про промокод")
    shot(vera.page, "07-note")
    vera.send()


def test_an_error_code_is_answered_in_ones_own_words(hour: Hour) -> None:
    vera = hour.vera
    vera.reach(hour.ids["error code"])
    shot(vera.page, "08-error-code")
    vera.clear()
    vera.type("Здравствуйте! Посмотрела вашу операцию: пополните остаток и повторите возврат завтра утром.")
    vera.saved()
    vera.send()


def test_the_customer_writes_again_while_one_types_and_nothing_typed_is_lost(hour: Hour) -> None:
    vera, gleb, ticket = hour.vera, hour.gleb, hour.ids["two questions"]
    vera.reach(ticket)
    shot(vera.page, "09-two-questions", everywhere=True)
    vera.add("\n\nПишу дальше.")
    vera.saved()
    gleb.reach(ticket)
    gleb.tab_to(gleb.page.locator("summary", has_text="Клиент написал ещё"))
    gleb.press("Enter", "Tab")
    gleb.type("И ещё: возврат нужен сегодня.")
    gleb.press("Tab", "Enter")
    expect(gleb.page.locator("#talk")).to_contain_text("возврат нужен сегодня")
    vera.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    redo = vera.page.locator("[data-redo]")
    expect(redo).to_be_visible()
    shot(vera.page, "10-out-of-date", everywhere=True)
    vera.tab_to(redo)
    vera.press("Enter")

    expect(vera.page.locator("#talk")).to_contain_text("возврат нужен сегодня")
    expect(vera.reply).to_have_value(re.compile("Пишу дальше.$"))
    vera.send()


def test_the_second_of_two_answers_is_held_back_for_its_author_to_choose(hour: Hour) -> None:
    vera, gleb, ticket = hour.vera, hour.gleb, hour.ids["personal"]
    vera.reach(ticket)
    for secret in (CARD, PHONE, MAIL):
        expect(vera.page.locator("#talk")).not_to_contain_text(secret)
    shot(vera.page, "11-personal")
    vera.clear()
    vera.type("Ответ Веры, который жаль потерять")
    vera.saved()
    gleb.reach(ticket)
    gleb.send()
    vera.send(overtaken=True)

    expect(vera.page.get_by_role("heading", name="На это обращение уже ответили")).to_be_visible()
    expect(vera.reply).to_have_value("Ответ Веры, который жаль потерять")
    shot(vera.page, "12-choice", everywhere=True)
    vera.tab_to(vera.page.get_by_role("button", name="Вернуться к обращению, текст оставить"))
    vera.press("Enter")
    expect(vera.page.locator("#sent")).to_contain_text("Gleb")
    expect(vera.reply).to_have_value("Ответ Веры, который жаль потерять")


def test_what_is_none_of_our_business_gets_no_draft_and_goes_to_the_second_line(hour: Hour) -> None:
    vera = hour.vera
    vera.reach(hour.ids["outside"])
    expect(vera.page.locator(".abstained")).to_be_visible()
    expect(vera.reply).to_have_value("")
    shot(vera.page, "13-abstained", everywhere=True)
    vera.press("h", "End", "Tab")
    vera.type("Не про нас: ищет обувь")
    vera.press("Tab", "Enter")

    expect(vera.page.locator(".work .second-line")).to_contain_text("На второй линии: другое")


def test_a_hostile_ticket_gets_nothing_it_asked_for_and_waits(hour: Hour) -> None:
    vera = hour.vera
    vera.reach(hour.ids["hostile"])
    shot(vera.page, "14-hostile")
    answer = vera.page.locator("#answer").inner_text() + vera.reply.input_value()
    assert vera.page.locator("main a[href*='refund-now'], main img").count() == 0
    vera.press("s", "Enter")

    expect(vera.page.locator(".work")).to_contain_text("Отложено")
    for planted in (FOREIGN, "refund-now", HIDDEN, "ОДОБРЕНО"):
        assert planted not in answer
    shot(vera.page, "15-snoozed")


def test_a_language_model_writes_and_when_it_dies_in_mid_sentence_the_draft_comes_without_it(hour: Hour) -> None:
    vera = hour.vera
    with hour.watch.nobody_there():
        hour.office.stop()
        hour.office.more |= by_model(hour.model.url)
        hour.office.start()
    ticket = hour.come_in("written")
    eventually(lambda: hour.drafted("written"), LONG)
    vera.reach(ticket)
    expect(vera.page.locator(".basis")).not_to_contain_text(NOTE)
    hour.model.waits_after, hour.model.cut_after = 100, 150
    vera.tab_to(vera.page.get_by_role("button", name="Короче"))
    vera.press("Enter")
    expect(vera.page.locator("[data-stop]")).to_be_visible()
    shot(vera.page, "16-streaming")
    hour.model.go_on.set()

    expect(vera.page.locator(".basis")).to_contain_text(NOTE)
    expect(vera.page.locator("[data-status]")).to_have_text("Готов черновик без модели, причина выше.")
    assert len(vera.reply.input_value()) > 100
    shot(vera.page, "17-model-died", everywhere=True)


def test_while_the_mail_server_is_down_replies_wait_and_the_page_says_so(hour: Hour) -> None:
    vera = hour.vera
    eventually(hour.delivered, LONG)  # all before are out
    hour.mail_server.close()
    hour.model_server.close()
    second = hour.come_in("without a model")
    eventually(lambda: hour.drafted("without a model"), LONG)
    vera.reach(second)
    expect(vera.page.locator(".basis")).to_contain_text(NOTE)
    vera.send()
    vera.reach(hour.ids["written"])
    vera.send()

    eventually(lambda: hour.waits_for_mail("without a model"), LONG)
    vera.page.goto(f"{hour.office.address}/desk/tickets/{hour.ids['without a model']}")
    expect(vera.page.locator("[data-delivery]")).to_contain_text("письмо уйдёт само")
    shot(vera.page, "18-mail-down", everywhere=True)


def test_they_leave_by_themselves_when_it_is_back(hour: Hour) -> None:
    hour.mail_comes_back()

    eventually(hour.delivered, LONG)  # a letter has arrived before the server hears that it was taken
    hour.vera.page.reload()
    expect(hour.vera.page.locator("[data-delivery]")).to_contain_text("Почтовый сервер принял письмо")
    shot(hour.vera.page, "19-delivered")


def test_every_reply_arrived_once_and_nothing_that_was_not_sent(hour: Hour) -> None:
    letters = [mail.parsed for mail in hour.arrived]
    texts = {str(one["X-Podskazka-Ticket"]): " ".join(one.get_content().split()) for one in letters}

    assert set(Counter(one["Message-ID"] for one in letters).values()) == {1}
    assert texts == {ticket: " ".join(text.split()) for ticket, text in hour.sent}
    assert {hour.ids["outside"], hour.ids["hostile"]} & set(texts) == set()
    assert len(texts) == len(TICKETS) + len(LATER) - 2


def test_the_inbox_ends_as_the_work_did(hour: Hour) -> None:
    hour.vera.page.goto(f"{hour.office.address}/desk?view=solved")

    counts = dict(one.inner_text().rsplit(maxsplit=1) for one in hour.vera.page.locator(".views a").all())
    assert {name: counts[name] for name in ("Ждут", "Вторая линия", "Отложены", "Отвечены")} == {
        "Ждут": "1", "Вторая линия": "1", "Отложены": "1", "Отвечены": str(hour.solved_before + 10),
    }  # fmt: skip
    shot(hour.vera.page, "20-evening", everywhere=True)


def test_the_lead_sees_the_same_numbers(hour: Hour) -> None:
    eventually(lambda: hour.counted("SELECT count(*) FROM fates") == len(hour.sent), LONG)
    with at_work(hour.browser, hour.watch, "Irina") as irina:
        irina.sign_in("/reports")
        agents = irina.page.locator("section", has=irina.page.locator("#agents")).locator("tbody tr")
        rows = {one.locator("th").inner_text(): one.locator("td").all_inner_texts() for one in agents.all()}
        handed = irina.page.locator("section", has=irina.page.locator("#hand-overs")).locator("tbody tr").last

        assert {name: int(cells[0]) for name, cells in rows.items()} == {"Vera": 8, "Gleb": 2}
        expect(irina.page.locator(".tiles")).to_contain_text("из 10 ответов")
        expect(handed.locator("td").first).to_have_text("1")
        shot(irina.page, "21-reports", everywhere=True)


def test_nothing_personal_was_kept(hour: Hour) -> None:
    kept = b"".join(one.read_bytes() for one in hour.office.home.glob("*") if one.is_file())

    for secret in (CARD, CARD.replace(" ", ""), PHONE, MAIL):
        assert secret.encode() not in kept


def test_no_page_failed_and_no_stranger_was_asked(hour: Hour) -> None:
    failed = [line for line in hour.office.log if int(str(line.get("status", 200))) >= 500]

    assert hour.watch.faults == []
    assert failed == []
    assert hour.office.statuses.total() > 100
