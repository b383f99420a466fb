"""Mailboxes and single mails: threads become tickets, without quotations, machines and talk among colleagues."""

from __future__ import annotations

import time
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from ingest.sources.letters import unquoted
from ingest.sources.parts import Parts
from tests.raw_files import found, problems, reading, said, tickets

SUPPORT, SHOP = "Поддержка <support@ladya.example>", "Наталья <natalia@klubok.example>"


@pytest.fixture(scope="module")
def parts() -> Iterator[Parts]:
    with reading(("ladya.example",)) as made:
        yield made


@pytest.fixture(scope="module")
def strangers() -> Iterator[Parts]:
    """The parts of somebody who did not say which addresses are his."""
    with reading() as made:
        yield made


def mail(number: int, sender: str, to: str, text: str, subject: str = "Оплата", **headers: str) -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, to, subject
    made["Message-ID"], made["Date"] = f"<{number}@x>", f"Mon, 03 Mar 2025 10:{number:02}:00 +0300"
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made


def mbox(folder: Path, *mails: EmailMessage | bytes) -> None:
    raw = [each if isinstance(each, bytes) else each.as_bytes() for each in mails]
    (folder / "mail.mbox").write_bytes(
        b"".join(b"From x@y Mon Mar  3 10:00:00 2025\n" + each + b"\n\n" for each in raw)
    )


def test_a_thread_becomes_a_ticket_by_its_references(tmp_path: Path, parts: Parts) -> None:
    mbox(
        tmp_path,
        mail(1, SHOP, SUPPORT, "Где деньги?"),
        mail(2, SUPPORT, SHOP, "Придут завтра.", "Re: Оплата", In_Reply_To="<1@x>"),
        mail(3, SHOP, SUPPORT, "Спасибо!", "Другая тема", References="<1@x> <2@x>"),
        mail(4, SHOP, SUPPORT, "А как вернуть?", "Оплата"),
    )

    first, second = tickets(tmp_path, parts)

    assert said(first) == [("customer", "Где деньги?"), ("agent", "Придут завтра."), ("customer", "Спасибо!")]
    assert (first.channel, first.subject, first.resolved) == ("mail", "Оплата", True)
    assert (said(second), second.resolved) == ([("customer", "А как вернуть?")], False)


def test_an_answer_without_references_is_found_by_its_subject(tmp_path: Path, parts: Parts) -> None:
    mbox(
        tmp_path,
        mail(1, SHOP, SUPPORT, "Где деньги?", "Выплата"),
        mail(2, "Пётр <p@other.example>", SUPPORT, "А мои?", "Выплата"),
        mail(3, SUPPORT, SHOP, "Придут завтра.", "RE: Выплата"),
    )

    assert [len(ticket.messages) for ticket in tickets(tmp_path, parts)] == [2, 1]


def test_the_support_is_the_address_that_most_threads_go_to(tmp_path: Path, strangers: Parts) -> None:
    mbox(
        tmp_path,
        mail(1, SHOP, SUPPORT, "Где деньги?"),
        mail(2, "Ирина <irina@ladya.example>", SHOP, "Придут завтра.", In_Reply_To="<1@x>"),
        mail(3, "Пётр <p@gmail.com>", SUPPORT, "Где чек?", "Чек"),
    )

    first, second = tickets(tmp_path, strangers)

    assert said(first) == [("customer", "Где деньги?"), ("agent", "Придут завтра.")]
    assert said(second) == [("customer", "Где чек?")]


def test_a_support_at_a_public_post_office_does_not_make_its_customers_agents(tmp_path: Path, strangers: Parts) -> None:
    mbox(
        tmp_path,
        mail(1, "a@mail.ru", "shop@mail.ru", "Где деньги?", "А"),
        mail(2, "b@mail.ru", "shop@mail.ru", "Где чек?", "Б"),
        mail(3, "shop@mail.ru", "b@mail.ru", "В письме.", In_Reply_To="<2@x>"),
    )

    assert [author for ticket in tickets(tmp_path, strangers) for author, _ in said(ticket)] == [
        "customer",
        "customer",
        "agent",
    ]


