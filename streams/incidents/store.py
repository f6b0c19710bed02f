"""Tellings and incidents in Elasticsearch, as the linker reads and writes them."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import structlog
from elastic_transport import Transport, TransportError

from streams.errors import ElasticsearchError
from streams.incidents.telling import MAX_SPAN_DAYS, Telling, from_raw
from streams.index.transport import REQUEST_TIMEOUT_S, Answer, lines, node_config
from streams.settings import Settings

log = structlog.get_logger("rasid.link")

PAGE = 1_000
FIRST_WAIT_S = 0.2


class Conflict(ElasticsearchError):
    """Another writer changed an incident since it was read."""


@dataclass(frozen=True)
class Stored:
    """An incident as Elasticsearch holds it, with what a write must name to change it."""

    document: dict[str, Any]
    seq_no: int
    primary_term: int


class IncidentStore:
    """Reads tellings and incidents of a block, and writes incidents under optimistic locks.

    A server that does not answer or is busy is asked again without end, with growing waits: the linker stands still,
    and with it its offsets.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._transport = Transport([node_config(settings)], max_retries=0, retry_on_timeout=False)
        self._events = settings.index("events")
        self._incidents = settings.index("incidents")

    def close(self) -> None:
        """Close the connections."""
        self._transport.close()

    def tellings(self, block: str, first: date, last: date) -> list[Telling]:
        """Return all tellings of a block whose days overlap `first` to `last`, written so far."""
        self._ask("POST", f"/{self._events}/_refresh")
        overlap = [
            {"term": {"block": block}},
            {"range": {"told_first": {"lte": last.isoformat()}}},
            {"range": {"told_last": {"gte": first.isoformat()}}},
        ]
        return [from_raw(hit["_source"]["telling"]) for hit in self._search(self._events, overlap, ["telling"])]

    def incidents(self, block: str, first: date, last: date) -> list[Stored]:
        """Return the living incidents of a block that tellings of these days can be members of."""
        self._ask("POST", f"/{self._incidents}/_refresh")
        # The day of an incident lies within each member's days, and those span MAX_SPAN_DAYS at most.
        margin = timedelta(days=MAX_SPAN_DAYS + 1)
        near = [
            {"term": {"block": block}},
            {"range": {"occurred": {"gte": (first - margin).isoformat(), "lte": (last + margin).isoformat()}}},
        ]
        return [stored(hit) for hit in self._search(self._incidents, near)]

    def days_of_article(self, block: str, article_id: str) -> list[tuple[date, date]]:
        """Return the first and last day of each incident that an article has a part in."""
        self._ask("POST", f"/{self._incidents}/_refresh")
        own = [{"term": {"block": block}}, {"term": {"article_ids": article_id}}]
        days = [hit["_source"] for hit in self._search(self._incidents, own, ["occurred", "occurred_to"])]
        return [(date.fromisoformat(d["occurred"]), date.fromisoformat(d["occurred_to"])) for d in days]

    def pointers(self, block: str, incidents: set[str]) -> list[str]:
        """Return the ids of the incidents that were merged into one of some others."""
        merged = [{"term": {"block": block}}, {"terms": {"merged_into": sorted(incidents)}}]
        return [hit["_source"]["id"] for hit in self._search(self._incidents, merged, ["id"])]

    def write(
        self, documents: Mapping[str, dict[str, Any] | None], known: Mapping[str, Stored]
    ) -> dict[str, Stored | None]:
        """Write incidents, delete those given as None, and return what is stored now.

        Raises:
            Conflict: another writer was there first; nothing is known of what is stored.
            ElasticsearchError: a document is refused.
        """
        if not documents:
            return {}
        locks = {i: (s.seq_no, s.primary_term) for i, s in known.items() if i in documents}
        locks |= self._locks([i for i in documents if i not in locks])
        actions: list[Any] = []
        names = [i for i, document in documents.items() if document is not None or i in locks]
        for name in names:
            actions += self._action(name, documents[name], locks.get(name))
        items = self._ask("POST", "/_bulk?require_alias=true", lines(actions)).body["items"] if actions else []
        results: dict[str, Stored | None] = dict.fromkeys(documents)
        for name, item in zip(names, items, strict=True):
            results[name] = self._verdict(name, documents[name], next(iter(item.values())))
        return results

    def _locks(self, names: list[str]) -> dict[str, tuple[int, int]]:
        if not names:
            return {}
        path = f"/{self._incidents}/_mget?_source=false"
        found = self._ask("POST", path, {"ids": names}).body["docs"]
        return {d["_id"]: (d["_seq_no"], d["_primary_term"]) for d in found if d.get("found")}

    def _action(self, name: str, document: dict[str, Any] | None, lock: tuple[int, int] | None) -> Iterator[Any]:
        where: dict[str, Any] = {"_index": self._incidents, "_id": name}
        if lock is not None:
            where |= {"if_seq_no": lock[0], "if_primary_term": lock[1]}
        if document is None:
            yield {"delete": where}
            return
        yield {"index" if lock is not None else "create": where}
        yield document

    def _verdict(self, name: str, document: dict[str, Any] | None, item: Mapping[str, Any]) -> Stored | None:
        status = item["status"]
        if status == 409:
            raise Conflict(name)
        if document is None and status in (200, 404):
            return None
        if document is not None and status in (200, 201):
            return Stored(document, item["_seq_no"], item["_primary_term"])
        if status == 429 or status >= 500:
            # Locks make a repeat safe: what this request did write shows as a conflict and is read again.
            raise Conflict(name)
        raise ElasticsearchError(
            f"incident {name} is refused: {status} {item.get('error')}; run `rasid setup`, the template may be older"
        )

    def _search(self, index: str, filters: list[Any], source: list[str] | None = None) -> Iterator[dict[str, Any]]:
        body: dict[str, Any] = {
            "size": PAGE,
            "query": {"bool": {"filter": filters}},
            "sort": [{"id": "asc"}],
            "seq_no_primary_term": True,
            "_source": source or True,
        }
        while True:
            hits = self._ask("POST", f"/{index}/_search", body).body["hits"]["hits"]
            yield from hits
            if len(hits) < PAGE:
                return
            body["search_after"] = hits[-1]["sort"]

    def _ask(self, method: str, path: str, body: Any = None) -> Answer:
        """Ask until there is an answer that is not "later".

        Raises:
            ElasticsearchError: the request itself is refused.
        """
        wait_s = FIRST_WAIT_S
        while True:
            answer = self._call(method, path, body)
            if 200 <= answer.status < 300:
                return answer
            if answer.status == 400:
                raise ElasticsearchError(f"{method} {path}: {answer.reason}")
            log.warning("waiting for Elasticsearch", path=path, status=answer.status, reason=answer.reason)
            time.sleep(wait_s * random.uniform(0.5, 1.5))
            wait_s = min(2 * wait_s, self.settings.retry_max_wait_s)

    def _call(self, method: str, path: str, body: Any) -> Answer:
        headers = {"content-type": "application/x-ndjson" if isinstance(body, list) else "application/json"}
        if isinstance(body, list):
            body = b"\n".join(body) + b"\n"
        elif body is not None:
            body = json.dumps(body, ensure_ascii=False).encode()
        try:
            response = self._transport.perform_request(
                method, path, body=body, headers=headers if body else {}, request_timeout=REQUEST_TIMEOUT_S
            )
        except TransportError as err:
            return Answer(0, f"{type(err).__name__}: {err.message}")
        return Answer(response.meta.status, response.body)


def stored(hit: Mapping[str, Any]) -> Stored:
    """Return the incident of a search hit."""
    return Stored(hit["_source"], hit["_seq_no"], hit["_primary_term"])
