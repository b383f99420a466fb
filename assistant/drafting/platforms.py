"""Which shop platforms and module versions a ticket and a document are about."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

from corpus.nouns import Content, Ticket

# Names as documents write them, and as people write them.
_NAMES: Mapping[str, str] = {
    "woocommerce": r"woo-?commerce|вуком+ерц?с?\w*|вордпрес\w*|wordpress|\bwoo\b",
    "opencart": r"open-?cart|опен-?карт\w*|oc-?store|\boc(?=\s?[23])",
    "bitrix": r"bitrix|битрикс\w*",
    "prestashop": r"presta-?shop|престашоп\w*|\bpresta\b|\bпреста\b",
    "magento": r"magento\w*|ма[гд]женто|магенто",
    "tilda": r"tilda|тильд\w*",
    "getcourse": r"get-?course|гет-?курс\w*",
    "insales": r"insales|инсейлс\w*",
    "modx": r"modx|minishop\w*|msladya|модикс\w*",
    "cs-cart": r"cs-?cart|цс-?карт",
    "virtuemart": r"virtue-?mart|joomla|джумл\w*",
    "drupal": r"drupal\w*|друпал\w*",
    "shop-script": r"shop-?script|шоп-?скрипт\w*",
    "sdk": r"\bsdk\b|\bios\b|\bandroid\b|андроид\w*",
}
_PATTERNS = {
    name: re.compile(rf"(?:{pattern})(?:\s*(?:v|версии?)?\s*(?P<major>\d)(?!\d))?", re.IGNORECASE)
    for name, pattern in _NAMES.items()
}
_MODULE_VERSION = re.compile(
    r"(?:модул\w*|плагин\w*|расширени\w*|module|plugin|extension|ladya[-\w.]*)\s+(?:верси\w+\s+|version\s+"
    r"|v\.?\s?)?(?P<version>\d+\.\d+(?:\.\d+)*)",
    re.IGNORECASE,
)
_BOUND = re.compile(r"(?P<sign>>=|<=|==|<|>)\s*(?P<version>\d+(?:\.\d+)*)")

# Whether it is about playing or about money.
_MODES: Mapping[str, re.Pattern[str]] = {
    "test": re.compile(r"(?<!\w)(?:тест(?!ир\w+\s+модул)\w*|sandbox|test)(?!\w)", re.IGNORECASE),
    "live": re.compile(r"(?<!\w)(?:бо(?:й|ю|ев\w+)|рабоч\w+\s+режим\w*|live|production)(?!\w)", re.IGNORECASE),
}

Platforms = Mapping[str, frozenset[str]]


def platforms(text: str) -> Platforms:
    """The platforms that a text names, each with the major versions that stand beside its name."""
    found = {name: list(pattern.finditer(text)) for name, pattern in _PATTERNS.items()}
    return {
        name: frozenset(match.group("major") for match in matches if match.group("major"))
        for name, matches in found.items()
        if matches
    }


class Condition(StrEnum):
    """Something that two documents differ by and a ticket does not state."""

    PLATFORM = "which_platform"
    VERSION = "which_version"
    MODE = "which_mode"


class About:
    """What a ticket is about, to be compared with documents."""

    def __init__(self, ticket: Ticket) -> None:
        said = " ".join((ticket.module, ticket.product, ticket.subject, *(m.text for m in ticket.messages)))
        self._platforms = platforms(said)
        version = _MODULE_VERSION.search(said)
        self._version = version.group("version") if version else ""
        self._modes = _modes(said)

    def fits(self, content: Content) -> bool:
        """Whether a document is about none or one of the ticket's platforms, in the ticket's versions."""
        theirs = _platforms_of(content)
        if not theirs or not self._platforms:
            return True
        common = theirs.keys() & self._platforms.keys()
        same_major = any(
            not (theirs[name] and self._platforms[name]) or theirs[name] & self._platforms[name] for name in common
        )
        return same_major and (not self._version or within(self._version, content.versions))

    def fits_sentence(self, text: str) -> bool:
        """Whether a sentence is not about other platforms alone."""
        theirs = platforms(text)
        return not theirs or not self._platforms or bool(theirs.keys() & self._platforms.keys())

    def unstated(self, one: Content, other: Content) -> Condition | None:
        """By which condition two documents differ that the ticket leaves open; None when there is none."""
        here, there = _platforms_of(one), _platforms_of(other)
        if here and there and not self._platforms and not here.keys() & there.keys():
            return Condition.PLATFORM
        both = [name for name in here.keys() & there.keys() if here[name] and there[name]]
        if any(not here[name] & there[name] and not self._platforms.get(name) for name in both):
            return Condition.VERSION
        modes = _modes(one.title), _modes(other.title)
        return Condition.MODE if all(modes) and not modes[0] & modes[1] and not self._modes else None

    def is_special(self, content: Content) -> bool:
        """Whether a document is about one platform while the ticket names none."""
        return not self._platforms and bool(platforms(f"{content.product} {content.module}"))


def _platforms_of(content: Content) -> Platforms:
    return platforms(f"{content.product} {content.module} {content.title}")


def _modes(text: str) -> frozenset[str]:
    return frozenset(name for name, pattern in _MODES.items() if pattern.search(text))


def within(version: str, bounds: str) -> bool:
    """Whether a version lies in a range such as `>=2.4,<3.0`; an empty range holds every version."""
    given = _parts(version)
    return all(_holds(given, match.group("sign"), _parts(match.group("version"))) for match in _BOUND.finditer(bounds))


def _parts(version: str) -> tuple[int, ...]:
    numbers = [int(part) for part in version.split(".")]
    while len(numbers) > 1 and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)


def _holds(given: tuple[int, ...], sign: str, bound: tuple[int, ...]) -> bool:
    if sign == "==":
        # A case names the version it happened with; its neighbours behave alike.
        return given[:1] == bound[:1]
    return {">=": given >= bound, "<=": given <= bound, "<": given < bound, ">": given > bound}[sign]
