"""What a worker watches of itself: stalls of its loop, crashed consumers, and lag that grows while nothing moves."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from typing import Any

from streams.agents import Agent
from streams.app import READS
from streams.errors import KafkaError
from streams.health import Health
from streams.metrics import Metrics
from streams.settings import Settings
from streams.telemetry import get_logger
from streams.topics import TopicFacts, topic_facts

log = get_logger(__name__)
STALL_STEP_S = 0.25
# The gauge shows the longest stall of so many steps: a scrape every 15 s misses none.
STALL_STEPS = 240
LAG_INTERVAL_S = 15.0
# A worker with messages to read that has moved none for so long, and waits for nothing that it knows of, is stuck.
STUCK_S = 120.0
# A batch of the largest size takes seconds; one in hand for so long never ends.
HUNG_S = 900.0


async def probe_stalls(metrics: Metrics) -> None:
    """Measure how late the loop wakes: heartbeats and commits wait as long."""
    recent: list[float] = []
    while True:
        before = time.monotonic()
        await asyncio.sleep(STALL_STEP_S)
        recent = [*recent[1 - STALL_STEPS :], time.monotonic() - before - STALL_STEP_S]
        metrics.stall.set(max(recent))


async def probe_crashes(apps: Mapping[str, Any], health: Health) -> None:
    """Note the end of a Faust app, of which Faust itself tells only its own worker, and of a consumer's group work."""
    while True:
        await asyncio.sleep(STALL_STEP_S)
        for name, app in apps.items():
            reason = app.crash_reason if app.crashed else coordination_error(app)
            if reason is not None and health.fatal is None:
                health.fatal = f"{name}: its Kafka consumer or producer crashed ({reason!r})"


async def probe_lag(
    settings: Settings, agents: Mapping[str, Agent], apps: Mapping[str, Any], health: Health, metrics: Metrics
) -> None:
    """Look at the lag from outside the consumers, and end the worker where its own grows while it stands still."""
    loop = asyncio.get_running_loop()
    at_progress: dict[str, int] = {}
    while True:
        await asyncio.sleep(LAG_INTERVAL_S)
        for name, agent in agents.items():
            try:
                facts: TopicFacts = await loop.run_in_executor(None, topic_facts, settings, READS[name], name)
            except KafkaError as err:
                health.set("kafka", str(err))
                continue
            health.set("kafka", None)
            for partition, lag in facts.lag.items():
                metrics.lag.labels(name, str(partition)).set(lag)
            mine = sum(facts.lag.get(tp.partition, 0) for tp in assignment(apps[name]))
            if not is_stuck(agent, health, time.monotonic()):
                at_progress[name] = mine
            elif mine > at_progress.get(name, 0):
                health.fatal = f"{name}: {mine} messages wait and none has moved for {STUCK_S:.0f} s"


def coordination_error(app: Any) -> BaseException | None:
    """Return what ended the task with which a consumer keeps its place in the group; None while it runs.

    aiokafka ends it on any error that it does not foresee, and Faust never looks: the worker would idle, unassigned.
    """
    value = app
    for name in ("consumer", "_thread", "_consumer", "_coordinator", "_coordination_task"):
        value = getattr(value, name, None)
    if not isinstance(value, asyncio.Task) or not value.done() or value.cancelled():
        return None
    return value.exception()


def assignment(app: Any) -> set[Any]:
    """Return the partitions assigned to an app; none before it has joined."""
    try:
        return set(app.consumer.assignment())
    except Exception:  # Faust raises one of several while the consumer starts or rebalances
        return set()


def is_stuck(agent: Agent, health: Health, now: float) -> bool:
    """Whether an agent neither works, nor waits for anything that it has named."""
    if agent.busy_since is not None:
        return now - agent.busy_since > HUNG_S and not health.problems
    return now - agent.progressed > STUCK_S and not health.problems
