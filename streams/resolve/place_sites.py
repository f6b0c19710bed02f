"""What is said of where a name lies (`قرية الوقف شمالي المقدادية`), and which places of that name it leaves out.

A namesake in another country, or a small one far off, is not meant: the name is then of a place that the register does
not have, and only what it is said to lie in or by is known of it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from streams.resolve.gazetteer import HOME_FACTOR, IRAQ, SETTLEMENTS, Gazetteer, Place
from streams.resolve.place_grammar import Mention
from streams.resolve.place_words import Words

if TYPE_CHECKING:
    from streams.resolve.place_choice import Choice

DEGREE_KM = 111.2
# A town from this population on is told by places further off than those around it; a city is meant wherever it is.
LARGE_TOWN, CITY = 50_000, 500_000
# What the register has as a town is called a village up to this population.
LARGEST_VILLAGE = 5_000
# Villages are told by towns nearer than this, also by one across a border, quarters by their own; provinces are larger.
FAR_KM, FAR_QUARTER_KM, FAR_UNIT_KM = 100.0, 30.0, 300.0
LARGE = frozenset({"governorate", "district"})
# What lies by a country or a region need not lie in it.
BESIDE = frozenset({"near", "outside", "around", "outskirts_of"})


def placed(mentions: Sequence[Mention], choices: Sequence[Choice]) -> list[Mention]:
    """Return the names of a string, each with those of its places alone that can lie where a later name says.

    Args:
        mentions: the names in order.
        choices: for each the place that it means for certain, if any, whatever is said of where it lies.
    """
    sites = [(m, c.place) if m.within and c.place and c.sure else None for m, c in zip(mentions, choices, strict=True)]
    found = []
    for number, mention in enumerate(mentions):
        told = [site for site in sites[number + 1 :] if site is not None]
        left = tuple(p for p in mention.places if all(may_lie(p, place, m.relation) for m, place in told))
        found.append(mention if len(left) == len(mention.places) else replace(mention, places=left))
    return found


def may_lie(place: Place, site: Place, relation: str | None) -> bool:
    """Return whether a place can lie in another one, or as `relation` says to it."""
    if place.type not in SETTLEMENTS | LARGE | {"subdistrict"}:
        return True
    if place.country is None or site.country is None or place.id == site.id:
        return True
    if place.type == "town" and place.weight >= CITY * factor(place):
        return True
    if site.type in ("country", "region"):
        return place.country == site.country or relation in BESIDE
    if place.country == site.country:
        large = place.type in LARGE or place.weight >= LARGE_TOWN * factor(place)
        if large or (place.type == "town" and place.country == IRAQ) or place.admin1 in (None, site.admin1):
            return True
    apart_km = distance_km(place, site)
    if apart_km is None:
        return place.country == site.country
    return apart_km <= (FAR_UNIT_KM if place.type in LARGE else FAR_QUARTER_KM if place.type == "quarter" else FAR_KM)


def unplaced(mentions: Sequence[Mention], chosen: Iterable[Mention]) -> bool:
    """Return whether a string is about a name that no place fits, and goes on with where that lies."""
    first = next(iter(chosen), None)
    return first is not None and first.within and mentions[0].first != first.first


def local(candidates: list[Place], mention: Mention, named: Iterable[Place]) -> list[Place]:
    """Return of the places that قرية or حي allows those that can be meant by what else is named.

    Where no village of the name lies in a governorate told, a unit of the name there is meant (قرية الرشاد, told with
    Kirkuk, is in the subdistrict of Rashad), and a town of the name far from all of them is not.
    """
    # The capital is named for its government in the news of any place.
    told = [p for p in named if p.admin1 and p.id not in seats()]
    asked = mention.unit in ("village", "quarter") and not Words.load().is_a("generic", mention.key)
    if not asked or not told or any(in_unit(c, told) for c in candidates):
        return candidates
    units = [p for p in mention.places if p.type in ("district", "subdistrict") and in_unit(p, told)]
    return units or [c for c in candidates if c.type == mention.unit or is_village(c) or close(c, told)]


def is_village(place: Place) -> bool:
    """Return whether a town may be called a village; the world's towns are judged by `place_choice.admissible`."""
    return place.id.startswith("gn:") or place.weight <= LARGEST_VILLAGE * factor(place)


def factor(place: Place) -> float:
    """Return what the inhabitants of a place are multiplied with in its weight."""
    return HOME_FACTOR if place.country == IRAQ else 1.0


@cache
def seats() -> frozenset[str]:
    """Return the ids of the capitals."""
    return frozenset(Gazetteer.load().capitals.values())


def in_unit(place: Place, told: Iterable[Place]) -> bool:
    """Return whether a place lies in the governorate of another one."""
    return any(place.country == other.country and place.admin1 == other.admin1 for other in told)


def close(place: Place, told: Iterable[Place]) -> bool:
    """Return whether a place may be a neighbour of another one."""
    apart_km = [distance_km(place, other) for other in told if other.country == place.country]
    return not apart_km or any(km is None or km <= FAR_KM for km in apart_km)


def distance_km(a: Place, b: Place) -> float | None:
    """Return about how far two places of one region are from each other; None if one has no coordinates."""
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return None
    return math.hypot(a.lat - b.lat, (a.lon - b.lon) * math.cos(math.radians(a.lat))) * DEGREE_KM
