"""Russian words that a word in Latin letters was probably meant to be."""

from __future__ import annotations

from math import log10

from assistant.understanding.lettering import lettered
from assistant.understanding.near import distance
from assistant.understanding.nouns import How, Option
from assistant.understanding.vocabulary import IN_CORPUS, Vocabulary

_BY_DICTIONARY, _NEARLY, _PLAIN = 0.75, 0.7, 0.3
_SHORTEST_NEARLY = 5
_SOFT, _SOFT_SIGN = str.maketrans("", "", "ьъ"), 0.3
_VOWELS = frozenset("aeiouyjâêûèëěq'")


def sounded(form: str, vocabulary: Vocabulary, *, guess: bool) -> Option | None:
    """The Russian word of the corpus that a folded Latin form spells; where one may `guess`, else of the dictionary."""
    forms = vocabulary.sounding(form)
    if forms:
        plain, _ = lettered(form, _nothing)
        best = max(forms, key=lambda each: (_likeness(each, plain, vocabulary), each))
        sure = vocabulary.count(best) > 1 or vocabulary.in_dictionary(best)
        return Option(best, How.TRANSLITERATION, IN_CORPUS if sure and len(form) > 1 else _BY_DICTIONARY)
    if not guess or len(form) < 3 or not _VOWELS & set(form):
        return None
    text, in_dictionary = lettered(form, vocabulary.in_dictionary)
    return Option(text, How.TRANSLITERATION, _BY_DICTIONARY) if in_dictionary else None


def nearly_sounded(form: str, vocabulary: Vocabulary) -> Option | None:
    """The Russian word of the corpus that a folded Latin form spells but for one letter."""
    if len(form) < _SHORTEST_NEARLY:
        return None
    plain, _ = lettered(form, _nothing)
    forms = vocabulary.sounding_nearly(form)
    best = max(forms, key=lambda each: (_likeness(each, plain, vocabulary), each), default=None)
    return Option(best, How.TRANSLITERATION, _NEARLY) if best else None


def plainly(form: str) -> Option | None:
    """A Latin form letter by letter, so that its stem meets its relatives; None for what cannot be spoken."""
    if len(form) < 3 or not _VOWELS & set(form):
        return None
    return Option(lettered(form, _nothing)[0], How.TRANSLITERATION, _PLAIN)


def _likeness(form: str, plain: str, vocabulary: Vocabulary) -> float:
    """Frequent forms first, but a letter off weighs as much as a tenfold frequency; soft signs are often left out."""
    letters = distance(form.translate(_SOFT), plain.translate(_SOFT))
    return log10(1 + vocabulary.count(form)) - letters - _SOFT_SIGN * (distance(form, plain) - letters)


def _nothing(_: str) -> bool:
    return False
