"""RSS and Atom from a real HTTP server: what is new is sent once, and a stop or a fault loses nothing."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiohttp import web

from streams.errors import FeedError
from streams.feeds.http import Fetcher
from streams.feeds.item import Item, Refusal
from streams.feeds.memory import Memory
from streams.feeds.rss import Feed, poll

# "Two people were killed by an explosion in Mosul." / "The prime minister met the ambassador."
FIRST, SECOND = "قتل شخصان بانفجار عبوة ناسفة في الموصل.", "التقى رئيس الوزراء السفير."


def rss(*entries: str) -> str:
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>t</title>{''.join(entries)}</channel></rss>"


def entry(number: int, text: str, extra: str = "") -> str:
    return (
        f"<item><guid>{number}</guid><title>{text}</title><description>&lt;p&gt;{text}&lt;/p&gt;</description>"
        f"<link>http://127.0.0.1/{number}</link><pubDate>Sat, 22 May 2021 10:00:00 +0300</pubDate>{extra}</item>"
    )


class Site:
    """A site whose pages a test sets; counts what was asked of it."""

    def __init__(self) -> None:
        self.pages: dict[str, tuple[int, bytes]] = {}
        self.asked: list[tuple[str, str | None]] = []
        self.base = ""

    async def answer(self, request: web.Request) -> web.StreamResponse:
        tag = request.headers.get("If-None-Match")
        self.asked.append((request.path, tag))
        if request.path == "/away":
            raise web.HTTPFound("http://10.0.0.1/")
        status, body = self.pages.get(request.path, (404, b""))
        etag = f'"{hash(body)}"'
        if status == 200 and tag == etag:
            return web.Response(status=304)
        return web.Response(status=status, body=body, headers={"ETag": etag})


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


def run(feed: Feed, memory: Memory) -> tuple[list[dict[str, str]], list[Refusal]]:
    sent: list[Item] = []
    results = list(poll(feed, memory, Fetcher(allow_private=True), sent.append))
    return [json.loads(i.raw) for i in sent], [r for r in results if isinstance(r, Refusal)]


def test_poll_sends_each_entry_once_oldest_first(site: Site, memory: Memory) -> None:
    site.pages["/rss"] = (200, rss(entry(2, SECOND), entry(1, FIRST)).encode())
    feed = Feed(f"{site.base}/rss", source="Outlet")
    sent, _ = run(feed, memory)
    assert [m["id"] for m in sent] == ["outlet:1", "outlet:2"]
    assert sent[0]["text"] == FIRST
    assert sent[0]["published"] == "2021-05-22T10:00:00+03:00"
    assert run(feed, memory)[0] == []
    assert site.asked[1][1] is not None, "the second request is conditional"


def test_poll_corrected_entry_is_sent_again(site: Site, memory: Memory) -> None:
    feed = Feed(f"{site.base}/rss", source="Outlet")
    site.pages["/rss"] = (200, rss(entry(1, FIRST)).encode())
    run(feed, memory)
    site.pages["/rss"] = (200, rss(entry(1, SECOND)).encode())
    assert [m["text"] for m in run(feed, memory)[0]] == [SECOND]


def test_poll_failing_send_is_not_remembered(site: Site, memory: Memory) -> None:
    site.pages["/rss"] = (200, rss(entry(1, FIRST)).encode())
    feed = Feed(f"{site.base}/rss")

    def fail(item: Item) -> None:
        raise RuntimeError("Kafka is away")

    with pytest.raises(RuntimeError):
        list(poll(feed, memory, Fetcher(allow_private=True), fail))
    assert len(run(feed, memory)[0]) == 1


def test_poll_page_that_is_missing_is_tried_again(site: Site, memory: Memory) -> None:
    link = entry(1, FIRST).replace("http://127.0.0.1/1", f"{site.base}/story")
    site.pages["/rss"] = (200, rss(link).encode())
    feed = Feed(f"{site.base}/rss", take="page", allow_private=True)
    sent, refused = run(feed, memory)
    assert not sent
    assert refused[0].reason == "page_not_fetched"
    site.pages["/story"] = (200, f"<html><body><article><p>{(FIRST + ' ') * 9}</p></article></body></html>".encode())
    assert FIRST in run(feed, memory)[0][0]["text"]


def test_poll_page_instead_of_feed_says_so(site: Site, memory: Memory) -> None:
    site.pages["/rss"] = (200, b"<html><body>hello</body></html>")
    with pytest.raises(FeedError, match="neither RSS nor Atom"):
        run(Feed(f"{site.base}/rss"), memory)


def test_poll_error_status_says_so(site: Site, memory: Memory) -> None:
    site.pages["/rss"] = (503, b"")
    with pytest.raises(FeedError, match="503"):
        run(Feed(f"{site.base}/rss"), memory)


def test_memory_keeps_only_the_newest_entries(site: Site, memory: Memory) -> None:
    site.pages["/rss"] = (200, rss(*(entry(n, FIRST) for n in range(80))).encode())
    run(Feed(f"{site.base}/rss"), memory)
    assert memory._base.execute("SELECT count(*) FROM entries").fetchone() == (50,)


def test_fetch_private_address_is_refused(site: Site) -> None:
    site.pages["/rss"] = (200, b"secret")
    with pytest.raises(FeedError, match="private address"):
        Fetcher().get(f"{site.base}/rss")
    assert site.asked == [], "nothing was asked of it"


def test_fetch_too_large_is_refused(site: Site) -> None:
    site.pages["/big"] = (200, b"x" * 200_000)
    with pytest.raises(FeedError, match="over 100000 bytes"):
        Fetcher(allow_private=True, max_bytes=100_000).get(f"{site.base}/big")


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://127.0.0.1/x", "gopher://x", "nothing"])
def test_fetch_other_schemes_are_refused(url: str) -> None:
    with pytest.raises(FeedError, match="only http and https"):
        Fetcher().get(url)
