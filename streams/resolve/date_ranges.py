"""Two ends of a stretch of days: `من 3 إلى 7 آذار`, `بين عامي 2019 و2020`, `ليل الجمعة - السبت`.

Each end is dated for itself, after it has taken from the other what only that one says.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from streams.resolve.dateparts import Parts, read_parts
from streams.resolve.datewords import Token
from streams.resolve.figures import Clock
from streams.resolve.grounding import ground
from streams.resolve.moments import Moment
from streams.resolve.periods import Period
from streams.resolve.single_dates import Found, bounded, dated, single


def read_range(tokens: list[Token], letters: str, moment: Moment) -> Found | None:
    opened = letters[:1] in ("n", "f")
    marks = [i for i in range(1, len(letters) - 1) if letters[i] in "tu-&" or _slashed(tokens, letters, i)]
    marks.sort(key=lambda i: "tu-&/".index(letters[i]))
    for at in marks:
        left, right = tokens[1 if opened else 0 : at], tokens[at + 1 :]
        while right and right[0].kind in "u_f,":
            right = right[1:]
        while left and left[-1].kind in "&_,":
            left = left[:-1]
        if left and right and left[-1].kind == right[0].kind == "M" and left[-1].value == right[0].value:
            continue
        if left and right and (found := _ends(left, right, moment)) is not None:
            return found
    return None


def _slashed(tokens: list[Token], letters: str, at: int) -> bool:
    """Tell whether a slash joins two days (`17/18 أيار`) or two years (`2020/2021`)."""
    days = letters[at - 1 : at + 2] == "N/N" and letters[at + 2 : at + 3] in ("M", "H", "f")
    years = letters[at - 1 : at + 2] == "Y/Y"
    return (days or years) and tokens[at - 1].value < tokens[at + 1].value


def _ends(left: list[Token], right: list[Token], moment: Moment) -> Found | None:
    if left[0].kind == "s":
        began = bounded(left[0], left[1:], moment, False)
        ended = single(right, moment)
        return (Period(began.start, ended[0].end, "span"), None) if began and ended else None
    first, last = read_parts(list(left)), read_parts(list(right))
    begun = first.year is not None and last.year is None and not last.units and last.modifier is None
    _share(first, last)
    if first.daypart == "night_of" and last.weekdays:
        # "ليلة الجمعة إلى السبت" says which night of Friday.
        first.daypart = ""
    later = dated(replace(last), moment)
    earlier = dated(replace(first), moment) if later else None
    if later is None or earlier is None:
        return None
    begin, finish = earlier[0].start, later[0].end
    if begin is None or finish is None:
        return None
    if begin > finish:
        begin, finish = _ordered(first, last, begin, finish, moment, begun=begun)
    times = (earlier[1][0], later[1][1]) if earlier[1] and later[1] and earlier[1][0] <= later[1][1] else None
    return (Period(begin, finish, "time" if times else "span"), times) if begin <= finish else None


def _ordered(first: Parts, last: Parts, begin: date, finish: date, moment: Moment, *, begun: bool) -> tuple[date, date]:
    """Put two ends in order that were dated each for itself: by a week for weekdays, by years for months.

    `begun` where the first end alone has a year: the last one is then the next after it.
    """
    if last.weekdays and not last.months:
        week = timedelta(days=7)
        return (begin, finish + week) if moment.future else (begin - week, finish)
    if not last.months or not first.months:
        return begin, finish
    if begun:
        following = ground(replace(last, year=begin.year + 1), moment)
        return (begin, following.end) if following and following.end else (begin, finish)
    if last.year is None and first.modifier is None:
        for year in (begin.year, begin.year + 1):
            later = ground(replace(last, year=year), moment)
            if later and later.end and later.end >= begin:
                return begin, later.end
    earlier = ground(replace(first, year=begin.year - 1), moment)
    return (earlier.start, finish) if earlier and earlier.start else (begin, finish)


def _share(first: Parts, last: Parts) -> None:
    """Give each end of a range what only the other says: `بين 3 و7 آذار`, `من الثامنة حتى العاشرة صباحا`."""
    if (
        first.clock is None
        and last.clock is not None
        and first.day in range(1, 13)
        and not (first.months or last.months)
    ):
        first.clock, first.day = Clock(first.day or 0, 0, False), None
    if first.clock is not None and first.daypart == "" and last.clock is not None:
        first.daypart = last.daypart
    if first.clock is not None and first.relative is None and not (first.months or first.weekdays):
        first.relative, first.weekdays = last.relative, list(last.weekdays)
        first.day, first.months = (last.day, last.months) if last.months else (first.day, first.months)
    if first.day is not None and not first.months and not first.units:
        first.months, first.hijri, first.units = last.months, last.hijri, dict(last.units)
    elif last.day is not None and not last.months and not last.units and first.months:
        last.months, last.hijri, last.modifier = first.months, first.hijri, first.modifier
    if first.months or first.weekdays:
        first.modifier = last.modifier if first.modifier is None else first.modifier
    if first.year is None and first.months and "a" not in first.units:
        first.year = last.year
        first.units |= {k: v for k, v in last.units.items() if k == "a"}
    elif last.year is None and last.months and "a" not in last.units:
        last.year = first.year
