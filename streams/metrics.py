"""What a worker measures of itself, for Prometheus."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
_SIZES = (1, 2, 4, 8, 16, 32, 64, 128)


class Metrics:
    """The gauges, counters and histograms of one process, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        registry = self.registry
        self.messages = Counter("rasid_messages", "Messages with a verdict", ["agent", "outcome"], registry=registry)
        self.events = Counter("rasid_events", "Events written to the index", registry=registry)
        self.rejected = Counter(
            "rasid_rejected", "Messages sent to news.rejected", ["agent", "reason"], registry=registry
        )
        self.unknown_fields = Counter(
            "rasid_unknown_fields", "Fields of messages that were kept out of the record", registry=registry
        )
        self.batch = Histogram("rasid_batch_messages", "Messages a batch", ["agent"], buckets=_SIZES, registry=registry)
        self.stage = Histogram(
            "rasid_stage_seconds", "Time of a stage for a batch", ["stage"], buckets=_SECONDS, registry=registry
        )
        self.age = Histogram(
            "rasid_age_seconds",
            "From a message's Kafka timestamp to its verdict",
            ["agent"],
            buckets=(*_SECONDS, 300, 3600),
            registry=registry,
        )
        self.lag = Gauge("rasid_lag_messages", "Messages not yet committed", ["agent", "partition"], registry=registry)
        self.stall = Gauge("rasid_loop_stall_seconds", "Longest stall of the event loop lately", registry=registry)
        self.ready = Gauge("rasid_ready", "1 where the worker is ready, else 0", registry=registry)

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        """Measure a stage."""
        start = time.perf_counter()
        try:
            yield
        finally:
            self.stage.labels(stage).observe(time.perf_counter() - start)

    def exposition(self) -> bytes:
        """Return the text that Prometheus reads."""
        return generate_latest(self.registry)
