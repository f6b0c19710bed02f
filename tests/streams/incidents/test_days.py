"""Sets of days."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from streams.incidents.days import Days

FIRST = date(2021, 5, 1)
SPANS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 8)).map(lambda s: (s[0], s[0] + s[1])), max_size=6)


def days(spans: list[tuple[int, int]]) -> Days:
    return Days((FIRST + timedelta(days=a), FIRST + timedelta(days=b)) for a, b in spans)


def numbers(spans: list[tuple[int, int]]) -> set[int]:
    return {n for a, b in spans for n in range(a, b + 1)}


@given(SPANS, SPANS)
def test_days_without_are_those_of_the_one_set_only(one: list[tuple[int, int]], other: list[tuple[int, int]]) -> None:
    left = days(one).without(days(other))
    found = {(first - FIRST).days + n for first, last in left for n in range((last - first).days + 1)}
    assert found == numbers(one) - numbers(other)


@given(SPANS, st.integers(0, 30), st.integers(0, 8))
def test_days_added_cover_what_all_of_their_spans_have(spans: list[tuple[int, int]], start: int, length: int) -> None:
    found = Days()
    for first, last in spans:
        found.add(FIRST + timedelta(days=first), FIRST + timedelta(days=last))
    wanted = set(range(start, start + length + 1))
    covered = found.covers(FIRST + timedelta(days=start), FIRST + timedelta(days=start + length))
    assert covered == (wanted <= numbers(spans))
    assert list(found) == list(days(spans))
