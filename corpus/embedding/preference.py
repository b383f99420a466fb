"""The model's preference for texts in the question's own language, and how a ranking gets rid of it.

An e5 vector carries the mean direction of its language. With a part of each language's mean taken out of question
and passages, texts are compared by what they say (DESIGN.md section 4). A text may mix languages, so its
mean is mixed by its share of Cyrillic letters.
"""

from __future__ import annotations

import string
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

# Made by `python -m evals.language_means`, from the starter corpus.
_MEANS = Path(__file__).with_name("language_means.npz")
# Between two languages this share of each one's mean is taken out before they are compared.
_SHARE_TAKEN_OUT = 0.8
# A passage with fewer letters of another language is of the question's own.
_ONE_LANGUAGE = 0.97
# Cosines of texts that have nothing to do with each other, and how far apart they lie: raw within one language, and
# with the means taken out between two. Measured on random pairs; between languages a little in favour, as the answer
# in another language is the only one there is. With one scale for both, MRR on payment documents went from .731 to
# .750, on the starter corpus from .796 to .832, on XQuAD-ru from .973 to .975, on support from .697 to .691.
WITHIN, BETWEEN = (0.80, 0.03), (0.05, 0.09)
# UTF-8 writes a Cyrillic letter as one of these bytes and another.
_CYRILLIC = bytes(range(0xD0, 0xD4))
_LATIN = string.ascii_letters.encode()

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class LanguageMeans:
    """Mean vectors of one model for Russian and English, (2, dimensions) each: of questions and of passages, and of
    the single words of both.
    """

    questions: Floats
    passages: Floats
    question_words: Floats
    passage_words: Floats

    def likeness(self, asked: float, vector: Floats, rows: Floats, cyrillic: Floats) -> Floats:
        """How alike a question (dimensions,) and passages (n, dimensions) are, on one scale for all languages, (n,).

        0 is nothing in common. `asked` and `cyrillic` (n,) are shares of Cyrillic letters.
        """
        within = (rows @ vector - WITHIN[0]) / WITHIN[1]
        same = 1 - np.abs(asked - cyrillic)
        other = np.flatnonzero(same <= _ONE_LANGUAGE)
        if len(other):
            between = (self._between(asked, vector, rows[other], cyrillic[other]) - BETWEEN[0]) / BETWEEN[1]
            within[other] = same[other] * within[other] + (1 - same[other]) * between
        return within.astype(np.float32)

    def _between(self, asked: float, vector: Floats, rows: Floats, cyrillic: Floats) -> Floats:
        """Cosines (n,) of question and passages, from each of which a part of the mean of its language is taken.

        Written out in products with the means, so that no passage's vector has to be copied.
        """
        question = vector - _SHARE_TAKEN_OUT * _mixed(self.questions, np.float32(asked))
        question /= np.linalg.norm(question)
        products = rows @ np.stack([question, *self.passages], axis=1)
        shares = np.stack([cyrillic, 1 - cyrillic], axis=1)
        with_question = products[:, 0] - _SHARE_TAKEN_OUT * (shares @ (self.passages @ question))
        with_mean = (products[:, 1:] * shares).sum(axis=1)
        means = np.einsum("ij,jk,ik->i", shares, self.passages @ self.passages.T, shares)
        length = np.sqrt(1 - 2 * _SHARE_TAKEN_OUT * with_mean + _SHARE_TAKEN_OUT**2 * means)
        between: Floats = with_question / length
        return between

    def neutral(self, asked: float, vector: Floats) -> Floats:
        """The unit vector (dimensions,) halfway between a question and itself asked in the other language.

        What is near to it in either language is near to the question: one search for both found as much as two.
        """
        own = round(1 - asked)
        other = vector - self.questions[own] + self.questions[1 - own]
        between = vector + other / np.linalg.norm(other)
        neutral: Floats = (between / np.linalg.norm(between)).astype(np.float32)
        return neutral


_NAMES = tuple(field.name for field in fields(LanguageMeans))


def language_means(fingerprint: str) -> LanguageMeans | None:
    """The means that ship for this model; None for a model nobody has measured."""
    with np.load(_MEANS) as stored:
        if str(stored["fingerprint"]) != fingerprint:
            return None
        return LanguageMeans(**{name: stored[name] for name in _NAMES})


def keep(fingerprint: str, means: LanguageMeans) -> None:
    """Replaces the means that ship."""
    np.savez(_MEANS, fingerprint=fingerprint, **{name: getattr(means, name) for name in _NAMES})


def cyrillic_share(text: str) -> float:
    """How much of a text's letters is Cyrillic, from 0 to 1; a half when it has no letters."""
    written = text.encode("utf-8", "replace")
    cyrillic = len(written) - len(written.translate(None, _CYRILLIC))
    latin = len(written) - len(written.translate(None, _LATIN))
    return cyrillic / (cyrillic + latin) if cyrillic + latin else 0.5


def plain_likeness(vector: Floats, rows: Floats) -> Floats:
    """The same scale (n,) for a model whose languages nobody has measured."""
    return ((rows @ vector - WITHIN[0]) / WITHIN[1]).astype(np.float32)


def _mixed(means: Floats, cyrillic: np.float32) -> Floats:
    mixed: Floats = cyrillic * means[0] + (1 - cyrillic) * means[1]
    return mixed
