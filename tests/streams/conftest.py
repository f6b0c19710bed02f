"""Servers for the tests of the pipeline: the embedded ones, and real ones, each started once a session.

A test with the fixture `settings` runs on both, marked `embedded` and `real`, each time with topics and indices of its
own. Real servers are looked for only where such a test runs; RASID_TEST_REAL=1 makes their absence a failure and not a
skip, and RASID_TEST_SERVERS=KAFKA,ELASTICSEARCH_URL names some that run already (deploy/servers/servers.py run).
"""

from __future__ import annotations

import asyncio
import importlib.util
import json
import os
import time
import uuid
import warnings
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from click.testing import CliRunner, Result

# kafka-python reads its schemas with a deprecated function when it is imported; warnings are errors here.
with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    from kafka import KafkaProducer

from streams.embedded import EmbeddedServers
from streams.settings import Settings, load_settings
from streams.subprocesses import environment
from tests.streams.keyword_process import Process

REQUIRE_REAL = "RASID_TEST_REAL"
RUNNING_REAL = "RASID_TEST_SERVERS"


def load_module(path: Path) -> ModuleType:
    """Import a Python file that belongs to no package."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def embedded_servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The embedded servers, for the session."""
    with EmbeddedServers(tmp_path_factory.mktemp("embedded"), default_ports=False) as endpoints:
        yield {
            "kafka_servers": endpoints.kafka_servers,
            "elasticsearch_url": endpoints.elasticsearch_url,
            "elasticsearch_flavor": "embedded",
        }


@pytest.fixture(scope="session")
def real_servers(root: Path) -> Iterator[dict[str, str]]:
    """Real Kafka and Elasticsearch, for the session."""
    if os.environ.get(RUNNING_REAL):
        kafka, _, url = os.environ[RUNNING_REAL].partition(",")
        yield {"kafka_servers": kafka, "elasticsearch_url": url, "elasticsearch_flavor": "core"}
        return
    servers = load_module(root / "deploy" / "servers" / "servers.py")
    try:
        running = servers.RealServers(root / ".cache" / "servers")
        running.fetch()
        endpoints = running.start()
    except servers.Unavailable as err:
        if os.environ.get(REQUIRE_REAL) == "1":
            pytest.fail(f"{REQUIRE_REAL}=1, and the real servers are not there: {err}")
        pytest.skip(f"NO REAL SERVERS, so nothing is shown of them: {err}")
    try:
        yield {**endpoints, "elasticsearch_flavor": "core"}
    finally:
        running.stop()


@pytest.fixture(
    params=[
        pytest.param("embedded_servers", marks=pytest.mark.embedded, id="embedded"),
        pytest.param("real_servers", marks=[pytest.mark.real, pytest.mark.timeout(300)], id="real"),
    ]
)
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Settings of a server pair, with topics and indices of the test's own, which exist already."""
    from streams.commands.setup import install_all

    mark = uuid.uuid4().hex[:8]
    found = Settings(
        **request.getfixturevalue(request.param),
        topic_prefix=f"news-{mark}",
        index_prefix=f"rasid-{mark}",
        data_dir=tmp_path / "data",
        telemetry_port=0,
        partitions=3,
        retry_max_wait_s=0.5,
        refresh_interval_s=0.2,
    )
    install_all(found)
    return found


class Feeder:
    """Sends messages to news.articles as they are."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.producer = KafkaProducer(bootstrap_servers=settings.kafka_servers, max_request_size=16 << 20, linger_ms=1)

    def raw(self, value: bytes | None, key: str | None, **options: Any) -> Any:
        """Send bytes and return what Kafka says of them."""
        encoded = None if key is None else key.encode()
        return self.producer.send(self.settings.topic("articles"), value=value, key=encoded, **options).get(30)

    def article(self, id: str, text: str, **fields: Any) -> Any:
        """Send an article under its own key."""
        return self.raw(json.dumps({"id": id, "text": text, **fields}, ensure_ascii=False).encode(), id)


@pytest.fixture
def feeder(settings: Settings) -> Iterator[Feeder]:
    """A producer of articles."""
    made = Feeder(settings)
    yield made
    made.producer.close()


@pytest.fixture
def start(settings: Settings, tmp_path: Path) -> Iterator[Callable[..., Process]]:
    """Start workers with the agents named; those that still run at the test's end are killed."""
    started: list[Process] = []

    def make(*agents: str) -> Process:
        started.append(Process(settings, tmp_path / f"worker{len(started)}.log", *agents))
        return started[-1]

    yield make
    for process in started:
        if process.popen.poll() is None:
            process.popen.kill()
        process.popen.wait()


@pytest.fixture
def rasid(settings: Settings) -> Iterator[Callable[..., Result]]:
    """`rasid("search", …)`: a command on the test's servers; its exit status is the result's return value."""
    from streams.cli import rasid as group

    def run(*arguments: str) -> Result:
        load_settings.cache_clear()
        return CliRunner().invoke(group, arguments, env=environment(settings), standalone_mode=False)

    yield run
    load_settings.cache_clear()


async def until(look: Callable[[], Any], seconds: float = 30.0, what: str = "") -> Any:
    """Return what `look` gives once that is true; it runs in a thread, twenty times a second."""
    deadline = time.monotonic() + seconds
    while True:
        found = await asyncio.to_thread(look)
        if found:
            return found
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds} s: {what or look}; last seen: {found!r}")
        await asyncio.sleep(0.05)


@asynccontextmanager
async def running_worker(settings: Settings, extract: Any, **options: Any) -> AsyncIterator[Any]:
    """Run a worker in this event loop, ready, and stop it in order."""
    from streams.worker import Worker

    worker = Worker(settings, extract=extract, **options)
    task = asyncio.ensure_future(worker.run())
    try:
        await until(lambda: task.done() or (worker.health.ready and worker.apps), what="a ready worker")
        if task.done():
            task.result()
        yield worker
    finally:
        worker.stop.set()
        await asyncio.wait_for(task, 40)


@pytest.fixture
def worker_in(settings: Settings) -> Callable[..., Any]:
    """`async with worker_in(extract)`: a worker of the test's servers."""
    return lambda extract, **options: running_worker(settings, extract, **options)


@pytest.fixture
def eventually() -> Callable[..., Any]:
    """`await eventually(look)`: what `look` gives once that is true."""
    return until
