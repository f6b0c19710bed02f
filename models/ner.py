"""Entity F1 on other people's test sets, with what their protocol and this project's guide do not share.

Their files give one token a line; tokens are joined by blanks, extracted, and the entities mapped to the coarser types
that both know. A place here takes in the word that introduces it (`مدينة الموصل`), a group its number, clitics stay on
their word, and persons come without title: exact spans therefore agree less than types do, so `overlap`, where spans of
one type need only touch, stands beside `exact`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from models.corpora import Token, sentences_of
from models.extractor import Extractor
from models.score import overlap_hits

# Per test set: its tags and this project's types → the types compared.
SETS: dict[str, tuple[dict[str, str], dict[str, str]]] = {
    "aqmar": (
        {"PER": "PER", "PERS": "PER", "LOC": "LOC", "ORG": "ORG"},
        {"PER": "PER", "GPE": "LOC", "LOC": "LOC", "FAC": "LOC", "ORG": "ORG", "MIL": "ORG", "ARM": "ORG"},
    ),
    "wojood": (
        {"PERS": "PER", "ORG": "ORG", "GPE": "GPE", "LOC": "LOC", "FAC": "FAC", "DATE": "DATE"},
        {
            "PER": "PER",
            "ORG": "ORG",
            "MIL": "ORG",
            "ARM": "ORG",
            "GPE": "GPE",
            "LOC": "LOC",
            "FAC": "FAC",
            "DATE": "DATE",
        },
    ),
}
Found = tuple[str, str, int, int]


@dataclass(frozen=True)
class Agreement:
    """Precision, recall and F1 in percent."""

    precision: float
    recall: float
    f1: float

    @classmethod
    def of(cls, hits: int, gold: int, found: int) -> Agreement:
        """Return the figures of counts."""
        p, r = 100 * hits / max(found, 1), 100 * hits / max(gold, 1)
        return cls(round(p, 1), round(r, 1), round(2 * p * r / (p + r), 1) if p + r else 0.0)


def agreement(extractor: Extractor, path: Path, name: str) -> dict[str, Agreement]:
    """Return `exact` and `overlap` agreement on a test file; `name` is a key of `SETS`.

    Only the outermost entity of nested ones counts.
    """
    theirs, ours = SETS[name]
    sentences = [sentence for sentence in sentences_of(path, " ") if sentence]
    texts = [" ".join(token for token, _ in sentence) for sentence in sentences]
    annotations = extractor.extract(texts, vectors=False)
    hits = near = gold_count = found_count = 0
    for sentence, annotation in zip(sentences, annotations, strict=True):
        gold = {("", *entity) for entity in _tagged(sentence, theirs)}
        found = {("", ours[m.type], *_tokens(sentence, m.start, m.end)) for m in annotation.entities if m.type in ours}
        hits += len(gold & found)
        near += overlap_hits(gold, found)
        gold_count += len(gold)
        found_count += len(found)
    return {
        "exact": Agreement.of(hits, gold_count, found_count),
        "overlap": Agreement.of(near, gold_count, found_count),
    }


def _tagged(sentence: Sequence[Token], kinds: dict[str, str]) -> Iterable[tuple[str, int, int]]:
    """Yield (type, first token, end token) of the tagged entities whose type is compared; malformed tags are O."""
    entities: list[tuple[str, int, int]] = []
    for index, (_, tag) in enumerate(sentence):
        edge, _, kind = tag.partition("-")
        if edge == "I" and entities and entities[-1][0] == kind and entities[-1][2] == index:
            entities[-1] = (kind, entities[-1][1], index + 1)
        elif edge in ("B", "I"):
            entities.append((kind, index, index + 1))
    return [(kinds[kind], start, end) for kind, start, end in entities if kind in kinds]


def _tokens(sentence: Sequence[Token], start: int, end: int) -> tuple[int, int]:
    """Return the tokens that the characters `[start, end)` of the joined sentence touch."""
    at, touched = 0, []
    for index, (token, _) in enumerate(sentence):
        if at < end and start < at + len(token):
            touched.append(index)
        at += len(token) + 1
    return touched[0], touched[-1] + 1
