"""One gathering told of in several sentences: its day and place hold where it is taken up again without them.

`اجتمع الوزيران في بغداد أمس. … وتناول الاجتماع ملف الحدود`: the second sentence tells of the same meeting, if the
article tells of one only. `جاء ذلك خلال استقبال …` (this came during the reception of) names the occasion of what
stands before. Day and place keep the characters that they were read from.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from streams.resolve.date_clauses import listed
from streams.resolve.numerals import fold
from streams.resolve.spelling import variants

_TYPE = "CONSULT"
_SIDES = ("actors", "recipients")
_KNOWN_DAYS = frozenset({"day", "time"})
Event = dict[str, Any]


def with_gatherings(events: Sequence[Event]) -> list[Event]:
    """Return the events of an article, in order, with day and place of a gathering that is taken up.

    Only what is null is filled, from the nearest telling before that has it, and only if all gatherings told so far can
    be one: no two days, no two towns, no two pairs of parties.
    """
    result: list[Event] = []
    told: list[Event] = []
    for event in events:
        here = event
        occasion = _occasion(event, result)
        if occasion is not None:
            here = event | {"date": occasion["date"]} if event["date"] is None else event
        elif _is_taken_up(event) and _is_one(told):
            here = event | _filled(event, told)
        result.append(here)
        if event["type"] == _TYPE and event["status"] == "actual" and occasion is None:
            told.append(here)
    return result


def _occasion(event: Event, before: Sequence[Event]) -> Event | None:
    """Return the dated event before a sentence that opens with `جاء ذلك خلال`, for the first gathering in it."""
    start = event["sentence"]["start"]
    if event["type"] != _TYPE or any(e["sentence"]["start"] == start for e in before[-1:]):
        return None
    opening = fold(event["sentence"]["text"][:60]).lstrip("\"“«' ")
    opens = any(opening.removeprefix("و").startswith(words) for words in listed("occasions"))
    if not opens:
        return None
    last = before[-1]["sentence"]["start"] if before else -1
    dated = (e for e in before if e["sentence"]["start"] == last and e["status"] == "actual" and e["date"])
    return next((e for e in dated if e["date"]["precision"] in _KNOWN_DAYS), None)


def _is_taken_up(event: Event) -> bool:
    """Tell whether an event is a gathering named with its article, as one that is known."""
    if event["type"] != _TYPE or event["status"] != "actual":
        return False
    text, trigger = event["sentence"]["text"], event["trigger"]
    after = fold(text[trigger["end"] - event["sentence"]["start"] :]).split()
    if after and after[0].strip("،,.:") in listed("another"):
        return False
    return bool(set(variants(fold(trigger["text"]))) & listed("gathering_nouns"))


def _is_one(told: Sequence[Event]) -> bool:
    days = {(e["date"]["from"], e["date"]["to"]) for e in told if e["date"] and e["date"]["from"]}
    units = {(p["country"], p["admin1"]) for e in told for p in e["places"] if p["country"]}
    towns = {p["name"] for e in told for p in e["places"] if p["precision"] == "town"}
    if len(days) > 1 or len(units) > 1 or len(towns) > 1:
        return False
    if any(fold(e["trigger"]["text"]).endswith(("ين", "ات", "ان")) for e in told):
        return False
    met = [_parties(e) for e in told if not _is_taken_up(e)]
    return all(not (one - other) or not (other - one) for one in met for other in met)


def _parties(event: Event) -> frozenset[str]:
    """Return whose sides met: of a body its state or region, so that a ministry and its government are one side."""
    sides = [entity for role in _SIDES for entity in event[role]]
    return frozenset(
        name if name.startswith("per/") else name.split("/")[0] for e in sides for name in [e["id"] or e["name"]]
    )


def _filled(event: Event, told: Sequence[Event]) -> Event:
    found: Event = {}
    if event["date"] is None:
        found["date"] = next((e["date"] for e in reversed(told) if e["date"]), None)
    if not event["places"]:
        found["places"] = next((e["places"] for e in reversed(told) if e["places"]), [])
    return found
