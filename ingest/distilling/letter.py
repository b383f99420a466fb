"""Reads a message: the lines that its writer wrote, without quotations and signatures, and the sentences in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from corpus.nouns import RedactedText

Range = tuple[int, int]

_LINE = re.compile(r"[^\n]*\n?")
_EMOJI = "\u2600-\u27bf\u2b50\u2b55\ufe0f\u200d\U0001f000-\U0001faff"
# A smiley of brackets or an emoji ends a sentence in chats, where nobody types a full stop.
# Each run of signs is looked at once, from its beginning, because people type thousands of dots.
_END = re.compile(rf"(?:(?<![.!?…])[.!?…]++[)\"»”'’{_EMOJI}]*+|(?<![).!?…])\)++|(?<![{_EMOJI}.!?…])[{_EMOJI}]++)\s+")
_LAST_WORD = re.compile(r"(?:[^\W_]+\.)*[^\W_]+$")
_LIST_MARK = re.compile(r"\s*(?:\d{1,3}(?:\.\d{1,3})*[.)]|[-–—•·*])\s")
# After these a full stop ends nothing, whatever follows.
_NEVER_LAST = re.compile(
    r"г|ул|им|см|пп?|ст|т|тел|моб|напр|пер|пр-т|просп|кв|e\.g|i\.e|m[rs]s?|dr|vs|no|т\.[енк]|и\.о", re.IGNORECASE
)
# After these it ends a sentence only when a capital letter follows.
_SELDOM_LAST = re.compile(
    r"гг|д|др|пр|руб|коп|р|к|мин|сек|ч|тыс|млн|млрд|стр|эл|т\.[дп]|обл|р-н|etc|approx|min|max|сент|окт|нояб|дек|янв|февр|авг|апр",
    re.IGNORECASE,
)
# Mail programs break lines near this column; a line that ends shorter was ended by its writer.
_WRAPPED = 60
# A longer message is a pasted log: what it is about stands in front.
_LONGEST_READ = 20_000
_LONGEST_INTRODUCTION = 300
_QUOTED = re.compile(r"\s*(?:>|&gt;)")
_WROTE = re.compile(
    r"(?:\b(?:wrote|writes|написал(?:\(а\)|а)?|писал(?:\(а\)|а)?|пишет)\b[^\n]{0,120}|"
    r"(?:\d{1,2}:\d{2}|\b\d{4}\b)[^\n]{0,160}[<@>]?[^\n]{0,60}):\s*$",
    re.IGNORECASE,
)
_REST_IS_QUOTED = re.compile(
    r"\W*(?:original message|forwarded message|(?:исходное|пересылаемое|пересланное) сообщение)\W*|_{20,}\s*",
    re.IGNORECASE,
)
_OUTLOOK_FROM = re.compile(r"\W{0,3}(?:from|от кого|от)\W{0,3}:", re.IGNORECASE)
_OUTLOOK_NEXT = re.compile(r"\W{0,3}(?:sent|date|to|отправлено|дата|кому)\W{0,3}:", re.IGNORECASE)
_DEVICE = re.compile(
    r"(?:отправлено (?:с|со|из)\s.{1,60}|отправлено\s+(?:мо|яндекс|mail).{0,60}|sent (?:from|with|via)\s.{1,60}|"
    r"get outlook for .{1,30}|скачать mail.{0,40}|посмотреть вложени.{0,40})",
    re.IGNORECASE,
)
_FAREWELL = re.compile(
    r"(?:--+|—|__+)?\s*(?:с (?:глубоким |большим )?уважением|с наилучшими(?: пожеланиями)?|с ув\.?|искренне ваш\w*|"
    r"(?:(?:thanks and|best|kind|warm)\s*)?(?:regards|wishes)|sincerely|yours \w+)\b.{0,80}|"
    r"(?:best|cheers|yours),?(?:\s+[A-Z]\w+){0,2}",
    re.IGNORECASE,
)
_DASHES = re.compile(r"--")
_POSTSCRIPT = re.compile(r"\s*(?:P\.?\s?S|З\.?\s?Ы|ПС)\b[.:]?", re.IGNORECASE)
_PLACEHOLDER = r"\[(?:телефон|почта|имя|карта[^\]]{0,8}|УНП|ИНН|IBAN|паспорт|СНИЛС|вложение[^\]]{0,80}|фото|скриншот)\]"
# What only a visiting card says: a firm, a post, a way to be reached.
_CARD_MARK = (
    rf"{_PLACEHOLDER}|[«\"“][^»\"”\n]{{1,60}}[»\"”]|\S+@\S+|(?:https?://|www\.)\S+|"
    r"(?:ООО|ОАО|ЗАО|АО|ИП|ПАО|ЧУП|ЧТУП|УП|КФХ|УНП|ИНН|ОГРН|LLC|Ltd|Inc)\b\.?|"
    r"(?:тел|моб|телефон|факс|почта|сайт|магазин|бухгалтер\w*|директор\w*|менеджер\w*|отдел\w*|служб\w+|поддержк\w+|"
    r"специалист|инженер|(?:веб-)?студия|по\s+\w+|команда|компания|интернет-магазин|клуб|кафе|кофейня|салон|агентство|"
    r"админ\w*|владелец|shop|store|team|support|tel|phone|manager|director|e-?mail|mob|company|id|& Co)\b[.:]?"
)
_MARKED = re.compile(_CARD_MARK)
_CARD_WORD = re.compile(rf"{_CARD_MARK}|[A-ZА-ЯЁ][\w.\-]*|&|\([^()\n]{{1,40}}\)|\+?[\d()\s\-]{{2,20}}")
_NAMES_ONLY = re.compile(r"\s*[A-ZА-ЯЁ][a-zа-яё\-]+(?:\s+[A-ZА-ЯЁ][a-zа-яё\-]*\.?){0,2}\s*[,.]?\s*")
# «OpenCart 3.0.3.7», «D.0051»: what a last line may say although it looks like a name and a number.
_NOT_A_CARD = re.compile(r"\b\d+\.\d+|\b[A-ZА-ЯЁ]{1,4}[.\-]\d{3,}|[a-z][A-Z]|→")
_LONGEST_CARD_LINE = 120
_CARD_SIGNS = re.compile(r"[\s,.;:|()\-–—№#*]+")


def written(text: str) -> list[Range]:
    """The lines (as places) that the writer wrote; blank ones between paragraphs stay."""
    kept = _without_signature(text, _without_quotations(text, _lines(text[:_LONGEST_READ])))
    while kept and _is_visiting_card(text[slice(*kept[-1])]) and any(_words(text[slice(*one)]) for one in kept[:-1]):
        kept.pop()
    return kept


def sentences(text: str, start: int = 0, end: int | None = None) -> list[Range]:
    """The sentences of one line (or of the part from `start` to `end`), without the blanks around them."""
    last = len(text) if end is None else end
    mark = _LIST_MARK.match(text, start, last)
    cuts = [start]
    for match in _END.finditer(text, mark.end() if mark else start, last):
        if _is_end(text, cuts[-1], match):
            cuts.append(match.end())
    cuts.append(last)
    return [_trimmed(text, *part) for part in pairwise(cuts) if text[slice(*part)].strip()]


def _without_quotations(text: str, found: list[Range]) -> list[Range]:
    kept: list[Range] = []
    for at, (start, end) in enumerate(found):
        line, below = text[start:end], _line_below(text, found, at)
        if _REST_IS_QUOTED.fullmatch(line) or (_OUTLOOK_FROM.match(line) and _OUTLOOK_NEXT.match(below)):
            break
        introduces = _introduces(line) and (_QUOTED.match(below) or not below or "@" in line)
        if not _QUOTED.match(line) and not introduces and not _DEVICE.fullmatch(line.strip()):
            kept.append((start, end))
    return kept


def _introduces(line: str) -> bool:
    """Whether a line is like «On Monday at 12:38 they wrote:»."""
    return len(line) < _LONGEST_INTRODUCTION and _WROTE.search(line) is not None


def _line_below(text: str, found: list[Range], at: int) -> str:
    return next((text[slice(*one)] for one in found[at + 1 : at + 4] if text[slice(*one)].strip()), "")


def _without_signature(text: str, found: list[Range]) -> list[Range]:
    kept: list[Range] = []
    signed = False
    for start, end in found:
        line = text[start:end]
        if _POSTSCRIPT.match(line):
            signed = False
        elif _DASHES.fullmatch(line.strip()) or (_FAREWELL.fullmatch(line.strip()) and _words(text[:start])):
            signed = True
        elif len(line) > _LONGEST_CARD_LINE:
            signed = False
        if not signed:
            kept.append((start, end))
    return kept


def _is_visiting_card(line: str) -> bool:
    """Whether a last line only says who wrote and how to reach them."""
    if not line.strip():
        return True
    if len(line) > _LONGEST_CARD_LINE or line.rstrip()[-1] in "!?" or _NOT_A_CARD.search(line):
        return False
    if not _MARKED.search(line):
        return _NAMES_ONLY.fullmatch(line) is not None
    return not _CARD_SIGNS.sub("", _CARD_WORD.sub("", line))


def _words(text: str) -> bool:
    return bool(re.search(r"[^\W_]{2,}", text))


def _lines(text: str) -> list[Range]:
    """The lines of a text without their ends, those that a mail program broke put together again; blank ones too."""
    joined: list[Range] = []
    above = ""
    for start, end in _physical(text):
        line = text[start:end]
        if joined and _continues(above, line):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
        above = line
    return joined


def _physical(text: str) -> Iterator[Range]:
    for match in _LINE.finditer(text):
        if match.group():
            yield match.start(), match.end() - match.group().endswith("\n")


def _continues(above: str, line: str) -> bool:
    tail = above.strip()
    if len(tail) < _WRAPPED or tail[-1] in ".!?…:;" or tail.startswith(">"):
        return False
    return bool(line[:1].strip()) and line[0].islower()


def _is_end(text: str, start: int, match: re.Match[str]) -> bool:
    sign, before, following = match.group()[0], text[start : match.start()], text[match.end() : match.end() + 1]
    if sign == ")":
        return before.count("(") <= before.count(")") and not before[-1:].isdigit() and bool(before.strip())
    if not match.group().rstrip().endswith(".") or len(match.group().rstrip()) > 1:
        # «Выберите „Новый ключ?“ и ждите» goes on behind the quotation mark.
        return bool(before.strip()) and not (match.group().rstrip()[-1] in '"»”' and following.islower())
    word = _LAST_WORD.search(before[-40:])
    name = word.group() if word else ""
    if _NEVER_LAST.fullmatch(name) or (len(name) == 1 and name.isupper()):
        return False
    return following.isupper() or not (_SELDOM_LAST.fullmatch(name) or len(name) == 1)


def _trimmed(text: str, start: int, end: int) -> Range:
    part = text[start:end]
    return start + len(part) - len(part.lstrip()), start + len(part.rstrip())


def one_line(text: RedactedText) -> RedactedText:
    """The text with single blanks between its words."""
    return RedactedText.joined(" ", (text[slice(*word.span())] for word in re.finditer(r"\S+", text)))


def cut(text: RedactedText, longest: int) -> RedactedText:
    """The beginning of a text that is not longer than that, up to a line, a sentence or at least a word."""
    if len(text) <= longest:
        return text
    end = max(text.rfind("\n", longest // 2, longest), text.rfind(". ", longest // 2, longest) + 1)
    end = end if end > 0 else text.rfind(" ", 0, longest)
    return text[: end if end > 0 else longest]
