"""The dense leg: nearest vectors, one Chroma collection per plane; the home of chromadb."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

os.environ["ANONYMIZED_TELEMETRY"] = "False"  # read when chromadb is imported

import chromadb
from chromadb.errors import ChromaError

from corpus.database.library.changes import Change, Entry
from corpus.errors import IndexBroken, IndexClosed
from corpus.index.legs import PositionFile
from corpus.nouns import Audience

FORMAT = 2
# Wider than Chroma's defaults (16, 100, 100): payment texts lie close together in this model's space. Recall@10 on
# 47,742 vectors and 282 questions: 24, 200, 200 .965 in 2.1 ms; 24, 200, 400 .987 in 3.0; 32, 400, 300 .992 in 2.8.
_GRAPH: chromadb.CreateCollectionConfiguration = {
    "hnsw": {"space": "cosine", "max_neighbors": 32, "ef_construction": 300, "ef_search": 300}
}


class VectorIndex:
    """Finds chunks by meaning in an embedded Chroma directory, which only the owning process may open."""

    def __init__(self, folder: Path) -> None:
        self._file = PositionFile(folder / "position.json")
        self._client = chromadb.PersistentClient(
            path=str(folder), settings=chromadb.Settings(anonymized_telemetry=False, allow_reset=False)
        )
        self._planes = {
            audience: self._client.get_or_create_collection(
                audience.value, configuration=_GRAPH, embedding_function=None
            )
            for audience in Audience
        }
        self._batch = self._client.get_max_batch_size()
        self._closed = False

    @classmethod
    def open(cls, folder: Path) -> VectorIndex:
        """Opens the directory, or makes an empty one.

        Raises:
            IndexBroken: Chroma cannot open it. A broken one may also end the process: check it in a child first.
        """
        folder.mkdir(parents=True, exist_ok=True)
        with _explained():
            return cls(folder)

    @property
    def position(self) -> Change:
        """The last change taken in."""
        return self._file.read()[0]

    @property
    def complete(self) -> bool:
        """Whether it was filled to the end, in this format."""
        return self._file.read()[1] == FORMAT

    def replace(self, document_ids: Sequence[str], entries: Sequence[Entry], position: Change) -> None:
        """Drops all chunks of these documents, takes in the entries, and is then at this position."""
        with self._at_work():
            for audience, plane in self._planes.items():
                known = (
                    set(plane.get(where={"document_id": {"$in": list(document_ids)}}, include=[])["ids"])
                    if document_ids
                    else set()
                )
                wanted = [entry for entry in entries if entry.audience is audience]
                gone = list(known - {entry.chunk_id for entry in wanted})
                self._delete(plane, gone)
                self._add(plane, wanted)
            if position.id:
                self._file.write(position, FORMAT)

    def count(self, audience: Audience) -> int:
        """How many chunks the plane holds."""
        with self._at_work():
            return int(self._planes[audience].count())

    def nearest(self, audience: Audience, vector: NDArray[np.float32], limit: int) -> dict[str, float]:
        """The nearest chunks: chunk id → cosine, best first."""
        with self._at_work():
            found = self._planes[audience].query(query_embeddings=[vector], n_results=limit, include=["distances"])
        ids, distances = found["ids"][0], (found["distances"] or [[]])[0]
        return {id_: 1.0 - float(distance) for id_, distance in zip(ids, distances, strict=True)}

    def sample(self, audience: Audience, limit: int) -> dict[str, NDArray[np.float32]]:
        """Some chunks with their vectors, spread over the whole plane."""
        with self._at_work():
            ids = self._planes[audience].get(include=[])["ids"]
            chosen = ids[:: max(1, len(ids) // limit)][:limit]
            if not chosen:
                return {}
            got = self._planes[audience].get(ids=chosen, include=["embeddings"])
        return dict(zip(got["ids"], np.asarray(got["embeddings"], np.float32), strict=True))

    def close(self) -> None:
        """Writes what is pending and lets go of the directory."""
        self._closed = True
        self._client.close()

    @contextmanager
    def _at_work(self) -> Iterator[None]:
        """Another thread may close it at any moment, and Chroma's client then lacks what it works with."""
        with _explained():
            try:
                yield
            except AttributeError as error:
                if not self._closed:
                    raise
                raise IndexClosed("the vector index was closed meanwhile") from error

    def _add(self, plane: chromadb.Collection, entries: list[Entry]) -> None:
        for at in range(0, len(entries), self._batch):
            part = entries[at : at + self._batch]
            plane.upsert(
                ids=[entry.chunk_id for entry in part],
                embeddings=np.frombuffer(b"".join(entry.vector for entry in part), "<f4").reshape(len(part), -1),
                metadatas=[{"document_id": entry.document_id} for entry in part],
            )

    def _delete(self, plane: chromadb.Collection, ids: list[str]) -> None:
        for at in range(0, len(ids), self._batch):
            plane.delete(ids=ids[at : at + self._batch])


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except (ChromaError, ValueError, OSError, RuntimeError) as error:
        raise IndexBroken(f"the vector index cannot be used: {error}") from error
