"""Replacement, withdrawal and repeats, on real indices: what is stored after each."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timezone
from typing import Any

import pytest

from streams.article import Article
from streams.index.bulk import Bulk, Waiting
from streams.index.plan import Entry, plan_of
from streams.index.transport import Elastic
from streams.index.writer import REFUSED, IndexWriter, tombstone_id
from streams.settings import Settings
from tests.streams.keyword_extract import keyword_extract

RECEIVED = datetime(2021, 5, 22, 11, tzinfo=timezone.utc)
# "An attack in Kirkuk / a meeting in Erbil", and the correction: "a meeting in Erbil".
TWO_EVENTS = "هجوم في كركوك\nاجتماع في أربيل"
ONE_EVENT = "تصحيح: اجتماع في أربيل"


def record(id: str, text: str) -> dict[str, Any]:
    article = Article(id, text, None, "الوكالة", None, RECEIVED, RECEIVED, "ar")  # the agency
    return dict(keyword_extract([article])[0])


def entry(id: str, version: int, text: str | None, sender: str | None = None) -> Entry:
    return Entry(id, version, None if text is None else record(id, text), sender)


class Index:
    """The writer, and what it has written."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.troubles: list[str | None] = []
        self.elastic = Elastic(settings)
        waiting = Waiting(0.05, self.troubles.append)
        self.writer = IndexWriter(Bulk(self.elastic, settings.bulk_bytes, waiting), settings, waiting)

    async def write(self, *entries: Entry) -> list[str]:
        return [written.status for written in await self.writer.write(entries)]

    async def get(self, index: str, id: str) -> dict[str, Any] | None:
        answer = await self.elastic.call("GET", f"/{self.settings.index(index)}/_doc/{id.replace('#', '%23')}")
        return answer.body["_source"] if answer.status == 200 else None

    async def all(self, index: str) -> dict[str, int]:
        """Return the version of each document, after a refresh."""
        name = self.settings.index(index)
        await self.elastic.call("POST", f"/{name}/_refresh")
        answer = await self.elastic.call("POST", f"/{name}/_search?size=100", {"query": {"match_all": {}}})
        assert answer.status == 200, answer.reason
        return {hit["_id"]: hit["_source"]["version"] for hit in answer.body["hits"]["hits"]}


@pytest.fixture
async def index(settings: Settings) -> AsyncIterator[Index]:
    made = Index(settings)
    yield made
    await made.elastic.close()


async def test_writer_indexes_the_article_with_its_events(index: Index) -> None:
    assert await index.write(entry("a", 10, TWO_EVENTS)) == ["indexed"]
    assert await index.all("events") == {"a#ASSAULT0": 10, "a#CONSULT14": 10}
    article = await index.get("articles", "a")
    assert article is not None
    assert article["event_ids"] == ["a#ASSAULT0", "a#CONSULT14"]
    event = await index.get("events", "a#ASSAULT0")
    assert event is not None
    assert (event["article_id"], event["occurred"], event["occurred_from"]) == ("a", "2021-05-22", "published")
    assert event["place_pcodes"] == ["IQ-KI"]


async def test_writer_same_record_again_changes_nothing(index: Index) -> None:
    for _ in range(3):
        assert await index.write(entry("a", 10, TWO_EVENTS)) == ["indexed"]
    assert await index.all("events") == {"a#ASSAULT0": 10, "a#CONSULT14": 10}


async def test_writer_corrected_article_loses_the_events_it_no_longer_has(index: Index) -> None:
    await index.write(entry("a", 10, TWO_EVENTS))
    await index.write(entry("a", 11, ONE_EVENT))
    events = await index.all("events")
    assert list(events.values()) == [11]
    assert "a#ASSAULT0" not in events


async def test_writer_late_repeat_after_the_delete_is_forgotten_changes_nothing(index: Index) -> None:
    name = index.settings.index("events")
    await index.elastic.call("PUT", f"/{name}/_settings", {"index": {"gc_deletes": "0s"}})
    await index.write(entry("a", 10, TWO_EVENTS))
    await index.write(entry("a", 11, ONE_EVENT))
    before = await index.all("events")
    await asyncio.sleep(0.2)
    await index.elastic.call("POST", f"/{name}/_forcemerge?max_num_segments=1")
    assert await index.write(entry("a", 10, TWO_EVENTS)) == ["older"]
    assert await index.all("events") == before
    assert (await index.all("articles")) == {"a": 11}


async def test_writer_versions_of_one_article_in_one_batch_leave_the_newest(index: Index) -> None:
    statuses = await index.write(entry("a", 10, TWO_EVENTS), entry("b", 11, TWO_EVENTS), entry("a", 12, ONE_EVENT))
    assert statuses == ["indexed"] * 3
    assert {id for id in await index.all("events") if id.startswith("a#")} == {"a#CONSULT0"}
    assert await index.all("articles") == {"a": 12, "b": 11}


async def test_writer_withdrawal_removes_article_and_events_and_keeps_no_text(index: Index) -> None:
    await index.write(entry("a", 10, TWO_EVENTS), entry("b", 10, TWO_EVENTS))
    assert await index.write(entry("a", 11, None)) == ["withdrawn"]
    assert {id[0] for id in await index.all("events")} == {"b"}
    assert await index.all("articles") == {"b": 10}
    tombstone = await index.get("state", tombstone_id("a"))
    assert tombstone is not None
    assert set(tombstone) <= {"version", "blocks"}
    assert tombstone["version"] == 11


async def test_writer_late_repeat_after_withdrawal_changes_nothing(index: Index) -> None:
    for name in ("articles", "events"):
        await index.elastic.call("PUT", f"/{index.settings.index(name)}/_settings", {"index": {"gc_deletes": "0s"}})
    await index.write(entry("a", 10, TWO_EVENTS))
    await index.write(entry("a", 11, None))
    await asyncio.sleep(0.2)
    assert await index.write(entry("a", 10, TWO_EVENTS)) == ["older"]
    assert await index.all("events") == {}
    assert await index.all("articles") == {}


