"""The joint network: one pass of a BERT encoder, then small heads over its words (after OneIE and DyGIE++).

A word is the states of its first and its last piece side by side. Two-layer heads give its entity tag, its trigger
type, and the status and mode it has if it is a trigger; a biaffine layer scores each pair (trigger word, word) for each
role from the words and from what the first two heads think of them, with a bias for their distance. The sentence's
contexts and its vector come from the mean of the pieces. All outputs are static: nothing in the pass depends on what
was decoded, so it exports as one graph.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from transformers import AutoConfig, AutoModel

from models.labels import labels

# Distances beyond this many words share one bias.
REACH = 24


@dataclass(frozen=True)
class Shape:
    """What of a network is chosen: kept encoder layers (None: all), units of the heads, of the biaffine, dropout."""

    layers: int | None = 11
    hidden: int = 256
    biaffine: int = 160
    dropout: float = 0.1
    vector: int = 384

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


class Head(nn.Module):  # type: ignore[misc]
    """Two layers: units in, GELU, labels out."""

    def __init__(self, units: int, hidden: int, count: int, dropout: float) -> None:
        super().__init__()
        self.inner = nn.Linear(units, hidden)
        self.outer = nn.Linear(hidden, count)
        self.dropout = nn.Dropout(dropout)

    def forward(self, states: Tensor) -> Tensor:
        scores: Tensor = self.outer(self.dropout(nn.functional.gelu(self.inner(states))))
        return scores


class RoleScorer(nn.Module):  # type: ignore[misc]
    """Biaffine scores of (trigger word, word) pairs for each role, `none` first."""

    def __init__(self, units: int, shape: Shape) -> None:
        super().__init__()
        space = labels()
        extra = len(space.tags) + len(space.triggers)
        size, self.roles = shape.biaffine, len(space.roles)
        self.trigger = nn.Linear(units + extra, size)
        self.word = nn.Linear(units + extra, size)
        self.pair = nn.Parameter(torch.randn(size, self.roles * size) / size)
        self.of_trigger = nn.Linear(size, self.roles)
        self.of_word = nn.Linear(size, self.roles)
        self.distance = nn.Embedding(2 * REACH + 1, self.roles)
        nn.init.zeros_(self.distance.weight)
        self.dropout = nn.Dropout(shape.dropout)

    def forward(self, words: Tensor, beliefs: Tensor) -> Tensor:
        """Score all pairs: `words` (sentences, words, units), `beliefs` likewise → (sentences, words, words, roles)."""
        states = torch.cat([words, beliefs], dim=-1)
        first = self.dropout(nn.functional.gelu(self.trigger(states)))
        second = self.dropout(nn.functional.gelu(self.word(states)))
        sentences, count, size = first.shape[0], first.shape[1], first.shape[2]
        left = (first @ self.pair).reshape(sentences, count * self.roles, size)
        pairs = (left @ second.transpose(1, 2)).reshape(sentences, count, self.roles, count).transpose(2, 3)
        places = torch.arange(words.shape[1], device=words.device)
        away = (places.unsqueeze(0) - places.unsqueeze(1)).clamp(-REACH, REACH) + REACH
        scores: Tensor = (
            pairs + self.of_trigger(first).unsqueeze(2) + self.of_word(second).unsqueeze(1) + self.distance(away)
        )
        return scores


class Network(nn.Module):  # type: ignore[misc]
    """Encoder and heads; `forward` returns the scores of every head before any softmax."""

    OUTPUTS = ("tags", "triggers", "statuses", "modes", "roles", "contexts", "vector")

    def __init__(self, encoder: nn.Module, shape: Shape) -> None:
        super().__init__()
        space, self.shape, self.encoder = labels(), shape, encoder
        units = int(encoder.config.hidden_size)
        both = 2 * units
        self.dropout = nn.Dropout(shape.dropout)
        self.tags = Head(both, shape.hidden, len(space.tags), shape.dropout)
        self.triggers = Head(both, shape.hidden, len(space.triggers), shape.dropout)
        self.statuses = Head(both, shape.hidden, len(space.statuses), shape.dropout)
        self.modes = Head(both, shape.hidden, len(space.modes), shape.dropout)
        self.roles = RoleScorer(both, shape)
        self.contexts = Head(units, shape.hidden, len(space.contexts), shape.dropout)
        self.vector = nn.Linear(units, shape.vector)
        if units == shape.vector:
            nn.init.eye_(self.vector.weight)
            nn.init.zeros_(self.vector.bias)

    def heads(self, states: Tensor, mask: Tensor, first: Tensor, last: Tensor) -> dict[str, Tensor]:
        """Score the words of encoded sentences: `states` (sentences, pieces, units), `first`/`last` piece of a word."""
        weights = mask.unsqueeze(-1).to(states.dtype)
        mean = (states * weights).sum(1) / weights.sum(1)
        dropped = self.dropout(states)
        width = dropped.shape[-1]
        pick = [torch.gather(dropped, 1, index.unsqueeze(-1).expand(-1, -1, width)) for index in (first, last)]
        words = torch.cat(pick, dim=-1)
        tags, triggers = self.tags(words), self.triggers(words)
        beliefs = torch.cat([tags.softmax(-1), triggers.softmax(-1)], dim=-1).detach()
        return {
            "tags": tags,
            "triggers": triggers,
            "statuses": self.statuses(words),
            "modes": self.modes(words),
            "roles": self.roles(words, beliefs),
            "contexts": self.contexts(self.dropout(mean)),
            "vector": nn.functional.normalize(self.vector(mean), dim=-1),
        }

    def forward(self, ids: Tensor, mask: Tensor, first: Tensor, last: Tensor) -> dict[str, Tensor]:
        states = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        return self.heads(states, mask, first, last)


def load_encoder(name: str | Path, layers: int | None) -> nn.Module:
    """Load a BERT by Hugging Face name or folder, without pooler, its lowest `layers` layers (None or too many: all).

    The upper layers of a sentence encoder serve its own objective; leaving them out costs least.
    """
    config = AutoConfig.from_pretrained(str(name))
    if layers is not None:
        config.num_hidden_layers = min(layers, config.num_hidden_layers)
    # Dropping attention weights costs a tenth of a step on a processor; units are dropped still.
    config.attention_probs_dropout_prob = 0.0
    return AutoModel.from_pretrained(str(name), config=config, dtype=torch.float32, add_pooling_layer=False)


def build(encoder: str | Path, shape: Shape) -> Network:
    """Return a network with a pretrained encoder and fresh heads."""
    return Network(load_encoder(encoder, shape.layers), shape)
