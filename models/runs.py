"""What goes into a training run and comes out of it: corpora, the untouched encoder's vectors, the trained network."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from transformers import AutoConfig, AutoModel, AutoTokenizer

from models.batches import Encoded
from models.corpora import read_gsr, read_newsfane, read_wojood
from models.examples import Example, read_annotated
from models.network import Network, Shape, load_encoder
from models.standoff import read_standoff, standoff_files
from streams.errors import ModelError

# Sentences with partial labels count half: they speak of less, and after another guide.
PARTIAL_WEIGHT = 0.5


def read_corpora(paths: Sequence[Path], without: Collection[str] = ()) -> dict[str, list[Example]]:
    """Read `events` (annotated sentences), and `gsr`, `newsfane`, `wojood` where they are.

    A path is a file of the annotation format, or a folder with `events/train.jsonl`, `gsr/`, `ner/newsfane/`,
    `ner/wojood/train.txt` and `articles/`, of which all but the first may be missing. The sentences written for this
    project (`synthetic`) and its annotations of the articles (`standoff`) join `events`. `without` names what is left
    out, of `models.corpora.FURTHER`.
    Sentences of a folder's `events/dev.jsonl` are for testing: ModelError is raised if one stands in the training data
    by id or by text, naming it; likewise if a path holds nothing.
    """
    files: list[Path] = []
    corpora: dict[str, list[Example]] = {"gsr": [], "newsfane": [], "wojood": []}
    tests: list[Path] = []
    standoff: list[Example] = []
    for path in paths:
        if path.is_file():
            files.append(path)
            continue
        train = path / "events" / "train.jsonl"
        if not train.is_file():
            raise ModelError(
                f"{path} holds no events/train.jsonl; give a file of the annotation format or such a folder"
            )
        files.append(train)
        tests += [path / "events" / "dev.jsonl"] if (path / "events" / "dev.jsonl").is_file() else []
        if "standoff" not in without and (path / "articles").is_dir():
            standoff += read_standoff(standoff_files(), path / "articles")
        if "gsr" not in without and (path / "gsr").is_dir():
            corpora["gsr"] += read_gsr(path / "gsr")
        for found in sorted((path / "ner" / "newsfane").glob("NewsFANE*.txt")) if "newsfane" not in without else ():
            corpora["newsfane"] += read_newsfane(found)
        if "wojood" not in without and (path / "ner" / "wojood" / "train.txt").is_file():
            corpora["wojood"] += read_wojood(path / "ner" / "wojood" / "train.txt")
    if "synthetic" not in without:
        files += own_files()
    corpora["events"] = read_annotated(files) + standoff
    refuse_tests(corpora, read_annotated(tests))
    return corpora


def own_files() -> list[Path]:
    """Return the training files that this project ships."""
    folder = Path(str(resources.files("models").joinpath("data")))
    return sorted(folder.glob("*.jsonl"))


def refuse_tests(corpora: dict[str, list[Example]], tests: Sequence[Example]) -> None:
    """Raise ModelError if a test sentence stands in the training data, by id or by text."""
    ids, texts = {example.id for example in tests}, {example.text for example in tests}
    for name, examples in corpora.items():
        for example in examples:
            if example.id in ids or example.text in texts:
                raise ModelError(
                    f"sentence {example.id!r} of {name} is a test sentence (events/dev.jsonl); take it out"
                )


def tokenizer_of(encoder: str, folder: Path) -> tuple[Tokenizer, int]:
    """Return an encoder's tokenizer and its padding id; `tokenizer.json` is kept in `folder` for the export."""
    wrapped = AutoTokenizer.from_pretrained(encoder)
    backend = getattr(wrapped, "backend_tokenizer", None)
    if backend is None:
        raise ModelError(
            f"the tokenizer of {encoder} has no fast form (tokenizer.json); choose an encoder that has one"
        )
    tokenizer = Tokenizer.from_str(backend.to_str())
    tokenizer.no_truncation()
    tokenizer.no_padding()
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"))
    return tokenizer, int(wrapped.pad_token_id or 0)


def add_vectors(encoded: Sequence[Encoded], encoder: str, cache: Path, report: Callable[[str], None]) -> None:
    """Give each sentence the vector of the untouched encoder, all layers: the target of the vector head.

    The vectors are kept in `cache`, by sentence, since a pass over all costs a quarter of an epoch.
    """
    known: dict[str, Any] = {}
    if cache.is_file():
        with np.load(cache) as stored:
            known = dict(zip(stored["ids"].tolist(), stored["vectors"], strict=True))
    missing = [item for item in encoded if item.example.id not in known]
    if missing:
        report(f"sentence vectors of the untouched encoder: {len(missing)}")
        network = load_encoder(encoder, None).eval()
        for item in missing:
            ids = torch.tensor([item.pieces.ids])
            with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
                states = network(input_ids=ids, attention_mask=torch.ones_like(ids)).last_hidden_state
            mean = states.float().mean(1)[0]
            known[item.example.id] = (mean / mean.norm()).numpy()
        np.savez(cache, ids=np.array(list(known)), vectors=np.stack(list(known.values())))
    for item in encoded:
        item.vector = known[item.example.id]


def centre(encoded: Sequence[Encoded]) -> None:
    """Take the mean vector out of the targets and bring them back to unit length.

    All vectors of a sentence encoder share one large direction (any two of its cosines are 0.7 and more); without it
    the loss sees what tells sentences apart.
    """
    mean = np.mean([item.vector for item in encoded if item.vector is not None], axis=0)
    for item in encoded:
        if item.vector is not None:
            away = item.vector - mean
            item.vector = (away / np.linalg.norm(away)).astype(np.float32)


def restore(folder: Path) -> tuple[Network, Tokenizer, dict[str, Any]]:
    """Load what a training run left in `folder`: the network, its tokenizer and the run's facts.

    Raises ModelError if the folder holds no finished epoch.
    """
    path = folder / "run.json"
    if not path.is_file():
        raise ModelError(f"{folder} holds no trained network: run `rasid model train --out {folder}` first")
    facts: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    config = AutoConfig.for_model(**facts["config"])
    network = Network(AutoModel.from_config(config, add_pooling_layer=False), Shape(**facts["settings"]["shape"]))
    network.load_state_dict(torch.load(folder / "network.pt", map_location="cpu", weights_only=True))
    return network.eval(), Tokenizer.from_file(str(folder / "tokenizer.json")), facts
