"""How fast articles flow from Kafka to a search that finds them, measured on the whole pipeline.

Two phases. In the first all articles are sent at once, for the rate. In the second each is sent again under a new id,
at half that rate, for the time from sending to being found: at the full rate that time would only tell how long the
queue had grown.
"""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from streams.errors import InputError, WorkerError
from streams.feeds.files import Reader
from streams.feeds.item import Item
from streams.feeds.producer import ArticleProducer
from streams.index.client import elasticsearch
from streams.settings import Settings
from streams.subprocesses import WorkerProcess, worker_process

POLL_S = 0.05
PATIENCE_S = 300.0
WARM_UP = 4
PAGE = 1_000


def read_messages(paths: Sequence[str], count: int, settings: Settings) -> list[dict[str, Any]]:
    """Return the fields of the first articles of paths.

    Raises:
        InputError: there is none.
    """
    items = (item for item in Reader(settings.max_message_bytes).read(paths) if isinstance(item, Item))
    found = [json.loads(item.raw) for item in islice(items, count)]
    if not found:
        raise InputError(f"no article in {', '.join(paths)}")
    return found


def measure(settings: Settings, messages: Sequence[dict[str, Any]], rate: float | None, log: Path) -> dict[str, Any]:
    """Return articles, seconds, articles/s and latencies of a flow through a worker of its own.

    Raises:
        WorkerError: the worker ends or stands still.
    """
    with worker_process(settings, log) as worker, ArticleProducer(settings, "rasid-bench") as producer:
        flow = Flow(settings, producer, worker)
        flow.run(list(messages)[:WARM_UP] or list(messages), None)
        seconds, _ = flow.run(messages, None)
        per_second = len(messages) / seconds
        pace = rate or per_second / 2
        _, latencies = flow.run(messages, pace)
    return {
        "articles": len(messages),
        "seconds": round(seconds, 3),
        "articles_per_s": round(per_second, 2),
        "latency_s": {name: round(percentile(latencies, q), 3) for name, q in (("p50", 50), ("p95", 95), ("p99", 99))},
        "latency_rate_per_s": round(pace, 2),
    }


class Flow:
    """Sends articles and watches for them with searches."""

    def __init__(self, settings: Settings, producer: ArticleProducer, worker: WorkerProcess) -> None:
        self.settings = settings
        self.producer = producer
        self.worker = worker

    def run(self, messages: Sequence[dict[str, Any]], rate: float | None) -> tuple[float, list[float]]:
        """Send messages under new ids; return seconds until the last is found, and each one's time to be found."""
        mark = uuid.uuid4().hex[:8]
        waiting: dict[str, float] = {}
        latencies: list[float] = []
        start = last = time.monotonic()
        sent = 0
        with elasticsearch(self.settings) as es:
            while sent < len(messages) or waiting:
                sent = self._send_due(messages, sent, rate, start, mark, waiting)
                for found in self._found(es, list(waiting)):
                    latencies.append(time.monotonic() - waiting.pop(found))
                    last = time.monotonic()
                self.worker.check()
                if time.monotonic() - max(last, start) > PATIENCE_S:
                    raise WorkerError(f"{len(waiting)} articles are not found; {self.worker.tail()}")
                time.sleep(POLL_S)
        return last - start, latencies

    def _send_due(
        self,
        messages: Sequence[dict[str, Any]],
        sent: int,
        rate: float | None,
        start: float,
        mark: str,
        waiting: dict[str, float],
    ) -> int:
        due = len(messages) if rate is None else min(len(messages), int((time.monotonic() - start) * rate) + 1)
        for number in range(sent, due):
            name = f"bench-{mark}-{number}"
            raw = json.dumps({**messages[number], "id": name, "source": None}, ensure_ascii=False).encode()
            waiting[name] = time.monotonic()
            if not hasattr(self.producer.send(Item(raw, name)), "id"):
                del waiting[name]
        return due

    def _found(self, es: Any, names: Sequence[str]) -> list[str]:
        found: list[str] = []
        for at in range(0, len(names), PAGE):
            answer = es.search(
                index=self.settings.index("articles"), query={"terms": {"id": list(names[at : at + PAGE])}},
                size=PAGE, source_includes=["id"],
            )  # fmt: skip
            found += [hit["_source"]["id"] for hit in answer["hits"]["hits"]]
        return found


def percentile(values: Sequence[float], q: float) -> float:
    """Return a percentile by the nearest rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, round(q / 100 * len(ordered)) - 1))]
