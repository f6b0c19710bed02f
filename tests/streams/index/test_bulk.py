"""Verdicts of bulk writes, against a small HTTP server that answers as Elasticsearch does when things go wrong."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from aiohttp import web

from streams.index.bulk import Bulk, Operation, Verdict, Waiting, chunks
from streams.index.transport import Elastic
from streams.settings import Settings

Answers = list[Callable[[list[dict[str, Any]]], Any]]


class Server:
    """Answers each bulk request with the next of `answers`, then takes all; keeps what it was sent."""

    def __init__(self) -> None:
        self.answers: Answers = []
        self.requests: list[list[dict[str, Any]]] = []
        self.url = ""

    async def bulk(self, request: web.Request) -> web.StreamResponse:
        items = actions(await request.read())
        self.requests.append(items)
        made = (self.answers.pop(0) if self.answers else all_done)(items)
        if asyncio.iscoroutine(made):
            made = await made
        if isinstance(made, web.StreamResponse):
            return made
        return web.json_response({"errors": True, "items": made})


def actions(body: bytes) -> list[dict[str, Any]]:
    """Return the actions of a bulk request, without the documents."""
    found, lines = [], [json.loads(line) for line in body.splitlines()]
    while lines:
        action = lines.pop(0)
        found.append(action)
        if "index" in action:
            lines.pop(0)
    return found


def item(action: dict[str, Any], status: int, error: str = "", reason: str = "", **more: Any) -> dict[str, Any]:
    """Return an item of a bulk answer."""
    name, meta = next(iter(action.items()))
    told = {"error": {"type": error, "reason": reason}} if error else {}
    return {name: {"_id": meta["_id"], "status": status, **told, **more}}


def all_done(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [item(action, 201, result="created") for action in items]


def whole(status: int, error: str = "", reason: str = "") -> Callable[[Any], web.Response]:
    """Return an answer to the request as a whole."""
    return lambda items: web.json_response(
        {"error": {"type": error, "reason": reason}, "status": status}, status=status
    )


def each(*statuses: int, error: str = "some_exception", reason: str = "so") -> Callable[[Any], Any]:
    """Return an answer with a status for each item."""
    return lambda items: [
        item(action, status, *((error, reason) if status >= 400 else ()))
        for action, status in zip(items, statuses, strict=True)
    ]


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    made = Server()
    app = web.Application(client_max_size=1 << 24)
    app.add_routes([web.post("/_bulk", made.bulk)])
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield made
    await runner.cleanup()


class Told:
    """Keeps what the bulk writer says and how long it waits, and waits for nothing."""

    def __init__(self) -> None:
        self.troubles: list[str | None] = []
        self.waits: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
async def bulk(server: Server, told: Told) -> AsyncIterator[Bulk]:
    elastic = Elastic(Settings(elasticsearch_url=server.url), timeout_s=0.5)
    yield Bulk(elastic, 1 << 20, Waiting(30.0, told.troubles.append, told.sleep))
    await elastic.close()


def operations(count: int) -> list[Operation]:
    return [Operation("rasid-events", f"e{n}", 7, {"id": f"e{n}"}) for n in range(count)]


def verdicts(outcomes: Any) -> list[Verdict]:
    return [outcome.verdict for outcome in outcomes]


async def test_bulk_sends_external_versions_and_requires_the_alias(server: Server, bulk: Bulk) -> None:
    outcomes = await bulk.write([*operations(1), Operation("rasid-events", "gone", 8, None)])
    assert verdicts(outcomes) == [Verdict.DONE, Verdict.DONE]
    meta = {"_index": "rasid-events", "version_type": "external_gte"}
    index, delete = server.requests[0]
    assert index["index"] == {**meta, "_id": "e0", "version": 7, "require_alias": True}
    assert delete["delete"] == {**meta, "_id": "gone", "version": 8}


async def test_bulk_item_409_is_older_and_not_sent_again(server: Server, bulk: Bulk) -> None:
    server.answers = [each(409, 201)]
    assert verdicts(await bulk.write(operations(2))) == [Verdict.OLDER, Verdict.DONE]
    assert len(server.requests) == 1


async def test_bulk_delete_of_what_is_not_there_is_done(server: Server, bulk: Bulk) -> None:
    server.answers = [lambda items: [item(items[0], 404, result="not_found")]]
    assert verdicts(await bulk.write([Operation("rasid-events", "e", 1, None)])) == [Verdict.DONE]


async def test_bulk_item_400_is_refused_with_the_reason_and_the_others_done(server: Server, bulk: Bulk) -> None:
    server.answers = [
        each(201, 400, 201, error="document_parsing_exception", reason="failed to parse field [occurred]")
    ]
    outcomes = await bulk.write(operations(3))
    assert verdicts(outcomes) == [Verdict.DONE, Verdict.REFUSED, Verdict.DONE]
    assert outcomes[1].reason == "document_parsing_exception: failed to parse field [occurred]"


async def test_bulk_item_in_the_failure_store_is_refused(server: Server, bulk: Bulk) -> None:
    server.answers = [lambda items: [item(items[0], 201, failure_store="used")]]
    outcomes = await bulk.write(operations(1))
    assert outcomes[0].verdict is Verdict.REFUSED
    assert "failure store" in outcomes[0].reason


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504, 401, 403, 404])
async def test_bulk_item_that_can_yet_succeed_is_sent_again_alone(
    server: Server, bulk: Bulk, told: Told, status: int
) -> None:
    server.answers = [each(201, status, 201), each(status), each(status)]
    assert verdicts(await bulk.write(operations(3))) == [Verdict.DONE] * 3
    assert [[next(iter(a.values()))["_id"] for a in request] for request in server.requests[1:]] == [["e1"]] * 3
    assert told.troubles == ["some_exception: so"] * 3 + [None]


@pytest.mark.parametrize("status", [429, 500, 502, 503, 401, 403, 404, 408])
async def test_bulk_request_that_can_yet_succeed_is_sent_again_whole(
    server: Server, bulk: Bulk, told: Told, status: int
) -> None:
    server.answers = [whole(status, "cluster_block_exception", "blocked")] * 3
    assert verdicts(await bulk.write(operations(2))) == [Verdict.DONE] * 2
    assert [len(request) for request in server.requests] == [2, 2, 2, 2]
    assert told.troubles[0] == "cluster_block_exception: blocked"


async def test_bulk_waits_longer_each_time_with_jitter_up_to_the_limit(server: Server, bulk: Bulk, told: Told) -> None:
    server.answers = [whole(503)] * 12
    await bulk.write(operations(1))
    longest = [min(30.0, 0.1 * 2**n) for n in range(12)]
    assert all(limit / 2 <= wait <= limit for wait, limit in zip(told.waits, longest, strict=True))
    assert len({round(wait / limit, 3) for wait, limit in zip(told.waits, longest, strict=True)}) > 1


async def test_bulk_timeout_is_sent_again_since_it_may_have_written(server: Server, bulk: Bulk, told: Told) -> None:
    async def late(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
        await asyncio.sleep(1.5)
        return all_done(items)

    server.answers = [late]
    assert verdicts(await bulk.write(operations(2))) == [Verdict.DONE] * 2
    assert len(server.requests) == 2
    assert "Timeout" in (told.troubles[0] or "")


async def test_bulk_server_that_is_away_is_waited_for(told: Told) -> None:
    elastic = Elastic(Settings(elasticsearch_url="http://127.0.0.1:1"), timeout_s=0.5)
    tries = 0

    async def sleep(seconds: float) -> None:
        nonlocal tries
        tries += 1
        if tries == 5:
            raise asyncio.CancelledError

    bulk = Bulk(elastic, 1 << 20, Waiting(30.0, told.troubles.append, sleep))
    with pytest.raises(asyncio.CancelledError):
        await bulk.write(operations(1))
    assert "ConnectionError" in (told.troubles[0] or "")
    await elastic.close()


async def test_bulk_answer_that_is_no_json_is_sent_again(server: Server, bulk: Bulk) -> None:
    server.answers = [lambda items: web.Response(text="<html>proxy</html>", content_type="text/html")]
    assert verdicts(await bulk.write(operations(1))) == [Verdict.DONE]


async def test_bulk_answer_with_too_few_items_is_sent_again(server: Server, bulk: Bulk) -> None:
    server.answers = [lambda items: all_done(items)[:1]]
    assert verdicts(await bulk.write(operations(2))) == [Verdict.DONE] * 2


async def test_bulk_413_splits_until_it_fits(server: Server, bulk: Bulk, told: Told) -> None:
    def at_most_two(items: list[dict[str, Any]]) -> Any:
        return whole(413)(items) if len(items) > 2 else all_done(items)

    server.answers = [at_most_two] * 20
    outcomes = await bulk.write(operations(7))
    assert verdicts(outcomes) == [Verdict.DONE] * 7
    assert [o.operation.id for o in outcomes] == [f"e{n}" for n in range(7)]
    assert told.waits == []


async def test_bulk_413_of_a_single_document_refuses_it_alone(server: Server, bulk: Bulk) -> None:
    def not_e1(items: list[dict[str, Any]]) -> Any:
        ids = [next(iter(a.values()))["_id"] for a in items]
        return whole(413, "too_large", "no")(items) if "e1" in ids else all_done(items)

    server.answers = [not_e1] * 20
    outcomes = await bulk.write(operations(4))
    assert verdicts(outcomes) == [Verdict.DONE, Verdict.REFUSED, Verdict.DONE, Verdict.DONE]


async def test_bulk_400_of_the_request_finds_the_document_at_fault(server: Server, bulk: Bulk) -> None:
    def not_e2(items: list[dict[str, Any]]) -> Any:
        ids = [next(iter(a.values()))["_id"] for a in items]
        return whole(400, "illegal_argument_exception", "id")(items) if "e2" in ids else all_done(items)

    server.answers = [not_e2] * 20
    outcomes = await bulk.write(operations(5))
    assert [o.operation.id for o in outcomes if o.verdict is Verdict.REFUSED] == ["e2"]
    assert verdicts(outcomes).count(Verdict.DONE) == 4


async def test_bulk_keeps_requests_below_the_limit(server: Server, bulk: Bulk) -> None:
    bulk.max_bytes = 1000
    text = "هجوم" * 50  # attack
    many = [Operation("rasid-events", f"e{n}", 1, {"text": text}) for n in range(10)]
    assert verdicts(await bulk.write(many)) == [Verdict.DONE] * 10
    assert [len(request) for request in server.requests] == [1] * 10


def test_chunks_of_one_too_large_entry_go_alone() -> None:
    assert list(chunks([[b"x" * 10], [b"x" * 200], [b"x" * 10], [b"x" * 10]], 100)) == [[0], [1], [2, 3]]


async def test_bulk_of_nothing_calls_nobody(server: Server, bulk: Bulk) -> None:
    assert await bulk.write([]) == []
    assert server.requests == []
