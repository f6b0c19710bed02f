"""Whether a text was written another day than the one on which it was received, as far as its words tell.

It was where it names another month as the current one (`20 تموز الجاري`), today by another weekday (`اليوم الأربعاء`),
a weekday with a day and month that do not fall together this year, or in its lead a weekday days ago.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache

from streams.text.dates import month_numbers, weekday_numbers, weekday_pattern
from streams.text.published import LEAD_SENTENCES, MOST_SUBJECT_CHARS, SEARCHED_CHARS, not_today
from streams.text.sentences import sentences
from streams.text.tables import alternation, spelling, words

# A text reaches its readers by the next noon; one that turns up days after its announcement is an older one.
_OVERNIGHT = timedelta(hours=12)
_LATE_DAYS = 3
# A day and month this far ahead is last year's.
_AHEAD = timedelta(days=31)


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], ...]:
    table = words()
    month, weekday = alternation(list(month_numbers())), weekday_pattern()
    other = alternation(table["other_time"])
    current = rf"(?<!\w)(?P<month>{month})(?: ?/ ?{month})? {alternation(['الجاري', 'الحالي'])}(?!\w)"
    today = rf"(?<!\w){not_today()}{spelling('اليوم')}[ ،,]{{1,2}}(?P<weekday>{weekday})(?!\w)"
    dated = rf"(?<!\w)(?P<weekday>{weekday})[ ،,(]{{1,3}}(?P<day>\d{{1,2}}) (?P<month>{month})(?!\w)(?![ ،/-]*\d)"
    subject = rf"(?<!\w)[وف]?{alternation(table['speech'])}(?!\w)[^.،:]{{0,{MOST_SUBJECT_CHARS}}}?"
    announced = rf"{subject}[ ،,]{{1,2}}(?:{spelling('يوم')} )?(?P<weekday>{weekday})(?!\w)(?! {other})(?![ ،,(]*\d)"
    return tuple(map(re.compile, (current, today, dated, announced)))


def written_another_day(text: str, received: datetime, zone: tzinfo) -> bool:
    """Tell whether `text`, a cleaned one, says that it was not written on the day of `received` (aware) in `zone`."""
    local = received.astimezone(zone)
    folded = spelling(text[:SEARCHED_CHARS])
    current, today, dated, announced = _patterns()
    months = {local.month, (local - _LATE_DAYS * timedelta(days=1)).month}
    if any(month_numbers()[m["month"]] not in months for m in current.finditer(folded)):
        return True
    days = {local.weekday(), (local - _OVERNIGHT).weekday()}
    if any(weekday_numbers()[m["weekday"]] not in days for m in today.finditer(folded)):
        return True
    if any(not _falls_together(m, local.date()) for m in dated.finditer(folded)):
        return True
    lead = (folded[start:end] for start, end in sentences(folded)[:LEAD_SENTENCES])
    told = (weekday_numbers()[m["weekday"]] for sentence in lead if (m := announced.search(sentence)))
    return any((local.weekday() - weekday) % 7 >= _LATE_DAYS for weekday in told)


def _falls_together(match: re.Match[str], day: date) -> bool:
    """Tell whether the weekday is that of the day and month in the year that `day` is in, or the last of them."""
    number, month = int(match["day"]), month_numbers()[match["month"]]
    for year in (day.year, day.year - 1):
        try:
            found = date(year, month, number)
        except ValueError:
            continue
        if found <= day + _AHEAD:
            return found.weekday() == weekday_numbers()[match["weekday"]]
    return True
