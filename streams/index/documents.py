"""The documents of an article's record: one for the article, one for each event.

Field names follow the record's. Beside the nested actors, recipients and places stand flat fields by role, which Lens
and plain searches can read.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from models.ontology import event_types
from streams.errors import ArticleError

DIMENSIONS = 384
# A wider unit's centroid on the map would look like a place that nobody named.
MAPPED = frozenset({"point", "town", "area", "subdistrict", "district", "governorate"})
LOSSES = ("killed", "wounded", "captured")
_EVENT_FIELDS = (
    *("id", "type", "mode", "status", "contexts", "quad", "score", "confidence", "trigger", "sentence", "date"),
    *("actors", "recipients", "places", "weapons", "attribution", "acled", "cameo"),
    *LOSSES,
)
_ARTICLE_FIELDS = (
    *("id", "text", "title", "source", "url", "published", "published_from", "received", "language", "signature"),
)


@lru_cache(maxsize=1)
def type_labels() -> dict[str, str]:
    """Return the Arabic name of each event type, from the ontology."""
    return {name: str(facts["ar"]) for name, facts in event_types().items()}


def check_record(record: Any) -> None:
    """Make sure that a value of news.events is a record this version can index.

    Raises:
        ArticleError: it is not (`bad_record`), or of another schema number (`unknown_schema`).
    """
    if not isinstance(record, dict):
        raise ArticleError("bad_record", f"a {type(record).__name__}, not a record; see record.schema.json")
    if record.get("schema") != 1:
        raise ArticleError(
            "unknown_schema", f"schema {record.get('schema')!r}, and this version indexes 1; update the workers"
        )
    article, events = record.get("article"), record.get("events")
    if not isinstance(article, dict) or not isinstance(article.get("id"), str) or not isinstance(events, list):
        raise ArticleError("bad_record", "the record lacks article.id or events; see record.schema.json")
    if not all(isinstance(event, dict) and isinstance(event.get("id"), str) for event in events):
        raise ArticleError("bad_record", f"article {article['id']}: an event lacks its id; see record.schema.json")


def article_document(record: Mapping[str, Any], version: int, event_ids: Sequence[str]) -> dict[str, Any]:
    """Return the document of `rasid-articles`.

    Raises:
        ArticleError: the record lacks what the document needs (`bad_record`).
    """
    article = record["article"]
    entities = record.get("entities") or []
    try:
        found: dict[str, Any] = {name: article.get(name) for name in _ARTICLE_FIELDS}
        found |= {
            "event_ids": list(event_ids),
            "event_types": unique(event["type"] for event in record["events"]),
            "entity_names": unique(entity["name"] for entity in entities),
            "entity_ids": unique(entity.get("id") for entity in entities),
            "model": {name: record["model"][name] for name in ("name", "version")},
            "vector": vector(article.get("vector")),
            "version": version,
        }
    except (KeyError, TypeError, AttributeError) as err:
        raise ArticleError("bad_record", f"article {article['id']}: {type(err).__name__} at {err}") from err
    return {name: value for name, value in found.items() if value is not None}


def event_document(
    record: Mapping[str, Any],
    event: Mapping[str, Any],
    version: int,
    zone: ZoneInfo,
    telling: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return the document of `rasid-events` for one event of a record.

    `telling` is what the incidents are linked by, if the event can be part of one.

    Raises:
        ArticleError: the event lacks what the document needs (`bad_record`).
    """
    article = record["article"]
    try:
        found: dict[str, Any] = {name: event.get(name) for name in _EVENT_FIELDS}
        found |= {
            "article_id": article["id"],
            "type_ar": type_labels().get(event["type"]),
            "vector": vector(event.get("vector")),
            "version": version,
            **{name: article.get(name) for name in ("source", "url", "title", "published", "received", "language")},
            **occurred(event.get("date"), article, zone),
            **people("actor", event["actors"]),
            **people("recipient", event["recipients"]),
            "weapon_names": unique(weapon["name"] for weapon in event["weapons"]),
            **places(event["places"]),
            **{f"{loss}_{end}": (event[loss] or {}).get(end) for loss in LOSSES for end in ("min", "max")},
            **told(telling),
        }
    except (KeyError, TypeError, AttributeError, ValueError) as err:
        raise ArticleError(
            "bad_record", f"article {article['id']}, event {event['id']}: {type(err).__name__} at {err}"
        ) from err
    return {name: value for name, value in found.items() if value not in (None, [])}


