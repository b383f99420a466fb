"""Snippets are kept as people wrote them: found by their names, never doubled, brought back, without personal data."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.database.connection import Database
from corpus.database.desk.snippets import NotASnippet, Rewritten, Snippets, Wording, checked, parts
from corpus.errors import Conflicting, NotFound
from corpus.nouns import Actor, RedactedText, Role
from ingest.redaction import Redactor
from ingest.snippets import read_snippet, starter_snippets
from tests.making import blank

LENA = Actor("lena", "Лена", Role.LEAD)


@pytest.fixture
def snippets(tmp_path: Path) -> Snippets:
    return Snippets(Database.open(blank(tmp_path)))


def wording(name: str = "срок", text: str = "Ответим до {срок}.", language: str = "ru") -> Wording:
    return Wording(RedactedText(name), RedactedText(text), language)


def names(snippets: Snippets) -> list[str]:
    return [each.wording.name for each in snippets.all()]


def test_a_new_snippet_is_there_with_its_author(snippets: Snippets) -> None:
    made = snippets.add(wording(), LENA)

    assert snippets.get(made).wording == wording()
    assert snippets.get(made).author == "Лена"


def test_the_language_of_the_ticket_comes_first(snippets: Snippets) -> None:
    snippets.add(wording("а"), LENA)
    snippets.add(wording("z", language="en"), LENA)

    assert [each.wording.name for each in snippets.all("en")] == ["z", "а"]


def test_a_name_is_taken_once_a_language(snippets: Snippets) -> None:
    snippets.add(wording("Ещё раз"), LENA)

    with pytest.raises(Conflicting):
        snippets.add(wording("еще  раз"), LENA)
    assert snippets.add(wording("Ещё раз", language="en"), LENA)


def test_who_rewrites_an_older_text_is_told(snippets: Snippets) -> None:
    made = snippets.add(wording(), LENA)
    snippets.change(made, wording(text="Ответим сегодня."), 1, LENA)

    with pytest.raises(Rewritten):
        snippets.change(made, wording(text="Ответим завтра."), 1, LENA)
    assert snippets.get(made).wording.text == "Ответим сегодня."


def test_what_was_deleted_can_be_brought_back(snippets: Snippets) -> None:
    made = snippets.add(wording(), LENA)

    snippets.remove(made, LENA)
    assert names(snippets) == []
    assert [each.id for each in snippets.removed()] == [made]
    snippets.restore(made, LENA)

    assert names(snippets) == ["срок"]


def test_a_name_that_was_given_away_does_not_come_back_twice(snippets: Snippets) -> None:
    made = snippets.add(wording(), LENA)
    snippets.remove(made, LENA)
    snippets.add(wording(), LENA)

    with pytest.raises(Conflicting):
        snippets.restore(made, LENA)


def test_nothing_is_done_to_what_was_never_there(snippets: Snippets) -> None:
    for act in (snippets.remove, snippets.restore):
        with pytest.raises(NotFound):
            act("none", LENA)
    with pytest.raises(NotFound):
        snippets.change("none", wording(), 1, LENA)


def test_the_starter_set_comes_in_once(snippets: Snippets) -> None:
    snippets.take_in(starter_snippets())
    snippets.take_in(starter_snippets())

    assert len(names(snippets)) == len(starter_snippets())


def test_a_later_release_rewords_only_what_nobody_touched(snippets: Snippets) -> None:
    snippets.take_in([wording("а", "1"), wording("б", "1"), wording("в", "1"), wording("г", "1")])
    ids = {each.wording.name: each.id for each in snippets.all()}
    snippets.change(ids["б"], wording("б", "наше"), 1, LENA)
    snippets.remove(ids["в"], LENA)

    snippets.take_in([wording("а", "2"), wording("б", "2"), wording("в", "2")])

    assert {each.wording.name: each.wording.text for each in snippets.all()} == {"а": "2", "б": "наше"}


def test_a_starter_snippet_that_was_renamed_does_not_come_again(snippets: Snippets) -> None:
    snippets.take_in([wording("а")])
    snippets.change(snippets.all()[0].id, wording("б"), 1, LENA)

    snippets.take_in([wording("а")])

    assert names(snippets) == ["б"]


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        (" ", "Здравствуйте!", "empty"),
        ("приветствие", "\n", "empty"),
        ("и" * 61, "Здравствуйте!", "too long"),
        ("приветствие", "и" * 4001, "too long"),
        ("карта", "Ваша карта 4111 1111 1111 1111", "personal"),
        ("+375 29 123-45-67", "Позвоните нам", "personal"),
        ("почта", "Пишите на anna.petrova@mail.example", "personal"),
    ],
)
def test_what_cannot_be_a_snippet_says_why(name: str, text: str, reason: str) -> None:
    with pytest.raises(NotASnippet) as refused:
        read_snippet(name, text, "ru", Redactor())

    assert refused.value.reason == reason


def test_a_language_nobody_offers_is_refused() -> None:
    with pytest.raises(NotASnippet):
        checked(wording(language="de"))


def test_blanks_are_told_from_identifiers_and_from_json() -> None:
    assert parts("До {срок}, {номер заказа}.")[1::2] == ["{срок}", "{номер заказа}"]
    assert parts('{"a": 1} {ticket_id} {} {7}')[1::2] == []


def test_the_starter_set_states_no_figures() -> None:
    said = [each.text for each in starter_snippets()]

    assert [text for text in said if any(sign.isdigit() for sign in text)] == []
    assert {each.language for each in starter_snippets()} == {"ru", "en"}
