"""`rasid serve`: POST /articles."""

from __future__ import annotations

import click

from streams.errors import UsageError
from streams.settings import load_settings


@click.command()
@click.option("--host", help="Address to listen on; RASID_HTTP_HOST otherwise.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port; RASID_SERVE_PORT otherwise, 0 takes a free one.")
def serve(host: str | None, port: int | None) -> int:
    """Take articles over HTTP and send them to Kafka.

    POST /articles with `Authorization: Bearer TOKEN` (RASID_SERVE_TOKEN) and one JSON article, a JSON array, or JSON
    Lines. 202 answers with the ids; an item that is no article is answered with its reason and the others are taken.
    """
    from streams.feeds.server import run
    from streams.telemetry import configure_logging

    settings = load_settings()
    if settings.serve_token is None or not settings.serve_token.get_secret_value():
        raise UsageError("set RASID_SERVE_TOKEN to the token that senders must give, e.g. `openssl rand -hex 24`")
    configure_logging(settings)
    run(settings, host or settings.http_host, settings.serve_port if port is None else port)
    return 0
