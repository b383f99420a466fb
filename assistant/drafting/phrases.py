"""Every fixed phrase of drafts and refusals, Russian and English; «вы» is written small."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Self

from assistant.drafting.platforms import Condition
from assistant.drafting.slots import Slot
from corpus.nouns import RedactedText

Redact = Callable[[str], RedactedText]


@dataclass(frozen=True, slots=True)
class Phrases:
    """What a draft says besides what it quotes, in one language."""

    greeting: RedactedText
    greeting_full: RedactedText
    greeting_named: RedactedText
    greeting_full_named: RedactedText
    closing_mail: RedactedText
    for_your_buyer: RedactedText
    unanswered_part: RedactedText
    to_the_bank: RedactedText
    to_the_shop: RedactedText
    also: RedactedText
    which_platform: RedactedText
    which_version: RedactedText
    which_mode: RedactedText
    about: RedactedText
    perhaps: RedactedText
    nothing_found: RedactedText
    unknown_code: RedactedText
    outside: RedactedText
    contradiction: RedactedText
    other_audience: RedactedText
    internal_only: RedactedText
    hand_over: RedactedText
    rests_on: RedactedText
    older_left_out: RedactedText
    other_language: RedactedText
    part_unanswered: RedactedText
    order: RedactedText
    payment: RedactedText
    shop: RedactedText
    sum: RedactedText
    date: RedactedText
    reference: RedactedText

    @classmethod
    def said(cls, texts: Mapping[str, str], redact: Redact) -> Self:
        """The phrases, each through the redaction like every other text."""
        return cls(**{field.name: redact(texts[field.name]) for field in fields(cls)})

    def asking(self, condition: Condition) -> RedactedText:
        """The question for what the ticket leaves open."""
        question: RedactedText = getattr(self, condition.value)
        return question

    @property
    def if_it_is_about(self) -> tuple[RedactedText, RedactedText]:
        """What stands before and behind the title of a document that may be meant."""
        return self.about[:-2], self.about[-2:]

    @property
    def blanks(self) -> Mapping[Slot, RedactedText]:
        """What stands for a particular that the ticket does not name."""
        return {slot: getattr(self, slot.value) for slot in Slot}


def phrases(redact: Redact) -> Mapping[str, Phrases]:
    """The phrases by language: `ru` and `en`."""
    return {language: Phrases.said(texts, redact) for language, texts in (("ru", _RUSSIAN), ("en", _ENGLISH))}


_RUSSIAN: Mapping[str, str] = {
    "greeting": "Здравствуйте!",
    "greeting_full": "Здравствуйте! Спасибо, что написали.",
    "greeting_named": "Здравствуйте, [имя]!",
    "greeting_full_named": "Здравствуйте, [имя]! Спасибо, что написали.",
    "closing_mail": "Если останутся вопросы, просто ответьте на это письмо.",
    "for_your_buyer": "Покупателю можно передать вот что.",
    "unanswered_part": "На остальное отвечу отдельно: сначала уточню у коллег.",
    "to_the_bank": "С этим обратитесь, пожалуйста, в банк, который выпустил вашу карту.",
    "to_the_shop": "С этим, пожалуйста, обратитесь в магазин.",
    "also": "Также может пригодиться:",
    "which_platform": "Уточните, пожалуйста, на какой платформе работает магазин: от этого зависит ответ.",
    "which_version": "Уточните, пожалуйста, версию платформы и модуля: от этого зависит ответ.",
    "which_mode": "Уточните, пожалуйста, о каком режиме речь, тестовом или боевом: от этого зависит ответ.",
    "about": "Если речь о «»:",
    "perhaps": "Возможно, ответ есть в найденных текстах, но прямо на вопрос они не отвечают.",
    "nothing_found": "В базе нет ответа на этот вопрос: ближайшие тексты говорят о другом.",
    "unknown_code": "Кода из обращения нет ни в одном из текстов, которые подошли бы: они говорят о другом.",
    "outside": "Похоже, вопрос не о платежах и не о нашем сервисе.",
    "contradiction": "Источники расходятся, а который из них верен, по датам не видно:",
    "other_audience": "Нашлись только тексты, написанные для других: по ним нельзя отвечать тому, кто спрашивает.",
    "internal_only": "Ответ есть только во внутреннем регламенте, клиенту его не пересказывают.",
    "hand_over": "Посмотрите ближайшие тексты или передайте обращение второй линии.",
    "rests_on": "Основа ответа:",
    "older_left_out": "Не вошло, потому что расходится с документом:",
    "other_language": "Ответ нашёлся на другом языке, переведите его перед отправкой",
    "part_unanswered": "Нет ответа на часть обращения:",
    "order": "[номер заказа]",
    "payment": "[номер платежа]",
    "shop": "[ID магазина]",
    "sum": "[сумма]",
    "date": "[дата]",
    "reference": "[номер операции]",
}
_ENGLISH: Mapping[str, str] = {
    "greeting": "Hello!",
    "greeting_full": "Hello, and thank you for writing to us.",
    "greeting_named": "Hello [name],",
    "greeting_full_named": "Hello [name], and thank you for writing to us.",
    "closing_mail": "If you have any questions left, simply reply to this message.",
    "for_your_buyer": "You can pass this on to your customer.",
    "unanswered_part": "I will answer the rest separately, after checking with my colleagues.",
    "to_the_bank": "Please contact the bank that issued your card about this.",
    "to_the_shop": "Please contact the shop about this.",
    "also": "This may be of use, too:",
    "which_platform": "Which platform does your shop run on? The answer depends on it.",
    "which_version": "Which version of the platform and the module do you use? The answer depends on it.",
    "which_mode": "Is this about test mode or live payments? The answer depends on it.",
    "about": "If it is about “”:",
    "perhaps": "The answer may be in the texts that were found, but none of them answers the question directly.",
    "nothing_found": "There is no answer to this question in the library: the nearest texts are about something else.",
    "unknown_code": "The code in the ticket stands in none of the texts that might answer it.",
    "outside": "This does not seem to be about payments or our service.",
    "contradiction": "The sources disagree, and their dates do not tell which one is right:",
    "other_audience": "Only texts written for others were found; they do not fit the person who asks.",
    "internal_only": "Only an internal instruction answers this, and it is not for customers.",
    "hand_over": "Look at the nearest texts or hand the ticket over to the second line.",
    "rests_on": "The answer rests on:",
    "older_left_out": "Left out because it contradicts a document:",
    "other_language": "The answer was found in another language; translate it before sending",
    "part_unanswered": "One part of the ticket has no answer:",
    "order": "[order number]",
    "payment": "[payment ID]",
    "shop": "[shop ID]",
    "sum": "[amount]",
    "date": "[date]",
    "reference": "[reference number]",
}
