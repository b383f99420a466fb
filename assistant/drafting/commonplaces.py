"""Questions and sentences of no particular subject: what their vectors share says nothing, and is taken away."""

from __future__ import annotations

from collections.abc import Mapping

# The form of a question, whatever it is about.
QUESTIONS: Mapping[str, tuple[str, ...]] = {
    "ru": (
        "Здравствуйте, подскажите, пожалуйста, что делать?",
        "Как это настроить?",
        "Почему не работает?",
        "Когда будет готово?",
        "У нас не получается, помогите разобраться.",
        "Можно ли изменить это самостоятельно?",
        "Не пришло, хотя я всё сделал. Где искать?",
        "Что означает эта ошибка?",
    ),
    "en": (
        "Hello, can you please help me?",
        "How do I set this up?",
        "Why does it not work?",
        "When will it be ready?",
        "I did everything and it still has not come. What should I do?",
        "Can I change it myself?",
        "What does this error mean?",
    ),
}
# What every help text of an online-payments company says somewhere.
SENTENCES: Mapping[str, tuple[str, ...]] = {
    "ru": (
        "Обычно это занимает несколько дней.",
        "Откройте раздел в кабинете и нажмите кнопку.",
        "Если не получилось, напишите нам, мы поможем.",
        "Платёж проходит, и деньги приходят на счёт.",
        "Это делает магазин, а не мы.",
        "Проверьте настройки и сохраните изменения.",
        "Покупатель видит результат на странице.",
        "Ответ приходит в виде сообщения с кодом.",
        "Решение принимает банк.",
        "Модуль ставится на сайт и требует ключа.",
        "Сумма и валюта указаны в заказе.",
        "Так бывает редко, и виноват обычно не сайт.",
    ),
    "en": (
        "It usually takes a few days.",
        "Open the section in the cabinet and press the button.",
        "If it does not work, write to us and we will help.",
        "The payment goes through and the money arrives.",
        "This is done by the shop, not by us.",
        "Check the settings and save the changes.",
        "The customer sees the result on the page.",
        "The answer comes as a message with a code.",
        "The decision is made by the bank.",
        "The amount and the currency are part of the order.",
    ),
}
