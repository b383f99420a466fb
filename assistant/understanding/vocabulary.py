"""The words of the corpus: which there are, how often, and which are near to a word that is not among them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from itertools import takewhile

from assistant.understanding.dictionary import Dictionary
from assistant.understanding.near import NearForms
from assistant.understanding.skeleton import cyrillic_skeleton, latin_skeletons
from corpus.index.tokens import Tokenizer

# Longer forms are keys and blobs.
_LONGEST = 40
# A shorter stem is shared by strangers. Words with one stem stand side by side, so few need a look.
_SHORTEST_STEM, _RELATIVES = 4, 24
_FIRST_PARTS = (
    "авто видео аудио фото радио теле веб интернет онлайн кибер крипто промо мини микро макро мульти супер гипер мега "
    "био эко гео евро нео анти контр само много одно двух трех взаимо транс ультра псевдо демо медиа мото электро нефте"
).split()
# How surely a word is one: the corpus uses it; only a dictionary, or the corpus in another form; nobody.
IN_CORPUS, ELSEWHERE, NOWHERE = 1.0, 0.9, 0.1


class Vocabulary:
    """All surface forms of the corpus with their numbers of chunks; made once per state of the corpus, then only read.

    `counts` maps folded forms (see `cutting.words`) to the number of chunks that hold them. One `dictionary` may
    serve all vocabularies that are made one after the other.
    """

    def __init__(self, counts: Mapping[str, int], dictionary: Dictionary | None = None) -> None:
        self._counts = {form: count for form, count in counts.items() if len(form) <= _LONGEST}
        self._dictionary = dictionary or Dictionary()
        self._tokenizer = Tokenizer()
        self._sorted = sorted(self._counts)
        self._near = NearForms(form for form in self._counts if len(form) > 3)
        self._skeletons: dict[str, str | tuple[str, ...]] = {}
        self._add_skeletons()
        self._near_skeletons = NearForms(skeleton for skeleton in self._skeletons if len(skeleton) > 4)
        self._passing: frozenset[str] = frozenset()

    def __len__(self) -> int:
        return len(self._counts)

    def count(self, form: str) -> int:
        """In how many chunks a folded form stands."""
        return self._counts.get(form, 0)

    def known(self, form: str) -> float:
        """How surely a folded form is a word: `IN_CORPUS`, `ELSEWHERE` or `NOWHERE`."""
        if form in self._passing:
            return NOWHERE
        if form in self._counts:
            return IN_CORPUS
        if self._dictionary.knows(form) or self._inflected(form) or self._compound(form):
            return ELSEWHERE
        return NOWHERE

    def doubting(self, forms: Iterable[str]) -> Vocabulary:
        """The same words, of which these stand in the corpus without being words of it: nobody knows them."""
        doubtful = copy(self)
        doubtful._passing = frozenset(forms)
        return doubtful

    def in_dictionary(self, form: str) -> bool:
        """Whether a dictionary lists a folded form."""
        return self._dictionary.knows(form)

    def stem(self, form: str) -> str:
        """The stem by which search would find a folded form."""
        return " ".join(self._tokenizer.stems(form))

    def near(self, form: str, distance: int) -> list[tuple[str, int]]:
        """Forms within so many insertions, deletions, replacements and swaps, with their distances.

        The first two or the last two letters must be right: one error cannot be at both ends.
        """
        return self._near.within(form, distance)

    def sounding(self, latin: str) -> list[str]:
        """Russian forms that a folded Latin word may stand for, in any of the usual transliterations."""
        return self._spelled(skeleton for skeleton in latin_skeletons(latin))

    def sounding_nearly(self, latin: str) -> list[str]:
        """Russian forms whose transliteration is one letter off."""
        skeletons = latin_skeletons(latin)[:2]
        return self._spelled(near for skeleton in skeletons for near, _ in self._near_skeletons.within(skeleton, 1))

    def _inflected(self, form: str) -> bool:
        """Whether the corpus has another form of the same word: one that begins with its stem and has the same one."""
        stem = self.stem(form)
        if len(stem) < _SHORTEST_STEM:
            return False
        start = bisect_left(self._sorted, stem)
        relatives = takewhile(lambda other: other.startswith(stem), self._sorted[start : start + _RELATIVES])
        return any(self.stem(other) == stem for other in relatives)

    def _compound(self, form: str) -> bool:
        """Whether it is a word with a first part that is set before any noun: «промокод», «видеохостинг»."""
        first = next((part for part in _FIRST_PARTS if form.startswith(part)), None)
        rest = form.removeprefix(first or form)
        return len(rest) > 2 and (rest in self._counts or self._dictionary.knows(rest))

    def _spelled(self, skeletons: Iterable[str]) -> list[str]:
        return [form for skeleton in dict.fromkeys(skeletons) for form in _each(self._skeletons.get(skeleton, ()))]

    def _add_skeletons(self) -> None:
        # Most skeletons belong to one form: a plain string there saves half of the memory.
        for form in self._counts:
            if not form.isascii():
                skeleton = cyrillic_skeleton(form)
                others = self._skeletons.get(skeleton)
                self._skeletons[skeleton] = form if others is None else (*_each(others), form)


def _each(forms: str | tuple[str, ...]) -> Iterator[str]:
    return iter((forms,) if isinstance(forms, str) else forms)
