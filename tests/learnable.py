"""A library whose readers ask in words of their own, always the same ones: what learning from the desk is good at."""

from __future__ import annotations

from itertools import islice, product
from pathlib import Path

from assistant.assemble import Podskazka
from assistant.learning.learn import Outcome, learn
from assistant.learning.pairs import pairs
from assistant.ranking.lessons import Learned
from corpus.nouns import Audience, RawText
from tests.web import article, filled, help_centre

# The word of the documents and the word of those who ask: no letters in common that a search could go by.
MATTERS = {"Возврат": "откат", "Лимит": "потолок", "Отчёт": "сводка", "Договор": "бумага"}
THINGS = {"рассрочка": "дележ", "касса": "будка", "подписка": "абонемент", "терминал": "аппарат", "доставка": "курьер"}
BEGINNINGS = ("подскажите", "снова", "срочно", "а когда")

TOPICS = tuple(product(MATTERS, THINGS))
NEVER_ASKED_LIKE_THAT = "объясните про потолок, аппарат"
ITS_TITLE = "Лимит: терминал"


def title(matter: str, thing: str) -> str:
    return f"{matter}: {thing}"


def in_their_words(beginning: str, matter: str, thing: str) -> str:
    return f"{beginning} {MATTERS[matter]} {THINGS[thing]}"


def in_ours(beginning: str, matter: str, thing: str) -> str:
    return f"{beginning} {matter} {thing}"


def library(folder: Path) -> None:
    """A home with a public document for each topic."""
    texts = (f"{matter.lower()}, {thing}: всё об этом у нас в кабинете." for matter, thing in TOPICS)
    filled(folder, *(article(title(*topic), text) for topic, text in zip(TOPICS, texts, strict=True)))


def ids(podskazka: Podskazka) -> dict[str, str]:
    """The id of each public document, by its title."""
    return {str(document.content.title): document.id for document in podskazka.faq.documents()}


def helped(folder: Path, most: int | None = None) -> None:
    """Readers ask in their words, up to `most` of them, and mark the document of their topic as helpful."""
    with help_centre(folder) as podskazka:
        by_title = ids(podskazka)
        for beginning, topic in islice(product(BEGINNINGS, TOPICS), most):
            question = RawText(in_their_words(beginning, *topic))
            podskazka.faq.judge(by_title[title(*topic)], True, question, RawText(""))


def lesson(podskazka: Podskazka) -> Outcome:
    """What `podskazka learn` does."""
    house, retriever = podskazka.house, podskazka.retrievers[Audience.STAFF].taught(Learned())
    return learn(pairs(house.lessons), retriever, house.lessons, podskazka.legs.dense.embedder.fingerprint)


def ranking(podskazka: Podskazka, question: str = NEVER_ASKED_LIKE_THAT) -> list[tuple[str, float]]:
    """What readers of the FAQ find, best first: titles with what ranked them."""
    found = podskazka.faq.find(RawText(question), record=False).passages
    return [(str(passage.document.content.title), passage.scores.total) for passage in found]
