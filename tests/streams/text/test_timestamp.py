"""Times as senders write them."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.text.timestamp import parse_timestamp

BAGHDAD = ZoneInfo("Asia/Baghdad")


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ("2021-05-22T14:30:00Z", "2021-05-22T14:30:00"),
        ("2021-05-22t14:30:00z", "2021-05-22T14:30:00"),
        ("2021-05-22 14:30:00+03:00", "2021-05-22T11:30:00"),
        ("2021-05-22T14:30:00 +0300", "2021-05-22T11:30:00"),
        ("2021-05-22T14:30:00.123456789+03:00", "2021-05-22T11:30:00.123456"),
        ("2021-05-22T14:30:00-05", "2021-05-22T19:30:00"),
        ("2021-05-22T14:30:00", "2021-05-22T11:30:00"),
        ("2021-05-22 14:30", "2021-05-22T11:30:00"),
        ("٢٠٢١-٠٥-٢٢ ١٤:٣٠", "2021-05-22T11:30:00"),
        ("2021-05-22", "2021-05-22T09:00:00"),
        (" 2021-05-22T14:30:00Z\n", "2021-05-22T14:30:00"),
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59"),
        ("Sat, 22 May 2021 14:30:00 GMT", "2021-05-22T14:30:00"),
        ("Sat, 22 May 2021 14:30:00 +0300", "2021-05-22T11:30:00"),
        ("22 May 2021 14:30:00 EST", "2021-05-22T19:30:00"),
        ("22 May 2021 14:30:00", "2021-05-22T11:30:00"),
        ("22 May 2021 14:30:00 -0000", "2021-05-22T14:30:00"),
        ("Sat,22 May 2021 14:30:00 GMT", "2021-05-22T14:30:00"),
        ("Sat, 22 May 2021 14:30:00 +0300 (AST)", "2021-05-22T11:30:00"),
        ("Sat, 22 May 2021 14:30:00 -0000 (UTC)", "2021-05-22T14:30:00"),
        ("Sat, 22 May 2021 14:30 (Arabia Standard Time)", "2021-05-22T11:30:00"),
    ],
)
def test_parse_timestamp_known_form_gives_moment(written: str, utc: str) -> None:
    found = parse_timestamp(written, BAGHDAD)
    assert found is not None
    assert found.astimezone(timezone.utc).replace(tzinfo=None) == datetime.fromisoformat(utc)


def test_parse_timestamp_day_alone_is_the_same_day_in_utc() -> None:
    found = parse_timestamp("2021-05-22", BAGHDAD)
    assert found is not None
    assert found.astimezone(timezone.utc).date() == found.date()


@pytest.mark.parametrize(
    "written",
    ["", "1621693800", "1621693800000", "22/05/2021", "2021-13-01", "2021-02-30T10:00:00Z", "2021-05-22T25:00:00Z",
     "2021-05-22T10:00:61Z", "2021-05-22T10:00:00+99:00", "اليوم", "yesterday", "2021", "0000-01-01",
     "Sat, 99 May 2021 10:00", "22 Foo 2021 10:00", "2021-05-22T14:30:00Z; drop"],
)  # fmt: skip
def test_parse_timestamp_other_form_gives_none(written: str) -> None:
    assert parse_timestamp(written, BAGHDAD) is None


@given(st.text(alphabet="0123456789-+:.TZ ,MaySatGMT", max_size=40))
def test_parse_timestamp_any_text_gives_aware_time_or_none(written: str) -> None:
    found = parse_timestamp(written, BAGHDAD)
    assert found is None or found.utcoffset() is not None


@given(st.datetimes(timezones=st.just(timezone(timedelta(hours=3)))))
def test_parse_timestamp_iso_form_comes_back(moment: datetime) -> None:
    assert parse_timestamp(moment.isoformat(), BAGHDAD) == moment
