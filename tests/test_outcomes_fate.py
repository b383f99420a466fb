"""What became of a draft is told by its words: courtesies, signatures, letters and signs do not count."""

from __future__ import annotations

from time import process_time

import pytest

from assistant.outcomes.fate import ACCEPTED, Fate, compare

DRAFT = (
    "Здравствуйте! Спасибо, что написали. Платёж прошёл, но магазин о нём ещё не узнал. "
    "Подождите час и обновите страницу заказа. Если останутся вопросы, просто ответьте на это письмо."
)
BODY = "Платёж прошёл, но магазин о нём ещё не узнал. Подождите час и обновите страницу заказа."


def told(draft: str, reply: str) -> list[tuple[str, str]]:
    """The reply in parts, as words."""
    return [
        (change.how, (draft if change.how == "dropped" else reply)[change.start : change.end].strip())
        for change in compare(draft, reply).changes
    ]


def test_an_untouched_draft_was_used_as_it_is() -> None:
    assert compare(DRAFT, DRAFT).fate is Fate.AS_IS
    assert compare(DRAFT, DRAFT).kept == 1


@pytest.mark.parametrize(
    "reply",
    [
        f"Добрый день, Олег!\n\n{BODY}\n\nС уважением,\nАнна Петрова",
        f"Привет! {BODY} Хорошего дня!",
        BODY.upper().replace("Ё", "Е").replace(" ", "\r\n"),
        f"Спасибо за обращение!\n{BODY.replace('. ', '!  ')}",
    ],
)
def test_another_greeting_a_signature_or_other_signs_are_no_editing(reply: str) -> None:
    assert compare(DRAFT, reply).fate is Fate.AS_IS


def test_a_changed_word_is_editing_and_the_share_kept_is_counted_in_words() -> None:
    found = compare(BODY, BODY.replace("час", "сутки"))

    assert found.fate is Fate.EDITED
    assert found.kept == 14 / 15


def test_words_of_ones_own_beside_a_whole_draft_are_editing() -> None:
    found = compare(BODY, f"{BODY} Я проверил операцию: она успешна, магазин получил уведомление в 10:30.")

    assert found.fate is Fate.EDITED
    assert found.kept == 1


@pytest.mark.parametrize(
    ("kept", "fate"), [(6, Fate.EDITED), (5, Fate.REWRITTEN), (2, Fate.REWRITTEN), (1, Fate.NOT_USED)]
)
def test_the_borders_between_edited_rewritten_and_not_used(kept: int, fate: Fate) -> None:
    words = [f"слово{number}" for number in range(10)]
    own = [f"другое{number}" for number in range(10 - kept)]

    found = compare(" ".join(words), " ".join([*words[:kept], *own]))

    assert found.kept == kept / 10
    assert found.fate is fate
    assert (found.kept >= ACCEPTED) is (fate is Fate.EDITED)


def test_the_difference_shows_what_was_dropped_and_what_was_added() -> None:
    assert told("Подождите час и обновите страницу.", "Подождите сутки и обновите страницу заказа.") == [
        ("same", "Подождите"),
        ("dropped", "час"),
        ("added", "сутки"),
        ("same", "и обновите страницу"),
        ("added", "заказа."),
    ]


def test_the_parts_of_a_difference_are_the_whole_reply() -> None:
    reply = f"Добрый день!\n\nМы проверили. {BODY.replace('час и', '')} Пишите.\nАнна"

    kept = [reply[change.start : change.end] for change in compare(DRAFT, reply).changes if change.how != "dropped"]

    assert "".join(kept) == reply


def test_an_order_number_that_fills_a_blank_is_a_small_change() -> None:
    draft = "По заказу [номер заказа] платёж прошёл, деньги поступят в магазин до конца дня."

    assert compare(draft, draft.replace("[номер заказа]", "8841")).fate is Fate.EDITED


def test_a_reply_of_nothing_but_thanks_has_no_word_of_the_draft() -> None:
    assert compare(BODY, "Спасибо!").fate is Fate.NOT_USED


def test_texts_of_nothing_but_courtesies_are_compared_all_the_same() -> None:
    assert compare("Спасибо!", "Спасибо!").fate is Fate.AS_IS


def test_empty_texts_are_no_trouble() -> None:
    assert compare("", "").kept == 1
    assert compare("", "Ответ с нуля про возврат").kept == 0


def test_the_longest_reply_that_can_be_sent_is_compared_in_time() -> None:
    started = process_time()

    compare("заказ оплата " * 8_000, "оплата заказ " * 8_000)

    assert process_time() - started < 5
