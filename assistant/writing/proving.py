"""Checks what a model wrote as everything is checked, takes foreign links out, and says what may go to the editor."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.drafting.orders import gives_orders, ticket_gives_orders
from assistant.drafting.values import Known, Sort, folded, values
from assistant.drafting.verify import Claim, Verified, Verifier, source_text
from assistant.drafting.words import Words
from assistant.nouns import Passage, Sentence, Verdict
from assistant.writing.parsing import Written
from assistant.writing.prompts import Task
from corpus.nouns import RawText, RedactedText

# Whatever looks like an address, an ending that no rule of values knows included; and the ways round a plain one.
_LINK = re.compile(
    r"!?\[[^\]\n]*\]\s*\([^)\n]*\)|<[^>\n]*>?|\b\w{2,10}:/{0,2}(?=\S*[./])\S+|(?<!\w)//\S+"
    r"|[\w-]+(?:\s*(?:\[\.\]|\(\.\)|\[dot\]|\(dot\)|\[точка\])\s*[\w-]+)+\S*"
    r"|\b[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,}(?:[/?#:]\S*)?|\S+@\S+",
    re.IGNORECASE,
)
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\u00ad\ufeff\U000e0000-\U000e007f]")
_SHOUTED = re.compile(r"(?<!\w)[А-ЯЁ][А-ЯЁ0-9]{3,}(?!\w)")
_WORST = (Verdict.UNSUPPORTED, Verdict.PARTLY, Verdict.VERIFIED, Verdict.COURTESY)
_LINK_GONE, _PERSONAL_GONE = "ссылка", "личные данные"


@dataclass(frozen=True, slots=True)
class Proving:
    """Proves the sentences of one task, in their order."""

    task: Task
    told: RedactedText
    allowed: frozenset[str] | None

    @classmethod
    def of(cls, task: Task, suspect: Sequence[Passage], words: Words) -> Proving:
        """With a hostile ticket or document only words that stand in the sources may go to the editor."""
        texts = (task.ticket.subject, *(message.text for message in task.ticket.messages))
        hostile = ticket_gives_orders(task.ticket) or any(
            gives_orders(passage.document.content.text) or gives_orders(passage.text) for passage in suspect
        )
        known = frozenset(stem for passage in task.passages for stem in words.stems(source_text(passage)))
        return cls(task, RedactedText.joined("\n", texts), known if hostile else None)

    @property
    def is_hostile(self) -> bool:
        """Whether somebody tries to give orders to the model."""
        return self.allowed is not None


class Prover:
    """Turns what a model wrote into sentences of a draft."""

    def __init__(self, verifier: Verifier, words: Words, redact: Callable[[str], RedactedText]) -> None:
        self._verifier, self._words, self._redact = verifier, words, redact

    def sentence(self, written: Written, proving: Proving) -> Sentence | None:
        """One sentence with its verdict; `citations` number the task's passages. None when nothing is left of it."""
        given = proving.task.passages
        cited = tuple(number for number in written.citations if 1 <= number <= len(given))
        passages = tuple(given[number - 1] for number in cited)
        said = _INVISIBLE.sub("", written.text)
        known = self._redact(said)
        text, links = self._without_links(known, passages)
        if not re.search(r"\w", text):
            return None
        checked = self._checked(text, written.original, passages, proving.told)
        made_up = len(cited) < len(written.citations) and not cited
        if made_up and checked.verdict is not Verdict.COURTESY:
            checked = replace(checked, verdict=Verdict.UNSUPPORTED)
        # It was told no address and no number of a person: what looks like one is made up, or an attacker's.
        gone = (*([_LINK_GONE] if links else []), *([_PERSONAL_GONE] if known != said else []))
        if gone:
            worse = Verdict.UNSUPPORTED if not cited else Verdict.PARTLY
            verdict = worse if checked.verdict in {Verdict.VERIFIED, Verdict.COURTESY} else checked.verdict
            checked = Verified(verdict, (*checked.missing, *gone))
        held = self._is_held(text, checked, proving.allowed)
        # Shown as unsupported it would still stand on the page of an agent in a hurry, as its author wanted.
        return (
            None if held and proving.is_hostile else Sentence(text, cited, checked.verdict, checked.missing, held=held)
        )

    def _checked(
        self, text: RedactedText, original: RawText, passages: tuple[Passage, ...], told: RedactedText
    ) -> Verified:
        checked = self._verifier.verify([Claim(text, passages)], told)[0]
        shouted = _shouted(text, passages)
        if shouted:
            # A name written in capitals is a value as a Latin one is: ЕРИП has to stand there, and so has a password.
            checked = Verified(min(checked.verdict, Verdict.PARTLY, key=_WORST.index), (*checked.missing, *shouted))
        if checked.verdict is not Verdict.UNSUPPORTED or checked.missing or not original:
            return checked
        # Words of two languages cannot be compared: the original is proved, of the translation the values only.
        proved = self._verifier.verify([Claim(self._redact(original), passages)], told)[0]
        same_values = not proved.missing and _normal(text) == _normal(original)
        translated = proved.verdict is Verdict.VERIFIED and same_values and _is_ascii(text) != _is_ascii(original)
        return Verified(Verdict.PARTLY) if translated else checked

    def _is_held(self, text: RedactedText, checked: Verified, allowed: frozenset[str] | None) -> bool:
        """Shown beside the text only: what no source supports, and what a hostile text may have put in."""
        if checked.verdict is Verdict.UNSUPPORTED or checked.missing:
            return True
        strange = allowed is not None and checked.verdict is Verdict.PARTLY
        return strange and not set(self._words.stems(text)) <= (allowed or frozenset())

    def _without_links(self, text: RedactedText, passages: Sequence[Passage]) -> tuple[RedactedText, int]:
        """The text without addresses that no cited passage holds, and how many those were."""
        sources = [source_text(passage) for passage in passages]
        spans = sorted(_foreign(text, sources))
        kept, at = [], 0
        for start, end in spans:
            kept.append(text[at:start])
            at = max(at, end)
        return RedactedText.joined("", (*kept, text[at:])), len(spans)


def _shouted(text: str, passages: Sequence[Passage]) -> tuple[str, ...]:
    known = " ".join(folded(source_text(passage)) for passage in passages)
    return tuple(word for word in dict.fromkeys(_SHOUTED.findall(text)) if folded(word) not in known)


def _foreign(text: str, sources: Sequence[str]) -> Iterator[tuple[int, int]]:
    known, plain = Known(sources), " ".join(folded(source) for source in sources)
    for match in _LINK.finditer(text):
        if not _stands_whole(folded(match.group().rstrip('.,;:!?…)»"')), plain):
            yield match.span()
    for value in values(text):
        if value.sort is Sort.ADDRESS and value not in known:
            yield value.start, value.end


def _stands_whole(link: str, plain: str) -> bool:
    """Whether an address stands in the sources as it is: evil.example/help is not where example/help stands."""
    return bool(link) and re.search(rf"(?<![\w./@-]){re.escape(link)}(?![\w@-])", plain) is not None


def _normal(text: str) -> set[tuple[Sort, str]]:
    return {(value.sort, value.normal) for value in values(text) if value.sort not in {Sort.NAME, Sort.LABEL}}


def _is_ascii(text: str) -> bool:
    letters = [sign for sign in text if sign.isalpha()]
    return sum(sign.isascii() for sign in letters) > len(letters) / 2
