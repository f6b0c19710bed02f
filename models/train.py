"""Training of the joint network: one run from an encoder and corpora to a folder that can be exported.

The run writes its state after every epoch, so that a killed run goes on where it was; the averaged weights (EMA) of the
best epoch on the part split off train become the model. On a processor with bf16 arithmetic autocast halves a step;
the embedding table stays frozen, which spares a third of the update and keeps rare names' vectors.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from torch import nn

from models.augment import Augmenter
from models.batches import Batch, Encoded, collate, encode, fitting, shuffled
from models.examples import Example, divide
from models.inference import judge
from models.losses import losses, weighed
from models.network import Network, Shape, build
from models.optimize import Average, optimizer_of, schedule
from models.runs import PARTIAL_WEIGHT, add_vectors, centre, read_corpora, tokenizer_of
from streams.errors import ModelError

HELD_OUT = 0.06  # of the annotated sentences, for early stopping, thresholds and temperature
LIMIT = 224  # pieces of a training sentence; the longest annotated one has 114


# The part of each further corpus that an epoch draws.
SHARES = (("gsr", 0.04), ("newsfane", 0.04), ("wojood", 0.15))


@dataclass(frozen=True)
class Settings:
    """What a run is made of.

    `shares` is the part of each further corpus that an epoch draws, anew each time; `frozen` the depth up to which the
    encoder stays as it is: -1 nothing, 0 the embedding table, n the n lowest layers as well; `without` names the
    corpora that are left out; `only` names the heads whose losses count (empty: all). `swap` and `hide` are the
    augmenter's shares.
    """

    epochs: int = 6
    batch: int = 24
    rate: float = 1e-4
    head_rate: float = 1e-3
    layer_decay: float = 0.92
    weight_decay: float = 0.01
    warm_up: float = 0.08
    patience: int = 4
    ema: float = 0.99
    seed: int = 13
    frozen: int = 2
    shares: tuple[tuple[str, float], ...] = SHARES
    without: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    swap: float = 0.4
    hide: float = 0.06
    shape: Shape = field(default_factory=Shape)

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


def limit_of(network: Network) -> int:
    """Return the pieces of the longest sentence trained on: an encoder may have fewer positions than `LIMIT`."""
    return min(LIMIT, int(network.encoder.config.max_position_embeddings))


class Run:
    """A training run in a folder: `network.pt` and `run.json` at its end, `state.pt` and `log.jsonl` on the way."""

    def __init__(self, folder: Path, encoder: str, tokenizer: Tokenizer, settings: Settings, pad: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        torch.manual_seed(settings.seed)
        # Vanishing gradients as denormal numbers would slow a processor's arithmetic many times over.
        torch.set_flush_denormal(True)
        self.folder, self.settings, self.pad, self.tokenizer = folder, settings, pad, tokenizer
        self.encoder_name = encoder
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.network = build(encoder, settings.shape).to(self.device)
        self.network.encoder.set_attn_implementation("eager")
        self.optimizer = optimizer_of(self.network, settings)
        self.average = Average(self.network, settings.ema)
        self.limit = limit_of(self.network)
        self.epoch, self.best, self.stale = 0, -1.0, 0
        self.augmenter: Augmenter | None = None

    def start_from(self, weights: Path) -> None:
        """Begin with the weights another run left (`network.pt`) instead of the bare encoder's."""
        self.network.load_state_dict(torch.load(weights, map_location=self.device, weights_only=True))
        self.average = Average(self.network, self.settings.ema)

    def fit(
        self,
        train: Sequence[Encoded],
        further: dict[str, list[Encoded]],
        validation: Sequence[Example],
        report: Callable[[str], None],
    ) -> None:
        """Train until the last epoch or until `patience` epochs brought nothing; leaves the best weights in the folder.

        Raises ModelError if there is nothing to train on.
        """
        if not train:
            raise ModelError("no sentence to train on: give --data files in the annotation format")
        size = len(self._epoch_items(train, further, 0))
        steps = self.settings.epochs * (-(-size // self.settings.batch))
        plan = schedule(self.optimizer, steps, self.settings.warm_up)
        self._resume(plan, report)
        while self.epoch < self.settings.epochs and self.stale < self.settings.patience:
            started = time.monotonic()
            items = self._epoch_items(train, further, self.epoch)
            parts = self._train_epoch(items, plan, report)
            figures = self._validate(validation)
            self.epoch += 1
            row = {"epoch": self.epoch, "seconds": round(time.monotonic() - started, 1), "sentences": len(items)}
            row |= {f"loss_{name}": round(value, 4) for name, value in parts.items()} | figures
            with (self.folder / "log.jsonl").open("a", encoding="utf-8") as log:
                log.write(json.dumps(row) + "\n")
            report(json.dumps(row))
            self._keep(figures["sum"], plan)

    def _epoch_items(self, train: Sequence[Encoded], further: dict[str, list[Encoded]], epoch: int) -> list[Encoded]:
        rng = random.Random(self.settings.seed * 1000 + epoch)
        items = list(train)
        if self.augmenter is not None:
            items = self.augmenter(items, self.limit, rng)
        for name, share in self.settings.shares:
            corpus = further.get(name, [])
            items += rng.sample(corpus, round(share * len(corpus)))
        return items

    def _train_epoch(
        self, items: list[Encoded], plan: torch.optim.lr_scheduler.LRScheduler, report: Callable[[str], None]
    ) -> dict[str, float]:
        self.network.train()
        sums: dict[str, float] = {}
        batches = list(shuffled(items, self.settings.batch, self.settings.seed * 1000 + self.epoch))
        for number, chosen in enumerate(batches, start=1):
            parts = self._step(collate(chosen, self.pad).to(self.device))
            plan.step()
            for name, value in parts.items():
                sums[name] = sums.get(name, 0.0) + value
            if number % 50 == 0:
                report(f"epoch {self.epoch + 1}: {number} of {len(batches)} batches")
        return {name: value / len(batches) for name, value in sums.items()}

    def _step(self, batch: Batch) -> dict[str, float]:
        with torch.autocast(self.device.type, dtype=torch.bfloat16):
            outputs = self.network(batch.ids, batch.mask, batch.first, batch.last)
        parts = losses(outputs, batch)
        if self.settings.only:
            parts = {name: value for name, value in parts.items() if name in self.settings.only}
        weighed(parts).backward()
        nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        self.average.update(self.network)
        return {name: float(value.detach()) for name, value in parts.items()}

    def _validate(self, validation: Sequence[Example]) -> dict[str, float]:
        trained = {name: value.clone() for name, value in self.network.state_dict().items()}
        self.network.load_state_dict(self.average.weights)
        figures = judge(self.network, self.tokenizer, validation)
        self.network.load_state_dict(trained)
        return figures

    def _keep(self, figure: float, plan: torch.optim.lr_scheduler.LRScheduler) -> None:
        """Write the state, and the averaged weights if the epoch is the best so far."""
        self.stale += 1
        if figure > self.best:
            self.best, self.stale = figure, 0
            _replace(self.average.weights, self.folder / "network.pt")
            facts = {"encoder": self.encoder_name, "epoch": self.epoch, "settings": self.settings.to_dict()}
            facts["config"] = self.network.encoder.config.to_dict()
            (self.folder / "run.json").write_text(json.dumps(facts, indent=1), encoding="utf-8")
        state = {
            "network": self.network.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "plan": plan.state_dict(),
            "average": (self.average.steps, self.average.weights),
            "progress": (self.epoch, self.best, self.stale),
            "random": torch.get_rng_state(),
            "settings": self.settings.to_dict(),
        }
        _replace(state, self.folder / "state.pt")

    def _resume(self, plan: torch.optim.lr_scheduler.LRScheduler, report: Callable[[str], None]) -> None:
        path = self.folder / "state.pt"
        if not path.exists():
            return
        state = torch.load(path, map_location=self.device, weights_only=True)
        if json.dumps(state["settings"]) != json.dumps(self.settings.to_dict()):
            raise ModelError(f"{path} was written with other settings; give the same ones or another folder")
        self.network.load_state_dict(state["network"])
        self.optimizer.load_state_dict(state["optimizer"])
        plan.load_state_dict(state["plan"])
        self.average.steps, self.average.weights = state["average"]
        self.epoch, self.best, self.stale = state["progress"]
        torch.set_rng_state(state["random"].cpu())
        report(f"resumed after epoch {self.epoch}")


def _replace(content: Any, path: Path) -> None:
    """Write through a temporary file, so that a kill leaves the old one or the new one."""
    temporary = path.with_suffix(".tmp")
    torch.save(content, temporary)
    temporary.replace(path)


def train(
    out: Path,
    encoder: str,
    data: Sequence[Path],
    settings: Settings,
    report: Callable[[str], None],
    start: Path | None = None,
) -> None:
    """Train a network from `encoder` on `data` (see `read_corpora`) into folder `out`, going on where a run stopped.

    `start` is the folder of an earlier run to begin with. The validation part
    is split off the reviewed sentences, whole sources at a time: nothing else of these is trained on. Raises ModelError
    for unfit data.
    """
    corpora = read_corpora(data, settings.without)
    training, validation, _ = divide(corpora["events"], HELD_OUT, settings.seed)
    written = sum(example.corpus != "events" for example in training)
    tokenizer, pad = tokenizer_of(encoder, out)
    run = Run(out, encoder, tokenizer, settings, pad)
    if start is not None and not (out / "state.pt").exists():
        run.start_from(start / "network.pt")
    validation = fitting(tokenizer, validation, run.limit)
    items = encode(tokenizer, training, run.limit)
    if settings.shape.vector == int(run.network.encoder.config.hidden_size):
        add_vectors(items, encoder, out / "vectors.npz", report)
        centre(items)
    further = {name: encode(tokenizer, corpora[name], run.limit) for name, _ in settings.shares if corpora.get(name)}
    for item in (item for corpus in further.values() for item in corpus):
        item.weight = PARTIAL_WEIGHT
    report(f"training on {len(items)} sentences, {written} of them the project's own; {len(validation)} held out")
    if settings.swap or settings.hide:
        run.augmenter = Augmenter(tokenizer, training, settings.swap, settings.hide)
    run.fit(items, further, validation, report)
