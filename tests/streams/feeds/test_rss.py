"""RSS and Atom from a real HTTP server: what is new is sent once, and a stop or a fault loses nothing."""

from __future__ import annotations

import json

import pytest

from streams.errors import FeedError
from streams.feeds.http import Fetcher
from streams.feeds.item import Item, Refusal
from streams.feeds.memory import Memory
from streams.feeds.rss import Feed, poll
from tests.streams.feeds.site import FIRST, SECOND, Site, entry, rss


def run(feed: Feed, memory: Memory) -> tuple[list[dict[str, str]], list[Refusal]]:
    sent: list[Item] = []
    results = list(poll(feed, memory, Fetcher(allow_private=True), sent.append))
    return [json.loads(i.raw) for i in sent], [r for r in results if isinstance(r, Refusal)]


def linked(site: Site, number: int) -> str:
    """Return an entry whose link is a page of the site."""
    return entry(number, FIRST).replace("http://127.0.0.1/", f"{site.base}/")


def page(text: str, head: str = "") -> bytes:
    """Return a page of one article."""
    return f"<html><head>{head}</head><body><article><p>{(text + ' ') * 9}</p></article></body></html>".encode()


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


def test_poll_page_that_is_not_served_is_tried_again(site: Site, memory: Memory) -> None:
    site.pages["/rss"] = (200, rss(linked(site, 1)).encode())
    site.pages["/1"] = (503, b"")
    feed = Feed(f"{site.base}/rss", take="page", allow_private=True)
    sent, refused = run(feed, memory)
    assert not sent
    assert refused[0].reason == "page_not_fetched"
    site.pages["/1"] = (200, page(FIRST))
    assert FIRST in run(feed, memory)[0][0]["text"]


@pytest.mark.parametrize("status", [404, 410])
def test_poll_page_that_is_gone_is_refused_once(site: Site, memory: Memory, status: int) -> None:
    site.pages["/rss"] = (200, rss(linked(site, 1)).encode())
    site.pages["/1"] = (status, b"")
    feed = Feed(f"{site.base}/rss", take="page", allow_private=True)
    assert [r.reason for r in run(feed, memory)[1]] == ["page_not_fetched"]
    assert run(feed, memory) == ([], [])
    assert [path for path, _ in site.asked] == ["/rss", "/1", "/rss"]
    assert site.asked[-1][1] is not None, "the last request is conditional"


def test_poll_relative_link_is_of_the_place_the_feed_was_read(site: Site, memory: Memory) -> None:
    site.moved["/rss"] = "/new/rss"
    site.pages["/new/rss"] = (200, rss(entry(1, FIRST).replace("http://127.0.0.1/1", "story?n=1")).encode())
    site.pages["/new/story"] = (200, page(FIRST))
    sent, _ = run(Feed(f"{site.base}/rss", take="page", allow_private=True), memory)
    assert [m["url"] for m in sent] == [f"{site.base}/new/story?n=1"]


def test_poll_page_instead_of_feed_says_so(site: Site, memory: Memory) -> None:
    site.pages["/rss"] = (200, b"<html><body>hello</body></html>")
    with pytest.raises(FeedError, match="neither RSS nor Atom"):
        run(Feed(f"{site.base}/rss"), memory)


def test_poll_error_status_says_so(site: Site, memory: Memory) -> None:
    site.pages["/rss"] = (503, b"")
    with pytest.raises(FeedError, match="503"):
        run(Feed(f"{site.base}/rss"), memory)


def test_poll_entry_with_malformed_link_is_refused_alone(site: Site, memory: Memory) -> None:
    bad = entry(1, FIRST).replace("http://127.0.0.1/1", "http://[bad/1")
    site.pages["/rss"] = (200, rss(bad, entry(2, SECOND).replace("http://127.0.0.1/2", "")).encode())
    sent, refused = run(Feed(f"{site.base}/rss", take="page", allow_private=True), memory)
    assert [m["text"] for m in sent] == [SECOND]
    assert "http://[bad/1" in refused[0].message


def test_poll_entry_that_breaks_a_library_is_refused_alone(
    site: Site, memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fragile(html: str) -> str:
        if FIRST in html:
            raise RecursionError("too deep")
        return html

    site.pages["/rss"] = (200, rss(entry(2, SECOND), entry(1, FIRST)).encode())
    with monkeypatch.context() as patch:
        patch.setattr("streams.feeds.rss.plain", fragile)
        sent, refused = run(Feed(f"{site.base}/rss"), memory)
    assert SECOND in sent[0]["text"]
    assert [r.reason for r in refused] == ["unreadable"]
    assert [m["text"] for m in run(Feed(f"{site.base}/rss"), memory)[0]] == [FIRST], "it is not remembered"


def test_poll_feeds_without_source_have_ids_of_their_own(site: Site, memory: Memory) -> None:
    site.pages["/a"] = (200, rss(entry(1, FIRST), title="Outlet &amp;amp; Co").encode())
    site.pages["/b"] = (200, rss(entry(1, SECOND), title="").encode())
    site.pages["/c"] = (200, rss(entry(1, SECOND), title="slogan " * 50).encode())
    sent = [run(Feed(site.base + path), memory)[0][0] for path in ("/a", "/b", "/c")]
    assert [m["id"] for m in sent] == ["outlet-co:1", "127.0.0.1:1", "127.0.0.1:1"]
    assert sent[0]["source"] == "Outlet & Co"


def test_poll_pages_of_other_names_have_the_feeds_source(site: Site, memory: Memory) -> None:
    site.pages["/rss"] = (200, rss(*(linked(site, n) for n in (1, 2)), title="Outlet").encode())
    for number in (1, 2):
        name = f"<meta property='og:site_name' content='Desk {number}'>"
        site.pages[f"/{number}"] = (200, page(FIRST, name))
    sent, _ = run(Feed(f"{site.base}/rss", take="page", allow_private=True), memory)
    assert {(m["id"], m["source"]) for m in sent} == {("outlet:1", "Outlet"), ("outlet:2", "Outlet")}


@pytest.mark.parametrize(
    ("stated", "published"),
    [("", "2021-05-21"), ("soon", "2021-05-21"), ("Sat, 22 May 2021 10:00:00 +0300", "2021-05-22T10:00:00+03:00")],
)
def test_poll_entry_without_time_has_its_pages(site: Site, memory: Memory, stated: str, published: str) -> None:
    dated = linked(site, 1).replace("Sat, 22 May 2021 10:00:00 +0300", stated)
    site.pages["/rss"] = (200, rss(dated).encode())
    head = "<meta property='article:published_time' content='2021-05-21T09:00:00+03:00'>"
    site.pages["/1"] = (200, page(FIRST, head))
    sent, _ = run(Feed(f"{site.base}/rss", take="page", allow_private=True), memory)
    assert sent[0]["published"] == published


def test_memory_keeps_only_the_newest_entries(site: Site, memory: Memory) -> None:
    site.pages["/rss"] = (200, rss(*(entry(n, FIRST) for n in range(80))).encode())
    run(Feed(f"{site.base}/rss"), memory)
    assert memory._base.execute("SELECT count(*) FROM entries").fetchone() == (50,)
