"""The time of day that a date tells: clock times and parts of the day (`datewords.yaml`), with their zone."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from streams.resolve.dateparts import Parts
from streams.resolve.figures import Clock
from streams.resolve.moments import Moment
from streams.resolve.numerals import table
from streams.resolve.periods import Period

_MIDNIGHTS = ("midnight", "after_midnight")
Times = tuple[datetime, datetime]


def without_day(parts: Parts, moment: Moment) -> Period | None:
    """Return the day of a time told without one: last night, tonight, or the last time the clock showed it."""
    today = moment.today
    if parts.daypart in ("last_night", "night_before_last"):
        start = today - timedelta(days=1 if parts.daypart == "last_night" else 2)
        return Period(start, start + timedelta(days=1), "time")
    if parts.daypart == "tonight":
        return Period(today, today, "day")
    if parts.clock is None or parts.unknown > 1:
        return None
    told = _clock_time(parts.clock, parts.daypart)
    dated_only = moment.published.astimezone(ZoneInfo("UTC")).time() == time(0) or moment.published.time() == time(0)
    if told and not moment.future and not dated_only and told > moment.published.time():
        today -= timedelta(days=1)
    return Period(today, today, "day")


def with_times(parts: Parts, period: Period, moment: Moment) -> tuple[Period, Times | None]:
    """Return the period with the time of day told for it; nights reach into the next day."""
    if parts.daypart == "eve" and parts.feast is not None:
        return period, None
    start, end = period.start, period.end
    if (
        start is None
        or end is None
        or (start != end and parts.daypart not in ("last_night", "night_before_last", "night_of", "night"))
    ):
        return period, None
    zone = _zone(parts, moment)
    if parts.clock is not None:
        told = _clock_time(parts.clock, parts.daypart)
        if told is None:
            return period, None
        late = parts.daypart == "night" or (parts.daypart in _MIDNIGHTS and _named_day(parts))
        late = late and told.hour < 6
        at = datetime.combine(start + timedelta(days=1 if late else 0), told, zone).astimezone(moment.published.tzinfo)
        return Period(at.date(), at.date(), "time"), (at, at)
    return _daypart_times(parts, period, start, end, zone)


def _named_day(parts: Parts) -> bool:
    return bool(parts.weekdays or parts.relative or parts.months or parts.digits)


def _daypart_times(parts: Parts, period: Period, start: date, end: date, zone: tzinfo) -> tuple[Period, Times | None]:
    name = parts.daypart
    if name == "midnight":
        at = datetime.combine(start + timedelta(days=1), time(0), zone)
        return Period(start, start + timedelta(days=1), "time"), (at, at)
    if name == "after_midnight":
        return Period(start, start + timedelta(days=1), "span"), None
    if name == "night_of" and parts.weekdays and parts.relative is None and start == end:
        # "ليلة الجمعة" is the night before Friday in the older use, the night after it in the newer one.
        return Period(start - timedelta(days=1), end, "span"), None
    if name in ("night_of", "night") and ((parts.relative == -1 and not parts.weekdays) or parts.late):
        # "ليلة أمس" is last night, up to this morning, and so is "late in the night".
        end = start + timedelta(days=1)
    if name in ("last_night", "night_before_last") or (name in ("night_of", "night") and start != end):
        times = (datetime.combine(start, time(20), zone), datetime.combine(end, time(6), zone))
        return Period(start, end, "time"), times
    if not name or start != end:
        return period, None
    low, high = _hours(name)
    first = datetime.combine(start, time(low), zone)
    last = (
        datetime.combine(start, time(high % 24), zone) if high < 24 else datetime.combine(start, time(23, 59, 59), zone)
    )
    return Period(start, end, "time"), (first, last)


def _hours(name: str) -> tuple[int, int]:
    parts = table("datewords.yaml")["dayparts"]
    low, high = parts[name if name in parts else "night"]["hours"]
    return low, high


def _clock_time(clock: Clock, daypart: str) -> time | None:
    """Return the time on a clock of 24 hours, None if the half of the day is not told."""
    hour, half = clock.hour, table("datewords.yaml")["dayparts"].get(daypart, {}).get("half")
    half = "night" if daypart in _MIDNIGHTS else half
    if half is None:
        return time(hour, clock.minute) if clock.exact else None
    if hour <= 12:
        if half == "am":
            hour %= 12
        elif half == "pm":
            hour = hour % 12 + 12
        elif half == "noon":
            hour = hour + 12 if hour < 6 else hour
        else:
            hour = hour + 12 if 6 <= hour < 12 else hour % 12
    return time(hour % 24, clock.minute)


def _zone(parts: Parts, moment: Moment) -> tzinfo:
    if parts.zone and parts.zone != "local":
        return ZoneInfo(parts.zone)
    assert moment.published.tzinfo is not None
    return moment.published.tzinfo
