"""Writes the encoder as an ONNX graph with 8-bit arithmetic, mean pooling and normalisation inside."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from corpus.embedding.weights import BLOCK, Weights

RUNTIME = "com.microsoft"  # operators of onnxruntime's own: fused attention, fused 8-bit products
# Weights keep 7 of the 8 bits: x86 processors without VNNI add two products in 16 bits, and
# 2 × 255 × 64 still fits there. So every processor computes the same vectors.
WEIGHT_STEPS = 64
ACTIVATION_STEPS = 127
ACTIVATION_ZERO = 128


def write_graph(weights: Weights, path: Path) -> None:
    """Writes the graph `ids` (tokens,) int64 → `vector` (1, width), of unit length, and `tokens` (tokens, width).

    Every token's activations get a scale of their own instead of one for the whole input (as
    onnxruntime's quantiser does it): nearer to the floats (cosine 0.999 instead of 0.997).
    """
    encoder = _Encoder(weights)
    hidden = encoder.embedded()
    for layer in range(weights.shape.layers):
        hidden = encoder.layer(f"l{layer}.", hidden)
    encoder.pooled(hidden)
    onnx.save(encoder.model(), str(path))


class _Encoder:
    """Collects the nodes and constants of one graph; each method adds a part and returns its output's name."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._width = weights.shape.width
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []
        self._constant("last", np.array([-1], np.int64))
        self._constant("first", np.array([0], np.int64))
        self._constant("one", np.array(1, np.float32))
        self._constant("step", np.array(1 / ACTIVATION_STEPS, np.float32))
        self._constant("zero point", np.array(ACTIVATION_ZERO, np.uint8))
        self._constant("flat", np.array([-1, self._width], np.int64))
        self._constant("batch of one", np.array([1, -1, 3 * self._width], np.int64))

    def embedded(self) -> str:
        """The sum of word, position and type embeddings, normalised: (tokens, width)."""
        shape, weights = self._weights.shape, self._weights
        values, scales = weights.nibbles("emb.word", shape.vocabulary)
        packed = self._constant("emb.word", values[:, 0::2] | (values[:, 1::2] << 4))
        inputs = [packed, "ids", self._constant("emb.word scales", scales)]
        words = self._own("GatherBlockQuantized", inputs, "words", bits=4, block_size=BLOCK, quantize_axis=1)
        places = weights.floats("emb.pos").reshape(shape.positions, -1) + weights.floats("emb.type")[: self._width]
        length = self._add("Shape", ["ids"], "length")
        middle = helper.make_tensor("middle", TensorProto.UINT8, [1], [ACTIVATION_ZERO])
        self._add("ConstantOfShape", [length], "zeros", value=middle)
        used = self._add("Slice", [self._constant("emb.pos", places), "first", length, "first"], "places")
        total = self._add("Add", [words, used], "sum")
        return self._norm(total, "emb.ln", "embedded")

    def layer(self, prefix: str, hidden: str) -> str:
        """One transformer layer: (tokens, width) → (tokens, width)."""
        context = self._attention(prefix, hidden)
        attended = self._product(context, [prefix + "ao.w"], prefix + "attended")
        between = self._normalised(hidden, attended, prefix + "aln", prefix + "ao.b")
        wide = self._product(between, [prefix + "fi.w"], prefix + "wide")
        bent = self._own("BiasGelu", [wide, self._floats(prefix + "fi.b")], prefix + "gelu")
        narrow = self._product(bent, [prefix + "fo.w"], prefix + "narrow")
        return self._normalised(between, narrow, prefix + "oln", prefix + "fo.b")

    def pooled(self, hidden: str) -> str:
        """The tokens themselves, and their mean, of unit length: (1, width)."""
        self._add("Identity", [hidden], "tokens")
        mean = self._add("ReduceMean", [hidden, "first"], "mean", keepdims=1)
        return self._add("LpNormalization", [mean], "vector", axis=-1, p=2)

    def model(self) -> onnx.ModelProto:
        """The finished graph."""
        ids = helper.make_tensor_value_info("ids", TensorProto.INT64, ["tokens"])
        vector = helper.make_tensor_value_info("vector", TensorProto.FLOAT, [1, self._width])
        tokens = helper.make_tensor_value_info("tokens", TensorProto.FLOAT, ["tokens", self._width])
        graph = helper.make_graph(self._nodes, "encoder", [ids], [vector, tokens], self._constants)
        imports = [helper.make_opsetid("", 21), helper.make_opsetid(RUNTIME, 1)]
        return helper.make_model(graph, opset_imports=imports, ir_version=10)

    def _attention(self, prefix: str, hidden: str) -> str:
        """Multi-head attention of all tokens to all tokens, before its output matrix."""
        together = self._product(hidden, [prefix + part + ".w" for part in "qkv"], prefix + "qkv")
        batch = self._add("Reshape", [together, "batch of one"], prefix + "batch")
        parts = [prefix + part for part in "qkv"]
        self._nodes.append(helper.make_node("Split", [batch], parts, axis=2, num_outputs=3))
        biases = np.concatenate([self._weights.floats(part + ".b") for part in parts])
        inputs = [*parts, self._constant(prefix + "qkv.b", biases)]
        context = self._own("MultiHeadAttention", inputs, prefix + "heads", num_heads=self._weights.shape.heads)
        return self._add("Reshape", [context, "flat"], prefix + "context")

    def _normalised(self, residual: str, change: str, norm: str, bias: str) -> str:
        # Two additions, as onnxruntime's SkipLayerNormalization, which does all at once, makes a question take 4.6 ms
        # instead of 3.5.
        changed = self._add("Add", [residual, change], norm + " changed")
        added = self._add("Add", [changed, self._floats(bias)], norm + " added")
        return self._norm(added, norm, norm)

    def _norm(self, hidden: str, norm: str, output: str) -> str:
        inputs = [hidden, self._floats(norm + ".w"), self._floats(norm + ".b")]
        return self._add("LayerNormalization", inputs, output, epsilon=self._weights.shape.epsilon)

    def _product(self, left: str, names: list[str], output: str) -> str:
        """`left` (tokens, n) times the named matrices, side by side, in 8 bits: (tokens, their rows)."""
        largest = self._add("ReduceMax", [self._add("Abs", [left], output + " abs"), "last"], output + " largest")
        scale = self._add("Mul", [largest, "step"], output + " scale")
        flat = self._add("Squeeze", [scale, "last"], output + " flat scale")
        small = self._add("QuantizeLinear", [left, flat, "zeros"], output + " small", axis=0)
        matrix, scales = self._quantised(names, output)
        product = self._own("MatMulIntegerToFloat", [small, matrix, "one", scales, "zero point"], output + " product")
        return self._add("Mul", [product, scale], output)

    def _quantised(self, names: list[str], output: str) -> tuple[str, str]:
        """The matrices as 8-bit constants, (columns, rows), with a scale per row."""
        matrix = np.concatenate([self._weights.matrix(name, self._rows(name)) for name in names])
        scales = np.abs(matrix).max(axis=1) / WEIGHT_STEPS
        values = np.round(matrix / scales[:, None]).astype(np.int8)
        return self._constant(output + ".w", values.T), self._constant(output + " scales", scales)

    def _rows(self, name: str) -> int:
        return self._weights.shape.inner if name.endswith("fi.w") else self._width

    def _floats(self, name: str) -> str:
        return self._constant(name, self._weights.floats(name))

    def _constant(self, name: str, value: NDArray[np.generic]) -> str:
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def _own(self, operator: str, inputs: list[str], output: str, **attributes: float) -> str:
        self._nodes.append(helper.make_node(operator, inputs, [output], domain=RUNTIME, **attributes))
        return output

    def _add(self, operator: str, inputs: list[str], output: str, **attributes: object) -> str:
        self._nodes.append(helper.make_node(operator, inputs, [output], **attributes))
        return output
