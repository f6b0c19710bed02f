"""The index writer: a record replaces what is stored of its article, unless that is newer.

The article's document lists its events and holds its version; it is written last, so a crash in between leaves the old
one, and the message, not yet acknowledged, is worked through again. What is older than the stored article writes
nothing: the versions of deleted events are forgotten after `index.gc_deletes`, and that document alone keeps a late
repeat from raising them again. A withdrawn article leaves a tombstone with its version in the state index, and no text.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from streams.errors import ArticleError
from streams.index.alike import Alike
from streams.index.bulk import Bulk, Operation, Verdict, Waiting
from streams.index.plan import Entry, Plan, Stored, plan_of
from streams.index.transport import error_reason
from streams.settings import Settings

REFUSED = "index_refused"
TOMBSTONE = "withdrawn:"
MAX_ID_BYTES = 512


@dataclass(frozen=True)
class Written:
    """What became of an entry: `indexed`, `older` (nothing changed), `withdrawn` or `rejected`, and why.

    `events` are the documents written to `rasid-events`, `removed` the ids of those deleted, `blocks` where its
    tellings are or were linked.
    """

    entry: Entry
    status: str
    reason: str = ""
    message: str = ""
    events: list[dict[str, Any]] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    blocks: tuple[str, ...] = ()


class IndexWriter:
    """Writes entries; returns when each has its verdict."""

    def __init__(self, bulk: Bulk, settings: Settings, templates: Waiting) -> None:
        self.bulk = bulk
        self.templates = templates
        self._alike = Alike()
        self.articles, self.events = settings.index("articles"), settings.index("events")
        self.state = settings.index("state")
        self.zone: ZoneInfo = settings.tzinfo

    async def write(self, entries: Sequence[Entry]) -> list[Written]:
        """Return what became of each entry, in order. Several entries of one article are written one after another."""
        results: dict[int, Written] = {}
        waves: list[list[int]] = []
        turn: dict[str, int] = {}
        for i, entry in enumerate(entries):
            wave = turn[entry.id] = turn.get(entry.id, -1) + 1
            if wave == len(waves):
                waves.append([])
            waves[wave].append(i)
        for wave_entries in waves:
            results |= await self._write_wave({i: entries[i] for i in wave_entries})
        return [results[i] for i in range(len(entries))]

    async def _write_wave(self, entries: dict[int, Entry]) -> dict[int, Written]:
        """Write entries of different articles, again and again while they fail alike: then the templates are wrong."""
        while True:
            results = await self._attempt(entries)
            refused = [w.message for w in results.values() if w.reason == REFUSED]
            taken = sum(w.status == "indexed" for w in results.values())
            trouble = self._alike.look(refused, len(refused) + taken)
            if trouble is None:
                self.templates.over()
                return results
            await self.templates.again(trouble)

    async def _attempt(self, entries: dict[int, Entry]) -> dict[int, Written]:
        stored = await self._stored([entry.id for entry in entries.values()])
        plans: dict[int, Plan] = {}
        results: dict[int, Written] = {}
        for i, entry in entries.items():
            try:
                plan = plan_of(entry, stored[entry.id], self.zone)
            except ArticleError as err:
                results[i] = Written(entry, "rejected", err.reason, str(err))
                continue
            except (
                Exception
            ) as err:  # an unforeseen fault of ours is one record's refusal, or it would come back for ever
                why = f"no document could be made: {type(err).__name__}: {err}; replay it after an update"
                results[i] = Written(entry, "rejected", "internal", why)
                continue
            if plan is None:
                results[i] = Written(entry, "older")
            else:
                plans[i] = plan
        for i, written in (await self._carry_out(plans)).items():
            results[i] = written
        return results

    async def _stored(self, ids: Sequence[str]) -> dict[str, Stored]:
        """Read articles and tombstones in real time, and wait until that works."""
        fields = ["version", "sender", "event_ids", "blocks"]
        wanted: list[dict[str, Any]] = [{"_index": self.articles, "_id": i, "_source": fields} for i in ids]
        wanted += [{"_index": self.state, "_id": tombstone_id(i), "_source": ["version", "blocks"]} for i in ids]
        while True:
            answer = await self.bulk.elastic.call("POST", "/_mget", {"docs": wanted})
            docs = answer.body.get("docs") if answer.status == 200 and isinstance(answer.body, dict) else None
            if isinstance(docs, list) and len(docs) == len(wanted):
                failed = next((error_reason(doc) for doc in docs if doc.get("error")), None)
                if failed is None:
                    self.bulk.waiting.over()
                    return {i: _merge_stored(docs[n], docs[n + len(ids)]) for n, i in enumerate(ids)}
                await self.bulk.waiting.again(failed)
            else:
                await self.bulk.waiting.again(answer.reason)

    async def _carry_out(self, plans: dict[int, Plan]) -> dict[int, Written]:
        """Write tombstones first, then events, then articles: see the top."""
        withdrawals = [plan for plan in plans.values() if plan.article is None]
        await self.bulk.write([self._tombstone(plan) for plan in withdrawals])
        first = [(i, op) for i, plan in plans.items() for op in self._event_operations(plan)]
        outcomes = await self.bulk.write([operation for _, operation in first])
        refused: dict[int, dict[str, str]] = {i: {} for i in plans}
        for (i, operation), outcome in zip(first, outcomes, strict=True):
            if outcome.verdict is Verdict.REFUSED:
                refused[i][operation.id] = outcome.reason
        last = [self._article_operation(plan, refused[i]) for i, plan in plans.items()]
        results = {}
        cleanup: list[Operation] = []
        for (i, plan), outcome in zip(plans.items(), await self.bulk.write(last), strict=True):
            if outcome.verdict is Verdict.REFUSED:
                # Without the article's document its events would have no guard against late repeats.
                cleanup += [self._deletion(plan.entry, document["id"]) for document in plan.documents]
                results[i] = Written(plan.entry, "rejected", REFUSED, f"its article: {outcome.reason}")
            elif outcome.verdict is Verdict.OLDER:
                cleanup += await self._overtaken(plan)
                results[i] = Written(plan.entry, "older")
            else:
                results[i] = _written(plan, refused[i])
        await self.bulk.write(cleanup)
        return results

    async def _overtaken(self, plan: Plan) -> list[Operation]:
        """Return the deletions of events that a newer version of the article, written meanwhile, does not have."""
        newer = (await self._stored([plan.entry.id]))[plan.entry.id]
        gone = [document["id"] for document in plan.documents if document["id"] not in newer.event_ids]
        return [Operation(self.events, event_id, newer.version, None) for event_id in gone]

    def _event_operations(self, plan: Plan) -> list[Operation]:
        version = plan.entry.version
        written = [Operation(self.events, document["id"], version, document) for document in plan.documents]
        return written + [self._deletion(plan.entry, event_id) for event_id in plan.obsolete]

    def _article_operation(self, plan: Plan, refused: dict[str, str]) -> Operation:
        article = plan.article
        if article is not None and refused:
            article = {**article, "event_ids": [i for i in article["event_ids"] if i not in refused]}
        return Operation(self.articles, plan.entry.id, plan.entry.version, article)

    def _deletion(self, entry: Entry, event_id: str) -> Operation:
        return Operation(self.events, event_id, entry.version, None)

    def _tombstone(self, plan: Plan) -> Operation:
        document = {"version": plan.entry.version, "blocks": list(plan.blocks)}
        return Operation(self.state, tombstone_id(plan.entry.id), plan.entry.version, document)


def _written(plan: Plan, refused: dict[str, str]) -> Written:
    if refused:
        told = "; ".join(f"event {event_id}: {reason}" for event_id, reason in sorted(refused.items())[:5])
        message = (
            f"Elasticsearch refuses {len(refused)} of {len(plan.documents)} events; the others are indexed. {told}"
        )
        return Written(plan.entry, "rejected", REFUSED, message)
    status = "indexed" if plan.article is not None else "withdrawn"
    return Written(plan.entry, status, events=plan.documents, removed=plan.obsolete, blocks=plan.blocks)


def _merge_stored(article: dict[str, Any], tombstone: dict[str, Any]) -> Stored:
    source = article.get("_source") or {}
    withdrawn = (tombstone.get("_source") or {}).get("version", -1)
    return Stored(
        max(source.get("version", -1), withdrawn),
        source.get("sender"),
        tuple(source.get("event_ids") or ()),
        tuple(source.get("blocks") or (tombstone.get("_source") or {}).get("blocks") or ()),
    )


def tombstone_id(article_id: str) -> str:
    """Return the id of an article's tombstone; a hash where the article's own would make it too long."""
    plain = TOMBSTONE + article_id
    if len(plain.encode()) <= MAX_ID_BYTES:
        return plain
    return TOMBSTONE + hashlib.sha256(article_id.encode()).hexdigest()
