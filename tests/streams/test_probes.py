"""When a worker is stuck."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from streams import probes
from streams.health import Health
from streams.metrics import Metrics
from streams.probes import HUNG_S, STUCK_S, is_stuck, probe_crashes, probe_lag, probe_stalls
from streams.settings import Settings
from streams.topics import TopicFacts


def agent(busy_since: float | None = None, progressed: float = 0.0) -> Any:
    return SimpleNamespace(busy_since=busy_since, progressed=progressed)


@pytest.mark.parametrize(
    ("one", "problem", "now", "expected"),
    [
        (agent(), None, STUCK_S - 1, False),
        (agent(), None, STUCK_S + 1, True),
        (agent(), "elasticsearch is away", STUCK_S + 1, False),
        (agent(busy_since=0.0), None, STUCK_S + 1, False),
        (agent(busy_since=0.0), None, HUNG_S + 1, True),
        (agent(busy_since=0.0), "elasticsearch is away", HUNG_S + 1, False),
    ],
)
def test_is_stuck_means_no_work_no_progress_and_no_reason(
    one: Any, problem: str | None, now: float, expected: bool
) -> None:
    health = Health(Metrics())
    health.set("x", problem)
    assert is_stuck(one, health, now) is expected


async def run_lag_probe(monkeypatch: pytest.MonkeyPatch, lags: list[int], progressed: float) -> Health:
    ends = iter(lags)
    last = 0

    def facts(*_: Any) -> TopicFacts:
        nonlocal last
        last = next(ends, last)
        return TopicFacts("news.articles", None, {0: last, 1: 99}, {0: 0, 1: 0})

    monkeypatch.setattr(probes, "LAG_INTERVAL_S", 0.01)
    monkeypatch.setattr(probes, "topic_facts", facts)
    monkeypatch.setattr(probes, "assignment", lambda app: [SimpleNamespace(partition=0)])
    health = Health(Metrics())
    agents: Any = {"extract": agent(progressed=progressed)}
    task = asyncio.ensure_future(probe_lag(Settings(), agents, {"extract": None}, health, health.metrics))
    await asyncio.sleep(0.3)
    task.cancel()
    return health


async def test_probe_lag_that_grows_while_nothing_moves_is_fatal(monkeypatch: pytest.MonkeyPatch) -> None:
    health = await run_lag_probe(monkeypatch, [0, 5, 9], progressed=-10_000.0)
    assert "messages wait" in (health.fatal or "")
    assert health.metrics.lag.labels("extract", "0")._value.get() == 9


async def test_probe_lag_of_a_worker_that_progresses_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    assert (await run_lag_probe(monkeypatch, [0, 5, 9], progressed=time.monotonic())).fatal is None


async def test_probe_lag_without_messages_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (await run_lag_probe(monkeypatch, [0, 0], progressed=-10_000.0)).fatal is None


async def test_probe_crashes_notes_a_crashed_app() -> None:
    health = Health(Metrics())
    app = SimpleNamespace(crashed=True, crash_reason=RuntimeError("lost"))
    task = asyncio.ensure_future(probe_crashes({"index": app}, health))
    await asyncio.sleep(0.4)
    assert "index" in (health.fatal or "")
    task.cancel()


async def test_probe_crashes_notes_a_consumer_that_lost_its_group() -> None:
    async def fail() -> None:
        raise RuntimeError("an empty assignment")

    task = asyncio.ensure_future(fail())
    await asyncio.wait([task])
    coordinator = SimpleNamespace(_coordination_task=task)
    thread = SimpleNamespace(_consumer=SimpleNamespace(_coordinator=coordinator))
    app = SimpleNamespace(crashed=False, consumer=SimpleNamespace(_thread=thread))
    health = Health(Metrics())
    probe = asyncio.ensure_future(probe_crashes({"extract": app}, health))
    await asyncio.sleep(0.4)
    assert "an empty assignment" in (health.fatal or "")
    probe.cancel()


async def test_probe_stalls_measures_a_blocked_loop() -> None:
    import time

    metrics = Metrics()
    task = asyncio.ensure_future(probe_stalls(metrics))
    await asyncio.sleep(0.05)
    time.sleep(0.6)
    await asyncio.sleep(0.3)
    assert metrics.stall._value.get() >= 0.3
    task.cancel()
