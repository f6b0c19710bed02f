"""One telling of an incident: an event with what is needed to compare it, small enough to travel and to be stored."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from streams.incidents.context import MAX_SPAN_DAYS as MAX_SPAN_DAYS
from streams.incidents.context import Span, country_of, lead_of, names_place, span_of
from streams.incidents.figures import figures_of
from streams.incidents.sites import Spot, finest
from streams.incidents.words import content_words, generic_names, tables
from streams.record import Record
from streams.text.normalize import normalize

# What may happen, is planned or was denied is no incident.
STATUSES = frozenset({"actual", "historical"})
PERSON_FIELDS = ("id", "name", "name_en", "type", "country", "sector")
# An unresolved name of these types is a name; one of a group (محتجون) or of a force (مفارز) can be anybody's.
NAMED_TYPES = frozenset({"PER", "ORG"})
SPOT_FIELDS = ("id", "name", "name_en", "country", "admin1", "admin2", "lat", "lon", "precision", "relation")


@dataclass(frozen=True, slots=True)
class Telling:
    """One event as one sentence of one article tells it.

    `version` orders tellings by their place in `news.articles`. `first` and `last` bound the day of the event; `dated`
    is False where they come from the publication or from an earlier sentence. `spots` are the places as told, `sites`
    the finest that are known, `near` those of an earlier sentence where this one names none. `who` are the ids (or
    names) of actors and recipients by role, `named` those that are nobody else's and `persons` those that are persons;
    `labels` are the names of buildings and of places that the register does not know. Each count is (min, max or None).
    `trigger_start` is the offset of `trigger` in `sentence`. `words` are the sentence's content words, `figures` its
    numbers by what they count, `vector` its 384 numbers of unit length.
    """

    event_id: str
    article_id: str
    version: int
    source: str | None
    signature: str | None
    type: str
    mode: str | None
    trigger: str
    trigger_start: int
    status: str
    first: date
    last: date
    dated: bool
    spots: tuple[Spot, ...]
    sites: tuple[Spot, ...]
    near: tuple[Spot, ...]
    labels: frozenset[str]
    named: frozenset[str]
    persons: frozenset[str]
    who: Mapping[str, frozenset[str]]
    losses: Mapping[str, tuple[int, int | None]]
    words: frozenset[str]
    figures: Mapping[str, frozenset[int]]
    vector: npt.NDArray[np.float32] | None
    title: str | None
    sentence: str
    published: str
    received: str
    raw: Mapping[str, Any]

    @property
    def order(self) -> tuple[int, str]:
        """What tellings are ordered by, whatever the order of arrival."""
        return self.version, self.event_id


@lru_cache(maxsize=1)
def families() -> dict[str, str]:
    """Return the type family of each event type that can make an incident."""
    table: dict[str, list[str]] = tables()["families"]
    return {kind: family for family, kinds in table.items() for kind in kinds}


def tellings_of(record: Record, version: int, zone: tzinfo) -> list[dict[str, Any]]:
    """Return the tellings of a record as JSON values, each with its `block`; days are those of `zone`.

    A block is what one writer links: type family and country. It has neither town nor day in it, so that no two blocks
    ever hold tellings of one incident and no merge crosses writers.
    """
    article, found = record["article"], []
    told = [e for e in record["events"] if e["status"] in STATUSES and e["type"] in families()]
    for event in told:
        span = span_of(event, article, zone)
        if span is None:
            continue
        family = families()[event["type"]]
        kin = [e for e in told if e is not event and families()[e["type"]] == family]
        lead = None if span[2] else lead_of(event, kin, "date")
        span = (span_of(lead, article, zone) if lead else None) or span
        beside = [e for e in record["events"] if e["sentence"]["start"] == event["sentence"]["start"]]
        near = None if event["places"] or names_place(event, record) else lead_of(event, [*beside, *kin], "places")
        block = f"{family}|{country_of(event, record) or '?'}"
        found.append(raw_telling(event, article, version, block, span, near["places"] if near else ()))
    return found


def blocks_of(tellings: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the blocks of tellings, in order."""
    return sorted({str(t["block"]) for t in tellings})


