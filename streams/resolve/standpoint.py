"""The day that dates are seen from, and what can be said of them where it is not known.

Of an article that came without a date the day of receipt stands in for that of publication. Where its text says that
it was written another day, what depends on that day (`أمس`, `الشهر الجاري`, a day without a year) is not known; a date
that is the same from wherever it is seen (`أواخر عام 2017`) is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo

from streams.resolve.dates import UNKNOWN, ResolvedDate, resolve_date

# Another day of the week, the month and the year; whatever is the same from both depends on neither.
_FAR = timedelta(days=1000)


@dataclass(frozen=True, slots=True)
class Standpoint:
    """The aware moment of publication, the zone that days are told in, and whether that moment is known."""

    published: datetime
    zone: tzinfo
    known: bool = True

    def resolve(self, text: str, sentence: str = "", start: int = 0) -> ResolvedDate:
        """Return the days that a date means, as `dates.resolve_date` does; unknown if only the unknown day tells them.

        Of a span with one end that does not depend on it (`منذ عام 2019`) the other is open.
        """
        found = resolve_date(text, self.published, sentence=sentence, start=start, zone=self.zone)
        if self.known:
            return found
        away = -_FAR if self.published.year > 1000 else _FAR
        other = resolve_date(text, self.published + away, sentence=sentence, start=start, zone=self.zone)
        if found == other:
            return found
        first = found.from_ if found.from_ == other.from_ else None
        last = found.to if found.to == other.to else None
        if found.precision != "span" or (first is None and last is None):
            return UNKNOWN
        return replace(found, from_=first, to=last, time_from=None, time_to=None)
