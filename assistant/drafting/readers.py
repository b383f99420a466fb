"""Tells who writes a ticket and whom a text addresses: a payer, a merchant, his developer, or our own staff."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

from corpus.nouns import Audience, Document, Kind, Ticket


class Reader(StrEnum):
    """Who somebody is to us."""

    PAYER = "payer"
    MERCHANT = "merchant"
    DEVELOPER = "developer"
    STAFF = "staff"


def _pattern(*alternatives: str) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + "|".join(alternatives) + ")", re.IGNORECASE)


# Who people say they are: «я обычный покупатель», but not «я думаю, клиент прав».
_I_AM = (
    r"(?:я|являюсь)(?:\s*[—–-]\s*|\s+)(?:не\s+\w+,?\s+а\s+)?(?:(?:ваш|обычн|прост|сам|тут|здесь|же|как|постоянн|частн)\w*\s+)"
    r"{0,2}"
)
_ENGLISH_I_AM = r"i(?:['’]m|\s+am)\s+(?:just\s+|only\s+|not\s+an?\s+\w+,?\s+but\s+)?(?:an?|the|your)\s+(?:\w+\s+)?"
_THEMSELVES: Mapping[Reader, re.Pattern[str]] = {
    Reader.PAYER: _pattern(
        _I_AM + r"(?:покупатель(?:ниц[аы])?|покупател(?:ем|ьницей)|плательщик(?:ом)?|клиент(?:ка|ом|кой)?)(?!\w)",
        _ENGLISH_I_AM + r"(?:customer|buyer|payer|shopper)(?!\w|['’])",
    ),
    Reader.MERCHANT: _pattern(
        _I_AM + r"(?:продав(?:ец|щица|цом)|мерчант(?:ом)?|торгов(?:ец|цем)|(?:владел(?:ец|ица|ьцем)|хозя(?:ин|йка))"
        r"\s+(?:\w+\s+)?(?:интернет-?)?(?:магазин|сайт)\w*)(?!\w)",
        # «У меня магазин не возвращает деньги» says a buyer.
        r"у\s+(?:меня|нас)\s+(?:(?:есть|сво[йя]|небольшой|маленький|собственный)\s+){0,2}(?:интернет[-\s]?)?магазин(?:чик)?"
        r"(?=\s*(?:[.,;:!?)—–]|$)|\s+(?:на|по|с|и)\s)",
        _ENGLISH_I_AM + r"(?:merchant|seller|retailer|(?:shop|store)\s+owner)(?!\w|['’])",
    ),
    Reader.DEVELOPER: _pattern(
        _I_AM + r"(?:разработчик(?:ом)?|программист(?:ка|ом)?)(?!\w)",
        _ENGLISH_I_AM + r"(?:developer|programmer)(?!\w|['’])",
    ),
}
# What people say about themselves.
_WRITERS: Mapping[Reader, re.Pattern[str]] = {
    Reader.PAYER: _pattern(
        r"(?:я\s+)?(?:за)?купил\w*",
        r"(?:я\s+)?заказал[аи]?\b|сделал[аи]?\s+заказ",
        r"(?:я\s+)?(?:о|за)плати(?:л|ла)\b|плати(?:л|ла)\b|оплач\w+\s+заказ|(?:пытаюсь|не\s+могу)\s+(?:о|за)платить",
        r"(?:с|у)\s+меня\s+(?:\w+\s+){0,3}(?:спис|снял|взял|двойн|дважд)\w*|деньги\s+(?:\w+\s+){0,2}(?:списа|сня"
        r"|ушл)\w*",
        r"(?:снимаете|сняли|списали|списывает|сняла|списалось|снялось)\b|верните|отпишите|(?:спис"
        r"|снят)\w+\s+ladya|что\s+за\s+(?:списани|ladya)\w*",
        r"(?:поменять|сменить|новая|старая|перевыпустил\w*|заблок\w*)\s+карт\w*|на\s+карте|карту\s+(?:отклон"
        r"|не)\w*|перенес\w+\s+(?:дат\w+\s+)?плат[её]ж\w*",
        r"мне\s+(?:\w+\s+){0,2}(?:отказ|верн|не\s+приш|не\s+прих|не\s+верн|не\s+достав)\w*|верните\s+(?:мне|мои"
        r"|деньги)",
        r"мо(?:я|ей|ю|ему|й|и)\s+(?:карт|заказ|деньг|банк|посылк|покупк|рассрочк|возврат)\w*|моего\s+заказа",
        r"магазин\s+(?:\w+\s+){0,2}(?:говорит|молчит|пишет|не|сказал|обещал|отвечает|утверждает)",
        r"промокод\w*|посылк\w*|доставк\w*|купон\w*|сертификат\s+не\s+приш",
        r"(?:код|смс|sms)\s+(?:\w+\s+){0,3}не\s+прих|не\s+прих\w+\s+(?:код|смс|sms)|приложени\w+\s+банка",
        r"(?:хотел|беру|брал|взял)\w*\s+(?:\w+\s+){0,3}(?:в\s+рассрочку|частями|на\s+«?четыре)|(?:мой|моей|моя"
        r"|моего)\s+рассрочк\w*|отказ\w*\s+(?:\w+\s+){0,2}(?:част|рассрочк)\w*",
        r"oplatil\w*|snyali|spisali|vozvrat\s+ne|kod\w*\s+(?:podtver\w+|ne)|ne\s+prihodit\s+kod|moy?a?\s+kart\w*",
        r"i\s+(?:bought|ordered|paid|purchased|booked|was\s+charged|never\s+bought)|refunded\s+me"
        r"|charge\s+on\s+my|my\s+(?:card|order|money|bank|refund|purchase|promo)",
    ),
    Reader.MERCHANT: _pattern(
        r"(?:наш|нашего|нашему|мой|моего|моём|моем|нашем|свой|своём)\s+(?:интернет-?)?(?:магазин|сайт|кабинет"
        r"|модул|оборот|лимит)\w*",
        r"(?:id\s+)?магазин\w*\s+(?:id\s*)?№?\s?\d{5}|shop_?id|у\s+нас\s+(?:\w+\s+){0,2}(?:магазин|сайт|модул"
        r"|оборот|плагин|вс[её]\s+легло)",
        r"(?:наш|мо)\w+\s+(?=покупател|клиент)|наш\s+(?=покупател|клиент)",
        r"покупател\w*|клиент\w*|плательщик\w*|заказы\b|учени[кц]\w*|турист\w*|подписчик\w*|родители|[vr]\.\d{4}"
        r"|a\.120\d|s\.5\d{3}",
        r"(?:сделать|оформить|делаю|жму)\s+возврат|не\s+да[её]т\s+(?:\w+\s+)?(?:вернуть|сделать)|хотим\s+вернуть"
        r"|продаем|продаём|теряем?\s+деньги",
        r"в\s+(?:вашем\s+|личном\s+)?кабинете|выплат\w*|расч[её]тн\w+\s+сч[её]т|договор\w*|бухгалтер\w*"
        r"|сотрудник\w*|отч[её]т\w*|эквайринг\w*",
        r"модул\w*|плагин\w*|woocommerce|opencart|опенкарт\w*|битрикс\w*|prestashop|tilda|тильд\w*|getcourse"
        r"|геткурс\w*|cs-cart|insales|magento",
        r"подключить(?:ся)?|принимать\s+оплат\w*|оборот\w*|лимит\w*|комисси\w*|тестов\w+\s+(?:режим|магазин)",
        r"(?:our|my)\s+(?:shop|store|site|website|customers?|payouts?|account|plugin)|customers?\b|merchants?\b"
        r"|payouts?\b|plugin\b",
    ),
    Reader.DEVELOPER: _pattern(
        r"api\b|webhook\w*|вебхук\w*|json\b|hmac|подпис[ьи]\b|эндпо[ий]нт\w*|endpoint\w*|curl\b|post\s+/|get\s+/"
        r"|sdk\b|payload",
        r"(?:post|get)[\s-]+запрос\w*|заголов\w+|idempotency|callback|колбэк\w*|/v\d/|токен\w*|нода\b|node\b"
        r"|php\b|python\b|rps\b",
    ),
}
# Whom a text speaks to.
_ADDRESSED: Mapping[Reader, re.Pattern[str]] = {
    Reader.PAYER: _pattern(
        r"ваш(?:а|у|ей|его|ему|им|ем)?\s+(?:карт|банк|покупк|заказ)\w*|вашу\s+карту|(?:в"
        r"|на)\s+приложени\w+\s+(?:вашего\s+)?банка",
        r"(?:напишите|обратитесь|спросите|попросите|пишите|вопрос|свяжитесь)\s+(?:\w+\s+){0,2}(?:в\s+магазин"
        r"|к?\s?магазину?|у\s+магазина|продавц\w*)",
        r"магазин\s+(?:\w+\s+){0,2}(?:молчит|отвечает|согласен|говорит|вернул|оформил|отменил|задаёт|отправляет)"
        r"|деньги\s+возвращает\s+(?:тот\s+)?магазин",
        r"(?:вы|которой\s+вы)\s+(?:\w+\s+)?(?:за)?плати(?:ли|те)|вы\s+купили|на\s+обороте\s+карты|код\s+из\s+смс"
        r"|вашу?\s+карт\w*",
        r"приложени\w+\s+рассрочки|your\s+(?:card|bank|order)\b|tell\s+the\s+shop|write\s+to\s+the\s+(?:shop|seller)",
    ),
    Reader.MERCHANT: _pattern(
        r"покупател\w*|плательщик\w*|(?:вашего|ваш|вашем)\s+(?:магазин|сайт|сервер)\w*",
        r"id\s+магазина|(?:в|из)\s+(?:личном\s+)?кабинет[еа]|«(?:операции|настройки|магазины|выплаты|отч[её]ты"
        r"|возвраты|сотрудники|документы|ссылки)\w*",
        r"модул\w*|плагин\w*|админк\w*|выплат\w*|договор\w*|роль|роли\b|cabinet|your\s+(?:shop|site|store"
        r"|customers?|balance)|the\s+(?:customer|payer)",
    ),
    Reader.DEVELOPER: _pattern(
        r"api\b|json\b|hmac|post\s+/|get\s+/|/v\d/|заголов\w+|запрос\w*|webhook\w*|идемпотентн\w*|idempotency|endpoint|"
        r"(?:shop_id|secret_key|notify_key|expires_in|notify_url)|разработчик\w*|headers?\b|request\s+body|signature"
    ),
}
_INTERNAL = _pattern(
    r"внутренн\w+|регламент\w*|втор(?:ой|ая|ую)\s+лини\w*|старш\w+\s+смены|дежурн\w+\s+(?:банка|второй|риска)"
    r"|карточк\w+\s+(?:клиента|магазина|обращения)|"
    r"клиенту\s+(?:говорим|отвечаем|пишем|не)|торговцу:|покупателю\s+говорим|не\s+обещаем|передаём|crm\b|эскал\w+"
    r"|internal|second\s+line"
)


def writer_of(ticket: Ticket) -> Reader | None:
    """Who writes, by who they say they are, else by the wording of the ticket; None when it does not tell."""
    said = "\n".join((ticket.subject, *(message.text for message in ticket.messages if message.author == "customer")))
    if themselves := _clear_winner(_counts(_THEMSELVES, said)):
        return themselves
    counts = _counts(_WRITERS, said)
    counts[Reader.MERCHANT] += 2 * bool(ticket.module)
    return _clear_winner(counts)


def reader_of(document: Document) -> Reader | None:
    """Whom a document speaks to, by its wording; None when it may be anybody."""
    content = document.content
    if content.audience is Audience.STAFF and content.kind is not Kind.CASE:
        return Reader.STAFF
    return addressed(f"{content.title}\n{content.text}\n{' '.join(content.tags)}")


def addressed(text: str) -> Reader | None:
    """Whom a text speaks to, by its wording; None when it may be anybody."""
    return _clear_winner(_counts(_ADDRESSED, text))


def is_internal(text: str) -> bool:
    """Whether a sentence of a staff text is about our own house and not for a customer's eyes."""
    return _INTERNAL.search(text) is not None


def signs_of_our_house(text: str) -> frozenset[str]:
    """The different words of a text that only our own staff use."""
    return frozenset(match.group().lower() for match in _INTERNAL.finditer(text))


def suits(writer: Reader | None, reader: Reader | None) -> bool:
    """Whether a text for this reader may be told to this writer; a merchant and his developer share theirs."""
    if writer is None or reader is None or writer is reader:
        return True
    return Reader.PAYER not in {writer, reader} and Reader.STAFF not in {writer, reader}


def _counts(patterns: Mapping[Reader, re.Pattern[str]], text: str) -> dict[Reader, int]:
    return {reader: len(pattern.findall(text)) for reader, pattern in patterns.items()}


def _clear_winner(counts: Mapping[Reader, int]) -> Reader | None:
    first, second, *_ = sorted(counts, key=lambda reader: -counts[reader])
    return first if counts[first] > counts[second] else None
