"""From a message to a found event, through Kafka, both agents and Elasticsearch."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Callable
from typing import Any

import pytest

from streams.index.client import elasticsearch
from streams.index.queries import search
from streams.rejected import Rejected, read_rejected, replay
from streams.settings import Settings
from tests.streams.keyword_extract import BREAKS, EMPTY, keyword_extract

pytestmark = pytest.mark.timeout(180)

# "A Daesh attack on a village in Kirkuk", "a meeting in Erbil"
ATTACK = "شن تنظيم داعش هجوم على قرية في كركوك"
MEETING = "اجتماع في أربيل بين البيشمركة والحكومة"


class Found:
    """What the indices and news.rejected hold."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def events(self, **query: Any) -> list[dict[str, Any]]:
        with elasticsearch(self.settings) as es:
            return search(es, self.settings, size=200, **query)

    def event_ids(self) -> set[str]:
        return {event["id"] for event in self.events()}

    def article_ids(self) -> set[str]:
        with elasticsearch(self.settings) as es:
            hits = es.search(index=self.settings.index("articles"), size=1000, source=False)["hits"]["hits"]
            return {hit["_id"] for hit in hits}

    def rejected(self) -> list[dict[str, Any]]:
        return [one.facts for one in read_rejected(self.settings)]


def fail(one: Rejected, why: str) -> None:
    pytest.fail(f"{one.position} is not sent back: {why}")


@pytest.fixture
def found(settings: Settings) -> Found:
    return Found(settings)


async def test_flow_article_sent_is_found(
    feeder: Any, worker_in: Any, eventually: Callable[..., Any], found: Found
) -> None:
    async with worker_in(keyword_extract):
        feeder.article("a1", ATTACK, title="هجوم", source="وكالة", published="2021-05-22T10:00:00+03:00")
        (event,) = await eventually(lambda: found.events(text="هجوم كركوك"))
    assert event["type"] == "ASSAULT"
    assert event["article_id"] == "a1"
    assert event["actor_names"] == ["تنظيم داعش"]
    assert event["occurred"] == "2021-05-22"
    assert "torch" not in sys.modules


async def test_flow_same_article_three_times_is_one(
    feeder: Any, worker_in: Any, eventually: Callable[..., Any], found: Found
) -> None:
    async with worker_in(keyword_extract):
        for _ in range(3):
            feeder.article("a1", ATTACK)
        feeder.article("last", MEETING)
        await eventually(lambda: "last" in found.article_ids())
        await eventually(lambda: {e["article_id"] for e in found.events()} == {"a1", "last"})
    assert found.event_ids() == {"a1#ASSAULT0", "last#CONSULT0"}


async def test_flow_corrected_article_loses_the_events_it_no_longer_has(
    feeder: Any, worker_in: Any, eventually: Callable[..., Any], found: Found
) -> None:
    async with worker_in(keyword_extract):
        feeder.article("a1", f"{ATTACK}\n{MEETING}")
        await eventually(lambda: len(found.event_ids()) == 2)
        feeder.article("a1", MEETING)
        await eventually(lambda: found.event_ids() == {"a1#CONSULT0"})


async def test_flow_withdrawn_article_is_gone(
    feeder: Any, worker_in: Any, eventually: Callable[..., Any], found: Found
) -> None:
    async with worker_in(keyword_extract):
        feeder.article("a1", ATTACK)
        feeder.article("a2", ATTACK)
        await eventually(lambda: len(found.event_ids()) == 2)
        feeder.raw(None, "a1")
        await eventually(lambda: found.event_ids() == {"a2#ASSAULT0"} and found.article_ids() == {"a2"})


async def test_flow_message_without_its_key_is_sent_on_once(
    feeder: Any, worker_in: Any, eventually: Callable[..., Any], found: Found
) -> None:
    async with worker_in(keyword_extract) as worker:
        message = json.dumps({"id": "a1", "text": ATTACK}, ensure_ascii=False).encode()
        feeder.raw(message, None)
        feeder.raw(message, "not its id")
        await eventually(lambda: found.event_ids() == {"a1#ASSAULT0"})
        await eventually(lambda: worker.metrics.messages.labels("extract", "extracted")._value.get() == 2)
        assert worker.metrics.messages.labels("extract", "rekeyed")._value.get() == 2
    assert found.rejected() == []


BAD: dict[str, tuple[bytes, str]] = {
    "not JSON": (b"{not json", "not_json"),
    "not UTF-8": (b'{"text": "' + b'\xff\xfe"}', "not_utf8"),
    "no object": (b"[1, 2]", "not_an_object"),
    "no text": (b'{"title": "x"}', "no_text"),
    "not Arabic": (
        b'{"id": "en", "text": "Nothing but plain English in this one, and no other language."}',
        "not_arabic",
    ),
    "nested": (b'{"text": ' + b"[" * 10000 + b"]" * 10000 + b"}", "too_deep"),
    "too large": (json.dumps({"id": "big", "text": ATTACK * 60000}, ensure_ascii=False).encode(), "too_large"),
    "long id": (json.dumps({"id": "x" * 600, "text": ATTACK}).encode(), "id_too_long"),
}


