"""When an article was published: what the message says, else what its text says of today, else when it came.

A date in the text counts only where the text ties it to the day of writing: `اليوم السبت (22 أيار 2021)`, a weekday
with its date in brackets or behind a verb of announcing in the first sentences (`أكدت …، الأربعاء (14 تشرين الأول
2020)`), a dateline's date, a line under the title that is a date. A weekday that disagrees with the calendar
disqualifies its date; a page's clock above the title is furniture and never gets here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import Literal, NamedTuple

from streams.text.dates import WrittenDate, weekday_pattern, written_dates
from streams.text.sentences import sentences
from streams.text.tables import alternation, spelling, words

PublishedFrom = Literal["message", "text", "received"]

# Senders' clocks and zones are wrong by hours, not by days.
LATEST_AHEAD = timedelta(days=2)
# Where a report says when it is: the title and the first sentences.
LEAD_SENTENCES = 4
# An article further on is still searched for "today", up to here: footnotes have dates of their own.
SEARCHED_CHARS = 6_000
# Between a verb of announcing and the date of that act there is its subject and no more.
MOST_SUBJECT_CHARS = 60
# Of a day alone noon is taken, so that the day stays the same in every zone from UTC-11 to UTC+11.
NOON = time(12)

_BETWEEN_CHARS = 24
_AROUND_CHARS = 22


def published(
    message: datetime | None, text: str, received: datetime, zone: tzinfo, stamps: Iterable[str] = ()
) -> tuple[datetime, PublishedFrom]:
    """Return when the article was published, and where that comes from.

    `message` is the sender's word for it, `text` and `stamps` are a `Cleaned`'s, `received` is aware. A day found in
    the text stands for noon of that day in `zone`.
    """
    if message is not None:
        return message, "message"
    day = published_from_text(text, received, stamps)
    if day is not None:
        return datetime.combine(day, NOON, tzinfo=zone), "text"
    return received, "received"


def published_from_text(text: str, received: datetime, stamps: Iterable[str] = ()) -> date | None:
    """Return the day on which `text`, a cleaned one, says that it was written, or None.

    `stamps` are removed lines that may hold the date: datelines, dates under the title. Days before 1990 or more than
    two days after `received` do not count.
    """
    latest = (received + LATEST_AHEAD).date()
    folded = spelling(text[:SEARCHED_CHARS])
    near = [day for day in _near_days(folded) if day <= latest]
    if near:
        return near[0]
    for stamp in stamps:
        stamped = [found.day for found in written_dates(spelling(stamp)) if found.day <= latest]
        if stamped:
            return stamped[0]
    return next((day for day in _lead_days(folded) if day <= latest), None)


def not_today() -> str:
    """Return the pattern that stands before `اليوم` where it is today: ذلك اليوم is that day, رأي اليوم a newspaper."""
    return "".join(f"(?<!{spelling(phrase)} )" for phrase in words()["not_today"])


class _Patterns(NamedTuple):
    today: re.Pattern[str]
    days_on: dict[str, int]
    announcing: re.Pattern[str]
    other_time: re.Pattern[str]
    subordinate: re.Pattern[str]


@lru_cache(maxsize=1)
def _patterns() -> _Patterns:
    table = words()
    near = {spelling(word): days for word, days in table["near_day"].items()}
    linked = rf"[ ،,]{{1,2}}(?:ال)?(?:موافق|مصادف)?[ ]?(?:{weekday_pattern()})?[ ،,()]{{0,3}}"
    today = rf"(?<!\w){not_today()}(?P<near>{alternation(list(near))}){linked}$"
    announcing = rf"(?<!\w)[وف]?{alternation(table['speech'])}(?!\w).{{0,{MOST_SUBJECT_CHARS}}}$"
    other = rf"(?<!\w)[وبل]?{alternation(table['other_time'])}(?!\w)"
    subordinate = rf"(?<!\w){alternation(table['subordinate'])}(?!\w)"
    return _Patterns(re.compile(today), near, *map(re.compile, (announcing, other, subordinate)))


def _near_days(folded: str) -> list[date]:
    """Return the days of writing that today, yesterday or tomorrow with a date give, today's first."""
    patterns = _patterns()
    found: list[tuple[int, date]] = []
    for written in written_dates(folded):
        match = patterns.today.search(folded[max(0, written.start - _BETWEEN_CHARS) : written.start])
        if match and _is_near(match, written):
            days = patterns.days_on[match["near"]]
            try:
                found.append((abs(days), written.day + timedelta(days=days)))
            except OverflowError:
                continue
    return [day for _, day in sorted(found, key=lambda each: each[0])]


def _is_near(match: re.Match[str], written: WrittenDate) -> bool:
    """Say whether the weekday, if one stands between, is the date's own."""
    return written.weekday is not None or not re.search(weekday_pattern(), match[0])


def _lead_days(folded: str) -> list[date]:
    """Return the days that the first sentences give by weekday and date, in brackets or behind a verb of announcing."""
    patterns = _patterns()
    found: list[date] = []
    lead = sentences(folded[:SEARCHED_CHARS])[:LEAD_SENTENCES]
    for start, end in lead:
        sentence = folded[start:end]
        for written in written_dates(sentence):
            before = sentence[: written.start]
            around = before[-_AROUND_CHARS:] + " " + sentence[written.end : written.end + _AROUND_CHARS]
            if written.weekday is None or patterns.other_time.search(around) or patterns.subordinate.search(before):
                continue
            bracketed = "(" in sentence[written.start : written.end]
            if bracketed or patterns.announcing.search(before):
                found.append(written.day)
    return found
