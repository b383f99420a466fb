"""People see what their question was read as, and which words of it are not as they typed them."""

from __future__ import annotations

import pytest

from assistant.nouns import Found
from tests.drafting import redacted
from web.reading import read_as


def read(typed: str, meant: str) -> str:
    """What is shown, changed words in brackets."""
    pieces = read_as(Found(redacted(typed), (), read_as=redacted(meant)))
    return "".join(f"[{piece.text}]" if piece.marks else piece.text for piece in pieces)


def test_a_question_taken_as_typed_has_no_reading_to_show() -> None:
    assert read_as(Found(redacted("когда придёт возврат"), ())) == ()


@pytest.mark.parametrize(
    ("typed", "meant", "shown"),
    [
        ("rfr gjlrk.xbnm thbg", "как подключить ерип", "[как подключить ерип]"),
        (
            "деньги спсиали а заказ не оплачен",
            "деньги списали а заказ не оплачен",
            "деньги [списали] а заказ не оплачен",
        ),
        ("Возврат  не ПРИШЁЛ", "возврат не пришел", "возврат не пришел"),
        ("oshibka F.0130 на сайте", "ошибка F.0130 на сайте", "[ошибка] F.0130 на сайте"),
        ("воз врат денег", "возврат денег", "[возврат] денег"),
    ],
)
def test_only_the_words_that_changed_are_marked(typed: str, meant: str, shown: str) -> None:
    assert read(typed, meant) == shown


def test_of_a_long_question_only_what_stands_near_the_change_is_shown() -> None:
    before, after = " ".join(f"до{n}" for n in range(40)), " ".join(f"после{n}" for n in range(40))

    shown = read(f"{before} банк не рабоатет {after}", f"{before} банк не работает {after}")

    assert shown == "… до37 до38 до39 банк не [работает] после0 после1 после2 после3 после4 …"
