"""Makes redacted text out of raw text: the only place that does."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from corpus.nouns import RawText, RedactedText
from ingest.personal.beside import beside_cards
from ingest.personal.cards import cards
from ingest.personal.codes import secret_codes
from ingest.personal.finding import ZERO_WIDTH, Finding, hide
from ingest.personal.ibans import ibans
from ingest.personal.mail import mail_addresses, own_addresses
from ingest.personal.masked import masked_cards
from ingest.personal.names import Names
from ingest.personal.papers import passports, tax_numbers
from ingest.personal.phones import international_phones, national_phones
from ingest.personal.reading import Alphabet, digit_views, views
from ingest.personal.scattered import scattered_cards
from ingest.personal.untouched import glued, untouched

_PASSES = 8
# What a terminal, a mailbox or JSON makes of broken bytes: no database, model or page can take half a letter.
_HALF_LETTER = re.compile("[\ud800-\udfff]")
_WORTH_READING = re.compile(r"[0-9@]|собак|[ (\[{<]at[ )\]}>]")

_Finder = Callable[[str], Iterator[Finding]]
# In this order, because an earlier and surer find is hidden from the later ones: an IBAN or +375… may hold the digits
# of a card, a card those of a telephone.
_BEFORE_CARDS: tuple[_Finder, ...] = (mail_addresses, ibans, international_phones)
_CARDS: tuple[_Finder, ...] = (cards, scattered_cards, masked_cards)
_AFTER_CARDS: tuple[_Finder, ...] = (secret_codes, passports, tax_numbers, national_phones)


@dataclass(frozen=True, slots=True)
class Redaction:
    """The redacted text, and how many pieces of each sort («карта», «телефон», …) were taken out."""

    text: RedactedText
    found: dict[str, int]


class Redactor:
    """Replaces personal data with placeholders that say what stood there; with `names`, people's names too.

    Mail addresses in `own_domains` are the company's own contacts: they belong in every answer and stay.
    """

    def __init__(self, names: bool = False, own_domains: Sequence[str] = ()) -> None:
        self._alphabet = Alphabet()
        self._own = own_addresses(own_domains)
        self._names = Names() if names else None

    def redact(self, text: RawText) -> Redaction:
        """The text without personal data and halves of letters.

        Redacting its result changes nothing; time grows with the length alone.
        """
        counts: Counter[str] = Counter()
        current = self._without_numbers(_HALF_LETTER.sub("\ufffd", text), counts)
        for _ in range(_PASSES):
            names = [] if self._names is None else self._names.found_in(current)
            if not names:
                break
            current = self._without_numbers(_replaced(current, names, counts), counts)
        return Redaction(RedactedText(current), dict(counts))

    def _without_numbers(self, text: str, counts: Counter[str]) -> str:
        passes = 0
        while findings := _Search(text, self._alphabet, self._own).findings():
            text = _replaced(text, findings, counts)
            passes += 1
            # Each find can lay bare another. No honest text needs so many passes; one that does loses its digits.
            if passes == _PASSES:
                text = _without_digits(text)
        return text


class _Search:
    """One pass over a text; what is found is hidden from the finders that follow."""

    def __init__(self, text: str, alphabet: Alphabet, own: re.Pattern[str]) -> None:
        self._text = text
        self._own = own
        self._alphabet = alphabet
        self._findings: list[Finding] = []

    def findings(self) -> list[Finding]:
        """Everything found, in the order of the text; no two overlap."""
        protected = [*untouched(self._text), *(match.span() for match in self._own.finditer(self._text))]
        set_apart = list(glued(self._text))
        if set_apart:
            self._read_all([*protected, *set_apart])
        if not self._findings:
            self._read_all(protected)
        return sorted(self._findings, key=lambda finding: finding.start)

    def _read_all(self, protected: list[tuple[int, int]]) -> None:
        for view in views(self._text, self._alphabet):
            if _WORTH_READING.search(view):
                self._read(hide(view, [*protected, *self._spans()]))

    def _spans(self, known: int = 0) -> list[tuple[int, int]]:
        return [(finding.start, finding.end) for finding in self._findings[known:]]

    def _read(self, view: str) -> None:
        view = self._run(_BEFORE_CARDS, view)
        known = len(self._findings)
        for digits in digit_views(view):
            self._run(_CARDS, hide(digits, self._spans(known)))
        spans = self._spans(known)
        self._run((lambda shown: beside_cards(shown, spans), *_AFTER_CARDS), hide(view, spans))

    def _run(self, finders: Iterable[_Finder], view: str) -> str:
        for finder in finders:
            fresh = list(_apart(finder(view), view))
            self._findings += fresh
            view = hide(view, ((one.start, one.end) for one in fresh)) if fresh else view
        return view


def _apart(findings: Iterable[Finding], view: str) -> Iterator[Finding]:
    """The findings of one finder without those that overlap, each with the rest of its last sign's escape."""
    taken = 0
    for finding in sorted(findings, key=lambda one: one.start):
        if finding.start < taken:
            continue
        taken = finding.end
        while view.startswith(ZERO_WIDTH, taken):
            taken += 1
        yield Finding(finding.start, taken, finding.sort, finding.placeholder)


def _replaced(text: str, findings: Iterable[Finding], counts: Counter[str]) -> str:
    pieces, at = [], 0
    for finding in findings:
        pieces += [text[at : finding.start], finding.placeholder]
        counts[finding.sort] += 1
        at = finding.end
    return "".join([*pieces, text[at:]])


def _without_digits(text: str) -> str:
    hidden = hide(text, untouched(text))
    return "".join("•" if sign.isdigit() else text[at] for at, sign in enumerate(hidden))


def redacted(text: RawText) -> RedactedText:
    """The text without personal data (names stay)."""
    return Redactor().redact(text).text
