"""What the extractor says of one sentence: entities, events and their arguments, as offsets into it.

The shapes are those of the annotation format (`id`, `text`, `entities`, `events`, `context`; offsets count code
points of the sentence, end exclusive), held as tuples of frozen values so that a result can be shared and compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

ROLES = ("actor", "recipient", "place", "date", "weapon", "killed", "wounded", "captured")


@dataclass(frozen=True, slots=True)
class Mention:
    """One entity: its type (`PER`, `ORG`, `MIL` …) and its characters `[start, end)` of the sentence."""

    type: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class EventMention:
    """One event: the trigger's characters `[start, end)` and its arguments as (role, index into `entities`)."""

    type: str
    mode: str | None
    status: str
    start: int
    end: int
    confidence: float
    arguments: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Annotation:
    """All that the model found in one sentence.

    `entities` are ordered by start and do not overlap; `events` are ordered by the trigger's start; `vector` is the
    sentence vector, 384 float32 numbers of unit length (None if it was not asked for).
    """

    text: str
    entities: tuple[Mention, ...]
    events: tuple[EventMention, ...]
    contexts: tuple[str, ...]
    vector: npt.NDArray[np.float32] | None

    def to_dict(self) -> dict[str, Any]:
        """Return the sentence in the annotation format that `models/score.py` reads."""
        spans = [{"start": m.start, "end": m.end, "text": self.text[m.start : m.end]} for m in self.entities]
        events = []
        for event in self.events:
            row: dict[str, Any] = {
                "type": event.type,
                "mode": event.mode,
                "status": event.status,
                "confidence": round(event.confidence, 4),
                "trigger": {"start": event.start, "end": event.end, "text": self.text[event.start : event.end]},
            }
            for role, index in event.arguments:
                row.setdefault(role, []).append(dict(spans[index]))
            events.append(row)
        return {
            "text": self.text,
            "entities": [{"type": m.type, **s} for m, s in zip(self.entities, spans, strict=True)],
            "events": events,
            "context": list(self.contexts),
        }
