"""From the network's scores to entities, events and arguments that the ontology allows.

Entities are the best path of tags in which an I- only follows its own type, so they never overlap; a trigger's type is
the best one once "some event" passes the threshold; its mode is one of that type; an entity fills at most one role of
an event, one its type may fill, scored by the mean over the entity's words, so that a boundary off by one word does
not lose the argument.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from models.annotation import Annotation, EventMention, Mention
from models.labels import NONE, labels, mode_fits, role_fits, tag_follows
from models.words import Span, balanced

FloatArray = npt.NDArray[np.float32]
Scores = Mapping[str, FloatArray]
_NEVER = np.float32(-1e9)


@dataclass(frozen=True)
class Thresholds:
    """What decoding asks for; tuned on the part split off train and kept in the model's card.

    `trigger`, `role` and `context` are probabilities, `outside` is added to the log-probability of the tag O,
    `temperature` divides the trigger scores before they become confidences.
    """

    trigger: float = 0.5
    role: float = 0.5
    context: float = 0.5
    outside: float = 0.0
    temperature: float = 1.0

    def to_dict(self) -> dict[str, float]:
        """Return the values as the card holds them."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Thresholds:
        """Read the values of a card; raises TypeError or ValueError if one is missing, unknown or no number."""
        return cls(**{name: float(value) for name, value in values.items()})


def log_softmax(scores: FloatArray) -> FloatArray:
    """Return log-probabilities over the last axis."""
    shifted = scores - scores.max(axis=-1, keepdims=True)
    result: FloatArray = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return result


def best_tags(scores: FloatArray, outside: float) -> npt.NDArray[np.int64]:
    """Return the best allowed tag sequence (Viterbi) for `scores` of shape (words, tags)."""
    follows = np.where(tag_follows(), np.float32(0), _NEVER)
    local = log_softmax(scores).astype(np.float32)
    local[:, 0] += np.float32(outside)
    count = len(local)
    back = np.zeros((count, local.shape[1]), dtype=np.int64)
    total = local[0] + follows[0]
    for word in range(1, count):
        paths = total[:, None] + follows
        back[word] = paths.argmax(axis=0)
        total = paths.max(axis=0) + local[word]
    path = np.zeros(count, dtype=np.int64)
    path[-1] = total.argmax()
    for word in range(count - 1, 0, -1):
        path[word - 1] = back[word, path[word]]
    return path


def entity_words(path: Sequence[int] | npt.NDArray[np.int64]) -> list[tuple[int, int, int]]:
    """Return (entity type, first word, last word) for each entity of a tag path."""
    found: list[tuple[int, int, int]] = []
    for word, tag in enumerate(path):
        if tag == 0:
            continue
        kind, inside = divmod(int(tag) - 1, 2)
        if inside and found and found[-1][0] == kind and found[-1][2] == word - 1:
            found[-1] = (kind, found[-1][1], word)
        else:
            found.append((kind, word, word))
    return found


def decode(
    text: str,
    spans: Sequence[Span],
    scores: Scores,
    thresholds: Thresholds,
    vector: FloatArray | None = None,
    min_confidence: float = 0.0,
) -> Annotation:
    """Return what the scores of one sentence say.

    `spans` are its words, `scores` the network's outputs for it: `tags` (words, tags), `triggers` (words, triggers),
    `statuses`, `modes` likewise, `roles` (words, words, roles), `contexts` (contexts). Events whose calibrated
    confidence is below `min_confidence` are left out.
    """
    space = labels()
    if not spans:
        return Annotation(text, (), (), (), vector)
    entities = entity_words(best_tags(scores["tags"], thresholds.outside))
    mentions = tuple(
        Mention(space.entity_types[kind], *balanced(text, spans[first][0], spans[last][1]))
        for kind, first, last in entities
    )
    chosen = _triggers(scores["triggers"], thresholds, min_confidence)
    arguments = _arguments(scores["roles"], [word for word, _, _ in chosen], entities, thresholds)
    events = tuple(
        EventMention(
            type=space.triggers[kind],
            mode=_mode(scores["modes"][word], kind),
            status=space.statuses[int(scores["statuses"][word].argmax())],
            start=spans[word][0],
            end=spans[word][1],
            confidence=confidence,
            arguments=filled,
        )
        for (word, kind, confidence), filled in zip(chosen, arguments, strict=True)
    )
    likely = 1.0 / (1.0 + np.exp(-scores["contexts"].astype(np.float64)))
    best = [int(i) for i in np.argsort(-likely, kind="stable")[:3] if likely[i] >= thresholds.context]
    return Annotation(text, mentions, events, tuple(space.contexts[i] for i in sorted(best)), vector)


def _triggers(scores: FloatArray, thresholds: Thresholds, min_confidence: float) -> list[tuple[int, int, float]]:
    """Return (word, trigger label, confidence) of each word that is a trigger."""
    plain = np.exp(log_softmax(scores))
    calibrated = np.exp(log_softmax(scores / np.float32(thresholds.temperature)))
    chosen = []
    for word in np.flatnonzero(1.0 - plain[:, 0] >= thresholds.trigger):
        kind = 1 + int(scores[word, 1:].argmax())
        confidence = float(calibrated[word, kind])
        if confidence >= min_confidence:
            chosen.append((int(word), kind, confidence))
    return chosen


def _mode(scores: FloatArray, kind: int) -> str | None:
    mode = labels().modes[int(np.where(mode_fits()[kind], scores, _NEVER).argmax())][1]
    return None if mode == NONE else mode


def _arguments(
    scores: FloatArray, triggers: Sequence[int], entities: Sequence[tuple[int, int, int]], thresholds: Thresholds
) -> list[tuple[tuple[str, int], ...]]:
    """Return for each trigger its (role, index of entity)s."""
    if not triggers or not entities:
        return [() for _ in triggers]
    kinds, first, last = (np.array(column) for column in zip(*entities, strict=True))
    rows = log_softmax(scores[list(triggers)])
    sums = np.concatenate([np.zeros_like(rows[:, :1]), rows.cumsum(axis=1)], axis=1)
    means = (sums[:, last + 1] - sums[:, first]) / (last + 1 - first)[None, :, None]
    likely = np.exp(log_softmax(np.where(role_fits()[kinds][None], means, _NEVER)))
    roles = labels().roles
    result = []
    for row in likely:
        best = 1 + row[:, 1:].argmax(axis=1)
        taken = [(roles[best[i]], i) for i in range(len(entities)) if row[i, best[i]] >= thresholds.role]
        result.append(tuple(sorted(taken, key=lambda pair: (roles.index(pair[0]), pair[1]))))
    return result
