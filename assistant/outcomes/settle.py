"""Works out what became of each draft once its reply was sent, and puts the difference into readable parts."""

from __future__ import annotations

import logging
import sys
from dataclasses import dataclass

from assistant.outcomes.fate import Change, Compared, Fate, compare
from assistant.outcomes.overlap import chrf
from corpus.database.desk.tickets import StoredDraft, Tickets
from corpus.database.outcomes.fates import Fates, Sent, StoredFate
from corpus.errors import DatabaseUnavailable, NotFound
from corpus.nouns import RedactedText

_ANSWERED = "answered"
_AT_ONCE = 200

log_of_outcomes = logging.getLogger("podskazka.outcomes")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a reply as it is read against its draft: `same`, `added`, or `dropped` from the draft."""

    how: str
    text: RedactedText


@dataclass(frozen=True, slots=True)
class Told:
    """What became of the draft of one reply, and the reply in parts; without parts where no draft was inserted."""

    fate: Fate
    kept: float | None
    pieces: tuple[Piece, ...]


class Outcomes:
    """What became of drafts. All of it follows from drafts and replies, which never change."""

    def __init__(self, fates: Fates, tickets: Tickets) -> None:
        self._fates, self._tickets = fates, tickets

    def settle(self, at_most: int = sys.maxsize) -> int:
        """Works out and keeps fates that are missing, the newest replies first; how many there were."""
        settled = 0
        while missing := self._fates.unsettled(min(_AT_ONCE, at_most - settled)):
            found = [self._judged(sent) for reply_id in missing if (sent := self._sent(reply_id))]
            self._fates.keep(found)
            settled += len(found)
        return settled

    def of(self, reply_id: str) -> Told:
        """What became of the draft of a reply, kept where it was not known yet."""
        sent = self._fates.sent(reply_id)
        fate = self._fates.of(reply_id)
        if fate is None:
            fate = self._judged(sent)
            try:
                self._fates.keep([fate])
            except DatabaseUnavailable as error:  # it can be read all the same; the next report keeps it
                log_of_outcomes.warning("the fate of reply %s was not kept: %s", reply_id, error)
        if fate.chrf is None or fate.draft_id is None:
            return Told(Fate(fate.fate), None, ())
        draft = text_of(self._tickets.draft(fate.draft_id))
        pieces = tuple(Piece(how, (draft if how == "dropped" else sent.text)[a:b]) for how, a, b in fate.changes)
        return Told(Fate(fate.fate), kept_of(fate), pieces)

    def _sent(self, reply_id: str) -> Sent | None:
        try:
            return self._fates.sent(reply_id)
        except NotFound:  # its ticket was deleted this moment
            return None

    def _judged(self, sent: Sent) -> StoredFate:
        inserted = self._tickets.draft(sent.draft_id) if sent.draft_id else None
        if inserted and inserted.outcome == _ANSWERED:
            return _compared(sent, inserted)
        # Nothing was inserted: the last draft that could have been tells why.
        used = [draft_id for draft_id, outcome in sent.offered if outcome == _ANSWERED]
        if used:
            return StoredFate(sent.reply_id, used[-1], Fate.NOT_USED.value)
        abstained = [*sent.offered, *([(inserted.id, inserted.outcome)] if inserted else [])]
        if not abstained:
            return StoredFate(sent.reply_id, None, Fate.NO_DRAFT.value)
        draft_id, reason = abstained[-1]
        return StoredFate(sent.reply_id, draft_id, Fate.ABSTAINED.value, reason)


def text_of(draft: StoredDraft) -> RedactedText:
    """A stored draft as one text."""
    return RedactedText.joined(" ", (sentence.text for sentence in draft.sentences))


def kept_of(fate: StoredFate) -> float | None:
    """The share of the draft that was kept; None where none was inserted."""
    if fate.chrf is None:
        return None
    return Compared(fate.draft_words, fate.reply_words, fate.same_words, ()).kept


def _compared(sent: Sent, draft: StoredDraft) -> StoredFate:
    proposed = text_of(draft)
    found = compare(proposed, sent.text)
    return StoredFate(
        reply_id=sent.reply_id,
        draft_id=draft.id,
        fate=found.fate.value,
        draft_words=found.draft_words,
        reply_words=found.reply_words,
        same_words=found.same_words,
        chrf=round(chrf([proposed], [sent.text]), 1),
        changes=tuple(_place(change) for change in found.changes),
    )


def _place(change: Change) -> tuple[str, int, int]:
    return change.how, change.start, change.end
