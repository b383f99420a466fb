"""Makes a case out of a resolved ticket without any LLM: what was wrong, what resolved it, and whose problem it was."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from corpus.nouns import Audience, Author, Content, Kind, Message, Owner, RedactedText, Ticket
from ingest.distilling.courtesies import Sort, bare, failed, greeted, is_code, solved_without_us, sort_of
from ingest.distilling.letter import Range, cut, one_line, sentences, written
from ingest.distilling.owners import owner_of
from ingest.nouns import Facts

LONGEST_TITLE = 120
_LONGEST_PROBLEM = 900
_LONGEST_RESOLUTION = 2400
_FEWEST_WORDS = 3
# An answer of this many words stands on its own even when it begins with yes or no.
_WORDS_BEYOND_YES = 4
_HEADINGS = {"en": ("## Problem\n\n", "\n\n## Resolution\n\n")}
_RUSSIAN_HEADINGS = ("## Проблема\n\n", "\n\n## Решение\n\n")
_WORD = re.compile(r"[^\W_]+")
_REPLY_MARK = re.compile(
    r"\s*(?:(?:re|fwd?|отв|ответ|пересл)\s*(?:\[\d+\])?\s*:|\[[^\]\n]{0,40}\d+\])\s*", re.IGNORECASE
)
# Subjects are full of words that say nothing about the problem.
_SAYS_LITTLE = re.compile(
    r"вопрос\w*|помо[гщ]\w+|проблем\w*|ошибк\w*|оплат\w*|заявк\w*|обращени\w*|чат\w*|сайт\w*|тикет|заказ|жалоба|срочно|тем[аы]|без|нет|"
    r"письмо|здравствуйте|добр\w+|день|вечер|утро|привет|поддержк\w*|сообщени\w*|форм\w+|обратн\w+|связи|пожалуйста|очень|нов\w+|"
    r"запрос|по|с|со|в|на|и|о|у|из|от|не|the|no|subject|question|help|problem|issue|support|request|payment|error|urgent|hello|"
    r"hi|about|with|my|a"
)
_ERROR_CODE = re.compile(r"\b[A-ZА-ЯЁ]{1,4}[.\-_]?\d{2,6}\b|\b[45]\d\d\b")
_LONE_YES = re.compile(r"\W*(?:да|нет|yes|no)[.!]\s+", re.IGNORECASE)
_SHORT_YES_OR_NO = re.compile(r"\W*(?:да|нет|yes|no)\b", re.IGNORECASE)
_LIST_MARK = re.compile(r"\s*(?:\d{1,3}[.)]|[-–—•·*])\s")
_VERSION = re.compile(r"\s+v?(\d+(?:\.\d+)+)$")
_REFERENCE = re.compile(
    r"\b(?:магазин|shop|заказ|order|номер|id|счёт|сайт)\b\W{0,3}(?:заказа\W)?(?:[\w\-.]*\d[\w\-]*|\S+\.\S+)",
    re.IGNORECASE,
)
_DETAIL = re.compile(
    r"\[(?:карта|телефон|почта|имя|срок|CVV|код|IBAN|паспорт|УНП|ИНН|СНИЛС|фото|скрин\w*|вложение)\b[^\]]{0,80}\]"
)


@dataclass(frozen=True, slots=True)
class Distilled:
    """What a thread comes to: `problem` begins with the line that makes a title."""

    problem: RedactedText
    resolution: RedactedText
    owner: Owner | None
    product: str
    module: str
    versions: str
    language: str
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unusable:
    """A thread that no case can be made of, and why."""

    reason: str


def distilled(ticket: Ticket, facts: Facts) -> Distilled | Unusable:
    """Problem, resolution and owner of a resolved ticket, or why no case can be made of it."""
    thread = _Thread(ticket)
    resolution = thread.resolution()
    reason = thread.unusable(resolution)
    if reason:
        return Unusable(reason)
    problem = thread.problem()
    if not problem:
        return Unusable("no problem is stated")
    module, version = _module(facts.module or ticket.module)
    return Distilled(
        problem=problem,
        resolution=resolution,
        owner=facts.owner or owner_of(problem, resolution),
        product=facts.product or ticket.product,
        module=module,
        versions=facts.versions or version,
        language=facts.language or ticket.language,
        tags=facts.tags,
    )


def as_content(case: Distilled) -> Content:
    """The case as Markdown for staff: its title is the problem in one line of at most `LONGEST_TITLE` characters."""
    problem, resolution = _HEADINGS.get(case.language, _RUSSIAN_HEADINGS)
    body = RedactedText.joined(resolution, (case.problem, case.resolution))
    return Content(
        title=_title(case.problem),
        text=RedactedText.joined(problem, (RedactedText(), body)),
        kind=Kind.CASE,
        audience=Audience.STAFF,
        language=case.language,
        product=case.product,
        module=case.module,
        versions=case.versions,
        owner=case.owner,
        tags=case.tags,
    )


class _Thread:
    """A ticket's messages, heard sentence by sentence."""

    def __init__(self, ticket: Ticket) -> None:
        names = frozenset[str]().union(*(greeted(message.text) for message in ticket.messages))
        self._subject = _subject(ticket.subject)
        self._heard = [_Heard(message, names) for message in ticket.messages]

    def unusable(self, resolution: RedactedText) -> str:
        """Why there is no answer in the thread, or nothing when there is one."""
        agents = [heard for heard in self._heard if heard.author is Author.AGENT]
        if not agents:
            return "no answer from an agent"
        if not resolution:
            if any(solved_without_us(heard.text) for heard in self._heard if heard.author is Author.CUSTOMER):
                return "the customer solved it"
            asked = any(heard.has(Sort.REQUEST) for heard in agents)
            return "only a question back" if asked else "only courtesies"
        return "" if _count(resolution) >= _FEWEST_WORDS or re.search(r"\d", resolution) else "too short"

    def resolution(self) -> RedactedText:
        """What the agents said that informs: the last words count most, advice that did not help is left out."""
        answers: list[RedactedText] = []
        useless = 0
        for heard in self._heard:
            if heard.author is Author.CUSTOMER:
                useless = len(answers) if failed(heard.substance) else useless
            elif heard.substance and not (answers and _needs_its_question(heard.substance)):
                answers.append(_without_yes(heard.substance) if answers else heard.substance)
        return RedactedText.joined("\n\n", _last(answers[useless:] or answers, _LONGEST_RESOLUTION))

    def problem(self) -> RedactedText:
        """The subject when it says something, and the customer's words until an agent first informs."""
        told = RedactedText.joined("\n", _first(self._complaints(), _LONGEST_PROBLEM))
        subject = self._subject
        if not _says_something(subject) and told:
            return told
        if told.casefold().startswith(subject.casefold()):
            return told
        return RedactedText.joined("\n", (part for part in (subject, told) if part))

    def _complaints(self) -> Iterator[RedactedText]:
        answering = False
        for heard in self._heard:
            if heard.author is Author.AGENT:
                if heard.substance:
                    return
                answering = True
            elif text := heard.complaint(answering):
                yield text


