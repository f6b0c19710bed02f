"""The day that an article was written on, as its weekdays tell it; the stamp is Saturday, 22 May 2021, 15:00."""

from __future__ import annotations

import pytest

from streams.resolve.resolver import Resolver
from tests.streams.resolve.test_resolver import events

LATE = "<هاجم> مسلحون القرية [DATE: الليلة الماضية]"


@pytest.fixture(scope="module")
def resolver() -> Resolver:
    return Resolver.load()


@pytest.mark.parametrize(
    ("says", "before", "wanted"),
    [
        ("no weekday is told", ["<قال> الوزير [DATE: اليوم]"], "2021-05-21"),
        ("today is Saturday, as it is stamped", ["<قال> الوزير [DATE: اليوم السبت]"], "2021-05-21"),
        ("today is Thursday", ["<قال> الوزير [DATE: اليوم الخميس]"], "2021-05-19"),
        ("yesterday was Wednesday", ["<قال> الوزير [DATE: أمس الأربعاء]"], "2021-05-19"),
        ("Thursday alone says nothing of today", ["<قال> الوزير [DATE: الخميس]"], "2021-05-21"),
        ("two that differ", ["<قال> الوزير [DATE: اليوم الخميس]", "<قال> [DATE: أمس الجمعة]"], "2021-05-21"),
        ("far too long ago", ["<قال> الوزير [DATE: اليوم الاثنين]"], "2021-05-21"),
        ("not told in the lead", ["<قال> الوزير", "<قال> آخر", "<قال> ثالث [DATE: اليوم الخميس]"], "2021-05-21"),
    ],
)
def test_relative_dates_are_seen_from_the_day_of_writing(
    resolver: Resolver, says: str, before: list[str], wanted: str
) -> None:
    told = [(marked, [("CONSULT", "actual", [])]) for marked in before]
    last = events(resolver, *told, (LATE, [("ASSAULT", "actual", [("date", 0)])]))[-1]
    assert last["date"]["from"] == wanted, says
