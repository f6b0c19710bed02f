"""The exported network as an ONNX graph, written operator by operator from the weights.

Writing the graph instead of tracing it gives the operators that run fastest on a processor (`DynamicQuantizeMatMul`,
`MultiHeadAttention`) without an optimiser pass, for any BERT. One sentence at a time, without padding: inputs are `ids`
(1, pieces), `first` and `last` (words).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

Weights = Mapping[str, npt.NDArray[np.float32]]
# The channels of a map's input that stay in fp32, and what the others are divided by.
Range = tuple[list[int], npt.NDArray[np.float32]]
_MS = "com.microsoft"
_ACTIVATIONS = {
    "gelu": ("Gelu", _MS),
    "gelu_new": ("FastGelu", _MS),
    "gelu_pytorch_tanh": ("FastGelu", _MS),
    "relu": ("Relu", ""),
}


@dataclass(frozen=True)
class Plan:
    """The encoder's measures and how to store its matrices: `precision` is `int8` or `fp32`."""

    layers: int
    heads: int
    epsilon: float
    activation: str
    precision: str = "int8"


class Graph:
    """A graph under construction: constants, nodes and the precision of its matrices.

    `ranges` holds, for a linear map, what is known of its input channels. Some have values so large (at the sentence's
    first and last piece, as in most BERTs) that one int8 scale with them would leave the others a few steps; they are
    multiplied in fp32 beside the rest. The rest is evened out: channels are divided by a part of their range and the
    weights multiplied by it (after SmoothQuant). Without both, int8 costs 1 to 4 F1.
    """

    def __init__(self, precision: str, ranges: Mapping[str, Range] | None = None) -> None:
        self.precision = precision
        self.ranges = dict(ranges or {})
        self.nodes: list[Any] = []
        self.constants: dict[str, Any] = {}

    def constant(self, name: str, value: npt.NDArray[Any]) -> str:
        """Add a constant and return its name."""
        self.constants[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def node(self, operator: str, inputs: list[str], output: str, domain: str = "", **attributes: Any) -> str:
        """Add a node with one output and return the output's name."""
        self.nodes.append(helper.make_node(operator, inputs, [output], domain=domain, **attributes))
        return output

    def linear(self, x: str, name: str, weight: npt.NDArray[np.float32], bias: npt.NDArray[np.float32]) -> str:
        """Add `x @ weight.T + bias`; with int8, weights have a scale an output unit and `x` one a sentence."""
        matrix = weight.T
        offset = self.constant(f"{name}.bias", bias)
        if self.precision == "fp32":
            product = self.node("MatMul", [x, self.constant(f"{name}.weight", matrix)], f"{name}.product")
            return self.node("Add", [product, offset], f"{name}.out")
        apart: list[int] = []
        if name in self.ranges:
            apart, divisor = self.ranges[name]
        if apart:
            index = self.constant(f"{name}.apart", np.array(apart, dtype=np.int64))
            beside = self.node("Gather", [x, index], f"{name}.large", axis=-1)
            beside = self.node("MatMul", [beside, self.constant(f"{name}.rows", matrix[apart])], f"{name}.beside")
        if name in self.ranges:
            kept = np.ones(len(matrix), dtype=np.float32)
            kept[apart] = 0
            factor = self.constant(f"{name}.kept", (kept / divisor).astype(np.float32))
            x = self.node("Mul", [x, factor], f"{name}.rest")
            matrix = matrix * (kept * divisor)[:, None]
        scale = np.maximum(np.abs(matrix).max(axis=0), 1e-8) / 127
        stored = self.constant(f"{name}.weight", np.round(matrix / scale).astype(np.int8))
        scales = self.constant(f"{name}.scale", scale.astype(np.float32))
        zeros = self.constant(f"{name}.zero", np.zeros(len(scale), dtype=np.int8))
        result = self.node("DynamicQuantizeMatMul", [x, stored, scales, zeros, offset], f"{name}.int8", _MS)
        return self.node("Add", [result, beside], f"{name}.out") if apart else result

    def plain(self, x: str, name: str, weight: npt.NDArray[np.float32], bias: npt.NDArray[np.float32]) -> str:
        """Add a linear map that stays in fp32."""
        product = self.node("MatMul", [x, self.constant(f"{name}.weight", weight.T)], f"{name}.product")
        return self.node("Add", [product, self.constant(f"{name}.bias", bias)], f"{name}.out")

    def norm(self, x: str, name: str, weights: Weights, prefix: str, epsilon: float) -> str:
        """Add a layer normalisation with the weights under `prefix`."""
        scale = self.constant(f"{name}.scale", weights[f"{prefix}.weight"])
        bias = self.constant(f"{name}.shift", weights[f"{prefix}.bias"])
        return self.node("LayerNormalization", [x, scale, bias], f"{name}.out", axis=-1, epsilon=epsilon)

    def table(self, name: str, values: npt.NDArray[np.float32], index: str) -> str:
        """Add a look-up of rows, stored in int8 with a scale a row unless the graph is fp32."""
        if self.precision == "fp32":
            return self.node("Gather", [self.constant(name, values), index], f"{name}.rows")
        scale = np.maximum(np.abs(values).max(axis=1, keepdims=True), 1e-8) / 127
        stored = self.constant(name, np.round(values / scale).astype(np.int8))
        rows = self.node("Cast", [self.node("Gather", [stored, index], f"{name}.q")], f"{name}.f", to=TensorProto.FLOAT)
        scales = self.node("Gather", [self.constant(f"{name}.scale", scale.astype(np.float32)), index], f"{name}.s")
        return self.node("Mul", [rows, scales], f"{name}.rows")


def encoder(graph: Graph, weights: Weights, plan: Plan) -> str:
    """Add the encoder over `ids`; returns the name of its states, shape (1, pieces, units)."""
    words = graph.table("pieces", weights["embeddings.word_embeddings.weight"], "ids")
    positions = weights["embeddings.position_embeddings.weight"] + weights["embeddings.token_type_embeddings.weight"][0]
    length = graph.node("Shape", ["ids"], "length", start=1, end=2)
    zero = graph.constant("zero", np.array([0], dtype=np.int64))
    placed = graph.node("Slice", [graph.constant("positions", positions), zero, length, zero], "placed")
    x = graph.node("Add", [words, placed], "embedded")
    x = graph.norm(x, "norm", weights, "embeddings.LayerNorm", plan.epsilon)
    for index in range(plan.layers):
        x = _layer(graph, x, f"encoder.layer.{index}", weights, plan)
    return x


def _layer(graph: Graph, x: str, prefix: str, weights: Weights, plan: Plan) -> str:
    def linear(source: str, name: str) -> str:
        full = f"{prefix}.{name}"
        return graph.linear(source, full, weights[f"{full}.weight"], weights[f"{full}.bias"])

    parts = [f"{prefix}.attention.self.{name}" for name in ("query", "key", "value")]
    joined = np.concatenate([weights[f"{part}.weight"] for part in parts])
    bias = np.concatenate([weights[f"{part}.bias"] for part in parts])
    states = graph.linear(x, f"{prefix}.qkv", joined, bias)
    split = [f"{part}.out" for part in parts]
    graph.nodes.append(helper.make_node("Split", [states], split, axis=-1, num_outputs=3))
    attended = graph.node("MultiHeadAttention", split, f"{prefix}.attended", _MS, num_heads=plan.heads)
    summed = graph.node("Add", [x, linear(attended, "attention.output.dense")], f"{prefix}.sum1")
    x = graph.norm(summed, f"{prefix}.norm1", weights, f"{prefix}.attention.output.LayerNorm", plan.epsilon)
    operator, domain = _ACTIVATIONS[plan.activation]
    inner = graph.node(operator, [linear(x, "intermediate.dense")], f"{prefix}.inner", domain)
    summed = graph.node("Add", [x, linear(inner, "output.dense")], f"{prefix}.sum2")
    return graph.norm(summed, f"{prefix}.norm2", weights, f"{prefix}.output.LayerNorm", plan.epsilon)


def finished(graph: Graph, outputs: list[tuple[str, list[str | int]]]) -> Any:
    """Return the checked model; `outputs` are names with their symbolic shapes."""
    inputs = [
        helper.make_tensor_value_info("ids", TensorProto.INT64, [1, "pieces"]),
        helper.make_tensor_value_info("first", TensorProto.INT64, ["words"]),
        helper.make_tensor_value_info("last", TensorProto.INT64, ["words"]),
    ]
    results = [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in outputs]
    built = helper.make_graph(graph.nodes, "rasid", inputs, results, list(graph.constants.values()))
    opsets = [helper.make_opsetid("", 18), helper.make_opsetid(_MS, 1)]
    model = helper.make_model(built, opset_imports=opsets, ir_version=9, producer_name="rasid")
    onnx.checker.check_model(model)
    return model
