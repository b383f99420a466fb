"""A draft as it goes on record."""

from __future__ import annotations

from assistant.nouns import Draft
from corpus.database.desk.tickets import StoredDraft, StoredSentence


def stored(draft: Draft) -> StoredDraft:
    """What was proposed; what was held back was not."""
    sentences = tuple(
        StoredSentence(
            sentence.text,
            sentence.verdict.value,
            tuple(draft.sources[number - 1].chunk_id for number in sentence.citations),
        )
        for sentence in draft.sentences
        if not sentence.held
    )
    return StoredDraft(draft.ticket_id, draft.writer, draft.outcome.value, draft.reason, sentences)
