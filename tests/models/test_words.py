"""Words and the closing of quotes."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.examples import covered, read_annotated
from models.words import balanced, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # "Daesh" in quotes: the quotes are no part of the word.
        ("تنظيم «داعش».", ["تنظيم", "داعش"]),
        # "an attack", with the vowel sign of the accusative at its end.
        ("هجوماً، أمس", ["هجوماً", "أمس"]),
        # "to 'Haaretz'": the preposition stands apart from the quoted name.
        ('لـ"هآرتس"', ["لـ", "هآرتس"]),
        # "at 10:30, 3.5 million, an F-16"
        ("الساعة 10:30 و3.5 مليون، إف-16", ["الساعة", "10:30", "و3.5", "مليون", "إف-16"]),
        # "in the hospital.And he added": a missing space after the full stop does not glue words.
        ("المستشفى.وأضاف", ["المستشفى", "وأضاف"]),
        ("", []),
        (" \n\t ", []),
        ("؟!…", []),
    ],
)
def test_words_of_text_are_runs_of_letters(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in words(text)] == expected


@pytest.mark.parametrize(
    ("text", "inside", "expected"),
    [
        # "the organisation 'Daesh'": the closing quote belongs to the span that holds the opening one.
        ("تنظيم «داعش».", "تنظيم «داعش", "تنظيم «داعش»"),
        ('تنظيم "داعش" أمس', 'تنظيم "داعش', 'تنظيم "داعش"'),
        # "26 July (Tammuz)"
        ("26 يوليو (تموز)،", "26 يوليو (تموز", "26 يوليو (تموز)"),
        ("قال «داعش» أمس", "داعش", "داعش"),
        # An opening quote that is never closed changes nothing.
        ("تنظيم «داعش أمس", "تنظيم «داعش", "تنظيم «داعش"),
    ],
)
def test_balanced_of_open_quote_takes_the_closing_one(text: str, inside: str, expected: str) -> None:
    start = text.index(inside)
    low, high = balanced(text, start, start + len(inside))
    assert text[low:high] == expected


def test_words_of_annotated_sentences_carry_nearly_every_span(shared: Path) -> None:
    missed = total = 0
    for example in read_annotated([shared / "data" / "events" / "train.jsonl"]):
        assert example.row is not None
        for span in (*example.row["entities"], *(event["trigger"] for event in example.row["events"])):
            inside = covered(example.words, span["start"], span["end"])
            first, last = example.words[inside[0]], example.words[inside[-1]]
            missed += balanced(example.text, first[0], last[1]) != (span["start"], span["end"])
            total += 1
    assert missed / total < 0.001
