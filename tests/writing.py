"""The drafter with a real chat client, over passages that a test gives, for the tests of the writer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from assistant.drafter import Asked, Drafter
from assistant.drafting.compose import Composer
from assistant.drafting.verify import Verifier
from assistant.drafting.words import Words
from assistant.nouns import Draft, Found, Passage, Sentence
from assistant.writing.models import ChatModel
from assistant.writing.writer import Proofreading, Writer
from corpus.index.tokens import Tokenizer
from corpus.llm_settings import Llm
from corpus.nouns import Ticket
from tests.drafting import REDACTOR, passage, redacted, ticket
from tests.fakes import FakeEmbedder

# A paragraph of a help centre, and what is asked about it.
REFUND = passage(
    "Когда придёт возврат на карту",
    "Возврат на карту приходит в течение 14 дней. Срок зависит от банка, который выпустил карту.\n\n"
    "Если возврата нет 14 дней, напишите в банк и назовите код RRN. "
    "Где найти код RRN, показано на https://help.ladya.example/rrn.",
)
ASKED = ticket("Здравствуйте! Когда придёт возврат на карту?")
GREETING, CLOSING = "Здравствуйте!", "С уважением, команда поддержки."
TRUE = "Возврат на карту приходит в течение 14 дней."
LATE = "Модель не ответила вовремя, показан черновик без неё."
TOLD = "Сервер модели сообщил об ошибке, показан черновик без модели."
WRITTEN = "openai:scripted ru-1"


class Desk:
    """A drafter with a writer; `steps` and `draft` take what a search would have found."""

    def __init__(self, llm: Llm | None) -> None:
        embedder, words = FakeEmbedder(), Words(Tokenizer())
        composer = Composer(embedder.embed_passages, embedder.embed_question, REDACTOR)
        proofreading = Proofreading(Verifier(embedder.embed_passages, words), words, redacted)
        writer = Writer(llm.name, llm.seconds, lambda: ChatModel(llm), proofreading) if llm else None
        self._found: tuple[Passage, ...] = ()
        self.drafter = Drafter(lambda part: Found(part, self._found), composer, redacted, writer)

    def steps(self, asked: Ticket, passages: Sequence[Passage], wish: Asked | None = None) -> list[Any]:
        self._found = tuple(passages)
        return [step for step in self.drafter.steps(asked, wish) if step is not None]

    def draft(self, asked: Ticket = ASKED, *passages: Passage, wish: Asked | None = None) -> Draft:
        last = self.steps(asked, passages or (REFUND,), wish)[-1]
        assert isinstance(last, Draft)
        return last

    def asking(self) -> tuple[Ticket]:
        """What the usual ticket asks, with the usual passage found."""
        self._found = (REFUND,)
        return (ASKED,)

    def composed(self, asked: Ticket = ASKED, *passages: Passage) -> Draft:
        """What there is without a model."""
        return Desk(None).draft(asked, *passages)


@contextmanager
def desk(llm: Llm | None) -> Iterator[Desk]:
    opened = Desk(llm)
    try:
        yield opened
    finally:
        opened.drafter.close()


def shown(sentences: Sequence[Sentence]) -> list[tuple[str, str, tuple[int, ...], bool]]:
    """Text, verdict, citations, and whether it is held back."""
    return [(str(one.text), one.verdict.value, one.citations, one.held) for one in sentences]
