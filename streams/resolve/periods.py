"""Stretches of days and the arithmetic on them: months, years and weeks, their thirds and fractions, both calendars.

Hijri dates are those of the Umm al-Qura calendar (`hijridate`, 1343 to 1500 AH); a country that sights the moon itself
can be a day off it. Weeks begin on Saturday (Unicode CLDR weekData, IQ).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from hijridate import Gregorian, Hijri

FIRST_HIJRI_YEAR, LAST_HIJRI_YEAR = 1343, 1500


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `start` to `end`, both included; an open side is None. `precision` is that of `ResolvedDate`."""

    start: date | None
    end: date | None
    precision: str

    def length(self) -> int:
        """Return the number of days, 0 if a side is open."""
        return (self.end - self.start).days + 1 if self.start and self.end else 0


def day(value: date) -> Period:
    """Return the period of one day."""
    return Period(value, value, "day")


def month_of(year: int, month: int) -> Period:
    """Return a Gregorian month; `month` may lie outside 1 to 12 and then counts into other years."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    first = date(year, month, 1)
    following = date(year + month // 12, month % 12 + 1, 1) if (year, month) != (9999, 12) else date.max
    return Period(first, following - timedelta(days=1), "month")


def months_of(year: int, first: int, count: int, precision: str = "span") -> Period:
    """Return `count` months from month `first` of `year` on."""
    return Period(month_of(year, first).start, month_of(year, first + count - 1).end, precision)


def year_of(year: int) -> Period:
    """Return a Gregorian year."""
    return Period(date(year, 1, 1), date(year, 12, 31), "year")


def week_of(value: date) -> Period:
    """Return the week, Saturday to Friday, that `value` lies in."""
    start = value - timedelta(days=(value.weekday() + 2) % 7)
    return Period(start, start + timedelta(days=6), "week")


def shift_months(value: date, months: int) -> date:
    """Return the same day `months` later (earlier if negative), or the last day of that month if it is shorter."""
    target = month_of(value.year, value.month + months)
    assert target.start and target.end
    return min(target.start + timedelta(days=value.day - 1), target.end)


@lru_cache(maxsize=4096)
def hijri_day(year: int, month: int, day_of_month: int) -> date | None:
    """Return the Gregorian date of a Hijri one, None outside the calendar's years or months."""
    if not FIRST_HIJRI_YEAR <= year <= LAST_HIJRI_YEAR:
        return None
    try:
        return date(*Hijri(year, month, day_of_month).to_gregorian().datetuple())
    except (ValueError, OverflowError):
        return None


def hijri_month(year: int, month: int) -> Period | None:
    """Return a Hijri month in Gregorian days."""
    start = hijri_day(year, month, 1)
    following = hijri_day(year + month // 12, month % 12 + 1, 1)
    return Period(start, following - timedelta(days=1), "month") if start and following else None


def hijri_year(year: int) -> Period | None:
    """Return a Hijri year in Gregorian days."""
    start, following = hijri_day(year, 1, 1), hijri_day(year + 1, 1, 1)
    return Period(start, following - timedelta(days=1), "year") if start and following else None


@lru_cache(maxsize=1024)
def hijri_today(value: date) -> tuple[int, int, int]:
    """Return year, month and day of the Hijri calendar; (0, 0, 0) outside its years."""
    try:
        year, month, day_of_month = Gregorian(value.year, value.month, value.day).to_hijri().datetuple()
    except (ValueError, OverflowError):
        return (0, 0, 0)
    return year, month, day_of_month


def fraction(period: Period, index: int, parts: int) -> Period:
    """Return part `index` (0 first, -1 last) of `period` cut into `parts`, by months if it is whole months."""
    start, end = period.start, period.end
    if start is None or end is None:
        return period
    index = parts - 1 if index == -1 else index
    if not 0 <= index < parts:
        return period
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    whole = start.day == 1 and (end + timedelta(days=1)).day == 1
    if whole and months % parts == 0 and months >= parts:
        return months_of(start.year, start.month + index * months // parts, months // parts)
    if whole and months == 1 and parts == 3:
        first = start + timedelta(days=10 * index)
        return Period(first, end if index == 2 else first + timedelta(days=9), "span")
    days = (end - start).days + 1
    low, high = round(days * index / parts), round(days * (index + 1) / parts) - 1
    return Period(start + timedelta(days=low), start + timedelta(days=max(low, high)), "span")
