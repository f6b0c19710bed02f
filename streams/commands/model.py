"""`rasid model`: predict with, train, evaluate, export and describe the model."""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path
from typing import Any

import click

from models.corpora import FURTHER
from streams.errors import InputError, ModelError
from streams.settings import load_settings

_BATCH = 512
_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
_PLACE = click.Path(path_type=Path, exists=True)
_FOLDER = click.Path(path_type=Path, file_okay=False)


@click.group()
def model() -> None:
    """Predict with, train, evaluate, export and describe the model."""


def _folder(chosen: Path | None) -> Path:
    return chosen if chosen is not None else Path(load_settings().model)


@model.command()
@click.argument("source", type=_FILE, metavar="IN.jsonl")
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False), metavar="OUT.jsonl")
@click.option("--model", "folder", type=_FOLDER, help="Model folder; RASID_MODEL by default.")
@click.option("--min-confidence", type=click.FloatRange(0, 1), help="Leave out events below it.")
def predict(source: Path, target: Path, folder: Path | None, min_confidence: float | None) -> None:
    """Read sentences (`id`, `text`, `date`) and write them annotated, their text and other fields unchanged."""
    from models.extractor import Extractor

    extractor = Extractor(_folder(folder), load_settings().model_threads, min_confidence)
    with source.open(encoding="utf-8-sig") as lines, target.open("w", encoding="utf-8") as out:
        numbered = ((number, line) for number, line in enumerate(lines, start=1) if line.strip())
        while batch := list(islice(numbered, _BATCH)):
            rows = [_sentence(source, number, line) for number, line in batch]
            found = extractor.extract([row["text"] for row in rows], vectors=False)
            for row, annotation in zip(rows, found, strict=True):
                out.write(json.dumps(row | annotation.to_dict(), ensure_ascii=False) + "\n")


