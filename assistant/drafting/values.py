"""Values in a sentence that must be right: numbers, dates, codes, versions, addresses, setting names, menu paths."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from unicodedata import normalize

from assistant.drafting.numerals import MONTHS, NUMERALS
from assistant.drafting.remembered import remembered


class Sort(StrEnum):
    """What a value is; values of different sorts are never equal."""

    ADDRESS = "address"
    CODE = "code"
    DATE = "date"
    LABEL = "label"
    NAME = "name"
    NUMBER = "number"
    PERCENT = "percent"
    SETTING = "setting"
    TIME = "time"
    UUID = "uuid"
    VERSION = "version"


@dataclass(frozen=True, slots=True)
class Value:
    """A value as it stands in a text (`text`, from `start` to `end`) and in the form that is compared (`normal`)."""

    sort: Sort
    normal: str
    text: str
    start: int
    end: int


_Reading = Callable[["re.Match[str]"], str]


@dataclass(frozen=True, slots=True)
class _Rule:
    sort: Sort
    pattern: re.Pattern[str]
    normal: _Reading


_LOOK_ALIKES = str.maketrans("АВЕКМНОРСТХавекмнорстх", "ABEKMHOPCTXabekmhopctx")
_NUMBER = r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:[.,]\d{1,2})?(?![\d.,]*\d)|\d+(?:[.,]\d+)?"
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
# After such a word «3.10» is a version, which is not 3.1; elsewhere it may be a sum, where 10.50 is 10.5.
_VERSIONED = r"верси\w*|сборк\w*|модул\w*|плагин\w*|version|plugin|v|php|tls|opencart|woocommerce|magento|openssl"
_CYRILLIC = re.compile(r"[а-яё]{2}", re.IGNORECASE)
# Latin words that say nothing about the world; a writer may add them.
_PLAIN_LATIN = frozenset({"id", "e", "mail", "email", "sms", "ok", "faq", "pdf", "www", "http", "https", "url"})


def values(text: str) -> tuple[Value, ...]:
    """All values of a text in reading order; none overlaps another, except that a label may hold others."""
    found = [*_labels(text), *_plain(text)]
    return tuple(sorted(found, key=lambda value: (value.start, -value.end)))


def absent(text: str, sources: Iterable[str]) -> tuple[Value, ...]:
    """The values of a text that stand in none of the sources."""
    known = Known(sources)
    return tuple(value for value in values(text) if value not in known)


class Known:
    """What the sources hold, asked value by value."""

    def __init__(self, sources: Iterable[str]) -> None:
        texts = list(sources)
        self._folded = "\n".join(folded(text) for text in texts)
        self._found = {(value.sort, value.normal) for text in texts for value in _plain(text)}
        self._found |= {(Sort.VERSION, form) for text in texts for form in _decimals(text)}
        self._words = set(re.findall(r"[a-z0-9]+", self._folded))
        self._dates = [normal.split("-") for sort, normal in self._found if sort is Sort.DATE]
        self._addresses = [normal for sort, normal in self._found if sort is Sort.ADDRESS]

    def __contains__(self, value: Value) -> bool:
        if (value.sort, value.normal) in self._found:
            return True
        looser = {
            Sort.LABEL: self._has_label,
            Sort.NAME: lambda normal: normal in self._words,
            Sort.SETTING: lambda normal: normal in self._folded,
            Sort.DATE: self._has_date,
            Sort.ADDRESS: self._has_address,
        }.get(value.sort)
        return looser is not None and looser(value.normal)

    def _has_label(self, normal: str) -> bool:
        return all(part.strip(" .,:;!?") in self._folded for part in normal.split("→"))

    def _has_date(self, normal: str) -> bool:
        """A date may say less than the source (no year), never more."""
        wanted = normal.split("-")
        return any(all(part in ("", given) for part, given in zip(wanted, known, strict=True)) for known in self._dates)

    def _has_address(self, normal: str) -> bool:
        """A part of an address from its beginning is no other address: the host of a page, a path's upper level."""
        return any(known.startswith((normal + "/", normal + "?", normal + "#")) for known in self._addresses)


