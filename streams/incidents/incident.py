"""The document of an incident: what its tellings say together, each figure given once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timezone
from typing import Any

from streams.incidents.sites import Spot
from streams.incidents.telling import Telling, key_of
from streams.neardup import distinct

# From the surest place to the least.
PRECISIONS = ("point", "town", "area", "subdistrict", "district", "governorate", "region", "country", "unknown")
ROLES = ("killed", "wounded", "captured")


def incident_id(first: Telling) -> str:
    """Return the id of the incident whose first telling this is.

    It has the block in it: an event that a correction moves to another block has another incident there, and the
    writers of the two blocks never write the same document.
    """
    block = str(first.raw["block"]).replace("?", "none").replace("|", "-")
    return f"i-{block}-{first.event_id}"


def document(group: Sequence[Telling]) -> dict[str, Any]:
    """Return the incident of a group of tellings, ordered as `clusters.cluster` orders them.

    Copies of one text count as outlets but as one telling: `outlets` counts sources, `tellings` different texts.
    """
    spot = best_spot(group)
    dated = [t for t in group if t.dated]
    days = dated or list(group)
    latest = max(group, key=lambda t: (when(t), t.order))
    kind = commonest(t.type for t in group)
    assert kind is not None
    return {
        "id": incident_id(group[0]),
        "type": kind,
        "mode": commonest(t.mode for t in group if t.mode and t.type == kind),
        "status": "actual" if any(t.status == "actual" for t in group) else "historical",
        "title": latest.title,
        "sentence": {"text": latest.sentence},
        "occurred": max(t.first for t in days).isoformat(),
        "occurred_to": min(t.last for t in days).isoformat(),
        "occurred_from": "event" if dated else "published",
        "first_seen": min(when(t) for t in group),
        "last_seen": max(when(t) for t in group),
        **place_fields(spot),
        **people_fields(group, "actor"),
        **people_fields(group, "recipient"),
        **{k: v for role in ROLES for k, v in count_fields(group, role).items()},
        "outlets": len({t.source or t.article_id for t in group}),
        "sources": sorted({t.source for t in group if t.source}),
        "tellings": texts_of(group),
        "article_ids": sorted({t.article_id for t in group}),
        "event_ids": [t.event_id for t in group],
        "members": [member(t) for t in group],
        "merged_into": None,
    }


def texts_of(group: Sequence[Telling]) -> int:
    """Return how many different texts tell it: copies of an agency's report are one telling."""
    marks = {t.article_id: t.signature for t in group}
    return distinct(m for m in marks.values() if m) + sum(m is None for m in marks.values())


def member(telling: Telling) -> dict[str, Any]:
    """Return what an incident keeps of one telling."""
    return {
        "event_id": telling.event_id,
        "article_id": telling.article_id,
        "source": telling.source,
        "version": telling.version,
        "received": telling.received,
    }


def best_spot(group: Sequence[Telling]) -> Spot | None:
    """Return the most precise place; of equals the one that most tellings name, then the first told.

    Only those count that can lie in the country, the governorate and the district that most tellings name: one outlet's
    village in another district does not move the incident there.
    """
    spots = [spot for t in group for spot in t.spots]
    for level in ("country", "admin1", "admin2"):
        votes = Counter(unit for t in group for unit in {getattr(s, level) for s in t.spots if s in spots} if unit)
        most = max(votes.values(), default=0)
        spots = [s for s in spots if getattr(s, level) is None or votes[getattr(s, level)] == most]
    if not spots:
        return None
    told = Counter(s.id or s.name for s in spots)
    return min(spots, key=lambda s: (PRECISIONS.index(s.precision), -told[s.id or s.name], spots.index(s)))


def place_fields(spot: Spot | None) -> dict[str, Any]:
    """Return a place as the index keeps it, whole and flat."""
    if spot is None:
        return {"place": None}
    fields = ("id", "name", "name_en", "country", "admin1", "admin2", "precision", "lat", "lon")
    place = {field: getattr(spot, field) for field in fields}
    flat = {
        "place_ids": spot.id,
        "place_names": spot.name,
        "place_names_en": spot.name_en,
        "place_countries": spot.country,
        "place_admin1": spot.admin1,
        "place_admin2": spot.admin2,
        "place_precisions": spot.precision,
    }
    located = {"location": {"lat": spot.lat, "lon": spot.lon}} if spot.lat is not None else {}
    return {"place": place, **{k: [v] for k, v in flat.items() if v}, **located}


def people_fields(group: Sequence[Telling], role: str) -> dict[str, list[str]]:
    """Return who is told in a role, those that most tellings name first."""
    counts: Counter[str] = Counter()
    entities: dict[str, Mapping[str, Any]] = {}
    for telling in group:
        for key, entity in {key_of(e): e for e in telling.raw[f"{role}s"]}.items():
            counts[key] += 1
            entities.setdefault(key, entity)
    ordered = [entities[key] for key in sorted(counts, key=lambda k: (-counts[k], k))]
    flat = {"names": "name", "names_en": "name_en", "ids": "id", "types": "type", "countries": "country",
            "sectors": "sector"}  # fmt: skip
    return {
        f"{role}_{plural}": list(dict.fromkeys(e[field] for e in ordered if e[field])) for plural, field in flat.items()
    }


def count_fields(group: Sequence[Telling], role: str) -> dict[str, int | None]:
    """Return the range of the counts told and the latest of them; each telling counts the same people, so no sum.

    A maximum is missing where one telling gives none (عشرات).
    """
    told = [t for t in group if role in t.losses]
    if not told:
        return {}
    latest = max(told, key=lambda t: (when(t), t.losses[role][0], t.order))
    counts = [t.losses[role] for t in told]
    highs = [high for _, high in counts if high is not None]
    return {
        f"{role}_min": min(low for low, _ in counts),
        f"{role}_max": max(highs) if len(highs) == len(counts) else None,
        f"{role}_latest": latest.losses[role][0],
    }


def commonest(values: Iterable[str]) -> str | None:
    """Return the value told most; the first by name of equals; None of none."""
    counts = Counter(values)
    return min(counts, key=lambda v: (-counts[v], v)) if counts else None


def when(telling: Telling) -> str:
    """Return when an outlet told it, as RFC 3339 in UTC, so that strings compare."""
    return datetime.fromisoformat(telling.published).astimezone(timezone.utc).isoformat()
