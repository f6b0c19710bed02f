"""Standoff annotations: sentences of articles that are not shipped, told by article, offsets and a hash.

`models/data/standoff/*.jsonl` hold no text. A line has `id`, `source` (an article's id), `date`, `start` and `end`
(characters of the article's text), `sha256` (the first 16 hex digits of the sentence's), `entities` as
`[type, start, end]`, `events` as objects whose trigger and arguments are `[start, end]`, offsets into the sentence, and
`context`. With the articles at hand they are read as sentences of the annotation format.
"""

from __future__ import annotations

import hashlib
import json
import lzma
from collections.abc import Iterable, Iterator
from importlib import resources
from pathlib import Path
from typing import Any

from models.annotation import ROLES
from models.examples import Example, annotated
from streams.errors import ModelError

HASH_DIGITS = 16
CORPUS = "standoff"


def standoff_files() -> list[Path]:
    """Return the files of standoff annotations that this project ships."""
    folder = Path(str(resources.files("models").joinpath("data"))) / "standoff"
    return sorted(folder.glob("*.jsonl"))


def read_standoff(files: Iterable[Path], articles: Path) -> list[Example]:
    """Return the annotated sentences whose articles lie in the folder `articles` (`*.jsonl`, `*.jsonl.xz`).

    Raises ModelError naming the sentence if its article is absent or its text is another than the annotated one.
    """
    rows = [json.loads(line) for path in files for line in path.read_text(encoding="utf-8").splitlines()]
    wanted = {row["source"] for row in rows}
    texts = {id: text for path in sorted(articles.glob("*.jsonl*")) for id, text in _texts(path) if id in wanted}
    return [_example(row, texts.get(row["source"]), articles) for row in rows]


def sentence_hash(text: str) -> str:
    """Return what tells whether a sentence is the annotated one."""
    return hashlib.sha256(text.encode()).hexdigest()[:HASH_DIGITS]


def to_standoff(row: dict[str, Any], article: str) -> dict[str, Any]:
    """Return a sentence of the annotation format as standoff annotations of its article's text.

    Raises ModelError if the sentence does not stand in the article.
    """
    text, start = row["text"], article.find(row["text"])
    if start < 0:
        raise ModelError(f"sentence {row['id']!r} does not stand in the article {row['source']!r}")
    events = []
    for event in row["events"]:
        spans = {role: [_span(each) for each in event[role]] for role in ROLES if event.get(role)}
        kinds = {key: event[key] for key in ("type", "mode", "status") if event.get(key)}
        events.append(kinds | {"trigger": _span(event["trigger"])} | spans)
    return {
        **{key: row[key] for key in ("id", "source", "date")},
        "start": start,
        "end": start + len(text),
        "sha256": sentence_hash(text),
        "entities": [[entity["type"], *_span(entity)] for entity in row["entities"]],
        "events": events,
        "context": row["context"],
    }


def _texts(path: Path) -> Iterator[tuple[str, str]]:
    with lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield str(row["id"]), str(row["text"])


def _example(row: dict[str, Any], article: str | None, articles: Path) -> Example:
    if article is None:
        raise ModelError(f"sentence {row['id']!r}: {articles} has no article {row['source']!r}")
    text = article[row["start"] : row["end"]]
    if sentence_hash(text) != row["sha256"]:
        raise ModelError(f"sentence {row['id']!r}: the text of article {row['source']!r} is not the annotated one")
    events = []
    for event in row["events"]:
        roles = {role: [_mention(text, *span) for span in event[role]] for role in ROLES if role in event}
        events.append({**event, **roles, "trigger": _mention(text, *event["trigger"])})
    entities = [{"type": kind, **_mention(text, start, end)} for kind, start, end in row["entities"]]
    example = annotated({**row, "text": text, "entities": entities, "events": events})
    example.corpus = CORPUS
    return example


def _span(mention: dict[str, Any]) -> list[int]:
    return [mention["start"], mention["end"]]


def _mention(text: str, start: int, end: int) -> dict[str, Any]:
    return {"start": start, "end": end, "text": text[start:end]}
