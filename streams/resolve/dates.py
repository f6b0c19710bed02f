"""Dates of Arabic news against the day of publication: from, to, and how precise the text is.

A date is resolved in Asia/Baghdad unless the text names a zone. What the words alone do not say is settled as
`grounding` states it; what depends on another text, or is no date (`5 أيام`, `منذ بداية الحرب`), is `unknown`.

Precision: `time` a clock time or part of the day (its hours in `time_from`, `time_to`), `day`, `week`, `month`, `year`
one whole unit (`قبل أسبوعين` is a week around the day), `span` any other stretch; one open side is null.

The library `dateparser` (1.5.0; `languages=["ar"]`, `RELATIVE_BASE` the publication) is right on 36 of the 218 cases of
`tests/streams/resolve/dates.tsv`, 16 of them by finding no date, and on 18 of the 83 single days: it gives a day for a
month, year or span, and knows neither `مساء الأحد`, `5 من الشهر الجاري` nor Hijri dates; so it is not used.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from streams.resolve.dateparts import Parts, read_parts
from streams.resolve.datewords import Token, read_words
from streams.resolve.daytimes import Times, with_times, without_day
from streams.resolve.figures import Clock, condense, kinds
from streams.resolve.grounding import ground
from streams.resolve.moments import Moment, away, window
from streams.resolve.numerals import MAX_CHARS
from streams.resolve.periods import Period, day
from streams.resolve.tense import direction, following_word

BAGHDAD = ZoneInfo("Asia/Baghdad")
_NOW = frozenset({"الان", "اليوم"})


@dataclass(frozen=True, slots=True)
class ResolvedDate:
    """The days a date means, both included, null where unknown or open; times are aware and null if not told."""

    from_: date | None
    to: date | None
    precision: str
    time_from: datetime | None = None
    time_to: datetime | None = None


UNKNOWN = ResolvedDate(None, None, "unknown")
_Found = tuple[Period, Times | None]


def resolve_date(
    text: str, published: datetime, *, sentence: str = "", start: int = 0, zone: tzinfo = BAGHDAD
) -> ResolvedDate:
    """Return the days that the mention `text` means in an article published at `published`.

    `sentence` and `start`, the mention's offset in it, settle past or future. A `published` without a zone is taken as
    local to `zone`. Never raises for any text; one longer than 400 characters is read up to there.
    """
    local = published.astimezone(zone) if published.tzinfo else published.replace(tzinfo=zone)
    end = start + len(text)
    if not sentence:
        return _resolve(text[:MAX_CHARS], local, zone, -1, False)
    anchored = following_word(sentence, end) == "من"
    return _resolve(text[:MAX_CHARS], local, zone, direction(sentence, start, end), anchored)


@lru_cache(maxsize=8192)
def _resolve(text: str, published: datetime, zone: tzinfo, sign: int, anchored: bool) -> ResolvedDate:
    """Resolve with `zone` in the cache's key: equal moments of two zones are equal, their days may not be."""
    tokens = condense(read_words(text))
    if not tokens:
        return UNKNOWN
    try:
        found = _either(tokens, Moment(published, sign), anchored)
    except (OverflowError, ValueError):
        # A year before 1 or after 9999: no calendar has it.
        return UNKNOWN
    if found is None:
        return UNKNOWN
    period, times = found
    if (period.start is None and period.end is None) or (period.start and period.end and period.start > period.end):
        return UNKNOWN
    return ResolvedDate(period.start, period.end, period.precision, *(times or (None, None)))


def _either(tokens: list[Token], moment: Moment, anchored: bool) -> _Found | None:
    """Resolve a date given twice (`24 شوال الموافق 10 آب`): the more precise, of two equals the Gregorian one."""
    letters = kinds(tokens)
    if "=" not in letters:
        return _interval(tokens, moment, anchored)
    at = letters.index("=")
    shared = [t for t in tokens if t.kind in "WR"]
    sides = ([t for t in side if t.kind not in "WR"] for side in (tokens[:at], tokens[at + 1 :]))
    told = [(side, _interval(side, moment, anchored)) for side in ([*shared, *rest] for rest in sides) if side]
    known = [(side, found) for side, found in told if found is not None]
    order = ("time", "day", "week", "month", "span", "year")
    known.sort(key=lambda item: (order.index(item[1][0].precision), any(t.kind in "HJ" for t in item[0])))
    dated = [k for k in known if any(t.kind in "MHBY" for t in k[0]) and k[1][0].precision in ("time", "day")]
    dated.sort(key=lambda item: any(t.kind in "HJ" or _hijri_digits(t) for t in item[0]))
    best = dated or known
    return best[0][1] if best else None


