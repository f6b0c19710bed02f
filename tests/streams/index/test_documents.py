"""Records to documents."""

from __future__ import annotations

import base64
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from streams.errors import ArticleError
from streams.index.documents import DIMENSIONS, check_record, event_document, occurred, places, type_labels, vector

BAGHDAD = ZoneInfo("Asia/Baghdad")


@pytest.mark.parametrize(
    ("told", "article", "expected"),
    [
        ({"from": "2021-05-05", "to": "2021-05-05"}, {}, ("2021-05-05", "2021-05-05", "event")),
        ({"from": "2021-05-01", "to": "2021-05-07"}, {}, ("2021-05-01", "2021-05-07", "event")),
        ({"from": "2014-01-01", "to": None}, {}, ("2014-01-01", "2014-01-01", "event")),
        (None, {"published": "2021-05-22T22:30:00+00:00"}, ("2021-05-23", "2021-05-23", "published")),
        ({"from": None, "to": None}, {"published": "2021-05-22T10:00:00Z"}, ("2021-05-22", "2021-05-22", "published")),
        (None, {"published": "x", "published_from": "received"}, ("2020-01-02", "2020-01-02", "received")),
        (None, {"published": None}, ("2020-01-02", "2020-01-02", "received")),
    ],
)
def test_occurred_takes_the_surest_source(told: Any, article: dict[str, Any], expected: tuple[str, str, str]) -> None:
    found = occurred(told, {"received": "2020-01-02T03:00:00+00:00", **article}, BAGHDAD)
    assert (found["occurred"], found["occurred_to"], found["occurred_from"]) == expected


def encoded(numbers: Any) -> str:
    return base64.b64encode(np.asarray(numbers, dtype="<f2").tobytes()).decode()


def test_vector_is_decoded() -> None:
    numbers = vector(encoded([0.5] + [0.0] * (DIMENSIONS - 1)))
    assert numbers is not None
    assert (numbers[0], len(numbers)) == (0.5, DIMENSIONS)


@pytest.mark.parametrize("numbers", [[0.0] * DIMENSIONS, [float("nan")] + [0.0] * (DIMENSIONS - 1)])
def test_vector_without_a_direction_is_left_out(numbers: list[float]) -> None:
    assert vector(encoded(numbers)) is None


@pytest.mark.parametrize("text", ["***", "AAA", encoded([1.0] * 3)])
def test_vector_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ArticleError):
        vector(text)


def place(precision: str, **more: Any) -> dict[str, Any]:
    return {"name": "x", "precision": precision, "lat": 35.0, "lon": 44.0, **more}


def test_places_on_the_map_are_those_narrow_enough() -> None:
    found = places([place("town"), place("country"), place("region"), place("point", lat=None), place("unknown")])
    assert found["location"] == [{"lat": 35.0, "lon": 44.0}]
    assert found["place_names"] == ["x"]
    assert found["place_precisions"] == ["town", "country", "region", "point", "unknown"]


def test_type_labels_are_those_of_the_ontology() -> None:
    assert type_labels()["ASSAULT"] == "هجوم"  # attack
    assert len(type_labels()) == 16


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ([], "bad_record"),
        ({"schema": 2}, "unknown_schema"),
        ({"schema": 1, "article": {"id": 3}, "events": []}, "bad_record"),
        ({"schema": 1, "article": {"id": "a"}, "events": [{}]}, "bad_record"),
    ],
)
def test_check_record_names_what_is_wrong(record: Any, reason: str) -> None:
    with pytest.raises(ArticleError) as err:
        check_record(record)
    assert err.value.reason == reason


def test_event_document_of_an_event_without_actors_is_refused() -> None:
    with pytest.raises(ArticleError, match="event e1"):
        event_document(
            {"article": {"id": "a", "received": "2020-01-01T00:00:00Z"}}, {"id": "e1", "type": "AID"}, 1, BAGHDAD
        )
