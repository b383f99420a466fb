"""Takes order numbers, sums and addresses of an old ticket out of a sentence; the new ones may take their place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from assistant.drafting.values import Known, Sort, Value, number, values
from corpus.nouns import Author, RedactedText, Ticket


class Slot(StrEnum):
    """What a particular of a ticket is."""

    ORDER = "order"
    PAYMENT = "payment"
    SHOP = "shop"
    SUM = "sum"
    DATE = "date"
    REFERENCE = "reference"


_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?=[0-9a-f]*\d)[0-9a-f]{8}(?=…|\b)"
_PARTICULARS: Mapping[Slot, re.Pattern[str]] = {
    slot: re.compile(pattern, re.IGNORECASE)
    for slot, pattern in {
        Slot.PAYMENT: rf"(?<![\w-])(?P<value>{_UUID})(?![\w-])",
        Slot.REFERENCE: r"(?<!\w)(?P<value>\d{9,})(?!\w)",
        Slot.ORDER: r"(?:заказ\w*|сч[её]т\w*|order)\s+(?:№\s?|номер\s+|#"
        r"|no\.?\s)?(?P<value>(?:[A-ZА-Я]{1,3}-?)?\d[\w-]*)(?!\w|\s*(?:BYN|RUB|руб|р\b))"
        r"|(?<![\w-])(?P<value2>[A-ZА-Я]{1,3}-\d{2,6})(?![\w-])|№\s?(?P<value3>\d[\w-]*)",
        Slot.SHOP: r"(?:магазин\w*|shop(?:_id)?|\bID(?:\s+магазина)?)\s+(?P<value>\d{4,6})(?!\d)",
        Slot.SUM: r"(?<![\d.,])(?P<value>(?:\d{1,3}(?:[ \u00a0\u202f]\d{3})+|\d+)(?:[.,]\d{1,2})?)(?=\s*(?:BYN"
        r"|RUB|USD|EUR|руб|р\b|рубл))"
        r"|(?<![\d.,])(?P<value2>\d+,\d\d)(?![\d.,]*\d)",
        Slot.DATE: r"(?<![\d.])(?P<value>[0-3]\d\.[01]\d(?:\.(?:20)?\d\d)?)(?!\d|\.\d|\s*(?:BYN|RUB|руб))",
    }.items()
}
_ADVISES = re.compile(
    r"(?<!\w)\w+(?:йте|ите|ьте)(?:сь)?(?!\w)|[«\"“]|(?<!\w)(?:please|call|write|give|send|tell|ask|forward|open)(?!\w)",
    re.IGNORECASE,
)
# A sum beside such a word is a rule for everybody.
_RULE = re.compile(
    r"(?:лимит\w*|от|до|меньше|больше|менее|более|минимум|максимум|минимальн\w+|свыше|limit|from|up to|at least"
    r"|minimum|maximum)\W*(?:\w+\W+)?$",
    re.IGNORECASE,
)
# Numbers that mean the same for everybody: times, shares, rates, answer codes, counts of what is not told apart.
_UNIT = re.compile(
    r"^\s*(?:[–-]\s*\d+\s*)?(?:%|процент|дн|ден|рабоч|час|ч\b|мин|сек|с\b|сут|месяц|недел|год|лет|раз|запрос"
    r"|попыт|цифр|символ|знак|част|шаг|пункт|"
    r"платеж|day|hour|min|sec|week|month|year|time|request|digit|percent|s\b)",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"(?:HTTP|код\w*|ответ\w*|порт\w*|TLS|PHP|верси\w*|на|номер\w*|пункт\w*|шаг\w*|status|port|code|version)\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Particulars:
    """What the new ticket names, as far as it names one of each only."""

    known: Mapping[Slot, RedactedText] = field(default_factory=dict)

    @classmethod
    def of(cls, ticket: Ticket) -> Particulars:
        """The order, payment and shop of a ticket, and the sum."""
        texts = [ticket.subject, *(m.text for m in ticket.messages if m.author is Author.CUSTOMER)]
        named = {slot: {part for text in texts for part in _named(slot, text)} for slot in Slot}
        return cls({slot: found.pop() for slot, found in named.items() if len(found) == 1 and slot is not Slot.DATE})


class Slots:
    """Fills in or blanks out the particulars of one draft. `blanks` are the placeholders to show."""

    def __init__(
        self, particulars: Particulars, blanks: Mapping[Slot, RedactedText], general: Iterable[RedactedText]
    ) -> None:
        self._particulars = particulars
        self._blanks = blanks
        self._documents = tuple(general)

    @cached_property
    def _general(self) -> Known:
        return Known(self._documents)

    @cached_property
    def _rule_sums(self) -> set[str]:
        return {number(part) for text in self._documents for part in _named(Slot.SUM, text)}

    def filled(self, sentence: RedactedText) -> RedactedText | None:
        """A case's sentence without the particulars of its ticket; None when one is left that cannot be taken out."""
        places = self._places(sentence)
        # Beside a particular only advice is worth keeping: «назовите RRN …», not «платёж … в статусе paid».
        if places and not _ADVISES.search(sentence):
            return None
        parts, rest, at = list[RedactedText](), list[RedactedText](), 0
        for start, end, slot in places:
            parts += [sentence[at:start], self._filling(slot, places)]
            rest.append(sentence[at:start])
            at = end
        remaining = "…".join([*rest, sentence[at:]])
        if any(self._is_particular(value, remaining) for value in values(remaining)):
            return None
        return RedactedText.joined("", (*parts, sentence[at:]))

    def _filling(self, slot: Slot, places: list[tuple[int, int, Slot]]) -> RedactedText:
        """The new ticket's particular, unless the sentence names several of the sort: then none of them is sure."""
        alone = sum(other is slot for _, _, other in places) == 1
        return self._particulars.known.get(slot, self._blanks[slot]) if alone else self._blanks[slot]

    def _places(self, sentence: RedactedText) -> list[tuple[int, int, Slot]]:
        """Where particulars stand, none of them overlapping."""
        found = sorted(
            (*span, slot)
            for slot, pattern in _PARTICULARS.items()
            for match in pattern.finditer(sentence)
            if (span := _span(match)) and not (slot is Slot.SUM and self._is_rule(sentence, *span))
        )
        return [
            place for before, place in zip([(0, 0, Slot.SUM), *found], found, strict=False) if place[0] >= before[1]
        ]

    def _is_rule(self, sentence: str, start: int, end: int) -> bool:
        """Whether a sum holds for everybody: it stands in a document too, or beside «лимит», «от», «до»."""
        in_pence = "," in sentence[start:end]
        known = number(sentence[start:end]) in self._rule_sums and not in_pence
        return known or _RULE.search(sentence, 0, start) is not None

    def _is_particular(self, value: Value, text: str) -> bool:
        """Whether a value that is no slot belongs to the old ticket alone: a foreign address, a count."""
        if value in self._general:
            return False
        if value.sort is Sort.ADDRESS:
            return not value.text.startswith("/")
        if value.sort in {Sort.DATE, Sort.TIME, Sort.UUID}:
            return True
        is_count = value.sort is Sort.NUMBER and value.text[0].isdigit() and not _RULE.search(text, 0, value.start)
        return is_count and not (
            _UNIT.match(text[value.end :]) or _NAMED.search(text, 0, value.start) or _is_step(value, text)
        )


def _is_step(value: Value, text: str) -> bool:
    before, after = text[: value.start], text[value.end : value.end + 1]
    return after in {".", ")"} and (not before.strip() or before.endswith(("\n", "; ", ": ")))


def _named(slot: Slot, text: RedactedText) -> list[RedactedText]:
    return [text[slice(*span)] for match in _PARTICULARS[slot].finditer(text) if (span := _span(match))]


def _span(match: re.Match[str]) -> tuple[int, int] | None:
    return next((match.span(name) for name, value in match.groupdict().items() if value), None)
