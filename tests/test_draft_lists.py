"""Indented lists and words in bold are read as they are meant, so that what is quoted of them can be proved."""

from __future__ import annotations

import pytest

from assistant.drafting.blocks import Listing, blocks, plain
from assistant.drafting.evidence import is_quoted
from assistant.drafting.verify import Claim, Verified, Verifier
from assistant.drafting.words import Words
from assistant.nouns import Verdict
from corpus.index.tokens import Tokenizer
from tests.drafting import draft, passage, redacted
from tests.fakes import FakeEmbedder


def items(text: str) -> list[str]:
    """The entries of the only list of a text."""
    (listing,) = [block for block in blocks(redacted(text)) if isinstance(block, Listing)]
    return [str(item.text) for item in listing.items]


def test_a_list_that_is_indented_as_a_whole_has_its_entries() -> None:
    assert items("Настройки:\n\n  - Ключ магазина\n  - Порт 443\n  - Срок 10 минут") == [
        "Ключ магазина", "Порт 443", "Срок 10 минут",
    ]  # fmt: skip


@pytest.mark.parametrize("indent", ["  ", "    ", "\t"])
def test_an_entry_under_an_entry_keeps_a_line_of_its_own(indent: str) -> None:
    assert items(f"- Режим\n{indent}- тестовый: 0\n{indent}- рабочий: 1\n- Валюта BYN") == [
        "Режим\n  – тестовый: 0\n  – рабочий: 1",
        "Валюта BYN",
    ]


def test_a_line_that_introduces_the_next_list_is_no_part_of_the_last_entry() -> None:
    found = list(blocks(redacted("- Домен pay.example.by\nИспользуйте тестовую карту:\n- номер\n- имя")))

    assert [one if isinstance(one, str) else len(one.items) for one in found] == [1, "Используйте тестовую карту:", 2]


def test_a_line_that_goes_on_belongs_to_its_entry() -> None:
    assert items("- Ключ магазина,\n  его выдаёт кабинет\n- Порт 443") == [
        "Ключ магазина, его выдаёт кабинет",
        "Порт 443",
    ]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("__Важно:__ ключ", "Важно: ключ"),
        ("Нажмите _Создать счёт в ЕРИП_.", "Нажмите Создать счёт в ЕРИП."),
        ("__«Тест»__ и `shop_id`", "«Тест» и shop_id"),
        ("впишите shop_id и _order_id", "впишите shop_id и _order_id"),
        ("сумма ____ рублей", "сумма ____ рублей"),
    ],
)
def test_signs_of_emphasis_are_no_part_of_the_words(written: str, read: str) -> None:
    assert plain(redacted(written)) == read


def test_what_stands_in_bold_in_the_source_is_quoted_without_its_signs() -> None:
    source = "Нажмите __Создать счёт__, затем _Сохранить_ у shop_id."

    assert is_quoted("Нажмите Создать счёт, затем Сохранить у shop_id.", [source])
    assert not is_quoted("Нажмите Создать счёт, затем Сохранить у shop id.", [source])


def test_values_in_bold_in_the_source_are_no_missing_values() -> None:
    source = passage("Тест", "- Домен API __api.example.by__\n- Магазин _363_\n- Срок __10/30__")
    claim = Claim(redacted("– Домен API api.example.by\n– Магазин 363\n– Срок 10/30"), (source,))

    assert Verifier(FakeEmbedder().embed_passages, Words(Tokenizer())).verify([claim]) == [Verified(Verdict.VERIFIED)]


CHECKLIST = (
    "Перед открытием кассы пройдите пункты ниже.\n\n## Касса\n\n"
    "- [X] Ящик кассы открывается ключом.\n- [x] Адрес бухгалтера для сводки вписан.\n- Лента заправлена."
)


def test_the_boxes_of_a_checklist_are_no_part_of_its_words() -> None:
    assert items("- [ ] Ключ магазина\n- [x] Порт 443\n  - [ ] запасной 8443\n- [ссылка](https://a.example)") == [
        "Ключ магазина", "Порт 443\n  – запасной 8443", "[ссылка](https://a.example)",
    ]  # fmt: skip


def test_what_is_to_be_ticked_off_answers_no_question_about_something_else() -> None:
    made = draft("Можно ли отправлять сводку на адрес бухгалтера каждое утро?", passage("Открытие кассы", CHECKLIST))

    assert "вписан" not in made.text


def test_a_checklist_that_is_asked_for_is_told_without_its_boxes() -> None:
    made = draft("Что проверить перед открытием кассы?", passage("Открытие кассы", CHECKLIST))

    assert "Ящик кассы открывается ключом." in made.text
    assert "[" not in made.text
    assert all(one.verdict in {Verdict.VERIFIED, Verdict.COURTESY} for one in made.sentences)
