"""How much of which documents a draft tells: a short answer whole, a second one beside it, a question back."""

from __future__ import annotations

from collections import Counter

import pytest

from assistant.drafting.merge import Candidate, Merged, merged
from assistant.nouns import Outcome, Scores
from corpus.nouns import Kind
from tests.drafting import NEAR, Facts, draft, passage

SHORT = (
    "Скачать видео с сайта нельзя.\n\nСохраните ссылку на него.\n"
    "Если вы автор, напишите нам, и мы пришлём файл на почту."
)
STEPS = "Модуль принимает оплату. Откройте настройки модуля и впишите ключ уведомлений."


def scores(total: float) -> Scores:
    return Scores(total=total, dense=0.9, title=0.9, words=9.0, alike=3.3, title_alike=3.3)


def beside(_: int, __: int) -> bool:
    return True


def words(text: str) -> Counter[str]:
    return Counter(text.split())


def candidate(probability: float, text: str) -> Candidate:
    return Candidate(probability, words(text), words(text))


def test_an_article_without_headings_is_told_whole_and_in_its_paragraphs() -> None:
    made = draft("Как скачать видео с сайта?", passage("Как скачать видео с сайта", SHORT))

    body = [sentence for sentence in made.sentences if sentence.citations]
    assert " ".join(sentence.text for sentence in body) == SHORT.replace("\n", " ").replace("  ", " ")
    assert len({sentence.paragraph for sentence in body}) == 2


def test_of_an_article_with_headings_only_what_was_asked_is_told() -> None:
    text = f"Скачать видео с сайта нельзя.\n\n## О компании\n\n{'Офис открыт по четвергам, кофе бесплатный. ' * 3}"
    made = draft("Можно ли скачать видео с сайта?", passage("Скачать видео с сайта", text))

    assert "кофе" not in made.text


def test_an_answer_that_is_nearly_as_probable_is_told_as_well() -> None:
    found = merged([candidate(0.5, "a b c d"), candidate(0.4, "e f g h")], 0, beside)

    assert found.told == (0, 1)
    f_score = 5 * 4 / (4 * 4 + 8)  # all of the wanted words, as many others
    assert found.expected == pytest.approx(0.9 * f_score)


def test_an_unlikely_answer_is_not_told_beside_a_likely_one() -> None:
    assert merged([candidate(0.9, "a b c d"), candidate(0.1, "e f g h")], 0, beside) == Merged((0,), 0.9)


def test_no_more_than_three_sources_are_merged() -> None:
    found = merged([candidate(0.2, f"a{at} b{at}") for at in range(5)], 0, beside)

    assert len(found.told) == 3


def test_a_second_article_does_not_repeat_the_first() -> None:
    first = passage("Как скачать видео с сайта", SHORT, scores=scores(3.0))
    second = passage("Как скачать видео себе", f"{SHORT} Запись эфира хранится месяц.", scores=scores(3.0))
    made = draft("Как скачать видео с сайта?", first, second)

    assert made.text.count("Сохраните ссылку") == 1


def test_a_guess_between_articles_about_different_things_is_no_draft() -> None:
    texts = (
        "Обложку меняют в студии.",
        "Пароль приходит письмом.",
        "Эфир идёт шесть часов.",
        "Жалобу читает модератор.",
    )
    made = draft("Как скачать видео с сайта?", *(passage(f"Видео с сайта {text}", text) for text in texts))

    assert made.outcome is Outcome.PERHAPS
    assert len(made.nearest) == len(texts)


def test_one_question_is_asked_when_the_answer_hangs_on_the_platform() -> None:
    found = [
        passage(
            f"{platform}: заказ не оплачен", STEPS, Facts(kind=Kind.MODULE_DOC, product=platform, module=platform), NEAR
        )
        for platform in ("OpenCart", "WooCommerce")
    ]
    made = draft("У нас модуль не меняет статус: заказ не оплачен, что делать?", *found)

    assert made.text.count("на какой платформе") == 1


def test_nothing_is_asked_when_the_ticket_names_the_platform() -> None:
    found = [
        passage(f"{platform}: заказ не оплачен", STEPS, Facts(kind=Kind.MODULE_DOC, product=platform))
        for platform in ("OpenCart", "WooCommerce")
    ]
    made = draft("У нас модуль OpenCart не меняет статус: заказ не оплачен, что делать?", *found)

    assert made.outcome is Outcome.ANSWERED
    assert "на какой платформе" not in made.text
