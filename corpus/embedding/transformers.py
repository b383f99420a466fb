"""Serves any sentence-transformers model by its name or path, with torch."""

from __future__ import annotations

import copy
import hashlib
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.embedding.folder import BrokenTensors
from corpus.embedding.onnx import PASSAGE, QUESTION
from corpus.embedding.reading import Reading, no_words
from corpus.errors import ModelNotLoaded

BATCH = 8
_BROKEN = (OSError, ValueError, KeyError, RuntimeError, ImportError, BrokenTensors)


class TransformersEmbedder:
    """A sentence-transformers model; its prefixes come from its own prompts, or by its name where that says E5.

    A path is read without any network; another name is looked for in the local cache, then fetched.
    """

    def __init__(self, name: str, threads: int) -> None:
        self.name = name
        # On the CPU and in full precision.
        self._model = named_or_fetched("PODSKAZKA_EMBEDDING_MODEL", name, _read)
        _use(threads)
        pieces = getattr(self._model.tokenizer, "backend_tokenizer", None)
        if pieces is None:
            raise ModelNotLoaded(f"PODSKAZKA_EMBEDDING_MODEL={name}: it has no fast tokenizer; choose another model")
        # The library switches truncation on in its own copy, and two threads may not share one.
        self._pieces = copy.deepcopy(pieces)
        self._pieces.no_truncation()
        self._pieces.no_padding()
        self._one_at_a_time = Lock()
        self._question, self._passage = _prefixes(name, self._model.prompts)
        self.dimensions: int = self._model.get_embedding_dimension()
        self.limit: int = self._model.max_seq_length or 512
        self.fingerprint: str = self._fingerprint()

    def embed_question(self, text: str) -> NDArray[np.float32]:
        """The unit vector of a question, (dimensions,)."""
        vector: NDArray[np.float32] = self._vectors([text], self._question)[0]
        return vector

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The unit vectors of passages, one row each, (n, dimensions)."""
        return self._vectors(texts, self._passage)

    def read_question(self, text: str) -> Reading:
        """A question's vector; of its words nothing was measured."""
        return Reading(self.embed_question(text), no_words(self.dimensions))

    def read_passages(self, texts: Sequence[str]) -> list[Reading]:
        """The vectors of passages; of their words nothing was measured."""
        return [Reading(row, no_words(self.dimensions)) for row in self.embed_passages(texts)]

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where each token of the text stands in it, in characters."""
        spans: list[tuple[int, int]] = self._pieces.encode(text, add_special_tokens=False).offsets
        return spans

    def _vectors(self, texts: Sequence[str], prefix: str) -> NDArray[np.float32]:
        if not texts:
            return np.empty((0, self.dimensions), np.float32)
        with self._one_at_a_time:
            vectors: NDArray[np.float32] = self._model.encode(
                list(texts), prompt=prefix, batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False
            )
        return vectors

    def _fingerprint(self) -> str:
        """Short, and another one as soon as weights, tokenizer, pooling, prefixes or length change."""
        digest = hashlib.sha256()
        for name, tensor in sorted(self._model.state_dict().items()):
            digest.update(name.encode())
            digest.update(np.ascontiguousarray(tensor.numpy()).data)
        for part in (self._pieces.to_str(), repr(self._model), self._question, self._passage, str(self.limit)):
            digest.update(part.encode())
        return "st-" + digest.hexdigest()[:16]


def named_or_fetched(setting: str, name: str, read: Callable[..., Any]) -> Any:
    """The model that a setting names: a path is read without any network, a name looked for first in the local cache.

    Raises:
        ModelNotLoaded: when there is none of that name, or it cannot be read; the message names the setting.
    """
    path = Path(name).expanduser()
    if path.exists():
        os.environ.update(HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1")
    elif path.is_absolute() or name.startswith((".", "~")):
        raise ModelNotLoaded(f"{setting}={name}: there is no such folder")
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    try:
        return read(str(path), offline=True) if path.exists() else _read_or_fetched(name, read)
    except _BROKEN as error:
        reason = str(error).partition("\n")[0]
        raise ModelNotLoaded(
            f"{setting}={name}: not loaded ({reason}). Set the path of a sentence-transformers folder or a name that "
            f"can be fetched from here, or take the setting away"
        ) from error


def _read_or_fetched(name: str, read: Callable[..., Any]) -> Any:
    try:
        return read(name, offline=True)
    except OSError:
        return read(name, offline=False)


def _read(name: str, *, offline: bool) -> Any:
    # Imported here: five seconds and half a gigabyte that the bundled model does not need.
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415
    from transformers.utils import logging  # noqa: PLC0415

    logging.disable_progress_bar()
    logging.set_verbosity_error()
    precision = {"dtype": "float32"}
    return SentenceTransformer(name, device="cpu", local_files_only=offline, model_kwargs=precision)


def _use(threads: int) -> None:
    import torch  # noqa: PLC0415 as above

    torch.set_num_threads(threads)


def _prefixes(name: str, prompts: dict[str, str]) -> tuple[str, str]:
    """What is put before a question and before a passage."""
    question = prompts.get("query") or ""
    passage = prompts.get("document") or prompts.get("passage") or ""
    if not question and not passage and "e5" in Path(name).name.lower():
        return QUESTION, PASSAGE
    return question, passage
