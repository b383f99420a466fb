"""Cuts text into the pieces a model reads: writes and reads their table."""

from __future__ import annotations

from itertools import accumulate, pairwise
from pathlib import Path

from sentencepiece import SentencePieceProcessor
from sentencepiece.sentencepiece_model_pb2 import ModelProto  # type: ignore[attr-defined]  # made at import
from tokenizers import (
    PreTokenizedString,
    Token,
    Tokenizer,
    decoders,
    models,
    normalizers,
    pre_tokenizers,
    processors,
)

from corpus.embedding.weights import Vocabulary

_BEGIN, _END, _UNKNOWN = "<s>", "</s>", "<unk>"
# sentencepiece never finds its unknown piece in a text; in ours `<unk>` is found like any other, so it gets one more.
_BEYOND = "<beyond>"
_BLANK = "▁"
# Scores are added in 32 bits. As multiples of this their sums are exact within a word, and of two ways to cut it that
# are equally likely (111 11 and 11 111) the same is always taken, which is the one of the reference in 64 bits.
_STEP = 2.0**-14


class Pieces:
    """The table of pieces as sentencepiece keeps it: a fifth of what the reference takes in memory, the same pieces."""

    def __init__(self, path: Path) -> None:
        self._table = SentencePieceProcessor(model_file=str(path))
        numbers = self._table.piece_to_id([_BEGIN, _END, _UNKNOWN, _BEYOND])
        self._begin, self._end, self._unknown, self._beyond = numbers
        self._clean, self._words = _cleaning(), _parting()

    def ids(self, text: str, limit: int) -> list[int]:
        """The ids of the text with both special pieces; what does not fit into `limit` is cut off before the last."""
        clean = self._clean.normalize_str(_encodable(readable(text, limit)))
        ids = [self._begin]
        for word, _ in self._words.pre_tokenize_str(clean):
            ids += self._of(word)
            if len(ids) >= limit:
                break
        return [*ids[: limit - 1], self._end]

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where each piece of the text stands in it, in characters; blanks between words belong to no piece."""
        cut = PreTokenizedString(_encodable(text))
        cut.normalize(self._clean.normalize)
        self._words.pre_tokenize(cut)
        cut.tokenize(self._tokens)
        spans: list[tuple[int, int]] = cut.to_encoding().offsets
        return spans

    def _of(self, word: str) -> list[int]:
        ids: list[int] = self._table.encode(word)
        return [self._unknown if id_ == self._beyond else id_ for id_ in ids] if self._beyond in ids else ids

    def _tokens(self, word: str) -> list[Token]:
        """The pieces of a word with their places in it, in bytes."""
        pieces: list[str] = self._table.encode(word, return_type=str)
        places = pairwise(accumulate((len(piece.encode()) for piece in pieces), initial=0))
        return [Token(self._unknown, piece, place) for piece, place in zip(pieces, places, strict=True)]


def readable(text: str, limit: int) -> str:
    """As much of a text as a model may read: no piece has more than 16 letters, and a pasted log has a megabyte."""
    return text[: limit * 64]


def write_pieces(vocabulary: Vocabulary, path: Path) -> None:
    """Writes the table of a vocabulary; ids are places in it."""
    table = ModelProto()
    for piece, score in vocabulary.pieces:
        table.pieces.add(piece=piece, score=round(score / _STEP) * _STEP)
    table.pieces.add(piece=_BEYOND, type=ModelProto.SentencePiece.UNKNOWN)
    # Words come in clean, each with its blank before it.
    rules = table.normalizer_spec
    rules.add_dummy_prefix = rules.remove_extra_whitespaces = rules.escape_whitespaces = False
    path.write_bytes(table.SerializeToString(deterministic=True))


def write_reference(vocabulary: Vocabulary, path: Path) -> None:
    """Writes the same (XLM-RoBERTa's kind: unigram pieces, `<s> … </s>`) as the file that transformers reads."""
    tokenizer = Tokenizer(models.Unigram(list(vocabulary.pieces), unk_id=vocabulary.unknown))
    tokenizer.normalizer = _cleaning()
    tokenizer.pre_tokenizer = _parting()
    begin, end = (vocabulary.pieces[number][0] for number in (vocabulary.begin, vocabulary.end))
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{begin} $A {end}",
        pair=f"{begin} $A {end} {end} $B {end}",
        special_tokens=[(begin, vocabulary.begin), (end, vocabulary.end)],
    )
    tokenizer.decoder = decoders.Metaspace(replacement=_BLANK, prepend_scheme="always")
    tokenizer.save(str(path), pretty=False)


def _cleaning() -> normalizers.Normalizer:
    return normalizers.Sequence([normalizers.Nmt(), normalizers.NFKC()])


def _parting() -> pre_tokenizers.PreTokenizer:
    """Parts a text into words, each with its blank before it."""
    blank = pre_tokenizers.Metaspace(replacement=_BLANK, prepend_scheme="always")
    return pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), blank])


def _encodable(text: str) -> str:
    """The text with a question mark for each half of a character, as broken JSON brings them."""
    return text.encode("utf-8", "replace").decode()
