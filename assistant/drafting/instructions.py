"""Tells instructions for our own staff from other texts, and what of them is written to be said to customers."""

from __future__ import annotations

import re
from enum import StrEnum

from assistant.drafting.blocks import lines
from assistant.drafting.headings import Effect, effect
from assistant.drafting.readers import signs_of_our_house
from assistant.drafting.remembered import remembered
from corpus.nouns import Content, RedactedText

# So many different signs of our own house are no accident: none of 326 articles of a support bench has two.
_SIGNS = 2
_TITLED = re.compile(
    r"(?<!\w)(?:регламент\w*|для\s+(?:\w+\s+){0,2}(?:сотрудник|оператор|агент|поддержк|лини)\w*"
    r"|internal|runbook|playbook|for\s+(?:our\s+)?(?:agents|staff|operators))(?!\w)",
    re.IGNORECASE,
)
_CUSTOMER = r"(?:клиент|покупател|плательщик|торговц|продавц|заказчик|пользовател)"
_SPOKEN = re.compile(
    r"^(?:что\s+(?:мы\s+)?(?:\w+\s+){0,2}(?:сказать|говорить|говорим|ответить|отвечать|отвечаем|написать|объяснить)"
    rf"|(?:говорим|отвечаем|пишем)(?:\s+так|\s+{_CUSTOMER}\w*)?$"
    rf"|(?:(?:готовый|пример|образец|шаблон|текст)\s+)?ответ(?:а|ы)?(?:\s+{_CUSTOMER}\w*)?$"
    r"|what\s+(?:to|we)\s+(?:say|tell|answer|reply|write)|(?:suggested\s+)?(?:reply|answer)$)",
    re.IGNORECASE,
)
# «Покупателю, своими словами:» introduces what is said to him.
_TO_CUSTOMER = re.compile(
    rf"^(?:\w+\s+){{0,2}}{_CUSTOMER}(?:у|ю|ам|ям)(?!\w)"
    r"|^(?:to|tell)\s+(?:the\s+)?(?:customer|buyer|payer|merchant)\b",
    re.IGNORECASE,
)
_UNSAID = re.compile(
    r"^(?:не\s+(?:говор|обеща|спрашива|пиш|пиши|отвеча|сообща|упомина)\w*|(?:do\s+not|don['’]t|never)\s+\w+)",
    re.IGNORECASE,
)
_SPEAKS_TO_YOU = re.compile(
    r"(?<!\w)(?:вы|вас|вам|вами|ваш\w*|\w{3,}(?:йте|ите|ьте)(?:сь)?|you|your)(?!\w)", re.IGNORECASE
)
# «Извинитесь и объясните, что…» tells the agent how to speak, and is no speech.
_ABOUT_SPEAKING = re.compile(
    r"(?<!\w)(?:скажите|расскажите|объясните|объясняем|извинитесь|извиняемся|ответьте|отвечайте|отвечаем|говорите"
    r"|говорим|предложите|предлагаем|уточните\s+у|не\s+обещайте|tell\s+(?:the|them)|apologi[sz]e|explain)(?!\w)",
    re.IGNORECASE,
)
_HEADING = re.compile(r"\s{0,3}(#{1,6})\s+(.*?)[\s#]*$")
_LABEL = re.compile(r"\s*(?:\*\*|__)?(?P<words>[^*_\n]{2,80}?)(?::(?:\*\*|__)?|(?:\*\*|__):?)\s*$")
_SPEECH = re.compile(
    r"говор|сказ|обеща|спраш|спросить|писать|пиш|ответ|отвеч|\b(?:say|tell|promise|ask)", re.IGNORECASE
)


class Sense(StrEnum):
    """What a heading or label says of the text under it."""

    SAY = "say"
    UNSAID = "unsaid"
    OTHER = "other"


def is_instruction(content: Content) -> bool:
    """Whether a text for staff tells them how to work; one that never says so may have been meant for anybody."""
    if _TITLED.search(" ".join((content.title, *content.tags))):
        return True
    headings = [match.group(2) for line in lines(content.text) if (match := _HEADING.match(line))]
    if any(sense(heading) is Sense.UNSAID and _SPEECH.search(heading) for heading in headings):
        return True
    to_say = any(sense(heading) is Sense.SAY for heading in headings)  # an article for merchants may have it as well
    return len(signs_of_our_house(content.text)) + to_say >= _SIGNS


def sense(heading: str) -> Sense:
    """Whether what stands under a heading or label is to be said, must not be, or neither."""
    words = heading.strip(" *_:")
    if effect(words) is Effect.DENIAL or _UNSAID.match(words):
        return Sense.UNSAID
    return Sense.SAY if _SPOKEN.match(words) or _TO_CUSTOMER.match(words) else Sense.OTHER


@remembered(2_000)
def said_to_customers(text: RedactedText) -> tuple[str, ...]:
    """The stretches of an instruction that are written for customers, a line of it each line."""
    reading = _Reading()
    for line in lines(text):
        reading.take(line)
    return reading.finished()


class _Reading:
    """Line by line: headings hold for all below them, labels for the list or quotation that they introduce."""

    def __init__(self) -> None:
        self._stretches: list[str] = []
        self._governing: list[tuple[int, Sense]] = []
        self._label: Sense | None = None
        # The lines of a section that is to be said, in case that no quotation in it says it word by word.
        self._plain: list[str] = []
        self._quotation: list[str] = []
        self._has_quotation = False

    def take(self, line: str) -> None:
        """Reads one more line."""
        heading, label = _HEADING.match(line), _LABEL.match(line)
        if line.lstrip().startswith(">"):
            self._quotation.append(line.lstrip("> \t"))
            return
        self._end_of_quotation()
        if heading:
            self._under(len(heading.group(1)), heading.group(2))
        elif label and (found := sense(label.group("words"))) is not Sense.OTHER:
            self._label = found
        elif label and line.lstrip().startswith(("**", "__")):
            self._label = None
        elif self._sense() is Sense.SAY:
            self._plain.append(line)

    def finished(self) -> tuple[str, ...]:
        """All stretches."""
        self._end_of_quotation()
        self._end_of_section()
        return tuple(self._stretches)

    def _sense(self) -> Sense:
        above = {found for _, found in self._governing}
        if Sense.UNSAID in above or self._label is Sense.UNSAID:
            return Sense.UNSAID
        return Sense.SAY if Sense.SAY in above else Sense.OTHER

    def _under(self, level: int, heading: str) -> None:
        self._governing = [(above, found) for above, found in self._governing if above < level]
        if Sense.SAY not in {found for _, found in self._governing}:
            self._end_of_section()
        self._governing.append((level, sense(heading)))
        self._label = None

    def _end_of_quotation(self) -> None:
        quotation, self._quotation = "\n".join(self._quotation), []
        if not quotation:
            return
        self._has_quotation = True
        said = self._sense() is Sense.SAY or self._label is Sense.SAY
        if said or (self._sense() is Sense.OTHER and _SPEAKS_TO_YOU.search(quotation)):
            self._stretches.append(quotation)
        self._label = None

    def _end_of_section(self) -> None:
        spoken = [line for line in self._plain if not _ABOUT_SPEAKING.search(line)]
        if spoken and not self._has_quotation:
            self._stretches.append("\n".join(spoken))
        self._plain, self._has_quotation = [], False
