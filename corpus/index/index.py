"""The index: what search reads. A copy of the library, kept up to date by following the change log."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.database.library.changes import START, ChangeLog
from corpus.database.library.models import Models
from corpus.embedding.embedder import Embedder
from corpus.errors import DatabaseUnavailable, IndexBroken, IndexClosed, ModelNotLoaded
from corpus.index.builder import VectorFolders
from corpus.index.legs import PositionFile, follow
from corpus.index.opening import VECTORS, WORDS, Dense, exact_dense, up_to_date_words
from corpus.index.owner import own
from corpus.index.tokens import Tokenizer
from corpus.index.vectors import VectorIndex
from corpus.index.words import POSITION as WORDS_POSITION
from corpus.index.words import WordIndex
from corpus.worker import Worker

# A change must act within 2 s; an idle look at the log costs one indexed row.
_PAUSE_SECONDS = 0.3
_RETRY_SECONDS = 60.0

log_of_index = logging.getLogger("podskazka.index")


@dataclass(frozen=True, slots=True)
class Health:
    """How the index does: which dense leg answers, whether words do, how many changes it is behind."""

    dense: str
    words: bool
    behind: int
    problem: str


class Index:
    """Answers from the first second: exactly from the database, from Chroma once it is found sound or rebuilt."""

    def __init__(self, folder: Path, log: ChangeLog, models: Models, load: Callable[[str], Embedder]) -> None:
        self._folders = VectorFolders(folder / "vectors", log)
        self._words_folder = folder / "words"
        self._log, self._models, self._load = log, models, load
        self._ownership = own(folder)
        self._stop = threading.Event()
        self._ready: dict[str, VectorIndex] = {}  # by fingerprint: a model may change while one is built
        self._builder: threading.Thread | None = None
        # What broke, until it is made anew; and why the follower does not get on, until it does.
        self._broken, self._behind = "", ""
        self._exchange = threading.Lock()  # searches may find a leg broken while the follower exchanges it
        self.tokenizer = Tokenizer()
        self.dense = self._exact()
        self.words: WordIndex | None = None
        self.follower = Worker("follower", self._turn, held_up=lambda: bool(self._behind))

    @classmethod
    def own(cls, folder: Path, log: ChangeLog, models: Models, load: Callable[[str], Embedder]) -> Index:
        """Opens the index as its one owner and follows the change log from now on.

        Raises:
            IndexOwned: another process owns it.
            ModelNotLoaded: the active embedding model cannot be loaded.
        """
        index = cls(folder, log, models, load)
        if index._words_are_near():
            index._follow_words()  # before the first question, or what came last would seem to share no word with it
        index.follower.start()
        return index

    def health(self) -> Health:
        """How the index does at this moment."""
        position = min(self.dense.vectors.position.id, self.words.position.id if self.words else 0)
        kind = "chroma" if isinstance(self.dense.vectors, VectorIndex) else "exact"
        return Health(kind, self.words is not None, self._log.latest().id - position, self._behind or self._broken)

    def failed(self, leg: str, error: IndexBroken) -> None:
        """A leg failed: the exact scan stands in for the vectors, and the leg is made anew.

        Every search that was under way may say so, and so may the follower; the first one acts.
        """
        if isinstance(error, IndexClosed) or not (broken := self._taken_out(leg)):
            return
        log_of_index.warning("the %s failed and are made anew: %s", leg, error)
        self._broken = str(error)
        broken.close()

    def close(self) -> None:
        """Stops following and lets go of the directory."""
        self._stop.set()
        self.follower.stop()
        if self._builder:
            self._builder.join()
        self.dense.vectors.close()
        for ready in self._ready.values():
            ready.close()
        if self.words:
            self.words.close()
        self._ownership.release()

    def _taken_out(self, leg: str) -> VectorIndex | WordIndex | None:
        """The part that answered for this leg until now; None when it has been taken out before."""
        with self._exchange:
            if leg == WORDS:
                words, self.words = self.words, None
                return words
            vectors = self.dense.vectors
            if not isinstance(vectors, VectorIndex):
                return None
            self.dense = replace(self.dense, vectors=self.dense.exact)
            return vectors

    def _turn(self) -> float:
        try:
            self.follow()
        except (DatabaseUnavailable, ModelNotLoaded) as error:
            self._behind = str(error)
            return 10 * _PAUSE_SECONDS
        self._behind = ""
        return _PAUSE_SECONDS

    def follow(self) -> None:
        """Takes in what is new, exchanges the model when another became active, brings Chroma in when it is ready."""
        self._exchange_model()
        for leg, catch_up in ((VECTORS, self._follow_vectors), (WORDS, self._follow_words)):
            try:
                catch_up()
            except IndexBroken as error:
                self.failed(leg, error)

    def _follow_vectors(self) -> None:
        # What a leg finds and the memory does not know yet is passed over: the memory goes first.
        follow(self.dense.exact, self._log, self.dense.embedder.fingerprint)
        follow(self.dense.vectors, self._log, self.dense.embedder.fingerprint)
        self._bring_in_chroma()

    def _follow_words(self) -> None:
        fingerprint = self.dense.embedder.fingerprint
        words = self.words  # a search that fails may take it away at any moment
        if words is None:
            words = self.words = up_to_date_words(self._words_folder, self._log, fingerprint, self.tokenizer)
        follow(words, self._log, fingerprint)

    def _words_are_near(self) -> bool:
        """Whether the words on disk are a little behind rather than missing: only then may a start wait for them."""
        position, _ = PositionFile(self._words_folder / WORDS_POSITION).read()
        return position != START and self._log.holds(position)

    def _exchange_model(self) -> None:
        active = self._models.active()
        if active and active.fingerprint != self.dense.embedder.fingerprint:
            new = self._exact()
            with self._exchange:
                old, self.dense = self.dense, new
            old.vectors.close()

    def _bring_in_chroma(self) -> None:
        if isinstance(self.dense.vectors, VectorIndex) or (self._builder and self._builder.is_alive()):
            return
        fingerprint = self.dense.embedder.fingerprint
        if ready := self._ready.pop(fingerprint, None):
            follow(ready, self._log, fingerprint)
            with self._exchange:
                self.dense = replace(self.dense, vectors=ready)
            self._folders.sweep(fingerprint)
            self._broken = ""
        else:
            self._builder = threading.Thread(target=self._build, args=(fingerprint,), name="builder", daemon=True)
            self._builder.start()

    def _build(self, fingerprint: str) -> None:
        try:
            self._ready[fingerprint] = self._folders.ready(fingerprint)
        except (IndexBroken, DatabaseUnavailable, OSError) as error:  # as when the disk is full
            log_of_index.warning("the vector index could not be made, search stays exact: %s", error)
            self._broken = str(error)
            self._stop.wait(_RETRY_SECONDS)

    def _exact(self) -> Dense:
        return exact_dense(self._log, self._models, self._load)
