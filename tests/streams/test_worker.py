"""Workers as processes: readiness, a clean end, and a kill in the middle of the work."""

from __future__ import annotations

import json
import signal
from typing import Any

import pytest

from streams.errors import KafkaError, UsageError
from streams.index.client import elasticsearch
from streams.settings import Settings
from streams.topics import topic_facts
from streams.worker import Worker, run_worker
from tests.streams.keyword_extract import keyword_extract

pytestmark = pytest.mark.timeout(240)
ATTACK = "هجوم في كركوك"  # an attack in Kirkuk
ARTICLES = 400


def stored(settings: Settings) -> dict[str, int]:
    """Return the number of documents by index."""
    with elasticsearch(settings) as es:
        return {name: es.count(index=settings.index(name))["count"] for name in ("articles", "events")}


async def test_worker_ends_in_order_on_sigterm_and_commits(
    settings: Settings, start: Any, feeder: Any, eventually: Any
) -> None:
    process = start()
    await eventually(process.ready, 120)
    for n in range(20):
        feeder.article(f"a{n}", ATTACK)
    await eventually(lambda: stored(settings) == {"articles": 20, "events": 20})
    process.popen.send_signal(signal.SIGTERM)
    assert process.popen.wait(60) == 0
    assert sum(topic_facts(settings, "articles", "extract").lag.values()) == 0
    assert sum(topic_facts(settings, "events", "index").lag.values()) == 0


# Real servers alone: the embedded broker does not put a silent member out of its group.
@pytest.mark.parametrize("settings", [pytest.param("real_servers", marks=pytest.mark.real, id="real")], indirect=True)
async def test_worker_killed_in_the_middle_loses_nothing(
    settings: Settings, start: Any, feeder: Any, eventually: Any
) -> None:
    first, second = start("extract", "index"), start("extract", "index")
    await eventually(lambda: first.ready() and second.ready(), 120)
    for n in range(ARTICLES):
        if n == ARTICLES // 2:
            await eventually(lambda: stored(settings)["articles"] > 0)
            first.popen.send_signal(signal.SIGKILL)
        feeder.producer.send(
            settings.topic("articles"), key=f"a{n}".encode(), value=json.dumps({"id": f"a{n}", "text": ATTACK}).encode()
        )
    feeder.producer.flush()
    await eventually(lambda: stored(settings) == {"articles": ARTICLES, "events": ARTICLES}, 120)
    assert first.popen.wait(10) == -signal.SIGKILL
    assert second.popen.poll() is None


async def test_worker_agents_run_apart(settings: Settings, start: Any, feeder: Any, eventually: Any) -> None:
    extract, index = start("extract"), start("index")
    await eventually(lambda: extract.ready() and index.ready(), 120)
    feeder.article("a1", ATTACK)
    await eventually(lambda: stored(settings) == {"articles": 1, "events": 1})


async def test_worker_without_topics_says_so_and_is_not_started(settings: Settings) -> None:
    worker = Worker(settings.model_copy(update={"topic_prefix": "none"}), extract=keyword_extract)
    with pytest.raises(KafkaError, match="rasid setup"):
        await worker.run()


def test_worker_of_an_unknown_agent_is_wrong_usage(settings: Settings) -> None:
    with pytest.raises(UsageError, match="nobody"):
        run_worker(settings, ["extract", "nobody"])


def test_app_has_one_worker_task_an_agent_and_no_loss_on_commit(settings: Settings) -> None:
    """With a concurrency above 1, Faust's commits can pass messages in flight."""
    from streams.app import add_agent, make_app

    async def run(stream: Any) -> None: ...

    app = make_app(settings, "extract")
    add_agent(app, settings, "extract", run)
    (agent,) = app.agents.values()
    assert agent.concurrency == 1
    assert app.conf.stream_wait_empty is False
    assert app.conf.broker_session_timeout <= 10
    assert app.conf.web_enabled is False
