"""Dates seen from a day of publication that is not known; Sunday, 22 November 2026 stands in for it."""

from __future__ import annotations

from datetime import datetime

import pytest

from streams.resolve.dates import BAGHDAD, resolve_date
from streams.resolve.resolver import Resolver
from streams.resolve.standpoint import Standpoint
from tests.streams.resolve.test_resolver import events

RECEIVED = datetime(2026, 11, 22, 15, 0, tzinfo=BAGHDAD)


@pytest.mark.parametrize(
    ("says", "text", "wanted"),
    [
        ("this month", "الشهر الجاري", ("None", "None", "unknown")),
        ("20 July of this year", "20 تموز الجاري", ("None", "None", "unknown")),
        ("yesterday", "أمس", ("None", "None", "unknown")),
        ("Sunday evening", "مساء الأحد", ("None", "None", "unknown")),
        ("the end of 2017", "أواخر عام 2017", ("2017-09-01", "2017-12-31", "span")),
        ("5 May 2021", "5 أيار 2021", ("2021-05-05", "2021-05-05", "day")),
        ("since 2019", "منذ عام 2019", ("2019-01-01", "None", "span")),
    ],
)
def test_resolve_unknown_day_leaves_what_does_not_depend_on_it(says: str, text: str, wanted: tuple[str, ...]) -> None:
    found = Standpoint(RECEIVED, BAGHDAD, known=False).resolve(text)
    assert (str(found.from_), str(found.to), found.precision) == wanted, says
    assert Standpoint(RECEIVED, BAGHDAD).resolve(text) == resolve_date(text, RECEIVED, zone=BAGHDAD)


def test_event_of_an_article_of_another_day_has_no_relative_date() -> None:
    """Gunmen attacked the village yesterday."""
    told = ("<هاجم> [ARM: مسلحون] القرية [DATE: أمس]", [("ASSAULT", "actual", [("actor", 0), ("date", 1)])])
    resolver = Resolver.load()
    (unknown,), (known,) = events(resolver, told, known=False), events(resolver, told)
    assert (unknown["date"]["from"], unknown["date"]["precision"]) == (None, "unknown")
    assert known["date"]["from"] == "2021-05-21"
