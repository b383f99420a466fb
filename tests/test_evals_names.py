"""Questions may name a document by its path from the common parent, from its own folder, or with that folder's name."""

from __future__ import annotations

from pathlib import Path

from corpus.nouns import Origin, RawText
from evals.asked.names import Names, common_parent, prefix
from evals.asked.questions import Question


def _origin(source: str, external_id: str) -> Origin:
    return Origin(source, external_id, entry=external_id.partition("#")[0])


def _asked(*names: str) -> Question:
    return Question("q", RawText("Где чек?"), dict.fromkeys(names, 1))


def test_several_folders_are_named_from_their_common_parent_and_one_folder_from_itself(tmp_path: Path) -> None:
    for name in ("real/faq/payer", "real/api"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "real/faq/codes.csv").write_text("code,answer\n")
    faq, api, codes = (tmp_path / "real" / name for name in ("faq", "api", "faq/codes.csv"))

    assert (common_parent([faq, api]), prefix(faq, tmp_path / "real")) == (tmp_path / "real", "faq/")
    assert (common_parent([faq]), prefix(faq, faq)) == (faq, "")
    assert (common_parent([codes, api]), prefix(codes, tmp_path / "real")) == (tmp_path / "real", "faq/")
    assert common_parent([codes]) == faq


def test_a_path_is_known_from_the_common_parent_from_its_folder_and_with_the_parents_name() -> None:
    names = Names({"a": "faq/", "b": "api/"}, "real", [_origin("a", "payer/check.md"), _origin("b", "codes.md")])

    question = names.resolved(_asked("faq/payer/check.md", "codes.md", "real/api/codes.md"))

    assert question.relevant == {"faq/payer/check.md": 1, "api/codes.md": 1}


def test_a_short_path_that_could_mean_two_documents_is_unknown() -> None:
    names = Names({"a": "faq/", "b": "api/"}, "real", [_origin("a", "README.md"), _origin("b", "README.md")])

    assert names.unknown([_asked("README.md", "api/README.md")]) == ["README.md"]


def test_the_rows_of_a_file_count_once_by_the_best_of_them() -> None:
    names = Names({"a": ""}, "real", [])
    found = [_origin("a", name) for name in ("faq.jsonl#3", "guide.md", "faq.jsonl#1")]

    assert names.ranked(found, {"faq.jsonl"}) == ("faq.jsonl", "guide.md")


def test_a_row_that_is_relevant_by_itself_keeps_its_own_place() -> None:
    names = Names({"a": ""}, "real", [])
    found = [_origin("a", name) for name in ("faq.jsonl#3", "guide.md", "faq.jsonl#1")]

    assert names.ranked(found, {"faq.jsonl#1"}) == ("faq.jsonl", "guide.md", "faq.jsonl#1")
