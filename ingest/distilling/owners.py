"""Whose problem a case is, by the wording of its problem and resolution; unsure is None."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.nouns import Owner

_GO_TO = r"(?:обра\w+сь|обратиться|напишите|позвоните|свяжитесь|уточните|спросите|попросите|пишите|звоните|скажите)"
_SELLER = r"(?:магазин|продавц|продавец|школ|студи|организатор|сервис|отел|сайт\s+магазина)"
_DOES = r"(?:реша\w+|оформля\w+|выда[её]т|отменя\w+|отвеча\w+|занима\w+|чинит\w*|вернуть\s+может|делает)"


@dataclass(frozen=True, slots=True)
class _Clue:
    """What a wording says about the owner, and how much."""

    owner: Owner
    weight: int
    wording: re.Pattern[str]


def _clue(owner: Owner, weight: int, *wordings: str) -> _Clue:
    return _Clue(owner, weight, re.compile("|".join(wordings), re.IGNORECASE))


# A menu path, a setting, a header, an endpoint or a line of code: told to those who run a shop, never to those who pay.
_MADE_FOR_SHOPS = _Clue(
    Owner.MERCHANT,
    2,
    re.compile(
        r"\b[a-z]{2,}_[a-z_]{2,}\b|\b[A-Z]\w+-[A-Z]\w+(?:-\w+)?:?\s|\b(?:GET|POST|PUT)\s+/|\b\d{1,3}(?:\.\d{1,3}){3}\b|"
        r"\bHTTP\s*[345]\d\d\b|\b(?:TLS|webhook|nginx|PHP|cURL|firewall|cloudflare|htaccess)\b|"
        r"\b(?:вебхук|файрвол|фаервол|хостер|редирект|подпис[ьи]\s+уведомлен)"
    ),
)
_ASKED_BY_SHOPS = _clue(
    Owner.MERCHANT,
    2,
    r"\b(?:клиент(?:ы|у|ам|ка|ке|ов|а)?|покупател\w+|подписчик\w*|наш\w*\s+(?:магазин|сайт)|модуль|плагин|интеграц\w+|\bapi\b|shop\s+\d|"
    r"вебхук\w*|нотификац\w+|выплат\w+|наторговали|бухгалтер\w*|(?:our|my)\s+(?:shop|store|customers?|site))\b",
)
_CLUES = (
    _clue(
        Owner.BANK,
        3,
        rf"\b{_GO_TO}\s+(?:пожалуйста,?\s+)?(?:в|к|у)?\s*(?:чат\s+)?(?:свой|ваш\w*|своего|своему)?\s*банк",
        r"\b(?:устанавлива\w+|зада[её]т|ставит|режет|шл[её]т|отправля\w+|требует|реша\w+|делает)\s+(?:ваш\s+|тоже\s+|сам\s+)?банк\b",
        r"банк\w*[\s,-]+(?:эквайер|(?:который\s+)?выпусти)|\b(?:contact|call|ask)\s+(?:your|the)\s+bank\b",
        r"\bбанк\w*\s+(?:\w+\s+){0,2}(?:не\s+разреш|не\s+пропус|отклон|отказ|запре|огранич|подня|согласова|утверди|режет|ставит|зада[её]т)",
        r"\b(?:your|issuing|card'?s?|the)\s+bank\b[^.!?\n]{0,60}\b(?:declin|send|block|limit|decid|refus|approv|issued)",
    ),
    _clue(
        Owner.BANK,
        2,
        r"(?:лимит|код|смс|зачислени|курс|отказ|пересч[её]т)\w*[^.!?\n]{0,60}\bбанк",
        r"\bбанк[^.!?\n]{0,40}(?:лимит|код|смс|присыла|отправля)|банк-эмитент|\bissuer\b|отказ\s+да[её]т",
    ),
    _clue(
        Owner.MERCHANT,
        3,
        rf"\b{_GO_TO}\s+(?:\w+\s+)?(?:в|к|у)?\s*{_SELLER}",
        rf"\b{_DOES}\s+(?:\w+\s+){{0,2}}{_SELLER}|{_SELLER}\w*\s+(?:\w+\s+){{0,2}}{_DOES}\b",
        r"чья\s+проблема:?\s+магазина|деньги\s+(?:по\s+обеим\s+)?у\s+магазина|\bих\s+(?:сайт|часть|решение|поломка)\b",
        r"\b(?:contact|write\s+to|ask)\s+the\s+(?:shop|merchant|seller|store)\b|\bthe\s+(?:shop|merchant|seller)(?:\s+has\s+to|\s+must|\s+decides|'s)",
    ),
    _clue(
        Owner.MERCHANT,
        2,
        r"\b(?:тестов\w+|боев\w+)\s+(?:режим|ключ|значени)|секретн\w+\s+ключ|адрес\w*\s+(?:для\s+)?уведомлени|ваш\w*\s+(?:сайт|сервер|хостинг)",
        r"\b(?:владелец|сотрудник\w*|реквизит\w*)\b[^.!?\n]{0,60}(?:кабинет|договор|документ)|test\s+mode|your\s+(?:site|server|shop|store)",
    ),
    _MADE_FOR_SHOPS,
    _clue(
        Owner.MODULE,
        4,
        r"\b(?:обнов\w+|постав\w+|скача\w+|установи\w+|нужен)[^.!?\n]{0,30}\b(?:модул|плагин|расширени|нов\w+\s+верси|верси\w+\s+\d)",
        r"\b(?:ошибк|баг|огрех|недоработк|недочёт)\w*\s+(?:\w+\s+){0,2}(?:модул|плагин)|разработчикам\s+(?:модуля|плагина)",
        r"\b(?:модул|плагин)\w*\s+(?:\w+\s+){0,3}(?:не\s+(?:поддержива|умеет|подход|перен[её]с|совмест)|рассчитан|конфликт|дружит)",
        r"\b(?:update|upgrade)\s+(?:the\s+)?(?:plugin|module|extension)|\b(?:bug|issue)\s+in\s+(?:the\s+)?(?:plugin|module)",
    ),
    _clue(
        Owner.PAYER,
        4,
        r"недостаточно\s+(?:средств|денег)\s+на\s+карте|срок\s+(?:действия\s+)?(?:вашей\s+)?карты\s+(?:ист[её]к|вышел)|\bвы\s+(?:ввели|опечатал)",
        r"(?:причин\w+|решени\w+)\b[^.!?\n]{0,40}(?:партн[её]р|не\s+(?:видна|сообщ|приход))|пополните\s+карту|мошенник",
        r"\b(?:insufficient\s+funds|expired\s+card|card\s+(?:has\s+)?expired|you\s+(?:entered|mistyped))",
    ),
    _clue(
        Owner.US,
        4,
        r"\bсбой\s+(?:был\s+)?у\s+нас|\bна\s+нашей\s+стороне\s+(?:был|сбо|ошиб)|\bнаша\s+(?:ошибка|вина)|\bмы\s+(?:ошиблись|перепутали|забыли)",
        r"\b(?:исправили|починили|восстановили|разблокировали|перенесли|переносим|поменяли|поменял[аи]?|переключились)\b",
        r"\bменяем\s+(?:мы|вручную)|\bour\s+(?:bug|fault|mistake|outage)\b|\bwe(?:'ve|\s+have)\s+(?:fixed|enabled|restored)|list\s+is\s+on\s+our\s+side",
    ),
)
# One weak clue is an accident, and two owners with about as many clues are a question for a person.
_ENOUGH = 3
_AHEAD = 2


def owner_of(problem: str, resolution: str) -> Owner | None:
    """The owner that the wording of a case points at, or None when it is unclear."""
    scores = dict.fromkeys(Owner, 0)
    for clue in _CLUES:
        scores[clue.owner] += clue.weight if clue.wording.search(resolution) else 0
    if _ASKED_BY_SHOPS.wording.search(problem):
        scores[_ASKED_BY_SHOPS.owner] += _ASKED_BY_SHOPS.weight
    first, second = sorted(scores, key=lambda owner: -scores[owner])[:2]
    return first if scores[first] >= _ENOUGH and scores[first] - scores[second] >= _AHEAD else None
