"""Drafts are measured against what agents sent, and no case helps to answer itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpus.errors import Unreadable
from corpus.nouns import RawText
from corpus.settings import Settings
from evals.aside import aside
from evals.drafting import reply_to
from evals.drafts import AnsweredCase, LeavingOut, ResolvedCases, read_cases, run_drafts
from ingest.house import Load
from tests.fakes import FakeEmbedder
from tests.test_evals_retrieval import Watched

REFUND = "Деньги за возврат приходят на карту покупателя за 14 дней. Срок зависит от банка, который выпустил карту."
ASKED = "За сколько дней деньги за возврат приходят на карту покупателя?"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    home = tmp_path / "home"
    return Settings(home=home, database_url=f"sqlite:///{home / 'podskazka.db'}", embedding_model="fake")


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    folder = tmp_path / "beir"
    folder.mkdir()
    corpus = [
        {"_id": "refund", "title": ASKED, "text": REFUND},
        {"_id": "check", "title": "Чек", "text": "Чек приходит на почту сразу после оплаты."},
    ]
    _written(folder / "corpus.jsonl", *corpus)
    _written(folder / "queries.jsonl", {"_id": "c1", "text": ASKED}, {"_id": "c2", "text": ASKED})
    (folder / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\nc1\trefund\t1\nc2\trefund\t1\n", "utf-8")
    return folder


def _written(path: Path, *rows: dict[str, str]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return path


def _case(name: str, question: str, answer: str) -> dict[str, str]:
    return {"id": name, "question": question, "operator_answer": answer}


def _fake() -> Load:
    return lambda name: FakeEmbedder()


def test_the_figures_have_the_names_that_were_promised_and_refusals_are_counted_both_ways(
    tmp_path: Path, documents: Path, settings: Settings
) -> None:
    cases = _written(
        tmp_path / "cases.jsonl",
        _case("c1", ASKED, REFUND),
        _case("c9", "белые кроссовки 42 размера", "Таких у нас нет."),
    )

    figures = run_drafts(documents, cases, settings, Watched(), load=_fake()).as_dict()

    overall, every, bare = figures["overall"], figures["every_case"], figures["without_courtesies"]
    assert isinstance(overall, dict)
    assert isinstance(every, dict)
    assert isinstance(bare, dict)
    assert list(overall) == [
        "n", "answered_share", "chrf", "rouge_l", "citation_precision", "verified_share", "unsupported_numbers",
    ]  # fmt: skip
    assert (overall["n"], overall["answered_share"]) == (2, 1 / 2)
    assert (overall["citation_precision"], overall["verified_share"], overall["unsupported_numbers"]) == (1.0, 1.0, 0)
    assert every["rouge_l"] == pytest.approx(overall["rouge_l"] / 2, abs=1e-4)
    assert every["chrf"] < overall["chrf"] < bare["chrf"] == 100


def test_a_case_and_one_in_nearly_the_same_words_are_out_of_the_library_while_it_is_answered(
    documents: Path, settings: Settings
) -> None:
    known = [
        AnsweredCase(
            "a", RawText("Как сменить карту для рассрочки в приложении?"), RawText("Напишите нам, мы сменим карту.")
        ),
        AnsweredCase(
            "b", RawText("как сменить карту для рассрочки в приложении"), RawText("Это делает поддержка по письму.")
        ),
        AnsweredCase(
            "c", RawText("Где взять ключ магазина для модуля?"), RawText("Откройте настройки магазина в кабинете.")
        ),
    ]
    with aside([documents], settings, Watched(), _fake(), [ResolvedCases(known)]) as library:
        find = library.podskazka.assistant.find

        def cases_found() -> set[str]:
            found = find(known[0].question).passages
            return {passage.document.origin.external_id for passage in found} & {"a", "b", "c"}

        assert cases_found() == {"a", "b", "c"}
        with LeavingOut(library, known).out(known[0]):
            assert cases_found() == {"c"}
        assert cases_found() == {"a", "b", "c"}


def test_a_case_that_may_be_learned_from_never_answers_itself(
    tmp_path: Path, documents: Path, settings: Settings
) -> None:
    question = "Как сменить фамилию в договоре рассрочки после свадьбы?"
    answer = "Напишите в поддержку: мы сменим фамилию в договоре рассрочки после свадьбы за один день."
    cases = _written(tmp_path / "cases.jsonl", _case("new", question, answer))

    with aside([documents], settings, Watched(), _fake(), [ResolvedCases(read_cases(cases))]) as library:
        left_in = reply_to(RawText(question), {}, library)
    left_out = run_drafts(documents, cases, settings, Watched(), cases, _fake()).replies[0][1]

    assert left_in.cited == ("new",)
    assert "new" not in left_out.cited


@pytest.mark.parametrize(
    "row", [{"id": "1", "question": "Где чек?"}, {"question": "Где чек?", "operator_answer": "Вот."}]
)
def test_a_case_that_cannot_be_measured_is_named_by_its_line(tmp_path: Path, row: dict[str, str]) -> None:
    with pytest.raises(Unreadable, match="line 1"):
        read_cases(_written(tmp_path / "cases.jsonl", row))
