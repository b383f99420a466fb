"""The redaction is measured on messages that really hold what they are said to hold."""

from __future__ import annotations

from evals.redaction.personal_texts import harmless_texts, personal_texts
from evals.redaction.redaction import measure_redaction, readable


def test_every_secret_can_be_read_before_the_redaction() -> None:
    assert [one.text.encode() for one in personal_texts() if not readable(one.secret, one.text)] == []


def test_the_texts_are_the_same_every_time_and_there_are_enough_of_each_kind() -> None:
    texts = [*personal_texts(), *harmless_texts()]

    assert texts == [*personal_texts(), *harmless_texts()]
    assert min(sum(one.kind == kind for one in texts) for kind in {one.kind for one in texts}) >= 100


def test_what_is_left_of_a_secret_is_seen_in_whatever_dress() -> None:
    card = "4111111111111111"

    assert readable(card, "4111 1111 1111 ••••")
    assert readable(card, "четыре один один один один один один один один один один один")
    assert readable(card, "%34111111111111111")
    assert not readable(card, "[карта •1111]")
    assert readable("Ivan@mail.ru", "ivan @ mail.ru")
    assert readable("728", "CVV 7 2 8")


def test_every_kind_is_counted_and_nothing_personal_is_left_readable() -> None:
    report = measure_redaction()

    assert {"card", "phone", "mail address", "IBAN", "passport", "tax number", "one-time code", "CVV"} == set(
        report.recall
    )
    assert [kind for kind, (found, count) in report.recall.items() if found < count] == []
    assert [kind for kind, (changed, _) in report.changed.items() if changed] == []
