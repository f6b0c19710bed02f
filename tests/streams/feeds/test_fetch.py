"""Fetching: bounded in size and time whatever the peer does, and never from a private address."""

from __future__ import annotations

import gzip
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from streams.errors import FeedError
from streams.feeds import http
from streams.feeds.http import Fetcher
from tests.streams.feeds.site import Site


def test_fetch_private_address_is_refused(site: Site) -> None:
    site.pages["/rss"] = (200, b"secret")
    with pytest.raises(FeedError, match="private address"):
        Fetcher().get(f"{site.base}/rss")
    assert site.asked == [], "nothing was asked of it"


def test_fetch_too_large_is_refused(site: Site) -> None:
    site.pages["/big"] = (200, b"x" * 200_000)
    with pytest.raises(FeedError, match="over 100000 bytes"):
        Fetcher(allow_private=True, max_bytes=100_000).get(f"{site.base}/big")


@pytest.mark.parametrize("url", ["http://[bad/1", "http://127.0.0.1:port/", "http:///1"])
def test_fetch_malformed_address_is_refused(url: str) -> None:
    with pytest.raises(FeedError, match="http://"):
        Fetcher(allow_private=True).get(url)


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://127.0.0.1/x", "gopher://x", "nothing"])
def test_fetch_other_schemes_are_refused(url: str) -> None:
    with pytest.raises(FeedError, match="only http and https"):
        Fetcher().get(url)


@contextmanager
def peer(head: bytes, drip: bytes, every_s: float = 0.05) -> Iterator[str]:
    """A server that answers one request with `head` and then with `drip` again and again, for 20 s."""

    def serve() -> None:
        try:
            with server.accept()[0] as connection:
                connection.recv(4096)
                connection.sendall(head)
                for _ in range(int(20 / every_s)):
                    time.sleep(every_s)
                    connection.sendall(drip)
        except OSError:
            pass

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"
        thread.join(5)


@pytest.mark.parametrize(
    ("head", "drip"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", b"x"),
        (b"HTTP/1.0 200 OK\r\n\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"0"),
        (b"HTTP/1.1 200 OK\r\nX-Long: ", b"x"),
        (b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 100 Continue\r\n\r\n"),
    ],
    ids=["body", "body to the end", "chunk size", "header", "continue"],
)
def test_fetch_peer_that_drips_is_left_in_time(head: bytes, drip: bytes) -> None:
    with peer(head, drip) as url:
        begin = time.monotonic()
        with pytest.raises(FeedError, match=r"not read within 0\.5 s"):
            Fetcher(allow_private=True, timeout_s=0.5).get(url)
        assert time.monotonic() - begin < 5


def test_fetch_body_of_a_redirect_is_not_read(site: Site) -> None:
    site.pages["/end"] = (200, b"arrived")
    head = f"HTTP/1.1 302 Found\r\nLocation: {site.base}/end\r\n\r\n".encode()
    with peer(head, b"x" * 65_536) as url:
        answer = Fetcher(allow_private=True, timeout_s=10, max_bytes=1000).get(url)
    assert answer.body == b"arrived"
    assert answer.url == f"{site.base}/end"


def test_fetch_redirects_for_ever_are_left(site: Site) -> None:
    site.moved["/round"] = "/round"
    with pytest.raises(FeedError, match="over 5 redirects"):
        Fetcher(allow_private=True).get(f"{site.base}/round")
    assert len(site.asked) == 6


def test_fetch_redirect_to_another_scheme_is_refused(site: Site) -> None:
    site.moved["/round"] = "file:///etc/passwd"
    with pytest.raises(FeedError, match="only http and https"):
        Fetcher(allow_private=True).get(f"{site.base}/round")


def test_fetch_redirect_to_private_address_is_refused(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    check = http.check_public

    def check_all_but_the_site(sock: socket.socket, host: str) -> None:
        if host != "127.0.0.1":
            check(sock, host)

    monkeypatch.setattr(http, "check_public", check_all_but_the_site)
    site.pages["/secret"] = (200, b"secret")
    site.moved["/away"] = site.base.replace("127.0.0.1", "localhost") + "/secret"
    with pytest.raises(FeedError, match="private address"):
        Fetcher().get(f"{site.base}/away")
    assert [path for path, _ in site.asked] == ["/away"]


def test_fetch_address_is_checked_at_every_connection(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    check, addresses = http.check_public, iter(["public"])

    def check_from_the_second_on(sock: socket.socket, host: str) -> None:
        if next(addresses, None) is None:
            check(sock, host)

    monkeypatch.setattr(http, "check_public", check_from_the_second_on)
    site.pages["/rss"] = (503, b"")
    fetcher = Fetcher()
    with pytest.raises(FeedError, match="503"):
        fetcher.get(f"{site.base}/rss")
    with pytest.raises(FeedError, match="private address"):
        fetcher.get(f"{site.base}/rss")


def test_fetch_compressed_body_is_bounded_as_what_it_becomes(site: Site) -> None:
    site.pages["/feed"] = (200, gzip.compress(b"news " * 20_000))
    site.pages["/bomb"] = (200, gzip.compress(b"x" * (50 << 20)))
    site.headers["Content-Encoding"] = "gzip"
    fetcher = Fetcher(allow_private=True, max_bytes=100_000)
    assert fetcher.get(f"{site.base}/feed").body == b"news " * 20_000
    with pytest.raises(FeedError, match="over 100000 bytes"):
        fetcher.get(f"{site.base}/bomb")
