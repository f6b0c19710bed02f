"""Export of a trained network: one ONNX graph (int8 by default), the tokenizer and the card."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from tokenizers import Tokenizer

from models.card import CARD, MODEL, TOKENIZER, Card, sha256
from models.decode import Thresholds
from models.examples import Example
from models.graph import Graph, Plan, Range, Weights, encoder, finished
from models.inference import scores_of
from models.labels import labels
from models.network import REACH, Network
from models.pieces import copy_tokenizer

# The heads whose first layers run as one product.
# The maps whose inputs have outlier channels: both of the feed-forward part, and the joined query, key and value.
_WATCHED = {"intermediate.dense": "intermediate.dense", "output.dense": "output.dense", "attention.self.query": "qkv"}
_OUTLIERS, _FACTOR, _EVENED = 16, 1.25, 0.5
_WORD_HEADS = ("tags", "triggers", "statuses", "modes")
# A longer sentence is read in windows: no training sentence is longer, and over 512 pieces the network finds next to no
# trigger (of 61 clauses of one sentence none, in windows of 256 pieces 52).
WINDOW_PIECES = 256


def plan_of(network: Network, precision: str) -> Plan:
    """Return the measures of a network's encoder."""
    config: Any = network.encoder.config
    return Plan(
        layers=config.num_hidden_layers,
        heads=config.num_attention_heads,
        epsilon=config.layer_norm_eps,
        activation=config.hidden_act,
        precision=precision,
    )


def weights_of(module: torch.nn.Module) -> Weights:
    """Return a module's weights as fp32 arrays."""
    return {name: value.detach().float().cpu().numpy() for name, value in module.state_dict().items()}


def ranges_of(network: Network, tokenizer: Tokenizer, examples: Sequence[Example]) -> dict[str, Range]:
    """Return what the maps' input channels range over, by the map's name in the graph, seen over some sentences.

    A channel stays apart whose largest value is over 1.25 times what 98 of 100 channels stay under; at most 16 a map.
    This and the evening take the error of the role scores from 0.43 to 0.10 (root mean square, logits).
    """
    largest: dict[str, torch.Tensor] = {}

    def watch(name: str) -> Callable[[Any, tuple[torch.Tensor, ...]], None]:
        def note(_: Any, inputs: tuple[torch.Tensor, ...]) -> None:
            seen = inputs[0].abs().amax(dim=(0, 1))
            largest[name] = torch.maximum(largest[name], seen) if name in largest else seen

        return note

    handles = [
        module.register_forward_pre_hook(watch(name))
        for name, module in network.encoder.named_modules()
        if name.endswith(tuple(_WATCHED)) and not name.endswith("attention.output.dense")
    ]
    scores_of(network, tokenizer, examples)
    for handle in handles:
        handle.remove()
    found: dict[str, Range] = {}
    for name, values in largest.items():
        usual = float(torch.quantile(values, 0.98))
        channels = [int(i) for i in values.argsort(descending=True)[:_OUTLIERS] if float(values[i]) > _FACTOR * usual]
        ending = next(ending for ending in _WATCHED if name.endswith(ending))
        spread = (values.clamp(min=float(values.median()) / 8) / values.median()).pow(_EVENED).numpy()
        found[name.removesuffix(ending) + _WATCHED[ending]] = (sorted(channels), spread)
    return found


def model_of(network: Network, precision: str = "int8", ranges: dict[str, Range] | None = None) -> Any:
    """Return the network as an ONNX model in `int8` or `fp32`; `ranges` those of its maps' inputs."""
    graph = Graph(precision, ranges)
    weights = weights_of(network)
    inner = {name[len("encoder.") :]: value for name, value in weights.items() if name.startswith("encoder.")}
    states = encoder(graph, inner, plan_of(network, precision))
    one = graph.constant("one", np.array([1], dtype=np.int64))
    mean = graph.node("ReduceMean", [states, one], "mean", keepdims=0)
    flat = graph.node("Squeeze", [states, "zero"], "states")
    picked = [graph.node("Gather", [flat, name], f"{name}.states", axis=0) for name in ("first", "last")]
    words = graph.node("Concat", picked, "words", axis=1)
    _word_heads(graph, weights, words)
    _roles(graph, weights, words)
    hidden = graph.linear(mean, "contexts.inner", weights["contexts.inner.weight"], weights["contexts.inner.bias"])
    hidden = graph.node("Gelu", [hidden], "contexts.hidden", "com.microsoft")
    scores = graph.plain(hidden, "contexts.outer", weights["contexts.outer.weight"], weights["contexts.outer.bias"])
    graph.node("Squeeze", [scores, "zero"], "contexts")
    vector = graph.plain(mean, "vector.map", weights["vector.weight"], weights["vector.bias"])
    unit = graph.node("LpNormalization", [vector], "vector.unit", axis=-1, p=2)
    graph.node("Squeeze", [unit, "zero"], "vector")
    space = labels()
    return finished(
        graph,
        [
            ("tags", ["words", len(space.tags)]),
            ("triggers", ["words", len(space.triggers)]),
            ("statuses", ["words", len(space.statuses)]),
            ("modes", ["words", len(space.modes)]),
            ("roles", ["words", "words", len(space.roles)]),
            ("contexts", [len(space.contexts)]),
            ("vector", [network.shape.vector]),
        ],
    )


