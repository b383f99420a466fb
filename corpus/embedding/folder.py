"""Writes the encoder as a sentence-transformers folder in full precision: for comparison, and for torch."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import save_file

from corpus.embedding.onnx import LIMIT, PASSAGE, QUESTION
from corpus.embedding.pieces import write_reference
from corpus.embedding.weights import Shape, Vocabulary, Weights

TOKENIZER = "tokenizer.json"
BrokenTensors = SafetensorError  # what reading such a folder raises when its weights are damaged

_MATRICES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
}
_NORMS = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}


def write_folder(weights: Weights, folder: Path) -> None:
    """Writes what `SentenceTransformer(folder)` reads: a BertModel with mean pooling and the two E5 prompts."""
    (folder / "1_Pooling").mkdir(parents=True)
    save_file(_tensors(weights), folder / "model.safetensors", metadata={"format": "pt"})
    write_reference(weights.vocabulary, folder / TOKENIZER)
    kinds = "sentence_transformers.models."
    modules = [
        {"idx": 0, "name": "0", "path": "", "type": kinds + "Transformer"},
        {"idx": 1, "name": "1", "path": "1_Pooling", "type": kinds + "Pooling"},
        {"idx": 2, "name": "2", "path": "2_Normalize", "type": kinds + "Normalize"},
    ]
    pooling = {"word_embedding_dimension": weights.shape.width, "pooling_mode_mean_tokens": True}
    prompts = {"prompts": {"query": QUESTION, "document": PASSAGE}, "similarity_fn_name": "cosine"}
    _write(folder / "config.json", _config(weights.shape, weights.vocabulary))
    _write(folder / "tokenizer_config.json", _tokenizer_config(weights.vocabulary))
    _write(folder / "modules.json", modules)
    _write(folder / "1_Pooling" / "config.json", pooling)
    _write(folder / "sentence_bert_config.json", {"max_seq_length": LIMIT, "do_lower_case": False})
    _write(folder / "config_sentence_transformers.json", prompts)


def _config(shape: Shape, vocabulary: Vocabulary) -> dict[str, object]:
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "hidden_act": "gelu",
        "hidden_size": shape.width,
        "num_hidden_layers": shape.layers,
        "num_attention_heads": shape.heads,
        "intermediate_size": shape.inner,
        "vocab_size": shape.vocabulary,
        "max_position_embeddings": shape.positions,
        "type_vocab_size": shape.types,
        "layer_norm_eps": shape.epsilon,
        "pad_token_id": vocabulary.pad,
        "torch_dtype": "float32",
    }


def _tokenizer_config(vocabulary: Vocabulary) -> dict[str, object]:
    numbers = {
        "bos_token": vocabulary.begin,
        "cls_token": vocabulary.begin,
        "eos_token": vocabulary.end,
        "sep_token": vocabulary.end,
        "pad_token": vocabulary.pad,
        "unk_token": vocabulary.unknown,
    }
    names = {role: vocabulary.pieces[number][0] for role, number in numbers.items()}
    return {"tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": LIMIT, **names}


def _tensors(weights: Weights) -> dict[str, NDArray[np.float32]]:
    """Every tensor of a BertModel by its name there."""
    shape, embeddings = weights.shape, "embeddings."
    tensors = {
        embeddings + "word_embeddings.weight": weights.matrix("emb.word", shape.vocabulary),
        embeddings + "position_embeddings.weight": weights.floats("emb.pos").reshape(shape.positions, -1),
        embeddings + "token_type_embeddings.weight": weights.floats("emb.type").reshape(shape.types, -1),
        embeddings + "LayerNorm.weight": weights.floats("emb.ln.w"),
        embeddings + "LayerNorm.bias": weights.floats("emb.ln.b"),
    }
    for number in range(shape.layers):
        tensors |= _layer(weights, f"l{number}.", f"encoder.layer.{number}.")
    # Mean pooling never uses BertModel's own pooler; without these torch warns about random weights.
    tensors["pooler.dense.weight"] = np.zeros((shape.width, shape.width), np.float32)
    tensors["pooler.dense.bias"] = np.zeros(shape.width, np.float32)
    return tensors


def _layer(weights: Weights, packed: str, name: str) -> dict[str, NDArray[np.float32]]:
    shape = weights.shape
    tensors = {}
    for short, long in _MATRICES.items():
        rows = shape.inner if short == "fi" else shape.width
        tensors[f"{name}{long}.weight"] = weights.matrix(f"{packed}{short}.w", rows)
        tensors[f"{name}{long}.bias"] = weights.floats(f"{packed}{short}.b")
    for short, long in _NORMS.items():
        tensors[f"{name}{long}.weight"] = weights.floats(f"{packed}{short}.w")
        tensors[f"{name}{long}.bias"] = weights.floats(f"{packed}{short}.b")
    return tensors


def _write(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, indent=2), "utf-8")
