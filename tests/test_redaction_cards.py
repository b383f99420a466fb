"""However people write a card number, it cannot be read afterwards; the last four digits stay."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

import ingest
from corpus.nouns import RawText
from ingest.redaction import Redactor, redacted
from tests.card_notations import BRANDS, NOTATIONS, card_number, cards_readable, groups, luhn_digit, readable, written

REDACTOR = Redactor()


@pytest.mark.parametrize("notation", NOTATIONS)
def test_a_card_cannot_be_read_in_any_notation(notation: str) -> None:
    random = Random(notation)
    cards = [card_number(random) for _ in range(60)]

    left = [card for card in cards if readable(card, redacted(RawText(f"Оплата {NOTATIONS[notation](card, random)}!")))]

    assert left == []


@pytest.mark.parametrize("notation", NOTATIONS)
def test_the_generator_writes_cards_that_can_be_read_before(notation: str) -> None:
    random = Random(notation)
    card = card_number(random)

    assert readable(card, NOTATIONS[notation](card, random))


def test_no_card_is_left_among_letters_of_all_kinds() -> None:
    texts = list(written(2400))

    left = [text for text in texts if readable(text.card, REDACTOR.redact(RawText(text.text)).text)]

    assert left == []


@pytest.mark.parametrize("brand", BRANDS)
def test_cards_of_every_brand_are_known(brand: str) -> None:
    card = card_number(Random(brand), brand)

    assert redacted(RawText(f"Карта {' '.join(groups(card))}.")) == f"Карта [карта •{card[-4:]}]."


@given(
    st.from_regex(r"4[0-9]{14}", fullmatch=True),
    st.lists(st.sampled_from(["", " ", "-", ".", "\u00a0", "\u200b", "/", "  "]), min_size=3, max_size=3),
)
def test_any_mix_of_signs_between_printed_groups_is_seen_through(body: str, signs: list[str]) -> None:
    card = body + luhn_digit(body)
    text = "".join(part + sign for part, sign in zip(groups(card), [*signs, ""], strict=True))

    assert redacted(RawText(f"номер {text} мой")) == f"номер [карта •{card[-4:]}] мой"


@pytest.mark.parametrize(
    "text",
    [
        "первые восемь цифр карты это 4111 1111, а остальные такие: 1111 1111",
        "начинается на 411111, заканчивается на 1111111111",
        "Номер:\n4111 1111\nдальше\n1111 1111",
        "4111🙂1111🙂1111🙂1111",
        "4️⃣1️⃣1️⃣1️⃣ 1️⃣1️⃣1️⃣1️⃣ 1️⃣1️⃣1️⃣1️⃣ 1️⃣1️⃣1️⃣1️⃣",
        "④①①①①①①①①①①①①①①①",
        "Ч1111111111111ll",
        "p1=4111&p2=1111&p3=1111&p4=1111",
        '["4111","1111","1111","1111"]',
        "2026 4111 1111 1111 1111 500 руб.",
        "сумма 500 41111 11111 11111 1",
        "41111111111111115555555555554444",
        "00004111111111111111",
        "4111111111111111@example.com",
        "4111&amp;nbsp;1111&amp;nbsp;1111&amp;nbsp;1111",
        "четыре, один, один, один, один, один, один, один, один, один, один, один, один, один, один, один",
    ],
)
def test_a_card_is_not_hidden_by_a_trick(text: str) -> None:
    assert "[карта •" in redacted(RawText(text)) or "[почта]" in redacted(RawText(text))
    assert not readable("4111111111111111", redacted(RawText(text)))


UUID = "550e8400-e29b-41d4-a716-446655440000"


@pytest.mark.parametrize(
    "text",
    [
        f"{UUID}4111111111111111",
        f"4111111111111111{UUID}",
        f"{UUID}-4111111111111111",
        f"4111-1111-1111-1111-{UUID}",
        f"{UUID}4111-1111-1111-1111",
        f"4111 1111 1111 1111{UUID}",
        "550e8400-e29b-41d4-a716-4111111111111111",
        "41111111-1111-1111-1111-111111111111",
    ],
)
def test_a_card_glued_to_a_transaction_id_is_found(text: str) -> None:
    assert not readable("4111111111111111", redacted(RawText(text)))


@pytest.mark.parametrize(
    ("card", "text", "expected"),
    [
        ("4111111111111111", "карта 4111-1111 1111.1111", True),
        ("4111111111111111", b"41ll llll 1111 1111", True),
        ("4111111111111111", "4111 1111 1111 **** ", True),
        ("4111111111111111", "карта •1111, 4111 1111", False),
    ],
)
def test_the_check_reads_as_a_person_would(card: str, text: str | bytes, expected: bool) -> None:
    assert readable(card, text) is expected
    assert (cards_readable([card], text) == [card]) is expected


@pytest.mark.parametrize("text", ["Карта: 5О87 7О96 З14О 9122 668.", "не проходит оплата\n6Oll l45O O7O9 l595"])
def test_letters_in_place_of_digits_hide_nothing_on_any_python(text: str) -> None:
    assert "[карта" in REDACTOR.redact(RawText(text)).text


def test_no_group_is_repeated_possessively() -> None:
    """Python up to 3.11.2 matches such a group wrongly (gh-100061): it would swallow what stands after a number."""
    repeated = re.compile(r"(?<!\\)\)(?:[*+?]|\{\{?[0-9,]+\}?\})\+(?=[\"'|()\[\\{]|$)", re.MULTILINE)
    folder = Path(ingest.__file__).parent

    assert [path.name for path in folder.rglob("*.py") if repeated.search(path.read_text("utf-8"))] == []