def _word_heads(graph: Graph, weights: Weights, words: str) -> None:
    matrix = np.concatenate([weights[f"{name}.inner.weight"] for name in _WORD_HEADS])
    bias = np.concatenate([weights[f"{name}.inner.bias"] for name in _WORD_HEADS])
    hidden = graph.node("Gelu", [graph.linear(words, "inner", matrix, bias)], "inner.hidden", "com.microsoft")
    parts = [f"{name}.hidden" for name in _WORD_HEADS]
    graph.nodes.append(onnx.helper.make_node("Split", [hidden], parts, axis=-1, num_outputs=len(parts)))
    for name, part in zip(_WORD_HEADS, parts, strict=True):
        scores = graph.plain(part, f"{name}.outer", weights[f"{name}.outer.weight"], weights[f"{name}.outer.bias"])
        graph.node("Identity", [scores], name)


def _roles(graph: Graph, weights: Weights, words: str) -> None:
    space = labels()
    count, size = len(space.roles), weights["roles.trigger.bias"].shape[0]
    beliefs = [graph.node("Softmax", [name], f"{name}.belief", axis=-1) for name in ("tags", "triggers")]
    states = graph.node("Concat", [words, *beliefs], "roles.states", axis=1)
    both = []
    for name in ("trigger", "word"):
        mapped = graph.linear(states, f"roles.{name}", weights[f"roles.{name}.weight"], weights[f"roles.{name}.bias"])
        both.append(graph.node("Gelu", [mapped], f"roles.{name}.hidden", "com.microsoft"))
    left = graph.linear(both[0], "roles.pair", weights["roles.pair"].T, np.zeros(count * size, dtype=np.float32))
    rows = graph.constant("roles.rows", np.array([-1, size], dtype=np.int64))
    left = graph.node("Reshape", [left, rows], "roles.left")
    right = graph.node("Transpose", [both[1]], "roles.right", perm=[1, 0])
    product = graph.node("MatMul", [left, right], "roles.product")
    width = graph.node("Shape", ["first"], "width")
    frame = graph.constant("roles.frame", np.array([-1, count], dtype=np.int64))
    shape = graph.node("Concat", [frame, width], "roles.shape", axis=0)
    pairs = graph.node(
        "Transpose", [graph.node("Reshape", [product, shape], "roles.cube")], "roles.pairs", perm=[0, 2, 1]
    )
    of_trigger = graph.plain(
        both[0], "roles.left_bias", weights["roles.of_trigger.weight"], weights["roles.of_trigger.bias"]
    )
    of_word = graph.plain(both[1], "roles.right_bias", weights["roles.of_word.weight"], weights["roles.of_word.bias"])
    total = graph.node("Add", [pairs, graph.node("Unsqueeze", [of_trigger, "one"], "roles.a")], "roles.sum1")
    total = graph.node("Add", [total, graph.node("Unsqueeze", [of_word, "zero"], "roles.b")], "roles.sum2")
    graph.node("Add", [total, _distance(graph, weights["roles.distance.weight"], width)], "roles")


def _distance(graph: Graph, table: Any, width: str) -> str:
    """Add the bias of the distance between two words."""
    start, step = (graph.constant(f"range.{n}", np.array(n, dtype=np.int64)) for n in (0, 1))
    stop = graph.node("Squeeze", [width, "zero"], "range.stop")
    places = graph.node("Range", [start, stop, step], "places")
    columns = graph.node("Unsqueeze", [places, "zero"], "places.columns")
    rows = graph.node("Unsqueeze", [places, "one"], "places.rows")
    away = graph.node("Sub", [columns, rows], "away")
    limits = [graph.constant(f"reach.{sign}", np.array(sign * REACH, dtype=np.int64)) for sign in (-1, 1)]
    near = graph.node("Clip", [away, *limits], "near")
    index = graph.node("Add", [near, limits[1]], "near.index")
    return graph.node("Gather", [graph.constant("roles.distance", table), index], "roles.away")


def export(
    network: Network,
    tokenizer: Path,
    folder: Path,
    thresholds: Thresholds,
    facts: dict[str, Any],
    precision: str = "int8",
    ranges: dict[str, Range] | None = None,
) -> Card:
    """Write model, tokenizer and card into `folder`; `facts` are further fields of the card. Returns the card.

    The model is written last but for the card, whose sha256 make half-written files be refused.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / CARD).unlink(missing_ok=True)
    copy_tokenizer(tokenizer, folder / TOKENIZER)
    onnx.save(model_of(network, precision, ranges), str(folder / MODEL))
    config: Any = network.encoder.config
    card = Card(
        layers=config.num_hidden_layers,
        units=config.hidden_size,
        pieces=min(config.max_position_embeddings, WINDOW_PIECES),
        quantization=precision,
        labels=labels().to_dict(),
        thresholds=thresholds.to_dict(),
        files={name: sha256(folder / name) for name in (MODEL, TOKENIZER)},
        **facts,
    )
    card.write(folder)
    return card