class _Heard:
    """One message, its sentences sorted."""

    def __init__(self, message: Message, names: frozenset[str]) -> None:
        self.author = message.author
        self.text = message.text
        self._lines = list(_sorted_lines(message, names))
        self.substance = self._kept()

    def has(self, sort: Sort) -> bool:
        """Whether any sentence of the message is of this sort."""
        return any(found is sort for line in self._lines for _, found in line)

    def complaint(self, answering: bool) -> RedactedText:
        """What describes the problem; cards, telephones and bare numbers that an agent asked for do not."""
        return self._kept(lambda sentence: not _is_detail(sentence, answering))

    def _kept(self, wanted: Callable[[str], bool] = bool) -> RedactedText:
        rows = (
            [place for place, sort in line if sort is Sort.SUBSTANCE and wanted(self.text[slice(*place)])]
            for line in self._lines
        )
        return RedactedText.joined("\n", (_joined(self.text, row) for row in rows if row))


def _sorted_lines(message: Message, names: frozenset[str]) -> Iterator[list[tuple[Range, Sort]]]:
    asked: Sort | None = None
    for start, end in written(message.text):
        line: list[tuple[Range, Sort]] = []
        for sentence in _units(message.text, start, end):
            place = bare(message.text, *sentence, names)
            words = message.text[slice(*place)]
            in_list = asked and _LIST_MARK.match(words)
            line.append((place, asked if asked and in_list else sort_of(words, message.author)))
        if line:
            # The points of a list do what the words in front of it do: «Пришлите: — номер; — сумму».
            opens = message.text[:end].rstrip().endswith(":") and line[-1][1] is not Sort.SUBSTANCE
            asked = line[-1][1] if opens else asked if asked and _LIST_MARK.match(message.text, start) else None
            yield line


