"""What several tests share: the bundled model, built once a run; how a missing part is met."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from corpus.embedding.built import ensure_built


@pytest.fixture(scope="session")
def bundled_models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the bundled model, built as the first command of a user would."""
    folder = tmp_path_factory.mktemp("bundled") / "models"
    ensure_built(folder)
    return folder


@pytest.fixture
def home(tmp_path: Path, bundled_models: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A new PODSKAZKA_HOME that has the model already."""
    made = tmp_path / "home"
    made.mkdir()
    (made / "models").symlink_to(bundled_models)
    monkeypatch.setenv("PODSKAZKA_HOME", str(made))
    for name in ("DATABASE_URL", "EMBEDDING_MODEL", "HOST", "PORT", "HOSTS", "PUBLIC_URL"):
        monkeypatch.delenv(f"PODSKAZKA_{name}", raising=False)
    return made


def left_out(reason: str) -> None:
    """Skips with the reason, or fails where everything has to be there (CI)."""
    if os.environ.get("PODSKAZKA_EVERYTHING"):
        pytest.fail(f"missing here: {reason}")
    pytest.skip(reason)
