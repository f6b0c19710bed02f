"""What an event has from its article where its own sentence does not say it: country, day and place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from streams.incidents.words import apart_words, content_words

# An event without a date is news: it happened on the day of publication or up to so many days before.
UNDATED_DAYS = 2
# A span longer than this says too little to link by (منذ 2014).
MAX_SPAN_DAYS = 31

Event = Mapping[str, Any]
Span = tuple[date, date, bool]


def span_of(event: Event, article: Mapping[str, Any], zone: tzinfo) -> Span | None:
    """Return first day, last day and whether the text tells them; None if a told date is too wide or unknown.

    The day of publication is that of `zone`, as the day that `today` in a text stands for, whatever zone the sender
    writes.
    """
    told = event["date"]
    if told and told["from"] and told["to"]:
        first, last = date.fromisoformat(told["from"]), date.fromisoformat(told["to"])
        return (first, last, True) if (last - first).days <= MAX_SPAN_DAYS else None
    if event["status"] == "historical":
        return None
    day = datetime.fromisoformat(article["published"]).astimezone(zone).date()
    return day - timedelta(days=UNDATED_DAYS), day, False


def follows(event: Event, lead: Event) -> bool:
    """Tell whether an event can be told further by a later sentence: both happened, and no word says it is another."""
    return (
        event["status"] == lead["status"] == "actual"
        and lead["sentence"]["start"] <= event["sentence"]["start"]
        and not content_words(event["sentence"]["text"]) & apart_words()
    )


def lead_of(event: Event, others: Sequence[Event], has: str) -> Event | None:
    """Return the event whose field `has` holds for this one too: of its own sentence, else the nearest before it."""
    leads = [lead for lead in others if lead[has] and follows(event, lead)]
    return max(leads, key=lambda lead: (lead["sentence"]["start"], -lead["trigger"]["start"]), default=None)


def names_place(event: Event, record: Mapping[str, Any]) -> bool:
    """Tell whether an event's sentence names a place in a country, so that none before it is meant."""
    sentence = event["sentence"]
    return any(
        e["type"] in ("GPE", "LOC", "FAC") and e.get("country") and e.get("id") and "/" not in e["id"]
        and sentence["start"] <= e["start"] < sentence["end"]
        for e in record.get("entities") or []
    )  # fmt: skip


def country_of(event: Event, record: Mapping[str, Any]) -> str | None:
    """Return the country that an event is counted to.

    That of its own first place; else the one that most of the article speaks for: the places of its events, whom the
    event was done to, and least all others that it names. Of equals the first by name.
    """
    own = next((p["country"] for p in event["places"] if p.get("country")), None)
    if own:
        return str(own)
    votes: Counter[str] = Counter()
    places = [p for e in record["events"] for p in e["places"]]
    entities = record.get("entities") or []
    for group, share in ((places, 3), (event["recipients"], 2), (event["actors"], 1), (entities, 1)):
        for entity in group:
            if entity.get("country"):
                votes[entity["country"]] += share
    return min(votes, key=lambda c: (-votes[c], c)) if votes else None
