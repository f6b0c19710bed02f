"""Following feeds: what Kafka did not acknowledge comes again, and one feed's fault stops no other."""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from kafka.errors import KafkaTimeoutError
from kafka.future import Future

from streams.commands.feed import follow
from streams.errors import KafkaError
from streams.feeds.follow import Follower
from streams.feeds.item import Item
from streams.feeds.memory import Memory
from streams.feeds.rss import Feed
from streams.settings import Settings
from tests.streams.feeds.site import FIRST, SECOND, Site, entry, rss


class Delivery(Future):
    """What the client knows of one message."""

    def get(self, timeout: float) -> Any:
        if self.failed():
            raise self.exception
        return self.value


class Client:
    """Stands for kafka-python's producer: takes every message, and fails the delivery of all while `away`."""

    away = False
    delivered: list[dict[str, Any]] = []

    def __init__(self, **options: Any) -> None:
        pass

    def partitions_for(self, topic: str) -> set[int]:
        return {0}

    def send(self, topic: str, value: bytes, key: bytes) -> Delivery:
        if self.away:
            return Delivery().failure(KafkaTimeoutError("not delivered within 120 s"))
        self.delivered.append(json.loads(value))
        return Delivery().success(None)

    def flush(self) -> None:
        pass

    def close(self, timeout: float) -> None:
        pass


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> type[Client]:
    """The client that each producer of the test is made of."""
    monkeypatch.setattr("kafka.KafkaProducer", Client)
    monkeypatch.setattr(Client, "away", False)
    monkeypatch.setattr(Client, "delivered", [])
    return Client


@pytest.fixture
def own(tmp_path: Path) -> Settings:
    """Settings with a memory of feeds of the test's own."""
    return Settings(data_dir=tmp_path)


def test_follow_entry_that_kafka_did_not_acknowledge_comes_again(
    site: Site, client: type[Client], own: Settings
) -> None:
    site.pages["/rss"] = (200, rss(entry(1, FIRST)).encode())
    feeds = [Feed(f"{site.base}/rss", allow_private=True)]
    client.away = True
    with pytest.raises(KafkaError):
        follow(own, feeds, once=True)
    client.away = False
    assert follow(own, feeds, once=True) == 0
    assert [message["text"] for message in client.delivered] == [FIRST]
    assert follow(own, feeds, once=True) == 0
    assert len(client.delivered) == 1


class Forgetful(Memory):
    """A memory whose file cannot be read for the feeds whose address ends with "/bad"."""

    def validators(self, url: str) -> tuple[str | None, str | None]:
        if url.endswith("/bad"):
            raise sqlite3.OperationalError("disk I/O error")
        return super().validators(url)


def test_follow_once_goes_on_behind_a_feed_with_an_unforeseen_fault(
    site: Site, client: type[Client], own: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("streams.feeds.memory.Memory", Forgetful)
    site.pages["/rss"] = (200, rss(entry(1, FIRST)).encode())
    feeds = [Feed(f"{site.base}/{name}", allow_private=True) for name in ("bad", "rss")]
    assert follow(own, feeds, once=True) == 4
    assert [message["text"] for message in client.delivered] == [FIRST]


def run_until(follower: Follower, done: Callable[[], object]) -> BaseException | None:
    """Run a follower until `done` is true or it ends by itself; return what it raised."""
    raised: list[BaseException] = []

    def run() -> None:
        try:
            follower.run()
        except Exception as err:
            raised.append(err)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 30
    while thread.is_alive() and not done() and time.monotonic() < deadline:
        time.sleep(0.02)
    follower.stop()
    thread.join(30)
    assert time.monotonic() < deadline
    return raised[0] if raised else None


def test_follower_polls_each_feed_again_and_sends_what_is_new(site: Site, memory: Memory) -> None:
    site.pages["/a"] = (200, rss(entry(1, FIRST)).encode())
    site.pages["/b"] = (200, rss(entry(1, FIRST)).encode())
    sent: list[Item] = []

    def send(item: Item) -> None:
        sent.append(item)
        site.pages["/a"] = (200, rss(entry(2, SECOND), entry(1, FIRST)).encode())

    feeds = [Feed(f"{site.base}/{name}", interval_s=0.1, allow_private=True) for name in "ab"]
    assert run_until(Follower(feeds, memory, send, lambda _: None), lambda: len(sent) == 3) is None
    told = sorted((item.where.removeprefix(site.base), json.loads(item.raw)["text"]) for item in sent)
    assert told == [("/a, entry 1", FIRST), ("/a, entry 2", SECOND), ("/b, entry 1", FIRST)]


@pytest.mark.parametrize("fault", ["/missing", "/bad"])
def test_follower_broken_feed_holds_up_no_other_and_is_asked_less_often(
    site: Site, tmp_path: Path, fault: str
) -> None:
    site.pages["/rss"] = (200, rss(entry(1, FIRST)).encode())
    polls: list[str] = []

    class Counting(Forgetful):
        def validators(self, url: str) -> tuple[str | None, str | None]:
            polls.append(url)
            return super().validators(url)

    memory = Counting(tmp_path / "feeds.sqlite")
    broken, good = (Feed(site.base + path, interval_s=0.1, allow_private=True) for path in (fault, "/rss"))
    follower = Follower([broken, good], memory, lambda item: None, lambda result: None)
    assert run_until(follower, lambda: polls.count(good.url) >= 8 and polls.count(broken.url) >= 2) is None
    memory.close()
    assert polls.count(broken.url) < polls.count(good.url)


def test_follower_ends_where_kafka_takes_no_message(site: Site, memory: Memory) -> None:
    site.pages["/rss"] = (200, rss(entry(1, FIRST)).encode())

    def send(item: Item) -> None:
        raise KafkaError("Kafka takes no message")

    feed = Feed(f"{site.base}/rss", interval_s=0.1, allow_private=True)
    raised = run_until(Follower([feed], memory, send, lambda _: None), lambda: False)
    assert isinstance(raised, KafkaError)
    sent: list[Item] = []
    assert run_until(Follower([feed], memory, sent.append, lambda _: None), lambda: sent) is None