def test_what_colleagues_write_to_each_other_never_enters(tmp_path: Path, parts: Parts) -> None:
    mbox(
        tmp_path,
        mail(1, SHOP, SUPPORT, "Где деньги?"),
        mail(2, SUPPORT, "irina@ladya.example, bank@team.ladya.example", "Клиент скандальный", In_Reply_To="<1@x>"),
        mail(3, "irina@ladya.example", SHOP, "Придут завтра.", In_Reply_To="<1@x>"),
    )

    assert said(tickets(tmp_path, parts)[0]) == [("customer", "Где деньги?"), ("agent", "Придут завтра.")]


def test_single_mails_of_a_folder_are_threaded_together(tmp_path: Path, parts: Parts) -> None:
    (tmp_path / "почта").mkdir()
    (tmp_path / "почта" / "b.eml").write_bytes(mail(1, SHOP, SUPPORT, "Где деньги?").as_bytes())
    (tmp_path / "почта" / "a.EML").write_bytes(mail(2, SUPPORT, SHOP, "Завтра.", In_Reply_To="<1@x>").as_bytes())
    (tmp_path / "почта" / "c.eml").touch()

    [ticket] = tickets(tmp_path, parts)

    assert ticket.external_id.startswith("почта/*.eml#")
    assert said(ticket) == [("customer", "Где деньги?"), ("agent", "Завтра.")]
    assert str(problems(tmp_path, parts)[0]) == "почта/c.eml: the file is empty; fill it or delete it"


@pytest.mark.parametrize("charset", ["windows-1251", "koi8-r", "utf-8"])
def test_old_encodings_are_read_in_headers_and_body(tmp_path: Path, parts: Parts, charset: str) -> None:
    made = mail(1, SHOP, SUPPORT, "", "SUBJECT")
    made.set_content("Оплата не прошла", charset=charset)
    raw = made.as_bytes().replace(b"SUBJECT", "Не прошла оплата".encode(charset))

    mbox(tmp_path, raw)

    [ticket] = tickets(tmp_path, parts)
    assert (ticket.subject, said(ticket)) == ("Не прошла оплата", [("customer", "Оплата не прошла")])


def test_a_wrong_or_missing_charset_is_guessed(tmp_path: Path, parts: Parts) -> None:
    head = (
        "From: natalia@klubok.example\nTo: support@ladya.example\nDate: Mon, 3 Mar 2025 10:00:00 +0300\nContent-Type: "
    )
    mbox(tmp_path, head.encode() + b"text/plain; charset=x-no-such\n\n" + "Оплата не прошла".encode("cp1251"))

    assert said(tickets(tmp_path, parts)[0]) == [("customer", "Оплата не прошла")]


def test_a_mail_in_html_alone_becomes_text_without_the_quoted_mail(tmp_path: Path, parts: Parts) -> None:
    made = mail(1, SHOP, SUPPORT, "")
    made.set_content(
        "<div>Где <b>деньги</b>?</div><div>пн, 3 мар. 2025 г. в 10:00, Ладья &lt;s@l.example&gt;:</div>"
        "<blockquote>Старое письмо</blockquote>",
        subtype="html",
    )
    mbox(tmp_path, made)

    assert said(tickets(tmp_path, parts)[0]) == [("customer", "Где **деньги**?")]


def test_of_an_attachment_only_the_name_is_kept(tmp_path: Path, parts: Parts) -> None:
    made = mail(1, SHOP, SUPPORT, "Счёт во вложении")
    made.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="счёт 17.pdf")
    mbox(tmp_path, made)

    assert said(tickets(tmp_path, parts)[0]) == [("customer", "Счёт во вложении\n\n[вложение: счёт 17.pdf]")]


def test_machines_do_not_take_part(tmp_path: Path, parts: Parts) -> None:
    mbox(
        tmp_path,
        mail(1, SHOP, SUPPORT, "Где деньги?"),
        mail(2, SHOP, SUPPORT, "Я в отпуске", In_Reply_To="<1@x>", Auto_Submitted="auto-replied"),
        mail(3, "mailer-daemon@x.example", SUPPORT, "Undelivered", In_Reply_To="<1@x>"),
        mail(4, "news@x.example", SUPPORT, "Скидки!", "Скидки", Precedence="bulk"),
    )

    assert [said(ticket) for ticket in tickets(tmp_path, parts)] == [[("customer", "Где деньги?")]]


