"""What `rasid search` and the page ask of the index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from streams.settings import Settings

if TYPE_CHECKING:
    from elasticsearch import Elasticsearch

# A word of the query can stand in any of these, each word in another: the sentence says what, the place's name where.
TEXT_FIELDS = (
    *("sentence.text", "title", "type_ar.text", "actor_names.text", "recipient_names.text", "weapon_names.text"),
    *("place_names.text", "place_admin1.text", "place_admin2.text", "place_admin3.text", "attribution"),
)
PLACE_TEXTS = tuple(f"place_{name}.text" for name in ("names", "names_en", "admin1", "admin2", "admin3"))
PLACE_TERMS = ("place_ids", "place_pcodes", "place_countries", "place_admin1", "place_admin2", "place_admin3")
ACTOR_TEXTS = ("actor_names.text", "actor_names_en.text")
ACTOR_TERMS = ("actor_ids", "actor_countries", "actor_sectors", "actor_types")
_NOT_SHOWN = ["vector"]


def search(
    es: Elasticsearch,
    settings: Settings,
    text: str | None = None,
    type: str | None = None,
    place: str | None = None,
    actor: str | None = None,
    since: str | date | None = None,
    until: str | date | None = None,
    status: str | None = None,
    mode: str | None = None,
    size: int = 20,
) -> list[dict[str, Any]]:
    """Return events, best first, and the latest first among equals (or by date alone, without text).

    Args:
        es: the client; its errors are those of `elasticsearch`.
        settings: for the index's name.
        text: words that all must be found, in whatever spelling, in the sentence, title, names or places of an event.
        type: a PLOVER type, such as ASSAULT.
        place: words of the name of a place or unit, or an id, a P-code or a country code.
        actor: words of the name of who acts, or an id, a sector or a country code.
        since: the first day, inclusive; an event of several days counts where one of them is within.
        until: the last day, inclusive.
        status: actual, future, hypothetical, negated or historical.
        mode: a PLOVER mode, such as drone.
        size: how many at most.

    Returns:
        The documents of `rasid-events` without vectors, each with its `relevance` (None without text).
    """
    response = es.search(
        index=settings.index("events"),
        query=build_query(text, type, place, actor, since, until, status, mode),
        sort=[*(["_score"] if text else []), {"occurred": "desc"}, {"id": "asc"}],
        size=size,
        source_excludes=_NOT_SHOWN,
    )
    return [{**hit["_source"], "relevance": hit.get("_score")} for hit in response["hits"]["hits"]]


def build_query(
    text: str | None = None,
    type: str | None = None,
    place: str | None = None,
    actor: str | None = None,
    since: str | date | None = None,
    until: str | date | None = None,
    status: str | None = None,
    mode: str | None = None,
) -> dict[str, Any]:
    """Return the query of `search`."""
    filters: list[dict[str, Any]] = []
    exact = {"type": type.upper() if type else None, "status": status, "mode": mode}
    filters += [{"term": {name: value}} for name, value in exact.items() if value]
    if place:
        filters.append(_named(place, PLACE_TEXTS, PLACE_TERMS))
    if actor:
        filters.append(_named(actor, ACTOR_TEXTS, ACTOR_TERMS))
    if since:
        filters.append({"range": {"occurred_to": {"gte": _day(since)}}})
    if until:
        filters.append({"range": {"occurred": {"lte": _day(until)}}})
    must = [_all_words(text, TEXT_FIELDS)] if text and text.strip() else []
    return {"bool": {"must": must or [{"match_all": {}}], "filter": filters}}


def _all_words(text: str, fields: Sequence[str]) -> dict[str, Any]:
    """All words, each in any of the fields; a word that means nothing by itself (a stop word) hinders nobody."""
    return {"combined_fields": {"query": text, "fields": list(fields), "operator": "and", "zero_terms_query": "all"}}


def _named(value: str, texts: Sequence[str], terms: Sequence[str]) -> dict[str, Any]:
    exact: list[Mapping[str, Any]] = [{"terms": {name: sorted({value, value.upper()})}} for name in terms]
    return {"bool": {"should": [_all_words(value, texts), *exact], "minimum_should_match": 1}}


def _day(value: str | date) -> str:
    return value.isoformat()[:10] if isinstance(value, date) else value
