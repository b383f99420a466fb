"""How near each sentence is to a question, in words and in meaning."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.drafting.commonplaces import QUESTIONS, SENTENCES
from assistant.drafting.suit import Saying
from assistant.drafting.weigh import Scored, Weighing
from assistant.drafting.words import Words
from corpus.nouns import Kind, RedactedText

Floats = NDArray[np.float32]
Embed = Callable[[Sequence[str]], Floats]
EmbedQuestion = Callable[[str], Floats]

# How much the share of common words counts beside the cosine.
_WORDS = 0.25
# A text of more words than this has every word somewhere.
_USUAL_LENGTH = 15
# Of a procedure the model reads the beginning: reading takes as long as the text is.
_LONGEST_READ = 240
# Before they are read: answers stand at the beginning, and procedures are answers.
_FIRST, _OF_FIRST, _OF_PROCEDURE = 2, 0.3, 0.2


@dataclass(frozen=True, slots=True)
class _Commonplace:
    """The mean vectors of commonplace questions and sentences, and the usual cosine of one with the other."""

    questions: Floats
    sentences: Floats
    cosine: float


class Nearness:
    """Scores what can be said against one question after the other.

    Cosines of this model lie close together, within one article from 0.78 to 0.92. So the mean of commonplace
    questions is taken away from the question, that of commonplace sentences from each sentence: what is common
    to every text of the subject counts no more, and the cosines of the rest reach from -0.2 to 0.5.
    """

    def __init__(self, embed: Embed, embed_question: EmbedQuestion, words: Words) -> None:
        self._embed = embed
        self._embed_question = embed_question
        self._words = words

    def scored(self, question: RedactedText, sayings: Sequence[Saying], most: int) -> list[Scored]:
        """The sayings, best first; only `most` of them, chosen by common words and place, are embedded."""
        stems = [frozenset(self._words.stems(saying.text)) for saying in sayings]
        shares = _shares(set(self._words.stems(question)), stems)
        kept = sorted(range(len(sayings)), key=lambda at: (-(shares[at] + _promise(sayings[at])), at))[:most]
        if not kept:
            return []
        texts = [_with_heading(sayings[at]) for at in kept]
        rows, asked = self._embed(texts), self._embed_question(question)
        weighing = Weighing(question, self._words)
        found = [
            weighing.weighed(Scored(sayings[at], near + _WORDS * shares[at], near, like, stems[at], row))
            for at, (near, like), row in zip(kept, self._both(question, asked, texts, rows), rows, strict=True)
        ]
        return sorted(found, key=lambda one: (-one.score, one.saying.passage.chunk_id, one.saying.quotable.order))

    def _both(self, question: str, asked: Floats, texts: Sequence[str], rows: Floats) -> list[tuple[float, float]]:
        """Two cosines per sentence: of what is particular in both, and how far the plain one is above the usual."""
        languages = [_language(text) for text in texts]
        usual = {language: self._commonplace(language) for language in {*languages, _language(question)}}
        particular = _unit(rows - np.stack([usual[language].sentences for language in languages]))
        near = particular @ _unit(asked - usual[_language(question)].questions)
        like = rows @ asked - np.array([usual[language].cosine for language in languages], np.float32)
        return list(zip(near.tolist(), like.tolist(), strict=True))

    def _commonplace(self, language: str) -> _Commonplace:
        # Asked for each time: another model may serve by now, and one that serves remembers what it is asked for often.
        questions = np.stack([self._embed_question(question) for question in QUESTIONS[language]])
        sentences = self._embed(SENTENCES[language])
        return _Commonplace(questions.mean(axis=0), sentences.mean(axis=0), float((questions @ sentences.T).mean()))


def _shares(asked: set[str], stems: Sequence[frozenset[str]]) -> list[float]:
    """The share of the question's words in each saying, seldom ones counting more."""
    spread = Counter(stem for one in stems for stem in one & asked)
    weights = {stem: math.log(1 + len(stems) / count) for stem, count in spread.items()}
    total = sum(weights.values()) or 1.0
    shares = [sum(weights[stem] for stem in one & asked) / total for one in stems]
    return [share * min(1.0, _USUAL_LENGTH / max(1, len(one))) ** 0.5 for share, one in zip(shares, stems, strict=True)]


def _promise(saying: Saying) -> float:
    procedure = saying.quotable.form in {"steps", "list"}
    return _OF_FIRST * (saying.quotable.order < _FIRST) + _OF_PROCEDURE * procedure


def _with_heading(saying: Saying) -> RedactedText:
    """What the model reads: the heading stands above the sentence, as it does for the reader."""
    text = saying.text[:_LONGEST_READ]
    if saying.passage.document.content.kind is Kind.CASE:
        return text
    return RedactedText.joined(". ", (part for part in (saying.quotable.heading, text) if part))


def _language(text: str) -> str:
    return "ru" if re.search("[а-яё]", text, re.IGNORECASE) else "en"


def _unit(rows: Floats) -> Floats:
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    scaled: Floats = rows / np.maximum(lengths, 1e-6)
    return scaled
