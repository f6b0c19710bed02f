"""The values that a record is put together from: an entity, a place, a date, a count, each as the schema has it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from models.annotation import Annotation, EventMention, Mention
from streams.record import EntityDict
from streams.resolve.article import ResolvedActor
from streams.resolve.counts import combine
from streams.resolve.dates import ResolvedDate
from streams.resolve.event_date import EventDate
from streams.resolve.place_facts import ResolvedPlace
from streams.resolve.schemes import Party
from streams.resolve.victim_groups import said
from streams.resolve.victims import counts_of


@dataclass(frozen=True)
class Telling:
    """A sentence of an article, its characters `[start, end)` and what the model found in it."""

    start: int
    end: int
    annotation: Annotation


@dataclass(frozen=True)
class Facts:
    """What an article says, resolved: the record's `events` and `entities`, and its vector."""

    events: list[dict[str, Any]]
    entities: list[EntityDict]
    vector: str | None


@dataclass(frozen=True)
class Resolved:
    """An entity mention of one sentence with what each register says of it.

    `parts` are the places that it names, `members` the parties, each with its span, where it names several.
    """

    mention: Mention
    span: dict[str, Any]
    actor: ResolvedActor | None
    place: ResolvedPlace | None
    date: ResolvedDate | None
    parts: tuple[tuple[dict[str, Any], ResolvedPlace], ...] = ()
    members: tuple[tuple[dict[str, Any], ResolvedActor], ...] = ()

    def each(self) -> list[Resolved]:
        """Return the mention once for each place or party that it names."""
        places = [replace(self, span=s, place=p, parts=()) for s, p in self.parts]
        return places or [replace(self, span=s, actor=a, members=()) for s, a in self.members] or [self]

    def entity(self, as_actor: bool = False) -> EntityDict:
        """Return the record's entity; a country or base that acts is given as the actor, else as the place."""
        acts = self.place is None or (as_actor and self.actor is not None)
        known: Any = self.actor if acts else self.place
        return EntityDict(
            text=self.span["text"],
            start=self.span["start"],
            end=self.span["end"],
            type=self.mention.type,
            name=known.name if known else self.span["text"],
            id=known.id if known else None,
            country=known.country if known else None,
            sector=self.actor.sector if known is not None and known is self.actor and self.actor else None,
            name_en=known.name_en if known else None,
        )


def entities_of(mentions: Iterable[Resolved]) -> list[EntityDict]:
    """Return the record's entities; a mention of several places or parties is one entity each."""
    return [each.entity() for m in mentions for each in m.each()]


def side(mentions: Iterable[Resolved]) -> list[EntityDict]:
    """Return one side of an event: a party of the register once, as it is named first; each that is in none."""
    named = [each.entity(as_actor=True) for m in mentions for each in (m.each() if m.members else [m])]
    known = [entity["id"] for entity in named]
    return [entity for n, entity in enumerate(named) if entity["id"] is None or entity["id"] not in known[:n]]


def parties(mentions: Iterable[Resolved]) -> tuple[Party, ...]:
    """Return the entity types and sectors of mentions."""
    each = (one for m in mentions for one in (m.each() if m.members else [m]))
    return tuple((m.mention.type, m.actor.sector if m.actor else None) for m in each)


def others(near: Iterable[str], far: Iterable[str], name: str) -> list[str]:
    """Return the other places named, those of the sentence first."""
    return [n for n in dict.fromkeys([*near, *far]) if n != name]


def span(telling: Telling, start: int, end: int) -> dict[str, Any]:
    """Return characters of a sentence as a span of the article's text."""
    return {
        "text": telling.annotation.text[start:end],
        "start": telling.start + start,
        "end": telling.start + end,
    }


def event_id(article_id: str, sentence: str, event: EventMention, repeat: int) -> str:
    """Return an id that depends on article, sentence, type and trigger alone, so that a repeat overwrites itself."""
    key = "\x1f".join((article_id, sentence, event.type, str(event.start), str(repeat)))
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def places_of(mentions: Iterable[Resolved]) -> list[dict[str, Any]]:
    """Return the record's places, each one that a mention names."""
    names = ("name", "name_en", "id", "pcode", "country", "admin1", "admin2", "admin3", "lat", "lon", "precision")
    told = [
        (m.mention.type, span, place)
        for m in mentions
        if m.place is not None
        for span, place in (m.parts or ((m.span, m.place),))
    ]
    return [
        {**span, "type": kind, **{n: getattr(place, n) for n in names}, "relation": place.relation}
        for kind, span, place in told
    ]


def date_fields(telling: Telling, told: EventDate | None) -> dict[str, Any] | None:
    """Return the record's date."""
    if told is None:
        return None
    date = told.date
    return {
        **span(telling, told.start, told.end),
        "from": date.from_.isoformat() if date.from_ else None,
        "to": date.to.isoformat() if date.to else None,
        "precision": date.precision,
        "time_from": date.time_from.isoformat() if date.time_from else None,
        "time_to": date.time_to.isoformat() if date.time_to else None,
    }


def losses(victims: Sequence[Resolved], sentence: str) -> dict[str, Any] | None:
    """Return the record's count of one role: each group with its number, and their sum.

    `victims` are those of `victims.counted`: the body of one group is no other; `sentence` is the one they stand in.
    """
    if not victims:
        return None
    counts = counts_of([(said(sentence, v.mention), v.mention.type) for v in victims])
    counted = list(zip(victims, counts, strict=True))
    total = combine(c for _, c in counted)
    assert total is not None
    return {
        "min": total.min,
        "max": total.max,
        "of": [{**v.entity(as_actor=True), "min": c.min, "max": c.max} for v, c in counted],
    }


def encode_vector(vector: npt.NDArray[np.float32] | None) -> str | None:
    """Return 384 numbers as base64 of little-endian float16."""
    return None if vector is None else base64.b64encode(vector.astype("<f2").tobytes()).decode("ascii")


def lead_vector(tellings: Sequence[Telling], count: int = 3) -> str | None:
    """Return the unit mean of the first sentences' vectors: title and lead say what an article is about."""
    vectors = [t.annotation.vector for t in tellings[:count] if t.annotation.vector is not None]
    if not vectors:
        return None
    mean = np.mean(vectors, axis=0, dtype=np.float32)
    return encode_vector(mean / max(float(np.linalg.norm(mean)), 1e-12))
