"""Finds what a text orders a machine to do, or hides from people: such lines are neither quoted nor sent to a model."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from assistant.drafting.remembered import remembered
from assistant.nouns import Found, Passage
from corpus.nouns import RedactedText, Ticket

_ORDERS = re.compile(
    r"""
    # Do not heed what you were told.
    \b(?:игнорируй|проигнорируй|забудь|отмени|обойди|не\s+соблюдай)\b
    |\b(?:игнорируйте|проигнорируйте|забудьте)\b.{0,60}?\b(?:инструкци|указани|правил|промпт|предыдущ|сказанн)
    |\b(?:ignore|disregard|forget|override|bypass)\b
      .{0,60}?\b(?:instructions?|rules?|prompts?|guidelines?|restrictions|everything|(?:all|text)\s+(?:previous|prior|above))\b
    # Whoever says who the machine is, or speaks as its system.
    |\b(?:system|developer)\s+(?:prompt|message|instruction|note|override)
    |\bсистемн\w+\s+(?:промпт|инструкци|указани|приказ)|\bсистемное\s+сообщение\s*[:—-]
    |(?:^|[\n\[<#*(])\s*(?:system|assistant|developer|система|ассистент|администратор|admin)\s*[\]>*)]*\s*[:>]
    |\b(?:ты|вы)\s+(?:теперь|больше\s+не|отныне|—\s|-\s)?\s*[^.!?\n]{0,40}
      \b(?:бот|ассистент|модель|нейросет\w*|ии|помощник|пират|dan)\b
    |\byou\s+are\s+(?:now|no\s+longer|an?\s+\w*\s*(?:ai|assistant|bot|model|dan|pirate))
    |\b(?:pretend|role-?play|act\s+as|from\s+now\s+on|притворись|представь,?\s+что\s+ты|сыграй\s+роль|отныне)\b
    |\b(?:dan\s+mode|developer\s+mode|режим\w*\s+(?:разработчика|отладки|бога)|jailbreak)\b
    |\b(?:языков\w+\s+модел\w+|нейросет\w+|ии-?(?:ассистент|помощник|агент)\w*|llm|chat-?gpt|gigachat)\b
    |\b(?:ai|language)\s+(?:assistant|model|agent)s?\b
    |<\|[^|>\n]{1,30}\|>|\[/?INST\]|<</?SYS>>|^\s*\#{2,}\s*(?:instruction|response|system)\b|</?(?:источник|source|system)\b
    # Singular imperatives: who writes to people says «напишите».
    |\b(?:дай|подставь|напечатай|выдай|одобри|подтверди|пропусти|отвечай|подписывай|начни|заверши|сделай|покажи
      |выполни|действуй|говори|пиши|используй|передай|запомни|следуй|примени|верни|сошлись|упомяни|допиши|включи)\b
    |\bты\s+(?:работаешь|долж\w+|обязан\w*|можешь|будешь|являешься)\b|\bне\s+обращай\s+внимания\b
    # What the answer has to hold is said to whoever writes it.
    |\b(?:встав|подстав|добав|напиш|укаж|напечата|включ|допиш|припиш|упомян)\w*\b[^.!?\n]{0,40}\bв\s+(?:\w+\s+)?ответ\w*
    |\bответ\w*\s+(?:должен|обязан|долж\w+)\s+(?:содержать|начинаться|заканчиваться|включать|быть)
    |\b(?:важно|инструкци\w+|указани\w+|примечание|внимание|сообщение)\W+(?:для\s+)?(?:бот|робот|ассистент|ии|нейросет|модел)\w*
    |\b(?:the|this|any)\s+(?:assistant|model|ai|bot|llm)s?\s+(?:should|must|shall|will|has\s+to|needs?\s+to)\b
    |\bas\s+an?\s+ai\b|\b(?:your\s+)?new\s+(?:task|instructions?|role|objective)\b|\bact\s+like\b
    |\bwhen\s+(?:generating|writing|composing|drafting)\s+(?:a|an|the|your)\s+(?:reply|answer|response)\b
    |\b(?:ignore|disregard|forget)\b.{0,60}?\b(?:the\s+above|told|said|learned|before\s+this)\b
    |\b(?:напиши|выведи|вставь|ответь|повтори|раскрой|добавь|укажи|скажи|сообщи|закрой|удали|отправь|переведи
      |опубликуй|назначь|процитируй|сошлись|расшифруй|произнеси|поставь)\b
    |\b(?:reply|respond|answer|start|begin|end|finish)\s+(?:\w+\s+){0,3}?with\s+(?:only|exactly|nothing|the\s+(?:word|phrase|text|link|following|code))\b
    |\b(?:output|print|repeat|say|write|include|append|insert|add)\b
      .{0,40}?\b(?:exactly|verbatim|the\s+(?:word|phrase|text|link|following)|in\s+(?:your|the)\s+(?:reply|answer))
    |\b(?:cite|mark)\s+(?:it|this|source|passage)\b|\bdecode\s+(?:and|this)\b
    |\bdo\s+(?:what|whatever|as)\s+(?:\w+\s+){0,3}(?:says?|said|told|tells|written|asks?)\b|\bвыполни(?:те)?\s+(?:переведённ|переведенн|написанн|сказанн)
    """,
    re.IGNORECASE | re.VERBOSE | re.MULTILINE,
)
# What a reader of the page never sees, or what fetches a picture from a stranger when it is shown.
_HIDDEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<(?P<tag>script|style|template|iframe|object|svg|form)\b.*?(?:</(?P=tag)>|\Z)"
    r"|<(?P<hidden>\w+)[^>]*(?:\bhidden\b|display\s*:\s*none|font-size\s*:\s*0|visibility\s*:\s*hidden|opacity\s*:\s*0"
    r"|color\s*:\s*(?:white|\#fff))[^>]*>.*?(?:</(?P=hidden)>|\Z)"
    r"|!\[[^\]\n]*\](?:\([^)\n]*\)|\[[^\]\n]*\])|<img\b[^>]*>?"
    r"|[\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\u00ad\ufeff\U000e0000-\U000e007f]+",
    re.IGNORECASE | re.DOTALL,
)
# Letters that nobody sees, and models read. Three flags are written with a few of them, behind a black one.
_TAGGED = re.compile(r"(?<!\U0001f3f4)(?<![\U000e0020-\U000e007e])[\U000e0020-\U000e007e]{4,}")


@remembered(20_000)
def gives_orders(text: str) -> bool:
    """Whether something in it speaks to a machine, spelt through invisible signs or not."""
    # The joiner holds emoji together, so it may stay in a text; between letters it only breaks a word for a search.
    unbroken = _HIDDEN.sub("", text).replace("\u200d", "")
    spelt = {text, unbroken}
    return any(_ORDERS.search(each) for each in spelt) or _TAGGED.search(text) is not None


def ticket_gives_orders(ticket: Ticket) -> bool:
    """Whether something in a ticket does."""
    return any(gives_orders(text) for text in (ticket.subject, *(message.text for message in ticket.messages)))


def disarmed(text: RedactedText) -> RedactedText:
    """The text without what is hidden in it and without the lines that speak to a machine."""
    if not _HIDDEN.search(text) and not gives_orders(text):
        return text
    shown = _without(text, ((match.start(), match.end()) for match in _HIDDEN.finditer(text)))
    return _without(shown, _ordering_lines(shown))


def disarmed_found(found: Found) -> Found:
    """What a search gave, disarmed; what has no word left is left out."""
    passages = (disarmed_passage(passage) for passage in found.passages)
    return replace(found, passages=tuple(passage for passage in passages if passage.text.strip()))


def disarmed_passage(passage: Passage) -> Passage:
    """A passage, and the document it stands in, disarmed; the same one when nothing was to be done."""
    content = passage.document.content
    calm = replace(content, title=disarmed(content.title), text=disarmed(content.text))
    text, heading = disarmed(passage.text), disarmed(passage.heading)
    if calm == content and text == passage.text and heading == passage.heading:
        return passage
    document = replace(passage.document, content=calm)
    return replace(passage, document=document, text=text, heading=heading, matched=())


def _ordering_lines(text: RedactedText) -> Iterator[tuple[int, int]]:
    for match in re.finditer(r"[^\n]+\n?", text):
        if gives_orders(match.group()):
            yield match.span()


def _without(text: RedactedText, spans: Iterator[tuple[int, int]]) -> RedactedText:
    kept, at = [], 0
    for start, end in spans:
        kept.append(text[at:start])
        at = max(at, end)
    return RedactedText.joined("", (*kept, text[at:]))
