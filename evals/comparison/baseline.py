"""The stored baseline: every question's result of an earlier run, one a line, so that a diff can be read."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import PodskazkaError, Unreadable
from evals.comparison.results import Ratio, Result, result_of, row_of

SHIPPED = Path(__file__).parents[1] / "baseline.json"
_FORM = 1
_REMEDY = "run `podskazka eval --keep` with these questions and this model to make a new baseline"


class OtherBaseline(PodskazkaError):
    """A baseline is of other questions or another model, so that nothing can be concluded from a difference."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """A run that was kept: when, with which version and model, over which documents, and what it found.

    `recall` is (found, all) for each kind of personal data in the texts that `texts` is the digest of.
    """

    made: str
    version: str
    model: str
    fingerprint: str
    documents: str
    results: tuple[Result, ...]
    recall: Mapping[str, Ratio]
    texts: str


def read_baseline(path: Path) -> Baseline:
    """The baseline in a file.

    Raises:
        Unreadable: there is no file, or it is no baseline of this version's form.
    """
    try:
        return _baseline_of(json.loads(path.read_text("utf-8")))
    except FileNotFoundError as error:
        raise Unreadable(f"{path}: no baseline there; {_REMEDY}") from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise Unreadable(f"{path}: not a baseline that this version can read; {_REMEDY}") from error


def write_baseline(baseline: Baseline, path: Path) -> None:
    """Writes the file; its folder is made when it is not there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    head = {
        "form": _FORM,
        "made": baseline.made,
        "version": baseline.version,
        "model": baseline.model,
        "fingerprint": baseline.fingerprint,
        "documents": baseline.documents,
        "texts": baseline.texts,
        "recall": {name: list(ratio) for name, ratio in baseline.recall.items()},
    }
    rows = ",\n".join(_line(row_of(result)) for result in sorted(baseline.results, key=lambda one: one.id))
    lines = ",\n".join(f"{_line(name)}: {_line(value)}" for name, value in head.items())
    path.write_text(f'{{\n{lines},\n"results": [\n{rows}\n]\n}}\n', "utf-8")


def check_same(baseline: Baseline, fingerprint: str, results: Sequence[Result]) -> None:
    """Whether a run may be compared with this baseline.

    Raises:
        OtherBaseline: it was made with another model, or does not have these questions in this wording.
    """
    if baseline.fingerprint != fingerprint:
        raise OtherBaseline(f"the baseline was made with another model ({baseline.model}); {_REMEDY}")
    known = {result.id: result.digest for result in baseline.results}
    other = [result.id for result in results if known.get(result.id) != result.digest]
    if other:
        raise OtherBaseline(f"{len(other)} questions are not those of the baseline, the first is {other[0]}; {_REMEDY}")


def _baseline_of(value: dict[str, Any]) -> Baseline:
    if value.get("form") != _FORM:
        raise ValueError("another form")
    return Baseline(
        made=value["made"],
        version=value["version"],
        model=value["model"],
        fingerprint=value["fingerprint"],
        documents=value["documents"],
        results=tuple(result_of(row) for row in value["results"]),
        recall={name: (float(found), float(count)) for name, (found, count) in value["recall"].items()},
        texts=value["texts"],
    )


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
