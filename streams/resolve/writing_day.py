"""The day that an article was written on, where it is told by its weekday: `اليوم الأربعاء` in one stamped on a Friday.

An article reaches its readers, or is stamped, up to some days after it was written; what it calls yesterday, tonight or
last week is seen from the day of its writing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo

from streams.resolve.dateparts import parts_of
from streams.resolve.facts import Telling

# An older text would be dated by its outlet; further back stands what is quoted of an older one.
_MOST_DAYS, _LEAD = 3, 2


def written_on(tellings: Sequence[Telling], published: datetime, zone: tzinfo) -> datetime:
    """Return the moment that an article's relative dates are seen from: `published`, or as many days before as it says.

    All days that it tells both by their distance from today and by their weekday must agree, and one of them stands in
    the lead.
    """
    today = published.astimezone(zone).date()
    behind: set[int] = set()
    in_lead = False
    for number, telling in enumerate(tellings):
        sentence = telling.annotation
        for mention in sentence.entities:
            if mention.type != "DATE":
                continue
            parts = parts_of(sentence.text[mention.start : mention.end])
            if parts.relative is None or len(parts.weekdays) != 1 or parts.months or parts.digits:
                continue
            behind.add(((today + timedelta(days=parts.relative)).weekday() - parts.weekdays[0]) % 7)
            in_lead = in_lead or number < _LEAD
    days = behind.pop() if len(behind) == 1 else 0
    return published - timedelta(days=days) if in_lead and days <= _MOST_DAYS else published
