"""From a trained run to a released model: thresholds, export, measures, card."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from tokenizers import Tokenizer

from models.batches import encode, fitting
from models.card import Card
from models.evaluate import evaluate
from models.examples import Example, divide, read_annotated
from models.export import export, ranges_of
from models.extractor import Extractor
from models.inference import figures_of, scores_of
from models.neighbours import overlap
from models.network import Network
from models.runs import add_vectors, read_corpora, restore
from models.train import HELD_OUT, limit_of
from models.tune import calibration_error, confidences, judged_triggers, tuned

_COMPARED = 500
_CALIBRATION = 80  # training sentences over which the outlier channels are looked for


def release(
    run: Path,
    folder: Path,
    data: Sequence[Path],
    name: str,
    version: str,
    precision: str,
    gold: Path | None,
    stated: Path | None,
    report: Callable[[str], None],
) -> Card:
    """Tune on the part that the run held out, export to `folder`, measure on `gold`, and write the card.

    `stated` is a YAML file with further fields of the card: `encoder`, `command`, `data`, `licences`.
    `data` must be what the run was trained on, so that the same part is split off; what the run left out is left out
    here. Raises ModelError if `run` holds no trained network or the data do not fit.
    """
    network, tokenizer, facts = restore(run)
    settings = facts["settings"]
    corpora = read_corpora(data, settings["without"])
    # What is annotated once and not reviewed is good enough to choose thresholds with, not to measure with.
    parts = divide(corpora["events"], HELD_OUT, settings["seed"])
    training, validation, further = (fitting(tokenizer, part, limit_of(network)) for part in parts)
    report(f"tuning on {len(validation) + len(further)} sentences")
    scores = scores_of(network, tokenizer, validation)
    thresholds = tuned([*validation, *further], [*scores, *scores_of(network, tokenizer, further)])
    rows, right = judged_triggers(validation, scores, thresholds)
    figures: dict[str, Any] = {
        "held_out": {
            "sentences": len(validation),
            "measures": figures_of(validation, scores, thresholds),
            "calibration_error": round(calibration_error(confidences(rows, thresholds.temperature), right), 3),
        }
    }
    figures["vectors"] = _vectors(network, tokenizer, corpora["gsr"], facts["encoder"], run)
    ranges = ranges_of(network, tokenizer, training[:_CALIBRATION]) if precision == "int8" else {}
    card_facts: dict[str, Any] = {"encoder": facts["encoder"], "name": name, "version": version, "figures": figures}
    if stated is not None:
        card_facts |= yaml.safe_load(stated.read_text(encoding="utf-8"))
    export(network, run / "tokenizer.json", folder, thresholds, card_facts, precision, ranges)
    if gold is not None:
        report(f"measuring on {gold.name}")
        measured = evaluate(Extractor(folder), gold)
        figures[gold.stem] = measured
        sentences = read_annotated([gold])
        figures[gold.stem]["fp32"] = figures_of(sentences, scores_of(network, tokenizer, sentences), thresholds)
    return export(network, run / "tokenizer.json", folder, thresholds, card_facts, precision, ranges)


def _vectors(
    network: Network, tokenizer: Tokenizer, examples: Sequence[Example], encoder: str, run: Path
) -> dict[str, float]:
    """Compare the vectors of sentences that the vector head was not trained on with the untouched encoder's."""
    sentences = examples[:: max(1, len(examples) // _COMPARED)][:_COMPARED]
    if len(sentences) < _COMPARED or network.shape.vector != network.encoder.config.hidden_size:
        return {}
    encoded = encode(tokenizer, sentences, limit_of(network))
    add_vectors(encoded, encoder, run / "compared.npz", lambda line: None)
    scores = scores_of(network, tokenizer, [item.example for item in encoded])
    ours = np.stack([each["vector"] for each in scores])
    theirs = np.stack([item.vector for item in encoded if item.vector is not None])
    return {
        "sentences": len(encoded),
        "cosine": round(float((ours * theirs).sum(axis=1).mean()), 4),
        "same_of_10_neighbours": round(overlap(ours, theirs), 3),
    }
