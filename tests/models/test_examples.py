"""Training examples: annotated sentences, partial labels, the split, and dev kept out of training."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from models.examples import annotated, read_annotated, split
from models.labels import labels
from streams.errors import ModelError

SPACE = labels()


def row(**changes: Any) -> dict[str, Any]:
    """A sentence: "Gunmen killed a policeman in Kirkuk."."""
    text = "قتل مسلحون شرطياً في كركوك"

    def span(word: str) -> dict[str, Any]:
        return {"start": text.index(word), "end": text.index(word) + len(word), "text": word}

    sentence: dict[str, Any] = {
        "id": "x1",
        "source": "a1",
        "text": text,
        "entities": [
            {"type": "ARM", **span("مسلحون")},
            {"type": "MIL", **span("شرطياً")},
            {"type": "GPE", **span("كركوك")},
        ],
        "events": [
            {
                "type": "ASSAULT",
                "mode": "firearms",
                "status": "actual",
                "trigger": span("قتل"),
                "actor": [span("مسلحون")],
                "killed": [span("شرطياً")],
                "place": [span("كركوك")],
            }
        ],
        "context": ["crime"],
    }
    return sentence | changes


def test_annotated_sentence_has_one_allowed_label_a_word() -> None:
    example = annotated(row())
    assert [SPACE.tags[i] for i in example.tags.argmax(1)] == ["O", "B-ARM", "B-MIL", "O", "B-GPE"]
    assert (example.tags.sum(1) == 1).all() and (example.triggers.sum(1) == 1).all()
    event = example.events[0]
    assert [SPACE.roles[i] for i in event.roles.argmax(1)] == ["none", "actor", "killed", "none", "place"]
    assert SPACE.modes[event.mode] == ("ASSAULT", "firearms")
    assert example.contexts is not None and example.contexts.sum() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"entities": [{"type": "TANK", "start": 0, "end": 3, "text": "قتل"}]},
        {"events": [{"type": "ASSAULT", "mode": "demo", "status": "actual", "trigger": {"start": 0, "end": 3}}]},
        {"events": [{"type": "ASSAULT", "mode": None, "status": "maybe", "trigger": {"start": 0, "end": 3}}]},
        {"events": None},
    ],
)
def test_annotated_unknown_label_is_refused_with_the_sentences_id(change: dict[str, Any]) -> None:
    with pytest.raises(ModelError, match="'x1'"):
        annotated(row(**change))


def test_read_annotated_broken_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps(row()) + "\n\n{broken\n", encoding="utf-8")
    with pytest.raises(ModelError, match=r"a\.jsonl:3"):
        read_annotated([path])


def test_split_keeps_a_source_on_one_side_and_repeats() -> None:
    examples = [annotated(row(id=f"s{i}", source=f"a{i // 3}")) for i in range(90)]
    train, held = split(examples, 0.1, 13)
    assert not {e.source for e in train} & {e.source for e in held}
    assert 9 <= len(held) <= 12 and len(train) + len(held) == 90
    assert [e.id for e in held] == [e.id for e in split(examples, 0.1, 13)[1]]
    assert [e.id for e in held] != [e.id for e in split(examples, 0.1, 14)[1]]


def test_own_sentences_fit_the_format_and_are_marked_synthetic(root: Path) -> None:
    files = sorted((root / "models" / "data").glob("*.jsonl"))
    examples = read_annotated(files)
    assert len(examples) >= 1000
    assert {example.corpus for example in examples} == {"synthetic"}
    assert len({example.id for example in examples}) == len(examples)
    assert {event.type for example in examples for event in example.events} == set(range(1, len(SPACE.triggers)))


def test_training_sentences_hold_none_of_the_test_sentences(shared: Path, root: Path) -> None:
    events = shared / "data" / "events"
    files = [events / "train.jsonl", *sorted((root / "models" / "data").glob("*.jsonl"))]

    def digest(text: str) -> str:
        return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()

    dev = read_annotated([events / "dev.jsonl"])
    ids, texts, sources = {e.id for e in dev}, {digest(e.text) for e in dev}, {e.source for e in dev}
    for example in read_annotated(files):
        assert example.id not in ids
        assert digest(example.text) not in texts
        assert example.source not in sources
