"""What a ticket asks: the customer's last words of substance, in parts when several things are asked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from assistant.drafting.words import Words
from corpus.index.tokens import Tokenizer
from corpus.nouns import Author, Message, RedactedText, Ticket
from ingest.distilling.courtesies import Sort, bare, sort_of
from ingest.distilling.letter import sentences, written

MOST_PARTS = 3
# A model reads 512 tokens; what stands beyond this is history, not the question.
_LONGEST = 900
# «А если?» needs what was said before; with so many words of meaning a message stands alone.
_SPEAKS_FOR_ITSELF = 4
# Two questions that share more than this of their words are one, asked twice.
_SAME = 0.4
_ASKING = re.compile(
    r"\?[\"»)\s]*$|^\W*(?:(?:и|а|ещё|еще|также|заодно|второе|второй вопрос|вопрос|кстати|подскажите|скажите"
    r"|пожалуйста|and|also)\W+)*"
    r"(?:как|когда|почему|зачем|где|куда|сколько|можно ли|можем ли|есть ли|нужно ли|надо ли|какой|какая|какие"
    r"|каким|что значит|"
    r"что означает|чем отличается|посоветуйте|расскажите|объясните|how|when|why|where|what|which|can i|can we"
    r"|do you|does|is it|is there)\b",
    re.IGNORECASE,
)
_LEANS = re.compile(
    r"^\W*(?:а|но|или|ну|тогда|then|but|so)\b|(?<!\w)(?:это|этого|этот|эту|эти|их|его|её|ее|ему|ей|он|она|они"
    r"|туда|там|it|them|this|that)(?!\w)",
    re.IGNORECASE,
)
_ANEW = re.compile(
    r"^\W*(?:и|а|and)?\W*(?:ещё|еще|также|заодно|второе|второй|вторая|кстати|also|another|second)\b", re.IGNORECASE
)
# Two questions in one sentence: «как подключить ЕРИП и когда приходят выплаты?»
_JOINT = re.compile(
    r"(?:[,;]\s*(?:а|и)?|\s(?:и|а|and))\s+(?:(?:ещё|еще|также|заодно|also)\s+)?"
    r"(?=(?:как|когда|почему|где|сколько|можно ли|есть ли|how|when|why|where)\s)",
    re.IGNORECASE,
)
_LISTED = re.compile(
    r"^\s*(?:\d[.)]|во-первых|во-вторых|в-третьих|первое|второе|третье|first|second|third)\W", re.IGNORECASE
)
# Words that ask without saying what about.
_EMPTY = frozenset("дела делать сделать быть значит ответ знать понять do done mean know".split())


def questions(ticket: Ticket) -> tuple[RedactedText, ...]:
    """One to `MOST_PARTS` questions in the customer's own words, without greetings, signatures and quotations.

    When nothing of substance was written, the subject or the whole last message is the question.
    """
    return _Reading(ticket).parts()


class _Reading:
    def __init__(self, ticket: Ticket) -> None:
        self._ticket = ticket
        self._words = Words(Tokenizer())

    def parts(self) -> tuple[RedactedText, ...]:
        asked, from_start = self._asked()
        asked = [sentence for sentence in self._without_particulars(asked) if self._words.stems(sentence)]
        subject = self._subject(asked) if from_start else []
        if not (asked or subject):
            return (self._whatever_there_is(),)
        first, *rest = self._parted([piece for sentence in asked for piece in self._unjoined(sentence)])
        return tuple(_shortened(part) for part in ([*subject, *first], *rest))

    def _asked(self) -> tuple[list[RedactedText], bool]:
        """The sentences of the last turns, as many as it takes to say something, and whether those are all."""
        turns = list(_turns(self._ticket.messages))
        found: list[RedactedText] = []
        for number, turn in enumerate(reversed(turns), start=1):
            found = [*(sentence for message in turn for sentence in _substance(message)), *found]
            if len(self._stems(found)) >= _SPEAKS_FOR_ITSELF and number < len(turns):
                return found, False
        return found, True

    def _subject(self, found: Sequence[RedactedText]) -> list[RedactedText]:
        """The subject, when it adds words to what was written."""
        subject = self._ticket.subject[slice(*bare(self._ticket.subject, 0, len(self._ticket.subject)))]
        return [subject] if self._stems([subject]) - self._stems(found) else []

    def _stems(self, texts: Iterable[str]) -> set[str]:
        return {stem for text in texts for stem in self._words.stems(text)} - _EMPTY

    def _whatever_there_is(self) -> RedactedText:
        messages = [message.text for message in self._ticket.messages if message.author is Author.CUSTOMER]
        return _shortened([text for text in (self._ticket.subject, *messages[-1:]) if text.strip()])

    def _without_particulars(self, sentences_: Sequence[RedactedText]) -> list[RedactedText]:
        """Drops «Магазин 48213, сайт klubok.example» as long as something is left that asks."""
        kept = [sentence for sentence in sentences_ if not _is_particular(sentence)]
        return kept if len(self._stems(kept)) >= 2 else list(sentences_)

    def _unjoined(self, sentence: RedactedText) -> list[RedactedText]:
        for joint in _JOINT.finditer(sentence):
            first, second = sentence[: joint.start()], sentence[joint.end() :]
            enough = min(len(self._stems([first])), len(self._stems([second]))) > 1
            if enough and _ASKING.search(first) and not _LEANS.search(second):
                return [first, second]
        return [sentence]

    def _parted(self, asked: Sequence[RedactedText]) -> list[list[RedactedText]]:
        """Cuts behind each question that asks for something new; what introduces a question stays with it."""
        parts: list[list[RedactedText]] = [[]]
        before: set[str] = set()
        for sentence in asked:
            topic = self._topic(sentence)
            # A complaint that ends in «что делать?» is a question as well, about all that it tells.
            if not topic and not before and _ASKING.search(sentence):
                before = self._stems(parts[-1])
            if topic and before and len(parts) < MOST_PARTS and self._is_new(sentence, topic, before):
                parts.append(self._introduction(parts[-1]))
            before = topic or before
            parts[-1].append(sentence)
        return [part for part in parts if part] or [[]]

    def _topic(self, sentence: RedactedText) -> set[str]:
        """What a sentence asks about; nothing when it does not ask or asks «и что делать?»."""
        stems = self._stems([sentence])
        return stems if len(stems) > 1 and (_ASKING.search(sentence) or _LISTED.match(sentence)) else set()

    def _is_new(self, sentence: RedactedText, topic: set[str], before: set[str]) -> bool:
        if _LEANS.search(sentence) and not _ANEW.match(sentence):
            return False
        return len(topic & before) < _SAME * min(len(topic), len(before))

    def _introduction(self, part: list[RedactedText]) -> list[RedactedText]:
        """Takes the statements after a part's last question away from it: they introduce the next."""
        last = max((at for at, sentence in enumerate(part) if _ASKING.search(sentence)), default=len(part))
        taken = part[last + 1 :]
        del part[last + 1 :]
        return taken


