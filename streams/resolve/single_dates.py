"""One date, alone or with the word before it that opens a side: since, until, before, after, starting from.

"Until" and "starting from" a day without a year look ahead where the clause sets a term (`تمديد الحظر حتى 31 أيار`),
back where it tells of a state (`استمر القتال حتى الأحد`), else to the nearest.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from streams.resolve.dateparts import Parts, read_parts
from streams.resolve.datewords import Token
from streams.resolve.daytimes import Times, with_times, without_day
from streams.resolve.figures import kinds
from streams.resolve.grounding import ground
from streams.resolve.moments import Moment, away, window
from streams.resolve.periods import Period, day

# "تظاهرات تشرين": an event named by its month lies in a year that the name does not tell, as does "الثلاثاء الأسود".
_NAMED = re.compile(r"\?+_*[MH]")
_EXACT = set("NOYPcR")
# A unit as a number of the next smaller one.
_SMALLER = {
    "C": (100, "a"), "k": (10, "a"), "a": (12, "c"), "c": (30, "y"), "w": (7, "y"), "y": (24, "h"), "h": (60, "i"),
}  # fmt: skip
_HALF = re.compile(r"(?P<head>[sbed])(?:[~<]|(?P<more>>))?(?P<number>N)?(?P<unit>[Ckacwyh])&(?P<part>Q)[Ckacwyh]?")
# Days: "starting from" a day without a year means one this close ahead.
_SOON = 31
Found = tuple[Period, Times | None]


def single(tokens: Sequence[Token], moment: Moment, *, within: bool = False) -> Found | None:
    letters = kinds(tokens)
    if _NAMED.match(letters) and not _EXACT & set(letters):
        return None
    if letters == "W?" and tokens[1].text.startswith("ال"):
        return None
    if letters.startswith("R") and letters[1:2] in ("N", "O", "?") and "M" not in letters and "H" not in letters:
        return _nth_day(tokens, moment)
    return dated(read_parts(list(tokens)), moment, within=within)


def dated(parts: Parts, moment: Moment, *, within: bool = False) -> Found | None:
    period = ground(parts, moment)
    if period is None and not parts.blocked and not parts.weekdays and not parts.months:
        period = without_day(parts, moment) or (_duration(parts, moment) if within else None)
    return with_times(parts, period, moment) if period is not None else None


def _duration(parts: Parts, moment: Moment) -> Period | None:
    """Read "within two weeks": ahead if the clause speaks of the future, else undated, but hours are the last ones."""
    if parts.quantity is None or parts.unknown or parts.modifier is not None:
        return None
    unit = parts.quantity[2]
    if unit == "h" and not moment.future and not parts.daypart and parts.quantity[0] == parts.quantity[1] <= 72:
        return window(parts.quantity, moment, forward=False)
    return window(parts.quantity, moment, forward=True) if moment.future and unit not in "ikC" else None


def _nth_day(tokens: Sequence[Token], moment: Moment) -> Found | None:
    """Read "for the third day": from then to today. "The first day of the truce" has no date."""
    first, second = tokens[0], tokens[1]
    if not first.text.startswith(("لل", "ولل")) or second.kind == "?" or first.value != 0:
        return None
    if not 0 < int(second.value) < 4000:
        return None
    return Period(moment.today - timedelta(days=int(second.value) - 1), moment.today, "span"), None


def with_half(tokens: Sequence[Token], moment: Moment) -> Found | None:
    """Read "a year and a half ago", "for two months and a half", "within a week and a half"."""
    match = _HALF.fullmatch(kinds(tokens))
    if match is None:
        return None
    unit, part = tokens[match.start("unit")], tokens[match.start("part")]
    number = tokens[match.start("number")].value if match["number"] else unit.many
    size, smaller = _SMALLER[unit.kind]
    many, slack = number * size + size // part.value, size // 4
    if match["head"] == "b" or (match["head"] == "e" and moment.future):
        about = (many - slack, many + slack, smaller)
        return away(about, moment, forward=match["head"] == "e"), None
    if match["head"] == "s":
        return _begun(window((many, many, smaller), moment, forward=False), "more" if match["more"] else ""), None
    return (window((many, many, smaller), moment, forward=True), None) if moment.future else None


def _begun(period: Period, bound: str) -> Period:
    """Return the period of "since more than a month" with its beginning open."""
    return replace(period, start=None, precision="span") if bound == "more" else period


def bounded(mark: Token, rest: list[Token], moment: Moment, anchored: bool) -> Period | None:
    """Return the days that `mark` (since, starting from, before, after or until) makes of the date behind it."""
    head = mark.kind
    parts = read_parts(list(rest))
    quantity = parts.quantity
    if parts.blocked:
        return None
    past = parts.modifier == -1 and head == "b"
    alone = quantity is not None and not (parts.months or parts.weekdays or parts.year or (parts.modifier and not past))
    if quantity is not None and alone:
        now = parts.relative == 0
        if not now and (anchored or parts.unknown or parts.relative is not None):
            return None
        return _counted(head, parts.bound, quantity, moment)
    if parts.daypart and parts.relative is None and not parts.weekdays and head == "s":
        return day(moment.today)
    if head == "b" and rest and rest[0].kind == "T" and (parts.weekdays or parts.relative is not None or parts.months):
        # "قبيل عصر السبت" is on that day.
        return ground(parts, moment)
    if head == "u" or mark.value == "starting":
        return _term(head, rest, parts, moment)
    found = single(rest, moment)
    return _open(head, found[0], moment) if found else None


def _term(head: str, rest: list[Token], parts: Parts, moment: Moment) -> Period | None:
    """Return the days up to, or from, the end of a term."""
    behind = single(rest, replace(moment, sign=-1) if moment.term < 0 else moment)
    ahead = single(rest, replace(moment, sign=1)) if moment.term >= 0 else None
    if behind is None or ahead is None or ahead[0].start is None or behind[0].end is None:
        return _open(head, behind[0], moment) if behind else None
    distance, back = ahead[0].start - moment.today, moment.today - behind[0].end
    near = distance < back and parts.relative is None
    if head == "u":
        chosen = ahead if moment.term > 0 or (near and not parts.weekdays) else behind
        return Period(None, chosen[0].end, "span")
    if distance <= timedelta(days=_SOON):
        return Period(ahead[0].start, None, "span")
    return _open("s", behind[0], moment)


def _counted(head: str, bound: str, quantity: tuple[int, int, str], moment: Moment) -> Period | None:
    """Resolve "two weeks ago", "since three days", "in a month"."""
    if head == "s":
        return _begun(window(quantity, moment, forward=False), bound)
    if head == "b":
        told = away(quantity, moment, forward=False)
        if bound == "more":
            return Period(None, told.end, "span")
        return window(quantity, moment, forward=False) if bound == "less" else told
    return away(quantity, moment, forward=True) if head == "e" and moment.future else None


def _open(head: str, period: Period, moment: Moment) -> Period:
    """Open the side of `period` that since, until, before or after leave open; "since" ends with the publication."""
    today, one = moment.today, timedelta(days=1)
    start, end = period.start, period.end
    if head == "s" and start is not None:
        if start > today:
            return Period(start, None, "span")
        return Period(start, today, "span" if start < today else "day")
    if head == "u":
        return Period(None, end, "span")
    if head == "b":
        return Period(None, start - one if start else None, "span")
    # "بعد 2003" counts the year itself, "بعد 5 أيار" does not count the day.
    after = end + one if end and period.precision in ("day", "time") else start
    return Period(after, None, "span")
