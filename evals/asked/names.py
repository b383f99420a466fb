"""What documents are called in questions: paths below the common parent of the folders that were given."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from corpus.nouns import Origin
from evals.asked.questions import Question


def common_parent(documents: Sequence[Path]) -> Path:
    """The deepest folder that holds all of these paths; a single folder is its own."""
    return Path(os.path.commonpath([_folder(path) for path in documents]))


def prefix(path: Path, parent: Path) -> str:
    """What stands before the external ids of a folder source: `modules/`, or '' at the parent itself."""
    below = _folder(path).relative_to(parent).as_posix()
    return "" if below == "." else f"{below}/"


class Names:
    """Knows every document by its name, and the other names that a question may use for it.

    `prefixes` are by source. A row of a file is called `path#row`; the path alone means any row of it.
    """

    def __init__(self, prefixes: dict[str, str], parent: str, origins: Iterable[Origin]) -> None:
        self._prefixes = prefixes
        self._known: dict[str, str] = {}
        own: dict[str, set[str]] = {}
        for origin in origins:
            for name, external_id in zip(self.of(origin), (origin.external_id, origin.entry), strict=True):
                self._known[name] = name
                own.setdefault(external_id, set()).add(name)
                own.setdefault(f"{parent}/{name}", set()).add(name)
        # Another name counts only where it can mean one document: every folder has its README.md.
        other = {alias: min(names) for alias, names in own.items() if len(names) == 1}
        self._known = other | self._known

    def of(self, origin: Origin) -> tuple[str, str]:
        """A document's own name and that of the file it stands in."""
        before = self._prefixes[origin.source]
        return before + origin.external_id, before + origin.entry

    def unknown(self, questions: Iterable[Question]) -> list[str]:
        """Names in the questions that no document has, each once, in the order of the questions."""
        asked = (name for question in questions for name in question.relevant)
        return [name for name in dict.fromkeys(asked) if name not in self._known]

    def resolved(self, question: Question) -> Question:
        """The question with the documents' own names."""
        relevant: dict[str, int] = {}
        for name, grade in question.relevant.items():
            known = self._known.get(name, name)
            relevant[known] = max(grade, relevant.get(known, 0))
        return replace(question, relevant=relevant)

    def ranked(self, origins: Iterable[Origin], relevant: Collection[str]) -> tuple[str, ...]:
        """The names in the order of the documents: a row that is relevant by itself, or else its file, each once."""
        names = (row if row in relevant else file for row, file in map(self.of, origins))
        return tuple(dict.fromkeys(names))


def _folder(path: Path) -> Path:
    path = path.absolute()
    return path if path.is_dir() else path.parent
