"""Variety for a small corpus: other names in the same places, and words hidden.

A mention is replaced by another of its type that the corpus has elsewhere, with the same clitic written onto it, so
that a network learns a role from the sentence and not from the name; a hidden word (the encoder's mask piece) makes it
read what stands around. Both are drawn anew in every epoch.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from tokenizers import Tokenizer

from models.annotation import ROLES
from models.batches import Encoded, encode
from models.examples import Example, annotated
from models.pieces import Pieces

_MASKS = ("<mask>", "[MASK]")
_CLITICS = "وبلفك"
Swap = tuple[int, int, str]


class Augmenter:
    """Draws variants of annotated sentences; `swap` and `hide` are the shares of mentions and of words changed."""

    def __init__(self, tokenizer: Tokenizer, examples: Sequence[Example], swap: float, hide: float) -> None:
        self.tokenizer, self.swap, self.hide = tokenizer, swap, hide
        known = [tokenizer.token_to_id(name) for name in _MASKS]
        self.mask = next((piece for piece in known if piece is not None), None)
        rows = [example.row for example in examples if example.row is not None]
        self.first_words = {e["text"].split()[0] for row in rows for e in row["entities"]}
        pool: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        for row in rows:
            for entity in row["entities"]:
                pool[entity["type"], self.clitic(entity["text"])].append(entity["text"])
        self.pool = dict(pool)

    def clitic(self, mention: str) -> str:
        """Return the conjunction or preposition written onto a mention, if the rest is a word mentions begin with."""
        word = mention.split()[0]
        if word.startswith("لل") and "ال" + word[2:] in self.first_words:
            return "لل"
        return word[0] if word[0] in _CLITICS and word[1:] in self.first_words else ""

    def __call__(self, items: Sequence[Encoded], limit: int, rng: random.Random) -> list[Encoded]:
        """Return a variant of each item; a half of the sentences keep their names, and their vectors with them."""
        result = []
        for item in items:
            variant = item
            if item.example.row is not None and self.swap and rng.random() < 0.5:
                encoded = encode(self.tokenizer, [annotated(self.swapped(item.example.row, rng))], limit)
                variant = encoded[0] if encoded else item
            result.append(self.hidden(variant, rng))
        return result

    def swapped(self, row: dict[str, Any], rng: random.Random) -> dict[str, Any]:
        """Return an annotated sentence with some of its mentions replaced, all offsets moved."""
        triggers = [event["trigger"] for event in row["events"]]
        swaps: list[Swap] = []
        for entity in sorted(row["entities"], key=lambda e: e["start"]):
            start, end = entity["start"], entity["end"]
            if rng.random() >= self.swap or any(t["start"] < end and start < t["end"] for t in triggers):
                continue
            others = self.pool.get((entity["type"], self.clitic(entity["text"])))
            if others:
                swaps.append((start, end, rng.choice(others)))
        text, at = "", 0
        for start, end, new in swaps:
            text += row["text"][at:start] + new
            at = end
        text += row["text"][at:]
        events = []
        for event in row["events"]:
            changed = event | {"trigger": _moved(event["trigger"], swaps, text)}
            changed |= {role: [_moved(a, swaps, text) for a in event[role]] for role in ROLES if event.get(role)}
            events.append(changed)
        entities = [_moved(entity, swaps, text) for entity in row["entities"]]
        return row | {"text": text, "entities": entities, "events": events}

    def hidden(self, item: Encoded, rng: random.Random) -> Encoded:
        """Return an item with some words' pieces replaced by the mask piece; triggers stay readable."""
        if self.mask is None or not self.hide:
            return item
        triggers = {event.word for event in item.example.events}
        ids = list(item.pieces.ids)
        for word, (first, last) in enumerate(zip(item.pieces.first, item.pieces.last, strict=True)):
            if word not in triggers and rng.random() < self.hide:
                ids[first : last + 1] = [self.mask] * (last + 1 - first)
        return replace(item, pieces=Pieces(ids, item.pieces.first, item.pieces.last))


def _moved(span: dict[str, Any], swaps: Sequence[Swap], text: str) -> dict[str, Any]:
    shift, end = 0, span["end"]
    for start, stop, new in swaps:
        if stop <= span["start"]:
            shift += len(new) - (stop - start)
        elif start == span["start"] and stop == span["end"]:
            end = start + len(new)
    start, end = span["start"] + shift, end + shift
    return span | {"start": start, "end": end, "text": text[start:end]}
