"""Fixtures of the feeds' tests: a site on this machine and a memory of feeds."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiohttp import web

from streams.feeds.memory import Memory
from tests.streams.feeds.site import Site


@pytest.fixture
def site() -> Iterator[Site]:
    """A site on a free port of this machine."""
    found, loop, ready = Site(), asyncio.new_event_loop(), threading.Event()
    runner: web.AppRunner | None = None

    async def start() -> None:
        nonlocal runner
        app = web.Application()
        app.router.add_get("/{path:.*}", found.answer)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        found.base = f"http://127.0.0.1:{runner.addresses[0][1]}"
        ready.set()

    def serve() -> None:
        loop.run_until_complete(start())
        loop.run_forever()
        assert runner is not None
        loop.run_until_complete(runner.cleanup())
        loop.close()

    thread = threading.Thread(target=serve)
    thread.start()
    assert ready.wait(10)
    yield found
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Memory]:
    """An empty memory of feeds."""
    found = Memory(tmp_path / "feeds.sqlite", max_entries=50)
    yield found
    found.close()
