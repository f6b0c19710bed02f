"""A worker: one process with the agents that it was asked for, in one event loop.

One app an agent, so that each has a consumer group of its own. The model works in a thread beside the loop.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from streams.agents import AfterIndex, Agent, ExtractAgent, IndexAgent
from streams.app import READS, add_agent, make_app, pace_fetches
from streams.batch import Extract
from streams.epochs import EpochKeeper
from streams.errors import KafkaError, UsageError, WorkerError
from streams.health import Health, serve_health
from streams.incidents.linker import Linker
from streams.incidents.store import IncidentStore
from streams.index.bulk import Bulk, Waiting
from streams.index.transport import Elastic
from streams.index.writer import IndexWriter
from streams.linking import BlockSender, LinkAgent
from streams.metrics import Metrics
from streams.outbox import Outbox
from streams.probes import probe_crashes, probe_lag, probe_stalls
from streams.settings import Settings
from streams.telemetry import get_logger
from streams.topics import missing_topics

log = get_logger(__name__)
AGENTS = tuple(READS)
# For the batch in hand to get its verdict when the worker is told to stop, and for the apps to leave their groups.
DRAIN_S = 5.0
STOP_S = 15.0


class Worker:
    """One process's agents, from start to stop."""

    def __init__(
        self,
        settings: Settings,
        agents: Sequence[str] = AGENTS,
        extract: Extract | None = None,
        after_index: AfterIndex | None = None,
    ) -> None:
        """Without `extract` the model is loaded, while the worker joins its groups.

        Raises:
            UsageError: there is no such agent.
        """
        unknown = [name for name in agents if name not in AGENTS]
        if unknown or not agents:
            raise UsageError(f"no agent is called {', '.join(unknown) or '(none)'}; there are {', '.join(AGENTS)}")
        self.settings = settings
        self.metrics = Metrics()
        self.health = Health(self.metrics)
        self.names = list(dict.fromkeys(agents))
        self.after_index = after_index
        self.apps: dict[str, Any] = {}
        self.agents: dict[str, Agent] = {}
        self.port = 0
        self.stop = asyncio.Event()
        self._extract = extract
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="extract")
        self._link_executor = ThreadPoolExecutor(1, thread_name_prefix="link")

    async def run(self) -> None:
        """Work until `stop` is set or nothing can be done any more.

        Raises:
            KafkaError: Kafka does not answer or a topic is missing.
            WorkerError: an agent or its consumer cannot go on.
        """
        loop = asyncio.get_running_loop()
        elastic = Elastic(self.settings)
        runner, self.port = await serve_health(self.health, self.settings.http_host, self.settings.telemetry_port)
        loading = asyncio.ensure_future(self._load()) if "extract" in self.names else None
        probes: list[asyncio.Task[None]] = []
        try:
            self.health.starting("kafka", "connecting")
            missing = await loop.run_in_executor(None, missing_topics, self.settings)
            if missing:
                raise KafkaError(f"topics do not exist: {', '.join(missing)}; run `rasid setup`, which creates them")
            self.health.set("kafka", None)
            for name in self.names:
                self._build(name, elastic, loading)
            await asyncio.gather(*[app.start() for app in self.apps.values()])
            if self.settings.elasticsearch_flavor == "embedded":
                for app in self.apps.values():
                    pace_fetches(app)
            probes = [asyncio.ensure_future(probe) for probe in self._probes()]
            log.info("started", agents=self.names, telemetry_port=self.port)
            await self._until_end(loading)
        finally:
            for probe in probes:
                probe.cancel()
            await self._shut_down()
            if loading is not None:
                loading.cancel()
            await elastic.close()
            await runner.cleanup()
            for executor in (self._executor, self._link_executor):
                executor.shutdown(wait=False, cancel_futures=True)

    async def _load(self) -> Extract:
        if self._extract is None:
            self.health.starting("model", "loading")
            loop = asyncio.get_running_loop()
            self._extract = await loop.run_in_executor(self._executor, load_extract, self.settings)
            self.health.set("model", None)
        return self._extract

    def _build(self, name: str, elastic: Elastic, loading: Awaitable[Extract] | None) -> None:
        app = make_app(self.settings, name)
        outbox = Outbox(app, self._waiting(f"kafka, to send from {name}"))
        common = (self.settings, outbox, self.health, self.metrics)
        agent: Agent
        forget: Callable[[], None] = _nothing
        if name == "extract":
            assert loading is not None
            epochs = EpochKeeper(elastic, self.settings, self._waiting("epochs"))
            ready = asyncio.shield(loading)
            agent = ExtractAgent(*common, epochs=epochs, extract=lambda: ready, executor=self._executor)
            forget = epochs.forget
        elif name == "link":
            linker = Linker(IncidentStore(self.settings))
            agent = LinkAgent(*common, linker=linker, executor=self._link_executor)
            forget = linker.forget
        else:
            bulk = Bulk(elastic, self.settings.bulk_bytes, self._waiting("elasticsearch"))
            writer = IndexWriter(bulk, self.settings, self._waiting("templates"))
            after = [BlockSender(outbox, self.settings).send, *([self.after_index] if self.after_index else [])]
            agent = IndexAgent(*common, writer=writer, after=after)
        self.health.starting(name, "joining its group")

        async def assigned(sender: Any, partitions: Any, **kwargs: Any) -> None:
            forget()
            self.health.set(name, None)
            log.info("partitions assigned", agent=name, partitions=sorted(tp.partition for tp in partitions))

        app.on_partitions_assigned.connect(assigned, weak=False)
        add_agent(app, self.settings, name, agent.run)
        self.apps[name], self.agents[name] = app, agent

    def _waiting(self, about: str) -> Waiting:
        return Waiting(self.settings.retry_max_wait_s, lambda problem: self.health.set(about, problem))

    def _probes(self) -> list[Any]:
        return [
            probe_stalls(self.metrics),
            probe_crashes(self.apps, self.health),
            probe_lag(self.settings, self.agents, self.apps, self.health, self.metrics),
        ]

    async def _until_end(self, loading: asyncio.Future[Extract] | None) -> None:
        stopped = asyncio.ensure_future(self.stop.wait())
        try:
            while not stopped.done():
                await asyncio.wait({stopped}, timeout=0.25)
                if loading is not None and loading.done() and loading.exception() is not None:
                    loading.result()
                if self.health.fatal is not None:
                    raise WorkerError(f"the worker ends: {self.health.fatal}")
        finally:
            stopped.cancel()

    async def _shut_down(self) -> None:
        """Let the batches in hand get their verdicts, for a moment, and leave the groups."""
        for agent in self.agents.values():
            agent.stopping = True
        deadline = asyncio.get_running_loop().time() + (0 if self.health.fatal else DRAIN_S)
        while any(a.busy_since for a in self.agents.values()) and asyncio.get_running_loop().time() < deadline:
            await asyncio.sleep(0.02)
        stops = [asyncio.wait_for(app.stop(), STOP_S) for app in self.apps.values()]
        for result in await asyncio.gather(*stops, return_exceptions=True):
            if isinstance(result, Exception):
                log.warning("an agent did not stop in order", error=repr(result))


def _nothing() -> None:
    """Nothing is kept that a rebalance could make wrong."""


def load_extract(settings: Settings) -> Extract:
    """Load the model and return what makes records of articles."""
    from streams.extraction import Extraction

    return Extraction.load(settings).records


def run_worker(
    settings: Settings,
    agents: Sequence[str] = AGENTS,
    extract: Extract | None = None,
    after_index: AfterIndex | None = None,
) -> None:
    """Run a worker until SIGTERM or SIGINT.

    Raises:
        UsageError: there is no such agent.
        KafkaError: Kafka does not answer or a topic is missing.
        ModelError: the model does not load.
        WorkerError: it cannot go on; the process should end, and another take its partitions.
    """

    async def main() -> None:
        worker = Worker(settings, agents, extract, after_index)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, worker.stop.set)
        await worker.run()

    try:
        asyncio.run(main())
    except WorkerError as err:
        # Threads of a stuck consumer or model would keep the process from ending, and its partitions from moving.
        log.critical(str(err))
        os._exit(WorkerError.exit_status)
