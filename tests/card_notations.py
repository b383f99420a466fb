"""Payment card numbers as people write them: a seeded generator, and a check whether a number can still be read."""

from __future__ import annotations

import html
import re
import unicodedata
import urllib.parse
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from random import Random

BRANDS: dict[str, tuple[tuple[str, ...], int]] = {
    "Visa": (("4",), 16),
    "Mastercard": (("51", "52", "53", "54", "55", "2221", "2345", "2720"), 16),
    "Mir": (("2200", "2201", "2202", "2203", "2204"), 16),
    "Belkart": (("9112",), 16),
    "American Express": (("34", "37"), 15),
    "Diners Club": (("300", "305", "36", "38"), 14),
    "JCB": (("3528", "3589"), 16),
    "UnionPay": (("62",), 16),
    "long UnionPay": (("62",), 19),
    "Maestro": (("50", "5612", "6390", "6759"), 16),
    "long Maestro": (("50", "6759"), 19),
    "Discover": (("6011", "644", "65"), 16),
}


@dataclass(frozen=True, slots=True)
class Written:
    """A text that somebody could send, the card number in it, and how it is written."""

    text: str
    card: str
    notation: str


def card_number(random: Random, brand: str | None = None) -> str:
    """A random number of a brand that passes the Luhn check."""
    prefixes, length = BRANDS[brand or random.choice(list(BRANDS))]
    body = random.choice(prefixes)
    body += "".join(str(random.randrange(10)) for _ in range(length - 1 - len(body)))
    return body + luhn_digit(body)