def test_who_filled_in_the_form_on_the_website_is_the_customer(tmp_path: Path, parts: Parts) -> None:
    mbox(tmp_path, mail(1, "noreply@ladya.example", SUPPORT, "Где деньги?", Reply_To=SHOP))

    assert said(tickets(tmp_path, parts)[0]) == [("customer", "Где деньги?")]


def test_the_same_mail_in_two_folders_counts_once(tmp_path: Path, parts: Parts) -> None:
    mbox(tmp_path, mail(1, SHOP, SUPPORT, "Где деньги?"), mail(1, SHOP, SUPPORT, "Где деньги?"))

    assert len(tickets(tmp_path, parts)[0].messages) == 1


def test_no_address_gets_into_the_name_of_a_ticket(tmp_path: Path, parts: Parts) -> None:
    mbox(tmp_path, mail(1, SHOP, SUPPORT, "Где деньги?"))

    assert "@" not in tickets(tmp_path, parts)[0].external_id


def test_a_line_that_begins_with_from_does_not_part_a_mail(tmp_path: Path, parts: Parts) -> None:
    mbox(tmp_path, mail(1, SHOP, SUPPORT, "Hello\nFrom my side all is well.\n>From the shop, too."))

    assert "From my side" in said(tickets(tmp_path, parts)[0])[0][1]


@pytest.mark.parametrize("content", [b"junk\x00\xff" * 50, b"From x Mon Mar  3 10:00:00 2025\n" + b"\xff\x00" * 99])
def test_a_broken_mailbox_is_a_line(tmp_path: Path, parts: Parts, content: bytes) -> None:
    (tmp_path / "mail.mbox").write_bytes(content)

    assert len(found(tmp_path, parts)) == len(problems(tmp_path, parts)) == 1


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("Ответ.\n\nOn Mon, 3 Mar 2025 at 10:00, X <x@y.z> wrote:\n> старое", "Ответ."),
        ("Ответ.\n\nOn Mon, 3 Mar 2025 at 10:00, X <x@y.z>\nwrote:\n\n> старое\n> ещё", "Ответ."),
        ("Ответ.\n\n03.03.2025 10:00, Иван пишет:\n> старое", "Ответ."),
        ("Ответ.\n\n3 марта 2025 г. 10:00 пользователь Иван <i@x.by> написал(а):\n\n> старое", "Ответ."),
        ("Ответ.\n\nпн, 3 мар. 2025 г. в 10:00, Ладья <s@l.example>:\n\n> старое", "Ответ."),
        ("> вопрос 1\nответ 1\n> вопрос 2\nответ 2", "ответ 1\nответ 2"),
        ("Ответ.\n\n-----Original Message-----\nFrom: x\nстарое", "Ответ."),
        ("Ответ.\n\n-------- Исходное сообщение --------\nТема: x\nстарое", "Ответ."),
        ("Ответ.\n\nОт: Иван <i@x.by>\nОтправлено: 3 марта\nКому: x\n\nстарое", "Ответ."),
        ("Ответ.\n\n**From:** Ivan\n**Sent:** Monday\n\nold", "Ответ."),
        ("Ответ.\n\nMon, 3 Mar 2025 10:00 X <x@y.z> wrote:\nстарое без знака", "Ответ."),
        ("Клиент мне так и написал:\nне работает", "Клиент мне так и написал:\nне работает"),
        ("Порядок такой:\n1. раз\n2. два", "Порядок такой:\n1. раз\n2. два"),
    ],
)
def test_quotations_are_cut_and_own_words_stay(text: str, own: str) -> None:
    assert unquoted(text) == own


def test_a_line_of_blanks_costs_no_more_than_another() -> None:
    line = "wrote" + " " * 200_000 + "x"

    started = time.process_time()
    assert unquoted(line) == line
    assert time.process_time() - started < 1
