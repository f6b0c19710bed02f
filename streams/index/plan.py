"""What an entry of news.events asks to be written: the documents of its article, and those that they replace."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import tzinfo
from typing import TYPE_CHECKING, Any, cast
from zoneinfo import ZoneInfo

from streams.errors import ArticleError
from streams.incidents.telling import blocks_of, tellings_of
from streams.index.documents import article_document, check_record, event_document

if TYPE_CHECKING:
    from streams.record import Record

# Ids that are hashes of address or text: the same article by its content, whoever sends it.
_HASHED = re.compile(r"(?:url|text)-[0-9a-f]{32}")


@dataclass(frozen=True)
class Entry:
    """What one message of news.events asks for: a record to index, or None to withdraw the article.

    `sender` is the source as the message itself named it, None where it named none.
    """

    id: str
    version: int
    record: dict[str, Any] | None
    sender: str | None = None


@dataclass(frozen=True)
class Stored:
    """What Elasticsearch holds of an article."""

    version: int = -1
    sender: str | None = None
    event_ids: tuple[str, ...] = ()
    blocks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """The writes of an entry: event documents, ids of events to delete, the article's document (None: delete it)."""

    entry: Entry
    documents: list[dict[str, Any]]
    obsolete: list[str]
    article: dict[str, Any] | None
    blocks: tuple[str, ...] = ()


def plan_of(entry: Entry, stored: Stored, zone: ZoneInfo) -> Plan | None:
    """Return the writes of an entry, days in `zone`; None where what is stored is newer.

    Raises:
        ArticleError: the record cannot be indexed, or its id belongs to another source's article.
    """
    if entry.record is None:
        if stored.version > entry.version:
            return None
        return Plan(entry, [], [*stored.event_ids], None, stored.blocks)
    check_record(entry.record)
    if entry.sender and stored.sender and entry.sender != stored.sender and not _HASHED.fullmatch(entry.id):
        raise ArticleError(
            "id_conflict",
            f"the id {entry.id} is that of an article of {stored.sender}, and this one is of {entry.sender}; send "
            "it with an id of its own (feeds put the source's name before a sender's id)",
        )
    if stored.version > entry.version:
        return None
    tellings = {t["event_id"]: t for t in read_tellings(entry.record, entry.version, zone)}
    documents = [
        event_document(entry.record, e, entry.version, zone, tellings.get(e["id"]))
        for e in entry.record["events"]
    ]
    blocks = tuple(sorted({*stored.blocks, *blocks_of(tellings.values())}))
    kept = {document["id"] for document in documents}
    article = article_document(entry.record, entry.version, sorted(kept))
    # A correction that names no source leaves the article its sender's.
    if sender := entry.sender or stored.sender:
        article["sender"] = sender
    # Those of earlier versions stay listed: a repeat after a crash must tell the linker of them once more.
    article["blocks"] = list(blocks)
    return Plan(entry, documents, [i for i in stored.event_ids if i not in kept], article, blocks)


def read_tellings(record: dict[str, Any], version: int, zone: tzinfo) -> list[dict[str, Any]]:
    """Return what a record tells of incidents, its days those of `zone`.

    Raises:
        ArticleError: the record lacks what that needs (`bad_record`).
    """
    try:
        return tellings_of(cast("Record", record), version, zone)
    except (KeyError, TypeError, AttributeError, ValueError) as err:
        raise ArticleError("bad_record", f"article {record['article']['id']}: {type(err).__name__} at {err}") from err


def parse_record(value: bytes) -> dict[str, Any]:
    """Read a value of news.events.

    Raises:
        ArticleError: it is no JSON object (`not_json`), or no record (`bad_record`, `unknown_schema`).
    """
    try:
        record = json.loads(value)
    except (ValueError, RecursionError) as err:
        raise ArticleError("not_json", f"the record is not JSON: {err}; news.events carries records only") from err
    check_record(record)
    assert isinstance(record, dict)
    return record
