"""Serves a built model with onnxruntime: no torch in the process, milliseconds per question."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from onnxruntime.capi import onnxruntime_pybind11_state as runtime

from corpus.embedding.pieces import Pieces, readable
from corpus.embedding.preference import LanguageMeans
from corpus.embedding.reading import Reading, Words, levelled, no_words, words_of
from corpus.errors import ModelNotLoaded

GRAPH = "model.onnx"
PIECES = "pieces.model"
QUESTION = "query: "
PASSAGE = "passage: "
LIMIT = 512
_UNUSABLE = (runtime.Fail, runtime.InvalidGraph, runtime.InvalidProtobuf, runtime.NotImplemented)


class OnnxEmbedder:
    """The model in a folder with `model.onnx` and `pieces.model`.

    Each text runs alone and on one core, several texts side by side: so a text has the same vector,
    bit for bit, whatever came with it, and nothing is padded.
    """

    limit = LIMIT

    def __init__(
        self, folder: Path, *, name: str, fingerprint: str, threads: int, means: LanguageMeans | None = None
    ) -> None:
        self.name = name
        self.fingerprint = fingerprint
        self._threads, self._means = threads, means
        self._pieces = Pieces(folder / PIECES)
        self._session = _session(folder / GRAPH)
        self.dimensions: int = self._session.get_outputs()[0].shape[-1]

    def embed_question(self, text: str) -> NDArray[np.float32]:
        """The unit vector of a question, (dimensions,)."""
        return self._vector(QUESTION + text)

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The unit vectors of passages, one row each, (n, dimensions)."""
        if not texts:
            return np.empty((0, self.dimensions), np.float32)
        with ThreadPoolExecutor(self._threads) as pool:
            return np.stack(list(pool.map(self._vector, [PASSAGE + text for text in texts])))

    def read_question(self, text: str) -> Reading:
        """A question's vector and its words."""
        return self._read(QUESTION, text)

    def read_passages(self, texts: Sequence[str]) -> list[Reading]:
        """The vectors and words of passages."""
        with ThreadPoolExecutor(self._threads) as pool:
            return list(pool.map(lambda text: self._read(PASSAGE, text), texts))

    def words(self, prefix: str, text: str) -> tuple[NDArray[np.float32], Words]:
        """The vector of a text behind a prefix, and its words as the model leaves them."""
        whole = readable(prefix + text, self.limit)
        vector, tokens = self._session.run(["vector", "tokens"], {"ids": self._ids(whole)})
        # The special pieces at both ends stand for nothing in the text.
        return vector[0], words_of(whole, self.spans(whole), tokens[1:-1], len(prefix))

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where each token of the text stands in it, in characters."""
        return self._pieces.spans(text)

    def _read(self, prefix: str, text: str) -> Reading:
        if self._means is None:
            return Reading(self._vector(prefix + text), no_words(self.dimensions))
        vector, words = self.words(prefix, text)
        means = self._means.question_words if prefix == QUESTION else self._means.passage_words
        return Reading(vector, levelled(words, means))

    def _vector(self, text: str) -> NDArray[np.float32]:
        vector: NDArray[np.float32] = self._session.run(["vector"], {"ids": self._ids(text)})[0][0]
        return vector

    def _ids(self, text: str) -> NDArray[np.int64]:
        return np.array(self._pieces.ids(text, self.limit), np.int64)


def _session(graph: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    try:
        return onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
    except _UNUSABLE as error:
        raise ModelNotLoaded(
            f"The model {graph} is not one that onnxruntime {onnxruntime.__version__} can run: delete its folder, "
            "it will be built again"
        ) from error
