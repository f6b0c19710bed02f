"""The document of an incident, and the days of an event that has none."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from streams.incidents.context import span_of
from streams.incidents.incident import document
from streams.incidents.telling import from_raw
from tests.streams.incidents.tellings import raw_telling

BAGHDAD = ZoneInfo("Asia/Baghdad")
# "Gunmen attacked."
WORDS = ["هاجم", "مسلحون"]


def incident(*tellings: dict[str, Any]) -> dict[str, Any]:
    """The document of tellings, each of the next article."""
    return document([from_raw(t) for t in tellings])


def published(article: int, at: str, killed: int) -> dict[str, Any]:
    """A telling published at a time, with its title."""
    return {**raw_telling(0, article, "داقوق", 5, WORDS, killed), "published": at, "title": f"title {article}"}


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("2021-05-06T09:00:00+03:00", "2021-05-06T07:30:00+00:00"),
        ("2021-05-07T00:30:00+04:00", "2021-05-06T21:00:00+00:00"),
        ("2021-05-06T09:00:00+00:00", "2021-05-06T09:00:00.500000+00:00"),
        ("2021-05-06T09:00:00+03:00", "2021-05-06T09:00:01+03:00"),
    ],
)
def test_document_latest_count_and_title_are_those_told_last(earlier: str, later: str) -> None:
    """Senders write their times in zones of their own."""
    for order in ((earlier, later), (later, earlier)):
        found = incident(*(published(n, at, 3 if at == later else 2) for n, at in enumerate(order)))
        assert found["killed_latest"] == 3
        assert found["title"] == f"title {order.index(later)}"


@pytest.mark.parametrize(
    ("at", "last"),
    [
        ("2021-05-21T22:30:00+00:00", 22),
        ("2021-05-22T01:30:00+03:00", 22),
        ("2021-05-21T20:59:00+00:00", 21),
        ("2021-05-22T09:00:00+00:00", 22),
        ("2021-05-22T23:30:00-05:00", 23),
    ],
)
def test_span_of_undated_news_ends_on_the_day_of_publication_in_the_reader_s_zone(at: str, last: int) -> None:
    event = {"date": None, "status": "actual"}
    assert span_of(event, {"published": at}, BAGHDAD) == (date(2021, 5, last - 2), date(2021, 5, last), False)


def spot(article: int, **place: Any) -> dict[str, Any]:
    """A telling in Daquq, its place changed."""
    found = raw_telling(0, article, "داقوق", 5, WORDS)
    return {**found, "spots": [{**found["spots"][0], **place}]}


# A village of another district of Kirkuk; the governorate alone; the point of a checkpoint in Daquq.
ELSEWHERE = {"id": None, "name": "قرية", "admin2": "Hawija", "lat": 35.3, "lon": 43.8, "precision": "point"}
GOVERNORATE = {"id": "iq:adm1:IQG13", "name": "كركوك", "admin2": None, "precision": "governorate"}
CHECKPOINT = {"id": None, "name": "نقطة تفتيش", "precision": "point"}


@pytest.mark.parametrize(
    ("places", "wanted"),
    [
        # the district that most tell, though one outlet is more precise about another
        ([{}, {}, ELSEWHERE], "iq:daquq"),
        ([ELSEWHERE, {}, {}], "iq:daquq"),
        # what is more precise within that district
        ([{}, {}, CHECKPOINT], "نقطة تفتيش"),
        # who tells no district speaks for none
        ([GOVERNORATE, GOVERNORATE, {}], "iq:daquq"),
        ([GOVERNORATE, GOVERNORATE, ELSEWHERE], "قرية"),
        # another country
        ([{}, {}, {**ELSEWHERE, "country": "SYR", "admin1": "Aleppo"}], "iq:daquq"),
        # of two districts told alike the more precise place
        ([{}, ELSEWHERE], "قرية"),
    ],
)
def test_document_place_is_the_most_precise_where_most_tell_it(places: list[dict[str, Any]], wanted: str) -> None:
    place = incident(*(spot(n, **changed) for n, changed in enumerate(places)))["place"]
    assert (place["id"] or place["name"]) == wanted


def test_document_without_places_has_none() -> None:
    assert incident({**raw_telling(0, 1, "داقوق", 5, WORDS), "spots": []})["place"] is None


@pytest.mark.parametrize(
    ("statuses", "wanted"),
    [
        (["historical"], "historical"),
        (["historical", "historical"], "historical"),
        (["historical", "actual"], "actual"),
        (["actual"], "actual"),
        ([None], "actual"),
    ],
)
def test_document_status_is_historical_where_all_tell_it_as_background(statuses: list[str | None], wanted: str) -> None:
    """A telling stored without a status is of news."""
    told = [raw_telling(0, n, "داقوق", 5, WORDS) | ({"status": s} if s else {}) for n, s in enumerate(statuses)]
    assert incident(*told)["status"] == wanted
