"""The baseline beside the network: words that name events, phrases that are entities, the usual role of each type.

All counted in annotated sentences; it has no idea of a sentence, and shows what the network adds.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from models.annotation import ROLES
from models.examples import Example, covered
from models.labels import labels
from models.words import Span

# A word is a trigger if it was one in at least this share of its occurrences, and in so many.
SHARE, LEAST = 0.5, 2
_LONGEST = 8


@dataclass
class Lexicon:
    """Counted knowledge: `triggers` by word, `entities` by their words, `roles` by (event type, entity type)."""

    triggers: dict[str, tuple[str, str, str | None]] = field(default_factory=dict)
    entities: dict[tuple[str, ...], str] = field(default_factory=dict)
    roles: dict[tuple[str, str], str] = field(default_factory=dict)

    @classmethod
    def counted(cls, examples: Sequence[Example]) -> Lexicon:
        """Count in annotated sentences."""
        seen: Counter[str] = Counter()
        named: defaultdict[str, Counter[tuple[str, str, str | None]]] = defaultdict(Counter)
        phrases: defaultdict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
        filled: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for example in examples:
            row = example.row or {}
            seen.update(example.text[start:end] for start, end in example.words)
            kinds = {(e["start"], e["end"]): e["type"] for e in row["entities"]}
            for entity in row["entities"]:
                inside = covered(example.words, entity["start"], entity["end"])
                words = tuple(example.text[slice(*example.words[i])] for i in inside)
                phrases[words][entity["type"]] += 1
            for event in row["events"]:
                named[event["trigger"]["text"]][event["type"], event["status"], event.get("mode")] += 1
                for role in ROLES:
                    for argument in event.get(role) or []:
                        filled[event["type"], kinds[argument["start"], argument["end"]]][role] += 1
        usual = {
            word: counts.most_common(1)[0][0]
            for word, counts in named.items()
            if counts.total() >= LEAST and counts.total() >= SHARE * seen[word]
        }
        return cls(
            triggers=usual,
            entities={words: counts.most_common(1)[0][0] for words, counts in phrases.items()},
            roles={pair: counts.most_common(1)[0][0] for pair, counts in filled.items()},
        )

    def annotate(self, text: str, spans: Sequence[Span]) -> dict[str, Any]:
        """Return a sentence in the annotation format: the longest known phrases, the known words, the usual roles."""
        words = [text[start:end] for start, end in spans]
        entities: list[dict[str, Any]] = []
        at = 0
        while at < len(words):
            for length in range(min(_LONGEST, len(words) - at), 0, -1):
                kind = self.entities.get(tuple(words[at : at + length]))
                if kind:
                    entities.append({"type": kind, **_span(text, spans[at][0], spans[at + length - 1][1])})
                    at += length - 1
                    break
            at += 1
        events = []
        for word, span in zip(words, spans, strict=True):
            if word not in self.triggers:
                continue
            kind, status, mode = self.triggers[word]
            event: dict[str, Any] = {"type": kind, "status": status, "mode": mode, "trigger": _span(text, *span)}
            for entity in entities:
                role = self.roles.get((kind, entity["type"]))
                if role:
                    event.setdefault(role, []).append({"start": entity["start"], "end": entity["end"]})
            events.append(event)
        assert all(event["type"] in labels().triggers for event in events)
        return {"text": text, "entities": entities, "events": events, "context": []}


def _span(text: str, start: int, end: int) -> dict[str, Any]:
    return {"start": start, "end": end, "text": text[start:end]}
