"""Cuts text into the pieces a model reads: writes and reads the tokenizer file."""

from __future__ import annotations

from pathlib import Path

from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

from corpus.embedding.weights import Vocabulary


class Pieces:
    """A tokenizer read from its file, for texts of any length."""

    def __init__(self, path: Path) -> None:
        self._tokenizer = Tokenizer.from_file(str(path))

    def ids(self, text: str, limit: int) -> list[int]:
        """The ids of the text with both special pieces; what does not fit into `limit` is cut off before the last."""
        # No piece has more than 16 letters: a pasted megabyte need not be cut into pieces to its end.
        ids: list[int] = self._tokenizer.encode(text[: limit * 64]).ids
        return ids if len(ids) <= limit else [*ids[: limit - 1], ids[-1]]

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where each piece of the text stands in it, in characters; blanks between words belong to no piece."""
        spans: list[tuple[int, int]] = self._tokenizer.encode(text, add_special_tokens=False).offsets
        return spans


def write_pieces(vocabulary: Vocabulary, path: Path) -> None:
    """Writes the tokenizer of XLM-RoBERTa's kind (unigram pieces, `<s> … </s>`) that a vocabulary makes."""
    tokenizer = Tokenizer(models.Unigram(list(vocabulary.pieces), unk_id=vocabulary.unknown))
    tokenizer.normalizer = normalizers.Sequence([normalizers.Nmt(), normalizers.NFKC()])
    blank = "▁"
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace(replacement=blank, prepend_scheme="always")]
    )
    begin, end = (vocabulary.pieces[number][0] for number in (vocabulary.begin, vocabulary.end))
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{begin} $A {end}",
        pair=f"{begin} $A {end} {end} $B {end}",
        special_tokens=[(begin, vocabulary.begin), (end, vocabulary.end)],
    )
    tokenizer.decoder = decoders.Metaspace(replacement=blank, prepend_scheme="always")
    tokenizer.save(str(path), pretty=False)
