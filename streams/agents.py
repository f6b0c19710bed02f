"""The agents `extract` and `index`: batches of messages in, a verdict for each, and only then their acknowledgement.

What an agent cannot work through goes to news.rejected, acknowledged by Kafka, before its own message is. What nothing
can be done about ends the worker: the unacknowledged batch then goes to another.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any, Protocol

from streams import headers as h
from streams.batch import Extract, Job, Result, extract_jobs
from streams.epochs import EpochKeeper, message_version
from streams.errors import ArticleError
from streams.health import Health
from streams.index.plan import Entry, parse_record
from streams.index.writer import IndexWriter, Written
from streams.metrics import Metrics
from streams.outbox import Outbox, Outgoing
from streams.rejected import rejection_headers
from streams.settings import Settings
from streams.telemetry import get_logger

log = get_logger(__name__)
AfterIndex = Callable[[Sequence[Written]], Awaitable[None]]


@dataclass(frozen=True)
class Message:
    """A message as Kafka gave it."""

    topic: str
    partition: int
    offset: int
    timestamp_s: float
    key: bytes | None
    value: bytes | None
    headers: dict[str, bytes]

    @classmethod
    def of(cls, event: Any) -> Message:
        """Return the message of a Faust event."""
        m = event.message
        return cls(m.topic, m.partition, m.offset, m.timestamp, m.key, m.value, h.to_dict(m.headers))


class Stream(Protocol):
    """What the agents use of `faust.Stream`."""

    def noack_take(self, max_: int, within: float) -> AsyncIterator[Sequence[Any]]:
        """Yield batches of events that are not acknowledged."""

    async def ack(self, event: Any) -> bool:
        """Acknowledge an event."""


class Agent:
    """What both agents have in common: the loop, the rejections, the counts."""

    name = "agent"

    def __init__(self, settings: Settings, outbox: Outbox, health: Health, metrics: Metrics) -> None:
        self.settings = settings
        self.outbox = outbox
        self.health = health
        self.metrics = metrics
        self.busy_since: float | None = None
        self.progressed = time.monotonic()
        self.stopping = False

    async def run(self, stream: Stream) -> None:
        """Work through the stream for as long as the worker lives."""
        try:
            async for events in stream.noack_take(self.settings.batch_articles, within=self.settings.batch_wait_s):
                for part in self.parts(events):
                    if self.stopping:
                        await asyncio.Event().wait()
                    await self._work(stream, part)
        except Exception as err:
            # Faust would start the agent again behind the lost batch, and could commit past it.
            log.critical("the agent cannot go on", agent=self.name, exc_info=err)
            self.health.fatal = f"{self.name}: {type(err).__name__}: {err}"
            await asyncio.Event().wait()

    async def _work(self, stream: Stream, events: Sequence[Any]) -> None:
        self.busy_since = time.monotonic()
        try:
            messages = [Message.of(event) for event in events]
            self.metrics.batch.labels(self.name).observe(len(messages))
            with self.metrics.timed(self.name):
                await self.handle(messages)
            for event in events:
                await stream.ack(event)
            now = time.time()
            for message in messages:
                self.metrics.age.labels(self.name).observe(max(0.0, now - message.timestamp_s))
            self.progressed = time.monotonic()
        finally:
            self.busy_since = None

    def parts(self, events: Sequence[Any]) -> list[list[Any]]:
        """Return the events in batches that are worked through and acknowledged one after another."""
        return [list(events)]

    async def handle(self, messages: Sequence[Message]) -> None:
        """Give each message its verdict."""
        raise NotImplementedError

    async def reject(self, message: Message, reason: str, why: str, version: int | None) -> None:
        """Send a message to news.rejected; its bytes are cut where even that topic does not take them."""
        self.metrics.rejected.labels(self.name, reason).inc()
        self.metrics.messages.labels(self.name, "rejected").inc()
        key = None if message.key is None else message.key.decode("utf-8", "backslashreplace")
        log.warning(
            "rejected", agent=self.name, reason=reason, message=why, article=key, topic=message.topic,
            partition=message.partition, offset=message.offset,
        )  # fmt: skip
        value, whole = message.value, len(message.value or b"")
        cut: int | None = None
        while True:
            facts = rejection_headers(
                reason=reason, message=why, agent=self.name, topic=message.topic, partition=message.partition,
                offset=message.offset, version=version, received_s=message.timestamp_s, original=message.headers,
                truncated_bytes=cut,
            )  # fmt: skip
            topic = self.settings.topic("rejected")
            if not await self.outbox.send([Outgoing(topic, message.key, value, facts)]):
                return
            value, cut = (value or b"")[: max(1024, len(value or b"") // 2)], whole


class ExtractAgent(Agent):
    """news.articles to news.events."""

    name = "extract"

    def __init__(
        self,
        settings: Settings,
        outbox: Outbox,
        health: Health,
        metrics: Metrics,
        *,
        epochs: EpochKeeper,
        extract: Callable[[], Awaitable[Extract]],
        executor: Executor,
    ) -> None:
        """`extract` is awaited before the first batch, since loading a model takes a while."""
        super().__init__(settings, outbox, health, metrics)
        self.epochs = epochs
        self._load = extract
        self.executor = executor

    def parts(self, events: Sequence[Any]) -> list[list[Any]]:
        """Return batches of at most `batch_tokens` tokens, estimated at six bytes each (Arabic has two a letter)."""
        parts: list[list[Any]] = []
        room = 0
        for event in events:
            tokens = len(event.message.value or b"") // 6 + 1
            if not parts or tokens > room:
                parts.append([])
                room = self.settings.batch_tokens
            parts[-1].append(event)
            room -= tokens
        return parts

    async def handle(self, messages: Sequence[Message]) -> None:
        """Send each article's record on, or the message to its right partition, or to the rejected."""
        extract = await self._load()
        epochs = await self.epochs.known()
        versions = [message_version(epochs, m.partition, m.offset, m.headers) for m in messages]
        jobs = [Job(m.key, m.value, m.timestamp_s, m.headers) for m in messages]
        loop = asyncio.get_running_loop()
        results = await loop.run_in_executor(self.executor, extract_jobs, extract, jobs, self.settings)
        outgoing: dict[int, Outgoing] = {}
        for i, (message, result) in enumerate(zip(messages, results, strict=True)):
            if isinstance(result, ArticleError):
                await self.reject(message, result.reason, str(result), versions[i])
            else:
                outgoing[i] = self._outgoing(message, result, versions[i])
                self.metrics.messages.labels(self.name, result.outcome).inc()
                self.metrics.unknown_fields.inc(result.unknown_fields)
        positions = {id(o): i for i, o in outgoing.items()}
        for large in await self.outbox.send(list(outgoing.values())):
            i = positions[id(large)]
            why = f"its record has {len(large.value or b'')} bytes, more than {large.topic} takes; split the article"
            await self.reject(messages[i], "record_too_large", why, versions[i])

    def _outgoing(self, message: Message, result: Result, version: int) -> Outgoing:
        if result.outcome == "rekeyed":
            kept = [(name, value) for name, value in message.headers.items() if name not in (h.VERSION, h.REPLAYED)]
            marked = [*kept, (h.REKEYED, b"1")]
            return Outgoing(message.topic, result.key, message.value, marked, message.timestamp_s)
        facts = h.encode({h.VERSION: version, h.SENDER: result.sender})
        return Outgoing(self.settings.topic("events"), result.key, result.value, facts)


