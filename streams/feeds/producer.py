"""Sends articles to `news.articles` with kafka-python: checked, keyed by their ids, counted when acknowledged."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timezone
from types import TracebackType
from typing import Any

from streams.article import Article, parse
from streams.errors import ArticleError, KafkaError
from streams.feeds.item import Item, Refusal
from streams.settings import Settings

# Kafka counts key, headers and its own framing into a request; an id has 512 bytes at most.
OVERHEAD_BYTES = 64 << 10
LINGER_MS = 5


@dataclass
class Counts:
    """What became of the items: `sent` were acknowledged by Kafka."""

    sent: int = 0
    refused: int = 0
    failed: int = 0
    faults: list[str] = field(default_factory=list)


def check(item: Item, settings: Settings) -> Article | Refusal:
    """Return the article that a message would be, or why it is none."""
    try:
        return parse(
            item.raw,
            received=datetime.now(timezone.utc),
            zone=settings.tzinfo,
            max_message_bytes=settings.max_message_bytes,
        )
    except ArticleError as err:
        return Refusal(item.where, err.reason, str(err))


class ArticleProducer:
    """A kafka-python producer of articles; a context manager that flushes at its end."""

    def __init__(self, settings: Settings, client_id: str = "rasid-feed") -> None:
        """Connect.

        Raises:
            KafkaError: no server answers, or the topic does not exist.
        """
        from kafka import KafkaProducer
        from kafka.errors import KafkaError as ClientError

        from streams.topics import connection

        self.settings = settings
        self.topic = settings.topic("articles")
        self.counts = Counts()
        self._lock = threading.Lock()
        try:
            self._producer: Any = KafkaProducer(
                **connection(settings),
                client_id=client_id,
                acks="all",
                linger_ms=LINGER_MS,
                max_request_size=settings.max_message_bytes + OVERHEAD_BYTES,
            )
            known = self._producer.partitions_for(self.topic)
        except (ClientError, OSError, ValueError) as err:
            raise KafkaError(
                f"Kafka at {settings.kafka_servers} does not answer ({err or type(err).__name__}); "
                "start it (`rasid up`) or correct RASID_KAFKA_SERVERS"
            ) from err
        if not known:
            self._producer.close()
            raise KafkaError(f"no topic {self.topic} at {settings.kafka_servers}; run `rasid setup` first")

    def send(self, item: Item) -> Article | Refusal:
        """Check an item and hand it to Kafka; what Kafka says of it is counted later.

        Raises:
            KafkaError: Kafka takes nothing more for a minute.
        """
        article = check(item, self.settings)
        if isinstance(article, Refusal):
            with self._lock:
                self.counts.refused += 1
            return article
        self._send(item.raw, article.id, item.where)
        return article

    def _send(self, raw: bytes | None, key: str, where: str) -> Any:
        from kafka.errors import KafkaError as ClientError

        try:
            future = self._producer.send(self.topic, value=raw, key=key.encode("utf-8"))
        except ClientError as err:
            servers = self.settings.kafka_servers
            raise KafkaError(f"Kafka at {servers} takes no message ({err}); {where} was not sent") from err
        future.add_callback(self._sent)
        future.add_errback(self._failed, where)
        return future

    def send_acknowledged(self, items: Iterable[Item]) -> list[Article | Refusal]:
        """Send items and wait until Kafka has acknowledged each.

        Raises:
            KafkaError: it did not take one of them.
        """
        from kafka.errors import KafkaError as ClientError

        results: list[Article | Refusal] = []
        futures = []
        for item in items:
            results.append(article := check(item, self.settings))
            if isinstance(article, Article):
                futures.append(self._send(item.raw, article.id, item.where))
        self._producer.flush()
        for future in futures:
            try:
                future.get(timeout=self.settings.retry_max_wait_s)
            except ClientError as err:
                raise KafkaError(f"Kafka at {self.settings.kafka_servers} did not take all articles ({err})") from err
        return results

    def withdraw(self, article_id: str) -> None:
        """Send the null value that withdraws an article."""
        self._send(None, article_id, article_id)

    def _sent(self, _: Any) -> None:
        with self._lock:
            self.counts.sent += 1

    def _failed(self, where: str, err: BaseException) -> None:
        with self._lock:
            self.counts.failed += 1
            self.counts.faults.append(f"{where}: {err}")

    def flush(self) -> Counts:
        """Wait until Kafka has said its word on every message, and return the counts."""
        self._producer.flush()
        return self.counts

    def __enter__(self) -> ArticleProducer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, err: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._producer.close(timeout=self.settings.retry_max_wait_s)


def send_all(producer: ArticleProducer, items: Iterable[Item | Refusal]) -> Iterable[Item | Refusal | Article]:
    """Send items one by one and yield what became of each, refusals of the reader among them."""
    for item in items:
        if isinstance(item, Refusal):
            producer.counts.refused += 1
            yield item
        else:
            yield producer.send(item)
