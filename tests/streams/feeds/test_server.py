"""POST /articles on a real Kafka: taken articles are there when 202 is answered, and a bad one stops no other."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterable
from typing import Any, cast

import pytest
from aiohttp.test_utils import TestClient, TestServer
from kafka import KafkaConsumer
from pydantic import SecretStr

from streams.article import DEFAULT_MAX_MESSAGE_BYTES, Article
from streams.errors import UsageError
from streams.feeds.item import Item, Refusal
from streams.feeds.producer import ArticleProducer, check
from streams.feeds.server import MAX_ITEMS, create_app, listening, send_parts
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


async def test_post_lines_that_are_not_json_are_refused_by_item(client: Client) -> None:
    good = json.dumps({"text": STORY}).encode()
    status, answer = await post(client, b"\n".join([b"not json", good, b"\xff{}", b'{"text": ', good + b","]))
    assert status == 202
    assert [item.get("reason") for item in answer["items"]] == ["not_json", None, "not_utf8", "not_json", "not_json"]


async def test_post_single_object_on_many_lines_is_one_article(client: Client) -> None:
    status, answer = await post(client, json.dumps({"text": STORY, "id": "7"}, indent=1).encode())
    assert (status, answer["id"]) == (202, "7")


class Taking:
    """Stands for a producer that takes everything."""

    settings = Settings(max_message_bytes=2 * DEFAULT_MAX_MESSAGE_BYTES)

    def send_acknowledged(self, items: Iterable[Item]) -> list[Article | Refusal]:
        return [check(item, self.settings) for item in items]


def test_send_parts_limit_is_the_setting_s() -> None:
    part = json.dumps({"text": STORY + " " * DEFAULT_MAX_MESSAGE_BYTES, "id": "7"}).encode()
    assert send_parts(cast("ArticleProducer", Taking()), [part]) == [{"item": 0, "id": "7", "warnings": []}]


def test_listening_chooses_a_free_port_and_names_a_taken_one() -> None:
    with listening("127.0.0.1", 0) as owner:
        port = owner.getsockname()[1]
        assert port
        with pytest.raises(UsageError, match=f"127.0.0.1:{port} .*RASID_SERVE_PORT"):
            listening("127.0.0.1", port)


def test_listening_on_an_address_of_another_machine_fails() -> None:
    with pytest.raises(UsageError, match="RASID_HTTP_HOST"):
        listening("192.0.2.1", 0)


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
