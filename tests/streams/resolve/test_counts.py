"""Counts: the table of cases (`counts.tsv`, each with its meaning in English), sums, and hostile texts."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.resolve.counts import combine, resolve_count, tells_people
from streams.resolve.nouns import forms
from streams.resolve.numerals import table
from streams.resolve.quantities import Count
from tests.timing import processor_s


def read_cases() -> list[tuple[str, Count]]:
    cases = []
    for line in Path(__file__).with_name("counts.tsv").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            text, least, most, about, _ = line.split("\t")
            cases.append((text, Count(int(least), None if most == "-" else int(most), about == "about")))
    return cases


CASES = read_cases()


def test_cases_are_at_least_80() -> None:
    assert len(CASES) >= 80


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text for text, _ in CASES])
def test_resolve_count_case_gives_least_and_most(text: str, expected: Count) -> None:
    assert resolve_count(text) == expected


def test_resolve_count_person_is_one_whatever_the_form() -> None:
    # A man's name that looks like a dual, one that looks like a plural.
    assert resolve_count("عدنان سلمان", entity_type="PER") == Count(1, 1)
    assert resolve_count("حسين الحسين", entity_type="PER") == Count(1, 1)


@pytest.mark.parametrize("text", ["", " ", "،.", "\u200f\u200e", "ـ", "()"])
def test_resolve_count_nothing_to_read_is_at_least_one(text: str) -> None:
    assert resolve_count(text) == Count(1, None)


def test_combine_mentions_of_one_role_are_summed() -> None:
    assert combine([Count(3, 3), Count(1, 1)]) == Count(4, 4)
    assert combine([Count(3, 3), Count(20, None)]) == Count(23, None)
    assert combine([Count(30, 30, approximate=True), Count(2, 2)]) == Count(32, 32, approximate=True)
    assert combine([]) is None


@pytest.mark.parametrize(
    ("says", "text", "people"),
    [
        ("to the ministry of defence", "لوزارة الدفاع", False),
        ("the Iraqi forces", "القوات العراقية", False),
        ("the PMF", "الحشد الشعبي", False),
        ("three of the PMF", "ثلاثة من الحشد الشعبي", True),
        ("dozens of the army", "عشرات من الجيش", True),
        ("an officer of the army", "ضابط في الجيش", True),
        ("a force of five", "قوة من 5", True),
        ("nothing", "", False),
    ],
)
def test_tells_people_needs_a_number_or_a_noun_for_persons(says: str, text: str, people: bool) -> None:
    assert tells_people(text) is people, says


DATA = table("quantities.yaml")
WORDS = [
    *forms(),
    *(w for entry in DATA["vague"] for w in entry["words"]),
    *(w for s in DATA["before"].values() for w in s),
]
PIECES = st.sampled_from(
    [*WORDS, "و", "من", "بين", "خمسة", "وعشرين", "آلاف", "10", "3", "و5", "بينهم", "الأقل", "على", "-", "1,500"]
)


@settings(max_examples=200)
@given(st.lists(PIECES, max_size=12).map(" ".join))
def test_resolve_count_any_words_keep_the_contract(text: str) -> None:
    count = resolve_count(text)
    assert count.min >= 1
    assert count.max is None or count.max >= count.min


@settings(max_examples=150)
@given(st.text(max_size=300), st.sampled_from([None, "PER", "GRP"]))
def test_resolve_count_any_text_does_not_raise(text: str, entity_type: str | None) -> None:
    assert resolve_count(text, entity_type=entity_type).min >= 1


@pytest.mark.parametrize(
    "text",
    [
        "9" * 50_000,
        "و" * 50_000,
        "مئة و" * 10_000,
        "ألف " * 12_000,
        "1,000" * 10_000,
        "بين و" * 10_000,
        "\ufdfa" * 50_000,
        "عشرات الآلاف " * 4_000,
    ],
    ids=["digits", "and", "hundreds", "thousands", "separators", "between", "ligatures", "vague"],
)
def test_resolve_count_hostile_text_of_50_kb_ends_in_100_ms(text: str) -> None:
    resolve_count("مقاتل")
    assert processor_s(lambda: resolve_count(text)) < 0.1
