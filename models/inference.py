"""The network in PyTorch, sentence by sentence: for validation, tuning and the comparison with the exported weights."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer

from models import score
from models.decode import FloatArray, Thresholds, decode
from models.examples import Example
from models.network import Network
from models.pieces import pieces_of

# The measures whose mean decides which epoch is kept.
JUDGED = ("entity", "event", "argument", "argument~")


def scores_of(network: Network, tokenizer: Tokenizer, examples: Sequence[Example]) -> list[dict[str, FloatArray]]:
    """Return the network's scores of each sentence, computed alone: no padding, so a batch changes nothing."""
    network.eval()
    device = next(network.parameters()).device
    result = []
    for example in examples:
        pieces = pieces_of(tokenizer, example.text, example.words)
        ids, first, last = (torch.tensor([x], device=device) for x in (pieces.ids, pieces.first, pieces.last))
        with torch.no_grad():
            outputs = network(ids, torch.ones_like(ids), first, last)
        result.append({name: value[0].float().cpu().numpy() for name, value in outputs.items()})
    return result


def decoded(
    examples: Sequence[Example], scores: Sequence[dict[str, FloatArray]], thresholds: Thresholds
) -> dict[str, dict[str, Any]]:
    """Return the decoded sentences by id, in the annotation format."""
    return {
        example.id: {"id": example.id, **decode(example.text, example.words, each, thresholds).to_dict()}
        for example, each in zip(examples, scores, strict=True)
    }


def figures_of(
    examples: Sequence[Example], scores: Sequence[dict[str, FloatArray]], thresholds: Thresholds
) -> dict[str, float]:
    """Return each measure of `score.py` in percent, and `sum`, the mean of the judged ones."""
    gold = {example.id: example.row for example in examples if example.row is not None}
    result = score.score(gold, decoded(examples, scores, thresholds))
    figures = {name: round(float(r.get("f1", r.get("accuracy", 0.0))), 2) for name, r in result.items()}
    figures["sum"] = round(float(np.mean([figures.get(name, 0.0) for name in JUDGED])), 3)
    return figures


def judge(network: Network, tokenizer: Tokenizer, examples: Sequence[Example]) -> dict[str, float]:
    """Score, decode with the default thresholds and measure."""
    return figures_of(examples, scores_of(network, tokenizer, examples), Thresholds())