def raw_telling(
    event: Mapping[str, Any],
    article: Mapping[str, Any],
    version: int,
    block: str,
    span: Span,
    near: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    """Return one telling as JSON values."""
    return {
        "block": block,
        "event_id": event["id"],
        "article_id": article["id"],
        "version": version,
        "source": article["source"],
        "signature": article.get("signature"),
        "title": article["title"],
        "published": article["published"],
        "received": article["received"],
        "type": event["type"],
        "mode": event["mode"],
        "trigger": event["trigger"]["text"],
        "trigger_start": event["trigger"]["start"] - event["sentence"]["start"],
        "status": event["status"],
        "first": span[0].isoformat(),
        "last": span[1].isoformat(),
        "dated": span[2],
        "spots": [{f: p.get(f) for f in SPOT_FIELDS} for p in event["places"]],
        "near": [{f: p.get(f) for f in SPOT_FIELDS} for p in near],
        "actors": [{f: e[f] for f in PERSON_FIELDS} for e in event["actors"]],
        "recipients": [{f: e[f] for f in PERSON_FIELDS} for e in event["recipients"]],
        "losses": {
            role: [event[role]["min"], event[role]["max"]] for role in ("killed", "wounded", "captured") if event[role]
        },
        "sentence": event["sentence"]["text"],
        "vector": event.get("vector"),
    }


def key_of(entity: Mapping[str, Any]) -> str:
    """Return what entities are compared by: the register's id, else the normalised name."""
    return str(entity["id"] or normalize(entity["name"]))


def keys(entities: Iterable[Mapping[str, Any]]) -> set[str]:
    """Return the keys of entities that have one."""
    return {key for e in entities if (key := key_of(e))}


def labels_of(spots: Iterable[Spot], parties: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """Return the names of buildings and unknown places, without those that any place can have."""
    names = [s.name for s in spots if not s.known or s.precision == "point"]
    names += [e["name"] for e in parties if e["type"] == "FAC"]
    return frozenset(normalize(name) for name in names if proper(name))


def proper(name: str) -> bool:
    """Tell whether a name has a word that does not stand for anybody or anywhere."""
    return not generic_names().issuperset([normalize(name)]) and not generic_names().issuperset(normalize(name).split())


def from_raw(raw: Mapping[str, Any]) -> Telling:
    """Return the telling of JSON values, as they travel and are stored."""
    vector = raw.get("vector")
    parties = [*raw["actors"], *raw["recipients"]]
    spots = tuple(Spot(**spot) for spot in raw["spots"])
    return Telling(
        event_id=raw["event_id"],
        article_id=raw["article_id"],
        version=raw["version"],
        source=raw["source"],
        signature=raw["signature"],
        type=raw["type"],
        mode=raw["mode"],
        trigger=raw.get("trigger", ""),
        trigger_start=raw.get("trigger_start", 0),
        status=raw.get("status", "actual"),
        first=date.fromisoformat(raw["first"]),
        last=date.fromisoformat(raw["last"]),
        dated=raw["dated"],
        spots=spots,
        sites=finest(spots),
        near=finest(Spot(**spot) for spot in raw.get("near", ())),
        labels=labels_of(spots, parties),
        named=frozenset(keys(e for e in parties if e["id"] or (e["type"] in NAMED_TYPES and proper(e["name"])))),
        persons=frozenset(keys(e for e in parties if e["type"] == "PER")),
        who={role: frozenset(keys(raw[f"{role}s"])) for role in ("actor", "recipient")},
        losses={role: (pair[0], pair[1]) for role, pair in raw["losses"].items()},
        words=content_words(raw["sentence"]),
        figures=figures_of(raw["sentence"]),
        vector=np.frombuffer(base64.b64decode(vector), dtype="<f2").astype(np.float32) if vector else None,
        title=raw["title"],
        sentence=raw["sentence"],
        published=raw["published"],
        received=raw["received"],
        raw=raw,
    )
