"""The linker's store in memory: the same answers and locks as Elasticsearch gives, and a list of what was read."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from streams.incidents.linker import Change, Linker, message
from streams.incidents.store import Conflict, IncidentStore, Stored
from streams.incidents.telling import MAX_SPAN_DAYS, Telling, from_raw


class MemoryStore(IncidentStore):
    """`events` are the stored tellings by event, `documents` the incidents by id, `reads` the days read so far."""

    def __init__(self) -> None:
        self.events: dict[str, dict[str, Any]] = {}
        self.documents: dict[str, tuple[dict[str, Any], int]] = {}
        self.reads: list[tuple[date, date]] = []

    def close(self) -> None:
        """Nothing is open."""

    def tellings(self, block: str, first: date, last: date) -> list[Telling]:
        """Return those whose days overlap `first` to `last`."""
        self.reads.append((first, last))
        return [
            from_raw(t)
            for t in self.events.values()
            if t["block"] == block and t["first"] <= last.isoformat() and t["last"] >= first.isoformat()
        ]

    def incidents(self, block: str, first: date, last: date) -> list[Stored]:
        """Return the living ones whose day lies so near that tellings of these days can be members."""
        margin = timedelta(days=MAX_SPAN_DAYS + 1)
        near = (first - margin).isoformat(), (last + margin).isoformat()
        return [s for s in self._of(block) if near[0] <= s.document.get("occurred", "") <= near[1]]

    def days_of_article(self, block: str, article_id: str) -> list[tuple[date, date]]:
        """Return the days of the incidents that an article has a part in."""
        own = [s.document for s in self._of(block) if article_id in s.document["article_ids"]]
        return [(date.fromisoformat(d["occurred"]), date.fromisoformat(d["occurred_to"])) for d in own]

    def pointers(self, block: str, incidents: set[str]) -> list[str]:
        """Return the ids of those merged into others."""
        return [i for i, (d, _) in self.documents.items() if d["block"] == block and d.get("merged_into") in incidents]

    def write(
        self, documents: Mapping[str, dict[str, Any] | None], known: Mapping[str, Stored]
    ) -> dict[str, Stored | None]:
        """Write under the locks of what is known, and of what is stored where nothing is."""
        results: dict[str, Stored | None] = {}
        for name, document in documents.items():
            stored = self.documents.get(name)
            if name in known and (stored is None or stored[1] != known[name].seq_no):
                raise Conflict(name)
            results[name] = None
            if document is None:
                self.documents.pop(name, None)
            else:
                number = stored[1] + 1 if stored else 0
                self.documents[name] = copy.deepcopy(document), number
                results[name] = Stored(document, number, 1)
        return results

    def living(self) -> list[tuple[str, tuple[str, ...]]]:
        """Return block and members of each incident that is not merged into another."""
        told = [d for d, _ in self.documents.values() if not d.get("merged_into")]
        return sorted((d["block"], tuple(d["event_ids"])) for d in told)

    def _of(self, block: str) -> list[Stored]:
        return [Stored(copy.deepcopy(d), n, 1) for d, n in self.documents.values() if d["block"] == block]


class Newsroom:
    """The index and a linker in memory; `restarts`: each change is linked by a worker that knows nothing yet."""

    def __init__(self, restarts: bool = False) -> None:
        self.store = MemoryStore()
        self.linker = Linker(self.store)
        self.restarts = restarts

    def index(self, article: int, *tellings: dict[str, Any]) -> None:
        """Replace what is stored of an article."""
        gone = [i for i, t in self.store.events.items() if t["article_id"] == f"a{article}"]
        for event in gone:
            del self.store.events[event]
        self.store.events |= {t["event_id"]: t for t in tellings}

    def link(self, block: str, article: int, version: int, *tellings: dict[str, Any]) -> int:
        """Tell the linker what an article's version tells in a block; return how many incidents were written."""
        if self.restarts:
            self.linker = Linker(self.store)
        return self.linker.apply([Change.from_message(message(block, f"a{article}", version, tellings))])

    def tell(self, article: int, version: int, *tellings: dict[str, Any], block: str = "force|IRQ") -> int:
        """Do both."""
        self.index(article, *tellings)
        return self.link(block, article, version, *tellings)