async def test_flow_bad_messages_are_rejected_and_the_others_go_through(
    feeder: Any, worker_in: Any, eventually: Callable[..., Any], found: Found
) -> None:
    async with worker_in(keyword_extract):
        feeder.article("before", ATTACK)
        for name, (value, _) in BAD.items():
            feeder.raw(value, name)
        feeder.article("empty", EMPTY)
        feeder.article("broken", BREAKS)
        feeder.article("behind", MEETING)
        await eventually(lambda: found.article_ids() == {"before", "behind"})
        rejected = await eventually(lambda: len(r := found.rejected()) == len(BAD) + 2 and r, 60)
    reasons = {facts["key"]: facts["reason"] for facts in rejected}
    expected = {name: reason for name, (_, reason) in BAD.items()}
    assert reasons == expected | {"empty": "empty_after_cleaning", "broken": "internal"}
    values = {one.facts["key"]: one.value for one in read_rejected(found.settings)}
    assert all(values[name] == value for name, (value, _) in BAD.items())
    for facts in rejected:
        assert facts["topic"] == found.settings.topic("articles")
        assert isinstance(facts["partition"], int)
        assert isinstance(facts["offset"], int)
        assert isinstance(facts["version"], int)
        assert facts["message"] and facts["time"]


async def test_flow_id_of_another_source_is_rejected(
    feeder: Any, worker_in: Any, eventually: Callable[..., Any], found: Found
) -> None:
    async with worker_in(keyword_extract):
        feeder.article("7", ATTACK, source="one")
        await eventually(lambda: found.article_ids() == {"7"})
        feeder.article("7", MEETING, source="two")
        (facts,) = await eventually(found.rejected)
    assert facts["reason"] == "id_conflict"
    assert facts["topic"] == found.settings.topic("events")
    assert found.event_ids() == {"7#ASSAULT0"}


async def test_flow_replay_after_a_repair_is_indexed_with_its_first_version(
    feeder: Any, worker_in: Any, eventually: Callable[..., Any], found: Found
) -> None:
    text = f"{ATTACK}\n{BREAKS}"
    async with worker_in(keyword_extract):
        sent = feeder.article("a1", text)
        (facts,) = await eventually(found.rejected)
    assert facts["version"] == sent.offset

    def repaired(articles: Any) -> Any:
        return keyword_extract([dataclasses.replace(a, text=a.text.replace(BREAKS, "")) for a in articles])

    async with worker_in(repaired):
        assert replay(found.settings, read_rejected(found.settings), lambda one: None, fail) == 1
        (event,) = await eventually(found.events)
        assert event["version"] == sent.offset
        # What is newer by now stays.
        feeder.article("a1", MEETING)
        await eventually(lambda: found.event_ids() == {"a1#CONSULT0"})
        replay(found.settings, read_rejected(found.settings), lambda one: None, fail)
        feeder.article("last", ATTACK)
        await eventually(lambda: "last#ASSAULT0" in found.event_ids())
    assert found.event_ids() == {"a1#CONSULT0", "last#ASSAULT0"}


async def test_flow_read_from_the_start_again_changes_nothing(
    feeder: Any, worker_in: Any, eventually: Callable[..., Any], found: Found
) -> None:
    """Offsets are lost: every message comes again, the first text behind the second one's."""
    from streams.topics import admin, group

    async with worker_in(keyword_extract):
        feeder.article("a1", f"{ATTACK}\n{MEETING}")
        feeder.article("a1", MEETING)
        await eventually(lambda: found.event_ids() == {"a1#CONSULT0"})
    with admin(found.settings) as client:
        client.delete_groups([group(found.settings, "extract"), group(found.settings, "index")])
    seen: list[set[str]] = []
    async with worker_in(keyword_extract) as worker:
        await eventually(
            lambda: seen.append(found.event_ids()) or worker.metrics.messages.labels("index", "older")._value.get() >= 1
        )
    assert seen and all(ids == {"a1#CONSULT0"} for ids in seen)


async def test_flow_partitions_added_while_it_runs_keep_the_order(
    feeder: Any, worker_in: Any, eventually: Callable[..., Any], found: Found
) -> None:
    """Corrections of articles that move to other partitions, where offsets are smaller, are no late repeats."""
    from streams.topics import ensure_topics

    ids = [f"a{n}" for n in range(12)]
    async with worker_in(keyword_extract):
        for _ in range(3):
            for id in ids:
                feeder.article(id, ATTACK)
        await eventually(lambda: len(found.event_ids()) == len(ids))
    ensure_topics(found.settings.model_copy(update={"partitions": 7}))
    feeder.producer.close()
    feeder.__init__(found.settings)
    async with worker_in(keyword_extract):
        for id in ids:
            feeder.article(id, MEETING)
        await eventually(lambda: found.event_ids() == {f"{id}#CONSULT0" for id in ids})
