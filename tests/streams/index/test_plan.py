"""What an entry asks to be written, by what is stored of its article; no server."""

from __future__ import annotations

import json
from zoneinfo import ZoneInfo

import pytest

from streams.errors import ArticleError
from streams.index.plan import Stored, parse_record, plan_of
from tests.streams.index.test_writer import ONE_EVENT, TWO_EVENTS, entry, record

ZONE = ZoneInfo("Asia/Baghdad")


def test_plan_of_what_is_older_than_what_is_stored_is_none() -> None:
    assert plan_of(entry("a", 10, TWO_EVENTS), Stored(11), ZONE) is None
    assert plan_of(entry("a", 10, None), Stored(11), ZONE) is None


def test_plan_of_a_correction_deletes_what_it_no_longer_has_and_keeps_the_blocks() -> None:
    first = plan_of(entry("a", 10, TWO_EVENTS, "one"), Stored(), ZONE)
    assert first is not None and first.article is not None
    stored = Stored(10, "one", tuple(d["id"] for d in first.documents), ("force:IRQ",))
    second = plan_of(entry("a", 11, ONE_EVENT), stored, ZONE)
    assert second is not None and second.article is not None
    assert second.obsolete == ["a#ASSAULT0", "a#CONSULT14"] and [d["id"] for d in second.documents] == ["a#CONSULT0"]
    assert second.article["sender"] == "one" and "force:IRQ" in second.article["blocks"]


def test_plan_of_a_withdrawal_deletes_all_events_and_names_their_blocks() -> None:
    plan = plan_of(entry("a", 12, None), Stored(11, "one", ("a#1", "a#2"), ("force:IRQ",)), ZONE)
    assert plan is not None
    assert (plan.article, plan.documents, plan.obsolete, plan.blocks) == (None, [], ["a#1", "a#2"], ("force:IRQ",))


def test_plan_of_an_id_of_another_source_says_whose_it_is() -> None:
    with pytest.raises(ArticleError, match="article of one, and this one is of two") as err:
        plan_of(entry("7", 11, ONE_EVENT, "two"), Stored(10, "one"), ZONE)
    assert err.value.reason == "id_conflict"


def test_parse_record_of_another_schema_says_so() -> None:
    with pytest.raises(ArticleError, match="schema 2") as err:
        parse_record(json.dumps({**record("a", ONE_EVENT), "schema": 2}).encode())
    assert err.value.reason == "unknown_schema"
