"""Finds secret codes whose word says too little: what is said around «код 482193» tells whether it is a secret."""

from __future__ import annotations

import re

_BACK = (
    r"(?:с|со|на|from|on) (?:е[её] |моей |the |its )?"
    r"(?:оборот(?:е|а(?= (?:моей |своей )?карт))|обратке|(?:оборотн|обратн|задн|тыльн)(?:ой|ей) сторон[еы]"
    r"|(?:back|reverse)(?: side)?)(?![^\W_])(?: (?:of )?(?:(?:моей|своей|the|my) )?(?:карт\w{1,3}|card))?"
)
_SMS = r"(?:смс|sms|пуш|push)[\w\-]{0,14}"
_APP = (
    r"(?:приложени\w{1,2}|app|аутентификатор\w{0,2}|authenticator|банкинг\w?"
    r"|(?:интернет|мобильн\w{2,4})[- ]банк\w{0,2})"
)
_CAME = r"(?:приш[её]л|пришл[аои]|прислали|приходит|отправили|получил\w{0,2}|sent|received|came)"
_TURNS = rf"(?:котор\w{{2,3}}|что|был[аои]?|мне|вам|нам|он|сейчас|только|that|which|was|i|to|me|{_CAME})"
_SIGNS = r"[ :=\-~\"'`*«»(\n]"
_IS = rf"{_SIGNS}{{1,6}}(?:(?:это|такой|is){_SIGNS}{{1,4}})?\Z"
_NAME = r"(?<![^\W_])(?<![\[\-])"
# The lead ends where the number begins; the tail begins where it ends.
_PLAIN_CODE = re.compile(
    rf"{_NAME}(?:код(?:а|у|ом)?|цифры|парол(?:ь|я|ю|ем)|code|password|digits)"
    rf"(?: никому(?: не [^\W\d_]{{3,16}})?| (?:with|to) (?:anyone|anybody|nobody|others))?{_IS}"
)
_PASSWORD = re.compile(
    rf"{_NAME}(?:парол(?:ь|я|ю|ем)|password)"
    rf"(?:{_IS}|(?P<gap>(?: (?!не )[^\W\d_]{{1,16}}){{1,4}}) ?[:=\-]{_SIGNS}{{0,3}}\Z)"
)
_APP_CODE = re.compile(
    rf"{_NAME}(?:код|пароль|цифры|code|password|digits) (?:из|from) (?:[^\W\d_]{{1,14}} ){{0,2}}{_APP}"
    rf"(?: банка)?(?:[ ,]+(?:банка|{_CAME}))?{_IS}"
)
_ON_BACK = re.compile(
    rf"(?<![^\W_]){_BACK}"
    rf"(?:{_SIGNS}{{1,4}}(?:три|цифры|число|код|номер|написано|указан[оы]?|стоит|three|digits|code|it says)){{0,3}}"
    rf"{_IS}"
)
_FROM_BACK = re.compile(rf"[ \-~(,]{{1,4}}(?:это |it.s |is )?(?:(?:код|цифры|code|digits) )?{_BACK}(?![^\W_])")
_FROM_SMS = re.compile(
    rf"(?P<turns>(?:[ ,]{{1,2}}{_TURNS}(?![^\W_])){{0,5}}) "
    rf"(?:(?:из|в|во|по|с|со|через|from|via|in|by) (?:[^\W\d_]{{1,10}} )?{_SMS}"
    rf"|(?:из|from) (?:[^\W\d_]{{1,14}} )?{_APP})"
    r"(?![^\W_])"
)
_FOR_ENTRY = re.compile(r"[ \-~,]{1,3}(?:для|for|to) (?:подтвержд|вход|авториз|confirm|log|sign|verif)")
_ARRIVED = re.compile(rf"(?<![^\W_]){_CAME}(?![^\W_])")
_HUSH = re.compile(
    r"(?<![^\W_])(?:никому (?:[^\W\d_]{1,12} )?не |никому ни "
    r"|не (?:сообща|переда[вй]а|показыва|называ|разглаша|пересыла)(?:й|йте|ть)(?![^\W_])|не говори(?:те|ть)?(?![^\W_])"
    r"|(?:do not|don.?t|never) (?:share|tell|disclose|give|reveal|forward)"
    r"|(?:with|to) (?:anyone|anybody|no one|nobody))(?! ?(?:(?:your|the) )?(?:карт|данн|заказ|реквизит|card|order))"
)
# What else a number may be: said before it or right behind it, it makes the number no secret.
_ELSE = re.compile(
    r"(?<![^\W_])(?:ошибк|error|отказ|declin|заказ|order|сумм|amount|сч[её]т|invoice|статус|status|верси|version|номер|№"
    r"|ответ(?!н)|respon|товар|product|item|артикул|услуг|service|стран|country|валют|currency|город|city|регион|region"
    r"|област|оператор|магазин|shop|id(?![^\W_])|договор|операци|транзакц|transaction|авторизац|authori[sz]|спис[аы]|сняли"
    r"|цен|price|стои[тл]|тел|phone|промо|promo|купон|coupon|скид|лояльн|штрих|тн ?вэд|mcc|причин|reason|год)"
)
_LONGEST_CLAUSE = 40
_FAR, _NEAR = 80, 30
_CVV_SHAPE = re.compile(r"[0-9][ \-]?[0-9][ \-]?[0-9]{1,2}")
_CODE_SHAPE = re.compile(r"[0-9]{4,8}|[0-9]{3}[ \-][0-9]{3}|[0-9]{2}(?: [0-9]{2}){1,3}")


def told_code(lead: str, code: str, tail: str) -> str | None:
    """The sort of secret that the words before and behind these digits make of them, if any."""
    clause = re.split(r"[.!?;\n]", lead[-_LONGEST_CLAUSE:])[-1]
    if _CVV_SHAPE.fullmatch(code) and (_ON_BACK.search(lead) or (_FROM_BACK.match(tail) and not _ELSE.search(clause))):
        return "CVV"
    return "код" if _CODE_SHAPE.fullmatch(code) and _is_code(lead, clause, tail) else None


def _is_code(lead: str, clause: str, tail: str) -> bool:
    if _ELSE.match(tail.lstrip(" -~,(")):
        return False
    password = _PASSWORD.search(lead)
    if (password and not _ELSE.search(password["gap"] or "")) or _APP_CODE.search(lead):
        return True
    if _ELSE.search(clause):
        return False
    named, sent = _PLAIN_CODE.search(lead) is not None, _FROM_SMS.match(tail)
    if sent and (named or _ARRIVED.search(clause) or _ARRIVED.search(sent["turns"])):
        return True
    return (named and _FOR_ENTRY.match(tail) is not None) or _is_hushed(lead, tail, named)


def _is_hushed(lead: str, tail: str, named: bool) -> bool:
    """Whether somebody asks to tell nobody, of this number and of no other thing between."""
    after = _HUSH.search(tail, 0, _FAR)
    if after and (named or not re.search(r"\w", tail[: after.start()])):
        return not _ELSE.search(tail, 0, min(_NEAR, after.start()))
    said = list(_HUSH.finditer(lead)) if named else []
    between = lead[said[-1].end() :] if said else ""
    return bool(said) and not _ELSE.search(between) and not re.search(r"[0-9]", between)
