"""Brings the library up to date with a source: what is new, changed and gone; nothing twice, nothing lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Set
from dataclasses import astuple, dataclass
from typing import Protocol

from corpus.database.desk.tickets import Tickets
from corpus.database.library.library import Library
from corpus.database.library.sources import ReadEntry, Sources
from corpus.embedding.embedder import Embedder
from corpus.nouns import Conflict, Content, Document, Hand, Origin, Provenance, State
from ingest.distilling.case import case_of
from ingest.distilling.distil import Unusable
from ingest.distilling.duplicates import Fingerprints
from ingest.nouns import Entry, Facts, Problem, RawDocument, RawTicket, Source, digest_of
from ingest.prepare import prepare
from ingest.redact_raw import content_of, ticket_of
from ingest.redaction import Redactor

# Counted up when redaction, distillation or chunking change, so that the next run reads everything again.
PIPELINE = 2
# A digest is stored in so many signs; the last ones, behind a colon, tell what was said for its source.
_DIGEST, _MARK = 64, 12
_ROOM = _DIGEST - 1 - _MARK

_SYNC = Hand(Provenance.SYNC)


class Progress(Protocol):
    """Whoever wants to see how a run goes."""

    def begin(self, source: str, total: int) -> None:
        """So many entries are to be looked at."""
        ...

    def advance(self, counts: Counter[str]) -> None:
        """One more was looked at."""
        ...

    def problem(self, problem: Problem) -> None:
        """Something was not taken in."""
        ...


@dataclass(frozen=True, slots=True)
class Tools:
    """What a sync works with."""

    library: Library
    sources: Sources
    tickets: Tickets
    redactor: Redactor
    embedder: Embedder


class Sync:
    """One run over one source. A run that was killed is finished by the next one."""

    def __init__(self, tools: Tools, defaults: Facts, progress: Progress) -> None:
        self._tools = tools
        self._defaults = defaults
        self._said = _Said(defaults)
        self._progress = progress
        self._cases: Fingerprints | None = None
        self._bereft: set[str] = set()
        self.counts: Counter[str] = Counter()

    def run(self, source: Source) -> Counter[str]:
        """Reads what changed, archives what is gone, and returns what was done, by name.

        Raises:
            Unreadable: the source as a whole is not there; the library stays as it is.
        """
        entries = {entry.external_id: entry for entry in source.entries()}
        self._tools.sources.begin(source.name)
        self._progress.begin(source.name, len(entries))
        read = self._tools.sources.read(source.name)
        for entry in entries.values():
            before = read.get(entry.external_id)
            if entry.stamp and before and self._said.holds(before.stamp, f"{PIPELINE}:{entry.stamp}"):
                self._pass_over(before)
            else:
                self._take_in(source.name, entry)
            self._progress.advance(self.counts)
        self._put_away(source.name, entries.keys(), read.keys())
        # A ticket whose twin has gone is an answer of its own again.
        for external_id in sorted(self._bereft & entries.keys()):
            self._take_in(source.name, entries[external_id])
        self._tools.sources.finish(source.name, dict(self.counts))
        return self.counts

    def _pass_over(self, before: ReadEntry) -> None:
        """Nothing changed: what was wrong with it still is, and is said again without reading it."""
        self.counts["unchanged"] += 1
        for where, reason, remedy in before.problems:
            self._report(Problem(where, reason, remedy))

    def _take_in(self, source: str, entry: Entry) -> None:
        before = self._tools.sources.documents(source, entry.external_id)
        kept: set[str] = set()
        problems: list[Problem] = []
        for found in entry.read():
            if isinstance(found, Problem):
                self._report(found)
                problems.append(found)
            else:
                kept.add(self._one(source, entry, found))
        self.counts["entries read"] += 1
        # What was not read to its end may still hold what it held: a file half copied must not cost what it taught.
        if not any(problem.incomplete for problem in problems):
            self._archive(document_id for external_id, document_id in before.items() if external_id not in kept)
            self._tools.sources.ungroup(source, entry.external_id, sorted(kept))
        if not any(problem.passing for problem in problems):
            said = tuple([problem.where, problem.reason, problem.remedy] for problem in problems)
            stamp = self._said.beside(f"{PIPELINE}:{entry.stamp}")
            self._tools.sources.remember(source, entry.external_id, ReadEntry(stamp, said))

    def _report(self, problem: Problem) -> None:
        self._progress.problem(problem)
        self.counts["problems"] += 1

    def _one(self, source: str, entry: Entry, found: RawDocument | RawTicket) -> str:
        """Stores one document or ticket; returns its external id, or an empty text when it gave no document."""
        # What was said for all of the source is about documents: a ticket is for staff, whatever was said.
        said = self._said if isinstance(found, RawDocument) else _Said(Facts())
        digest = f"{PIPELINE}:{found.digest}"[:_DIGEST]
        origin = Origin(source, found.external_id, entry.external_id, said.beside(digest))
        known = self._tools.library.of_source(source, found.external_id)
        if known and said.holds(known.origin.digest, digest) and known.state is not State.ARCHIVED:
            self.counts["unchanged documents"] += 1
            return found.external_id
        if isinstance(found, RawTicket):
            return self._ticket(origin, found, known)
        content = content_of(found, self._defaults, self._tools.redactor)
        self._store(origin, content, known)
        return found.external_id

    def _ticket(self, origin: Origin, raw: RawTicket, known: Document | None) -> str:
        if not raw.resolved:
            self.counts["unresolved tickets"] += 1
            return ""
        if self._tools.sources.digest_of_duplicate(origin.source, origin.external_id) == origin.digest:
            self.counts["unchanged documents"] += 1
            return origin.external_id
        ticket = ticket_of(raw, origin.source, self._tools.redactor)
        case = case_of(ticket, raw.facts, self._tools.redactor)
        if isinstance(case, Unusable):
            self.counts["tickets without a usable answer"] += 1
            return ""
        self._case(_linked(origin, self._tools.tickets.keep(ticket)), case, known)
        return origin.external_id

    def _case(self, origin: Origin, content: Content, known: Document | None) -> None:
        cases = self._known_cases()
        twin = None if known else cases.nearest(content.text)
        if twin:
            self._tools.sources.group(origin, twin)
            self.counts["near-identical tickets"] += 1
            return
        cases.add(self._store(origin, content, known), content.text)

    def _store(self, origin: Origin, content: Content, known: Document | None) -> str:
        prepared = prepare(content, self._tools.embedder)
        self.counts["chunks"] += len(prepared.chunks)
        if known is None:
            self.counts["added"] += 1
            return self._tools.library.add(prepared, origin, _SYNC)
        outcome = self._tools.library.revise(known.id, prepared, _SYNC, origin)
        self.counts["conflicts" if isinstance(outcome, Conflict) else "revised"] += 1
        if known.state is State.ARCHIVED:
            self._tools.library.publish(known.id, _SYNC)
        return known.id

    def _put_away(self, source: str, present: Set[str], read: Set[str]) -> None:
        # An entry that ends in / is a subfolder that could not be read: what is below it is not gone.
        closed = tuple(entry for entry in present if entry.endswith("/"))
        for entry in sorted((read | self._tools.sources.entries_with_documents(source)) - present):
            if not entry.startswith(closed):
                self._archive(self._tools.sources.documents(source, entry).values())
                self._tools.sources.ungroup(source, entry, [])
                self._tools.sources.forget(source, entry)

    def _archive(self, document_ids: Iterable[str]) -> None:
        for document_id in document_ids:
            self._tools.library.archive(document_id, _SYNC)
            self._bereft |= self._tools.sources.dissolve(document_id)
            self._cases = None
            self.counts["archived"] += 1

    def _known_cases(self) -> Fingerprints:
        if self._cases is None:
            self._cases = Fingerprints()
            for document in self._tools.library.cases():
                self._cases.add(document.id, document.content.text)
        return self._cases


class _Said:
    """What was said for a whole source, such as `--audience public`: said otherwise, all of it is read again.

    Nothing said changes nothing: what was said before still holds for what did not change.
    """

    def __init__(self, defaults: Facts) -> None:
        self._mark = f":{digest_of(*astuple(defaults))[:_MARK]}" if defaults != Facts() else ""

    def beside(self, mark: str) -> str:
        """A stamp or digest as it is remembered."""
        return mark[: _DIGEST - len(self._mark)] + self._mark if self._mark else mark

    def holds(self, remembered: str, mark: str) -> bool:
        """Whether this is what was remembered, with the same said."""
        if self._mark:
            return remembered == self.beside(mark)
        return remembered == mark or remembered.startswith(f"{mark[:_ROOM]}:")


def _linked(origin: Origin, ticket_id: str) -> Origin:
    return Origin(origin.source, origin.external_id, origin.entry, origin.digest, ticket_id)
