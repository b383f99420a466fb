"""A real llama.cpp server in a process of its own, and a small model of random weights for it, made on the spot."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE
from tempfile import TemporaryFile
from typing import Any

import httpx2
import numpy as np

from corpus.llm_settings import Llm

# llama.cpp waits actively otherwise: on busy cores an answer takes six times as long. Read when it is loaded.
_PATIENT = {"OMP_WAIT_POLICY": "passive", "GOMP_SPINCOUNT": "0"}
_WIDTH, _LAYERS, _HEADS, _HIDDEN = 64, 2, 4, 128
_CONTEXT = 8192
# Widths of the random weights, and the one place of a token's vector that is the same for all: through it the last
# layer says how readily each token is written.
_ROUGH, _PLAIN, _FAINT, _SAME, _LEAST = 1.0, 0.2, 0.1, 8.0, -9.0
_CYRILLIC = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
_SIGNS = [chr(code) for code in range(0x21, 0x7F)] + [*_CYRILLIC, *_CYRILLIC.upper(), *"«»—–…№", "▁"]
_BYTES = [f"<0x{code:02X}>" for code in range(256)]
_SPECIAL = ["<unk>", "<s>", "</s>"]
# As strict as the templates of some models are: the system speaks first or not at all.
_TEMPLATE = (
    "{% for message in messages %}"
    "{% if message.role == 'system' and not loop.first %}{{ raise_exception('the system speaks first') }}{% endif %}"
    "<|{{ message.role }}|>{{ message.content }}\n"
    "{% endfor %}{% if add_generation_prompt %}<|assistant|>{% endif %}"
)


@dataclass(frozen=True)
class Served:
    """A model at its own address, in a process that may be killed."""

    url: str
    process: subprocess.Popen[str]

    @property
    def is_busy(self) -> bool:
        """Whether somebody's answer is being made."""
        return any(slot["is_processing"] for slot in httpx2.get(f"{self.url}/slots").json())

    def llm(self, seconds: float) -> Llm:
        """The setting that names it."""
        return Llm("openai", "small", f"{self.url}/v1", "", seconds)

    def kill(self) -> None:
        """As the machine's memory running out would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


@contextmanager
def served(model: Path, context: int = _CONTEXT) -> Iterator[Served]:
    """The model of a GGUF, with room for so many tokens."""
    command = [sys.executable, "-m", "tests.drivers.serving_model", str(model), str(context)]
    environment = {**os.environ, **_PATIENT}
    with (
        TemporaryFile("w+") as log,
        subprocess.Popen(command, stdin=PIPE, stdout=PIPE, stderr=log, env=environment, text=True) as process,
    ):
        assert process.stdout
        url = process.stdout.readline().strip()
        assert url, f"it did not start: {log.seek(0) or log.read()}"
        try:
            yield Served(url, process)
        finally:
            process.kill()


def write_random(path: Path, likely: Sequence[str], *, ends: bool = True, broken: bool = False) -> Path:
    """A GGUF that writes random letters, and each of the likely texts more readily than a letter.

    One that does not end never closes a quotation mark, so that under a grammar its first sentence goes on for ever. A
    broken one also writes bytes that are no text.
    """
    import gguf  # noqa: PLC0415 (only for those who run a real model)

    tokens = [*_SPECIAL, *_BYTES, *_SIGNS, *(text.replace(" ", "▁") for text in likely)]
    writer = gguf.GGUFWriter(path, "llama")
    _describe(writer, len(tokens))
    kinds = [gguf.TokenType.UNKNOWN, *[gguf.TokenType.CONTROL] * 2, *[gguf.TokenType.BYTE] * len(_BYTES)]
    writer.add_token_list(tokens)
    writer.add_token_scores([-float(place) for place in range(len(tokens))])
    writer.add_token_types(kinds + [gguf.TokenType.NORMAL] * (len(tokens) - len(kinds)))
    for name, weights in _weights([_readiness(token, ends, broken) for token in tokens]):
        writer.add_tensor(name, weights)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _describe(writer: Any, tokens: int) -> None:
    writer.add_context_length(_CONTEXT)
    writer.add_embedding_length(_WIDTH)
    writer.add_block_count(_LAYERS)
    writer.add_feed_forward_length(_HIDDEN)
    writer.add_head_count(_HEADS)
    writer.add_head_count_kv(_HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_dimension_count(_WIDTH // _HEADS)
    writer.add_vocab_size(tokens)
    writer.add_tokenizer_model("llama")
    writer.add_tokenizer_pre("default")
    writer.add_unk_token_id(0)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_add_space_prefix(False)
    writer.add_chat_template(_TEMPLATE)


def _readiness(token: str, ends: bool, broken: bool) -> float:
    """Marks of JSON come often, or a sentence would be hundreds of letters long."""
    if token in _BYTES:
        return 0.9 if broken else _LEAST
    if token in {'"', "</s>"} and not ends:
        return _LEAST
    return {'"': 1.4, "{": 1.4, "]": 1.1, "}": 1.1, "1": 1.0, ",": 1.0, "</s>": 1.0}.get(
        token, 1.2 if len(token) > 1 else 0.0
    )


def _weights(readiness: Sequence[float]) -> Iterator[tuple[str, Any]]:
    random = np.random.default_rng(4)

    def rough(rows: int, columns: int, scale: float = _PLAIN) -> Any:
        return (random.normal(size=(rows, columns)) * scale).astype(np.float32)

    def behind(columns: int) -> Any:
        """What goes back into a token's vector leaves the place alone that is the same for all."""
        made = rough(_WIDTH, columns)
        made[0] = 0
        return made

    ones = np.ones(_WIDTH, np.float32)
    embedding, output = rough(len(readiness), _WIDTH, _ROUGH), rough(len(readiness), _WIDTH, _FAINT)
    embedding[:, 0], output[:, 0] = _SAME, readiness
    yield from (("token_embd.weight", embedding), ("output.weight", output), ("output_norm.weight", ones))
    for layer in range(_LAYERS):
        yield from ((f"blk.{layer}.{part}_norm.weight", ones) for part in ("attn", "ffn"))
        yield from ((f"blk.{layer}.attn_{part}.weight", rough(_WIDTH, _WIDTH)) for part in "qkv")
        yield f"blk.{layer}.attn_output.weight", behind(_WIDTH)
        yield from ((f"blk.{layer}.ffn_{part}.weight", rough(_HIDDEN, _WIDTH)) for part in ("gate", "up"))
        yield f"blk.{layer}.ffn_down.weight", behind(_HIDDEN)
