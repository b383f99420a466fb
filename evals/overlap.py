"""How much of a draft stands in what an agent really sent, by words: ROUGE-L; by letters see assistant/outcomes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import fmean

_WORD = re.compile(r"\w+")


def rouge_l(draft: str, sent: str) -> float:
    """F1 of the longest common subsequence of words, 0 to 1 (Lin 2004), for one text.

    Written here because the usual package drops Cyrillic letters. Words in any script count, ё as е, without stemming.
    """
    left, right = _words(draft), _words(sent)
    if not left or not right:
        return 0.0
    common = _longest_common(left, right)
    precision, recall = common / len(left), common / len(right)
    return 2 * precision * recall / (precision + recall) if common else 0.0


def mean_rouge_l(drafts: Sequence[str], sent: Sequence[str]) -> float:
    """The mean over pairs of texts; 0 for none."""
    return fmean(map(rouge_l, drafts, sent)) if drafts else 0.0


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold().replace("ё", "е"))


def _longest_common(left: Sequence[str], right: Sequence[str]) -> int:
    """The length of the longest common subsequence, row by row."""
    row = [0] * (len(right) + 1)
    for word in left:
        before = row
        row = [0]
        for place, other in enumerate(right, start=1):
            row.append(before[place - 1] + 1 if word == other else max(before[place], row[-1]))
    return row[-1]
