"""A question is understood in whatever letters and layout it was typed, and nobody's right words are corrected."""

from __future__ import annotations

from collections import Counter

import pytest

from assistant.understanding.cutting import words
from assistant.understanding.dictionary import Dictionary
from assistant.understanding.nouns import How
from assistant.understanding.readings import readings
from assistant.understanding.vocabulary import Vocabulary
from corpus.nouns import RedactedText

CORPUS = """
Как подключить ЕРИП? Подключение ЕРИП занимает два дня, договор подписывает продавец.
Почему не приходит уведомление об оплате? Проверьте адрес вебхука (webhook) в настройках модуля.
Не прошла оплата картой: деньги списались, а заказ не оплачен. Статус заказа меняет уведомление.
Возврат денег делает магазин через личный кабинет. Деньги вернутся на карту покупателя за пять дней.
Что делать, если банк отклонил платёж? Подключить можно Visa, GetCourse, WooCommerce и WordPress.
Защищённое соединение: сертификат TLS. Рекуррентные платежи и подписка списываются сами. Ошибка при оплате.
How to connect the payment module? Check the webhook address and the test mode in the settings.
Authorization failed: the refund was declined by the bank. Install the plugin and get the API key.
"""


@pytest.fixture(scope="module")
def dictionary() -> Dictionary:
    return Dictionary()


@pytest.fixture(scope="module")
def vocabulary(dictionary: Dictionary) -> Vocabulary:
    # Each word stands in several chunks, as in a corpus of some size.
    return Vocabulary({form: 5 * count for form, count in Counter(words(CORPUS)).items()}, dictionary)


def best(question: str, vocabulary: Vocabulary) -> str:
    """The reading that a search would try beside the typed one, or the typed one when there is no other."""
    return readings(question, vocabulary)[:2][-1].text


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("rfr gjlrk.xbnm thbg", "как подключить ерип"),
        ("Rfr gjlrk.xbnm THBG?", "Как подключить ЕРИП?"),
        ("gjxtve yt ghb[jlbn edtljvktybt", "почему не приходит уведомление"),
        ("pfobo`yyjt cjtlbytybt", "защищённое соединение"),
        ("цуирщщл", "webhook"),
        ("рщц ещ сщттусе еру зфньуте ьщвгду", "how to connect the payment module"),
    ],
)
def test_a_question_typed_in_the_other_layout_is_read(typed: str, meant: str, vocabulary: Vocabulary) -> None:
    assert best(typed, vocabulary) == meant
    assert readings(typed, vocabulary)[1].how == How.LAYOUT


def test_one_word_in_the_other_layout_is_read_and_its_neighbours_stay(vocabulary: Vocabulary) -> None:
    assert best("не приходит  edtljvktybt, WordPress", vocabulary) == "не приходит  уведомление, WordPress"


def test_a_word_that_was_meant_in_latin_stays_in_a_question_of_the_other_layout(vocabulary: Vocabulary) -> None:
    assert best("rfr gjlrk.xbnm webhook", vocabulary) == "как подключить webhook"


def test_a_slip_in_the_other_layout_is_mended_too(vocabulary: Vocabulary) -> None:
    assert best("yt ghb[jlbn edtljvkybt", vocabulary) == "не приходит уведомление"


@pytest.mark.parametrize(
    "typed",
    [
        "podklyuchit' platezh, zashhishhyonnoe",
        "podkliuchit platezh, zashchishchennoe",
        "podklyuchit platyozh, zashchishchyonnoye",
        "podključitʹ platëž, zaščiščënnoe",
        "podkluchit platej, zaschischennoe",
        "podklu4it plate*, zawiwennoe".replace("*", "zh"),
    ],
)
def test_russian_in_latin_letters_is_read_in_every_usual_scheme(typed: str, vocabulary: Vocabulary) -> None:
    assert best(typed, vocabulary) == "подключить платеж, защищенное"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("4to delat esli bank otklonil platezh", "что делать если банк отклонил платеж"),
        ("po4emu ne proshla oplata kartoy", "почему не прошла оплата картой"),
        ("Pochemu ne prihodit webhook", "Почему не приходит webhook"),
        ("как вернуть деньги cherez lichniy kabinet", "как вернуть деньги через личный кабинет"),
    ],
)
def test_chat_letters_and_mixed_questions_are_read(typed: str, meant: str, vocabulary: Vocabulary) -> None:
    assert best(typed, vocabulary) == meant


