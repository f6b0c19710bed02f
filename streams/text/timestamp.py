"""The senders' ways of writing a time: RFC 3339 and its relaxed forms, RFC 822."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime

from streams.text.normalize import normalize_digits
from streams.text.published import NOON

_RFC_3339 = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})"
    r"(?:[Tt ] ?(?P<hour>\d{2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,18}))?)?"
    r" ?(?P<zone>[Zz]|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?)?"
)
_RFC_822 = re.compile(
    r"(?P<time>(?:[A-Za-z]{3,9}(?:,| ) *)?\d{1,2} +[A-Za-z]{3,9}\.? +\d{2,4} +\d{1,2}:\d{2}(?::\d{2})?"
    # The zone, and behind it a comment that names it once more: +0300 (AST).
    r"(?: +[^\s()]{1,8})?)(?: *\([^()]{0,40}\))?"
)


def parse_timestamp(value: str, zone: tzinfo) -> datetime | None:
    """Return the aware time that `value` tells, or None if it tells none.

    RFC 3339 (also with a space for the T, without seconds, without zone) and RFC 822 are read. Without a zone the time
    is in `zone`; a day alone is its noon there. Seconds since 1970 are not read: nothing tells them from milliseconds.
    """
    text = normalize_digits(value.strip())
    match = _RFC_3339.fullmatch(text)
    try:
        if match:
            return _from_rfc_3339(match, zone)
        match = _RFC_822.fullmatch(text)
        if match:
            text = match["time"]
            found = parsedate_to_datetime(text)
            if found.tzinfo is None:
                # RFC 5322: -0000 is a time in UTC whose sender's zone is unknown.
                return found.replace(tzinfo=timezone.utc if text.endswith("-0000") else zone)
            return found
    except (ValueError, TypeError, OverflowError):
        return None
    return None


def _from_rfc_3339(match: re.Match[str], zone: tzinfo) -> datetime:
    day = (int(match["year"]), int(match["month"]), int(match["day"]))
    if match["hour"] is None:
        return datetime(*day, NOON.hour, tzinfo=zone)
    second = int(match["second"] or 0)
    fraction = int((match["fraction"] or "0")[:6].ljust(6, "0"))
    # A leap second has no place in the calendar's arithmetic.
    moment = datetime(*day, int(match["hour"]), int(match["minute"]), min(second, 59), fraction)
    if second > 60:
        raise ValueError("a minute has 61 seconds at most")
    return moment.replace(tzinfo=_zone(match["zone"]) or zone)


def _zone(text: str | None) -> tzinfo | None:
    if text is None:
        return None
    if text[0] not in "+-":
        return timezone.utc
    hours, minutes = int(text[1:3]), int(text[-2:]) if len(text) > 3 else 0
    if hours > 23 or minutes > 59:
        raise ValueError("no such zone")
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if text[0] == "-" else offset)
