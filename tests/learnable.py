"""A library whose readers ask in words of their own, always the same ones: what learning from the desk is good at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import product
from pathlib import Path

import torch

from assistant.assemble import Podskazka, assemble, glance
from assistant.learning.learn import Outcome, learn
from assistant.learning.pairs import pairs
from assistant.nouns import Passage
from assistant.ranking.lessons import Learned
from corpus.nouns import Audience, RawText
from ingest.house import open_house
from tests.web import NarrowEmbedder, add, article, settings

# The word of the documents and the word of those who ask: nothing that a search could go by stands in both.
MATTERS = {"Возврат": "откат", "Лимит": "потолок", "Отчёт": "сводка"}
THINGS = {"рассрочка": "дележ", "касса": "будка", "подписка": "абонемент"}
BEGINNINGS = ("подскажите", "снова", "срочно", "а когда", "где", "зачем")
FOR_AGENTS = "Возврат: касса, для своих"
TOPICS = tuple(product(MATTERS, THINGS))


class SmallEmbedder(NarrowEmbedder):
    """A fake of few dimensions, from which one learns in a moment."""

    def __init__(self, fingerprint: str = "fake-small") -> None:
        super().__init__(fingerprint)
        self.dimensions = 128


def title(matter: str, thing: str) -> str:
    return f"{matter}: {thing}"


def in_ours(beginning: str, matter: str, thing: str) -> RawText:
    return RawText(f"{beginning} {matter} {thing}")


def in_theirs(beginning: str, matter: str, thing: str) -> RawText:
    return RawText(f"{beginning} {MATTERS[matter]} {THINGS[thing]}")


# Marked as helpful by readers: a question, and the title of the document.
HELPED = {in_theirs(how, *topic): title(*topic) for how, topic in product(BEGINNINGS, TOPICS)}
UNSEEN = {in_theirs("объясните про", *topic): title(*topic) for topic in TOPICS}


def library(folder: Path) -> None:
    """A home with a public document for each topic, and one for agents."""
    # As on any machine that does something else too, a second thread costs more than it brings here.
    torch.set_num_threads(1)
    house = open_house(settings(folder), lambda _: SmallEmbedder())
    for matter, thing in TOPICS:
        add(house, article(title(matter, thing), f"{matter.lower()}, {thing}: всё об этом есть у нас в кабинете."))
    add(house, article(FOR_AGENTS, "возврат, касса: как мы это решаем, покупателю не говорят.", Audience.STAFF))
    house.close()


@contextmanager
def desk(folder: Path, *, serving: bool = False) -> Iterator[Podskazka]:
    """The system over a home, as a command sees it or as a running server."""
    podskazka = (assemble if serving else glance)(settings(folder), lambda _: SmallEmbedder())
    try:
        yield podskazka
    finally:
        podskazka.close()


def ids(podskazka: Podskazka) -> dict[str, str]:
    """The id of each public document, by its title."""
    return {str(document.content.title): document.id for document in podskazka.faq.documents()}


def helped(podskazka: Podskazka, marked: Mapping[RawText, str]) -> None:
    """Readers ask these questions and mark the documents of these titles as helpful."""
    by_title = ids(podskazka)
    for question, marked_title in marked.items():
        podskazka.faq.judge(by_title[marked_title], True, question, RawText(""))


def taught(podskazka: Podskazka) -> Outcome:
    """What `podskazka learn` does."""
    house, retriever = podskazka.house, podskazka.retrievers[Audience.STAFF].taught(Learned())
    return learn(pairs(house.lessons), retriever, house.lessons, podskazka.legs.dense.embedder.fingerprint)


def found(podskazka: Podskazka, question: RawText, plane: Audience = Audience.PUBLIC) -> tuple[Passage, ...]:
    """What readers or agents find, best first, with the scores that ranked it."""
    return podskazka.assistant.find(question, plane, limit=50).passages


def rank(podskazka: Podskazka, question: RawText, wanted: str) -> int:
    titles = [str(passage.document.content.title) for passage in found(podskazka, question)]
    return 1 + titles.index(wanted)


def ranks(podskazka: Podskazka) -> list[int]:
    """Where the answers stand to questions that nobody has asked like that."""
    return [rank(podskazka, question, wanted) for question, wanted in UNSEEN.items()]
