"""Numbers that agents copy into other systems: transactions, orders, codes of errors, as the customer wrote them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_KINDS = (
    ("transaction", re.compile(r"\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b", re.IGNORECASE)),
    (
        "order",
        re.compile(
            r"\b(?:заказ\w{0,3}|order|сч[её]т\w{0,2}|invoice)\s*(?:номер\s*|№\s*|#\s*|no\.?\s*)?(\d{3,18})\b",
            re.IGNORECASE,
        ),
    ),
    ("code", re.compile(r"\b(?:ошибк\w{1,3}|код\w{0,2}|error|code)\s*(?:№\s*|#\s*|:\s*)?(\d{3,6})\b", re.IGNORECASE)),
    # F.0130, P4011, D-51: capital letters, perhaps a sign, digits.
    ("code", re.compile(r"(?<![\w.•-])[A-ZА-Я]{1,3}[.\-_]?\d{2,6}(?![\w-])")),
    ("code", re.compile(r"(?<![\w/.-])[a-z]{3,}(?:_[a-z]{2,})+(?![\w/-])")),
)
# More than anybody copies one by one.
_MOST = 12
# Shorter order numbers are everywhere.
_LONG = 4


@dataclass(frozen=True, slots=True)
class Number:
    """What is copied: `transaction`, `order` or `code`."""

    kind: str
    text: str


def numbers(texts: Iterable[str]) -> tuple[Number, ...]:
    """The numbers of a conversation, each once, the first dozen."""
    return tuple(dict.fromkeys(number for text in texts for number in _numbers(text)))[:_MOST]


def _numbers(text: str) -> Iterator[Number]:
    for kind, pattern in _KINDS:
        for match in pattern.finditer(text):
            yield Number(kind, match.group(match.lastindex or 0))


def own_numbers(found: Iterable[Number]) -> list[str]:
    """The numbers that belong to one payment: whoever else wrote them writes about the same; a code is everybody's."""
    return [number.text for number in found if number.kind in {"transaction", "order"} and len(number.text) >= _LONG]
