"""What learning would bring is measured on questions that were not learned from, over a library that is thrown away."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from click.testing import CliRunner

from corpus.errors import Unreadable
from evals.learning import LearningReport, run_learning
from tests.learnable import BEGINNINGS, TOPICS, SmallEmbedder, in_ours, in_theirs, title
from tests.test_evals_retrieval import Watched
from tests.web import settings
from web.cli.main import podskazka

FIGURES = {"n", "hit_at_1", "hit_at_5", "mrr", "ndcg_at_10"}
IN_THEIR_WORDS = [(in_theirs(how, *topic), at) for how in BEGINNINGS for at, topic in enumerate(TOPICS)]


def beir(folder: Path, asked: list[tuple[str, int]]) -> Path:
    """A folder in the form of BEIR: a document for each topic, questions, and the number of the one that answers."""
    folder.mkdir()
    documents = [
        {"_id": f"d{at}", "title": title(*topic), "text": f"{' и '.join(topic)}: всё об этом есть в кабинете."}
        for at, topic in enumerate(TOPICS)
    ]
    queries = [{"_id": f"q{number}", "text": text} for number, (text, _) in enumerate(asked)]
    for name, rows in (("corpus.jsonl", documents), ("queries.jsonl", queries)):
        (folder / name).write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    judged = [f"q{number}\td{at}\t1\n" for number, (_, at) in enumerate(asked)]
    (folder / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\n" + "".join(judged), "utf-8")
    return folder


def run(folder: Path, home: Path, folds: int = 2) -> LearningReport:
    torch.set_num_threads(1)
    return run_learning([folder], folder, settings(home), Watched(), folds, lambda _: SmallEmbedder())


def test_learning_gains_where_customers_have_words_of_their_own(tmp_path: Path) -> None:
    report = run(beir(tmp_path / "bench", IN_THEIR_WORDS), tmp_path / "home")

    assert (report.before.n, report.after.n) == (len(IN_THEIR_WORDS), len(IN_THEIR_WORDS))
    assert report.after.mrr > report.before.mrr + 0.05


def test_measuring_what_learning_brings_teaches_the_own_library_nothing(tmp_path: Path) -> None:
    run(beir(tmp_path / "bench", IN_THEIR_WORDS[:12]), tmp_path / "home")

    assert not (tmp_path / "home").exists()


def test_the_same_questions_give_the_same_figures(tmp_path: Path) -> None:
    folder = beir(tmp_path / "bench", IN_THEIR_WORDS[:12])

    assert run(folder, tmp_path / "home") == run(folder, tmp_path / "home")


def test_fewer_questions_than_the_folds_need_are_refused(tmp_path: Path) -> None:
    folder = beir(tmp_path / "bench", IN_THEIR_WORDS[:9])

    with pytest.raises(Unreadable, match="9 questions can be answered; 5 folds need more"):
        run(folder, tmp_path / "home", folds=5)


def test_the_command_prints_the_figures_before_and_after(home: Path, tmp_path: Path) -> None:
    torch.set_num_threads(1)
    asked = [(in_ours(BEGINNINGS[0], *topic), at) for at, topic in enumerate(TOPICS)]
    folder = str(beir(tmp_path / "bench", asked))

    shown = CliRunner().invoke(podskazka, ["eval", "learning", "--questions", folder, "--folds", "2"])

    assert shown.exit_code == 0, shown.output
    header, before, after = shown.stdout.splitlines()
    assert set(header.split()) == FIGURES
    assert before.split()[:4] == ["as", "it", "ships", str(len(TOPICS))]
    assert after.split()[:2] == ["learned", str(len(TOPICS))]
