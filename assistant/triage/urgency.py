"""Whether a ticket can wait its turn, by wordings that anybody would read as urgent; each one found is shown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import exp

from assistant.triage.nouns import Ground, Guess, Urgency
from corpus.nouns import RedactedText


class Sign(StrEnum):
    """What a wording tells."""

    STOPPED = "payments stopped"
    MANY = "many customers"
    TAKEN = "money taken, order unpaid"
    DEADLINE = "a date near by"
    SECURITY = "fraud or foreign access"
    LOSING = "money lost meanwhile"
    SINCE = "worked until lately"
    HOW_TO = "asks how to do something"


_LETTER = re.compile(r"[^\W\d_]")
_PAYMENT = r"(?:оплат|плат[её]ж|карт)\w*"
_DAY = r"(?:утра|вечера|вчера\w*|сегодня\w*|понедельника|вторника|среды|четверга|пятницы|субботы|воскресенья)"


def _pattern(*wordings: str) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + "|".join(wordings) + ")", re.IGNORECASE)


_SIGNS: Mapping[Sign, re.Pattern[str]] = {
    Sign.STOPPED: _pattern(
        rf"(?:вс[её]|сайт\w*|{_PAYMENT})\s+(?:\w+\s+)?(?:легл[аои]|упал[аои]?|встал[аои]|стоит)\b|вы\s+(?:упали|легли)",
        rf"(?:ни\s+одн\w+|все|кажд\w+|никак\w+|вся)\s+(?:\w+\s+)?{_PAYMENT}",
        rf"{_PAYMENT}\s+(?:\w+\s+)?(?:не\s+(?:проходят|принимаются|создаются|идут)|пада[юе]т|отклоняются)",
        r"никто\s+(?:\w+\s+)?не\s+может|не\s+могут\s+(?:о|за)платить|один\s+за\s+другим|не\s+удалось\s+соединиться",
        r"перестал\w*\s+(?:проходить|работать)|ничего\s+не\s+работает|лимит\w*\s+(?:\w+\s+)?(?:исчерпан|выбран|превышен)\w*",
        r"(?:all|every)\s+(?:\w+\s+)?(?:payment|card|customer)\w*|nobody\s+can\s+pay|can(?:'|no)?t\s+pay|is\s+down\b",
    ),
    Sign.MANY: _pattern(
        r"(?:клиент|покупател|плательщик|учени[кц]|турист|подписчик|посетител)(?:ы|и|ам|ями|ов|ей)\b|родители|люди|людям",
        r"(?:все|част[ьи]|ни\s+один|оплаченн\w+)\s+(?:\w+\s+){0,2}заказ\w*|заказы\b|часть\s+(?:плат[её]жей|оплат|запросов)",
        r"\d+\s*(?:шт\w*|заказ\w+|плат[её]ж\w+|подписчик\w+|человек)|(?:customers|buyers|orders|clients)\b",
    ),
    Sign.DEADLINE: _pattern(
        r"(?:после)?завтра\b|до\s+(?:полуночи|вечера|конца\s+дня|\d{1,2}[:.]\d\d)|(?:старт|начало|вылет|заезд)\w*\s+в\s",
        r"через\s+(?:час|полчаса|\d+\s*(?:мин|час|дн|ден)\w*)|(?:заказ\w*\s+(?:\w+\s+){0,2})?на\s+сегодня",
        r"(?:а\s+у\s+меня\s+|уже\s+)сегодня|сегодня\s+(?:заканчива|последн|плат[её]ж|списани|надо|нужно|старт)\w*",
        r"бронь\s+\w+|сгор(?:ит|ят)|опазд\w+|на\s+носу|уже\s+в\s+(?:пути|машине|дороге)|перенес\w+\s+\w*\s*плат[её]ж",
        r"tonight|tomorrow|(?:before|by)\s+midnight|(?:is\s+)?in\s+\d+\s+(?:day|hour|minute)s?|deadline|last\s+day",
    ),
    Sign.SECURITY: _pattern(
        r"мошенн\w+|обман\w*|украл\w*|взлом\w*|угнал\w*|уволи\w+|назва\w+\s+(?:им\s+)?код|звонили\s+(?:из|от|«)",
        r"нич(?:его|е)\s+(?:у\s+вас\s+)?не\s+(?:покупал|заказывал|оформлял)\w*|что\s+за\s+(?:списани|снят|ladya)\w*",
        r"доступ\s+не\s+отда\w+|fraud|scam|stolen|hacked|un(?:known|authori[sz]ed|recogni[sz]ed)\s+(?:charge|payment)",
    ),
    Sign.LOSING: _pattern(
        r"теря(?:ю|ем|ют)\b|кажд(?:ую|ой)\s+минут|срыва\w+|(?:списыва|снима)\w+\s+дальше|два\s+раза\s+получит|(?:на|в)\s+минус",
        r"получит\s+(?:\w+\s+)?(?:два\s+раза|дважды)|losing|lose\s+(?:the|our|my|customers|orders)",
    ),
    Sign.SINCE: _pattern(
        rf"со?\s+(?:\w+\s+)?{_DAY}|со?\s+\d{{1,2}}[:.]\d\d|(?:второй|третий|четв[её]ртый)\s+день|последние\s+(?:\d+\s+)?(?:минут|час)",
        r"(?:вчера|раньше|до\s+этого)\s+(?:\w+\s+){0,2}(?:работал|было|летал|шл)\w*|после\s+(?:обновлени|перее|перен|выкатк|запуск)\w*",
        r"since\s+(?:\w+day|this|last)|worked\s+(?:until|before|yesterday)",
    ),
    Sign.HOW_TO: _pattern(
        r"как\s+(?:\w+\s+){0,2}\w+ть(?:ся)?\b|где\s+(?:взять|посмотреть|найти|скачать)|можно\s+(?:ли|мне)?\b|подскажите",
        r"how\s+(?:do|to|can|are)|where\s+(?:do|can)|do\s+you\s+support|какой\s+\w+|какие\s+\w+",
    ),
}  # fmt: skip
# Money gone is one half, an order that does not know it the other: neither says much alone.
_GONE = _pattern(
    r"(?:о|за)плати(?:л|в)\w*|оплачива\w+|спис\w+|снял\w*|деньги\s+(?:уш|есть|сня)\w*|paid|charged|(?:o|za)platil\w*|spisa\w+"
)
_UNPAID = _pattern(
    r"не\s*оплач\w+|ожида\w+\s+оплат\w*|оплат\w*\s+не\s+(?:поступ|было|вид)\w*|не\s+вид(?:им|ит|ят)\s+оплат\w*|плат\w+\s+ещ[её]\s+раз",
    r"(?:заказ\w*|плат[её]ж\w*)\s+(?:\w+\s+){0,4}(?:вис[яи]т|нет\b|не\s+меня\w+|ожида\w+|pending)|«?ожида\w+|оплаченн\w+\s+заказ\w*\s+не",
    r"pending|awaiting|pay\s+again|not\s+paid|unpaid|ozhida\w+|недооформл\w+|флаг\w*",
)


@dataclass(frozen=True, slots=True)
class Tilt:
    """What each sign adds to the log-odds of being urgent, what they are without any, and from when on it is told."""

    adds: Mapping[Sign, float]
    bias: float
    threshold: float


# Fitted by `podskazka eval triage` on the starter tickets. «Срочно» alone was no sign there: it is written to hurry us.
TILT = Tilt(
    {
        Sign.STOPPED: 2.8,
        Sign.MANY: 2.1,
        Sign.TAKEN: 3.2,
        Sign.DEADLINE: 4.0,
        Sign.SECURITY: 3.8,
        Sign.LOSING: 2.6,
        Sign.SINCE: 1.7,
        Sign.HOW_TO: -1.5,
    },
    bias=-2.1,
    threshold=0.6,
)


def signs_in(text: RedactedText) -> Mapping[Sign, RedactedText]:
    """The signs that stand in a text, each with the first wording that says so."""
    found = {sign: match for sign, pattern in _SIGNS.items() if (match := pattern.search(text))}
    if _GONE.search(text) and (unpaid := _UNPAID.search(text)):
        found[Sign.TAKEN] = unpaid
    return {sign: text[slice(*found[sign].span())] for sign in Sign if sign in found}


def urgency_of(text: RedactedText, tilt: Tilt = TILT) -> Guess:
    """How urgent a ticket with this text is, and the wordings that say so (those against it are not shown)."""
    if not _LETTER.search(text):
        return Guess()
    found = signs_in(text)
    urgent = 1 / (1 + exp(-tilt.bias - sum(tilt.adds[sign] for sign in found)))
    likeliest, probability = (Urgency.URGENT, urgent) if urgent >= 0.5 else (Urgency.NORMAL, 1 - urgent)
    words = tuple(words for sign, words in found.items() if (tilt.adds[sign] > 0) == (likeliest is Urgency.URGENT))
    return Guess(likeliest, probability, clear=probability >= tilt.threshold, ground=Ground.SIGNS, words=words)
