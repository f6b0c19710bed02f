"""Follows many feeds for good: each at its interval, a slow or broken one holding up no other."""

from __future__ import annotations

import heapq
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import structlog

from streams.errors import FeedError, ServerError
from streams.feeds.http import Fetcher
from streams.feeds.item import Item, Refusal
from streams.feeds.memory import Memory
from streams.feeds.rss import Feed, poll

log = structlog.get_logger("rasid.feed")

MAX_THREADS = 8
# A feed that fails is asked less and less often, up to an hour apart.
MAX_BACKOFF_S = 3600.0


class Follower:
    """Polls feeds until it is stopped; `send` takes each new item, `told` hears of every result."""

    def __init__(
        self,
        feeds: Sequence[Feed],
        memory: Memory,
        send: Callable[[Item], object],
        told: Callable[[Item | Refusal], None],
    ) -> None:
        self.memory = memory
        self.send = send
        self.told = told
        self.stopped = threading.Event()
        self.fatal: BaseException | None = None
        self._lock = threading.Lock()
        self._due = [(0.0, i, feed, 0) for i, feed in enumerate(feeds)]
        self._fetchers = {flag: Fetcher(allow_private=flag) for flag in (False, True)}

    def run(self) -> None:
        """Poll until `stop`.

        Raises:
            ServerError: `send` says that Kafka takes no message; what was not sent is not remembered either.
        """
        with ThreadPoolExecutor(MAX_THREADS, thread_name_prefix="feed") as pool:
            while not self.stopped.is_set():
                with self._lock:
                    ready = self._due and self._due[0][0] <= time.monotonic()
                    entry = heapq.heappop(self._due) if ready else None
                if entry is None:
                    self.stopped.wait(0.2)
                    continue
                pool.submit(self.poll_one, entry[2]).add_done_callback(self._again(entry[1], entry[2], entry[3]))
        if self.fatal is not None:
            raise self.fatal

    def _again(self, index: int, feed: Feed, failures: int) -> Callable[[Future[None]], None]:
        def schedule(done: Future[None]) -> None:
            err = done.exception()
            if isinstance(err, ServerError):
                self.fatal = err
                self.stopped.set()
                return
            count = failures + 1 if err is not None else 0
            wait_s = min(feed.interval_s * 2 ** min(count, 10), max(MAX_BACKOFF_S, feed.interval_s))
            if err is not None:
                log_fault(feed, err, next_try_s=round(wait_s))
            with self._lock:
                heapq.heappush(self._due, (time.monotonic() + wait_s, index, feed, count))

        return schedule

    def poll_one(self, feed: Feed) -> None:
        """Poll one feed once.

        Raises:
            FeedError: it cannot be read.
            ServerError: `send` raised it.
        """
        for result in poll(feed, self.memory, self._fetchers[feed.allow_private], self.send):
            self.told(result)

    def stop(self) -> None:
        """Let `run` return after the polls under way."""
        self.stopped.set()


def log_fault(feed: Feed, err: BaseException, **facts: object) -> None:
    """Log why a feed was not read: what nobody foresaw with its traceback."""
    trace = None if isinstance(err, FeedError) else err
    log.warning("feed not read", feed=feed.url, error=str(err) or type(err).__name__, exc_info=trace, **facts)
