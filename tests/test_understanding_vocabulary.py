"""The vocabulary knows the corpus's words, their relatives in sound and spelling, and what other words there are."""

from __future__ import annotations

import pytest

from assistant.understanding.cutting import words
from assistant.understanding.dictionary import Dictionary
from assistant.understanding.layout import switched
from assistant.understanding.near import NearForms
from assistant.understanding.skeleton import cyrillic_skeleton, latin_skeletons
from assistant.understanding.slips import slip
from assistant.understanding.vocabulary import ELSEWHERE, IN_CORPUS, NOWHERE, Vocabulary


def test_words_are_counted_in_small_letters_with_one_e() -> None:
    assert list(words("Счёт №12: WC_api, пол-дня")) == ["счет", "wc", "api", "пол", "дня"]


def test_a_word_is_known_from_the_corpus_from_its_forms_or_from_a_dictionary() -> None:
    vocabulary = Vocabulary({"вебхук": 3})

    assert vocabulary.known("вебхук") == IN_CORPUS
    assert [vocabulary.known(form) for form in ("вебхуками", "гиппопотам", "елка", "refund")] == [ELSEWHERE] * 4
    assert vocabulary.known("вибхук") == NOWHERE
    assert (vocabulary.count("вебхук"), vocabulary.count("вебхуками"), len(vocabulary)) == (3, 0, 1)


@pytest.mark.parametrize("typed", ["уведмление", "уведоммление", "уведомлеине", "кведомление", "уведомлениу"])
def test_a_word_one_letter_off_is_near(typed: str) -> None:
    assert NearForms(["уведомление", "возврат"]).within(typed, 1) == [("уведомление", 1)]


def test_a_swap_in_the_middle_of_a_short_word_is_near() -> None:
    assert NearForms(["коды", "него"]).within("кдоы", 1) == [("коды", 1)]


def test_nearer_forms_come_first_and_the_form_itself_never() -> None:
    assert NearForms(["платить", "платеж", "платежи"]).within("платеж", 2) == [("платежи", 1)]


def test_common_slips_cost_less_than_strange_ones() -> None:
    doubled, heard, neighbour, strange = (
        slip("акаунт", "аккаунт"),
        slip("аплата", "оплата"),
        slip("кпрта", "карта"),
        1.0,
    )

    assert slip("карта", "карта") == 0
    assert doubled < heard <= neighbour + 0.35 < slip("ыарта", "карта") + strange
    assert slip("вовзрат", "возврат") < slip("вошцрат", "возврат")


@pytest.mark.parametrize(
    ("russian", "spellings"),
    [
        ("подключить", "podklyuchit podkljuchit' podkliuchit podkluchit podklyuchit'"),
        ("счет", "schet schyot s4et schiot"),
        ("хочу", "hochu khochu xo4u"),
        ("комиссия", "komissiya komissija komisiya komissiia"),
        ("возвращается", "vozvrashchaetsya vozvraschaetsja vozvrashhaetsya"),
        ("платежей", "platezhey platezhej platezhei platejey"),
        ("объявление", "obyavlenie ob''yavlenie obiavlenie"),
        ("цена", "tsena cena czena"),
    ],
)
def test_all_spellings_of_a_word_meet_in_its_skeleton(russian: str, spellings: str) -> None:
    for spelling in spellings.split():
        assert cyrillic_skeleton(russian) in latin_skeletons(spelling), spelling


def test_words_that_sound_alike_are_found_by_their_latin_spelling() -> None:
    vocabulary = Vocabulary({"возврат": 9, "возврата": 4, "refund": 2})

    assert vocabulary.sounding("vozvrat") == ["возврат"]
    assert set(vocabulary.sounding_nearly("vozvrt")) >= {"возврат"}


def test_a_closing_sign_may_be_a_letter_or_a_sign() -> None:
    assert list(switched("[kt,")) == ["хлеб", "хле,", "[ле,"]
    assert list(switched("оплата1api")) == []


def test_the_dictionary_knows_russian_and_english_words_only() -> None:
    dictionary = Dictionary()
    dictionary.load()

    assert all(map(dictionary.knows, ("платежами", "приема", "refunds", "don't", "customer's")))
    assert not any(map(dictionary.knows, ("платижами", "rfr", "oplata", "paymnt")))
