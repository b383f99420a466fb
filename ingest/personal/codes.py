"""Finds card security codes, one-time codes and PINs by the words around them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.personal.finding import HIDDEN, Finding, before, found, is_amount
from ingest.personal.told_codes import told_code

_CVV = (
    r"(?:[cс][vв][vвcс]2?(?:/[cс][vв][vвcс]2?)?|ц[вф][вфсц]2?"
    r"|card verification (?:value|code)|(?:card )?security code|код (?:безопасности|проверки|защиты)"
    r"|(?:проверочный|защитный|секретный|(?:тр[её]х|3-?х?[- ]?)значный|(?:three|3)[- ]digit|secret|card) (?:код|code)"
    r"|код (?:(?:с|со|от) )?(?:моей )?карты"
    r"|(?:код|цифры|числа|число) (?:с|на|со) (?:обрат(?:ной|ке)|оборот[ае]|задней|тыльной|другой)(?: сторон[еы])?"
    r"|(?:три|3) (?:последние |последних )?цифры|(?:three|last 3) digits)"
)
_SENT = r"(?:смс\w{0,4}|sms|сообщени\w{1,2}|пуш\w{0,3}|push|банка|bank|text|message)"
_OTP = (
    r"(?:otp|one[- ]?time (?:code|password|passcode|pin)|passcode|your code(?: is)?"
    r"|(?:verification|confirmation|3-?d ?s(?:ecure)?|sms) ?(?:code|password)"
    r"|смс|sms|пин[- ]?код\w?|пин|pin(?:[- ]?code)?|однораз\w{1,6} (?:код|пароль)"
    r"|(?:код|пароль|цифры|пин|code|password|pin) (?:был |приш[её]л |пришли )?"
    rf"(?:из|с|со|в|по|от|from|via|in|by) (?:\w{{1,10}} )?{_SENT}"
    r"|(?:смс|sms|пуш|push)[- ]?(?:код|code|пароль)"
    r"|(?:код|пароль) (?:подтверждени\w|для (?:подтверждени\w|входа|оплаты|покупки))"
    r"|(?:защитный|секретный|проверочный|secret|security) (?:код|code)|код (?:безопасности|проверки|защиты|доступа)"
    r"|(?:приш[её]л|прислали|приходит|вв[её]л|ввела|ваш|3-?d ?s(?:ecure)?|3дс) (?:\w{1,10} )?(?:код|пароль)"
    rf"|код (?:приш[её]л|приходит|такой)|(?:пришла|пришло|прислали) {_SENT})"
)
_GAP = r"(?P<gap>[^0-9\n.;]{0,30}(?:\n[^0-9\n.;\w]{0,4})?)"
_JOIN = r"[ \"`*]{0,3}(?:[\-(=~]|это)?[ \"`*]{0,3}(?:это |мой |is )?"
_WORDS = tuple(
    (sort, re.compile(rf"(?<![^\W_]){word}(?![^\W\d_]){_GAP}\Z"), re.compile(rf"{_JOIN}{word}(?![^\W_])"))
    for sort, word in (("CVV", _CVV), ("код", _OTP))
)
_CANDIDATE = re.compile(
    r"[0-9](?<![0-9].)(?<![0-9][.,/:\- ].)"
    r"(?:[0-9]{3,7}|[0-9]{2}[ \-][0-9]{3}|[0-9](?: [0-9]{2}){1,3}|[ \-]?[0-9][ \-]?[0-9]{1,2})"
    r"(?![0-9]| ?[0-9]|[.,\-/:][0-9])"
)
_SHAPES = {
    "CVV": re.compile(r"[0-9][ \-]?[0-9][ \-]?[0-9]{1,2}"),
    "код": re.compile(r"[0-9]{4,8}|[0-9]{3}[ \-][0-9]{3}|[0-9]{2}(?: [0-9]{2}){1,3}"),
}
# «CVV проверка, код ошибки 4011», «смс по заказу 100456»: the number belongs to the later word.
_OTHER = re.compile(
    r"(?<![^\W_])(?:ошибк|error|заказ|order|сумм|amount|сч[её]т|статус|status|верси|version|размер|size"
    r"|номер(?!а? карт)|№|услуг|служб|шт|лимит|limit|порт|port|http|id(?![^\W_])|operation|операци|транзакц|отправител"
    r"|sender|тел|phone|договор|год"
    r"|(?:ответа|отказа|валюты|страны|товара|города|региона|причины)(?![^\W_])|respon|currenc|countr|product)"
    r"|(?<![^\W_])(?:на|от|to|from)[^\w]*\Z"
)
_REACH = 90


def secret_codes(view: str) -> Iterator[Finding]:
    """CVV values and one-time codes that stand beside a word for them."""
    for match in _CANDIDATE.finditer(view):
        sort = _sort_of(view, *match.span(), match[0])
        if sort and not is_amount(view, match.end()):
            yield found(match.span(), sort)


def _sort_of(view: str, start: int, end: int, code: str) -> str | None:
    lead = before(view, start, _REACH)
    for sort, first, last in _WORDS:
        if _SHAPES[sort].fullmatch(code):
            named = first.search(lead)
            if named and not _OTHER.search(named["gap"]):
                return sort
            if not lead[-1:].isalnum() and lead[-1:] not in {"_", ".", ",", "/", "-"} and last.match(view, end):
                return sort
    return told_code(lead, code, view[end : end + _REACH].partition(HIDDEN)[0])
