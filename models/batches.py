"""Examples as tensors: pieces of the tokenizer, first and last piece of each word, batches of similar length."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt
import torch
from tokenizers import Tokenizer
from torch import Tensor

from models.examples import Example
from models.labels import labels
from models.pieces import Pieces, pieces_of


@dataclass
class Encoded:
    """An example with its pieces and, for the distillation, the vector the untouched encoder gives its sentence."""

    example: Example
    pieces: Pieces
    vector: npt.NDArray[np.float32] | None = None
    weight: float = 1.0


@dataclass
class Batch:
    """Tensors of some examples; `events` index (sentence, word), their targets follow in the same order."""

    ids: Tensor
    mask: Tensor
    first: Tensor
    last: Tensor
    words: Tensor
    tags: Tensor
    triggers: Tensor
    events: Tensor
    types: Tensor
    statuses: Tensor
    modes: Tensor
    roles: Tensor
    role_weights: Tensor
    contexts: Tensor
    has_contexts: Tensor
    vectors: Tensor
    has_vectors: Tensor
    weights: Tensor

    def to(self, device: torch.device) -> Batch:
        """Return the batch on a device."""
        if device.type == "cpu":
            return self
        values = {item.name: getattr(self, item.name) for item in fields(self)}
        return Batch(**{name: value.to(device) for name, value in values.items()})


def encode(tokenizer: Tokenizer, examples: Sequence[Example], limit: int) -> list[Encoded]:
    """Encode examples; one of more than `limit` pieces or without a word is left out of training."""
    encoded = []
    for example in examples:
        pieces = pieces_of(tokenizer, example.text, example.words)
        if example.words and len(pieces.ids) <= limit:
            encoded.append(Encoded(example, pieces))
    return encoded


def fitting(tokenizer: Tokenizer, examples: Sequence[Example], limit: int) -> list[Example]:
    """Return the examples of at most `limit` pieces and at least a word."""
    return [item.example for item in encode(tokenizer, examples, limit)]


def shuffled(encoded: Sequence[Encoded], size: int, seed: int) -> Iterator[list[Encoded]]:
    """Yield batches in random order whose sentences are of similar length, which saves padding.

    Lengths are jittered by a tenth, so that batches differ from epoch to epoch.
    """
    rng = random.Random(seed)
    order = sorted(encoded, key=lambda item: len(item.pieces.ids) * rng.uniform(0.9, 1.1))
    batches = [order[start : start + size] for start in range(0, len(order), size)]
    rng.shuffle(batches)
    yield from batches


def collate(items: Sequence[Encoded], pad: int) -> Batch:
    """Pad examples to one batch."""
    space = labels()
    count = len(items)
    length = max(len(item.pieces.ids) for item in items)
    width = max(len(item.example.words) for item in items)
    ids = np.full((count, length), pad, dtype=np.int64)
    mask = np.zeros((count, length), dtype=np.int64)
    first, last = np.zeros((count, width), dtype=np.int64), np.zeros((count, width), dtype=np.int64)
    words = np.zeros((count, width), dtype=np.bool_)
    tags = np.ones((count, width, len(space.tags)), dtype=np.bool_)
    triggers = np.ones((count, width, len(space.triggers)), dtype=np.bool_)
    contexts = np.zeros((count, len(space.contexts)), dtype=np.float32)
    for i, item in enumerate(items):
        pieces, example = item.pieces, item.example
        n, w = len(pieces.ids), len(example.words)
        ids[i, :n], mask[i, :n] = pieces.ids, 1
        first[i, :w], last[i, :w], words[i, :w] = pieces.first, pieces.last, True
        tags[i, :w], triggers[i, :w] = example.tags, example.triggers
        if example.contexts is not None:
            contexts[i] = example.contexts
    events = [(i, event) for i, item in enumerate(items) for event in item.example.events]
    roles = np.ones((len(events), width, len(space.roles)), dtype=np.bool_)
    role_weights = np.zeros((len(events), width), dtype=np.float32)
    for k, (_, event) in enumerate(events):
        w = len(event.roles)
        roles[k, :w], role_weights[k, :w] = event.roles, event.weights
    known = {i: item.vector for i, item in enumerate(items) if item.vector is not None}
    vectors = np.stack(list(known.values())) if known else np.zeros((0, 1), dtype=np.float32)
    return Batch(
        ids=torch.from_numpy(ids),
        mask=torch.from_numpy(mask),
        first=torch.from_numpy(first),
        last=torch.from_numpy(last),
        words=torch.from_numpy(words),
        tags=torch.from_numpy(tags),
        triggers=torch.from_numpy(triggers),
        events=torch.tensor([[i, event.word] for i, event in events], dtype=torch.long).reshape(-1, 2),
        types=torch.tensor([event.type for _, event in events], dtype=torch.long),
        statuses=torch.tensor([event.status for _, event in events], dtype=torch.long),
        modes=torch.tensor([event.mode for _, event in events], dtype=torch.long),
        roles=torch.from_numpy(roles),
        role_weights=torch.from_numpy(role_weights),
        contexts=torch.from_numpy(contexts),
        has_contexts=torch.tensor([item.example.contexts is not None for item in items]),
        vectors=torch.from_numpy(vectors),
        has_vectors=torch.tensor(list(known), dtype=torch.long),
        weights=torch.tensor([item.weight for item in items]),
    )
