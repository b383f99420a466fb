"""What named columns and front matter mean: the names people give them, and the facts that they state."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import TypeVar

from corpus.nouns import Audience, Kind, Owner
from ingest.nouns import Facts, digest_of


def words(listed: str) -> tuple[str, ...]:
    """The names in a list with commas."""
    return tuple(name.strip() for name in listed.split(","))


_NAMES = {
    "kind": ("kind", "вид"),
    "audience": ("audience", "аудитория", "для кого"),
    "language": ("language", "lang", "locale", "язык"),
    "product": ("product", "продукт"),
    "module": ("module", "модуль"),
    "versions": ("versions", "version range", "версии"),
    "owner": ("owner", "ответственный", "чья проблема"),
    "tags": ("tags", "labels", "теги", "метки"),
    "section": ("section", "group", "раздел", "группа"),
    "topic": ("topic", "тема"),
    "review_on": ("review on", "review", "пересмотреть"),
}
_KINDS = {
    **{kind.value: kind for kind in Kind},
    "faq": Kind.ARTICLE,
    "статья": Kind.ARTICLE,
    "module": Kind.MODULE_DOC,
    "модуль": Kind.MODULE_DOC,
    "случай": Kind.CASE,
}
_AUDIENCES = {
    "public": Audience.PUBLIC,
    "все": Audience.PUBLIC,
    "для всех": Audience.PUBLIC,
    "staff": Audience.STAFF,
    "internal": Audience.STAFF,
    "private": Audience.STAFF,
    "сотрудники": Audience.STAFF,
    "внутренняя": Audience.STAFF,
}
_READERS = frozenset(
    words(
        "merchant, payer, developer, customer, buyer, client, user, shop, seller, торговец, мерчант, "
        "плательщик, покупатель, клиент, продавец, разработчик, магазин"
    )
)
_OWNERS = {
    **{owner.value: owner for owner in Owner},
    "мы": Owner.US,
    "торговец": Owner.MERCHANT,
    "мерчант": Owner.MERCHANT,
    "магазин": Owner.MERCHANT,
    "банк": Owner.BANK,
    "плательщик": Owner.PAYER,
    "покупатель": Owner.PAYER,
    "модуль": Owner.MODULE,
    "integration": Owner.MODULE,
}
_LANGUAGES = {"russian": "ru", "русский": "ru", "rus": "ru", "english": "en", "английский": "en", "eng": "en"}
Word = TypeVar("Word", bound=StrEnum)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_BETWEEN = re.compile(r"[\s_\-]+")
_PLAIN_ID = re.compile(r"[\w.:/-]{1,64}")
_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.I)


@dataclass(frozen=True, slots=True)
class Complaint:
    """A value that could not be used. It never holds the value: that may be anybody's name."""

    reason: str
    remedy: str


@dataclass(slots=True)
class Stated:
    """The facts in one row or header, and what was wrong among them."""

    facts: Facts
    complaints: list[Complaint] = field(default_factory=list)


@lru_cache(maxsize=4096)
def column_name(name: str) -> str:
    """A column's name as it is compared: `reviewOn`, `Review_on` and `REVIEW-ON` are `review on`."""
    # Cached, as an export repeats the same few names in each of its thousands of rows.
    return _BETWEEN.sub(" ", _CAMEL.sub(" ", name.strip())).casefold().replace("ё", "е").strip()


def named(row: Mapping[str, object]) -> dict[str, object]:
    """The row with its column names as they are compared."""
    return {column_name(name): value for name, value in row.items()}


def written(value: object) -> str:
    """A cell as text; what is no text, number or date is nothing."""
    # True is an int in Python; as a title or an answer it is a mistake.
    if isinstance(value, bool) or not isinstance(value, str | int | float | date):
        return ""
    return str(value).strip()


def first_written(row: Mapping[str, object], names: tuple[str, ...]) -> str:
    """The first of these columns that has something in it."""
    return next((text for name in names if (text := written(row.get(name)))), "")


def row_id(value: str, question: str) -> str:
    """What a row is called: its id if it has a harmless one, else a digest of its question."""
    # Ids end up in addresses and logs: one that may be a phone, a card or an e-mail address is not kept.
    harmless = _PLAIN_ID.fullmatch(value) and sum(letter.isdigit() for letter in value) < 9
    return value if harmless or _UUID.fullmatch(value) else digest_of(value or question)[:16]


def stated(row: Mapping[str, object]) -> Stated:
    """The facts in a row whose column names are `named`."""
    cells = {fact: _cell(row, names) for fact, names in _NAMES.items()}
    complaints: list[Complaint] = []
    tags = [*_tags(cells["tags"]), *_tags([cells["section"], cells["topic"]])]
    facts = Facts(
        kind=_one_of(_KINDS, cells["kind"], "kind", complaints),
        audience=_audience(written(cells["audience"]), tags, complaints),
        language=_language(written(cells["language"]), complaints),
        product=written(cells["product"]) or None,
        module=written(cells["module"]) or None,
        versions=written(cells["versions"]) or None,
        owner=_one_of(_OWNERS, cells["owner"], "owner", complaints),
        tags=tuple(dict.fromkeys(tags)),
        review_on=_day(cells["review_on"], complaints),
    )
    return Stated(facts, complaints)


def _cell(row: Mapping[str, object], names: tuple[str, ...]) -> object:
    return next((row[name] for name in names if row.get(name) not in (None, "")), None)


def _one_of(known: Mapping[str, Word], value: object, column: str, complaints: list[Complaint]) -> Word | None:
    word = column_name(written(value))
    if word and word not in known:
        complaints.append(Complaint(f"unknown {column}", f"write one of: {', '.join(sorted(set(known.values())))}"))
    return known.get(word)


def _audience(value: str, tags: list[str], complaints: list[Complaint]) -> Audience | None:
    word = column_name(value)
    if not word or word in _AUDIENCES:
        return _AUDIENCES.get(word)
    tags.append(value)
    if word in _READERS:
        return None
    # "stuff" for "staff" must not publish what was meant for colleagues.
    complaints.append(Complaint("unknown audience, so taken as staff", "write public or staff"))
    return Audience.STAFF


def _language(value: str, complaints: list[Complaint]) -> str | None:
    word = column_name(value)
    code = _LANGUAGES.get(word) or word.partition(" ")[0]
    if not code:
        return None
    if not re.fullmatch(r"[a-z]{2,3}", code):
        complaints.append(Complaint("unknown language", "write two letters, such as ru or en"))
        return None
    return code


def _tags(value: object) -> Iterator[str]:
    for part in value if isinstance(value, list) else re.split(r"[,;\n]", written(value)):
        if tag := written(part):
            yield tag


def _day(value: object, complaints: list[Complaint]) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = written(value)
    for form in ("%Y-%m-%d", "%d.%m.%Y"):
        with suppress(ValueError):
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no time zone
    if text:
        complaints.append(Complaint("the review date is no date", "write it as 2027-03-31"))
    return None
