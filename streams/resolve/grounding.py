"""From what a date says to the days it means, seen from the day of publication.

Which year or week is meant when the text does not say: the last one that began on or before the publication, the next
one if the clause speaks of the future; "last" (`الماضي`) is strictly before the current day, week, month or year,
"next" (`المقبل`) strictly after, "current" (`الجاري`) the nearest. What needs another text to be dated is None.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from streams.resolve import periods
from streams.resolve.dateparts import Parts
from streams.resolve.moments import Moment, window
from streams.resolve.periods import Period

# Days: a clause without a verb of either tense that names a day this close ahead does not mean the one of last year.
_SOON = 31
_THIRDS = {"start": 0, "mid": 1, "end": -1}


def ground(parts: Parts, moment: Moment) -> Period | None:
    """Return the days that `parts` mean, None where they cannot be told."""
    if parts.blocked:
        return None
    for reader in _READERS:
        period = reader(parts, moment)
        if period is not None:
            return _narrow(parts, period)
        if parts.digits or (parts.feast and reader is _feast) or (parts.months and reader is _month):
            # A day that does not exist is not the year it is told with.
            return None
    return None


def _narrow(parts: Parts, period: Period) -> Period | None:
    """Apply "the first week of", "the second half of", "at the end of"."""
    if parts.nth is not None and period.start and period.end:
        number, unit = parts.nth
        step = 7 if unit == "w" else 1
        if number == -1:
            first = max(period.start, period.end - timedelta(days=step - 1))
            return Period(first, period.end, "week" if step == 7 else "day")
        first = period.start + timedelta(days=step * (number - 1))
        last = min(first + timedelta(days=step - 1), period.end)
        return Period(first, last, "week" if step == 7 else "day") if number > 0 and first <= last else None
    if parts.fraction is not None:
        return periods.fraction(period, *parts.fraction)
    if parts.part and period.precision not in ("day", "time"):
        return periods.fraction(period, _THIRDS[parts.part], 3)
    return period


def choose(make: Callable[[int], Period | None], year: int, parts: Parts, moment: Moment) -> Period | None:
    """Return the one of the periods that recur each year which the text means; `year` is the current one."""
    found = [p for p in map(make, range(year - 8, year + 9)) if p is not None and p.start and p.end]
    if not found:
        return None
    today = moment.today
    if parts.relative is not None or parts.modifier == 0:
        base = today + timedelta(days=parts.relative or 0)
        return min(found, key=lambda p: _distance(p, base))
    month = periods.month_of(today.year, today.month)
    if parts.hijri:
        month = periods.hijri_month(*periods.hijri_today(today)[:2]) or month
    low, high = (month.start, month.end) if found[0].length() > 7 else (today, today)
    past = [p for p in found if p.end and low and p.end < low]
    ahead = [p for p in found if p.start and high and p.start > high]
    if parts.modifier is not None:
        ordered = past[::-1] if parts.modifier < 0 else ahead
        return next(iter(ordered[abs(parts.modifier) - 1 :]), None)
    soon = ahead[0] if ahead and _distance(ahead[0], today) <= _SOON else None
    if soon and parts.feast is not None:
        return soon  # news speak of a feast before it is there, whatever the tense
    if moment.future:
        return next((p for p in found if p.end and p.end >= today), None)
    begun = [p for p in found if p.start and p.start <= today]
    if parts.weekdays and found[0].length() == 1:
        told = [p for p in (*begun[-1:], *ahead[:1]) if p.start and p.start.weekday() in parts.weekdays]
        if told and (told[0] in begun or _distance(told[0], today) <= 60):
            return told[0]
    if soon and moment.sign == 0 and found[0].length() == 1:
        return soon
    return begun[-1] if begun else None


def _distance(period: Period, day: date) -> int:
    assert period.start and period.end
    if period.start <= day <= period.end:
        return 0
    return min(abs((period.start - day).days), abs((period.end - day).days))


def _explicit_year(parts: Parts, moment: Moment, today_year: int) -> int | None:
    if parts.year is not None:
        return parts.year
    return today_year + parts.units["a"] if "a" in parts.units else None


def _digits(parts: Parts, moment: Moment) -> Period | None:
    if parts.digits is None:
        return None
    parts.day, parts.months, year = parts.digits.day, (parts.digits.month,), parts.digits.year
    parts.year = year if year is not None else parts.year
    return _month(parts, moment)


def _month(parts: Parts, moment: Moment) -> Period | None:
    if not parts.months:
        return None
    hijri = parts.hijri and not (parts.year and parts.year > 1600)
    current = periods.hijri_today(moment.today)[0] if hijri else moment.today.year
    make = _hijri_maker(parts) if hijri else _gregorian_maker(parts)
    year = _explicit_year(parts, moment, current)
    return make(year) if year is not None else choose(make, current, parts, moment)


def _gregorian_maker(parts: Parts) -> Callable[[int], Period | None]:
    months, day = parts.months, parts.day

    def make(year: int) -> Period | None:
        if len(months) > 1:
            adjacent = len(months) == 2 and (months[1] - months[0]) % 12 == 1 and day is None
            return periods.months_of(year, months[0], 2) if adjacent else None
        if day is None:
            return periods.month_of(year, months[0])
        try:
            return periods.day(date(year, months[0], day))
        except ValueError:
            return None

    return make


def _hijri_maker(parts: Parts) -> Callable[[int], Period | None]:
    month, day = parts.months[0], parts.day

    def make(year: int) -> Period | None:
        if day is None:
            return periods.hijri_month(year, month)
        value = periods.hijri_day(year, month, day)
        return periods.day(value) if value else None

    return make


def _feast(parts: Parts, moment: Moment) -> Period | None:
    if parts.feast is None:
        return None
    calendar, month, day, length = parts.feast
    hijri = calendar == "hijri"

    def make(year: int) -> Period | None:
        start = periods.hijri_day(year, month, day) if hijri else date(year, month, day)
        if start and parts.daypart == "eve":
            return periods.day(start - timedelta(days=1))
        return Period(start, start + timedelta(days=length - 1), "span" if length > 1 else "day") if start else None

    current = periods.hijri_today(moment.today)[0] if hijri else moment.today.year
    year = _explicit_year(parts, moment, current)
    if year is not None and hijri and year > 1600:
        # A Gregorian year names the feast that falls into it.
        first = (year - 622) * 33 // 32
        inside = (p for p in map(make, range(first - 1, first + 3)) if p and p.start and p.start.year == year)
        return next(inside, None)
    return make(year) if year is not None else choose(make, current, parts, moment)


def _day_of_month(parts: Parts, moment: Moment) -> Period | None:
    if parts.day is None or "c" not in parts.units:
        return None
    month = periods.month_of(moment.today.year, moment.today.month + parts.units["c"])
    assert month.start
    return periods.day(month.start + timedelta(days=parts.day - 1)) if 0 < parts.day <= month.length() else None


def _weekday(parts: Parts, moment: Moment) -> Period | None:
    if not parts.weekdays:
        return None
    first = _one_weekday(parts.weekdays[0], parts, moment)
    last = first + timedelta(days=(parts.weekdays[-1] - parts.weekdays[0]) % 7)
    if first <= moment.today < last and not moment.future and not parts.modifier and parts.relative is None:
        first, last = first - timedelta(days=7), last - timedelta(days=7)
    return Period(first, last, "day" if first == last else "span")


def _one_weekday(weekday: int, parts: Parts, moment: Moment) -> date:
    today = moment.today
    back = (today.weekday() - weekday) % 7
    ahead = (weekday - today.weekday()) % 7
    if parts.relative is not None:
        base = today + timedelta(days=parts.relative)
        # "today, Sunday" in a text of another day: the text is older than its stamp, by a day at most it is younger.
        reach = 1 if parts.relative > 0 else 5
        return base + timedelta(days=(weekday - base.weekday() + reach) % 7 - reach)
    if "w" in parts.units:
        start = periods.week_of(today + timedelta(days=7 * parts.units["w"])).start
        assert start
        return start + timedelta(days=(weekday - start.weekday()) % 7)
    if parts.modifier is not None and parts.modifier < 0:
        return today - timedelta(days=(back or 7) - 7 * (parts.modifier + 1))
    if parts.modifier is not None and parts.modifier > 0:
        return today + timedelta(days=(ahead or 7) + 7 * (parts.modifier - 1))
    return today + timedelta(days=ahead) if moment.future else today - timedelta(days=back)


def _relative(parts: Parts, moment: Moment) -> Period | None:
    if parts.relative is None or parts.day is not None:
        return None
    return periods.day(moment.today + timedelta(days=parts.relative))


def _season(parts: Parts, moment: Moment) -> Period | None:
    if parts.season is None:
        return None
    first, count = parts.season
    year = _explicit_year(parts, moment, moment.today.year)

    def make(value: int) -> Period | None:
        return periods.months_of(value, first, count)

    return make(year) if year is not None else choose(make, moment.today.year, parts, moment)


def _decade(parts: Parts, moment: Moment) -> Period | None:
    if parts.century is not None and not parts.decades:
        last = parts.century * 100
        return Period(date(last - 99, 1, 1), date(last, 12, 31), "span") if 1 <= parts.century <= 30 else None
    if not parts.decades and parts.units.get("C") is not None:
        last = (moment.today.year - 1) // 100 * 100 + 100 * (parts.units["C"] + 1)
        return Period(date(last - 99, 1, 1), date(last, 12, 31), "span")
    if not parts.decades:
        return None
    if parts.century is not None:
        base = (parts.century - 1) * 100
    else:
        current = moment.today.year // 100 * 100
        base = (
            current if current + parts.decades[-1] + 9 < moment.today.year and "C" not in parts.units else current - 100
        )
    return Period(date(base + parts.decades[0], 1, 1), date(base + parts.decades[-1] + 9, 12, 31), "span")


def _year(parts: Parts, moment: Moment) -> Period | None:
    if parts.year is None:
        return None
    if parts.year < 1600:
        return periods.hijri_year(parts.year) if parts.hijri else None
    return periods.year_of(parts.year)


def _unit(parts: Parts, moment: Moment) -> Period | None:
    """Read "last week", "this month", "the current decade"; a unit named beside a word nobody knows stays undated."""
    today = moment.today
    if parts.weekend and not parts.quantity:
        friday = _one_weekday(4, parts, moment)
        if parts.modifier == -1 and friday + timedelta(days=1) >= today:
            friday -= timedelta(days=7)
        return Period(friday, friday + timedelta(days=1), "span")
    if not parts.units or parts.unknown or parts.day is not None:
        return None
    unit, offset = min(parts.units.items(), key=lambda item: "ywcakC".find(item[0]))
    if unit == "y":
        return periods.day(today + timedelta(days=offset))
    if unit == "w":
        return periods.week_of(today + timedelta(days=7 * offset))
    if unit == "c":
        return periods.month_of(today.year, today.month + offset)
    if unit == "a":
        return periods.year_of(today.year + offset)
    if unit == "k" and offset:
        edge = periods.shift_months(today, 120 * offset)
        return Period(min(edge, today), max(edge, today), "span")
    return None


def _window(parts: Parts, moment: Moment) -> Period | None:
    """Read a number of units with "last" or "next": from there to the publication, or from it to there."""
    if parts.quantity is None or not parts.modifier or parts.unknown:
        return None
    return window(parts.quantity, moment, forward=parts.modifier > 0)


_READERS: Iterable[Callable[[Parts, Moment], Period | None]] = (
    _digits, _feast, _month, _day_of_month, _weekday, _relative, _season, _decade, _year, _unit, _window,
)  # fmt: skip
