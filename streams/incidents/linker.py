"""Keeps `rasid-incidents` in step with the tellings of the blocks that this worker owns.

One worker owns a block, since `news.blocks` is keyed by it. What it knows of a block comes from Elasticsearch: the days
around each telling, read when they are first needed, so that an event of years ago costs its own days alone and a
restart, or a block that moves to another worker, needs no state of its own. Writes carry `if_seq_no`: a former owner
that still writes is noticed, and the block is read again.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import structlog

from streams.incidents.block import Block
from streams.incidents.days import Days
from streams.incidents.incident import document
from streams.incidents.store import Conflict, IncidentStore, Stored
from streams.incidents.telling import Telling, from_raw

log = structlog.get_logger("rasid.link")

MAX_BLOCKS = 64
MAX_TELLINGS_PER_BLOCK = 20_000
MARGIN_DAYS = 7
MAX_TRIES = 5


@dataclass(frozen=True)
class Change:
    """What an article's version tells in one block; no tellings withdraw what it told before."""

    block: str
    article_id: str
    version: int
    tellings: tuple[Telling, ...]

    @classmethod
    def from_message(cls, value: Mapping[str, Any]) -> Change:
        """Return the change of a message of `news.blocks`."""
        tellings = tuple(from_raw(raw) for raw in value["tellings"])
        return cls(value["block"], value["article_id"], value["version"], tellings)


def message(block: str, article_id: str, version: int, tellings: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the message of `news.blocks` for an article's tellings of one block."""
    own = [dict(t) for t in tellings if t["block"] == block]
    return {"block": block, "article_id": article_id, "version": version, "tellings": own}


@dataclass
class Known:
    """A block with the days that were read of it and the incidents stored."""

    block: Block = field(default_factory=Block)
    read: Days = field(default_factory=Days)
    incidents: dict[str, Stored] = field(default_factory=dict)
    homes: dict[str, str] = field(default_factory=dict)

    def members_of(self, article_id: str) -> set[str]:
        """Return the members of all incidents that an article has a part in."""
        return {
            event
            for stored in self.incidents.values()
            if article_id in stored.document["article_ids"]
            for event in stored.document["event_ids"]
        }


class Linker:
    """Applies changes to blocks and writes the incidents that they touch."""

    def __init__(self, store: IncidentStore) -> None:
        self.store = store
        self._known: OrderedDict[str, Known] = OrderedDict()

    def forget(self) -> None:
        """Drop all that is known; called when partitions move."""
        self._known.clear()

    def apply(self, changes: Iterable[Change]) -> int:
        """Apply changes in order and return how many incidents were written.

        Returns only when Elasticsearch has taken every write.

        Raises:
            ElasticsearchError: another writer held on to a block through all tries.
        """
        by_block: dict[str, list[Change]] = {}
        for change in changes:
            by_block.setdefault(change.block, []).append(change)
        return sum(self._apply_block(name, own) for name, own in by_block.items())

    def _apply_block(self, name: str, changes: Sequence[Change]) -> int:
        for attempt in range(MAX_TRIES):
            known = self._known.setdefault(name, Known())
            self._known.move_to_end(name)
            try:
                written = self._write(name, known, changes)
            except Conflict as err:
                log.info("incident changed by another writer, block read again", block=name, incident=str(err))
                self._known.pop(name, None)
                if attempt == MAX_TRIES - 1:
                    raise
                continue
            self._trim()
            return written
        return 0

    def _write(self, name: str, known: Known, changes: Sequence[Change]) -> int:
        self._read_for(name, known, changes)
        touched: set[str] = set()
        for change in changes:
            touched |= known.block.replace(change.article_id, change.version, change.tellings)
            # The index has already dropped tellings that a correction took away, so a block read after it knows them
            # only as members of their incidents.
            touched |= known.members_of(change.article_id)
        ids = self._whole_component(name, known, touched)
        wanted = {doc["id"]: doc for doc in (document(group) for group in known.block.groups(ids))}
        stale = {known.homes[i] for i in ids | touched if i in known.homes} - set(wanted)
        docs: dict[str, dict[str, Any] | None] = {i: {**doc, "block": name} for i, doc in wanted.items()}
        for old in stale:
            docs[old] = self._successor(known, old, wanted)
        docs |= dict.fromkeys(self._dangling(name, {i for i, doc in docs.items() if doc is None}) - set(docs))
        changed = {i: d for i, d in docs.items() if i not in known.incidents or known.incidents[i].document != d}
        stored = self.store.write(changed, known.incidents)
        self._remember(known, stored, changed)
        return len(changed)

    def _successor(self, known: Known, old: str, wanted: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return what an incident that is no more becomes: a pointer to the one that took its members, or nothing."""
        before = known.incidents[old].document
        for new, doc in wanted.items():
            if set(before["event_ids"]) & set(doc["event_ids"]):
                return {"id": old, "block": before["block"], "merged_into": new, "event_ids": [], "article_ids": []}
        return None

    def _dangling(self, name: str, gone: set[str]) -> set[str]:
        """Return the pointers to incidents that are no more, and the pointers to these."""
        found: set[str] = set()
        while gone:
            gone = set(self.store.pointers(name, gone)) - found
            found |= gone
        return found

    def _remember(self, known: Known, stored: Mapping[str, Stored | None], changed: Iterable[str]) -> None:
        for incident in changed:
            before = known.incidents.pop(incident, None)
            for member in before.document["event_ids"] if before else ():
                if known.homes.get(member) == incident:
                    del known.homes[member]
        for incident, after in stored.items():
            if after is None:
                continue
            known.incidents[incident] = after
            known.homes.update(dict.fromkeys(after.document["event_ids"], incident))

    def _read_for(self, name: str, known: Known, changes: Sequence[Change]) -> None:
        """Read the days around each telling that the changes add or take away."""
        spans = [(t.first, t.last) for change in changes for t in change.tellings]
        for change in changes:
            spans += self.store.days_of_article(name, change.article_id)
        self._read(name, known, spans)

    def _whole_component(self, name: str, known: Known, touched: set[str]) -> set[str]:
        """Return the touched components, reading further days until none reaches beyond those read."""
        while True:
            ids = known.block.component(touched)
            spans = known.block.spans(ids)
            if all(known.read.covers(*span) for span in spans):
                return ids
            self._read(name, known, spans)

    def _read(self, name: str, known: Known, spans: Iterable[tuple[date, date]]) -> None:
        """Read the tellings and incidents around spans of days, as far as they were not read before."""
        margin = timedelta(days=MARGIN_DAYS)
        wanted = Days((first - margin, last + margin) for first, last in spans if not known.read.covers(first, last))
        for first, last in wanted.without(known.read):
            known.block.add_loaded(self.store.tellings(name, first, last))
            for stored in self.store.incidents(name, first, last):
                incident = stored.document["id"]
                if incident not in known.incidents:
                    known.incidents[incident] = stored
                    known.homes.update(dict.fromkeys(stored.document["event_ids"], incident))
            known.read.add(first, last)

    def _trim(self) -> None:
        while len(self._known) > MAX_BLOCKS:
            self._known.popitem(last=False)
        for name in [n for n, k in self._known.items() if len(k.block.tellings) > MAX_TELLINGS_PER_BLOCK]:
            del self._known[name]
