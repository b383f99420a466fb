"""Tells general advice in an old case from what only happened then: deeds, promises, sights, days, questions back."""

from __future__ import annotations

import re

_PAST = re.compile(
    r"(?<!\w)(?!не\b)[а-яё]{2,}(?:л|ла|ло|ли)(?:с[ья])?(?!\w)|(?<!\w)(?:наш[её]л|вош[её]л|приш[её]л|уш[её]л"
    r"|перен[её]с|ст[её]р|был[аио]?)(?!\w)"
)
# Words that only look like verbs in the past tense.
_NO_VERBS = frozenset(
    "если или ли после дела числа сила силы правила начала мало было бы файл канал журнал портал интервал предел "
    "раздел отдел стол модели недели цели доли детали роли боли капитал оригинал персонал материал терминал "
    "сигнал пол тыл али около скоро вокруг нибудь либо опусти пароли контроли ссылки мобил смысл текстил "
    "ноль рубль апрель угол футбол протокол шаблон идеал финал филиал квартал потенциал металл балл посол "
    "всего сервала похвала скала шкала школа смола пчела стрела мела тела села издали сначала вдали земли "
    "пыли соли мебели кабели ценели жители обувал".split()
)
# In such a clause the past is a condition or a quality, no story: «если вы перевели», «банк, который выпустил карту».
_CONDITION = re.compile(
    r"^\W*(?:но\s+|а\s+|и\s+|даже\s+)?(?:если|когда|как\s+только|после\s+того|раз\b|чтобы|пока|хотя|прежде\s+чем"
    r"|до\s+того|что(?:бы)?\b|"
    r"(?:\w+\s+){0,2}котор\w+|кто\b|чем\b|где\b|куда\b|if|when|once|after|unless|that|which|who|whether"
    r"|in case)\b|\bбы\b",
    re.IGNORECASE,
)
_CLAUSES = re.compile(r"[,;:.!?…()\n]+|\s[—–]\s")
_DONE = re.compile(
    r"(?<!\w)(?:(?:спис|оформл|подтвержд|отправл|перечисл|зачисл|отмен|возвращ|получ|переда|выпущ|исправл|подключ"
    r"|найд|выда|погаш"
    r"|приостановл|оплач|активиров|заблокиров|разблокиров|отклон|выбр|превыш|исчерп|обновл|добавл|удал|включ"
    r"|отключ|выключ"
    r"|увелич)\w{0,3}(?:ен|ён|ена|ено|ены|ан|ана|ано|аны)|(?:закры|приня|подня|сня)т[аоы]?)(?!\w)",
    re.IGNORECASE,
)
_GENERAL = re.compile(
    r"(?<!\w)(?:обычно|означа\w+|значит|всегда|если|когда|никогда|иногда|по умолчанию|должн\w+|usually|means"
    r"|always|never|if|when)(?!\w)",
    re.IGNORECASE,
)
_SEEN = re.compile(
    r"^\W*(?:так,?\s+|да,?\s+|ага,?\s+)?(?:вижу|видим|смотр(?:ю|им)|ищу|проверя(?:ю|ем)|занимаемся|судя\s+по"
    r"|похоже|кажется|по\s+вам|у\s+вас\b|"
    r"ваш(?:и|а|е|у)?\s+(?:\w+\s+)?(?:плат[её]ж|заказ|возврат|выплат|операци|карт|сч[её]т|магазин|модул)\w*"
    r"|это(?:т|а)?\s+(?:плат[её]ж|заказ|возврат)|"
    r"понима(?:ю|ем)|готово|всё\s+(?:готово|верно)|вот\s+и|в\s+бою\s+за)|(?<!\w)у\s+вас\s+(?:там|сейчас|стоит"
    r"|ид[её]т|осталось|сегодня)",
    re.IGNORECASE,
)
_SIGHT = re.compile(r"^\W*(?:вижу|видим|не\s+вижу|не\s+видим)(?!\w)", re.IGNORECASE)
_PROMISED = re.compile(
    r"(?<!\w)(?!\w+ку(?!\w))(?:напиш|сообщ|провер|посмотр|передам|передади|отправл|вышл|пришл|уточн|верн|отвеч"
    r"|ответ|сделаю|сделаем|поменя|исправ|подскаж|скаж|"
    r"позвон|свяж|напомн|добавл|включ|отмеч|подержи|займ|подключ|перенес|придерж|обещ|узна)\w{0,3}(?:у|ю|усь|юсь"
    r"|им|ем|ём|имся|емся|ёмся)(?!\w)",
    re.IGNORECASE,
)
_SPEAKER = re.compile(r"(?<!\w)(?:я|мне|меня|мной|могу|не\s+обещаю|прошу)(?!\w)", re.IGNORECASE)
_MONTH = r"(?:январ|феврал|март|апрел|ма[йя]|июн|июл|август|сентябр|октябр|ноябр|декабр)\w*"
_THEN = re.compile(
    r"(?<!\w)(?:сегодня\w*|вчера\w*|завтра\w*|позавчера|послезавтра|только\s+что|(?:в|к|до|с|на)\s+(?:понедельник"
    r"|вторник|сред[уеы]|четверг|пятниц\w|суббот\w|"
    rf"воскресень\w)\w*|\d{{1,2}}(?:-го|-му|-е|го)?\s+{_MONTH}|\d{{1,2}}-(?:го|му|е)(?!\w)|(?:к|до|в|с"
    rf"|около)\s+\d{{1,2}}:\d\d|\d\d\.\d\d(?:\.\d+)?(?=\s|$))",
    re.IGNORECASE,
)
_ENGLISH = re.compile(
    r"\b(?:i|we)(?:['’](?:ve|m|ll|re|d)|\s+(?:have|had|just|will|can\s+see|see|am|are|was|were|found|sent|saw"
    r"|made|did|put|got|gave|took|asked|told|\w+ed))\b|"
    r"\byour\s+(?:payment|refund|order|shop|account)\s+(?:is|was|has)\b|\b(?:was|were|had)\b|\b(?:today|yesterday"
    r"|tomorrow|tonight|this\s+morning)\b|"
    r"\b(?:on|since|by|until)\s+(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\bat\s+\d{1,2}[:.]\d\d\b",
    re.IGNORECASE,
)
# Half a conversation: an answer to what the customer said, or a question back in the form of a request.
_IN_DIALOGUE = re.compile(
    r"^\W*(?:(?:отлично|хорошо|да|нет|спасибо|верно|точно|ага|понятно|ясно|так|ок|конечно|можно|стоп|спокойно"
    r"|great|yes|no|ok|sure|thanks)\s*[,.!:)—–-]|"
    r"(?:а|и|тогда|пожалуйста)?\W*(?:пришлите|покажите|подскажите|уточните|назовите|скиньте|вышлите|send\s+(?:me"
    r"|us)|show|tell\s+me)(?!\w))",
    re.IGNORECASE,
)
# A first name and a patronymic in the same case: «Инне Сергеевне», «Ильёй Кузьмичом», but not «На Основной».
_OF_A_SON = r"[А-ЯЁ][а-яё]+[ое]вич|Ильич|Кузьмич|Лукич|Никитич|Фомич|Саввич|Фокич"
_OF_A_DAUGHTER = r"[А-ЯЁ][а-яё]+(?:[ое]вн|иничн|итичн|аввичн|окичн)"
_NAME = r"(?<![\w-])[А-ЯЁ][а-яё]*(?:-[А-ЯЁ][а-яё]+)?"
_NAMED_PERSON = re.compile(
    "|".join(
        rf"{_NAME}(?:{name})\s+(?:{stem})(?:{ending})(?!\w)"
        for stem, name, ending in (
            (_OF_A_SON, r"[бвгджзйклмнпрстфхцчшщьая]", r""),
            (_OF_A_SON, r"[аяыи]", r"а"),
            (_OF_A_SON, r"[уюеи]", r"у|е"),
            (_OF_A_SON, r"[оеё][мй]", r"[оеё]м"),
            (_OF_A_DAUGHTER, r"[аяьй]", r"а"),
            (_OF_A_DAUGHTER, r"[ыи]", r"ы"),
            (_OF_A_DAUGHTER, r"[еи]", r"е"),
            (_OF_A_DAUGHTER, r"[уюь]", r"у"),
            (_OF_A_DAUGHTER, r"[оеё][йю]|ью", r"о[йю]"),
        )
    )
)
_OLD_DETAIL = re.compile(
    r"\[(?:имя|телефон|почта|карта|срок|CVV|код|IBAN|паспорт|УНП|ИНН|СНИЛС|вложение)[^\]\n]{0,60}\]|[…•]\d{4}"
)


def is_told(sentence: str) -> bool:
    """Whether a sentence of a case tells about that one case and must not be said again as if it were now."""
    if sentence.rstrip(' »"”)').endswith("?") or _OLD_DETAIL.search(sentence) or _THEN.search(sentence):
        return True
    if _NAMED_PERSON.search(sentence):
        return True
    if (
        _IN_DIALOGUE.search(sentence)
        or _SEEN.search(sentence)
        or _SPEAKER.search(sentence)
        or _ENGLISH.search(sentence)
    ):
        return True
    clauses = [clause for clause in _CLAUSES.split(sentence) if clause and not _CONDITION.search(clause)]
    if any(_is_past(clause) or _PROMISED.search(clause) or _SIGHT.search(clause) for clause in clauses):
        return True
    # «Карта заблокирована, но деньги вернутся, обычно за 3–5 дней»: only what comes after «обычно» is general.
    general = _GENERAL.search(sentence)
    before = sentence[: general.start()] if general else sentence
    return any(_DONE.search(clause) for clause in clauses if clause in before)


def _is_past(clause: str) -> bool:
    return any(word.group().lower() not in _NO_VERBS for word in _PAST.finditer(clause.lower()))
