"""A text's day of writing: tied to today, to an announcement, to a dateline; never a page's clock or a story's past."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from streams.text.clean import clean
from streams.text.published import published, published_from_text

RECEIVED = datetime(2024, 3, 1, 8, 0, tzinfo=timezone.utc)
ZONE = timezone(timedelta(hours=3))
CASES = yaml.safe_load((Path(__file__).parent / "published.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["says"] for case in CASES])
def test_published_from_text_page_gives_day(case: dict[str, str | date | None]) -> None:
    page = clean(str(case["text"]))
    assert published_from_text(page.text, RECEIVED, page.stamps) == case["day"]


def test_published_message_goes_before_text() -> None:
    sent = datetime(2021, 5, 20, tzinfo=timezone.utc)
    # "The ministry announced today, Saturday (22 May 2021), a plan."
    assert published(sent, "أعلنت الوزارة اليوم السبت (22 أيار 2021) خطة", RECEIVED, ZONE) == (sent, "message")


def test_published_text_day_is_noon_in_the_zone() -> None:
    moment, where = published(None, "أعلنت الوزارة اليوم السبت (22 أيار 2021) خطة", RECEIVED, ZONE)
    assert (moment.isoformat(), where) == ("2021-05-22T12:00:00+03:00", "text")
    assert moment.astimezone(timezone.utc).date() == date(2021, 5, 22)


def test_published_nothing_said_is_received() -> None:
    # "The ministry announced a plan."
    assert published(None, "أعلنت الوزارة خطة", RECEIVED, ZONE) == (RECEIVED, "received")


@pytest.mark.parametrize(
    ("name", "day", "where"),
    [
        ("000_d2648b72c02a04cc", "2020-10-14", "text"),
        ("001_a4ce46b42598d256", "2021-05-22", "text"),
        ("002_31ec2149a30ed0b1", "2024-03-01", "received"),
        ("003_e71fac8f1b195d8b", "2024-03-01", "received"),
        ("004_2df6efa4515e8f36", "2020-09-27", "text"),
    ],
)
def test_published_real_page_gives_day(shared: Path, name: str, day: str, where: str) -> None:
    page = clean((shared / "seeds" / f"{name}.txt").read_text(encoding="utf-8"))
    moment, source = published(None, page.text, RECEIVED, ZONE, page.stamps)
    assert (moment.date().isoformat(), source) == (day, where)


@given(st.text(alphabet="اليومالسبت 0123456789/()،أيار\n", max_size=80))
def test_published_from_text_any_text_gives_sane_day(text: str) -> None:
    day = published_from_text(text, RECEIVED)
    assert day is None or date(1990, 1, 1) <= day <= RECEIVED.date() + timedelta(days=2)
