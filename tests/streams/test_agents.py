"""The agents' loops, without a broker: what is sent, and when a message is acknowledged."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka.errors import KafkaTimeoutError, MessageSizeTooLargeError

from streams.agents import ExtractAgent, IndexAgent, Message, read_entry
from streams.errors import ArticleError
from streams.health import Health
from streams.index.bulk import Waiting
from streams.index.plan import Entry
from streams.index.writer import Written
from streams.metrics import Metrics
from streams.outbox import Outbox, Outgoing
from streams.settings import Settings
from streams.versions import OFFSETS, Epoch, Epochs
from tests.streams.keyword_extract import keyword_extract

ATTACK = "هجوم في كركوك"  # an attack in Kirkuk
SETTINGS = Settings(batch_articles=4, batch_wait_s=0.01)


def event(value: bytes | None, key: bytes | None = b"a1", offset: int = 0, **headers: bytes) -> Any:
    message = SimpleNamespace(
        topic="news.articles", partition=2, offset=offset, timestamp=1_600_000_000.0, key=key, value=value,
        headers=list(headers.items()),
    )  # fmt: skip
    return SimpleNamespace(message=message)


def article(id: str = "a1", text: str = ATTACK) -> bytes:
    return json.dumps({"id": id, "text": text}).encode()


class Stream:
    """Gives batches, and keeps what was acknowledged, among what was sent, in order."""

    def __init__(self, journal: list[Any], *batches: Sequence[Any]) -> None:
        self.journal = journal
        self.batches = batches

    async def noack_take(self, max_: int, within: float) -> AsyncIterator[Sequence[Any]]:
        for batch in self.batches:
            yield batch

    async def ack(self, event: Any) -> bool:
        self.journal.append(("ack", event.message.offset))
        return True


class Producer:
    """A Faust producer that keeps what it delivers; `failures` are raised first."""

    def __init__(self, journal: list[Any], *failures: Exception) -> None:
        self.journal = journal
        self.failures = list(failures)

    async def send(self, topic: str, key: Any, value: Any, partition: Any, timestamp: Any, headers: Any) -> Any:
        async def deliver() -> None:
            await asyncio.sleep(0.01)
            if self.failures:
                raise self.failures.pop(0)
            self.journal.append(("sent", topic, key, value, dict(headers), timestamp))

        return asyncio.ensure_future(deliver())


class World:
    """An extract agent with all around it."""

    def __init__(self, *failures: Exception) -> None:
        self.journal: list[Any] = []
        self.troubles: list[str | None] = []
        self.health = Health(Metrics())
        app = SimpleNamespace(producer=Producer(self.journal, *failures))
        self.outbox = Outbox(app, Waiting(0.01, self.troubles.append))
        self.executor = ThreadPoolExecutor(1)

    def extract_agent(self, extract: Any = keyword_extract, settings: Settings = SETTINGS) -> ExtractAgent:
        async def known() -> Epochs:
            return Epochs((Epoch(1, {}),), {}, None)

        async def load() -> Any:
            return extract

        epochs: Any = SimpleNamespace(known=known)
        common = (settings, self.outbox, self.health, self.health.metrics)
        return ExtractAgent(*common, epochs=epochs, extract=load, executor=self.executor)

    def index_agent(self, write: Any, after: Any = None) -> IndexAgent:
        writer: Any = SimpleNamespace(write=write)
        steps = [after] if after else []
        return IndexAgent(SETTINGS, self.outbox, self.health, self.health.metrics, writer=writer, after=steps)

    def sent(self, topic: str) -> list[Any]:
        return [entry for entry in self.journal if entry[:2] == ("sent", topic)]


@pytest.fixture
def world() -> World:
    return World()


async def test_extract_acknowledges_only_what_kafka_has_acknowledged(world: World) -> None:
    stream = Stream(world.journal, [event(article("a1"), b"a1", 0), event(article("a2"), b"a2", 1)])
    await world.extract_agent().run(stream)
    assert [entry[0] for entry in world.journal] == ["sent", "sent", "ack", "ack"]
    _, topic, key, value, headers, _ = world.journal[0]
    assert (topic, key, headers["version"]) == ("news.events", b"a1", str(OFFSETS).encode())
    assert json.loads(value)["article"]["id"] == "a1"


async def test_extract_sends_again_until_kafka_takes_it() -> None:
    world = World(KafkaTimeoutError(), KafkaTimeoutError(), KafkaTimeoutError())
    await world.extract_agent().run(Stream(world.journal, [event(article())]))
    assert [entry[0] for entry in world.journal] == ["sent", "ack"]
    assert world.troubles[-1] is None
    assert "KafkaTimeoutError" in (world.troubles[0] or "")


async def test_extract_rejects_what_it_cannot_read_before_it_acknowledges(world: World) -> None:
    stream = Stream(world.journal, [event(b"{", b"k", 7, zone=b"Africa/Cairo"), event(article(), b"a1", 8)])
    await world.extract_agent().run(stream)
    ((_, _, key, value, headers, _),) = world.sent("news.rejected")
    assert (key, value) == (b"k", b"{")
    assert headers["reason"] == b"not_json"
    assert (headers["topic"], headers["partition"], headers["offset"]) == (b"news.articles", b"2", b"7")
    assert headers["version"] == str(OFFSETS + 7).encode()
    assert headers["zone"] == b"Africa/Cairo"
    assert headers["received"] == b"1600000000000"
    assert len(world.sent("news.events")) == 1
    assert world.journal[-2:] == [("ack", 7), ("ack", 8)]


@pytest.mark.parametrize("key", [None, b"", b"other"])
async def test_extract_sends_a_message_without_its_key_on_once(world: World, key: bytes | None) -> None:
    agent = world.extract_agent()
    await agent.run(Stream(world.journal, [event(article(), key, version=b"3", replayed=b"0:1", zone=b"Africa/Cairo")]))
    ((_, _, new_key, value, headers, timestamp),) = world.sent("news.articles")
    assert (new_key, value, timestamp) == (b"a1", article(), 1_600_000_000.0)
    # Its version is that of its new place: the old one counts another partition's offsets.
    assert headers == {"rekeyed": b"1", "zone": b"Africa/Cairo"}
    assert world.sent("news.events") == []


async def test_extract_never_sends_a_message_on_twice(world: World) -> None:
    await world.extract_agent().run(Stream(world.journal, [event(article(), b"other", rekeyed=b"1")]))
    assert world.sent("news.articles") == []
    assert [entry[2] for entry in world.sent("news.events")] == [b"a1"]


async def test_extract_withdraws_with_a_null_value(world: World) -> None:
    await world.extract_agent().run(Stream(world.journal, [event(None, b"a1", 5)]))
    ((_, _, key, value, headers, _),) = world.sent("news.events")
    assert (key, value, headers["version"]) == (b"a1", None, str(OFFSETS + 5).encode())


@pytest.mark.parametrize(("key", "reason"), [(None, b"no_key"), (b"\xff", b"bad_id"), (b"x" * 513, b"id_too_long")])
async def test_extract_rejects_a_withdrawal_of_no_article(world: World, key: bytes | None, reason: bytes) -> None:
    await world.extract_agent().run(Stream(world.journal, [event(None, key)]))
    assert world.sent("news.rejected")[0][4]["reason"] == reason


async def test_extract_replay_keeps_its_version_unless_that_is_higher(world: World) -> None:
    low = event(article("a1"), b"a1", 10, replayed=b"0:1", version=b"3")
    high = event(article("a2"), b"a2", 11, replayed=b"0:1", version=str(99 * OFFSETS).encode())
    forged = event(article("a3"), b"a3", 12, version=b"3")
    await world.extract_agent().run(Stream(world.journal, [low, high, forged]))
    versions = [int(entry[4]["version"]) for entry in world.sent("news.events")]
    assert versions == [3, OFFSETS + 11, OFFSETS + 12]


async def test_extract_refused_replay_keeps_when_it_first_came(world: World) -> None:
    replayed = event(b"{", b"k", 7, replayed=b"0:1", received=b"1500000000000")
    await world.extract_agent().run(Stream(world.journal, [replayed]))
    assert world.sent("news.rejected")[0][4]["received"] == b"1500000000000"


async def test_extract_record_too_large_for_its_topic_is_rejected() -> None:
    world = World(MessageSizeTooLargeError())
    await world.extract_agent().run(Stream(world.journal, [event(article())]))
    assert world.sent("news.rejected")[0][4]["reason"] == b"record_too_large"
    assert world.journal[-1] == ("ack", 0)


async def test_reject_of_what_even_that_topic_does_not_take_keeps_a_part() -> None:
    world = World(MessageSizeTooLargeError())
    await world.extract_agent().run(Stream(world.journal, [event(b"{" * 5000)]))
    ((_, _, _, value, headers, _),) = world.sent("news.rejected")
    assert (len(value), headers["truncated_bytes"]) == (2500, b"5000")


async def test_extract_that_cannot_go_on_acknowledges_nothing_and_stops_the_worker(world: World) -> None:
    from streams.errors import ModelError

    def broken(articles: Any) -> Any:
        raise ModelError("the weights are gone")

    stream = Stream(world.journal, [event(article())], [event(article(), b"a1", 1)])
    task = asyncio.ensure_future(world.extract_agent(broken).run(stream))
    await asyncio.sleep(0.2)
    assert world.journal == []
    assert "the weights are gone" in (world.health.fatal or "")
    task.cancel()


async def test_extract_batches_by_tokens(world: World) -> None:
    taken: list[int] = []

    def extract(articles: Any) -> Any:
        taken.append(len(articles))
        return keyword_extract(articles)

    settings = Settings(batch_tokens=1000)
    long = f"{ATTACK}\n" * 60
    events = [event(article(f"a{n}", long), f"a{n}".encode(), n) for n in range(5)]
    agent = world.extract_agent(extract, settings)
    await agent.run(Stream(world.journal, events))
    assert sum(taken) == 5
    assert max(taken) < 5


async def test_extract_told_to_stop_begins_no_new_batch(world: World) -> None:
    agent = world.extract_agent()
    agent.stopping = True
    task = asyncio.ensure_future(agent.run(Stream(world.journal, [event(article())])))
    await asyncio.sleep(0.1)
    assert world.journal == []
    task.cancel()


def record(id: str = "a1") -> bytes:
    from datetime import datetime, timezone

    from streams.article import parse

    parsed = parse(article(id), received=datetime(2021, 5, 22, tzinfo=timezone.utc))
    return json.dumps(keyword_extract([parsed])[0]).encode()


async def test_index_acknowledges_behind_verdict_and_hook(world: World) -> None:
    async def write(entries: Sequence[Entry]) -> list[Written]:
        world.journal.append(("written", [entry.id for entry in entries]))
        return [Written(entries[0], "indexed"), Written(entries[1], "rejected", "index_refused", "so")]

    async def after(written: Sequence[Written]) -> None:
        world.journal.append(("after", len(written)))

    events = [event(record("a1"), b"a1", 0, version=b"4"), event(record("a2"), b"a2", 1, version=b"5")]
    await world.index_agent(write, after).run(Stream(world.journal, events))
    kinds = [entry[0] for entry in world.journal]
    assert kinds == ["written", "after", "sent", "ack", "ack"]
    ((_, _, key, value, headers, _),) = world.sent("news.rejected")
    assert (key, value, headers["reason"], headers["version"]) == (b"a2", record("a2"), b"index_refused", b"5")


@pytest.mark.parametrize(
    ("value", "key", "version", "reason"),
    [
        (b"{", b"a1", b"1", "not_json"),
        (b"[" * 100_000, b"a1", b"1", "not_json"),
        (b"{}", b"a1", b"1", "unknown_schema"),
        (b'{"schema": 1}', b"a1", b"1", "bad_record"),
        (record(), b"other", b"1", "bad_record"),
        (record(), b"a1", b"x", "no_version"),
        (record(), None, b"1", "no_version"),
        (record(), b"\xff", b"1", "bad_id"),
    ],
)
def test_read_entry_of_a_bad_message_says_why(value: bytes, key: bytes | None, version: bytes, reason: str) -> None:
    with pytest.raises(ArticleError) as err:
        read_entry(Message.of(event(value, key, version=version)))
    assert err.value.reason == reason


async def test_outbox_sends_in_order(world: World) -> None:
    await world.outbox.send([Outgoing("t", b"k", str(n).encode()) for n in range(5)])
    assert [entry[3] for entry in world.journal] == [b"0", b"1", b"2", b"3", b"4"]
