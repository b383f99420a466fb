"""Sentences of the starter corpus with a label: still true, or altered so that the text no longer bears them out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.drafting.splitting import sentences
from assistant.nouns import Passage
from corpus.nouns import RedactedText
from tests.drafting import passage, redacted

ARTICLES = Path(__file__).parent.parent / "corpus" / "starter" / "articles"
_TRUE_OF_EACH_SORT, _ALTERED_OF_EACH_SORT = 80, 20
_WORDS = {"2": "два", "3": "три", "5": "пять", "7": "семь", "10": "десять", "14": "четырнадцать", "30": "тридцать"}
_NUMBER = re.compile(r"(?<![\w.,:/–-])(?P<number>\d{1,3})(?=\s+[а-яё]{3})")
_MONTHS = ("января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября")
_ROLES = (("магазин", "банк"), ("банк", "магазин"), ("покупатель", "магазин"), ("магазин", "покупатель"))


@dataclass(frozen=True, slots=True)
class Labelled:
    """A sentence, the text that it cites, whether that bears it out, and what was done to it."""

    text: RedactedText
    source: Passage
    holds: bool
    sort: str


def labelled() -> list[Labelled]:
    """Some of each sort, about as many true as altered ones, in a fixed order."""
    found: dict[str, list[Labelled]] = {}
    for one in _all():
        of_sort = found.setdefault(one.sort, [])
        if len(of_sort) < (_TRUE_OF_EACH_SORT if one.holds else _ALTERED_OF_EACH_SORT):
            of_sort.append(one)
    return [one for of_sort in found.values() for one in of_sort]


def _all() -> Iterator[Labelled]:
    texts = [(path.stem, _body(path)) for path in sorted(ARTICLES.glob("*.md")) if not path.stem.startswith("en-")]
    for number, (title, text) in enumerate(texts):
        source = passage(title, text)
        foreign = texts[(number + len(texts) // 2) % len(texts)][1]
        own, others = _told(text), _told(foreign)
        for at, sentence in enumerate(own):
            yield from _variants(sentence, source, at)
        yield from (Labelled(redacted(one), source, holds=False, sort="foreign sentence") for one in others[1:2])


def _variants(sentence: str, source: Passage, at: int) -> Iterator[Labelled]:
    if at % 2 == 0:
        yield Labelled(redacted(sentence), source, holds=True, sort="quoted")
    for sort, holds, change in _CHANGES:
        changed = change(sentence)
        if changed and changed != sentence and changed not in source.text:
            yield Labelled(redacted(changed), source, holds, sort)


def _other_number(sentence: str) -> str | None:
    match = _NUMBER.search(sentence)
    return _with(sentence, match, str(int(match["number"]) * 2 + 1)) if match else None


def _number_word(sentence: str) -> str | None:
    match = _NUMBER.search(sentence)
    return _with(sentence, match, _WORDS[match["number"]]) if match and match["number"] in _WORDS else None


def _other_number_word(sentence: str) -> str | None:
    match = _NUMBER.search(sentence)
    return _with(sentence, match, "восемь" if match["number"] != "8" else "шесть") if match else None


def _with(sentence: str, match: re.Match[str], number: str) -> str:
    return sentence[: match.start("number")] + number + sentence[match.end("number") :]


def _without_denial(sentence: str) -> str | None:
    changed = re.sub(r"(?<!\w)[Нн]е\s+(?=[а-яё]{4})", "", sentence, count=1)
    return changed[0].upper() + changed[1:] if changed != sentence else None


def _denied(sentence: str) -> str | None:
    verb = (
        r"(?<!\w)(?<!не )(?=(?:приходит|проходит|принимаем|работает|отправляем|возвращает|можно|нужно|получит)(?!\w))"
    )
    changed = re.sub(verb, "не ", sentence, count=1)
    changed = re.sub(r"не можно", "нельзя", changed)
    return changed if changed != sentence else None


def _turned(sentence: str) -> str | None:
    """«Если A, B.» as «B, если A.»: the same in another order."""
    match = re.fullmatch(r"Если (?P<condition>[^,.:;—]+), (?P<rest>[^,.:;—]+)\.", sentence)
    return f"{match['rest'][0].upper()}{match['rest'][1:]}, если {match['condition']}." if match else None


def _shortened(sentence: str) -> str | None:
    """Without what stands in brackets."""
    changed = re.sub(r"\s*\([^)]*\)", "", sentence)
    return changed if changed != sentence and len(changed) > len(sentence) * 0.6 else None


def _roles(sentence: str) -> str | None:
    for old, new in _ROLES:
        changed = re.sub(rf"(?<!\w){old}(?!\w)", new, sentence)
        if changed != sentence and new not in sentence:
            return changed
    return None


def _dated(sentence: str) -> str | None:
    """A day that no text names instead of a count of days."""
    changed = re.sub(r"(?:за|через) [\d–]+ (?:\w+ )?дн\w+", f"до 17 {_MONTHS[len(sentence) % 11]}", sentence)
    return changed if changed != sentence else None


def _other_address(sentence: str) -> str | None:
    changed = re.sub(r"(?<=\w)\.ladya\.example", ".ladya-oplata.example", sentence)
    return changed if changed != sentence else None


def _other_label(sentence: str) -> str | None:
    changed = re.sub(r"«(?P<label>[А-ЯЁ][^»]{4,30})»", "«Общие сведения»", sentence, count=1)
    return changed if changed != sentence else None


_CHANGES: tuple[tuple[str, bool, Callable[[str], str | None]], ...] = (
    ("number as a word", True, _number_word),
    ("turned round", True, _turned),
    ("shortened", True, _shortened),
    ("other number", False, _other_number),
    ("other number as a word", False, _other_number_word),
    ("denial left out", False, _without_denial),
    ("denial put in", False, _denied),
    ("other role", False, _roles),
    ("a day instead of a term", False, _dated),
    ("other address", False, _other_address),
    ("other menu", False, _other_label),
)


def _body(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    return re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL)


def _told(text: str) -> list[str]:
    """Sentences of running text; headings, tables and lists are left out."""
    lines = [line for line in text.splitlines() if line.strip() and line[0] not in "#|-*>`0123456789 "]
    found = [str(one) for line in lines for one in sentences(redacted(line))]
    return [one for one in found if 40 <= len(one) <= 260 and "*" not in one and "`" not in one and one.endswith(".")]
