"""Replies leave by mail to the helpdesk's mailbox, over a real connection, whatever the mail server does."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from email import message_from_bytes
from email.policy import default as modern
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.delivery.port import SILENCE_SECONDS, NotDelivered, Problem, at_most
from assistant.delivery.smtp import SmtpCarrier, mail_of, subject_of
from corpus.delivery_settings import Smtp
from tests.certificates import certificates
from tests.mail_server import CUT, STALL, MailServer, mail_server
from tests.posting import letter, smtp
from tests.running import free_port


def failed(carry: Callable[[], None]) -> NotDelivered:
    with pytest.raises(NotDelivered) as raised:
        carry()
    return raised.value


def outcome(answers: dict[str, str]) -> NotDelivered:
    """How a mail fails when the server says this; one that talks is listened to for as long as a busy machine needs."""
    seconds = 0.3 if STALL in answers.values() else SILENCE_SECONDS
    with mail_server(MailServer(answers=answers)) as server:
        return failed(lambda: SmtpCarrier(smtp(server.port), seconds=seconds).carry(letter()))


def test_a_reply_goes_to_the_helpdesks_mailbox_and_names_its_conversation() -> None:
    with mail_server() as server:
        SmtpCarrier(smtp(server.port)).carry(letter("Здравствуйте!\n\nДеньги вернутся.\n.\n..\nКонец"))

    mail = server.mails[0]
    assert (mail.sender, mail.recipients) == ("support@example.com", ("intake@helpdesk.example",))
    assert mail.parsed["Subject"] == "Re: Где деньги? [#conv-8841]"
    assert mail.parsed["From"] == "Поддержка <support@example.com>"
    assert mail.parsed["Message-ID"] == "<r1@example.com>"
    assert mail.parsed["X-Podskazka-Reply-To"] == "conv-8841"
    assert mail.parsed.get_content().splitlines() == ["Здравствуйте!", "", "Деньги вернутся.", ".", "..", "Конец"]


@given(st.text(max_size=300), st.text(max_size=300), st.text(max_size=60))
def test_whatever_is_written_makes_a_mail_with_the_same_headers_and_the_whole_text(
    subject: str, text: str, reply_to: str
) -> None:
    mail = mail_of(letter(text, subject, reply_to), smtp(25))
    read = message_from_bytes(mail.as_bytes(), policy=modern)

    assert read.keys() == mail_of(letter(), smtp(25)).keys()
    assert read.get_content().split() == text.split()  # type: ignore[attr-defined]


def test_a_server_that_answers_byte_by_byte_is_cut_off() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs, at_most(0.05, lambda: ours.shutdown(socket.SHUT_RDWR)):
        assert ours.recv(1) == b""


def test_the_same_letter_is_the_same_mail_so_that_a_second_copy_can_be_told() -> None:
    assert bytes(mail_of(letter(), smtp(25))) == bytes(mail_of(letter(), smtp(25)))


@pytest.mark.parametrize(
    "subject",
    [
        "Возврат\r\nBcc: thief@example.com",
        "Возврат\nBcc: thief@example.com\n\nтело",
        "Возврат\rBcc: thief@example.com",
        "Возврат\u2028Bcc: thief@example.com",
        "Возврат\x0bBcc: thief@example.com\x85X: y",
        "=?utf-8?q?a=0D=0ABcc:_thief@example.com?=",
        "=?utf-8?b?YQpCY2M6IHRoaWVmQGV4YW1wbGUuY29t?= Возврат",
        "=\n?utf-8?q?=0ABcc:_thief@example.com?=",
        "=\x00?utf-8?q?=0ABcc:_thief@example.com?=",
        "я" * 5000 + "\nBcc: thief@example.com",
        "a" * 70 + "\nBcc: thief@example.com " * 30,
    ],
)
def test_no_subject_and_no_token_makes_a_header_of_its_own(subject: str) -> None:
    with mail_server() as server:
        carrier = SmtpCarrier(smtp(server.port))
        carrier.carry(letter(subject=subject))
        carrier.carry(letter(reply_to=subject[:200]))

    expected = mail_of(letter(), smtp(25)).keys()
    for mail in server.mails:
        assert mail.parsed.keys() == expected
        assert mail.parsed["Bcc"] is None
        assert "\n" not in mail.parsed["Subject"]
        assert "Деньги вернутся." in mail.parsed.get_content()
        assert not any(line.lower().startswith(b"bcc") for line in mail.raw.splitlines())


@pytest.mark.parametrize(
    ("subject", "said"),
    [("Re: RE: re:Оплата", "Re: Оплата [#conv-8841]"), ("", "Re: [#conv-8841]"), ("  а \t б ", "Re: а б [#conv-8841]")],
)
def test_the_subject_is_an_answer_once(subject: str, said: str) -> None:
    assert subject_of(letter(subject=subject)) == said


@pytest.mark.parametrize(
    ("answers", "problem", "code", "final"),
    [
        ({"HELLO": "421 too many"}, Problem.BUSY, 421, False),
        ({"MAIL": "451 later"}, Problem.BUSY, 451, False),
        ({"RCPT": "450 greylisted"}, Problem.BUSY, 450, False),
        ({"RCPT": "550 no such mailbox"}, Problem.REFUSED, 550, False),
        ({"MAIL": "550 who are you"}, Problem.REFUSED, 550, False),
        ({"DATA": "452 disk is full"}, Problem.BUSY, 452, False),
        ({"TEXT": "451 later"}, Problem.BUSY, 451, False),
        ({"TEXT": "554 spam"}, Problem.REFUSED, 554, True),
        ({"MAIL": "552 too large"}, Problem.REFUSED, 552, True),
        ({"MAIL": "530 sign in"}, Problem.SIGN_IN, 530, False),
        ({"HELLO": "what?"}, Problem.UNREACHABLE, None, False),
    ],
    ids=str,
)
def test_what_the_server_says_decides_whether_to_try_again(
    answers: dict[str, str], problem: Problem, code: int | None, final: bool
) -> None:
    error = outcome(answers)

    assert (error.problem, error.code, error.final) == (problem, code, final)


@pytest.mark.parametrize("step", ["HELLO", "EHLO", "MAIL", "RCPT", "DATA", "TEXT"])
@pytest.mark.parametrize("fault", [CUT, STALL])
def test_a_line_that_breaks_or_falls_silent_at_any_step_is_tried_again(step: str, fault: str) -> None:
    began = time.monotonic()

    error = outcome({step: fault})

    assert (error.problem, error.final) == (Problem.UNREACHABLE, False)
    assert time.monotonic() - began < SILENCE_SECONDS


def test_a_mail_that_was_taken_before_the_line_broke_comes_twice_under_one_name() -> None:
    with mail_server(MailServer(answers={"TEXT": CUT}, keeps=True)) as server:
        carrier = SmtpCarrier(smtp(server.port))
        failed(lambda: carrier.carry(letter()))
        server.answers.clear()
        carrier.carry(letter())

    assert [mail.parsed["Message-ID"] for mail in server.mails] == ["<r1@example.com>"] * 2


@pytest.mark.parametrize("fault", [CUT, STALL, "500 what"])
def test_a_server_that_takes_the_mail_and_then_leaves_without_a_word_has_it(fault: str) -> None:
    with mail_server(MailServer(answers={"QUIT": fault})) as server:
        SmtpCarrier(smtp(server.port), seconds=5).carry(letter())

    assert len(server.mails) == 1


def test_nobody_at_the_port_is_a_dead_server() -> None:
    assert failed(lambda: SmtpCarrier(smtp(free_port())).carry(letter())).problem is Problem.UNREACHABLE


def test_a_name_that_does_not_exist_is_a_dead_server() -> None:
    nowhere = smtp(25, host="mail.invalid")

    assert failed(lambda: SmtpCarrier(nowhere).carry(letter())).problem is Problem.UNREACHABLE


def test_the_courier_signs_in_where_a_password_is_set() -> None:
    with mail_server(MailServer(secret="пароль нет, secret")) as server:
        server.secret = "s3cret word"
        SmtpCarrier(smtp(server.port, "agent", "s3cret word")).carry(letter())

    assert len(server.mails) == 1


def test_a_wrong_password_is_told_without_the_password_and_tried_again_later() -> None:
    with mail_server(MailServer(secret="right")) as server:
        error = failed(lambda: SmtpCarrier(smtp(server.port, "agent", "s3cret word")).carry(letter()))

    assert (error.problem, error.code, error.final) == (Problem.SIGN_IN, 535, False)
    assert error.__suppress_context__
    assert "s3cret" not in f"{error} {error!r} {smtp(25, 'agent', 's3cret word')}"
    assert "shop.example" not in f"{error} {error!r}"


def test_a_server_that_hangs_up_on_a_wrong_password_is_told_as_such() -> None:
    with mail_server(MailServer(secret="right", answers={"AUTH": CUT})) as server:
        error = failed(lambda: SmtpCarrier(smtp(server.port, "agent", "wrong")).carry(letter()))

    assert error.problem is Problem.SIGN_IN


def test_a_server_that_knows_no_passwords_is_not_sent_any_mail() -> None:
    with mail_server() as server:
        error = failed(lambda: SmtpCarrier(smtp(server.port, "agent", "word")).carry(letter()))

    assert error.problem is Problem.SIGN_IN
    assert server.mails == []


def test_mail_goes_through_tls_from_the_first_byte_where_the_address_says_smtps(tmp_path: Path) -> None:
    serving, believing = certificates(tmp_path)
    with mail_server(MailServer(certificate=serving, implicit_tls=True)) as server:
        SmtpCarrier(smtp(server.port, tls=True), believing).carry(letter())

    assert len(server.mails) == 1


def test_a_certificate_that_nobody_knows_is_not_believed(tmp_path: Path) -> None:
    serving, _ = certificates(tmp_path)
    with mail_server(MailServer(certificate=serving, implicit_tls=True)) as server:
        error = failed(lambda: SmtpCarrier(smtp(server.port, tls=True)).carry(letter()))

    assert error.problem is Problem.UNSAFE
    assert server.mails == []


def elsewhere(port: int) -> Smtp:
    """This machine under a name that is not known to be it."""
    return smtp(port, "agent", "word", "127.0.0.2")


def test_a_server_elsewhere_that_offers_no_encryption_gets_neither_password_nor_mail() -> None:
    with mail_server(MailServer(secret="word", anywhere=True)) as server:
        error = failed(lambda: SmtpCarrier(elsewhere(server.port)).carry(letter()))

    assert error.problem is Problem.UNSAFE
    assert (server.mails, server.signed_in) == ([], 0)


def test_a_server_elsewhere_is_talked_to_encrypted(tmp_path: Path) -> None:
    serving, believing = certificates(tmp_path)
    with mail_server(MailServer(certificate=serving, secret="word", anywhere=True)) as server:
        SmtpCarrier(elsewhere(server.port), believing).carry(letter())

    assert len(server.mails) == 1
