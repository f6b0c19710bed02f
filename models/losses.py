"""The joint loss: for each head the probability that falls outside the allowed labels, weighed to one sum."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from models.batches import Batch
from models.labels import mode_fits

# Weights of the heads in the sum, chosen so that the early gradients into the encoder are of one size; the judging of
# triggers and roles, which the events depend on, counts most.
WEIGHTS = {"tags": 2.0, "triggers": 4.0, "statuses": 0.5, "modes": 0.5, "roles": 4.0, "contexts": 1.0, "vector": 1.0}


def outside(scores: Tensor, allowed: Tensor) -> Tensor:
    """Return minus the log of the probability of the allowed labels, over the last axis."""
    scores = scores.float()
    return scores.logsumexp(-1) - scores.masked_fill(~allowed, -1e9).logsumexp(-1)


def losses(outputs: dict[str, Tensor], batch: Batch) -> dict[str, Tensor]:
    """Return the loss of each head, means over what is annotated in the batch."""
    words = batch.words.float() * batch.weights.unsqueeze(-1)
    total = batch.words.float().sum().clamp(min=1.0)
    result = {
        "tags": (outside(outputs["tags"], batch.tags) * words).sum() / total,
        "triggers": (outside(outputs["triggers"], batch.triggers) * words).sum() / total,
    }
    if batch.has_contexts.any():
        known = outputs["contexts"].float()[batch.has_contexts]
        result["contexts"] = functional.binary_cross_entropy_with_logits(known, batch.contexts[batch.has_contexts])
    if len(batch.vectors):
        result["vector"] = (1.0 - (outputs["vector"].float()[batch.has_vectors] * batch.vectors).sum(-1)).mean()
    if len(batch.events):
        result |= _event_losses(outputs, batch)
    return result


def _event_losses(outputs: dict[str, Tensor], batch: Batch) -> dict[str, Tensor]:
    sentence, word = batch.events[:, 0], batch.events[:, 1]
    result = {}
    known = batch.statuses >= 0
    if known.any():
        scores = outputs["statuses"][sentence, word].float()
        result["statuses"] = functional.cross_entropy(scores[known], batch.statuses[known])
    known = batch.modes >= 0
    if known.any():
        fits = torch.from_numpy(mode_fits()).to(batch.types.device)[batch.types[known]]
        scores = outputs["modes"][sentence, word].float()[known].masked_fill(~fits, -1e9)
        result["modes"] = functional.cross_entropy(scores, batch.modes[known])
    weights = batch.role_weights * batch.weights[sentence].unsqueeze(-1)
    pairs = outside(outputs["roles"][sentence, word], batch.roles) * weights
    result["roles"] = pairs.sum() / batch.role_weights.sum().clamp(min=1.0)
    return result


def weighed(parts: dict[str, Tensor]) -> Tensor:
    """Return the weighted sum of the heads' losses."""
    return torch.stack([WEIGHTS[name] * value for name, value in parts.items()]).sum()
