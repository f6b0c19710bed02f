"""Training examples: a sentence's words with the labels each head may give them.

Corpora differ in what they label, so every label is a set of allowed ones: one for what is annotated, several where a
corpus cannot tell (a `target` of the judged sentences may be a recipient or one of the killed), all where it says
nothing. The loss is the probability outside the allowed set, so that what a corpus leaves out never counts as negative.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from models.annotation import ROLES
from models.labels import BoolArray, labels
from models.words import Span, words
from streams.errors import ModelError


@dataclass
class EventLabels:
    """One event: its trigger's word, its labels (-1: not annotated) and allowed roles of each word, (words, roles)."""

    word: int
    type: int
    status: int
    mode: int
    roles: BoolArray
    weights: np.ndarray[Any, np.dtype[np.float32]]


@dataclass
class Example:
    """One sentence for training.

    `tags` (words, tags) and `triggers` (words, triggers) hold what is allowed; `contexts` is None where a corpus does
    not say. `row` is the annotated sentence, None for the corpora with partial labels.
    """

    id: str
    source: str
    text: str
    words: list[Span]
    tags: BoolArray
    triggers: BoolArray
    events: list[EventLabels] = field(default_factory=list)
    contexts: BoolArray | None = None
    corpus: str = "events"
    row: dict[str, Any] | None = None


# What a word outside every entity weighs in the role loss: it can never be an argument at decoding, but keeps the
# scores of the spans' neighbours honest when a predicted boundary is off by a word.
OUTSIDE = 0.15


def covered(spans: Sequence[Span], start: int, end: int) -> list[int]:
    """Return the indices of the words that `[start, end)` touches."""
    return [i for i, (a, b) in enumerate(spans) if a < end and start < b]


def unlabelled(id: str, source: str, text: str, corpus: str) -> Example:
    """Return a sentence of which nothing is known: every label is allowed everywhere."""
    space, spans = labels(), words(text)
    return Example(
        id=id,
        source=source,
        text=text,
        words=spans,
        tags=np.ones((len(spans), len(space.tags)), dtype=np.bool_),
        triggers=np.ones((len(spans), len(space.triggers)), dtype=np.bool_),
        corpus=corpus,
    )


def annotated(row: dict[str, Any]) -> Example:
    """Return a fully annotated sentence (a line of the annotation format) as an example.

    Raises ModelError for a type, mode, status or role that the ontology does not have, naming the sentence.
    """
    try:
        return _annotated(row)
    except (KeyError, ValueError, TypeError) as error:
        raise ModelError(
            f"sentence {row.get('id')!r} does not fit the annotation format or ontology: {error!r}; correct the line"
        ) from error


def _annotated(row: dict[str, Any]) -> Example:
    space = labels()
    corpus = "synthetic" if row.get("synthetic") else "events"
    example = unlabelled(row["id"], row.get("source") or row["id"], row["text"], corpus)
    example.row = row
    count = len(example.words)
    tags = np.zeros(count, dtype=np.int64)
    for entity in row["entities"]:
        inside = covered(example.words, entity["start"], entity["end"])
        begin = space.tags.index(f"B-{entity['type']}")
        for position, word in enumerate(inside):
            tags[word] = begin if position == 0 else begin + 1
    example.tags = np.eye(len(space.tags), dtype=np.bool_)[tags]
    triggers = np.zeros(count, dtype=np.int64)
    for event in row["events"]:
        inside = covered(example.words, event["trigger"]["start"], event["trigger"]["end"])
        if not inside or triggers[inside[0]]:
            continue
        triggers[inside[0]] = space.triggers.index(event["type"])
        example.events.append(_event(event, inside[0], tags, example.words))
    example.triggers = np.eye(len(space.triggers), dtype=np.bool_)[triggers]
    if row.get("context") is not None:
        example.contexts = np.array([name in row["context"] for name in space.contexts], dtype=np.bool_)
    return example


def _event(event: dict[str, Any], word: int, tags: np.ndarray[Any, Any], spans: list[Span]) -> EventLabels:
    space = labels()
    roles = np.zeros(len(spans), dtype=np.int64)
    for role in ROLES:
        for argument in event.get(role) or []:
            for inside in covered(spans, argument["start"], argument["end"]):
                roles[inside] = space.roles.index(role)
    return EventLabels(
        word=word,
        type=space.triggers.index(event["type"]),
        status=space.statuses.index(event["status"]),
        mode=space.mode_index(event["type"], event.get("mode")),
        roles=np.eye(len(space.roles), dtype=np.bool_)[roles],
        weights=np.where(tags > 0, 1.0, OUTSIDE).astype(np.float32),
    )


def read_annotated(paths: Iterable[Path]) -> list[Example]:
    """Read files of the annotation format (JSON Lines); raises ModelError naming file and line of what is no JSON."""
    examples = []
    for path in paths:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except ValueError as error:
                raise ModelError(f"{path}:{number}: not JSON ({error}); correct or remove the line") from error
            examples.append(annotated(row))
    return examples


def divide(examples: Sequence[Example], share: float, seed: int) -> tuple[list[Example], list[Example], list[Example]]:
    """Return what is trained on, what is held out, and what is used for neither: all else of the held-out sources.

    Only reviewed sentences are held out, if there are any; those written or annotated otherwise are trained on.
    """
    reviewed = [example for example in examples if example.corpus == "events"]
    others = [example for example in examples if example.corpus != "events"] if reviewed else []
    training, held_out = split(reviewed or examples, share, seed)
    sources = {example.source for example in held_out}
    training += [example for example in others if example.source not in sources]
    return training, held_out, [example for example in others if example.source in sources]


def split(examples: Sequence[Example], share: float, seed: int) -> tuple[list[Example], list[Example]]:
    """Split off about `share` of the sentences, whole sources at a time: returns (training, validation)."""
    sources = sorted({example.source for example in examples})
    random.Random(seed).shuffle(sources)
    wanted, held, taken = share * len(examples), set[str](), 0
    sizes: dict[str, int] = {}
    for example in examples:
        sizes[example.source] = sizes.get(example.source, 0) + 1
    for source in sources:
        if taken >= wanted:
            break
        held.add(source)
        taken += sizes[source]
    return [e for e in examples if e.source not in held], [e for e in examples if e.source in held]
