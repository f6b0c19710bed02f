"""The moment a date is seen from, and what lies a number of days, weeks, months or years from it.

A quantity is (least, most, unit): `قبل بضعة أيام` is (3, 9, day). Units are the letters of `datewords`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from streams.resolve import periods
from streams.resolve.periods import Period

Quantity = tuple[int, int, str]
_DAYS = {"y": 1, "w": 7}
_MONTHS = {"c": 1, "a": 12, "k": 120, "C": 1200}


@dataclass(frozen=True, slots=True)
class Moment:
    """Where a date is seen from: local time of publication, `sign` of its clause and `term`, as `tense` tells them."""

    published: datetime
    sign: int
    term: int = 0

    @property
    def future(self) -> bool:
        """Whether the clause speaks of the future."""
        return self.sign > 0

    @property
    def today(self) -> date:
        """The local day of publication."""
        return self.published.date()


def window(quantity: Quantity, moment: Moment, *, forward: bool) -> Period:
    """Return the days between the publication and `quantity` (its larger number) before or after it."""
    edge = step(quantity[1] if forward else -quantity[1], quantity[2], moment)
    low, high = min(edge, moment.today), max(edge, moment.today)
    return Period(low, high, "span" if low < high else "day")


def step(number: int, unit: str, moment: Moment) -> date:
    """Return the day `number` units after (before, if negative) the publication."""
    if unit in "ih":
        return (moment.published + timedelta(**{"minutes" if unit == "i" else "hours": number})).date()
    if unit in _DAYS:
        return moment.today + timedelta(days=number * _DAYS[unit])
    return periods.shift_months(moment.today, number * _MONTHS[unit])


def away(quantity: Quantity, moment: Moment, *, forward: bool) -> Period:
    """Return when something lies that is `quantity` before or after the publication, as exactly as the unit allows."""
    least, most, unit = quantity
    sign = 1 if forward else -1
    near, far = step(sign * least, unit, moment), step(sign * most, unit, moment)
    low, high = min(near, far), max(near, far)
    if least != most or unit in "ih":
        return Period(low, high, "span" if low < high else "day")
    if unit == "y":
        return periods.day(low)
    if unit == "w":
        return Period(low - timedelta(days=3), low + timedelta(days=3), "week")
    if unit == "c":
        return periods.month_of(low.year, low.month)
    if unit == "a":
        return periods.year_of(low.year)
    half = 5 if unit == "k" else 50
    return Period(date(low.year - half, 1, 1), date(low.year + half, 12, 31), "span")
