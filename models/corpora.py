"""Other people's corpora as examples with partial labels: judged event sentences and named entities.

What a corpus labels otherwise than this project's guide, or not at all, is allowed to be anything that the corpus's own
label is compatible with; see `models.examples`.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from importlib import resources
from pathlib import Path

import numpy as np

from models.examples import EventLabels, Example, covered, unlabelled
from models.labels import labels
from models.words import Span
from models.yaml_data import load_yaml

# What a run may leave out: these, the sentences written for this project, and its annotations of articles.
FURTHER = ("gsr", "newsfane", "wojood", "synthetic", "standoff")

Token = tuple[str, str]
# What the judged sentences call a target may be any of these in the ontology.
_TARGET_ROLES = ("recipient", "killed", "wounded", "captured", "place")
_MARKS = re.compile("[\u200e\u200f\ufeff]")


def read_gsr(folder: Path) -> list[Example]:
    """Read the judged ASSAULT and PROTEST sentences: unanimous refusals, and those with verb, source and target."""
    examples = []
    for event_type in ("ASSAULT", "PROTEST"):
        stem = event_type.lower()
        kind = labels().triggers.index(event_type)
        with_spans = json.loads((folder / f"{stem}_spans.json").read_text(encoding="utf-8"))
        examples += [_with_spans(row, kind) for row in with_spans]
        seen = {row["text"] for row in with_spans}
        with (folder / f"{stem}_gsr.csv").open(encoding="utf-8", newline="") as lines:
            rows = [row for row in csv.DictReader(lines) if row["label"] == "easy no" and row["text"] not in seen]
        examples += [_refused(row["id"], row["text"], kind) for row in rows]
    return [example for example in examples if example.words]


def _refused(id: str, text: str, kind: int) -> Example:
    example = unlabelled(f"gsr-{id}", f"gsr-{id}", text, "gsr")
    example.triggers[:, kind] = False
    return example


def _with_spans(row: dict[str, object], kind: int) -> Example:
    text = str(row["text"])
    example = unlabelled(f"gsr-{row['_id']}", f"gsr-{row['source']}", text, "gsr")
    space = labels()
    verbs: dict[int, list[dict[str, list[str]]]] = {}
    spans = row["spans"]
    assert isinstance(spans, list)
    for span in spans:
        found = _find(text, span["verb"])
        inside = covered(example.words, *found) if found else []
        # A verb marked over several words leaves open which of them is the trigger.
        if len(inside) == 1:
            verbs.setdefault(inside[0], []).append(span)
    for word, marked in verbs.items():
        example.triggers[word] = False
        example.triggers[word, kind] = True
        roles = np.ones((len(example.words), len(space.roles)), dtype=np.bool_)
        weights = np.zeros(len(example.words), dtype=np.float32)
        for key, allowed in (("target_actor", _TARGET_ROLES), ("source_actor", ("actor",))):
            for found in filter(None, (_find(text, span[key]) for span in marked)):
                inside = covered(example.words, *found)
                roles[inside] = [name in allowed for name in space.roles]
                weights[inside] = 0.5
        example.events.append(EventLabels(word, kind, -1, -1, roles, weights))
    return example


def _find(text: str, tokens: Sequence[str]) -> Span | None:
    """Return where `tokens` stand in `text` one after another, with nothing but punctuation between them."""
    if not tokens:
        return None
    pattern = r"[\W_]{0,4}".join(re.escape(token) for token in tokens)
    match = re.search(pattern, text)
    return match.span() if match else None


def read_newsfane(path: Path) -> list[Example]:
    """Read fine-grained news entities: clitics joined again, classes mapped where the mapping is honest."""
    mapping = _mapping("newsfane")
    return [_entities(f"newsfane-{n}", _joined(s), mapping) for n, s in enumerate(_sentences(path, "\t")) if len(s) > 3]


def read_wojood(path: Path) -> list[Example]:
    """Read nested entities, the outermost tag of each token."""
    mapping = _mapping("wojood")
    return [_entities(f"wojood-{n}", s, mapping) for n, s in enumerate(_sentences(path, " ")) if len(s) > 3]


def _mapping(corpus: str) -> dict[str, list[str]]:
    loaded: dict[str, dict[str, list[str]]] = load_yaml(
        resources.files("models").joinpath("corpora.yaml").read_text(encoding="utf-8")
    )
    return loaded[corpus]


def sentences_of(path: Path, separator: str) -> Iterator[list[Token]]:
    """Yield the sentences of a file of `token, tag` lines as (token, outermost tag) lists."""
    yield from _sentences(path, separator)


def _sentences(path: Path, separator: str) -> Iterator[list[Token]]:
    sentence: list[Token] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        parts = _MARKS.sub("", line).strip().split(separator)
        if len(parts) < 2 or not parts[0]:
            if sentence:
                yield sentence
            sentence = []
        elif parts[0] != "$#$":
            sentence.append((parts[0], next((tag for tag in parts[1:] if tag != "O"), "O").strip()))
    if sentence:
        yield sentence


def _joined(sentence: Iterable[Token]) -> list[Token]:
    """Write clitics onto their words again: `و قال` → `وقال`, `صادرات ها` → `صادراتها`."""
    result: list[Token] = []
    for token, tag in sentence:
        if result and result[-1][0] in ("و", "ف", "ب", "ل", "ك", "س") and token[0].isalpha():
            before = result.pop()
            result.append((before[0] + token, tag))
        elif result and tag == "O" and token in ("ه", "ها", "هم", "هما", "هن", "نا") and result[-1][0][-1].isalpha():
            result[-1] = (result[-1][0] + token, result[-1][1])
        else:
            result.append((token, tag))
    return result


def _entities(id: str, sentence: Sequence[Token], mapping: dict[str, list[str]]) -> Example:
    """Lay a tagged sentence out as text and allow each word the tags its label is compatible with."""
    text = " ".join(token for token, _ in sentence)
    example = unlabelled(id, id, text, id.split("-")[0])
    tags = list(labels().tags)
    at = 0
    for token, tag in sentence:
        kinds = mapping.get(tag[2:] if len(tag) > 2 else "O", mapping["unknown"])
        edges = "B" if tag.startswith("B-") else "I" if tag.startswith("I-") else "BI"
        allowed = [_compatible(name, kinds, edges) for name in tags]
        for word in covered(example.words, at, at + len(token)):
            example.tags[word] = allowed
        at += len(token) + 1
    return example


def _compatible(tag: str, kinds: Sequence[str], edges: str) -> bool:
    if "any" in kinds or tag in kinds:
        return True
    # `inside` allows the middle of any longer entity: our guide's spans take in what other corpora mark alone.
    return ("inside" in kinds and tag.startswith("I-")) or (tag[0] in edges and tag[2:] in kinds)