def _sentence(source: Path, number: int, line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise InputError(f"{source}:{number}: not JSON ({error}); correct or remove the line") from error
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        raise InputError(f"{source}:{number}: no object with a string `text`; correct or remove the line")
    return row


@model.command()
@click.option("--encoder", required=True, metavar="NAME|PATH", help="A BERT of the Hugging Face hub, or its folder.")
@click.option("--data", "data", type=_PLACE, multiple=True, required=True, help="Annotated file, or folder of corpora.")
@click.option("--out", type=_FOLDER, default=Path("run"), show_default=True, help="Folder of the run; it resumes.")
@click.option("--start", type=_FOLDER, help="Begin with the network of this earlier run.")
@click.option("--epochs", type=click.IntRange(1), default=6, show_default=True, help="Passes at most.")
@click.option("--batch", type=click.IntRange(1), default=24, show_default=True, help="Sentences a step.")
@click.option("--rate", type=float, default=1e-4, show_default=True, help="Learning rate of the top encoder layer.")
@click.option("--head-rate", type=float, default=1e-3, show_default=True, help="Learning rate of the heads.")
@click.option("--layers", type=click.IntRange(1), default=11, show_default=True, help="Lowest encoder layers kept.")
@click.option(
    "--frozen", type=click.IntRange(-1), default=2, show_default=True, help="-1 none, 0 embeddings, n layers."
)
@click.option("--without", multiple=True, type=click.Choice(FURTHER), help="Leave a corpus out: for comparisons.")
@click.option("--only", multiple=True, help="Train these heads alone (tags, triggers, roles …): for comparisons.")
@click.option("--patience", type=click.IntRange(1), default=4, show_default=True, help="Epochs without gain allowed.")
@click.option("--seed", type=int, default=13, show_default=True, help="Seed of all that is drawn.")
def train(
    encoder: str,
    data: tuple[Path, ...],
    out: Path,
    start: Path | None,
    epochs: int,
    batch: int,
    rate: float,
    head_rate: float,
    layers: int,
    frozen: int,
    without: tuple[str, ...],
    only: tuple[str, ...],
    patience: int,
    seed: int,
) -> None:
    """Train the joint network on an encoder (extra [train]); a killed run goes on when it is started again.

    The log of every epoch is OUT/log.jsonl. `rasid model export OUT FOLDER` makes the served model of it.
    """
    needs_train()
    from models.network import Shape
    from models.train import Settings
    from models.train import train as run

    settings = Settings(
        epochs=epochs,
        batch=batch,
        rate=rate,
        head_rate=head_rate,
        frozen=frozen,
        patience=patience,
        seed=seed,
        without=without,
        only=only,
        shape=Shape(layers=layers),
    )
    run(out, encoder, list(data), settings, lambda line: click.echo(line, err=True), start)


def needs_train() -> None:
    """Raise ModelError where the extra [train] is not installed."""
    try:
        import torch  # noqa: F401
        import transformers  # noqa: F401
    except ImportError as error:
        raise ModelError(f"this needs the extra [train] ({error}): pip install 'rasid[train]'") from error


@model.command()
@click.argument("run", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.argument("folder", type=_FOLDER)
@click.option("--data", "data", type=_PLACE, multiple=True, required=True, help="The data the run was trained on.")
@click.option("--name", default="rasid-e5-small", show_default=True, help="The model's name on its card.")
@click.option("--release", default="0.0.0", show_default=True, help="Version of the model.")
@click.option("--precision", type=click.Choice(["int8", "fp32"]), default="int8", help="int8 by default.")
@click.option("--gold", type=_FILE, help="Annotated sentences to measure on, for the card.")
@click.option("--facts", type=_FILE, help="YAML with further fields of the card: encoder, command, data, licences.")
def export(
    run: Path,
    folder: Path,
    data: tuple[Path, ...],
    name: str,
    release: str,
    precision: str,
    gold: Path | None,
    facts: Path | None,
) -> None:
    """Tune the thresholds of a trained RUN on its held-out part and write the served model into FOLDER."""
    needs_train()
    from models.release import release as write

    card = write(
        run, folder, list(data), name, release, precision, gold, facts, lambda line: click.echo(line, err=True)
    )
    click.echo(f"{folder}: {card.name} {card.version}, {card.quantization}")


@model.command()
@click.option("--gold", type=_FILE, required=True, help="Annotated sentences (never trained on).")
@click.option("--train", "train_files", type=_FILE, multiple=True, help="Annotated sentences for the baseline.")
@click.option("--ner", type=_FOLDER, help="Folder with aqmar/ and wojood/ for entity F1 on others' test sets.")
@click.option("--model", "folder", type=_FOLDER, help="Model folder; RASID_MODEL by default.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def evaluate(gold: Path, train_files: tuple[Path, ...], ner: Path | None, folder: Path | None, as_json: bool) -> None:
    """Print every measure with its 95 % interval, event F1 by type, and a trigger lexicon's figures beside them."""
    from models.evaluate import evaluate as run
    from models.evaluate import others
    from models.extractor import Extractor

    extractor = Extractor(_folder(folder), load_settings().model_threads)
    result = run(extractor, gold, train_files)
    if ner is not None:
        result["ner"] = others(extractor, ner)
    if as_json:
        click.echo(json.dumps(result, ensure_ascii=False))
        return
    baseline = result.get("baseline", {})
    for measure, figure in result["measures"].items():
        beside = f"   lexicon {baseline[measure]:5.1f}" if measure in baseline else ""
        click.echo(f"{measure:10} {figure['value']:5.1f}   [{figure['low']:5.1f}, {figure['high']:5.1f}]{beside}")
    for kind, figure in result["types"].items():
        click.echo(f"  {kind:10} {figure['f1']:5.1f}   of {figure['gold']}")
    click.echo(f"expected calibration error {result['calibration_error']:.3f}")
    for corpus, figures in result.get("ner", {}).items():
        for how, figure in figures.items():
            p, r, f1 = figure["precision"], figure["recall"], figure["f1"]
            click.echo(f"{corpus:8} {how:8} P {p:5.1f}  R {r:5.1f}  F1 {f1:5.1f}")


@model.command()
@click.option("--model", "folder", type=_FOLDER, help="Model folder; RASID_MODEL by default.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def info(folder: Path | None, as_json: bool) -> None:
    """Print name, version, sha256, figures and licences of a model, after checking its files."""
    from models.card import read_card, verify

    place = _folder(folder)
    card = read_card(place)
    verify(place, card)
    facts = card.to_dict()
    if as_json:
        click.echo(json.dumps(facts, ensure_ascii=False))
        return
    for key in ("name", "version", "encoder", "layers", "units", "quantization", "command"):
        click.echo(f"{key:13} {facts[key]}")
    for name, digest in card.files.items():
        click.echo(f"sha256        {digest}  {name}")
    for name, value in card.thresholds.items():
        click.echo(f"threshold     {name} {value}")
    for entry in (*card.data, *card.licences):
        click.echo("  ".join(entry.values()))
    click.echo(json.dumps(card.figures, ensure_ascii=False, indent=1))