def _units(text: str, start: int, end: int) -> list[Range]:
    """The sentences of a line; a line of code is one."""
    return [(start, end)] if is_code(text[start:end]) else sentences(text, start, end)


def _joined(text: RedactedText, row: list[Range]) -> RedactedText:
    return RedactedText.joined(" ", (text[slice(*place)] for place in row))


def _is_detail(sentence: str, answering: bool) -> bool:
    """Whether a customer's sentence only says who is asking: a card, a telephone, a number that was asked for."""
    words = [word for word in _WORD.findall(_REFERENCE.sub(" ", _DETAIL.sub(" ", sentence))) if word.isalpha()]
    if _DETAIL.search(sentence):
        return answering or len(words) <= _FEWEST_WORDS + 1
    return not words or (answering and len(words) <= _FEWEST_WORDS)


def _without_yes(answer: RedactedText) -> RedactedText:
    """An answer to a further question without a lone «Нет.» that nobody understands later."""
    yes = _LONE_YES.match(answer)
    return answer[yes.end() :] if yes else answer


def _needs_its_question(answer: str) -> bool:
    """Whether an answer to a further question is too short to be understood without it."""
    if re.search(r"\d", answer):
        return False
    return _count(answer) < (_WORDS_BEYOND_YES + 1 if _SHORT_YES_OR_NO.match(answer) else _FEWEST_WORDS)


def _count(text: str) -> int:
    return len(_WORD.findall(text))


def _first(parts: Iterable[RedactedText], longest: int) -> list[RedactedText]:
    """The parts from the beginning that fit, the one that does not cut at a line or word."""
    kept: list[RedactedText] = []
    for part in parts:
        if longest <= 0:
            break
        kept.append(cut(part, longest))
        longest -= len(part)
    return kept


def _last(parts: list[RedactedText], longest: int) -> list[RedactedText]:
    """The parts from the end that fit; the very last one always does, cut when it must be."""
    kept: list[RedactedText] = []
    for part in reversed(parts):
        if kept and len(part) > longest:
            break
        kept.insert(0, cut(part, longest))
        longest -= len(part)
    return kept


def _subject(subject: RedactedText) -> RedactedText:
    """The subject without «Re:», a ticket number and a greeting, in one line."""
    start = 0
    while match := _REPLY_MARK.match(subject, start):
        start = match.end()
    start, end = bare(subject, start, len(subject))
    return one_line(subject[start:end])


def _says_something(subject: str) -> bool:
    words = [word.lower() for word in _WORD.findall(subject)]
    telling = sum(word.isalpha() and len(word) > 1 and not _SAYS_LITTLE.fullmatch(word) for word in words)
    # «Ошибка V.2003 при оплате» says enough, a bare code does not.
    return telling >= 2 or (len(words) >= 4 and bool(_ERROR_CODE.search(subject)))


def _title(problem: RedactedText) -> RedactedText:
    """The first line, or the first sentences of all lines when it is too short to say what is wrong."""
    first = problem[: problem.find("\n")] if "\n" in problem else problem
    line = one_line(first if _says_something(first) else problem)
    if len(line) <= LONGEST_TITLE:
        return line
    ends = [end for _, end in sentences(line[: LONGEST_TITLE + 1]) if LONGEST_TITLE // 3 < end <= LONGEST_TITLE]
    if ends[:-1]:
        return line[: ends[-2]]
    space = line.rfind(" ", 0, LONGEST_TITLE)
    cut = line[: space if space > 0 else LONGEST_TITLE - 1]
    # The mark comes from the join, since redacted text is only ever cut and joined here.
    return RedactedText.joined("…", (cut, RedactedText()))


def _module(module: str) -> tuple[str, str]:
    """A module's name and its version as a range: exports write «payments-oc3 2.6.0» in one field."""
    version = _VERSION.search(module)
    return (module[: version.start()], f"=={version.group(1)}") if version else (module, "")
