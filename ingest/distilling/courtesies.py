"""What a sentence of a conversation is for: it informs, or it greets, thanks, promises, asks back, calls, confirms."""

from __future__ import annotations

import re
from enum import StrEnum

from corpus.nouns import Author
from ingest.distilling.letter import Range


class Sort(StrEnum):
    """What a sentence does in a conversation; only `SUBSTANCE` is worth keeping in a case."""

    SUBSTANCE = "substance"
    COURTESY = "courtesy"
    PROMISE = "promise"
    REQUEST = "request"
    CALL = "call"
    SUCCESS = "success"


def _any_of(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(alternatives), re.IGNORECASE)


# A sentence longer than this is told for its own sake, whatever it begins with.
_LONGEST_COURTESY = 10
_LONGEST_READ = 400
_WHERE_GREETED = 2000
_WORD = re.compile(r"[^\W_]+")
_CODE = re.compile(r"(?:[{}]|[)\]'\"];)\s*$|^\s*(?:[$<{}]|//|#!)|=>|==|\(\)|\?\?\s*['\"$\d]")
_FACT = re.compile(r"\d|[«\"“:/@→]|https?")
_NAME = r"(?:\[имя\]|[A-ZА-ЯЁ][\w\-]+)"
_HELLO = (
    r"(?:здрав?ст?вуй(?:те)?|добр(?:ый|ого|ой|ое)\s+(?:день|вечер|утро|дня|вечера|утра|ночи|времени(?:\s+суток)?)|"
    r"добр(?:ый|ое|ого)(?=\s*[.!)])|(?:день|вечер)\s+добрый|утро\s+доброе|приветству\w+|всем\s+привет|привет(?:ик)?|"
    r"салют|хай|ал+[оеё]|уважаем\w+(?:\s+(?:поддержка|служба|коллеги|сотрудники|клиент|администрация|господа))?|коллеги|"
    r"privet|zdravstv\w+|dobr(?:yj|yy|iy|y|oe|ogo)\s+(?:den|vecher|utro|dnya)|"
    r"hello|hi|hey|greetings|good\s+(?:morning|afternoon|evening|day)|dear(?:\s+(?:sir|madam|team|support|all))?)"
)
_ADDRESSED = rf"(?:(?-i:{_NAME}(?:\s+{_NAME})?)|there|all|team|support|всем|коллеги|друзья|ребята|тёзка)"
# A greeting in front of a sentence, with the name called before or after it, and «и с праздником» behind it.
_GREETING = re.compile(
    rf"\W{{0,9}}(?:(?-i:{_NAME}(?:\s+{_NAME})?),?\s+)?{_HELLO}\b(?:,?\s*{_ADDRESSED}(?=\s*(?:[,.!)(\n—–-]|$)))?"
    r"(?:\s*[,.!)(:…—–-]+|\s+)*(?:(?:и|and)\s+(?:[^\W\d_]+\W+){1,3}$)?",
    re.IGNORECASE,
)
_VOCATIVE = re.compile(rf"\W*({_NAME})(?:\s+{_NAME})?[,!]\s+")
_PICTURE = re.compile(r"[\u2600-\u27bf\u2b50\ufe0f\u200d\U0001f000-\U0001faff\s]+")
_THANKS = (
    r"(?:больш\w+\s+|огромн\w+\s+|many\s+)?"
    r"(?:спасиб\w*|пасиб\w*|спс|благодар(?:ю|им|ствую)|мерси|сенк\w*|spasibo|thanks?|thx|ty)\b"
)
_THANKED = re.compile(rf"\b{_THANKS}", re.IGNORECASE)
_THANKS_BEFORE = re.compile(
    rf"\W*{_THANKS}(?:\s+(?:вам|вас|большое|огромное|you|so\s+much|a\s+lot|(?:за|for)\s+(?:your\s+|the\s+)?[^\W\d_]+))*"
    r"\s*[,.!)(…—–-]+(?!\s*что\b)\s*",
    re.IGNORECASE,
)
_COMMON_NAMES = re.compile(
    r"александр|александра|алексей|алеся|алёна|алена|алина|алиса|алла|анастасия|анатолий|ангелина|андрей|анна|"
    r"антон|артём|артем|богдан|борис|вадим|валентина|валерий|валерия|варвара|василий|вера|вероника|виктор|"
    r"виктория|виталий|виталина|владимир|владислав|вячеслав|галина|геннадий|георгий|глеб|григорий|дарья|даша|"
    r"денис|диана|дмитрий|ева|евгений|евгения|егор|екатерина|елена|лена|елизавета|жанна|захар|зинаида|зоя|иван|"
    r"игорь|илья|инна|ирина|ира|карина|катя|кирилл|константин|кристина|ксения|лариса|лев|леонид|лидия|лилия|"
    r"любовь|людмила|максим|маргарита|марина|мария|маша|марк|матвей|михаил|надежда|наталья|наташа|никита|николай|"
    r"нина|оксана|олег|олеся|ольга|оля|павел|полина|пётр|петр|раиса|рената|роман|руслан|светлана|света|семён|"
    r"семен|сергей|серёжа|снежана|софия|софья|станислав|степан|стася|тамара|татьяна|таня|тимур|ульяна|фёдор|федор|"
    r"эдуард|эльвира|эмма|юлия|юля|юрий|яна|ярослав|emily|anna|john|maria|martha|marta|thomas|daniel|lukas|david|"
    r"michael|peter|paul|james|kate|olga",
    re.IGNORECASE,
)
_PLEASANTRY = _any_of(
    rf"^\W*{_THANKS}",
    r"обращайтесь|(?:хорош|приятн|удачн|добр|прекрасн)\w+\s+(?:вам\s+)?(?:дня|вечера|выходных|недели|утра|ночи|работы|"
    r"воскресенья|субботы|старта|отпуска|запуска|торговли|продаж)",
    r"\bвсего\s+(?:доброго|хорошего|наилучшего)|до\s+свидания|^\W*(?:очень\s+)?рад[аы]?\b|выздоровлени|^\W*пусть\s+(?:вс[её]\s+)?будет|^\W*enjoy\b",
    r"если\s+что\b|если\s+(?:у\s+вас\s+)?(?:возникнут|останутся|остались|появятся|будут)\b.*вопрос|мы\s+тут|на\s+связи",
    r"напишите\s+в\s+любой|(?:мы|работаем)\s+круглосуточно|закрыва(?:ю|ем)\s+(?:обращение|тикет|заявку|чат|вопрос)",
    r"^\W*(?:удачи|поздравля\w+|с\s+праздник\w+|с\s+наступ\w+|с\s+новым\s+годом|с\s+запуском|поправляйтесь|выздоравливайте|"
    r"не\s+за\s+что|пожалуйста\W*$|обнимаю|взаимно|и\s+вам|и\s+вас|(?:я|тут)\s+(?:тут|я)|как\s+хорошо|отличн\w+\s+мысль|"
    r"(?:очень\s+)?(?:жаль|приятно)|понимаю|понимаем|простите|извин(?:ите|яюсь|яемся)|сожале(?:ю|ем)|привет)\b",
    r"(?:приносим|примите|прошу)\s+(?:\w+\s+)?(?:извинени|прощени)|ничего\s+страшного|с\s+уважением",
    r"не\s+(?:переживайте|волнуйтесь|вините|беспокойтесь|расстраивайтесь)|^\W*давайте\s+(?:раз|посм|пров)\w+(?:\W+\w+){0,3}\W*$",
    r"have\s+a\s+(?:nice|good|great)|you(?:'re|\s+are)\s+welcome|(?:glad|happy)\s+to\s+help|let\s+(?:us|me)\s+know\s+if",
    r"^\W*(?:(?:we|i)(?:'re|'m|\s+are|\s+am)?\s+)?(?:very\s+|so\s+)?(?:sorry|apologi[sz]e)\b|(?:best|kind)\s+regards|no\s+problem|"
    r"^\W*(?:congratulations|good\s+luck|merry|happy\s+new|(?:i|we)\s+understand)",
)
_EXCLAMATION = _any_of(
    r"^\W*(?:отличн\w*|прекрасн\w*|замечательн\w*|супер|здорово|класс\w*|круто|ура|понял[аи]?|понятно|принял[аи]?|принято|великолепно|"
    r"хорошо|ясно|ок(?:ей)?|бывает|ага|угу|вижу|точно|верно|именно|так|стоп|спокойно|успеем|готово|сделал[аи]?|смотрю|"
    r"красота|ой|ого|ах|аа+|блин|вот|бинго|мда|great|perfect|excellent|ok(?:ay)?|sure|got\s+it|right|exactly|well|wow|done|"
    r"nice|awesome|cool)(?:\W+(?:отлично|да|точно|так|и|это|ок|всё|все|вас|вам|очень|же|как|раз|сейчас|стоп|разгадка|оно|"
    r"it|then|so)\b)*\W*$"
)
_SO_FAR = r"^\W*(?:[^\W\d_]+,\s+)?"
_PROMISE = _any_of(
    rf"{_SO_FAR}(?:(?:сейчас|щас|ща)\s+(?:всё\s+)?(?:про|по|у|на|раз|гля|за|напи)\w*(?:ю|у|им|ем)|(?:сейчас|щас)\W*$|"
    r"минут(?:к|оч)?\w*|секунд\w*|момент\w*|одну\s+(?:минут|секунд)\w*|подождите|ожидайте|подожд[её]м|проверяю|смотрю|смотрим|"
    r"ищу|уточняю|разбираюсь|разбер[её]мся|выясняю|посмотрю|проверю|проверим|посмотрим|уточню|гляну|узнаю|занимаемся)\b"
    r"(?!.*(?:\d{2}|«|вижу|нашл|нашёл|видно))(?:\W+\w+){0,9}\W*$",
    rf"{_SO_FAR}верн(?:усь|[её]мся)\b(?:\W+\w+){{0,7}}\W*$|напиш[уе]м?\s+до\s+\d",
    rf"{_SO_FAR}(?:переда(?:л[аи]?|ю|м|[её]м)|переслал[аи]?|отправил[аи]?|ушло|направил[аи]?|запросил[аи]?|принял[аи]?)\b"
    r"(?:\W+\w+){0,7}\W*$",
    rf"{_SO_FAR}(?:напиш[уе]м?|сообщ(?:у|им)|отпиш(?:усь|емся)|ответ(?:им|чу)|дам\s+знать|держу\s+в\s+курсе)\b"
    r"(?:\W+\w+){0,8}\W*$",
    r"^\W*(?:надеемся\b|(?:мы\s+)?постоянно\s+работаем\s+над)|постара(?:емся|юсь)\b(?:\W+\w+){0,6}\W*$",
    r"^\W*ваш(?:е|а|у)?\s+(?:обращение|вопрос|пожелание|заявк\w+|запрос)\b.{0,60}(?:переда|принят|зарегистр|зафиксир)",
    r"\b(?:one|a)\s+(?:moment|minute|second)\b|\blet\s+me\s+(?:check|look|see|find)|bear\s+with|^\W*(?:checking|looking)\b.{0,40}$",
    r"\bi(?:'ll|\s+will)\s+(?:check|get\s+back|look|let\s+you\s+know|write)",
)
_POLITE = r"^\W*(?:(?:и|а|тогда|пожалуйста|please|ещё|еще|заодно|теперь|для\s+начала)\b,?\s+)*"
_DETAIL = (
    r"(?:id|номер\w*|цифр\w*|сумм\w+|дат[уа]\w*|почт[уа]|скрин\w*|верси\w+|ссылк\w+|текст|название|причин\w+|лимит|имя|фамили\w+|"
    r"телефон|браузер|модел\w+|лог\w*|вывод|screenshot|number|version|date|amount|digits)\b"
)
_REQUEST = _any_of(
    _POLITE + r"(?:подскажите|уточните|пришлите|вышлите|сообщите|скиньте|продиктуйте|покажите|назовите|опишите|"
    r"(?:прошу|просьба|можете)\s+(?:вас\s+)?(?:прислать|уточнить|сообщить|указать|написать|выслать)|"
    r"(?:send|share|show|tell|give|specify|provide|attach)\s+(?:me|us|your|the|how)\b|(?:could|can)\s+you)",
    _POLITE
    + r"(?:напишите|укажите|отправьте|приложите|перешлите|дайте)\b(?:,?\s+(?:нам|мне|сюда|пожалуйста)\b,?|:)+\s*"
    rf"(?:[^\W\d_]+\s+){{0,3}}?{_DETAIL}",
    r"\bбез\s+.{3,60}\bне\s+(?:найду|найд[её]м|смогу|сможем|получится|проверить)",
)
# Nothing but names of what is wanted: «ID магазина и сумма», «Версия модуля, PHP».
_LISTED = re.compile(
    rf"^\W*(?:(?:{_DETAIL}|быстро|ещё|и|или|один|одну|одно|какой|какая|какую|ваш\w*|последние|первые|две|два|три|четыре|\d+|магазин\w*|"
    r"заказ\w*|модул\w*|плагин\w*|карт[ыа]|вещ\w+|вопрос\w*|php|cms|нужен|нужна|платеж\w*)\W+)+$",
    re.IGNORECASE,
)
# Who else is to be asked: then it is advice, and not a question back.
_ADVISED = re.compile(
    r"\b(?:им|ему|ей|them|him|her|(?:в|у)\s+(?:\w+\s+)?(?:банк\w*|магазин\w*|продавц\w*|оператор\w*|хост\w*|разработчик\w*|"
    r"программист\w*|провайдер\w*|бухгалтер\w*|владельц\w*|поддержк\w+)|(?:банк|магазин|оператор|хостер|разработчик|программист|"
    r"менеджер|партн[её]р|сервис)[уа]м?\b(?=\W)|клиент(?:у|ке|ам)|покупател(?:ю|ям|ьнице)|продавцу|школе|"
    r"(?:your|the)\s+(?:bank|shop|merchant|seller|host\w*|developer|customer))\b",
    re.IGNORECASE,
)
_CALL = _any_of(
    r"^\W*(?:ау+|эй|ал+о+|люди|кто[-\s]нибудь|есть\s+кто\w*|(?:\w+\s+)?вы\s+(?:тут|здесь|там|на\s+(?:связи|смене))|помогите|help|срочно|sos|"
    r"жд[уе]м?(?:\s+(?:ваш\w*\s+)?(?:ответ\w*|помощ\w+))?|прошу\s+помочь|когда\s+ответите|ответьте|почему\s+молчите|anyone|up|ап)"
    r"(?:\s+(?:пожалуйста|там|тут|мне|живой|please|here|there|срочно|уже))*\W*$",
)
_SUCCESS = _any_of(
    r"(?<!не )\b(?:заработал\w*|получилось|помогло|решилось|решили|решен[оа]|разобрал\w+|оплатил(?:ось|ся)|"
    r"пришл[оаи]\s+(?:сегодня|вс[её]))",
    r"\bвс[её]\s+(?:работает|ок|хорошо|отлично|норм\w*|пришло|понятно|супер|прошло)|вопрос\s+(?:снят|закрыт|решён|решен)|"
    r"не\s?актуально|уже\s+не\s+(?:нужно|надо)",
    r"(?<!not )\b(?:it\s+works|works\s+now|working\s+now|solved|fixed|resolved|confirmed|that\s+helped|all\s+good)\b",
)
_SOLVED = _any_of(
    r"\bуже\s+(?:решили|решил[ао]?|решилось|разобрал\w+|не\s+(?:надо|нужно|актуально)|вс[её]\s+(?:ок|работает|хорошо|нормально)|"
    r"заработало|прошло|получилось|пришл[оаи]|наш[её]?л[аи]?)|разобрал(?:ся|ась|ись)|сам[аи]?\s+(?:решил\w*|наш[её]?л[аи]?)|"
    r"не\s?актуально|вопрос\s+(?:снят|закрыт|решён|решен|отпал)|само\s+(?:заработало|прошло)",
    r"never\s*mind|solved\s+it|already\s+(?:fixed|solved|resolved|works)|figured\s+it\s+out|found\s+it",
)
_FAILED = _any_of(
    r"\bне\s+(?:помог\w*|сработал\w*)|вс[её]\s+равно\s+(?:не|пишет|ошибк|то\s+же)|то\s+же\s+сам\w+|так\s+же\s+не|по[-\s]прежнему|"
    r"ничего\s+не\s+(?:изменилось|поменялось)|still\s+(?:not|the\s+same|fails|doesn|getting|no)|"
    r"(?:did|does)(?:\s+not|n't)\s+(?:help|work)|no\s+change",
)