def folded(text: str) -> str:
    """The form in which texts are compared: small letters, ё as е, one kind of blanks, dashes, quotes; no Markdown."""
    plain = normalize("NFKC", text).lower().replace("ё", "е")
    plain = re.sub(r"[*`_]{2,}|[*`]|\\", "", plain)
    plain = re.sub(r"[‐-―−]", "-", plain)
    plain = re.sub(r"[«»„“”‟\"']", '"', plain)
    return re.sub(r"\s+", " ", plain).strip()


def number(text: str) -> str:
    """A number without group blanks and idle zeros: «1 250,00» → 1250, «10,50» → 10.5."""
    digits = re.sub(r"[ \u00a0\u202f]", "", text).replace(",", ".")
    whole, _, part = digits.partition(".")
    part = part.rstrip("0")
    return f"{whole.lstrip('0') or '0'}.{part}" if part else whole.lstrip("0") or "0"


@remembered(100_000)
def _plain(text: str) -> tuple[Value, ...]:
    found: list[Value] = []
    for rule in _RULES:
        for match in rule.pattern.finditer(text):
            # Most words mean nothing to the rule that looks at each of them: that is asked first.
            if normal := rule.normal(match):
                start, end = match.span("value")
                if all(end <= other.start or start >= other.end for other in found):
                    found.append(Value(rule.sort, normal, match.group("value"), start, end))
    return tuple(found)


def _labels(text: str) -> Iterator[Value]:
    for match in re.finditer(r"[«„“\"](?P<value>[^«»„“”\"\n]{2,120})[»“”\"]", text):
        inside = match.group("value")
        if inside[0].isupper() or "→" in inside:
            yield Value(Sort.LABEL, folded(inside), inside, *match.span("value"))


def _decimals(text: str) -> Iterator[str]:
    for match in re.finditer(r"(?<![\d.,])\d+(?:\.\d+)*(?:\.[xх])?", text):
        yield match.group().translate(_LOOK_ALIKES)


def _address(match: re.Match[str]) -> str:
    bare = re.sub(r"^(?:https?://|mailto:)", "", match.group("value").lower())
    return bare.rstrip("./")


def _code(match: re.Match[str]) -> str:
    """A.1205, also as people write it: «а1205», «a 1205»."""
    plain = match.group("value").translate(_LOOK_ALIKES).upper()
    return re.sub(r"^([A-Z])[. ]?(\d{4})$", r"\1.\2", plain)


def _written_date(match: re.Match[str]) -> str:
    day = match.group("day") or match.group("day2")
    month = match.group("month") or match.group("month2")
    return f"{match.group('year') or ''}-{MONTHS[month.lower()]:02}-{int(day):02}"


def _dotted_date(match: re.Match[str]) -> str:
    year = match.group("year") or ""
    day, month = int(match.group("day")), int(match.group("month"))
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return ""
    return f"{'20' + year if len(year) == 2 else year}-{month:02}-{day:02}"


def _latin(match: re.Match[str]) -> str:
    """Any Latin word in a Russian text; in an English one only what is written like a name: BYN, WooCommerce."""
    word = match.group("value")
    if not _CYRILLIC.search(match.string) and not re.search(r"[A-Z0-9]", word[1:]):
        return ""
    return "" if word.lower() in _PLAIN_LATIN else word.lower()


def _rule(sort: Sort, pattern: str, normal: _Reading, flags: int = re.IGNORECASE) -> _Rule:
    return _Rule(sort, re.compile(pattern, flags), normal)


def _lower(match: re.Match[str]) -> str:
    return match.group("value").lower()


def _amount(match: re.Match[str]) -> str:
    return number(match.group("value"))


