"""`rasid rejected list|show|replay` on a topic with messages of every kind, and what they say without Kafka."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import Result
from kafka import KafkaConsumer, TopicPartition

from streams.errors import KafkaError, UsageError
from streams.rejected import _read_partition, rejection_headers
from streams.settings import Settings

Command = Callable[..., Result]
NEWS = '{"text": "هجوم في كركوك"}'.encode()  # "an attack in Kirkuk"


def reject(feeder: Any, settings: Settings, key: str, value: bytes, **facts: Any) -> str:
    """Put a message into news.rejected, as the agents do; return its position."""
    told = {"reason": "internal", "message": "extraction failed", "agent": "extract", "partition": 0, "offset": 0}
    told |= {"topic": settings.topic("articles"), "version": 7, "received_s": 1_600_000_000.0, "original": {}}
    headers = rejection_headers(**{**told, **facts})
    sent = feeder.producer.send(settings.topic("rejected"), key=key.encode(), value=value, headers=headers).get(30)
    return f"{sent.partition}:{sent.offset}"


def articles(settings: Settings) -> dict[str, Any]:
    """Return the messages of news.articles by key."""
    topic, found = settings.topic("articles"), {}
    with closing(KafkaConsumer(bootstrap_servers=settings.kafka_servers)) as consumer:
        partitions = [TopicPartition(topic, number) for number in consumer.partitions_for_topic(topic)]
        consumer.assign(partitions)
        consumer.seek_to_beginning(*partitions)
        left = sum(consumer.end_offsets(partitions).values())
        while left:
            for records in consumer.poll(timeout_ms=200).values():
                left -= len(records)
                found |= {record.key.decode(): record for record in records}
    return found


def test_list_shows_the_newest_last(settings: Settings, feeder: Any, rasid: Command) -> None:
    positions = [reject(feeder, settings, f"a{n}", NEWS, reason="internal" if n else "not_json") for n in range(5)]
    lines = rasid("rejected", "list", "--json", "--limit", "3").stdout.splitlines()
    assert [json.loads(line)["position"] for line in lines] == positions[-3:]
    facts = json.loads(rasid("rejected", "list", "--json", "--reason", "not_json").stdout)
    assert (facts["key"], facts["bytes"], facts["version"]) == ("a0", len(NEWS), 7)
    table = rasid("rejected", "list").stdout
    assert all(position in table for position in positions)
    assert "extraction failed" in table


def test_show_prints_facts_and_bytes(settings: Settings, feeder: Any, rasid: Command) -> None:
    position = reject(feeder, settings, "a1", NEWS)
    shown = rasid("rejected", "show", position).stdout
    assert "extraction failed" in shown
    assert "هجوم في كركوك" in shown
    assert rasid("rejected", "show", "--raw", position).stdout_bytes == NEWS
    assert json.loads(rasid("rejected", "show", "--json", position).stdout)["value"] == NEWS.decode()
    for missing in ("0:999", "none"):
        assert isinstance(rasid("rejected", "show", missing).exception, UsageError)


def test_replay_passes_over_what_cannot_be_sent_and_names_it(settings: Settings, feeder: Any, rasid: Command) -> None:
    cut = reject(feeder, settings, "cut", NEWS, truncated_bytes=9_000_000)
    foreign = reject(feeder, settings, "foreign", NEWS, topic="elsewhere")
    good = [reject(feeder, settings, key, NEWS, offset=n) for n, key in enumerate(("a1", "a2", "a2"))]
    done = rasid("rejected", "replay", "--all")
    assert done.return_value == 4, done.output
    # What was refused twice is sent once.
    assert set(done.stdout.split()) == set(good[:2])
    assert f"{cut} is not sent back: it was too large" in done.stderr
    assert f"{foreign} is not sent back: it came from the topic 'elsewhere'" in done.stderr
    sent = articles(settings)
    assert {key: record.value for key, record in sent.items()} == {"a1": NEWS, "a2": NEWS}
    headers = dict(sent["a1"].headers)
    assert (headers["version"], headers["received"]) == (b"7", b"1600000000000")


def test_replay_of_one_reason_or_position(settings: Settings, feeder: Any, rasid: Command) -> None:
    first, second = (reject(feeder, settings, key, NEWS, reason=key) for key in ("one", "two"))
    done = rasid("rejected", "replay", "--reason", "two")
    assert (done.return_value, done.stdout.split()) == (0, [second])
    assert rasid("rejected", "replay", first).stdout.split() == [first]
    assert set(articles(settings)) == {"one", "two"}
    for wrong in (["0:999"], [first, "--all"], []):
        assert isinstance(rasid("rejected", "replay", *wrong).exception, UsageError)


def test_reading_ends_when_kafka_falls_silent() -> None:
    consumer = SimpleNamespace(
        assign=lambda partitions: None, seek=lambda partition, offset: None, position=lambda partition: 3,
        poll=lambda timeout_ms: {},
    )  # fmt: skip
    with pytest.raises(KafkaError, match=r"news\.rejected 2:3"):
        list(_read_partition(consumer, TopicPartition("news.rejected", 2), 3, 5))


AWAY = """
from streams import topics
from streams.errors import KafkaError
from streams.feeds.producer import ArticleProducer
from streams.rejected import read_rejected, replay
from streams.settings import Settings
from streams.withdrawal import withdraw_articles

topics.BOOTSTRAP_MS = 300
settings = Settings(kafka_servers="127.0.0.1:1, 127.0.0.1:1")
for connect in (
    lambda: list(read_rejected(settings)),
    lambda: replay(settings, [], print, print),
    lambda: withdraw_articles(settings, ["a1"]),
    lambda: ArticleProducer(settings),
):
    try:
        connect()
    except KafkaError as err:
        print(err)
"""


def test_kafka_that_is_away_is_told_soon(root: Path) -> None:
    """In a process of its own: the client leaves sockets of a failed start to the garbage collector."""
    done = subprocess.run([sys.executable, "-c", AWAY], cwd=root, capture_output=True, text=True, timeout=50)
    assert done.stdout.count("Kafka at 127.0.0.1:1") == 4, done.stderr
