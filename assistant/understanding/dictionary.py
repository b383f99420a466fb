"""What words there are apart from the corpus's own: the home of the Russian dictionary and the English word list."""

from __future__ import annotations

from functools import cached_property
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pymorphy3 import MorphAnalyzer

# SCOWL words with their book frequencies, as symspellpy ships them: "the 23135851162" a line.
_ENGLISH = "frequency_dictionary_en_82_765.txt"
# Letters on their own and pieces of contractions are not in word lists.
_ENGLISH_ALSO = (
    "a i i'm don't can't doesn't didn't isn't aren't won't haven't hasn't wasn't couldn't email online ok faq"
)
_CONTRACTED = ("'s", "'re", "'ve", "'ll", "'d", "n't")


class Dictionary:
    """Knows the words of Russian (OpenCorpora) and English; 35 MB, loaded at the first question that needs it."""

    def load(self) -> None:
        """Loads both word lists now (0.2 s), so that no question waits for them."""
        self.knows_russian("слово")
        self.knows_english("word")

    def knows(self, form: str) -> bool:
        """Whether a folded word stands in the dictionary of its script."""
        return self.knows_english(form) if form.isascii() else self.knows_russian(form)

    def knows_russian(self, form: str) -> bool:
        """Whether this is a form of a Russian word; ё may be written е."""
        return bool(self._russian.word_is_known(form))

    def knows_english(self, form: str) -> bool:
        """Whether this is an English word."""
        if "'" in form:
            return form in self._english or any(form.removesuffix(end) in self._english for end in _CONTRACTED)
        return form in self._english

    @cached_property
    def _russian(self) -> MorphAnalyzer:
        # 0.1 s and 25 MB that a process without questions does not need.
        from pymorphy3 import MorphAnalyzer  # noqa: PLC0415

        return MorphAnalyzer(lang="ru")

    @cached_property
    def _english(self) -> frozenset[str]:
        listed = (files("symspellpy") / _ENGLISH).read_text(encoding="utf-8-sig")
        return frozenset((*(line.split(" ", 1)[0] for line in listed.splitlines()), *_ENGLISH_ALSO.split()))
