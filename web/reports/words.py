"""What the report's tables, plots and CSV call things; Russian as everywhere, locale/ has the English."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.outcomes.fate import Fate

FATES: Mapping[Fate, str] = {
    Fate.AS_IS: "Без правок",
    Fate.EDITED: "С правками",
    Fate.REWRITTEN: "Переписан",
    Fate.NOT_USED: "Не использован",
    Fate.ABSTAINED: "Черновика не было",
    Fate.NO_DRAFT: "Не запрашивали",
}
CHANNELS: Mapping[str, str] = {
    "mail": "Почта",
    "chat": "Чат",
    "telegram": "Telegram",
    "phone": "Телефон",
    "form": "Форма на сайте",
}
# Why there was no draft: assistant/nouns.py Outcome.
ABSTENTIONS: Mapping[str, str] = {
    "nothing found": "Ничего не найдено",
    "perhaps": "Ответ неточен",
    "contradiction": "Источники расходятся",
    "outside": "Не о нашем сервисе",
}
# corpus/database/desk/work.py Reason.
HAND_OVERS: Mapping[str, str] = {
    "access": "Нужен доступ",
    "money": "Деньги",
    "defect": "Ошибка у нас",
    "bank": "Вопрос к банку",
    "complaint": "Жалоба",
    "other": "Другое",
}
# corpus/database/outcomes/opinions.py Fault; nothing is a thumb down without a reason.
FAULTS: Mapping[str, str] = {
    "wrong": "Неверно",
    "outdated": "Устарело",
    "incomplete": "Неполно",
    "unclear": "Непонятно",
    "unsafe": "Небезопасно",
    "": "Без причины",
}
WEEK, REPLIES, ACCEPTED, KEPT = "Неделя", "Ответов", "Принято", "Сохранено слов"
MEDIAN, NINETIETH, FIRST_ANSWERS = "Медиана", "9 из 10 не дольше", "Первых ответов"
CHANNEL, AGENT, DOCUMENT = "Канал", "Агент", "Документ"
HELPED, REASON, COMMENT, DRAFT, WHEN = "Помог", "Причина", "Комментарий", "Черновик", "Когда"
TOTAL, ANYBODY, OF_CASE = "Всего", "Без имени", "Случай из практики"
YES, NO = "да", "нет"
HEADS = (
    *(WEEK, REPLIES, ACCEPTED, KEPT, MEDIAN, NINETIETH, FIRST_ANSWERS, CHANNEL, AGENT, DOCUMENT),
    *(HELPED, REASON, COMMENT, DRAFT, WHEN, TOTAL, ANYBODY, OF_CASE, YES, NO),
)
