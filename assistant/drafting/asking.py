"""What kind of answer a question wants, and the codes and settings that it names."""

from __future__ import annotations

import re

from assistant.drafting.values import Sort, values

_WHETHER = re.compile(
    r"(?<!\w)(?:(?:можно|нельзя|есть|работаете|поддержив\w+|принима\w+|предостав\w+|бывает|делаете|возможно|выгружа\w+"
    r"|умеете)\s+ли(?!\w)|(?:есть|можно)\s+у\s+вас|у\s+вас\s+есть|поддерживает\w*|принимаете|работаете\s+с|do\s+you"
    r"|can\s+(?:i|we)|is\s+there|are\s+there|does\s+(?:it|your)|is\s+it\s+possible)(?!\w)",
    re.IGNORECASE,
)
_TROUBLE = re.compile(
    r"что\s+(?:\w+\s+)?делать|как\s+быть|(?<!\w)как\s+\w+(?:ть|ти|чь)|что\s+за(?!\w)|не\s+(?:\w+\s+)?(?:работа|проход"
    r"|приход|приш|прош|меня|сход|вид|откры|показ|получа|достав|привез|могу|дают|даёт|дает|списа)\w*|ошибк|отклон|отказ"
    r"|помогите|молчит|доставк\w*\s+нет|почему|завис|висит|пропал|верните|how\s+(?:do|can|to)|what\s+should|not?\s+work"
    r"|declin|fail|error|stuck|why|can['’]?t|never",
    re.IGNORECASE,
)
_WANTS_TO_KNOW = re.compile(
    r"(?<!\w)(?:когда|сколько|како[йев]\w*|какие|какая|что\s+(?:значит|означает|такое)|чем\s+отлича\w+"
    r"|(?:можно|есть|нужно|надо|бывает)\s+ли|принима\w+|поддержива\w+|где|зачем|when|how\s+(?:much|long|many)"
    r"|what\s+(?:is|does|are)|which|do\s+you|where)(?!\w)",
    re.IGNORECASE,
)
_FOR_STEPS = re.compile(
    r"чек-?лист|спис(?:о?к)|перечен|перечисл|шаг|этап|пункт|инструкци|порядок\s+действ|готов\w*\s+(?:\w+\s+){0,2}к(?!\w)"
    r"|(?<!\w)(?:что|чего|как\w*|провер\w+)\s[^.?!\n]*(?<!\w)(?:провер\w+|перед(?!\w))|checklist|(?<!\w)(?:steps?|list)(?!\w)"
    r"|(?<!\w)(?:what|how)\s[^.?!\n]*(?<!\w)(?:check|before)(?!\w)",
    re.IGNORECASE,
)
# The answers of web servers are codes too, where it is them that is spoken of: 403, but not 403 BYN.
_STATUS = re.compile(r"(?<![\d.,№])[345]\d\d(?![\d.]*\d|,\d|\s*(?:BYN|RUB|USD|EUR|руб|р\b|%))")
_ABOUT_SERVERS = re.compile(
    r"http|журнал|ошибк|ответ|статус|лог|уведомлени|сервер|error|status|log|webhook|лов(?:им|лю)|код", re.IGNORECASE
)
# «R.3002 говорит, что …», «Код 403 — …», «Код: 403. Ответ: …»: the sentence is about that code. A bare «403» or
# «SHA-256» may count or name something else.
_ABOUT_CODE = re.compile(
    r"^\W*(?:[A-ZА-Я]{1,2}\.?\d{3,5}|(?:(?:ошибк|код|статус|отказ|ответ|error|code|status|http)\w*[\s:«\"]+){1,3}"
    r"(?:[A-ZА-Я]{1,4}[.-]?\d{2,6}|[345]\d\d))(?!\w)",
    re.IGNORECASE,
)


def asks_whether(question: str) -> bool:
    """Whether a question wants yes or no: is something possible, is it supported."""
    return _WHETHER.search(question) is not None


def wants_action(question: str) -> bool:
    """Whether somebody is in trouble or wants to do something; who only wants to know asks when, how much, whether."""
    return bool(_TROUBLE.search(question)) or not _WANTS_TO_KNOW.search(question)


def asks_for_steps(question: str) -> bool:
    """Whether a question asks for a list, for steps, or for what is to be checked or done beforehand."""
    return _FOR_STEPS.search(question) is not None


def codes(text: str) -> frozenset[str]:
    """The error codes of a text and the answers of web servers in it: A.1205, 403."""
    of_servers = _STATUS.findall(text) if _ABOUT_SERVERS.search(text) or _STATUS.match(text) else []
    return frozenset([*(value.normal for value in values(text) if value.sort is Sort.CODE), *of_servers])


def settings(text: str) -> frozenset[str]:
    """The names of settings and headers in a text."""
    return frozenset(value.normal for value in values(text) if value.sort is Sort.SETTING)


def names(text: str) -> frozenset[str]:
    """What is written like a name, in small letters: ЕРИП, СБП, Apple."""
    return frozenset(word.lower() for word in re.findall(r"(?<!\w)(?:[А-ЯЁ]{2,}|[A-Za-z]{3,})(?!\w)", text))


def asks(text: str) -> bool:
    """Whether a text asks for something or tells of trouble; «вы что, издеваетесь???» only looks like a question."""
    return any(rule.search(text) for rule in (_WHETHER, _TROUBLE, _WANTS_TO_KNOW))


def error_codes(text: str) -> frozenset[str]:
    """The codes of a text that can only be error codes: A.1205, but no SHA-256, no 403 and no «в 2024»."""
    found = (value for value in values(text) if value.sort is Sort.CODE and "." in value.normal)
    return frozenset(value.normal for value in found if " " not in value.text)


def subject_codes(text: str) -> frozenset[str]:
    """The code that a sentence, or a row of a table of codes, is about: the one it begins with."""
    beginning = _ABOUT_CODE.match(text)
    return codes(beginning.group()) if beginning else frozenset()
