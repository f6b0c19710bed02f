"""The Faust apps, one an agent, and the settings that make them safe: see `make_app`."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import Any

import faust
from faust.tables.manager import TableManager

from streams.settings import Settings
from streams.topics import HEADROOM_BYTES, group, servers

# Both agents have the articles of a few batches in memory at most: a message can have megabytes.
BUFFERED_MESSAGES = 64
COMMIT_INTERVAL_S = 1.0
# Added partitions are noticed within this time.
METADATA_MAX_AGE_MS = 30_000
EMPTY_FETCH_PAUSE_S = 0.025
READS = {"extract": "articles", "index": "events", "link": "blocks"}


class NoTables(TableManager):  # type: ignore[misc]
    """Faust's table manager waits a second at each start for tables to be declared; there are none."""

    logger = logging.getLogger("faust.tables")

    async def on_start(self) -> None:
        """Begin at once."""
        if not self.should_stop:
            await self._update_channels()
            await self.recovery.start()


def make_app(settings: Settings, agent: str) -> faust.App:
    """Return the Faust app of an agent.

    * One consumer group an agent, so that they scale apart.
    * `stream_wait_empty` off: with it, a batch that waits for Elasticsearch would hang the shutdown.
    * No leader topic, no declared topics: kafka-python has created all before (see `topics.py`).
    * A short session timeout, so that the partitions of a killed worker move soon.
    """
    datadir = settings.data_dir / "worker" / agent
    datadir.mkdir(parents=True, exist_ok=True)
    largest = settings.max_record_bytes + 2 * HEADROOM_BYTES
    return faust.App(
        group(settings, agent),
        broker=";".join(f"kafka://{server}" for server in servers(settings)),
        store="memory://",
        datadir=str(datadir),
        autodiscover=False,
        web_enabled=False,
        key_serializer="raw",
        value_serializer="raw",
        topic_disable_leader=True,
        topic_allow_declare=False,
        stream_wait_empty=False,
        stream_buffer_maxsize=BUFFERED_MESSAGES,
        broker_client_id=f"rasid-{agent}",
        broker_commit_interval=COMMIT_INTERVAL_S,
        broker_session_timeout=settings.session_timeout_s,
        broker_heartbeat_interval=min(3.0, settings.session_timeout_s / 4),
        consumer_auto_offset_reset="earliest",
        consumer_max_fetch_size=largest,
        consumer_metadata_max_age_ms=METADATA_MAX_AGE_MS,
        producer_acks=-1,
        producer_max_request_size=largest,
        producer_metadata_max_age_ms=METADATA_MAX_AGE_MS,
        TableManager=NoTables,
    )


def add_agent(app: faust.App, settings: Settings, name: str, run: Any) -> None:
    """Let `run` read the agent's topic: raw bytes, since a decode error would end it silently.

    `concurrency=1`: with more, commits can pass messages in flight. Scale by partitions and processes.
    """
    topic = app.topic(
        settings.topic(READS[name]),
        key_type=bytes,
        value_type=bytes,
        key_serializer="raw",
        value_serializer="raw",
        allow_empty=True,
    )
    app.agent(topic, name=f"{app.conf.id}.{name}", concurrency=1)(run)


def pace_fetches(app: faust.App) -> None:
    """Wait a moment behind each fetch that brought nothing.

    The embedded broker answers such a fetch at once, where a real one waits up to the time asked for: without a pause a
    worker asks thousands of times a second and takes half a processor from the model. A message waits 25 ms
    at most for each topic on its way.
    """
    fetcher: Any = app
    for name in ("consumer", "_thread", "_consumer", "_fetcher"):
        fetcher = getattr(fetcher, name, None)
    if fetcher is None:
        return
    fetch = fetcher._proc_fetch_request

    async def paced(*args: Any) -> bool:
        found = bool(await fetch(*args))
        if not found:
            # A fetch that is cancelled has found nothing, as in aiokafka's own: raised, it would end the consumer.
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.sleep(EMPTY_FETCH_PAUSE_S)
        return found

    fetcher._proc_fetch_request = paced
