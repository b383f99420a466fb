"""How alike two texts are by their letters, not their words: chrF (the home of sacrebleu)."""

from __future__ import annotations

from collections.abc import Sequence


def chrf(drafts: Sequence[str], sent: Sequence[str]) -> float:
    """Character n-gram F-score over all texts together, 0 to 100 (Popović 2015; sacrebleu's defaults); 0 for none."""
    # Other commands that import this room have no use for it.
    from sacrebleu.metrics.chrf import CHRF  # noqa: PLC0415

    return float(CHRF().corpus_score(list(drafts), [list(sent)]).score) if drafts else 0.0
