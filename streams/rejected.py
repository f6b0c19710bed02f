"""The dead letters: what they carry, and how the tools read and replay them.

A message of news.rejected has the raw bytes as its value, its own key, and the facts as headers: `reason` (a stable
keyword), `message` (what, where, what to do), `topic`, `partition`, `offset`, `version`, `received` (when it came to
that topic), `time` and `agent`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.errors import KafkaError as ClientError

from streams import headers as h
from streams.errors import KafkaError, UsageError
from streams.settings import Settings
from streams.topics import connection

MAX_MESSAGE_CHARACTERS = 2000
# Of the original message's headers, those that a replay needs again.
KEPT = (h.RECEIVED, h.ZONE, h.SENDER)
POLL_MS = 500
SILENT_POLLS = 20


def rejection_headers(
    *,
    reason: str,
    message: str,
    agent: str,
    topic: str,
    partition: int,
    offset: int,
    version: int | None,
    received_s: float,
    original: dict[str, bytes],
    truncated_bytes: int | None = None,
) -> h.Headers:
    """Return the headers of a rejected message that came to its topic at `received_s`, seconds since 1970.

    A time that its own headers name stays: it is that of the first time, before a replay.
    """
    facts = {
        "reason": reason,
        "message": message[:MAX_MESSAGE_CHARACTERS],
        "agent": agent,
        "topic": topic,
        "partition": partition,
        "offset": offset,
        h.VERSION: version,
        "time": datetime.now(timezone.utc).isoformat(timespec="milliseconds"),
        h.RECEIVED: int(received_s * 1000),
        "truncated_bytes": truncated_bytes,
    }
    kept = {name: original[name] for name in KEPT if name in original}
    return [*(pair for pair in h.encode(facts) if pair[0] not in kept), *kept.items()]


@dataclass(frozen=True)
class Rejected:
    """One message of news.rejected, at `position` (`partition:offset` in news.rejected)."""

    position: str
    key: bytes | None
    value: bytes | None
    headers: dict[str, bytes]
    timestamp_ms: int

    @property
    def facts(self) -> dict[str, Any]:
        """The facts, as data."""
        names = ("reason", "message", "agent", "topic", "time")
        numbers = ("partition", "offset", h.VERSION, h.RECEIVED, "truncated_bytes")
        found: dict[str, Any] = {"position": self.position}
        found["key"] = None if self.key is None else self.key.decode("utf-8", "backslashreplace")
        found |= {name: h.text(self.headers, name) for name in names}
        found |= {name: h.integer(self.headers, name) for name in numbers}
        found["bytes"] = 0 if self.value is None else len(self.value)
        return found


def read_rejected(settings: Settings) -> Iterator[Rejected]:
    """Yield all messages of news.rejected, oldest first within each partition, up to its end as it is now.

    Raises:
        KafkaError: Kafka does not answer or the topic does not exist.
    """
    topic = settings.topic("rejected")
    with _kafka(settings), closing(_consumer(settings)) as consumer:
        partitions = [TopicPartition(topic, p) for p in sorted(consumer.partitions_for_topic(topic) or ())]
        if not partitions:
            raise KafkaError(f"topic {topic} does not exist; run `rasid setup`")
        starts, ends = consumer.beginning_offsets(partitions), consumer.end_offsets(partitions)
        for partition in partitions:
            if starts[partition] < ends[partition]:
                yield from _read_partition(consumer, partition, starts[partition], ends[partition])


def find_rejected(settings: Settings, position: str) -> Rejected:
    """Return the message at `partition:offset` of news.rejected.

    Raises:
        UsageError: it is no such position, or there is no message.
        KafkaError: Kafka does not answer.
    """
    numbers = position.split(":")
    if len(numbers) != 2 or not all(number.isdigit() for number in numbers):
        raise UsageError(f"{position!r} is no position; `rasid rejected list` shows them, such as 3:17")
    partition = TopicPartition(settings.topic("rejected"), int(numbers[0]))
    with _kafka(settings), closing(_consumer(settings)) as consumer:
        offset = int(numbers[1])
        if partition.partition in (consumer.partitions_for_topic(partition.topic) or ()):
            start, end = consumer.beginning_offsets([partition]), consumer.end_offsets([partition])
            if start[partition] <= offset < end[partition]:
                for rejected in _read_partition(consumer, partition, offset, offset + 1):
                    return rejected
    raise UsageError(f"there is no message at {position} of {partition.topic}; `rasid rejected list` shows which are")


def replay(
    settings: Settings,
    messages: Iterable[Rejected],
    done: Callable[[Rejected], None],
    skipped: Callable[[Rejected, str], None],
) -> int:
    """Send messages back to the topics that they came from, with their keys and versions, and return how many.

    `done` is called with each that Kafka has acknowledged, `skipped` with each that cannot be sent and why. One that
    was refused several times over, unchanged, is sent once.

    Raises:
        KafkaError: Kafka does not answer or refuses one.
    """
    count = 0
    sent: set[tuple[str | None, bytes | None, int | None, int]] = set()
    with _kafka(settings), closing(_producer(settings)) as producer:
        for rejected in messages:
            if why := unsendable(settings, rejected):
                skipped(rejected, why)
                continue
            topic = h.text(rejected.headers, "topic")
            mark = (topic, rejected.key, h.integer(rejected.headers, h.VERSION), hash(rejected.value))
            if mark in sent:
                continue
            sent.add(mark)
            kept = [(n, rejected.headers[n]) for n in (h.VERSION, *KEPT) if n in rejected.headers]
            producer.send(
                topic,
                key=rejected.key,
                value=rejected.value,
                headers=[*kept, (h.REPLAYED, rejected.position.encode())],
            ).get(30)
            count += 1
            done(rejected)
    return count


def unsendable(settings: Settings, rejected: Rejected) -> str | None:
    """Return why a message cannot be sent back; None if it can."""
    topic = h.text(rejected.headers, "topic")
    ours = sorted((settings.topic("articles"), settings.topic("events")))
    if topic not in ours:
        return f"it came from the topic {topic!r}, which is not one of {', '.join(ours)}"
    if "truncated_bytes" in rejected.headers:
        return "it was too large to be kept whole; send the article again, in parts"
    return None


def _read_partition(consumer: Any, partition: TopicPartition, start: int, end: int) -> Iterator[Rejected]:
    consumer.assign([partition])
    consumer.seek(partition, start)
    silent = 0
    while consumer.position(partition) < end:
        records = consumer.poll(timeout_ms=POLL_MS).get(partition, [])
        silent = 0 if records else silent + 1
        if silent == SILENT_POLLS:
            place = f"{partition.topic} {partition.partition}:{consumer.position(partition)}"
            seconds = SILENT_POLLS * POLL_MS / 1000
            raise KafkaError(f"Kafka gives nothing of {place} for {seconds:g} s; see that it runs")
        for record in records:
            if record.offset >= end:
                return
            position = f"{record.partition}:{record.offset}"
            yield Rejected(position, record.key, record.value, h.to_dict(record.headers), record.timestamp)


class _kafka:
    """Raises the client's errors again as ours."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, err: BaseException | None, traceback: object) -> None:
        if isinstance(err, ClientError):
            raise KafkaError(
                f"Kafka at {self.settings.kafka_servers}: {type(err).__name__}: {str(err)[:300]}; see that it runs and "
                "that RASID_KAFKA_SERVERS names it"
            ) from err


def _consumer(settings: Settings) -> Any:
    return KafkaConsumer(
        **connection(settings),
        client_id="rasid-rejected",
        enable_auto_commit=False,
        max_partition_fetch_bytes=settings.max_record_bytes + (1 << 20),
    )


def _producer(settings: Settings) -> Any:
    return KafkaProducer(**connection(settings), acks="all", max_request_size=settings.max_record_bytes + (1 << 20))