def luhn_digit(body: str) -> str:
    """The digit that makes a number pass the Luhn check."""
    doubled = [int(digit) * (2 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(body))]
    return str(-sum(value // 10 + value % 10 for value in doubled) % 10)


def groups(card: str) -> list[str]:
    """The groups in which the number is printed on the card."""
    sizes = {15: (4, 6, 5), 14: (4, 6, 4)}.get(len(card), (4, 4, 4, 4, 3))
    cut, at = [], 0
    for size in sizes:
        cut.append(card[at : at + size])
        at += size
    return [part for part in cut if part]


def joined_by(*separators: str) -> Callable[[str, Random], str]:
    return lambda card, random: random.choice(separators).join(groups(card))


def _digits_apart(card: str, random: Random) -> str:
    return random.choice([" ", "-", ".", "_", "\u00a0"]).join(card)


def _over_lines(card: str, random: Random) -> str:
    parts = groups(card)
    at = random.randrange(1, len(parts))
    newline = random.choice(["\n", "\r\n", "\n> ", " \n", "\n\n", "\n  "])
    return newline.join(" ".join(part) for part in (parts[:at], parts[at:]))


def _swapped(mapping: dict[str, str]) -> Callable[[str, Random], str]:
    def write(card: str, random: Random) -> str:
        parts = "".join(
            random.choice(mapping[digit]) if digit in mapping and random.random() < 0.8 else digit for digit in card
        )
        return random.choice(["", " ", "-"]).join(groups(parts))

    return write


def _told(card: str, random: Random) -> str:
    words = random.choice(
        [
            (" потом ", " затем ", " и ", " и "),
            (" и ", " и ", " и ", " и "),
            (", дальше ", ", дальше ", ", ещё ", ", "),
            (" then ", " then ", " and ", " and "),
            (" пробел ", " пробел ", " пробел ", " пробел "),
            (" тире ", " тире ", " тире ", " тире "),
            (" (потом) ", " ", " (и последние) ", " "),
            (" а потом ещё ", " ", " последние цифры ", " "),
        ]
    )
    parts = groups(card)
    return "".join(part + gap for part, gap in zip(parts, (*words[: len(parts) - 1], ""), strict=True))


def _first_and_last(card: str, random: Random) -> str:
    parts = groups(card)
    first, last = random.choice(
        [("первые ", " последние "), ("первые цифры ", ", последние "), ("начало ", ", конец "), ("first ", " last ")]
    )
    return first + " ".join(parts[:2]) + last + " ".join(parts[2:])


def _counted(card: str, random: Random) -> str:
    names = ["первые", "вторые", "третьи", "четвёртые", "последние"]
    pattern = random.choice(["{} {}", "{} 4 цифры {}", "{} цифры: {}"])
    return ", ".join(pattern.format(name, part) for name, part in zip(names, groups(card), strict=False))


def _listed(card: str, random: Random) -> str:
    sign = random.choice([") ", "-я часть ", ") "])
    return random.choice([", ", "\n", " "]).join(f"{place}{sign}{part}" for place, part in enumerate(groups(card), 1))


def _odd(card: str, random: Random) -> str:
    size = random.choice([2, 3, 5, 8])
    parts = [card[at : at + size] for at in range(0, len(card), size)]
    return random.choice([" ", "-", "."]).join(parts)


def _with_expiry(card: str, random: Random) -> str:
    month, year = random.randrange(1, 13), random.randrange(26, 32)
    pattern = random.choice(
        [
            "{0} {1:02d}/{2} {3}", "{0}|{1:02d}|{2}|{3}", "{0};{1:02d}{2};{3}", "{0} {1:02d}{2} {3}",
            "{0}, {1:02d}/20{2}, CVV {3}", "{0}:{1:02d}:{2}:{3}", "{0}\n{1:02d}/{2}\n{3}",
            "{0} exp {1:02d}/{2} cvc {3}", "{0}{1:02d}{2}{3}",
        ]
    )  # fmt: skip
    number = card if pattern.startswith("{0}{1") else random.choice(["", " "]).join(groups(card))
    return pattern.format(number, month, year, random.randrange(100, 1000))


def _glued(card: str, random: Random) -> str:
    return random.choice(
        ["карта{}", "{}руб", "номер:{}", "№{}", "card={}&sum=5", '"pan":"{}"', "ID{}", "{}x", "з{}"]
    ).format(card)


def _escaped(card: str, random: Random) -> str:
    gap = random.choice(
        ["&nbsp;", "%20", "&#160;", "\\u00a0", "&thinsp;", "%C2%A0", "</b> <b>", "</td><td>", "\\n", "+", "%2D"]
    )
    return gap.join(groups(card))


def _escaped_digits(card: str, random: Random) -> str:
    pattern = random.choice(["%{:02X}", "&#{};", "&#x{:x};", "\\u{:04x}"])
    return "".join(pattern.format(ord(digit)) for digit in card)


def _other_digits(card: str, random: Random) -> str:
    zero = random.choice([0xFF10, 0x0660, 0x06F0, 0x1D7CE, 0x0966])
    return random.choice(["", " "]).join(groups("".join(chr(zero + int(digit)) for digit in card)))


def _unseen(card: str, random: Random) -> str:
    sign = random.choice(["\u200b", "\u00ad", "\u2060", "\ufeff", "\u200d", "\ufe0f\u20e3", "\u0336"])
    return sign.join(card) + (sign if len(sign) > 1 else "")


_DIGIT_WORDS = "ноль один два три четыре пять шесть семь восемь девять".split()

NOTATIONS: dict[str, Callable[[str, Random], str]] = {
    "plain": lambda card, _: card,
    "spaces": joined_by(" ", "  ", "   "),
    "dashes": joined_by("-", " - ", "–", "—", "−"),
    "dots": joined_by(".", ". ", " . "),
    "no-break and thin spaces": joined_by("\u00a0", "\u2009", "\u202f", "\u2007", "\u3000"),
    "tabs": joined_by("\t", "\t\t"),
    "over lines": _over_lines,
    "Cyrillic О and З": _swapped({"0": "Оо", "3": "Зз"}),
    "Latin O and l": _swapped({"0": "Oo", "1": "lI"}),
    "slashes and the like": joined_by("/", "_", ",", ", ", "\\", ":", ";", "|", " | ", "*", "+", "~", "•", "=", "x"),
    "brackets and quotes": joined_by(")(", "] [", '" "', "' '", "` `", "** **", "», «", ") ("),
    "fullwidth and other digits": _other_digits,
    "unseen signs": _unseen,
    "told in words": _told,
    "first and last": _first_and_last,
    "counted": _counted,
    "listed": _listed,
    "escapes between groups": _escaped,
    "escaped digits": _escaped_digits,
    "digit by digit": _digits_apart,
    "odd groups": _odd,
    "with expiry and code": _with_expiry,
    "glued to letters": _glued,
    "dictated": lambda card, random: random.choice([" ", ", "]).join(_DIGIT_WORDS[int(digit)] for digit in card),
}

SURROUNDINGS = (
    "{}",
    "Здравствуйте, оплатил картой {} и деньги списались",
    "Карта: {}.",
    "не проходит оплата\n{}\nчто делать?",
    "Заказ 100456 от 01.02.2026, карта {}, сумма 10 500,00 BYN",
    "My card {} was declined",
    "Транзакция 550e8400-e29b-41d4-a716-446655440000 {} не прошла",
    "пишите на ivan@example.com, номер {}, тел. +375 29 765-43-21",
    "({})",
    "> {}",
)


def written(count: int, seed: int = 20260301) -> Iterator[Written]:
    """So many texts with a card number each, every notation and surrounding in turn; the same for the same seed."""
    random = Random(seed)
    names = list(NOTATIONS)
    for number in range(count):
        name = names[number % len(names)]
        card = card_number(random)
        surrounding = random.choice(SURROUNDINGS)
        yield Written(surrounding.format(NOTATIONS[name](card, random)), card, name)


_LOOK_ALIKE = str.maketrans("OoОоΟοЗзlIіІ", "000000331111")
_LIKE_NUMBER = re.compile(r"(?<![^\W_])[0-9OoОоΟοЗзlIіІ]{2,}(?![^\W_])")
_SPOKEN = {word: str(digit) for digit, word in enumerate(_DIGIT_WORDS)}
_SPOKEN_WORD = re.compile("|".join(_SPOKEN))


class _Seen(dict[int, str]):
    """What the eye makes of a character: a digit of whatever script is a digit, the unseen is nothing."""

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        unseen = unicodedata.category(sign) in {"Cf", "Mn", "Me"}
        seen = self[code] = "" if unseen else str(unicodedata.digit(sign, sign))
        return seen


def digits_seen(text: str | bytes) -> str:
    """All digits that a determined reader can see in a text, one after the other."""
    if isinstance(text, bytes):
        text = text.decode("utf-8", errors="ignore")
    for _ in range(2):
        text = html.unescape(urllib.parse.unquote(text))
    text = re.sub(r"\\u([0-9a-fA-F]{4})", lambda match: chr(int(match[1], 16)), text)
    text = re.sub(r"(?<![0-9])[1-9](?= цифр|\) |-я )", "", text)
    text = _SPOKEN_WORD.sub(lambda match: _SPOKEN[match[0]], text).translate(_Seen())
    text = _LIKE_NUMBER.sub(lambda match: match[0].translate(_LOOK_ALIKE), text)
    return re.sub(r"[^0-9]+", "", text)


def readable(card: str, text: str | bytes) -> bool:
    """Whether the number, or its first twelve digits, can still be read in the text."""
    return card[:12] in digits_seen(text)


def cards_readable(cards: Iterable[str], text: str | bytes) -> list[str]:
    """The numbers of which the first twelve digits can be read: one walk over the text for any number of cards."""
    wanted = {card[:12]: card for card in cards}
    digits = digits_seen(text)
    return [wanted[digits[at : at + 12]] for at in range(len(digits) - 11) if digits[at : at + 12] in wanted]
