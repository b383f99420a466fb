"""How replies leave is said in the environment, wholly or not at all, and what is secret stays so."""

from __future__ import annotations

import pytest

from corpus.delivery_settings import Mailbox, Smtp, Webhook, read_outlet
from corpus.errors import BadSetting
from corpus.settings import Settings

MAIL = {
    "PODSKAZKA_DELIVERY": "smtp",
    "PODSKAZKA_SMTP_URL": "smtps://agent:p%40ss%3Aword@mail.example.com",
    "PODSKAZKA_MAIL_FROM": "Поддержка <support@example.com>",
    "PODSKAZKA_MAIL_TO": "intake@helpdesk.example",
}
HOOK = {
    "PODSKAZKA_DELIVERY": "webhook",
    "PODSKAZKA_WEBHOOK_URL": "https://helpdesk.example:8443/replies?key=hidden",
    "PODSKAZKA_WEBHOOK_SECRET": "a secret of some length",
}


def test_without_a_word_replies_are_only_kept() -> None:
    assert read_outlet({}) is None
    assert read_outlet(MAIL | {"PODSKAZKA_DELIVERY": "none"}) is None
    assert Settings.read({}).delivery is None


def test_a_mail_server_is_read_with_its_password() -> None:
    sender, to = Mailbox("Поддержка", "support@example.com"), Mailbox("", "intake@helpdesk.example")

    assert Settings.read(MAIL).delivery == Smtp("mail.example.com", 465, True, sender, to, "agent", "p@ss:word")


def test_a_webhook_is_read() -> None:
    assert read_outlet(HOOK) == Webhook(
        "helpdesk.example", 8443, True, "/replies?key=hidden", "a secret of some length"
    )


def test_a_port_and_a_missing_user_are_understood() -> None:
    read = read_outlet(MAIL | {"PODSKAZKA_SMTP_URL": "smtp://127.0.0.1:2525"})

    assert isinstance(read, Smtp)
    assert (read.host, read.port, read.tls, read.user, read.is_loopback) == ("127.0.0.1", 2525, False, "", True)


def test_no_secret_is_seen_when_settings_are_shown() -> None:
    shown = f"{Settings.read(MAIL)} {Settings.read(HOOK)!r}"

    assert not [hidden for hidden in ("p@ss", "p%40ss", "a secret", "hidden") if hidden in shown]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DELIVERY", "pigeon"),
        ("SMTP_URL", ""),
        ("SMTP_URL", "mail.example.com:25"),
        ("SMTP_URL", "https://mail.example.com"),
        ("SMTP_URL", "smtp://mail.example.com:port"),
        ("SMTP_URL", "smtp://mail.example.com:99999"),
        ("SMTP_URL", "smtp://agent@mail.example.com"),
        ("SMTP_URL", "smtp://agent:pass/word@mail.example.com"),
        ("SMTP_URL", "smtp://агент:word@mail.example.com"),
        ("SMTP_URL", "smtp://agent:%D1%81%D0%BB%D0%BE%D0%B2%D0%BE@mail.example.com"),
        ("MAIL_FROM", ""),
        ("MAIL_FROM", "support"),
        ("MAIL_FROM", "a@example.com\nBcc: b@example.com"),
        ("MAIL_FROM", "Кто\r\nBcc: b@example.com <a@example.com>"),
        ("MAIL_TO", "a@example.com, b@example.com"),
        ("MAIL_TO", "a@@example.com"),
    ],
)
def test_a_mail_setting_that_cannot_work_is_refused_at_the_start(name: str, value: str) -> None:
    with pytest.raises(BadSetting, match=f"PODSKAZKA_{name}") as raised:
        read_outlet(MAIL | {f"PODSKAZKA_{name}": value})

    assert "word" not in str(raised.value).replace("user:password", "").replace("user and password", "")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WEBHOOK_URL", ""),
        ("WEBHOOK_URL", "http://helpdesk.example/replies"),
        ("WEBHOOK_URL", "https://user:hidden@helpdesk.example/"),
        ("WEBHOOK_URL", "https://helpdesk.example/ответы"),
        ("WEBHOOK_URL", "https://helpdesk.example/a b"),
        ("WEBHOOK_URL", "https://[::1"),
        ("WEBHOOK_URL", "file:///etc/passwd"),
        ("WEBHOOK_SECRET", ""),
        ("WEBHOOK_SECRET", "short"),
    ],
)
def test_a_webhook_setting_that_cannot_work_is_refused_at_the_start(name: str, value: str) -> None:
    with pytest.raises(BadSetting, match=f"PODSKAZKA_{name}") as raised:
        read_outlet(HOOK | {f"PODSKAZKA_{name}": value})

    assert "hidden" not in str(raised.value)
