"""Variants of sentences: names replaced with all offsets moved, words hidden (needs the extra [train])."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from models.examples import Example, covered, read_annotated

pytestmark = pytest.mark.train
pytest.importorskip("torch", reason="the extra [train] is not installed: training is not tested")


@pytest.fixture(scope="module")
def examples(root: Path) -> list[Example]:
    return read_annotated(sorted((root / "models" / "data").glob("*.jsonl")))[:300]


def test_swapped_sentence_keeps_every_label_on_its_own_words(examples: list[Example], root: Path) -> None:
    from tokenizers import Tokenizer

    from models.augment import Augmenter

    tokenizer = Tokenizer.from_file(str(root / "models" / "weights" / "tokenizer.json"))
    augmenter = Augmenter(tokenizer, examples, swap=0.9, hide=0.0)
    rng, changed = random.Random(3), 0
    for example in examples:
        assert example.row is not None
        row = augmenter.swapped(example.row, rng)
        changed += row["text"] != example.text
        for old, new in zip(example.row["entities"], row["entities"], strict=True):
            assert new["type"] == old["type"]
            assert row["text"][new["start"] : new["end"]] == new["text"]
        for old, new in zip(example.row["events"], row["events"], strict=True):
            assert row["text"][new["trigger"]["start"] : new["trigger"]["end"]] == old["trigger"]["text"]
            spans = {(entity["start"], entity["end"]) for entity in row["entities"]}
            assert all((a["start"], a["end"]) in spans for role in ("actor", "place") for a in new.get(role) or [])
    assert changed > len(examples) / 2


def test_clitic_of_mention_is_told_from_a_first_letter(examples: list[Example], root: Path) -> None:
    from tokenizers import Tokenizer

    from models.augment import Augmenter

    tokenizer = Tokenizer.from_file(str(root / "models" / "weights" / "tokenizer.json"))
    augmenter = Augmenter(tokenizer, examples, swap=0.5, hide=0.0)
    augmenter.first_words = {"بغداد", "القوات", "واشنطن"}
    # "and Baghdad", "to the forces", "Washington" (its first letter is no conjunction), "Baghdad"
    assert [augmenter.clitic(name) for name in ("وبغداد", "للقوات", "واشنطن", "بغداد")] == ["و", "لل", "", ""]


def test_hidden_words_are_whole_and_never_triggers(examples: list[Example], root: Path) -> None:
    from tokenizers import Tokenizer

    from models.augment import Augmenter
    from models.batches import encode

    tokenizer = Tokenizer.from_file(str(root / "models" / "weights" / "tokenizer.json"))
    augmenter = Augmenter(tokenizer, examples, swap=0.0, hide=0.5)
    hidden_words = 0
    for item in encode(tokenizer, examples[:50], 200):
        hidden = augmenter.hidden(item, random.Random(1))
        triggers = {event.word for event in item.example.events}
        for word, (first, last) in enumerate(zip(item.pieces.first, item.pieces.last, strict=True)):
            masked = [piece == augmenter.mask for piece in hidden.pieces.ids[first : last + 1]]
            assert word not in triggers or hidden.pieces.ids[first : last + 1] == item.pieces.ids[first : last + 1]
            hidden_words += any(masked)
        assert len(hidden.pieces.ids) == len(item.pieces.ids)
    assert hidden_words > 100
    assert covered([(0, 2), (3, 5)], 1, 4) == [0, 1]
