"""What moves the weights: the optimizer and its rates, their schedule, the moving average that becomes the model."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from models.network import Network

if TYPE_CHECKING:
    from models.train import Settings


class Average:
    """Exponential moving average of the trained weights, warmed up over the first steps."""

    def __init__(self, network: nn.Module, decay: float) -> None:
        self.decay, self.steps = decay, 0
        self.weights = {name: value.detach().clone() for name, value in network.state_dict().items()}
        self.trained = [name for name, value in network.named_parameters() if value.requires_grad]

    def update(self, network: nn.Module) -> None:
        self.steps += 1
        keep = min(self.decay, (1 + self.steps) / (10 + self.steps))
        current = network.state_dict()
        with torch.no_grad():
            torch._foreach_lerp_(
                [self.weights[n] for n in self.trained], [current[n] for n in self.trained], 1.0 - keep
            )


def optimizer_of(network: Network, settings: Settings) -> torch.optim.Optimizer:
    """Return AdamW with lower rates for lower layers and no decay of biases and norms."""
    layers = int(network.encoder.config.num_hidden_layers)
    groups: dict[tuple[float, float], list[Tensor]] = {}
    for name, value in network.named_parameters():
        rate = settings.head_rate
        if name.startswith("encoder."):
            parts = name.split(".")
            depth = int(parts[parts.index("layer") + 1]) + 1 if "layer" in parts else 0
            if depth <= settings.frozen:
                value.requires_grad_(False)
                continue
            rate = settings.rate * settings.layer_decay ** (layers - depth)
        groups.setdefault((rate, settings.weight_decay if value.ndim > 1 else 0.0), []).append(value)
    options = [{"params": values, "lr": rate, "weight_decay": decay} for (rate, decay), values in groups.items()]
    return torch.optim.AdamW(options, fused=True, betas=(0.9, 0.98))


def schedule(optimizer: torch.optim.Optimizer, steps: int, warm_up: float) -> torch.optim.lr_scheduler.LambdaLR:
    """Return a linear warm-up followed by a linear fall to a fiftieth."""
    first = max(1, int(steps * warm_up))

    def factor(step: int) -> float:
        if step < first:
            return (step + 1) / first
        return max(0.02, (steps - step) / max(1, steps - first))

    return torch.optim.lr_scheduler.LambdaLR(optimizer, factor)
