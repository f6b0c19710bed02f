"""Fetching over HTTP: conditional, bounded in size and time, and never from a private address.

A feed's text is written by strangers: its links may name an address of the operator's own network. The address is
checked on the connected socket, so that neither a redirect nor a name that resolves anew gets around it.
"""

from __future__ import annotations

import ipaddress
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from http.client import HTTPException
from urllib.parse import urljoin, urlsplit

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from streams.errors import FeedError, GoneError

SCHEMES = ("http", "https")
# Not Found and Gone.
GONE = (404, 410)
MAX_BYTES = 5 << 20
TIMEOUT_S = 30.0
MAX_REDIRECTS = 5
CHUNK_BYTES = 64 << 10
USER_AGENT = "rasid (news reader)"


@dataclass(frozen=True)
class Fetched:
    """An answer: `url` is where the last redirect led, `body` None where the server says that nothing changed."""

    url: str
    body: bytes | None
    etag: str | None
    modified: str | None


def check_public(sock: socket.socket, host: str) -> None:
    """Close a socket that is connected to an address that is not public.

    Raises:
        FeedError: the address is private, loopback, link-local or reserved.
    """
    address = sock.getpeername()[0]
    if not ipaddress.ip_address(address.partition("%")[0]).is_global:
        sock.close()
        raise FeedError(f"{host} is at {address}, a private address: not fetched; allow_private permits it for a feed")


@contextmanager
def cut_off(shutdown: Callable[[], object], after_s: float) -> Iterator[None]:
    """Shut a socket down after so many seconds; what reads from it then comes to an end.

    A socket's own timeout bounds each wait alone: a peer that sends a byte now and then would hold a thread for days.
    """

    def shut() -> None:
        # It was closed meanwhile.
        with suppress(OSError, ValueError, RuntimeError):
            shutdown()

    timer = threading.Timer(max(after_s, 0.0), shut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


class _HTTP(HTTPConnection):
    def getresponse(self) -> urllib3.HTTPResponse:  # type: ignore[override]
        # What is left of the request's time, which the pool has set.
        with cut_off(partial(self.sock.shutdown, socket.SHUT_RDWR), self.timeout or TIMEOUT_S):
            return super().getresponse()


class _HTTPS(_HTTP, HTTPSConnection):
    pass


class _PublicHTTP(_HTTP):
    def _new_conn(self) -> socket.socket:
        sock = super()._new_conn()
        check_public(sock, self.host)
        return sock


class _PublicHTTPS(_PublicHTTP, HTTPSConnection):
    pass


class _HTTPPool(HTTPConnectionPool):
    ConnectionCls = _HTTP


class _HTTPSPool(HTTPSConnectionPool):
    ConnectionCls = _HTTPS


class _PublicHTTPPool(HTTPConnectionPool):
    ConnectionCls = _PublicHTTP


class _PublicHTTPSPool(HTTPSConnectionPool):
    ConnectionCls = _PublicHTTPS


class Fetcher:
    """An HTTP client with bounds; safe to share between threads."""

    def __init__(
        self, allow_private: bool = False, max_bytes: int = MAX_BYTES, timeout_s: float = TIMEOUT_S
    ) -> None:
        self.max_bytes = max_bytes
        self.timeout_s = timeout_s
        self._pool = urllib3.PoolManager(num_pools=20, headers={"User-Agent": USER_AGENT})
        public, any_address = (_PublicHTTPPool, _PublicHTTPSPool), (_HTTPPool, _HTTPSPool)
        self._pool.pool_classes_by_scheme = dict(zip(SCHEMES, any_address if allow_private else public, strict=True))

    def get(self, url: str, etag: str | None = None, modified: str | None = None) -> Fetched:
        """Fetch a URL, through redirects; with what the server said last time, only if it changed.

        Raises:
            GoneError: the address is malformed, not HTTP, or of nothing that is there any more.
            FeedError: no answer in time, another error status, too large, too many redirects, or a private address.
        """
        deadline = time.monotonic() + self.timeout_s
        headers = {"User-Agent": USER_AGENT, "If-None-Match": etag, "If-Modified-Since": modified}
        asked = {name: value for name, value in headers.items() if value}
        here = url
        for _ in range(MAX_REDIRECTS + 1):
            answer = self._hop(here, asked, deadline)
            if isinstance(answer, Fetched):
                return answer
            here = answer
        raise FeedError(f"{url}: over {MAX_REDIRECTS} redirects")

    def _hop(self, url: str, headers: dict[str, str], deadline: float) -> Fetched | str:
        """Ask one address; return its answer, or where it redirects to."""
        try:
            if urlsplit(url).scheme not in SCHEMES:
                raise GoneError(f"{url}: only http and https are fetched")
            left_s = deadline - time.monotonic()
            if left_s <= 0:
                raise self._too_slow(url)
            response = self._pool.request(
                "GET",
                url,
                headers=headers,
                preload_content=False,
                redirect=False,
                retries=False,
                timeout=urllib3.Timeout(total=left_s),
            )
            try:
                with cut_off(response.shutdown, deadline - time.monotonic()):
                    return self._answer(url, response, deadline)
            finally:
                # The body of a redirect or of an error is not read.
                response.close()
        except (urllib3.exceptions.HTTPError, HTTPException, ValueError, OSError) as err:
            if time.monotonic() > deadline:
                raise self._too_slow(url) from err
            malformed = isinstance(err, ValueError)
            raise (GoneError if malformed else FeedError)(f"{url}: {err or type(err).__name__}") from err

    def _answer(self, url: str, response: urllib3.BaseHTTPResponse, deadline: float) -> Fetched | str:
        etag, modified = response.headers.get("ETag"), response.headers.get("Last-Modified")
        if response.status == 304:
            return Fetched(url, None, etag, modified)
        if location := response.get_redirect_location():
            return urljoin(url, location)
        if response.status != 200:
            kind = GoneError if response.status in GONE else FeedError
            raise kind(f"{url}: HTTP status {response.status}")
        body = bytearray()
        while True:
            chunk = response.read1(CHUNK_BYTES, decode_content=True)
            # A body that was cut off may look like one that has ended.
            if time.monotonic() > deadline:
                raise self._too_slow(url)
            if not chunk:
                return Fetched(url, bytes(body), etag, modified)
            body += chunk
            if len(body) > self.max_bytes:
                raise FeedError(f"{url}: over {self.max_bytes} bytes")

    def _too_slow(self, url: str) -> FeedError:
        return FeedError(f"{url}: not read within {self.timeout_s:g} s")