class IndexAgent(Agent):
    """news.events to Elasticsearch."""

    name = "index"

    def __init__(
        self,
        settings: Settings,
        outbox: Outbox,
        health: Health,
        metrics: Metrics,
        *,
        writer: IndexWriter,
        after: Sequence[AfterIndex] = (),
    ) -> None:
        """Each of `after` sees what was written before it is acknowledged: alerts and incidents hang on it."""
        super().__init__(settings, outbox, health, metrics)
        self.writer = writer
        self.after = after

    async def handle(self, messages: Sequence[Message]) -> None:
        """Write each record, or send the message to the rejected."""
        entries: list[Entry] = []
        origin: list[Message] = []
        for message in messages:
            try:
                entries.append(read_entry(message))
                origin.append(message)
            except ArticleError as err:
                await self.reject(message, err.reason, str(err), h.integer(message.headers, h.VERSION))
        written = await self.writer.write(entries)
        for step in self.after:
            await step(written)
        for message, result in zip(origin, written, strict=True):
            if result.status == "rejected":
                await self.reject(message, result.reason, result.message, result.entry.version)
                continue
            self.metrics.messages.labels(self.name, result.status).inc()
            self.metrics.events.inc(len(result.events))
            log.debug(result.status, article=result.entry.id, version=result.entry.version, events=len(result.events))


def read_entry(message: Message) -> Entry:
    """Return what a message of news.events asks for.

    Raises:
        ArticleError: it has no key or version, or is no record of the article that its key names.
    """
    key = b"" if message.key is None else message.key
    try:
        article_id = key.decode()
    except UnicodeDecodeError as err:
        raise ArticleError(
            "bad_id", f"the key is not UTF-8 ({err}); the key of news.events is the article's id"
        ) from err
    version = h.integer(message.headers, h.VERSION)
    if not article_id or version is None:
        raise ArticleError(
            "no_version", "a message of news.events needs the article's id as its key and its version as a header"
        )
    sender = h.text(message.headers, h.SENDER)
    if message.value is None:
        return Entry(article_id, version, None, sender)
    record = parse_record(message.value)
    if record["article"]["id"] != article_id:
        raise ArticleError("bad_record", f"the key is {article_id!r}, the record that of {record['article']['id']!r}")
    return Entry(article_id, version, record, sender)
