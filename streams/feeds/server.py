"""POST /articles: articles over HTTP into `news.articles`."""

from __future__ import annotations

import asyncio
import hmac
import json
import socket
from typing import Any

import structlog
from aiohttp import web

from streams.errors import ArticleError, KafkaError, UsageError
from streams.feeds.item import Item, Refusal
from streams.feeds.message import loads, make
from streams.feeds.producer import ArticleProducer
from streams.settings import Settings

log = structlog.get_logger("rasid.serve")

MAX_BODY_BYTES = 16 << 20
MAX_ITEMS = 1_000
PRODUCER = web.AppKey("producer", ArticleProducer)
SETTINGS = web.AppKey("settings", Settings)


def create_app(settings: Settings, producer: ArticleProducer) -> web.Application:
    """Return the application: POST /articles and GET /healthz."""
    app = web.Application(client_max_size=MAX_BODY_BYTES, middlewares=[authorised])
    app[PRODUCER], app[SETTINGS] = producer, settings
    app.router.add_post("/articles", take)
    app.router.add_get("/healthz", healthy)
    return app


@web.middleware
async def authorised(request: web.Request, handler: Any) -> web.StreamResponse:
    """Let through who knows the token; compared in constant time."""
    secret = request.app[SETTINGS].serve_token
    given = request.headers.get("Authorization", "").removeprefix("Bearer ").encode("utf-8", "surrogateescape")
    wanted = secret.get_secret_value().encode() if secret else b""
    if request.path != "/healthz" and not (wanted and hmac.compare_digest(given, wanted)):
        return answer(401, {"error": "send the header `Authorization: Bearer TOKEN` with the server's token"})
    response: web.StreamResponse = await handler(request)
    return response


async def healthy(_: web.Request) -> web.Response:
    """Say that the server runs."""
    return answer(200, {"status": "ok"})


async def take(request: web.Request) -> web.Response:
    """Take one article, an array or JSON Lines; 202 once Kafka has every article that was taken."""
    try:
        body = await request.read()
    except web.HTTPRequestEntityTooLarge:
        return answer(413, {"error": f"over {MAX_BODY_BYTES} bytes; send fewer articles at once"})
    try:
        parts = split(body)
    except ArticleError as err:
        return answer(400, {"error": str(err), "reason": err.reason})
    if len(parts) > MAX_ITEMS:
        return answer(413, {"error": f"{len(parts)} articles; send {MAX_ITEMS} at once at most"})
    producer = request.app[PRODUCER]
    try:
        results = await asyncio.to_thread(send_parts, producer, parts)
    except KafkaError as err:
        log.error("not taken", error=str(err))
        return answer(503, {"error": f"{err}; send again later, ids make a repeat harmless"})
    return answer_items(results, single=parts == [body])


def split(body: bytes) -> list[bytes]:
    """Return the messages of a body: the one object itself, an array's items, or JSON Lines.

    A body that is not JSON is JSON Lines if one of its lines is an object; the others are refused one by one.

    Raises:
        ArticleError: it is none of these.
    """
    try:
        value = loads(body, arrays=True, max_bytes=MAX_BODY_BYTES)
    except ArticleError:
        lines = [line for line in body.split(b"\n") if line.strip()]
        if body.lstrip()[:1] == b"[" or not any(map(is_object, lines)):
            raise
        return lines
    if isinstance(value, list):
        return [json.dumps(item, ensure_ascii=False).encode("utf-8", "surrogatepass") for item in value]
    return [body]


def is_object(line: bytes) -> bool:
    """Tell whether a line is a JSON object."""
    try:
        loads(line, max_bytes=MAX_BODY_BYTES)
    except ArticleError:
        return False
    return True


def send_parts(producer: ArticleProducer, parts: list[bytes]) -> list[dict[str, Any]]:
    """Send each part and wait for Kafka.

    Raises:
        KafkaError: Kafka did not take one of them.
    """
    max_bytes = producer.settings.max_message_bytes
    made = [made_or_refused(part, number, max_bytes) for number, part in enumerate(parts)]
    acknowledged = iter(producer.send_acknowledged(item for item in made if isinstance(item, Item)))
    results: list[dict[str, Any]] = []
    for number, item in enumerate(made):
        sent = next(acknowledged) if isinstance(item, Item) else item
        if isinstance(sent, Refusal):
            results.append({"item": number, "reason": sent.reason, "error": sent.message})
        else:
            results.append({"item": number, "id": sent.id, "warnings": list(sent.warnings)})
    return results


def made_or_refused(part: bytes, number: int, max_bytes: int) -> Item | Refusal:
    """Return the message of a part of the body, or why it is none."""
    try:
        return Item(make(loads(part, max_bytes=max_bytes)), f"item {number}")
    except ArticleError as err:
        return Refusal(f"item {number}", err.reason, str(err))


def answer_items(results: list[dict[str, Any]], single: bool) -> web.Response:
    """202 if anything was taken, else 422; one article's answer stands alone."""
    taken = [r for r in results if "id" in r]
    status = 202 if taken or not results else 422
    if single:
        return answer(status, {k: v for k, v in results[0].items() if k != "item"})
    refused = [r for r in results if "error" in r]
    return answer(status, {"taken": len(taken), "refused": len(refused), "items": results})


def answer(status: int, body: dict[str, Any]) -> web.Response:
    """Return JSON with Arabic as it is."""
    return web.json_response(body, status=status, dumps=lambda value: json.dumps(value, ensure_ascii=False))


def listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens on an address of this machine; port 0 takes a free one.

    Raises:
        UsageError: the port is taken, or the address is not this machine's.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family)
    except OSError as err:
        raise UsageError(
            f"cannot listen on {host}:{port} ({err.strerror or err}); give another port (--port, RASID_SERVE_PORT) or "
            "an address of this machine (--host, RASID_HTTP_HOST)"
        ) from err


def run(settings: Settings, host: str, port: int) -> None:
    """Serve until Ctrl-C or SIGTERM.

    Raises:
        UsageError: nothing can listen there.
        KafkaError: Kafka does not answer at the start.
    """
    with listening(host, port) as sock, ArticleProducer(settings, client_id="rasid-serve") as producer:
        app = create_app(settings, producer)
        log.info("serving", url=f"http://{host}:{sock.getsockname()[1]}/articles")
        web.run_app(app, sock=sock, print=None, access_log=None)
