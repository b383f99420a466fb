"""What a heading does to the text under it: sets a condition, gives an order, or denies all that follows."""

from __future__ import annotations

import re
from enum import StrEnum

_CONDITION = re.compile(r"^(?:если|когда|пока|при|чтобы|if|when|while)\b", re.IGNORECASE)
_ANY_TROUBLE = re.compile(r"что-то|не так|проблем|ошибк|trouble|problem|error|wrong", re.IGNORECASE)
# «Чего не делать», «Не говорим», «What we don't do»: without it the text would say the contrary.
_DENIAL = re.compile(
    r"^(?:(?:чего|что|кому|когда)\s(?:[^?]*\s)?(?:не|нельзя|никогда)\s|нельзя\b|не\s+\w+(?:ем|ём|им|ть)\b"
    r"|(?:what|things)\s[^?]*(?:\bnot\b|n['’]t\b|\bnever\b)|(?:not|never|unsupported|unavailable)\b)",
    re.IGNORECASE,
)
_ORDER = re.compile(r"^(?:не\s+)?\w+(?:йте|ите|ьте)(?!\w)|^don['’]t\b", re.IGNORECASE)
_ASKS = re.compile(
    r"^(?:как|что|где|чего|кто|куда|откуда|почему|зачем|сколько|какой|какая|какие|чем|how|what|where|who|why|which)\b",
    re.IGNORECASE,
)
# «Прошло больше 14 дней», «Магазин молчит»: it tells in which case the text holds.
_STATE = re.compile(
    r"(?<!\w)(?:не|нет|\w{3,}(?:шло|шла|шли|лось|лась|ится|ется|чит|чает|жает|лён|лен|дён|ден|щён|лена|дена|лено|дено"
    r"|вана|вано|ана|ано)|согласен|списано|снято)(?!\w)",
    re.IGNORECASE,
)


_DENIES = re.compile(r"(?<!\w)(?:не|нет|нельзя|без|никогда|not|never|no|without|cannot)(?!\w)|n['’]t\b", re.IGNORECASE)
# Advice and permission say themselves what they mean, wherever they stand.
_SPEAKS_FOR_ITSELF = re.compile(
    r"(?<!\w)(?:\w+(?:йте|ите|ьте)(?:сь)?|можно|нужно|надо|стоит|достаточно|must|should|please|you\s+can)(?!\w)",
    re.IGNORECASE,
)


class Effect(StrEnum):
    """What a heading does."""

    NOTHING = "nothing"
    CONDITION = "condition"
    STATE = "state"
    ORDER = "order"
    DENIAL = "denial"


def effect(heading: str) -> Effect:
    """What a heading does to the text under it."""
    if _DENIAL.match(heading):
        return Effect.DENIAL
    if not heading or _ANY_TROUBLE.search(heading):
        return Effect.NOTHING
    if _CONDITION.match(heading):
        return Effect.CONDITION
    if _ORDER.match(heading):
        return Effect.ORDER
    return Effect.STATE if not _ASKS.match(heading) and _STATE.search(heading) else Effect.NOTHING


def denies(text: str) -> bool:
    """Whether there is a word of denial in a text."""
    return _DENIES.search(text) is not None


def turns_round(heading: str, text: str) -> bool:
    """Whether a text says the contrary of what is meant when the heading above it is left out."""
    return effect(heading) is Effect.DENIAL and not denies(text) and not _SPEAKS_FOR_ITSELF.search(text)