def test_a_russian_word_that_the_corpus_lacks_is_still_written_in_russian_letters(vocabulary: Vocabulary) -> None:
    assert best("kak oplatit dolg", vocabulary) == "как оплатить долг"


def test_a_slip_in_latin_letters_is_mended(vocabulary: Vocabulary) -> None:
    assert best("pochemu ne prihodit uvedmlenie", vocabulary) == "почему не приходит уведомление"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("не приходит уведомлние", "не приходит уведомление"),
        ("Вазврат денег", "Возврат денег"),
        ("ВОЗВАРТ ДЕНЕГ", "ВОЗВРАТ ДЕНЕГ"),
        ("рекурентные плотежи", "рекуррентные платежи"),
        ("autorization faild", "authorization failed"),
        ("непрошла оплата", "не прошла оплата"),
        ("открыть личныйкабинет", "открыть личный кабинет"),
        ("oплатa картой", "оплата картой"),
        ("ошибка при сheck", "ошибка при check"),
    ],
)
def test_a_misspelled_word_is_read_as_the_corpus_writes_it(typed: str, meant: str, vocabulary: Vocabulary) -> None:
    assert best(typed, vocabulary) == meant


@pytest.mark.parametrize(
    "question",
    [
        "Как подключить ЕРИП?",
        "how do I connect the plugin to my website",
        "webhook",
        "Visa",
        "оплатила картой супруга, вернётся ли кэшбэк",
        "банка с вареньем и банты",
        "код P.4011 и F.0130, версия 2.6.1, счёт 4b7f-1a",
        "[карта •1111] и [телефон] клеента",
        "настройка test_mode и файл webhok.php",
        "https://example.com/webhok?kod=1 открывается",
        "PayKeeper, Бипэйд и InSeles",
        "заявление господина Ерипова",
        "вебхуками",
        "промокарта",
        "ра и ноо",
        "12345 67 89",
        "😀 👍🏽",
        "",
    ],
)
def test_what_is_right_or_nobody_may_touch_gets_no_other_reading(question: str, vocabulary: Vocabulary) -> None:
    found = [reading.changed for reading in readings(question, vocabulary)[1:]]

    assert [pair for changed in found for pair in changed if pair[0] != "клеента"] == []


def test_the_reading_tells_what_was_changed_and_that_it_makes_more_sense(vocabulary: Vocabulary) -> None:
    typed, reading = readings("не приходит уведомлние", vocabulary)

    assert (typed.text, typed.how, typed.changed) == ("не приходит уведомлние", How.TYPED, ())
    assert (reading.how, reading.changed) == (How.SPELLING, (("уведомлние", "уведомление"),))
    assert reading.plausibility > reading.typed_plausibility == typed.plausibility


def test_there_are_at_most_two_other_readings(vocabulary: Vocabulary) -> None:
    question = "плотёж возвра уведомлние webhok rfr podpiska деног"

    assert 1 < len(readings(question, vocabulary)) <= 3


@pytest.mark.parametrize(
    "question",
    ["а" * 100_000, "уведомлние " * 9_000, "[" * 50_000, "a'" * 50_000, "ab[];,'" * 14_000, "о\u200bп" * 30_000, "\0я"],
    ids=["one word", "many words", "brackets", "apostrophes", "keys", "unseen signs", "nul"],
)
def test_hostile_questions_do_no_harm(question: str, vocabulary: Vocabulary) -> None:
    found = readings(question, vocabulary)

    assert found == readings(question, vocabulary)
    assert len(found[-1].changed) <= 60


def test_signs_that_nobody_sees_do_not_hide_a_word(vocabulary: Vocabulary) -> None:
    assert readings("опла\u200bта\u00ad картой", vocabulary)[0].text == "оплата картой"
    assert len(readings("опла\u200bта\u00ad картой", vocabulary)) == 1


def test_a_reading_is_plain_text_that_must_be_redacted_anew(vocabulary: Vocabulary) -> None:
    found = readings(RedactedText("не приходит уведомлние"), vocabulary)

    assert [type(reading.text) for reading in found] == [str, str]


def test_a_known_acronym_stays_in_a_question_of_the_other_layout(vocabulary: Vocabulary) -> None:
    assert best("TLS, cthnbabrfn b jgkfnf", vocabulary) == "TLS, сертификат и оплата"


def test_an_english_question_with_unknown_words_is_not_taken_for_russian(vocabulary: Vocabulary) -> None:
    assert len(readings("how do I get it into the zoosnet modul", vocabulary)) == 1
