"""Texts that say they were written another day than the one of receipt: Monday, 1 March 2021, at 11 in Baghdad."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.text.receipt import written_another_day

ZONE = timezone(timedelta(hours=3))
RECEIVED = datetime(2021, 3, 1, 8, 0, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("says", "text", "other"),
    [
        ("5 June of this month", "عقد الاجتماع في 5 حزيران الجاري", True),
        ("5 June, by two names, of this month", "عقد الاجتماع في 5 يونيو/حزيران الجاري", True),
        ("1 March of this month", "عقد الاجتماع في 1 آذار الجاري", False),
        ("27 February, told the day before", "عقد الاجتماع في 27 شباط الجاري", False),
        ("June, last year's", "عقد الاجتماع في حزيران الماضي", False),
        ("today, Wednesday", "أعلن الوزير، اليوم الأربعاء، خطة جديدة", True),
        ("today, Monday", "أعلن الوزير، اليوم الاثنين، خطة جديدة", False),
        ("today, Sunday, received overnight", "أعلن الوزير، اليوم الأحد، خطة جديدة", False),
        ("Thursday 25 February fits", "وقع الهجوم الخميس 25 شباط", False),
        ("Friday 25 February does not", "وقع الهجوم الجمعة 25 شباط", True),
        ("Friday 25 February of its year", "وقع الهجوم الجمعة 25 شباط 2022", False),
        ("announced on Tuesday: six days ago", "أعلن الوزير الثلاثاء خطة جديدة", True),
        ("announced on Saturday", "أعلن الوزير السبت خطة جديدة", False),
        ("announced last Tuesday", "أعلن الوزير الثلاثاء الماضي خطة جديدة", False),
        ("no day at all", "أعلن الوزير خطة جديدة", False),
    ],
)
def test_written_another_day_as_the_words_tell(says: str, text: str, other: bool) -> None:
    received = RECEIVED - timedelta(hours=6) if "overnight" in says else RECEIVED
    assert written_another_day(text, received, ZONE) is other, says


@given(st.text(alphabet="اليوم الاحد 0129/()،اياراعلنلجر\n", max_size=80))
def test_written_another_day_any_text_does_not_raise(text: str) -> None:
    assert written_another_day(text, RECEIVED, ZONE) in (True, False)
