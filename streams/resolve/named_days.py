"""Events named by a day or month without its year: `هجمات 11 سبتمبر` are those of 2001, `حرب تموز` that of 2006."""

from __future__ import annotations

from datetime import date
from functools import cache, lru_cache

from streams.resolve import periods
from streams.resolve.dateparts import parts_of
from streams.resolve.numerals import fold, table
from streams.resolve.periods import Period
from streams.resolve.spelling import variants

# How far before a date the noun is looked for, in characters.
_BEFORE = 30


@cache
def _years() -> dict[tuple[int, int | None, str], int]:
    """Return the year of each month, day and noun."""
    rows = table("named_days.yaml")["events"]
    return {(row["month"], row.get("day"), fold(noun)): row["year"] for row in rows for noun in row["nouns"]}


def named_day(text: str, sentence: str, start: int, published: date) -> Period | None:
    """Return the days of the event that a date names with the noun before it, None for any other date.

    One of `published` or later is none: what is named so was over by then.
    """
    before = fold(sentence[max(0, start - _BEFORE) : start]).split()
    told = _month_and_day(text) if before else None
    if told is None:
        return None
    month, day = told
    for noun in (before[-1], *variants(before[-1])):
        year = _years().get((month, day, noun.removeprefix("ال")))
        found = None if year is None else periods.day(date(year, month, day)) if day else periods.month_of(year, month)
        if found is not None and found.end and found.end < published:
            return found
    return None


@lru_cache(maxsize=4096)
def _month_and_day(text: str) -> tuple[int, int | None] | None:
    """Return month and day of a date that says nothing else."""
    parts = parts_of(text)
    month, day = (parts.digits.month, parts.digits.day) if parts.digits else (parts.months[:1], parts.day)
    if isinstance(month, tuple):
        month = month[0] if len(month) == 1 else 0
    more = parts.year or parts.weekdays or parts.hijri or parts.relative is not None or parts.modifier is not None
    dated = parts.digits is not None and parts.digits.year is not None
    return None if not month or more or dated or parts.bound or parts.units or parts.blocked else (month, day)