def bare(text: str, start: int, end: int, names: frozenset[str] = frozenset()) -> Range:
    """What is left of a sentence without the greeting, the thanks and the person's name in front of it."""
    while start < end:
        match = _GREETING.match(text, start, end) or _THANKS_BEFORE.match(text, start, end)
        match = match or _PICTURE.match(text, start, end) or _called(text, start, end, names)
        if not match:
            break
        start = match.end()
    return min(start, end), end


def greeted(text: str) -> frozenset[str]:
    """The names that people are called by in greetings («Олег, добрый день», «Добрый вечер, Олег.»), in lower case."""
    found = (_WORD.findall(match.group()) for match in _GREETING.finditer(text[:_WHERE_GREETED]))
    return frozenset(
        word.lower() for words in found for word in words if word[:1].isupper() and not _GREETING.match(word)
    )


def is_code(line: str) -> bool:
    """Whether a line is code or a command, which is never cut into sentences."""
    return _CODE.search(line) is not None


def sort_of(sentence: str, author: Author) -> Sort:
    """What a bare sentence does, seen by who wrote it; what no rule knows is substance."""
    words = len(_WORD.findall(sentence))
    if not words or _EXCLAMATION.search(sentence):
        return Sort.COURTESY
    if len(sentence) > _LONGEST_READ or is_code(sentence):
        return Sort.SUBSTANCE
    if _CALL.search(sentence):
        return Sort.CALL
    if words <= _LONGEST_COURTESY and _PLEASANTRY.search(sentence) and not _FACT.search(sentence):
        return Sort.COURTESY
    return _agents_sort(sentence) if author is Author.AGENT else _customers_sort(sentence, words)


