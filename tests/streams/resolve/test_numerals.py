"""Numbers: the table of cases (`numerals.tsv`, each with its meaning in English), folding and splitting."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.resolve.numerals import MAX_CHARS, Number, fold, read_number, split, table


def read_cases() -> list[tuple[str, Number | None]]:
    cases = []
    for line in Path(__file__).with_name("numerals.tsv").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            text, value, words, ordinal, _ = line.split("\t")
            number = None if value == "-" else Number(int(value), int(words), ordinal == "ordinal")
            cases.append((text, number))
    return cases


CASES = read_cases()


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text for text, _ in CASES])
def test_read_number_case_gives_value_and_length(text: str, expected: Number | None) -> None:
    assert read_number(split(fold(text), grouped=True), 0) == expected


def test_read_number_past_the_end_is_none() -> None:
    assert read_number([], 0) is None
    assert read_number(["3"], 1) is None


def test_read_number_without_multiplying_leaves_the_scale() -> None:
    # "20 thousand", where a day of the month is looked for
    assert read_number(["20", "الف"], 0, multiply=False) == Number(20, 1)


def test_fold_spellings_of_one_word_are_one() -> None:
    # "Arbil" with three kinds of alef and vowel signs; "school" with both last letters; Kurdish kaf
    assert fold("أَرْبِيل") == fold("إربيل") == fold("اربيل")
    assert fold("مدرسة") == fold("مدرسه")
    assert fold("کرکوك") == fold("كركوك")
    assert fold("الـــيوم\u200f") == "اليوم"


def test_fold_words_glued_after_a_last_letter_are_parted() -> None:
    # "Friday" and "today" written together
    assert split(fold("الجمعةواليوم")) == ["الجمعه", "واليوم"]


def test_fold_long_text_is_cut() -> None:
    assert len(fold("ا" * 10_000)) == MAX_CHARS


def test_split_grouped_digits_stay_together() -> None:
    assert split("1,500") == ["1", ",", "500"]
    assert split("1,500", grouped=True) == ["1,500"]


def test_table_values_are_all_read_back() -> None:
    # every spelling of the data file is read as the value it stands under
    data = table("numerals.yaml")
    for kind in ("ones", "tens", "hundreds", "scales", "scale_duals", "ordinals"):
        for value, spellings in data[kind].items():
            for spelling in spellings:
                found = read_number([fold(spelling)], 0)
                assert found is not None and found.value == value, (kind, spelling)


@given(
    st.lists(
        st.sampled_from(["الف", "وخمسه", "مليون", "و", "200", "عشر", "مئه", "وعشرين", "2.5", "الثاني"]), max_size=12
    )
)
def test_read_number_any_words_stay_in_bounds(words: list[str]) -> None:
    found = read_number(words, 0)
    assert found is None or (0 < found.end <= len(words) and 0 <= found.value < 10**13)
