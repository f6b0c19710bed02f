"""Following feeds: what Kafka did not acknowledge comes again, and one feed's fault stops no other."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from kafka.errors import KafkaTimeoutError
from kafka.future import Future

from streams.commands.feed import follow
from streams.errors import KafkaError
from streams.feeds.rss import Feed
from streams.settings import Settings
from tests.streams.feeds.site import FIRST, Site, entry, rss


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