# In this order: what a rule takes is hidden from the later ones.
_RULES = (
    _rule(Sort.ADDRESS, r"(?P<value>(?:https?://|mailto:)[^\s<>«»\")\]`|*]*[^\s<>«»\")\].,;:!?…`|*])", _address),
    _rule(Sort.ADDRESS, r"(?<![\w@])(?P<value>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)", _address),
    _rule(Sort.ADDRESS, r"(?<![\w@.])(?P<value>@[a-z]\w{3,})", _address),
    _rule(Sort.UUID, r"(?<!\w)(?P<value>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?!\w)", _lower),
    _rule(Sort.ADDRESS, r"(?<![\w./])(?P<value>/[a-z_{][\w{}.-]*(?:/[\w{}.-]+)*)", _address),
    _rule(Sort.ADDRESS, r"(?<![\w.@-])(?P<value>\d{1,3}(?:\.\d{1,3}){3})(?![\w.])", _address),
    _rule(
        Sort.ADDRESS,
        r"(?<![\w.@/-])(?P<value>(?:[a-zа-яё0-9-]+\.)+(?:[a-z]{2,}|рф|бел)"
        r"(?:[/?][^\s<>«»\")\]`|*]*[^\s<>«»\")\].,;:!?…`|*])?)(?![\w-])",
        _address,
    ),
    _rule(Sort.CODE, r"(?<![\w.])(?P<value>[A-ZАВЕКМНОРСТХ]\.\d{3,5})(?![\w])", _code, 0),
    _rule(Sort.CODE, r"(?<![\w.])(?P<value>[a-zавекмнорстх][. ]?\d{4})(?![\w.])", _code),
    _rule(Sort.CODE, r"(?<![\w.])(?P<value>[A-ZА-Я]{1,4}-\d{2,6})(?![\w-])", _code, 0),
    _rule(Sort.SETTING, r"(?<!\w)(?P<value>[a-z]\w*_\w+)(?!\w)", _lower),
    _rule(Sort.SETTING, r"(?<!\w)(?P<value>[A-Z][A-Za-z]*(?:-[A-Z][A-Za-z]+)+)(?!\w)", _lower, 0),
    _rule(
        Sort.DATE,
        rf"(?<![\d.])(?P<value>(?:(?P<day>\d{{1,2}})(?:-го)?\s+(?P<month>{_MONTH})\b"
        rf"|(?P<month2>{_MONTH})\s+(?P<day2>\d{{1,2}})(?!\d))"
        r"(?:,?\s+(?P<year>(?:19|20)\d\d))?)",
        _written_date,
    ),
    _rule(Sort.DATE, r"(?<![\d.])(?P<value>(?P<year>20\d\d)-(?P<month>\d\d)-(?P<day>\d\d))(?!\d)", _dotted_date),
    _rule(
        Sort.DATE,
        r"(?<![\d.])(?P<value>(?P<day>\d\d)\.(?P<month>\d\d)(?:\.(?P<year>(?:20)?\d\d))?)(?![\d.]*\d|\s*(?:BYN"
        r"|RUB|USD|EUR|руб|р\b|%))",
        _dotted_date,
    ),
    _rule(Sort.TIME, r"(?<![\d:])(?P<value>[0-2]?\d:[0-5]\d)(?![\d:])", lambda match: match.group("value").zfill(5)),
    _rule(
        Sort.VERSION,
        rf"(?:(?<!\w)(?:{_VERSIONED})\s+(?P<sign>[≥≤<>=]*\s*))(?P<value>\d+\.\d+(?:\.\d+)*(?:\.[xх])?)(?!\w)",
        lambda match: match.group("value").translate(_LOOK_ALIKES),
    ),
    _rule(
        Sort.VERSION,
        r"(?<![\w.])(?P<value>\d+(?:\.\d+){2,}(?:\.[xх])?|\d+(?:\.\d+)*\.[xх])(?!\w)",
        lambda match: match.group("value").translate(_LOOK_ALIKES),
    ),
    _rule(Sort.PERCENT, rf"(?<![\d.,])(?P<value>(?:{_NUMBER}))(?=\s*(?:%|процент|percent))", _amount),
    _rule(Sort.NUMBER, rf"(?<![\d.,\w])(?P<value>{_NUMBER})(?![\d])", _amount),
    _rule(Sort.NUMBER, r"(?<!\w)(?P<value>\w+)(?!\w)", lambda match: NUMERALS.get(_lower(match).replace("ё", "е"), "")),
    _rule(Sort.NAME, r"(?<!\w)(?P<value>[a-z][a-z0-9]+)(?!\w)", _latin),
)
