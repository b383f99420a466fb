"""The languages of the interface: the templates say it in Russian, locale/ in English; the home of Babel."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

from babel.dates import format_date, format_datetime, format_timedelta
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

DEFAULT = "ru"
LOCALE = Path(__file__).parent / "locale"
_WEIGHED = re.compile(r"([a-z]{2,3})(?:-[a-z0-9-]+)?(?:\s*;\s*q=([01](?:\.\d{1,3})?))?\s*(?:,|$)")
# A header longer than this is no wish of a person.
_LONGEST_HEADER = 300


@dataclass(frozen=True, slots=True)
class Language:
    """One language of the interface: its texts, and how it writes dates."""

    code: str
    name: str
    texts: GNUTranslations

    def date(self, moment: datetime) -> str:
        """A day in words, in this server's time zone."""
        return format_date(moment.astimezone(), "long", locale=self.code)

    def time(self, moment: datetime) -> str:
        """A day and the minute."""
        return format_datetime(moment.astimezone(), "d MMMM y, HH:mm", locale=self.code)

    def at(self, moment: datetime) -> str:
        """The minute, with the day if it is another one than today: «в 03:15»."""
        local, preposition = moment.astimezone(), {"ru": "'в'"}.get(self.code, "'at'")
        day = "" if local.date() == datetime.now(UTC).astimezone().date() else "d MMMM "
        return format_datetime(local, f"{day}{preposition} HH:mm", locale=self.code)

    def length_of(self, moment: datetime) -> str:
        """How far away it is, in words, before or after."""
        return format_timedelta(abs(datetime.now(UTC) - moment), format="short", locale=self.code)

    def age(self, moment: datetime) -> str:
        """How long ago it was, in words."""
        passed = datetime.now(UTC) - moment
        return format_timedelta(-passed, add_direction=True, format="short", locale=self.code)


def languages() -> dict[str, Language]:
    """Every language there is, by its code; Russian first."""
    return {code: Language(code, name, _texts(code)) for code, name in (("ru", "Русский"), ("en", "English"))}


def chosen(wishes: Iterable[str | None], header: str, known: Iterable[str]) -> str:
    """The first wish that is known, else the best known language of an Accept-Language header, else Russian."""
    codes = list(known)
    accepted = sorted(_weighed(header), key=lambda pair: -pair[1])
    # Belarusians, Ukrainians and Kazakhs read Russian rather than English: a header without either gets Russian.
    candidates = (*wishes, *(code for code, _ in accepted))
    return next((code for code in candidates if code in codes), DEFAULT)


def _weighed(header: str) -> list[tuple[str, float]]:
    return [(code, float(weight or 1)) for code, weight in _WEIGHED.findall(header[:_LONGEST_HEADER].lower())]


def _texts(code: str) -> GNUTranslations:
    compiled = BytesIO()
    with (LOCALE / code / "LC_MESSAGES" / "podskazka.po").open("rb") as file:
        write_mo(compiled, read_po(file, locale=code))
    compiled.seek(0)
    return GNUTranslations(compiled)
