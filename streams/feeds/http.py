"""Fetching over HTTP: conditional, bounded in size and time, and never from a private address.

A feed's text is written by strangers: its links may name an address of the operator's own network. The address is
checked on the connected socket, so that neither a redirect nor a name that resolves anew gets around it.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from streams.errors import FeedError

MAX_BYTES = 5 << 20
TIMEOUT_S = 30.0
MAX_REDIRECTS = 5
CHUNK_BYTES = 64 << 10
USER_AGENT = "rasid (news reader)"


@dataclass(frozen=True)
class Fetched:
    """An answer: `body` is None where the server says that nothing changed."""

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


class _PublicHTTP(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        sock = super()._new_conn()
        check_public(sock, self.host)
        return sock


class _PublicHTTPS(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        sock = super()._new_conn()
        check_public(sock, self.host)
        return sock


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
        if not allow_private:
            self._pool.pool_classes_by_scheme = {"http": _PublicHTTPPool, "https": _PublicHTTPSPool}

    def get(self, url: str, etag: str | None = None, modified: str | None = None) -> Fetched:
        """Fetch a URL; with what the server said last time, only if it changed.

        Raises:
            FeedError: not HTTP, no answer in time, an error status, too large, or a private address.
        """
        headers = {"If-None-Match": etag, "If-Modified-Since": modified}
        deadline = time.monotonic() + self.timeout_s
        try:
            if urlsplit(url).scheme not in ("http", "https"):
                raise FeedError(f"{url}: only http and https are fetched")
            response = self._pool.request(
                "GET",
                url,
                headers={"User-Agent": USER_AGENT} | {k: v for k, v in headers.items() if v},
                preload_content=False,
                retries=urllib3.Retry(total=MAX_REDIRECTS, connect=0, read=0, other=0, redirect=MAX_REDIRECTS),
                timeout=urllib3.Timeout(total=self.timeout_s),
            )
        except urllib3.exceptions.HTTPError as err:
            raise FeedError(f"{url}: {err}") from err
        except (ValueError, OSError) as err:
            raise FeedError(f"{url}: {err or type(err).__name__}") from err
        try:
            return self._answer(url, response, deadline)
        except urllib3.exceptions.HTTPError as err:
            raise FeedError(f"{url}: {err}") from err
        finally:
            response.close()

    def _answer(self, url: str, response: Any, deadline: float) -> Fetched:
        etag, modified = response.headers.get("ETag"), response.headers.get("Last-Modified")
        if response.status == 304:
            return Fetched(url, None, etag, modified)
        if response.status != 200:
            raise FeedError(f"{url}: HTTP status {response.status}")
        body = bytearray()
        while chunk := response.read(CHUNK_BYTES, decode_content=True):
            body += chunk
            if len(body) > self.max_bytes:
                raise FeedError(f"{url}: over {self.max_bytes} bytes")
            if time.monotonic() > deadline:
                raise FeedError(f"{url}: not read within {self.timeout_s:g} s")
        return Fetched(url, bytes(body), etag, modified)