def _hijri_digits(token: Token) -> bool:
    return token.kind == "B" and (token.value.year or 2000) < 1500


def _interval(tokens: list[Token], moment: Moment, anchored: bool) -> _Found | None:
    """Resolve a range, else one date with the word before it (since, until, before, after)."""
    within = tokens[0].kind == "d"
    while tokens and tokens[0].kind in "_&~d?," and len(tokens) > 1 and _leads(tokens):
        tokens = tokens[1:]
    letters = kinds(tokens)
    if letters[:1] in ("n", "f") or any(mark in letters[1:] for mark in "tu-&"):
        found = _range(tokens, letters, moment)
        if found is not None:
            return found
        if any(mark in letters[1:] for mark in "tu"):
            return None
    if not letters:
        return None
    head = letters[0] if letters[0] in "sbeu" else ""
    rest = tokens[1:] if head else tokens
    if any(kind in "sbeu" for kind in kinds(rest)):
        return None
    if head:
        bounded = _bounded(head, rest, moment, anchored)
        return (bounded, None) if bounded else None
    return _single(tokens, moment, within=within)


def _leads(tokens: Sequence[Token]) -> bool:
    """Tell whether the first token may go: an idle word, or an unknown one before "since" and the like."""
    return tokens[0].kind != "?" or tokens[1].kind in "sbeud"


def _single(tokens: Sequence[Token], moment: Moment, *, within: bool = False) -> _Found | None:
    letters = kinds(tokens)
    if letters.startswith("R") and letters[1:2] in ("N", "O", "?") and "M" not in letters and "H" not in letters:
        return _nth_day(tokens, moment)
    return _dated(read_parts(list(tokens)), moment, within=within)


def _dated(parts: Parts, moment: Moment, *, within: bool = False) -> _Found | None:
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


def _nth_day(tokens: Sequence[Token], moment: Moment) -> _Found | None:
    """Read "for the third day": from then to today. "The first day of the truce" has no date."""
    first, second = tokens[0], tokens[1]
    if not first.text.startswith(("لل", "ولل")) or second.kind == "?" or first.value != 0:
        return None
    if not 0 < int(second.value) < 4000:
        return None
    return Period(moment.today - timedelta(days=int(second.value) - 1), moment.today, "span"), None


def _bounded(head: str, rest: list[Token], moment: Moment, anchored: bool) -> Period | None:
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
    found = _single(rest, moment)
    return _open(head, found[0], moment) if found else None


def _counted(head: str, bound: str, quantity: tuple[int, int, str], moment: Moment) -> Period | None:
    """Resolve "two weeks ago", "since three days", "in a month"."""
    if head == "s":
        return window(quantity, moment, forward=False)
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


def _range(tokens: list[Token], letters: str, moment: Moment) -> _Found | None:
    opened = letters[:1] in ("n", "f")
    marks = [i for i in range(1, len(letters) - 1) if letters[i] in "tu-&"]
    marks.sort(key=lambda i: "tu-&".index(letters[i]))
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


def _ends(left: list[Token], right: list[Token], moment: Moment) -> _Found | None:
    if left[0].kind == "s":
        began = _bounded("s", left[1:], moment, False)
        ended = _single(right, moment)
        return (Period(began.start, ended[0].end, "span"), None) if began and ended else None
    first, last = read_parts(list(left)), read_parts(list(right))
    _share(first, last)
    later = _dated(replace(last), moment)
    earlier = _dated(replace(first), moment) if later else None
    if later is None or earlier is None:
        return None
    begin, finish = earlier[0].start, later[0].end
    if begin is None or finish is None:
        return None
    if begin > finish:
        begin, finish = _ordered(first, last, begin, finish, moment)
    times = (earlier[1][0], later[1][1]) if earlier[1] and later[1] and earlier[1][0] <= later[1][1] else None
    return (Period(begin, finish, "time" if times else "span"), times) if begin <= finish else None


def _ordered(first: Parts, last: Parts, begin: date, finish: date, moment: Moment) -> tuple[date, date]:
    """Put two ends in order that were dated each for itself: by a week for weekdays, by years for months."""
    if last.weekdays and not last.months:
        week = timedelta(days=7)
        return (begin, finish + week) if moment.future else (begin - week, finish)
    if not last.months or not first.months:
        return begin, finish
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
