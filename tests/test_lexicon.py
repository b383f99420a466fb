"""A question is read as it was meant, by the words of what its reader may see, and synonyms work at once."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.nouns import Found
from assistant.recent import Recent
from corpus.errors import DatabaseUnavailable
from corpus.nouns import Audience, RedactedText
from tests.making import EDITOR
from tests.patience import eventually
from tests.searching import EVERYBODY, VISITORS, Desk, open_desk, titles

# Nobody else has this word, so that only the corpus can have taught it.
RARE = "фродофикация"
SLIP = "фродафикация"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path) as opened:
        opened.add("Как подключить ЕРИП", "Чтобы подключить ЕРИП, подпишите договор с банком.")
        opened.add("Возврат денег покупателю", "Откройте кабинет и нажмите «Возврат».")
        opened.add("Лимит оборота", "Лимит увеличивает банк-эквайер.")
        yield opened


def read(found: Found) -> tuple[str, str | None]:
    """The title found first, and what the page says the question was read as."""
    return titles(found)[0], found.read_as


def phrases(*texts: str) -> tuple[RedactedText, ...]:
    return tuple(RedactedText(text) for text in texts)


@pytest.mark.parametrize(
    ("question", "meant", "title"),
    [
        ("rfr gjlrk.xbnm thbg", "как подключить ерип", "Как подключить ЕРИП"),
        ("kak podklyuchit erip", "как подключить ерип", "Как подключить ЕРИП"),
        ("djpdhfn ltytu", "возврат денег", "Возврат денег покупателю"),
        ("vozvrat deneg", "возврат денег", "Возврат денег покупателю"),
        ("возрат денег", "возврат денег", "Возврат денег покупателю"),
        ("лимитт оборота", "лимит оборота", "Лимит оборота"),
    ],
)
def test_a_question_in_another_layout_other_letters_or_with_a_slip_finds_the_article(
    desk: Desk, question: str, meant: str, title: str
) -> None:
    assert read(desk.find(question)) == (title, meant)


def test_who_meant_it_as_typed_gets_it_as_typed(desk: Desk) -> None:
    desk.add("Vozvrat", "Сервис vozvrat.")

    found = desk.find("возрат денег", as_typed=True)

    assert found.read_as is None


@pytest.mark.parametrize(
    "question", ["эквайер", "договор с банком", "ЕРИП", "F.0130", "test_mode", "OpenCart 2.3", "лимита эквайера"]
)
def test_what_is_right_as_typed_is_not_changed(desk: Desk, question: str) -> None:
    assert desk.find(question).read_as is None


def test_a_rare_word_of_the_corpus_is_not_turned_into_a_frequent_one(desk: Desk) -> None:
    desk.add("Сверка", "Сварка реестров.")  # what looks like a slip stands in a text
    for number in range(5):
        desk.add(f"Сверка за день {number}", f"Сверка номер {number}.")

    assert desk.find("сварка").read_as is None


def test_nothing_is_said_of_a_reading_that_found_nothing(desk: Desk) -> None:
    for document in desk.library.all():
        desk.library.unpublish(document.id, EDITOR)

    found = desk.find("djpdhfn ltytu")

    assert (found.passages, found.read_as) == ((), None)


def test_what_was_typed_in_the_other_layout_is_redacted_once_it_can_be_read(desk: Desk) -> None:
    # ivan.petrov@mail.ru typed with Russian letters on: nothing in it looks like an address until it is switched.
    found = desk.find("djpdhfn ltytu bdfyjdf@mail.ru")

    assert "@mail.ru" not in (found.read_as or "")


def test_a_word_of_a_staff_document_is_never_suggested_to_visitors(desk: Desk) -> None:
    for number in range(3):
        desk.add(f"Регламент {number}", f"Тут {RARE} по шагам, часть {number}.", Audience.STAFF)

    assert desk.find(SLIP, EVERYBODY).read_as == RARE
    assert desk.find(SLIP, VISITORS).read_as is None


def test_a_word_of_a_staff_document_does_not_count_as_known_for_visitors_even_after_agents_asked(desk: Desk) -> None:
    for number in range(3):
        desk.add(f"Регламент {number}", f"Тут {RARE} по шагам, часть {number}.", Audience.STAFF)
    desk.add("Статья", "Про фродофикатор.")

    as_agent, as_visitor = desk.find(SLIP, EVERYBODY), desk.find(SLIP, VISITORS)
    again = desk.find(SLIP, VISITORS)

    assert as_agent.read_as == RARE
    assert RARE not in {as_visitor.read_as, again.read_as}


def test_the_word_of_a_withdrawn_text_is_suggested_no_longer(desk: Desk) -> None:
    ids = [desk.add(f"Правила {n}", f"Тут {RARE} по шагам, часть {n}.") for n in range(3)]
    assert desk.find(SLIP, VISITORS).read_as == RARE

    for document_id in ids:
        desk.library.unpublish(document_id, EDITOR)
    desk.catch_up()

    assert desk.find(SLIP, VISITORS).read_as is None


def test_a_word_that_one_of_two_texts_still_has_is_suggested_on(desk: Desk) -> None:
    ids = [desk.add(f"Правила {n}", f"Тут {RARE} по шагам, часть {n}.") for n in range(3)]
    assert desk.find(SLIP, VISITORS).read_as == RARE

    desk.library.unpublish(ids[0], EDITOR)
    desk.catch_up()

    assert desk.find(SLIP, VISITORS).read_as == RARE


def test_a_word_that_came_with_a_new_text_is_suggested_from_then_on(desk: Desk) -> None:
    assert desk.find(SLIP).read_as is None

    for number in range(3):
        desk.add(f"Правила {number}", f"Тут {RARE} по шагам, часть {number}.")
    desk.catch_up()

    assert desk.find(SLIP).read_as == RARE


def test_an_editors_synonym_finds_the_document_within_two_seconds(desk: Desk) -> None:
    desk.add("Терминал", "Как включить терминал на кассе.")
    assert "Терминал" not in worded(desk, "пинпадик")

    desk.synonyms.add(phrases("терминал", "пинпадик"), "Мария")

    eventually(lambda: worded(desk, "пинпадик") == ["Терминал"])


def test_a_synonym_that_an_editor_took_back_finds_nothing_any_more(desk: Desk) -> None:
    desk.add("Терминал", "Как включить терминал на кассе.")
    group = desk.synonyms.add(phrases("терминал", "пинпадик"), "Мария")
    assert worded(desk, "пинпадик") == ["Терминал"]

    desk.synonyms.remove(group, "Мария")

    eventually(lambda: worded(desk, "пинпадик") == [])


def test_a_phrase_of_several_words_stands_for_its_abbreviation(desk: Desk) -> None:
    desk.add("Вход в ЛК", "Откройте ЛК и введите пароль.")
    desk.synonyms.add(phrases("личный кабинет", "ЛК"), "Мария")

    assert "Вход в ЛК" in worded(desk, "личного кабинета")
    assert "Вход в ЛК" not in worded(desk, "кабинета")


def test_the_longest_phrase_is_taken_and_none_inside_it(desk: Desk) -> None:
    desk.synonyms.add(phrases("личный кабинет", "ЛК"), "Мария")
    desk.synonyms.add(phrases("кабинет", "офис"), "Мария")

    found = desk.lexicon.phrases("вход в личный кабинет и в кабинет")

    assert [len(phrase.of) for phrase in found] == [2, 1]


def test_a_translation_counts_as_the_word_itself_and_a_synonym_less(desk: Desk) -> None:
    desk.synonyms.add(phrases("возврат", "рефанд", "refund"), "Мария")

    (phrase,) = desk.lexicon.phrases("возврат")

    weights = {" ".join(stems): weight for stems, weight in phrase.by}
    assert weights["refund"] == 1.0 > weights["рефанд"] > 0


def test_what_was_read_last_serves_while_the_database_cannot_be_read() -> None:
    answers: list[object] = ["first", DatabaseUnavailable("the disk is full")]

    def revision() -> object:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    recent = Recent(revision, lambda: "the synonyms")
    assert recent.value() == "the synonyms"
    time.sleep(1.01)

    assert recent.value() == "the synonyms"
    assert answers == []


def worded(desk: Desk, question: str) -> list[str]:
    """The titles that share words with the question, synonyms included."""
    passages = desk.find(question, as_typed=True).passages
    return [str(each.document.content.title) for each in passages if each.scores.words > 0]


IN_LATIN_LETTERS = "kak mne byt s zerkalom, esli ono razbilos"


def test_a_word_that_only_a_ticket_in_latin_letters_has_is_still_read_as_russian(desk: Desk) -> None:
    desk.add("Зеркало", IN_LATIN_LETTERS, Audience.STAFF)

    found = desk.find("vozvrat deneg s zerkalom")

    assert found.read_as == "возврат денег с зеркалом"


def test_a_latin_word_that_an_ordinary_text_has_too_stays(desk: Desk) -> None:
    desk.add("Зеркало", IN_LATIN_LETTERS, Audience.STAFF)
    desk.add("Параметр zerkalom", "Запрос zerkalom передаёт код kod.")

    found = desk.find("vozvrat deneg s zerkalom")

    assert found.read_as == "возврат денег с zerkalom"


def test_a_name_beside_russian_in_latin_letters_stays(desk: Desk) -> None:
    desk.add("Плагин", "kak mne postavit plagin fyrbeks i chto dlya nego nuzhno", Audience.STAFF)

    found = desk.find("vozvrat deneg fyrbeks")

    assert found.read_as == "возврат денег fyrbeks"
