"""POST /articles on a real Kafka: taken articles are there when 202 is answered, and a bad one stops no other."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer
from kafka import KafkaConsumer
from pydantic import SecretStr

from streams.feeds.producer import ArticleProducer
from streams.feeds.server import MAX_ITEMS, create_app
from streams.settings import Settings

# "The governor of Basra visited the port of Umm Qasr on Sunday."
STORY = "زار محافظ البصرة ميناء أم قصر يوم الأحد."
TOKEN = "a token"
HEADERS = {"Authorization": f"Bearer {TOKEN}"}
Client = TestClient[Any, Any]


@pytest.fixture
async def client(settings: Settings) -> AsyncIterator[Client]:
    """The server with a producer of its own."""
    own = settings.model_copy(update={"serve_token": SecretStr(TOKEN)})
    with ArticleProducer(own) as producer:
        async with TestClient(TestServer(create_app(own, producer))) as found:
            yield found


def stored(settings: Settings) -> dict[str, dict[str, Any]]:
    """Everything in news.articles, by key."""
    consumer = KafkaConsumer(
        settings.topic("articles"), bootstrap_servers=settings.kafka_servers, auto_offset_reset="earliest",
        consumer_timeout_ms=2000,
    )  # fmt: skip
    try:
        return {message.key.decode(): json.loads(message.value) for message in consumer}
    finally:
        consumer.close()


async def post(client: Client, body: bytes, headers: dict[str, str] = HEADERS) -> tuple[int, dict[str, Any]]:
    async with client.post("/articles", data=body, headers=headers) as answer:
        return answer.status, await answer.json()


async def test_post_one_article_answers_202_with_its_id(client: Client, settings: Settings) -> None:
    body = json.dumps({"text": STORY, "id": "7", "source": "Outlet"}).encode()
    status, answer = await post(client, body)
    assert (status, answer["id"]) == (202, "outlet:7")
    assert stored(settings)["outlet:7"]["text"] == STORY


async def test_post_lines_with_a_bad_one_takes_the_others(client: Client, settings: Settings) -> None:
    lines = [json.dumps({"text": STORY, "id": str(n)}) for n in range(3)]
    lines.insert(1, '{"text": 5}')
    lines.insert(2, '{"title": "no text"}')
    status, answer = await post(client, "\n".join(lines).encode())
    assert status == 202
    assert [item.get("reason") for item in answer["items"]] == [None, "text_not_string", "no_text", None, None]
    assert (answer["taken"], answer["refused"]) == (3, 2)
    assert set(stored(settings)) == {"0", "1", "2"}


async def test_post_array_is_taken(client: Client) -> None:
    status, answer = await post(client, json.dumps([{"text": STORY}, {"text": STORY + " وعاد."}]).encode())
    assert (status, answer["taken"]) == (202, 2)


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": TOKEN + "x"}])
async def test_post_without_the_token_answers_401(client: Client, headers: dict[str, str]) -> None:
    assert (await post(client, b'{"text": "x"}', headers))[0] == 401


async def test_post_bad_bodies_are_answered_with_what_to_do(client: Client) -> None:
    assert (await post(client, b"not json"))[0] == 400
    assert (await post(client, b"\xff\xfe"))[0] == 400
    assert (await post(client, b"[" * 10_000))[1]["reason"] == "too_deep"
    assert (await post(client, json.dumps([{"text": STORY}] * (MAX_ITEMS + 1)).encode()))[0] == 413
    assert (await post(client, b'{"text": "only English words here, nothing else"}'))[0] == 422
