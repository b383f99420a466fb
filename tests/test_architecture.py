"""The house stays in order, and each rule would notice a violation."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests import architecture

ROOT = Path(__file__).parent.parent
Rule = Callable[[Path], list[str]]


@pytest.mark.parametrize(
    "rule",
    [
        architecture.wrong_imports,
        architecture.circles,
        architecture.homeless,
        architecture.too_large,
        architecture.wrong_names,
        architecture.redacted_made_elsewhere,
        architecture.unexplained,
    ],
    ids=lambda rule: rule.__name__,
)
def test_the_house_keeps_the_rule(rule: Rule) -> None:
    assert rule(ROOT) == []


def test_functions_are_short() -> None:
    median, ninetieth = architecture.shape(ROOT)

    assert median <= architecture.MEDIAN_LINES
    assert ninetieth <= architecture.NINETIETH_LINES


def test_every_home_is_lived_in() -> None:
    used = {module.split(".")[0] for _, tree, _ in architecture.sources(ROOT) for module in architecture.imports(tree)}

    assert set(architecture.HOMES) - used - {"alembic"} == set()


PLANTED: list[tuple[Rule, str, str]] = [
    (architecture.wrong_imports, "corpus/bad.py", "import ingest.redaction\n"),
    (architecture.wrong_imports, "corpus/bad.py", "def f() -> None:\n    from web import app\n"),
    (architecture.wrong_imports, "ingest/bad.py", "if TYPE_CHECKING:\n    import assistant.nouns\n"),
    (architecture.homeless, "assistant/bad.py", "import chromadb\n"),
    (architecture.homeless, "web/bad.py", "from sqlalchemy import select\n"),
    (architecture.too_large, "corpus/bad.py", "x = 1\n" * 301),
    (architecture.too_large, "corpus/bad.py", "def f() -> None:\n" + "    x = 1\n" * 45),
    (architecture.too_large, "corpus/bad.py", "def f(a, b, c, d, e, f, g): ...\n"),
    (architecture.wrong_names, "corpus/bad.py", "class TicketManager: ...\n"),
    (architecture.wrong_names, "corpus/utils.py", "x = 1\n"),
    (architecture.redacted_made_elsewhere, "web/bad.py", "RedactedText('4111 1111 1111 1111')\n"),
    (architecture.unexplained, "corpus/bad.py", "x = 1\n"),
]


@pytest.mark.parametrize(("rule", "name", "text"), PLANTED, ids=lambda value: getattr(value, "__name__", ""))
def test_a_planted_violation_is_noticed(tmp_path: Path, rule: Rule, name: str, text: str) -> None:
    plant(tmp_path, {name: text})

    assert rule(tmp_path)


def test_a_planted_circle_is_noticed(tmp_path: Path) -> None:
    files = {
        "corpus/one.py": "from corpus import two\n",
        "corpus/two.py": "def f() -> None:\n    import corpus.three\n",
        "corpus/three.py": "from corpus.one import f\n",
    }
    plant(tmp_path, files)

    assert architecture.circles(tmp_path)


def plant(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
