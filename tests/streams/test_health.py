"""The small HTTP server of a worker."""

from __future__ import annotations

import socket

import aiohttp
import pytest

from streams.errors import UsageError
from streams.health import Health, serve_health
from streams.metrics import Metrics


@pytest.fixture
def health() -> Health:
    return Health(Metrics())


async def get(port: int, path: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}{path}") as response:
        return response.status, await response.text()


async def test_readyz_tells_the_problems_until_they_are_over(health: Health) -> None:
    runner, port = await serve_health(health, "127.0.0.1", 0)
    health.set("elasticsearch", "cluster_block_exception")
    status, text = await get(port, "/readyz")
    assert (status, "cluster_block_exception" in text) == (503, True)
    assert (await get(port, "/livez"))[0] == 200
    health.set("elasticsearch", None)
    assert (await get(port, "/readyz"))[0] == 200
    health.fatal = "stuck"
    assert (await get(port, "/livez"))[0] == 503
    await runner.cleanup()


async def test_metrics_are_in_the_text_format(health: Health) -> None:
    runner, port = await serve_health(health, "127.0.0.1", 0)
    health.metrics.rejected.labels("extract", "not_json").inc()
    health.set("x", None)
    status, text = await get(port, "/metrics")
    assert status == 200
    assert 'rasid_rejected_total{agent="extract",reason="not_json"} 1.0' in text
    assert "rasid_ready 1.0" in text
    await runner.cleanup()


async def test_serve_health_on_a_taken_port_takes_the_next(health: Health) -> None:
    with socket.socket() as owner:
        owner.bind(("127.0.0.1", 0))
        owner.listen()
        taken = owner.getsockname()[1]
        runner, port = await serve_health(health, "127.0.0.1", taken)
        assert taken < port < taken + 100
        assert (await get(port, "/livez"))[0] == 200
        await runner.cleanup()


async def test_serve_health_on_an_address_of_another_machine_fails(health: Health) -> None:
    with pytest.raises(UsageError, match="RASID_HTTP_HOST"):
        await serve_health(health, "192.0.2.1", 0)
