"""The date of an event of which a sentence gives several: one day told twice, a day and its hour, or two days.

* A weekday and the written date beside it (`يوم الأحد (27 أيلول 2020)`) are one date, read together: the written one
  rules, since the weekday alone is counted from a publication that can be wrong.
* A clock time without a day (`عند الساعة الثامنة`) is that of the event's other date (`مساء الأحد`), not of the day of
  publication.
* Of two days that exclude each other, the day of the announcement (`أعلنت الوزارة، اليوم الأحد، مقتل … أمس السبت`) is
  not the event's, else the one nearer to the trigger is. Of dates within each other the narrowest says most.
* A date of another clause (`date_clauses`) is not the event's, and one of a clause on the event is, though not given.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from models.annotation import Annotation, EventMention, Mention
from streams.resolve.date_clauses import elsewhere, held_on, opening
from streams.resolve.dateparts import Parts, parts_of
from streams.resolve.dates import ResolvedDate
from streams.resolve.speech_markers import markers
from streams.resolve.speech_words import read, words_of
from streams.resolve.standpoint import Standpoint

# Of several dates of one event the narrowest says most of it.
PRECISIONS = ("time", "day", "week", "month", "span", "year", "unknown")
SINGLE = frozenset({"time", "day"})
# What may stand between two mentions of one date.
_BESIDE = re.compile(r"[\s،,(\[«\"“]{0,4}(?:(?:الموافق|المصادف)(?: لـ?)?[\s(]{0,2})?\Z")
_CLAUSE = frozenset({"ان", "بان", "انه", "انها", "بانه", "بانها"})


@dataclass(frozen=True, slots=True)
class EventDate:
    """Characters `[start, end)` of the sentence and the days that they mean."""

    start: int
    end: int
    date: ResolvedDate


def event_date(
    sentence: Annotation, event: EventMention, mentions: Sequence[Mention], point: Standpoint
) -> EventDate | None:
    """Return the date of an event that the `mentions`, all of the type DATE, are given for; None without any.

    Relative dates are seen from `point`. Without dates of its own a historical event is given the year that its
    sentence opens with.
    """
    text = sentence.text
    mentions = [m for m in mentions if not elsewhere(sentence, event, m)]
    if not mentions and (held := held_on(sentence, event)) is not None:
        mentions = [held]
    if not mentions:
        return _year(sentence, event, point.published.year) if event.status == "historical" else None
    told = [_read(text, m.start, m.end, point) for m in mentions]
    every = [m for m in sentence.entities if m.type == "DATE"]
    days = [_restated(text, d, every, point) for d in told if not _hours_only(text[d.start : d.end])]
    hours = [d for d in told if _hours_only(text[d.start : d.end])]
    certain = [d for d in days if d.date.precision != "unknown"]
    if not certain:
        return next(iter([*hours, *days]), None)
    best = _choose(certain, sentence, event)
    return _at_hour(text, best, hours, point)


def _read(text: str, start: int, end: int, point: Standpoint) -> EventDate:
    return EventDate(start, end, point.resolve(text[start:end], text, start))


def _year(sentence: Annotation, event: EventMention, latest: int) -> EventDate | None:
    """Return the nearest year told before a historical event, one that the sentence writes out."""
    for mention in opening(sentence, event):
        parts = parts_of(sentence.text[mention.start : mention.end])
        year = parts.digits.year if parts.digits else parts.year
        if year is not None and not parts.hijri and 1 <= year <= latest:
            whole = ResolvedDate(date(year, 1, 1), date(year, 12, 31), "year")
            return EventDate(mention.start, mention.end, whole)
    return None


def _hours_only(text: str) -> bool:
    """Tell whether a date has a clock time, with or without a part of the day, and no day."""
    parts = parts_of(text)
    dated = parts.weekdays or _written(parts) or parts.relative is not None or parts.quantity or parts.units
    return parts.clock is not None and not dated and parts.year is None and parts.day is None


def _written(parts: Parts) -> bool:
    """Tell whether a date names a month or is written in digits."""
    return bool(parts.months) or parts.digits is not None


def _restated(text: str, told: EventDate, every: Sequence[Mention], point: Standpoint) -> EventDate:
    """Return a date together with the other form of it that stands right beside it."""
    for other in every:
        first, last = sorted(((told.start, told.end), (other.start, other.end)))
        if first[1] > last[0] or not _BESIDE.fullmatch(text[first[1] : last[0]]):
            continue
        one, two = parts_of(text[first[0] : first[1]]), parts_of(text[last[0] : last[1]])
        relative = two if _written(one) else one
        if _written(one) == _written(two) or not (relative.weekdays or relative.relative is not None):
            continue
        joined = f"{text[first[0] : first[1]]} {text[last[0] : last[1]]}"
        written = _read(text, *(first if _written(one) else last), point)
        found = point.resolve(joined, text, first[0])
        if found.precision in SINGLE and found.from_ == written.date.from_:
            return EventDate(first[0], last[1], found)
        return written if written.date.precision in SINGLE else told
    return told


def _choose(known: Sequence[EventDate], sentence: Annotation, event: EventMention) -> EventDate:
    """Return the date of the event among several that are known."""
    announced = [d for d in known if _announces(sentence, event, d)]
    rest = [d for d in known if d not in announced] or list(known)
    narrow = min(rest, key=lambda d: PRECISIONS.index(d.date.precision))
    if all(_within(narrow.date, d.date) for d in rest):
        return narrow
    rivals = [d for d in rest if d.date.precision in SINGLE] or rest
    return min(rivals, key=lambda d: max(d.start - event.end, event.start - d.end, 0))


def _announces(sentence: Annotation, event: EventMention, told: EventDate) -> bool:
    """Tell whether a date before the trigger belongs to the verb that reports the event: `أعلنت … اليوم … مقتل`."""
    if told.end > event.start:
        return False
    words = read(sentence.text, sentence.entities)
    verbs = [words[m.at] for m in markers(words) if m.verb and words[m.at].start != event.start]
    before = [w for w in verbs if w.start < told.start]
    if not before:
        return False
    between = {w.folded for w in words if before[-1].end <= w.start < told.start}
    opened = {w.folded for w in words if told.end <= w.start < event.start}
    return not between & _CLAUSE and not opened & words_of("openers") - _CLAUSE


def _within(inner: ResolvedDate, outer: ResolvedDate) -> bool:
    """Tell whether the days of one date lie within those of another, an open side being without end."""
    start, end = inner.from_ or date.min, inner.to or date.max
    return (outer.from_ or date.min) <= start and end <= (outer.to or date.max)


def _at_hour(text: str, told: EventDate, hours: Sequence[EventDate], point: Standpoint) -> EventDate:
    """Return a single day with the clock time that another mention gives for it."""
    day = told.date.from_
    if not hours or day is None or told.date.precision not in SINGLE or parts_of(text[told.start : told.end]).clock:
        return told
    for hour in hours:
        joined = f"{text[told.start : told.end]} {text[hour.start : hour.end]}"
        found = point.resolve(joined, text, told.start)
        if found.precision == "time" and found.from_ and day <= found.from_ <= day + timedelta(days=1):
            return EventDate(told.start, told.end, found)
    return told
