"""Payment card numbers in the many ways in which people write them, for measuring the redaction."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

_BRANDS: tuple[tuple[tuple[str, ...], int], ...] = (
    (("4",), 16),
    (("51", "52", "53", "54", "55", "2221", "2720"), 16),
    (("2200", "2201", "2202", "2203", "2204"), 16),
    (("9112",), 16),
    (("34", "37"), 15),
    (("300", "36", "38"), 14),
    (("3528", "3589"), 16),
    (("62",), 16),
    (("50", "6759"), 19),
    (("6011", "65"), 16),
)
_GROUPS = {14: (4, 6, 4), 15: (4, 6, 5)}
_LIKE_CYRILLIC, _LIKE_LATIN = str.maketrans("03", "ОЗ"), str.maketrans("01", "Ol")
_WORDS = "ноль один два три четыре пять шесть семь восемь девять".split()
_COUNTED = ("первые", "вторые", "третьи", "четвёртые", "последние")

Writing = Callable[[str, Random], str]


def card_number(random: Random) -> str:
    """A random number of a random brand that passes the Luhn check."""
    prefixes, length = random.choice(_BRANDS)
    body = random.choice(prefixes)
    body += "".join(str(random.randrange(10)) for _ in range(length - 1 - len(body)))
    doubled = (int(digit) * (2 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(body)))
    return body + str(-sum(value // 10 + value % 10 for value in doubled) % 10)


def _groups(card: str) -> list[str]:
    """The groups in which the number is printed on the card."""
    cut, at = [], 0
    for size in _GROUPS.get(len(card), (4, 4, 4, 4, 3)):
        cut.append(card[at : at + size])
        at += size
    return [part for part in cut if part]


def _joined(*separators: str) -> Writing:
    return lambda card, random: random.choice(separators).join(_groups(card))


def _over_lines(card: str, random: Random) -> str:
    parts = _groups(card)
    at = random.randrange(1, len(parts))
    return random.choice(("\n", "\r\n", "\n> ", "\n\n")).join((" ".join(parts[:at]), " ".join(parts[at:])))


def _other_digits(card: str, random: Random) -> str:
    zero = random.choice((0xFF10, 0x0660, 0x06F0, 0x1D7CE))
    return "".join(chr(zero + int(digit)) for digit in card)


def _first_and_last(card: str, random: Random) -> str:
    parts = _groups(card)
    first, last = random.choice((("первые ", " последние "), ("начало ", ", конец "), ("first ", " last ")))
    return first + " ".join(parts[:2]) + last + " ".join(parts[2:])


def _counted(card: str, random: Random) -> str:
    form = random.choice(("{} {}", "{} 4 цифры {}", "{} цифры: {}"))
    return ", ".join(form.format(name, part) for name, part in zip(_COUNTED, _groups(card), strict=False))


def _listed(card: str, random: Random) -> str:
    sign, gap = random.choice(((") ", ", "), (") ", "\n"), ("-я часть ", " ")))
    return gap.join(f"{place}{sign}{part}" for place, part in enumerate(_groups(card), 1))


def _odd_groups(card: str, random: Random) -> str:
    size = random.choice((2, 3, 5, 8))
    return random.choice(" -.").join(card[at : at + size] for at in range(0, len(card), size))


def _with_expiry(card: str, random: Random) -> str:
    form = random.choice(
        ("{0} {1:02d}/{2} {3}", "{0}|{1:02d}|{2}|{3}", "{0}, {1:02d}/20{2}, CVV {3}", "{0};{1:02d}{2}")
    )
    return form.format(card, random.randrange(1, 13), random.randrange(26, 32), random.randrange(100, 1000))


def _escaped_digits(card: str, random: Random) -> str:
    form = random.choice(("%{:02X}", "&#{};", "&#x{:x};", "\\u{:04x}"))
    return "".join(form.format(ord(digit)) for digit in card)


NOTATIONS: dict[str, Writing] = {
    "plain": lambda card, _: card,
    "spaces": _joined(" ", "  "),
    "dashes": _joined("-", " - ", "–", "—"),
    "dots": _joined(".", ". "),
    "no-break and thin spaces": _joined("\u00a0", "\u2009", "\u202f"),
    "tabs": _joined("\t"),
    "over lines": _over_lines,
    "Cyrillic О and З": lambda card, random: random.choice(("", " ")).join(_groups(card.translate(_LIKE_CYRILLIC))),
    "Latin O and l": lambda card, random: random.choice(("", " ")).join(_groups(card.translate(_LIKE_LATIN))),
    "slashes and the like": _joined("/", "_", ", ", ":", ";", " | ", "*", "+"),
    "brackets and quotes": _joined(")(", "] [", '" "', "** **", "», «"),
    "other digits": _other_digits,
    "unseen signs": lambda card, random: random.choice(("\u200b", "\u00ad", "\u2060")).join(card),
    "told in words": _joined(" потом ", " затем ", " и ", ", дальше ", " then ", " тире "),
    "first and last": _first_and_last,
    "counted": _counted,
    "listed": _listed,
    "escapes between groups": _joined("&nbsp;", "%20", "&#160;", "\\u00a0", "</b> <b>", "</td><td>"),
    "escaped digits": _escaped_digits,
    "digit by digit": lambda card, random: random.choice(" -._").join(card),
    "odd groups": _odd_groups,
    "with expiry and code": _with_expiry,
    "glued to letters": lambda card, random: random.choice(("карта{}", "{}руб", "№{}", '"pan":"{}"')).format(card),
    "dictated": lambda card, _: " ".join(_WORDS[int(digit)] for digit in card),
}


def digits_of_words(text: str) -> str:
    """The text with every dictated digit as a digit."""
    # The longer words first: «восемь» holds «семь».
    for word in sorted(_WORDS, key=len, reverse=True):
        text = text.replace(word, str(_WORDS.index(word)))
    return text