def _turns(messages: Sequence[Message]) -> Iterator[list[Message]]:
    """The customer's messages, those that follow each other without an answer between them together."""
    for author, group in groupby(messages, key=lambda message: message.author):
        if author is Author.CUSTOMER:
            yield list(group)


def _substance(message: Message) -> Iterator[RedactedText]:
    for start, end in written(message.text):
        for place in sentences(message.text, start, end):
            sentence = message.text[slice(*bare(message.text, *place))]
            if sentence.strip() and sort_of(sentence, Author.CUSTOMER) is Sort.SUBSTANCE:
                yield sentence


def _is_particular(sentence: str) -> bool:
    """Whether a sentence only says which shop, order or payment it is about."""
    words = re.findall(r"[^\W\d_]{2,}", re.sub(r"\[[^\]]*\]|\S*[./@]\S+|[0-9a-f-]{20,}", " ", sentence))
    return (
        len(words) < 4
        and bool(re.search(r"(?<![\w.])\d{4}|\[|@|\w\.[a-z]{2}", sentence))
        and not _ASKING.search(sentence)
    )


def _shortened(sentences_: Sequence[RedactedText]) -> RedactedText:
    kept: list[RedactedText] = []
    for sentence in sentences_:
        if kept and sum(map(len, kept)) + len(sentence) > _LONGEST:
            break
        kept.append(sentence)
    return RedactedText.joined(" ", kept)[:_LONGEST]
