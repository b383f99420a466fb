"""What is shown of a passage is the part that matters, without Markdown signs, its marks in the right places."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.nouns import Draft, Outcome, Passage, Scores, Sentence, Verdict
from corpus.index.tokens import Tokenizer
from corpus.nouns import Document, Provenance, RedactedText, State
from tests.making import content, origin
from web.excerpt import Piece, cited, excerpt, missing


def passage(text: str, question: str = "") -> Passage:
    document = Document("d", origin("1"), State.PUBLISHED, 1, Provenance.SYNC, content("Т"), datetime.now(UTC))
    wanted = set(Tokenizer().stems(question))
    matched = tuple((one.start, one.end) for one in Tokenizer().tokens(text) if one.stem in wanted)
    return Passage("d:1:1", document, RedactedText(""), RedactedText(text), Scores(1, 1, 1, 1), matched)


def joined(pieces: list[Piece]) -> str:
    return "".join(piece.text for piece in pieces)


def marked(pieces: list[Piece]) -> list[str]:
    return [piece.text for piece in pieces if piece.marks]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("## Что сделать\n\n- **D.0051** — не хватает", "• D.0051 — не хватает"),
        ("| Код | Смысл |\n|---|:-:|\n| V.1 | ключ |", "Код · Смысл V.1 · ключ"),
        ("см. [статью](https://a.example/x) про `test_mode`", "см. статью про test_mode"),
        ("```php\n$a = 1;\n```\n> цитата", "$a = 1; цитата"),
        ("*важно* и 2 * 2 и a*b", "важно и 2 * 2 и a*b"),
        ("## Только заголовок", "Только заголовок"),
    ],
)
def test_signs_of_markdown_are_not_shown(text: str, shown: str) -> None:
    assert joined(excerpt(passage(text))).strip() == shown


def test_the_words_of_the_question_are_marked_where_they_stand() -> None:
    shown = excerpt(passage("**Возвраты** делают в разделе «Возврат», не раньше.", "как не вернуть возврат"))

    assert marked(shown) == ["Возвраты", "Возврат"]


@pytest.mark.parametrize(
    ("text", "question", "words"),
    [
        ("С пятницы лимит выше. Не было отказов.", "не поднимают лимит с мая", ["лимит"]),
        ("Для ИП: отказ 05 без 3D.", "отказ 05 у ип без 3d", ["ИП", "отказ", "05", "без", "3D"]),
    ],
)
def test_short_words_are_marked_only_where_they_tell_something(text: str, question: str, words: list[str]) -> None:
    assert marked(excerpt(passage(text, question))) == words


def test_a_long_passage_is_cut_to_where_the_words_are() -> None:
    text = "Начало о другом. " * 60 + "Лимит оборота поднимает банк. " + "Конец о другом. " * 60

    shown = excerpt(passage(text, "лимит оборота"))

    assert marked(shown) == ["Лимит", "оборота"]
    assert joined(shown).startswith("… Лимит")
    assert len(joined(shown)) < 300


@given(st.text(alphabet="абв #*|`[]()->\n\t_.…1", max_size=800), st.text(alphabet="абв ", max_size=20))
def test_no_text_breaks_an_excerpt(text: str, question: str) -> None:
    assert len(joined(excerpt(passage(text, question)))) <= 300


def draft(text: str, *sentences: str) -> Draft:
    said = tuple(Sentence(RedactedText(one), (1,), Verdict.VERIFIED) for one in sentences)
    return Draft("t", Outcome.ANSWERED, RedactedText(""), said, (passage(text),))


def test_each_cited_sentence_is_marked_with_its_number() -> None:
    pieces = cited(draft("Раз **два** три.\nЧетыре пять.", "Четыре пять.", "Раз два три."), 1)

    assert [(piece.text, piece.marks) for piece in pieces if piece.marks] == [
        ("Раз два три.", (2,)),
        ("Четыре пять.", (1,)),
    ]


def test_a_row_that_is_told_cell_by_cell_is_marked_with_the_head_of_its_table() -> None:
    table = "| Валюта | Минимум |\n|---|---|\n| BYN | 10 BYN |\n| RUB | 300 RUB |\n\nВ выходные выплат нет."

    assert marked(cited(draft(table, "Валюта: BYN. Минимум: 10 BYN"), 1)) == ["Валюта · Минимум", "BYN · 10 BYN"]


def test_a_sentence_that_is_not_there_marks_nothing() -> None:
    assert marked(cited(draft("Раз два три.", "Совсем другое.", "…"), 1)) == []


def test_values_that_no_source_holds_are_marked_in_the_sentence() -> None:
    sentence = Sentence(
        RedactedText("Лимит 180 000 BYN до 14.05."), (1,), Verdict.UNSUPPORTED, ("180 000 BYN", "14.05")
    )

    assert marked(missing(sentence)) == ["180 000 BYN", "14.05"]
