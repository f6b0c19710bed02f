"""`rasid demo`: from a file to printed events, on servers of its own, of which none is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from streams.demo import Run
from streams.embedded import EmbeddedServers
from streams.settings import Settings

pytestmark = pytest.mark.timeout(300)
# "Two policemen were killed and three others wounded in an armed attack south of Kirkuk on Saturday."
NEWS = "قتل شرطيان وأصيب ثلاثة آخرون بهجوم مسلح جنوبي كركوك يوم السبت."
# The signals as a terminal leaves them: a test run in the background or under `nohup` hands down that they are ignored.
START = """
import runpy, signal
for name in (signal.SIGHUP, signal.SIGTERM):
    signal.signal(name, signal.SIG_DFL)
signal.signal(signal.SIGINT, signal.default_int_handler)
runpy.run_module("streams.cli", run_name="__main__")
"""
DEMO = [sys.executable, "-c", START, "demo"]


@pytest.fixture
def begin(tmp_path: Path, root: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start demos with the data folder `data`; neither they nor their servers outlive the test."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("RASID_")}
    environment = {**clean, "PYTHONPATH": str(root), "RASID_DATA_DIR": str(tmp_path / "data")}
    started: list[subprocess.Popen[str]] = []

    def make(*arguments: str) -> subprocess.Popen[str]:
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        started.append(subprocess.Popen([*DEMO, *arguments], text=True, cwd=tmp_path, env=environment, **pipes))
        return started[-1]

    yield make
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()
    EmbeddedServers(tmp_path / "data" / "demo").stop()


@pytest.fixture
def news(tmp_path: Path) -> str:
    """A file with one article."""
    path = tmp_path / "news.txt"
    path.write_text(NEWS, encoding="utf-8")
    return str(path)


def running(servers: EmbeddedServers, demo: subprocess.Popen[str]) -> bool:
    """Wait until the servers of a demo run."""
    while servers.status() is None:
        assert demo.poll() is None, demo.communicate()
        time.sleep(0.05)
    return True


@pytest.mark.embedded
def test_demo_once_prints_the_events_and_leaves_nothing_running(
    begin: Callable[..., subprocess.Popen[str]], news: str, tmp_path: Path
) -> None:
    demo = begin("--once", news)
    output, messages = demo.communicate()
    assert demo.returncode == 0, messages
    assert "1 articles indexed" in messages
    assert "ASSAULT" in output
    assert "كركوك" in output
    assert EmbeddedServers(tmp_path / "data" / "demo").status() is None


@pytest.mark.embedded
def test_demo_that_was_killed_gives_way_to_the_next_and_one_that_runs_does_not(
    begin: Callable[..., subprocess.Popen[str]], news: str, tmp_path: Path
) -> None:
    servers = EmbeddedServers(tmp_path / "data" / "demo")
    first = begin(news)
    assert running(servers, first)
    second = begin("--once", news)
    _, messages = second.communicate()
    assert second.returncode == 2
    assert f"process {first.pid}" in messages
    first.kill()
    first.communicate()
    assert servers.status() is not None
    third = begin("--once", news)
    _, messages = third.communicate()
    assert third.returncode == 0, messages
    assert "left behind" in messages
    assert servers.status() is None


@pytest.mark.embedded
@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM, signal.SIGINT])
def test_demo_told_to_end_at_its_start_stops_its_servers(
    begin: Callable[..., subprocess.Popen[str]], news: str, tmp_path: Path, number: signal.Signals
) -> None:
    servers = EmbeddedServers(tmp_path / "data" / "demo")
    demo = begin(news)
    assert running(servers, demo)
    demo.send_signal(number)
    demo.communicate()
    assert demo.returncode == (130 if number == signal.SIGINT else 128 + number)
    assert servers.status() is None


class Index:
    """Stands for Elasticsearch with one article of attacks in Kirkuk, of whose events `found` are searchable."""

    def __init__(self, ids: list[str], found: int) -> None:
        self.ids, self.found = ids, found

    def __enter__(self) -> Index:
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def search(self, index: str, size: int, **query: Any) -> dict[str, Any]:
        attack = {"type": "ASSAULT", "status": "actual", "trigger": {"text": "هجوم"}, "place_names": ["كركوك"]}
        article = {"id": "a1", "text": "هجوم", "published": "2021-05-22", "published_from": "text"}
        found = [attack] * self.found if index.endswith("events") else [{**article, "event_ids": self.ids}]
        return {"hits": {"hits": [{"_source": source} for source in found[:size]]}}


@pytest.mark.parametrize("most", [10_000, 1_000])
def test_demo_prints_an_article_of_very_many_events(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    index = Index([f"a1#{n}" for n in range(1_001)], found=7)
    monkeypatch.setattr("streams.demo.MAX_EVENTS", most)
    monkeypatch.setattr("streams.demo.elasticsearch", lambda settings: index)
    run = Run(Settings(), SimpleNamespace(), time.monotonic())  # type: ignore[arg-type]
    assert run.print_new(["a1"]) == 0  # what cannot be printed yet is no progress
    index.found = 1_001
    assert run.print_new(["a1"]) == 1
    assert run.print_new(["a1"]) == 0
    assert run.events == min(1_001, most)