def told(telling: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the fields by which the linker finds a telling and reads it again."""
    if telling is None:
        return {}
    return {
        "block": telling["block"],
        "told_first": telling["first"],
        "told_last": telling["last"],
        "telling": dict(telling),
    }


def occurred(told: Mapping[str, Any] | None, article: Mapping[str, Any], zone: ZoneInfo) -> dict[str, str]:
    """Return the day of an event (and the last one, of a span), and where it is known from.

    What the sentence says stands first, then the day of publication in `zone`, then that of receipt.
    """
    told = told or {}
    first, last = told.get("from") or told.get("to"), told.get("to") or told.get("from")
    if first and last:
        return {"occurred": date.fromisoformat(first).isoformat(), "occurred_to": last, "occurred_from": "event"}
    origin = "published" if article.get("published") and article.get("published_from") != "received" else "received"
    moment = datetime.fromisoformat(article[origin].replace("Z", "+00:00"))
    day = (moment if moment.tzinfo is None else moment.astimezone(zone)).date().isoformat()
    return {"occurred": day, "occurred_to": day, "occurred_from": origin}


def people(role: str, entities: Sequence[Mapping[str, Any]]) -> dict[str, list[str]]:
    """Return the flat fields of a role: names, ids, types, countries, sectors."""
    fields = {"names": "name", "names_en": "name_en", "ids": "id", "types": "type"}
    fields |= {"countries": "country", "sectors": "sector"}
    return {f"{role}_{plural}": unique(entity.get(name) for entity in entities) for plural, name in fields.items()}


def places(found: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the flat fields of an event's places, and the points of those narrow enough for a map."""
    fields = {"names": "name", "names_en": "name_en", "ids": "id", "pcodes": "pcode", "countries": "country"}
    fields |= {"admin1": "admin1", "admin2": "admin2", "admin3": "admin3", "precisions": "precision"}
    flat: dict[str, Any] = {
        f"place_{plural}": unique(place.get(name) for place in found) for plural, name in fields.items()
    }
    points = [{"lat": place["lat"], "lon": place["lon"]} for place in found if _on_map(place)]
    return {**flat, "location": points}


def _on_map(place: Mapping[str, Any]) -> bool:
    lat, lon = place.get("lat"), place.get("lon")
    return lat is not None and lon is not None and place.get("precision") in MAPPED


def unique(values: Iterable[Any]) -> list[Any]:
    """Return the values that are not None, each once, in order."""
    return list(dict.fromkeys(value for value in values if value is not None))


def vector(encoded: str | None) -> list[float] | None:
    """Return the numbers of a record's vector (base64 of 384 little-endian float16).

    None where there is none, or one without a direction, which Elasticsearch's cosine refuses.

    Raises:
        ArticleError: it is not base64 of so many numbers (`bad_record`).
    """
    if encoded is None:
        return None
    try:
        numbers = np.frombuffer(base64.b64decode(encoded, validate=True), dtype="<f2").astype(np.float32)
    except (ValueError, binascii.Error) as err:
        raise ArticleError("bad_record", f"a vector is not base64 of float16: {err}") from err
    if numbers.size != DIMENSIONS:
        raise ArticleError("bad_record", f"a vector has {numbers.size} numbers, not {DIMENSIONS}")
    if not np.isfinite(numbers).all() or not numbers.any():
        return None
    return [round(float(number), 5) for number in numbers]