async def test_writer_article_sent_again_after_withdrawal_is_back(index: Index) -> None:
    await index.write(entry("a", 10, TWO_EVENTS), entry("a", 11, None), entry("a", 12, ONE_EVENT))
    assert await index.all("articles") == {"a": 12}


async def test_writer_withdrawal_of_what_is_not_there_is_done(index: Index) -> None:
    assert await index.write(entry("never", 10, None)) == ["withdrawn"]


async def test_writer_same_id_of_another_source_is_a_conflict_and_changes_nothing(index: Index) -> None:
    await index.write(entry("7", 10, TWO_EVENTS, "one"))
    (written,) = await index.writer.write([entry("7", 11, ONE_EVENT, "two")])
    assert (written.status, written.reason) == ("rejected", "id_conflict")
    assert await index.all("articles") == {"7": 10}
    # The source that has the id can go on correcting it, and so can one that does not say who it is.
    assert await index.write(entry("7", 12, ONE_EVENT, "one"), entry("7", 13, ONE_EVENT)) == ["indexed", "indexed"]
    # The id stays its own behind such a correction.
    (written,) = await index.writer.write([entry("7", 14, ONE_EVENT, "two")])
    assert (written.status, written.reason) == ("rejected", "id_conflict")


async def test_writer_same_hashed_id_of_another_source_is_the_same_article(index: Index) -> None:
    hashed = "text-" + "0" * 32
    await index.write(entry(hashed, 10, TWO_EVENTS, "one"))
    assert await index.write(entry(hashed, 11, TWO_EVENTS, "two")) == ["indexed"]


async def test_writer_refused_event_is_told_and_the_others_are_indexed(index: Index) -> None:
    wrong = entry("a", 10, TWO_EVENTS)
    assert wrong.record is not None
    wrong.record["events"][0]["trigger"]["not_in_the_mapping"] = 1
    written, other = await index.writer.write([wrong, entry("b", 10, TWO_EVENTS)])
    assert (written.status, written.reason, other.status) == ("rejected", REFUSED, "indexed")
    assert "a#ASSAULT0" in written.message
    assert "not_in_the_mapping" in written.message
    assert sorted(id for id in await index.all("events") if id[0] == "a") == ["a#CONSULT14"]
    article = await index.get("articles", "a")
    assert article is not None
    assert article["event_ids"] == ["a#CONSULT14"]


async def test_writer_refused_article_leaves_no_events(index: Index) -> None:
    wrong = entry("a", 10, TWO_EVENTS)
    assert wrong.record is not None
    wrong.record["article"]["published_from"] = {"not": "a keyword"}
    written, _ = await index.writer.write([wrong, entry("b", 10, TWO_EVENTS)])
    assert (written.status, written.reason) == ("rejected", REFUSED)
    assert {id[0] for id in await index.all("events")} == {"b"}


async def test_writer_record_it_cannot_read_is_rejected_alone(index: Index) -> None:
    wrong = entry("a", 10, TWO_EVENTS)
    assert wrong.record is not None
    wrong.record["events"][1]["actors"] = None
    written, other = await index.writer.write([wrong, entry("b", 10, TWO_EVENTS)])
    assert (written.status, other.status) == ("rejected", "indexed")
    assert written.reason == "bad_record"


async def test_writer_all_refused_alike_waits_for_the_templates_and_goes_on_when_they_fit(index: Index) -> None:
    entries = [entry(f"a{n}", 10, TWO_EVENTS) for n in range(6)]
    for one in entries:
        assert one.record is not None
        for event in one.record["events"]:
            event["trigger"]["later"] = "a field that the mapping lacks"
    task = asyncio.ensure_future(index.writer.write(entries))
    while not any("templates" in (told or "") for told in index.troubles):
        await asyncio.sleep(0.02)
        assert not task.done()
    mapping = {"properties": {"trigger": {"properties": {"later": {"type": "keyword"}}}}}
    await index.elastic.call("PUT", f"/{index.settings.index('events')}/_mapping", mapping)
    assert [written.status for written in await asyncio.wait_for(task, 30)] == ["indexed"] * 6
    assert len(await index.all("events")) == 12


async def test_writer_without_its_index_waits_and_makes_no_stray_one(index: Index) -> None:
    name = index.settings.index("events")
    index.writer.events = f"{name}-missing"
    task = asyncio.ensure_future(index.writer.write([entry("a", 10, TWO_EVENTS)]))
    while not any("missing" in (told or "") for told in index.troubles):
        await asyncio.sleep(0.02)
        assert not task.done()
    assert (await index.elastic.call("GET", f"/{name}-missing")).status == 404
    index.writer.events = name
    task.cancel()


async def test_writer_overtaken_by_a_newer_version_raises_no_dead_event(index: Index) -> None:
    """Another worker, that took over the partition, writes version 11 between this one's look and its writes."""
    old = entry("a", 10, TWO_EVENTS)
    stored = await index.writer._stored(["a"])
    plan = plan_of(old, stored["a"], index.writer.zone)
    assert plan is not None
    await index.write(entry("a", 11, ONE_EVENT))
    results = await index.writer._carry_out({0: plan})
    assert results[0].status == "older"
    assert await index.all("events") == {"a#CONSULT0": 11}


async def test_writer_ids_of_512_bytes_are_taken(index: Index) -> None:
    long = "ك" * 256
    assert await index.write(entry(long, 10, "خبر بلا حدث"), entry(long, 11, None)) == ["indexed", "withdrawn"]
