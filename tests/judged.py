"""The real FAQ and assistant with a judgement that a test gives: what is shown of it does not hang on thresholds."""

from __future__ import annotations

from dataclasses import replace

from assistant.assistant import Assistant
from assistant.faq import Faq
from assistant.nouns import Draft, Found, Outcome
from corpus.nouns import Filters, RawText, Ticket
from tests.drafting import redacted

UNSURE = "Возможно, ответ есть в найденных текстах."


class JudgedFaq(Faq):
    """The FAQ over the same library, with every search judged as the test says."""

    def __init__(self, faq: Faq, outcome: Outcome, answerable: float = 0.4) -> None:
        vars(self).update(vars(faq))
        self._judged = outcome, answerable

    def find(
        self,
        question: RawText,
        filters: Filters = Filters(),  # noqa: B008 (frozen)
        limit: int = 10,
        *,
        record: bool = True,
        as_typed: bool = False,
    ) -> Found:
        found = super().find(question, filters, limit, record=record, as_typed=as_typed)
        return replace(found, outcome=self._judged[0], answerable=self._judged[1])


class UnsureAssistant(Assistant):
    """The assistant over the same library, never sure enough for a draft."""

    def __init__(self, assistant: Assistant) -> None:
        vars(self).update(vars(assistant))

    def compose(self, ticket: Ticket) -> Draft:
        draft = super().compose(ticket)
        return Draft(ticket.id, Outcome.PERHAPS, redacted(UNSURE), nearest=draft.nearest or draft.sources)
