"""Thresholds and temperature, chosen on the part split off train."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from models.decode import FloatArray, Thresholds, log_softmax
from models.examples import Example
from models.inference import figures_of

# What is tried for each threshold, in this order; each is judged by the measure that it moves. Triggers are asked for
# no more than 0.6: the figures are flat there, doubtful events can be left out by their confidence, missed ones are
# lost.
_GRID = (
    ("outside", "entity", (-1.0, -0.5, -0.25, 0.0, 0.25, 0.5)),
    ("trigger", "sum", tuple(np.arange(0.3, 0.61, 0.05).round(2))),
    ("role", "sum", tuple(np.arange(0.2, 0.71, 0.05).round(2))),
    ("context", "context", tuple(np.arange(0.2, 0.66, 0.05).round(2))),
)
_TEMPERATURES = tuple(np.arange(0.6, 4.01, 0.05).round(2))
_BINS = 10
_KERNEL = (1.0, 0.8, 0.5, 0.2)


def tuned(examples: Sequence[Example], scores: Sequence[dict[str, FloatArray]]) -> Thresholds:
    """Return the thresholds that measure best, one after another, and the temperature of the confidence.

    A value is judged by a weighted mean of its own figure and its neighbours', since a lone peak on some 180 sentences
    is chance.
    """
    best = Thresholds()
    for name, measure, values in _GRID:
        figures = [figures_of(examples, scores, replace(best, **{name: float(v)}))[measure] for v in values]
        smooth = [_smooth(figures, index) for index in range(len(values))]
        best = replace(best, **{name: float(values[int(np.argmax(smooth))])})
    return replace(best, temperature=temperature(examples, scores, best))


def _smooth(figures: Sequence[float], index: int) -> float:
    total = weights = 0.0
    for offset in range(1 - len(_KERNEL), len(_KERNEL)):
        # Beyond an end of the grid its last figure goes on, so that ends have no advantage.
        other = min(max(index + offset, 0), len(figures) - 1)
        total += _KERNEL[abs(offset)] * figures[other]
        weights += _KERNEL[abs(offset)]
    return total / weights


def judged_triggers(
    examples: Sequence[Example], scores: Sequence[dict[str, FloatArray]], thresholds: Thresholds
) -> tuple[FloatArray, FloatArray]:
    """Return the trigger scores (events, triggers) of the predicted events, and 1 where word and type are right."""
    rows, right = [], []
    for example, each in zip(examples, scores, strict=True):
        gold = {event.word: event.type for event in example.events}
        found = each["triggers"]
        for word in np.flatnonzero(1 - np.exp(log_softmax(found))[:, 0] >= thresholds.trigger):
            rows.append(found[word])
            right.append(float(gold.get(int(word)) == 1 + int(found[word, 1:].argmax())))
    return np.array(rows, dtype=np.float32).reshape(len(rows), -1), np.array(right, dtype=np.float32)


def confidences(rows: FloatArray, heat: float) -> FloatArray:
    """Return the calibrated probability of each predicted event."""
    result: FloatArray = np.exp(log_softmax(rows / np.float32(heat)))[:, 1:].max(axis=1)
    return result


def temperature(examples: Sequence[Example], scores: Sequence[dict[str, FloatArray]], thresholds: Thresholds) -> float:
    """Return the temperature under which the confidences of predicted events are likeliest."""
    rows, right = judged_triggers(examples, scores, thresholds)
    if not len(rows):
        return 1.0

    def surprise(heat: float) -> float:
        sure = np.clip(confidences(rows, heat), 1e-4, 1 - 1e-4)
        return float(-(right * np.log(sure) + (1 - right) * np.log(1 - sure)).mean())

    return float(min(_TEMPERATURES, key=surprise))


def calibration_error(sure: FloatArray, right: FloatArray) -> float:
    """Return the expected calibration error over ten bins of equal width, between 0 and 1."""
    if not len(sure):
        return 0.0
    bins = np.minimum((sure * _BINS).astype(int), _BINS - 1)
    gaps = [abs(sure[bins == b].mean() - right[bins == b].mean()) * (bins == b).mean() for b in np.unique(bins)]
    return float(sum(gaps))
