"""The card of an exported model: what it is, how it decodes, what it measured, and the sha256 of its files.

`card.json` lies beside `model.onnx` and `tokenizer.json` and rules: files whose sha256 differs from the card's are
refused, so that scores never come from weights nobody measured.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from models.decode import Thresholds
from models.labels import labels
from streams.errors import ModelError

CARD, MODEL, TOKENIZER = "card.json", "model.onnx", "tokenizer.json"
FORMAT = 1


@dataclass(frozen=True)
class Card:
    """All facts about an exported model; `files` maps a file's name to its sha256 in hex."""

    name: str
    version: str
    encoder: str
    layers: int
    units: int
    pieces: int
    quantization: str
    labels: dict[str, list[str]]
    thresholds: dict[str, float]
    files: dict[str, str]
    data: list[dict[str, str]] = field(default_factory=list)
    licences: list[dict[str, str]] = field(default_factory=list)
    figures: dict[str, Any] = field(default_factory=dict)
    command: str = ""
    format: int = FORMAT

    def to_dict(self) -> dict[str, Any]:
        """Return all facts."""
        return asdict(self)

    def write(self, folder: Path) -> None:
        """Write the card into `folder`."""
        text = json.dumps(self.to_dict(), ensure_ascii=False, indent=1, sort_keys=True)
        (folder / CARD).write_text(text + "\n", encoding="utf-8")

    @property
    def decoding(self) -> Thresholds:
        """The thresholds the model decodes with."""
        return Thresholds.from_dict(self.thresholds)


def sha256(path: Path) -> str:
    """Return the sha256 of a file in hex."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def read_card(folder: Path) -> Card:
    """Read a model folder's card; raises ModelError if it is missing, unreadable or made for another ontology."""
    path = folder / CARD
    if not path.is_file():
        raise ModelError(f"no model in {folder}: {CARD} is missing; give a folder written by `rasid model export`")
    try:
        card = Card(**json.loads(path.read_text(encoding="utf-8")))
        card.decoding  # noqa: B018 - raises what a broken table of thresholds raises
    except (ValueError, TypeError) as error:
        raise ModelError(f"{path} is not a model card ({error}); export the model again") from error
    if card.format != FORMAT:
        raise ModelError(f"{path} has format {card.format}, this version reads {FORMAT}; export the model again")
    if card.labels != labels().to_dict():
        raise ModelError(f"{path} was made for another ontology than models/ontology.yaml; train and export it again")
    return card


def verify(folder: Path, card: Card) -> None:
    """Raise ModelError unless every file of the card is there with its sha256."""
    for name, expected in card.files.items():
        path = folder / name
        if not path.is_file():
            raise ModelError(f"{path} is missing though the card names it; restore it or export the model again")
        found = sha256(path)
        if found != expected:
            raise ModelError(
                f"{path} was changed: its sha256 is {found[:16]}…, the card says {expected[:16]}…; "
                "restore the file or export the model again"
            )
