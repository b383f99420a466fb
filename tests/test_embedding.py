"""Turning support texts into vectors: the bundled model, its building and its damage, other models."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from corpus.embedding.built import TORCH_FOLDER, ensure_built, model_folder, sound_manifest
from corpus.embedding.embedder import Embedder, load_embedder
from corpus.embedding.onnx import GRAPH, PIECES
from corpus.embedding.pieces import Pieces
from corpus.embedding.preference import language_means
from corpus.errors import ModelNotLoaded
from corpus.settings import BUNDLED
from evals.bench.embedding import PackedEmbedder, bench_embedding, passages
from tests.fakes import FakeEmbedder

ROOT = Path(__file__).resolve().parents[1]
REFUND = "Возврат на карту покупателя занимает до четырнадцати дней."
CONNECT = "Чтобы принимать оплату через ЕРИП, подайте заявку в кабинете."
STATUS = "Деньги списаны, а статус заказа не изменился: проверьте адрес уведомлений модуля."


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("models")
    ensure_built(folder)
    yield folder
    shutil.rmtree(folder)  # half a gigabyte that pytest would keep for three runs


@pytest.fixture(scope="module")
def embedder(models: Path) -> Embedder:
    return load_embedder(BUNDLED, models, threads=2)


def build_apart(models: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "corpus.embedding.bundled", str(models)]
    return subprocess.Popen(command, cwd=ROOT)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("когда вернутся деньги, если я отменил покупку?", REFUND),
        ("my order was paid but the shop still shows unpaid", STATUS),
        ("как покдлючить ерип", CONNECT),
    ],
)
def test_a_question_is_nearest_to_the_passage_that_answers_it(embedder: Embedder, question: str, answer: str) -> None:
    texts = [REFUND, CONNECT, STATUS]

    similarities = embedder.embed_passages(texts) @ embedder.embed_question(question)

    assert texts[int(similarities.argmax())] == answer


def test_an_unchanged_passage_has_the_same_vector_whatever_came_with_it(embedder: Embedder) -> None:
    alone = embedder.embed_passages([REFUND])

    among_others = embedder.embed_passages([STATUS * 20, REFUND, "да", CONNECT])

    assert (among_others[1] == alone[0]).all()


def test_every_vector_has_the_length_one(embedder: Embedder) -> None:
    vectors = embedder.embed_passages([REFUND, "", "🙂", "\n\t", STATUS * 100])

    assert vectors.shape == (5, embedder.dimensions)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)


def test_no_passages_give_no_vectors(embedder: Embedder) -> None:
    assert embedder.embed_passages([]).shape == (0, embedder.dimensions)


def test_a_question_and_a_passage_of_the_same_words_are_told_apart(embedder: Embedder) -> None:
    assert embedder.embed_question(REFUND) @ embedder.embed_passages([REFUND])[0] < 0.999


def test_a_pasted_log_of_a_megabyte_is_read_by_its_beginning(embedder: Embedder) -> None:
    log = "2026-01-09 18:03 timeout 504 на /notify\n" * 25_000

    started = time.process_time()
    embedder.read_question(log[:40_000])
    a_part = time.process_time()
    reading = embedder.read_question(log)
    all_of_it = time.process_time()

    assert reading.vector @ embedder.embed_question(log[:4_000]) == pytest.approx(1, abs=1e-5)
    assert set(reading.words.forms) == {"2026", "01", "09", "18", "03", "timeout", "504", "notify"}
    assert all_of_it - a_part < 4 * (a_part - started)


def test_spans_cover_every_word_of_a_text_longer_than_the_model_reads(embedder: Embedder) -> None:
    text = "  Ёлка, ½ цены —\u00a0оплата картой «БЕЛКАРТ» 🙂.\n" * 60

    spans = embedder.spans(text)

    assert len(spans) > embedder.limit
    assert [start for start, _ in spans] == sorted(start for start, _ in spans)
    covered = {place for start, end in spans for place in range(start, end)}
    assert all(letter.isspace() or place in covered for place, letter in enumerate(text))


def test_what_browsers_and_broken_json_send_is_embedded(embedder: Embedder) -> None:
    strange = ["\ud83d оплата", "а\0б", "▁", "<s>оплата</s>", "\ufeff", "e\u0301" * 40, "№ 5…"]

    lengths = [np.linalg.norm(embedder.embed_question(text)) for text in strange]

    assert lengths == pytest.approx([1] * len(strange), abs=1e-5)
    assert all(end <= len(text) for text in strange for _, end in embedder.spans(text))


def test_the_pieces_and_their_places_are_those_of_the_tokenizer_that_torch_reads(models: Path) -> None:
    from tokenizers import Tokenizer  # noqa: PLC0415 (slow to import)

    folder = model_folder(models)
    reference, pieces = Tokenizer.from_file(str(folder / TORCH_FOLDER / "tokenizer.json")), Pieces(folder / PIECES)
    strange = [
        "",
        " \n",
        "▁a▁ b",
        "<s>a</s><unk><pad>",
        "а\0б",
        "№5…",
        "ﬁn e\u0301 и\u0306",
        "👨\u200d👩🙂🙂",
        "\ufeffa\u00adb\x85",
    ]
    ties = ["8600330000000000000", "512391******6871", "-" * 99, "sdadada887sdDDDDd", "=" * 7 + "1111111111,"]
    starter = [
        text for page in (ROOT / "corpus/starter").rglob("*.md") for text in page.read_text("utf-8").split("\n\n")
    ]

    for text in [*strange, *ties, *starter]:
        cut = reference.encode(text)
        assert pieces.ids(text, 10_000) == cut.ids
        assert pieces.spans(text) == cut.offsets[1:-1]


def test_a_library_embedded_before_the_pieces_took_less_memory_is_not_embedded_again(embedder: Embedder) -> None:
    assert language_means(embedder.fingerprint) is not None  # measured with the vectors of then


def test_the_serving_process_holds_no_torch(embedder: Embedder, models: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from corpus.embedding.embedder import load_embedder;"
        f"print(load_embedder('bundled', Path({str(models)!r}), 1).fingerprint, 'torch' in sys.modules)"
    )

    said = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)

    assert said.stdout.split() == [embedder.fingerprint, "False"]
    assert not said.stderr


def test_one_changed_byte_in_the_model_is_noticed(models: Path) -> None:
    graph = model_folder(models) / GRAPH
    good = graph.read_bytes()

    graph.write_bytes(good[:1000] + bytes([good[1000] ^ 1]) + good[1001:])
    noticed = sound_manifest(model_folder(models)) is None
    graph.write_bytes(good)

    assert noticed
    assert sound_manifest(model_folder(models)) is not None


def test_a_folder_that_is_not_there_is_an_error_that_names_the_setting(tmp_path: Path) -> None:
    with pytest.raises(ModelNotLoaded, match=r"PODSKAZKA_EMBEDDING_MODEL=.*there is no such folder"):
        load_embedder(str(tmp_path / "e5"), tmp_path, threads=1)


def test_models_that_cannot_be_written_are_an_error_that_says_where(tmp_path: Path) -> None:
    (tmp_path / "models").write_text("a file where the folder should be")

    with pytest.raises(ModelNotLoaded, match=r"could not be built in .*models"):
        load_embedder(BUNDLED, tmp_path / "models", threads=1)


def test_the_fake_finds_what_shares_words() -> None:
    fake: Embedder = FakeEmbedder()

    similarities = fake.embed_passages([REFUND, CONNECT, STATUS]) @ fake.embed_question("статус заказов")

    assert similarities.argmax() == 2


@pytest.mark.slow
def test_a_build_killed_at_any_moment_leaves_a_model_or_none(tmp_path: Path, embedder: Embedder) -> None:
    for tenths in range(4, 40, 4):
        build = build_apart(tmp_path)
        time.sleep(tenths / 10)
        build.send_signal(signal.SIGKILL)
        build.wait()
        folder = model_folder(tmp_path)
        assert not folder.exists() or sound_manifest(folder) is not None

    assert load_embedder(BUNDLED, tmp_path, threads=1).fingerprint == embedder.fingerprint


@pytest.mark.slow
def test_two_processes_that_build_at_once_end_with_one_sound_model(tmp_path: Path) -> None:
    builds = [build_apart(tmp_path) for _ in range(2)]

    assert [build.wait() for build in builds] == [0, 0]
    assert {path.name for path in tmp_path.iterdir()} == {"build.lock", model_folder(tmp_path).name}
    assert sound_manifest(model_folder(tmp_path)) is not None


@pytest.mark.slow
def test_a_truncated_model_is_set_aside_and_built_again(tmp_path: Path, models: Path, embedder: Embedder) -> None:
    folder = shutil.copytree(model_folder(models), model_folder(tmp_path))
    os.truncate(folder / GRAPH, 1_000_000)

    again = load_embedder(BUNDLED, tmp_path, threads=1)

    assert again.fingerprint == embedder.fingerprint
    assert (tmp_path / f"{folder.name}.broken").is_dir()


@pytest.mark.slow
def test_the_model_agrees_with_the_package_it_was_built_from(models: Path, embedder: Embedder) -> None:
    texts = passages(40)
    packed = PackedEmbedder(threads=2).embed_passages(texts)
    floats = load_embedder(str(model_folder(models) / TORCH_FOLDER), models, threads=2)

    exact = floats.embed_passages(texts)

    assert (exact * packed).sum(axis=1).min() > 0.999
    assert (exact * embedder.embed_passages(texts)).sum(axis=1).min() > 0.998
    assert floats.embed_question(REFUND) @ embedder.embed_question(REFUND) > 0.998
    assert floats.spans(REFUND) == embedder.spans(REFUND)


@pytest.mark.slow
def test_another_folder_of_the_same_model_has_another_fingerprint_only_when_it_differs(
    models: Path, embedder: Embedder, tmp_path: Path
) -> None:
    original = model_folder(models) / TORCH_FOLDER
    changed = shutil.copytree(original, tmp_path / "e5")
    (changed / "config_sentence_transformers.json").write_text('{"prompts": {"query": "вопрос: "}}', "utf-8")

    fingerprints = [load_embedder(str(path), models, threads=2).fingerprint for path in (original, original, changed)]

    assert fingerprints[0] == fingerprints[1]
    assert len({*fingerprints, embedder.fingerprint}) == 3


@pytest.mark.slow
@pytest.mark.parametrize("broken", ["model.safetensors", "tokenizer.json", "config.json", "modules.json"])
def test_a_damaged_folder_is_an_error_that_says_what_to_set(models: Path, tmp_path: Path, broken: str) -> None:
    folder = shutil.copytree(model_folder(models) / TORCH_FOLDER, tmp_path / "e5")
    os.truncate(folder / broken, 40)

    with pytest.raises(ModelNotLoaded, match=r"PODSKAZKA_EMBEDDING_MODEL=.*Set the path"):
        load_embedder(str(folder), models, threads=1)


@pytest.mark.slow
def test_the_bench_has_a_row_for_each_backend(models: Path) -> None:
    rows = bench_embedding(models, threads=2)

    assert len(rows) == 3
    assert all(row.milliseconds_per_question > 0 and row.passages_per_second > 0 for row in rows)
