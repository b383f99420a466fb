"""The gate tells a loss from chance, and refuses to compare what cannot be compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from sklearn.metrics import roc_auc_score

from corpus.errors import Unreadable
from evals.comparison.baseline import Baseline, OtherBaseline, check_same, read_baseline, write_baseline
from evals.comparison.gate import Comparison, Verdict, compare, compare_recall
from evals.comparison.results import Drafted, Result, result_of, row_of
from evals.metrics import Metrics

PERFECT, LOST = Metrics(1, 1.0, 1.0, 1.0, 1.0), Metrics(1, 0.0, 0.0, 0.0, 0.0)


def _result(number: int, found: Metrics | None = PERFECT, probability: float = 0.9) -> Result:
    return Result(f"q{number:03}", "digest", "any", "ru", "payer", probability, "answer", 5.0, found)


def _named(name: str, old: Sequence[Result], new: Sequence[Result]) -> Comparison:
    return next(one for one in compare(old, new) if one.name == name)


def _baseline(results: Sequence[Result]) -> Baseline:
    return Baseline("2026-03-01", "0.1.0", "fake", "fake-1", "d", tuple(results), {"card": (9.0, 10.0)}, "t")


def test_a_planted_loss_is_noticed() -> None:
    old = [_result(number) for number in range(200)]
    new = [_result(number, LOST if number % 10 == 0 else PERFECT) for number in range(200)]

    hit = _named("hit@1", old, new)

    assert hit.difference == pytest.approx(-20 / 200)
    assert hit.verdict is Verdict.WORSE


def test_as_many_questions_won_as_lost_are_chance() -> None:
    random = Random(1)
    old = [_result(number, random.choice((PERFECT, LOST))) for number in range(200)]
    swapped = [replace(one, found=random.choice((PERFECT, LOST))) if n % 5 == 0 else one for n, one in enumerate(old)]

    assert {one.verdict for one in compare(old, swapped)} == {Verdict.NO_DIFFERENCE}


def test_a_single_lost_question_of_many_is_no_proof() -> None:
    old = [_result(number) for number in range(200)]

    assert _named("MRR", old, [replace(old[0], found=LOST), *old[1:]]).verdict is Verdict.NO_DIFFERENCE


def test_the_same_run_again_differs_in_nothing() -> None:
    old = [_result(number, LOST if number % 3 else PERFECT) for number in range(60)]

    assert {(one.low, one.high, one.verdict) for one in compare(old, old)} == {(0.0, 0.0, Verdict.NO_DIFFERENCE)}


def test_a_gain_is_told_too() -> None:
    old = [_result(number, LOST if number % 4 == 0 else PERFECT) for number in range(200)]

    assert _named("nDCG@10", old, [_result(number) for number in range(200)]).verdict is Verdict.BETTER


def test_the_interval_is_as_wide_as_the_literature_says() -> None:
    old = [_result(number) for number in range(400)]
    new = [_result(number, LOST if number < 40 else PERFECT) for number in range(400)]

    hit = _named("hit@1", old, new)

    deviation = (0.1 * 0.9 / 400) ** 0.5  # of a share of 0.1 among 400
    assert hit.low == pytest.approx(-0.1 - 1.96 * deviation, abs=0.004)
    assert hit.high == pytest.approx(-0.1 + 1.96 * deviation, abs=0.004)


def test_questions_are_matched_by_id_and_only_those_that_both_have_count() -> None:
    old = [_result(number) for number in range(100)]
    new = [_result(number) for number in range(49, -1, -1)]

    assert _named("hit@1", old, new).n == 50


def test_shares_of_citations_count_citations_and_not_drafts() -> None:
    old = [replace(_result(1), drafted=Drafted(True, 4, 4)), replace(_result(2), drafted=Drafted(True, 1, 0))]
    new = [replace(_result(1), drafted=Drafted(True, 2, 1)), replace(_result(2), drafted=Drafted(False))]

    precision = _named("citation precision", old, new)

    assert (precision.old, precision.new) == ((4 + 0) / (4 + 1), (1 + 0) / (2 + 0))


def test_telling_unanswerable_questions_apart_is_compared_and_a_loss_of_it_noticed() -> None:
    random = Random(2)
    old = [_result(n, PERFECT if n % 4 else None, random.random() + (0.8 if n % 4 else 0)) for n in range(200)]
    new = [replace(one, probability=random.random()) for one in old]

    area = _named("AUROC", old, new)

    answerable = [one.answerable for one in old]
    assert area.old == pytest.approx(roc_auc_score(answerable, [one.probability for one in old]))
    assert area.new == pytest.approx(roc_auc_score(answerable, [one.probability for one in new]))
    assert area.verdict is Verdict.WORSE


def test_equal_probabilities_are_half_a_win() -> None:
    told = [_result(number, PERFECT if number % 2 else None, 0.5) for number in range(8)]

    assert _named("AUROC", told, told).old == 1 / 2


def test_any_loss_in_the_redaction_is_a_loss() -> None:
    lost, kept = compare_recall({"card": (480, 480), "phone": (118, 120)}, {"card": (479, 480), "phone": (118, 120)})

    assert (lost.name, lost.verdict) == ("redaction recall, card", Verdict.WORSE)
    assert kept.verdict is Verdict.NO_DIFFERENCE


def test_a_kept_baseline_comes_back_as_it_was_but_for_times(tmp_path: Path) -> None:
    results = (_result(1), replace(_result(2, None), drafted=Drafted(True, 3, 2, 5, 5, 0, 80.0)))

    write_baseline(_baseline(results), tmp_path / "new" / "baseline.json")

    kept = read_baseline(tmp_path / "new" / "baseline.json")
    assert kept.recall == {"card": (9.0, 10.0)}
    assert [one.id for one in kept.results] == ["q001", "q002"]
    assert {one.verdict for one in compare(results, kept.results)} == {Verdict.NO_DIFFERENCE}
    assert kept.results[1].drafted == Drafted(True, 3, 2, 5, 5, 0, 0.0)


def test_a_part_of_the_baselines_questions_may_be_compared() -> None:
    check_same(_baseline([_result(1), _result(2)]), "fake-1", [_result(2)])


@pytest.mark.parametrize(
    ("fingerprint", "result"),
    [("fake-2", _result(1)), ("fake-1", _result(7)), ("fake-1", replace(_result(1), digest="reworded"))],
    ids=["another model", "an unknown question", "a reworded question"],
)
def test_a_baseline_of_something_else_is_refused_with_what_to_do(fingerprint: str, result: Result) -> None:
    with pytest.raises(OtherBaseline, match="podskazka eval --keep"):
        check_same(_baseline([_result(1)]), fingerprint, [result])


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"form": 1}', '{"form": 99}'])
def test_a_file_that_is_no_baseline_is_refused_with_what_to_do(tmp_path: Path, text: str) -> None:
    (tmp_path / "baseline.json").write_text(text, "utf-8")

    for path in (tmp_path / "baseline.json", tmp_path / "missing.json"):
        with pytest.raises(Unreadable, match="podskazka eval --keep"):
            read_baseline(path)


def test_thirds_that_were_rounded_in_the_baseline_are_no_loss(tmp_path: Path) -> None:
    thirds = [_result(number, Metrics(1, 0.0, 1.0, 2 / 3, 2 / 3)) for number in range(50)]
    write_baseline(_baseline(thirds), tmp_path / "baseline.json")

    kept = read_baseline(tmp_path / "baseline.json").results

    assert _named("MRR", kept, [result_of(row_of(one)) for one in thirds]).verdict is Verdict.NO_DIFFERENCE