def thanked(text: str) -> bool:
    """Whether somebody thanks in a text."""
    return _THANKED.search(text) is not None


def solved_without_us(text: str) -> bool:
    """Whether a customer says that the question has answered itself."""
    return _SOLVED.search(text) is not None


def failed(text: str) -> bool:
    """Whether a customer says that the advice so far did not help."""
    return _FAILED.search(text) is not None


def _called(text: str, start: int, end: int, names: frozenset[str]) -> re.Match[str] | None:
    match = _VOCATIVE.match(text, start, end)
    known = match and (match.group(1).lower() in names or _COMMON_NAMES.fullmatch(match.group(1)))
    return match if known else None


def _agents_sort(sentence: str) -> Sort:
    if _PROMISE.search(sentence):
        return Sort.PROMISE
    if _LISTED.match(sentence) and not sentence[:1].isdigit():
        return Sort.REQUEST
    if _REQUEST.search(sentence):
        return Sort.SUBSTANCE if _ADVISED.search(sentence) else Sort.REQUEST
    return Sort.REQUEST if sentence.rstrip(' "»)').endswith("?") else Sort.SUBSTANCE


def _customers_sort(sentence: str, words: int) -> Sort:
    return Sort.SUCCESS if words <= _LONGEST_COURTESY + 2 and _SUCCESS.search(sentence) else Sort.SUBSTANCE
