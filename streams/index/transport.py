"""One call to Elasticsearch, for the agents: status and answer, and nothing raised for a status.

The agents judge every status themselves, so they stand on `elastic_transport`, the layer below the client whose import
alone would cost a worker a third of the time in which it must be ready. Commands use the client: see `client.py`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from elastic_transport import AsyncTransport, NodeConfig, TransportError
from elastic_transport.client_utils import basic_auth_to_header, url_to_node_config

from streams.errors import SettingsError
from streams.settings import Settings

REQUEST_TIMEOUT_S = 30.0


class Answer(NamedTuple):
    """A status with the decoded body; status 0 is no answer at all: unreachable, timed out, or not JSON."""

    status: int
    body: Any

    @property
    def reason(self) -> str:
        """What the server says went wrong, in one line."""
        return error_reason(self.body) or (f"HTTP status {self.status}" if self.status else str(self.body))


def error_reason(body: Any) -> str:
    """Return type and reason of an error as Elasticsearch words it; empty where there is none."""
    error = body.get("error") if isinstance(body, dict) else None
    if isinstance(error, str):
        return error
    if not isinstance(error, dict):
        return ""
    caused = error.get("caused_by")
    tail = f" ({caused.get('reason')})" if isinstance(caused, dict) and caused.get("reason") else ""
    return f"{error.get('type')}: {error.get('reason')}{tail}"


def node_config(settings: Settings) -> NodeConfig:
    """Return where and how to call.

    Raises:
        SettingsError: the URL names no host.
    """
    parts = urlsplit(settings.elasticsearch_url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SettingsError(
            "RASID_ELASTICSEARCH_URL must look like http://127.0.0.1:9200 or https://user:password@host:9200"
        )
    plain = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
    headers = {"accept": "application/json"}
    if settings.elasticsearch_api_key is not None:
        headers["authorization"] = f"ApiKey {settings.elasticsearch_api_key.get_secret_value()}"
    elif parts.username:
        headers["authorization"] = basic_auth_to_header((unquote(parts.username), unquote(parts.password or "")))
    return url_to_node_config(plain, use_default_ports_for_scheme=True).replace(headers=headers)


class Elastic:
    """Calls of one Elasticsearch; close it in the event loop that used it."""

    def __init__(self, settings: Settings, timeout_s: float = REQUEST_TIMEOUT_S) -> None:
        self.timeout_s = timeout_s
        self._transport = AsyncTransport([node_config(settings)], max_retries=0, retry_on_timeout=False)

    async def call(self, method: str, path: str, body: Any = None) -> Answer:
        """Send a request; `body` is sent as JSON, or as NDJSON where it is a list of lines (bytes)."""
        headers = {}
        if isinstance(body, list):
            headers, body = {"content-type": "application/x-ndjson"}, b"\n".join(body) + b"\n"
        elif body is not None:
            headers, body = {"content-type": "application/json"}, json.dumps(body, ensure_ascii=False).encode()
        try:
            response = await self._transport.perform_request(
                method, path, body=body, headers=headers, request_timeout=self.timeout_s
            )
        except TransportError as err:
            return Answer(0, f"{type(err).__name__}: {err.message}")
        return Answer(response.meta.status, response.body)

    async def close(self) -> None:
        """Close the connections."""
        await self._transport.close()


def lines(pairs: Sequence[Any]) -> list[bytes]:
    """Return values as lines of NDJSON."""
    return [json.dumps(pair, ensure_ascii=False, separators=(",", ":")).encode() for pair in pairs]
