"""Sets of days as spans, such as those that were read of a block."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

DAY = timedelta(days=1)

Span = tuple[date, date]


class Days:
    """Days as spans in order, first and last day inclusive; those that touch are one."""

    def __init__(self, spans: Iterable[Span] = ()) -> None:
        self._spans: list[Span] = []
        for first, last in sorted(spans):
            self._append(first, last)

    def __iter__(self) -> Iterator[Span]:
        return iter(self._spans)

    def add(self, first: date, last: date) -> None:
        """Add the days from `first` to `last`."""
        spans = sorted([*self._spans, (first, last)])
        self._spans = []
        for span in spans:
            self._append(*span)

    def covers(self, first: date, last: date) -> bool:
        """Tell whether all days from `first` to `last` are in the set."""
        return any(start <= first and last <= end for start, end in self._spans)

    def without(self, other: Days) -> Days:
        """Return the days that are not in another set."""
        left: list[Span] = []
        for first, last in self._spans:
            for start, end in other:
                if first <= end and start <= last:
                    if first < start:
                        left.append((first, start - DAY))
                    first = max(first, end + DAY)
            if first <= last:
                left.append((first, last))
        return Days(left)

    def _append(self, first: date, last: date) -> None:
        """Add a span that starts no earlier than those before it."""
        if self._spans and first <= self._spans[-1][1] + DAY:
            start, end = self._spans[-1]
            self._spans[-1] = start, max(end, last)
        else:
            self._spans.append((first, last))
