"""Evaluation of a served model on annotated sentences: every measure with its interval, by type, beside a baseline.

Nothing here needs torch: what is measured is what is served.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from models import score
from models.baseline import Lexicon
from models.examples import Example, read_annotated
from models.extractor import Extractor
from models.ner import agreement

ROUNDS = 1000
Rows = Mapping[str, Mapping[str, Any]]
# A measure's parts, summed over sentences: hits, gold and predicted, or right and judged.
Parts = dict[str, tuple[float, ...]]


@dataclass(frozen=True)
class Interval:
    """A figure in percent with the bounds of its 95 % bootstrap interval over sentences."""

    value: float
    low: float
    high: float

    def to_dict(self) -> dict[str, float]:
        """Return the figures rounded to a tenth."""
        return {"value": round(self.value, 1), "low": round(self.low, 1), "high": round(self.high, 1)}


def predicted(extractor: Extractor, examples: Sequence[Example]) -> dict[str, dict[str, Any]]:
    """Return the extractor's annotations by sentence id."""
    found = extractor.extract([example.text for example in examples], vectors=False)
    return {e.id: {"id": e.id, **annotation.to_dict()} for e, annotation in zip(examples, found, strict=True)}


def evaluate(extractor: Extractor, gold: Path, train: Iterable[Path] = ()) -> dict[str, Any]:
    """Return `measures` with intervals, `types` (event F1 by type) and, given training files, `baseline`.

    The baseline's measures are those of a lexicon of triggers, entities and roles counted in the training files. Raises
    ModelError for files that do not fit the annotation format.
    """
    examples = read_annotated([gold])
    rows = {example.id: example.row or {} for example in examples}
    found = predicted(extractor, examples)
    result: dict[str, Any] = {
        "sentences": len(examples),
        "measures": {name: interval.to_dict() for name, interval in intervals(rows, found).items()},
        "types": by_type(rows, found),
        "calibration_error": round(calibration(rows, found), 3),
    }
    training = read_annotated(train)
    if training:
        lexicon = Lexicon.counted(training)
        guessed = {e.id: {"id": e.id, **lexicon.annotate(e.text, e.words)} for e in examples}
        result["baseline"] = {name: round(value, 1) for name, value in plain(rows, guessed).items()}
    return result


def others(extractor: Extractor, folder: Path) -> dict[str, Any]:
    """Return entity agreement on others' test sets under `folder`: `aqmar/aqmar_all.conll`, `wojood/test.txt`."""
    files = {"aqmar": folder / "aqmar" / "aqmar_all.conll", "wojood": folder / "wojood" / "test.txt"}
    return {
        name: {how: asdict(figures) for how, figures in agreement(extractor, path, name).items()}
        for name, path in files.items()
        if path.is_file()
    }


def plain(gold: Rows, found: Rows) -> dict[str, float]:
    """Return each measure of `score.py` as one number in percent."""
    measured = score.score(dict(gold), dict(found))
    return {name: float(r.get("f1", r.get("accuracy", 0.0))) for name, r in measured.items()}


def intervals(gold: Rows, found: Rows, rounds: int = ROUNDS, seed: int = 7) -> dict[str, Interval]:
    """Return each measure with its interval from `rounds` samples of the sentences, drawn with replacement."""
    parts = [_parts(gold[key], found[key]) for key in gold]
    rng = random.Random(seed)
    values = _combined(parts)
    samples: dict[str, list[float]] = {name: [] for name in values}
    for _ in range(rounds):
        drawn = _combined(rng.choices(parts, k=len(parts)))
        for name in values:
            samples[name].append(drawn.get(name, 0.0))
    result = {}
    for name, value in values.items():
        ordered = sorted(samples[name])
        result[name] = Interval(value, ordered[int(0.025 * rounds)], ordered[int(0.975 * rounds)])
    return result


def _parts(gold: Mapping[str, Any], found: Mapping[str, Any]) -> Parts:
    """Return one sentence's share in every measure."""
    measured = score.score({"s": dict(gold)}, {"s": dict(found)})
    parts: Parts = {}
    for name, r in measured.items():
        if "f1" in r:
            parts[name] = (round(r["p"] * r["pred"] / 100), r["gold"], r["pred"])
        else:
            parts[name] = (round(r["accuracy"] * r["n"] / 100), r["n"])
    return parts


def _combined(parts: Sequence[Parts]) -> dict[str, float]:
    result = {}
    for name in sorted({name for part in parts for name in part}):
        # A sentence without a found event has no share in status and mode.
        sums = [sum(column) for column in zip(*(part[name] for part in parts if name in part), strict=True)]
        if len(sums) == 3:
            hits, gold, pred = sums
            result[name] = 200 * hits / (gold + pred) if gold + pred else 0.0
        else:
            result[name] = 100 * sums[0] / sums[1] if sums[1] else 0.0
    return result


def by_type(gold: Rows, found: Rows) -> dict[str, dict[str, float]]:
    """Return for each event type its F1 and how many there are in gold, rarest last."""
    counts: dict[str, list[int]] = {}
    for key in gold:
        true, seen = score.events(dict(gold[key])), score.events(dict(found[key]))
        for kind in {e[0] for e in true | seen}:
            a, b = {e for e in true if e[0] == kind}, {e for e in seen if e[0] == kind}
            total = counts.setdefault(kind, [0, 0, 0])
            for index, value in enumerate((len(a & b), len(a), len(b))):
                total[index] += value
    ordered = sorted(counts.items(), key=lambda item: -item[1][1])
    return {
        kind: {"f1": round(200 * hits / (true + seen), 1) if true + seen else 0.0, "gold": true}
        for kind, (hits, true, seen) in ordered
    }


def calibration(gold: Rows, found: Rows, bins: int = 10) -> float:
    """Return the expected calibration error of the events' confidences, between 0 and 1."""
    pairs: list[tuple[float, bool]] = []
    for key in gold:
        true = score.events(dict(gold[key]))
        for event in found[key]["events"]:
            trigger = event["trigger"]
            pairs.append((event["confidence"], (event["type"], trigger["start"], trigger["end"]) in true))
    error = 0.0
    for low in range(bins):
        inside = [(sure, right) for sure, right in pairs if min(int(sure * bins), bins - 1) == low]
        if inside:
            gap = sum(sure for sure, _ in inside) - sum(right for _, right in inside)
            error += abs(gap) / len(pairs)
    return error
