"""Whether a worker is alive and ready, and the small HTTP server that says so.

GET /livez: 200 while the process is worth keeping. GET /readyz: 200, or 503 with the reasons. GET /metrics: Prometheus.
"""

from __future__ import annotations

import errno
from typing import Any

from aiohttp import web

from streams.errors import UsageError
from streams.metrics import Metrics
from streams.telemetry import get_logger

log = get_logger(__name__)
PORTS_TRIED = 100


class Health:
    """The reasons why a worker is not ready, by what they are about; and the one for which it must end."""

    def __init__(self, metrics: Metrics) -> None:
        self.metrics = metrics
        self.problems: dict[str, str] = {}
        self.fatal: str | None = None

    def starting(self, about: str, what: str) -> None:
        """Note what is not ready yet at the start, which nobody need be warned of."""
        self.problems[about] = what
        self.metrics.ready.set(0)

    def set(self, about: str, problem: str | None) -> None:
        """Note a problem, or that it is over; each is logged once."""
        known = self.problems.get(about)
        if problem is None:
            if self.problems.pop(about, None) is not None:
                log.info("no longer waiting", about=about)
        else:
            self.problems[about] = problem
            if known is None:
                log.warning("waiting", about=about, reason=problem)
        self.metrics.ready.set(1 if self.ready else 0)

    @property
    def ready(self) -> bool:
        """Whether nothing stands in the way."""
        return not self.problems and self.fatal is None


def application(health: Health) -> web.Application:
    """Return the web application."""

    async def livez(request: web.Request) -> web.Response:
        return web.json_response({"live": health.fatal is None}, status=503 if health.fatal else 200)

    async def readyz(request: web.Request) -> web.Response:
        state: dict[str, Any] = {"ready": health.ready, "problems": health.problems}
        return web.json_response(state, status=200 if health.ready else 503)

    async def metrics(request: web.Request) -> web.Response:
        return web.Response(body=health.metrics.exposition(), content_type="text/plain", charset="utf-8")

    app = web.Application()
    app.add_routes([web.get("/livez", livez), web.get("/readyz", readyz), web.get("/metrics", metrics)])
    return app


async def serve_health(health: Health, host: str, port: int) -> tuple[web.AppRunner, int]:
    """Serve on `port`, or on the next free one where it is taken (0: any free one).

    Returns:
        The runner, to be cleaned up at the end, and the port.

    Raises:
        UsageError: none of the next 100 ports is free, or the address is not this machine's.
    """
    runner = web.AppRunner(application(health), access_log=None)
    await runner.setup()
    for candidate in range(port, min(port + PORTS_TRIED, 65536)) if port else (0,):
        try:
            site = web.TCPSite(runner, host, candidate)
            await site.start()
        except OSError as err:
            await site.stop()
            if err.errno != errno.EADDRINUSE or candidate >= min(port + PORTS_TRIED, 65536) - 1:
                await runner.cleanup()
                raise UsageError(
                    f"cannot serve /livez on {host}:{candidate} ({err.strerror or err}); set RASID_TELEMETRY_PORT to a "
                    "free port and RASID_HTTP_HOST to an address of this machine"
                ) from err
            continue
        return runner, int(runner.addresses[0][1])
    raise AssertionError("a port was tried")
