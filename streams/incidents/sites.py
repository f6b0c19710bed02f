"""Places of two tellings compared: the finest that each names, by identity, administrative unit and distance."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

EARTH_KM = 6371.0
# Two names of one spot: a village and the checkpoint beside it.
SPOT_KM = 3.0
# A village told by its town, if no district line is between them; districts of Iraq are some 40 km across.
NEAR_KM = 20.0
# How far `northwest of X`, a valley or a range can lie from the point that stands for it.
AREA_KM = 60.0
# A place that holds another of the same telling says nothing beside it; from the finest to the widest.
FINE = ("point", "town", "subdistrict")
WIDE = ("governorate", "region", "country", "unknown")


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a telling places the incident; `relation` as in the record (`north_of`)."""

    id: str | None
    name: str
    name_en: str | None
    country: str | None
    admin1: str | None
    admin2: str | None
    lat: float | None
    lon: float | None
    precision: str
    relation: str | None = None

    @property
    def known(self) -> bool:
        """Whether the register knows more of it than its name."""
        return self.precision != "unknown" and (self.id is not None or self.country is not None)


@dataclass(frozen=True)
class PlaceWeights:
    """What two places count for by how much of them agrees."""

    same_spot: float = 1.8
    same_district: float = 1.0
    same_governorate: float = 0.5
    near: float = 0.3
    same_country: float = 0.1
    same_name: float = 0.8


PLACE_WEIGHTS = PlaceWeights()


def finest(spots: Iterable[Spot]) -> tuple[Spot, ...]:
    """Return the known places that hold no other of them: of village, district and governorate the village.

    The ends of a stretch say nothing beside its middle.
    """
    known = [s for s in spots if s.known]
    if any(s.relation == "between" and s.lat is not None for s in known):
        known = [s for s in known if s.relation != "between" or s.lat is not None]
    return tuple(s for s in known if not any(holds(s, other) for other in known if other is not s))


def holds(outer: Spot, inner: Spot) -> bool:
    """Tell whether a place is told only to say where another one lies."""
    if outer.country and inner.country and outer.country != inner.country:
        return False
    if outer.precision in ("region", "country"):
        return inner.precision not in ("region", "country")
    if outer.admin1 is None or outer.admin1 != inner.admin1:
        return outer.precision == "area" and inner.precision in FINE and within(outer, inner, AREA_KM)
    if outer.precision == "governorate":
        return inner.precision not in WIDE
    if inner.precision in WIDE:
        return False
    if outer.precision == "area":
        return inner.precision in FINE
    if outer.precision == "district" or outer.admin2 is None:
        return inner.admin2 is not None and inner.precision != "district" and outer.admin2 in (None, inner.admin2)
    return outer.precision == "subdistrict" and inner.precision == "point" and outer.admin2 == inner.admin2


def within(a: Spot, b: Spot, km: float) -> bool:
    """Tell whether two points are known to be at most so far from each other."""
    apart_km = distance_km(a, b)
    return apart_km is not None and apart_km <= km


def places_score(a: Sequence[Spot], b: Sequence[Spot], w: PlaceWeights = PLACE_WEIGHTS) -> float | None:
    """Return the best agreement of two tellings' finest places, 0 if one names none; None if all are apart.

    One of many places in common says less: strikes on nine towns are not the attack on one of them.
    """
    if not a or not b:
        return 0.0
    scores = [s for x in a for y in b if (s := spot_score(x, y, w)) is not None]
    return max(scores) / math.sqrt(max(1, len(a) - 1, len(b) - 1)) if scores else None


def spot_score(a: Spot, b: Spot, w: PlaceWeights = PLACE_WEIGHTS) -> float | None:
    """Compare two known places; None if they are apart."""
    if a.country and b.country and a.country != b.country:
        return None
    if a.id and a.id == b.id:
        return same_place(a, b, w)
    if a.precision in ("region", "country") or b.precision in ("region", "country"):
        return w.same_country
    if "area" in (a.precision, b.precision):
        return area_score(a, b, w)
    if a.admin1 and b.admin1 and a.admin1 != b.admin1:
        return None
    if "governorate" in (a.precision, b.precision):
        return w.same_governorate if a.admin1 and b.admin1 else w.same_country
    if "district" in (a.precision, b.precision):
        return district_score(a, b, w)
    return points_score(a, b, w)


def same_place(a: Spot, b: Spot, w: PlaceWeights) -> float:
    """Return what one place that both name counts for: a governorate says less than a village."""
    wider = max(a.precision, b.precision, key=lambda p: (p in WIDE, p == "district"))
    if wider in WIDE:
        return w.same_governorate if a.admin1 else w.same_country
    if a.relation and b.relation and a.relation != b.relation:
        return w.same_governorate
    return w.same_district if wider == "district" or a.precision == b.precision == "area" else w.same_spot


def area_score(a: Spot, b: Spot, w: PlaceWeights) -> float | None:
    """Compare places of which one is an area around a point, or a named valley or range."""
    one_unit = a.admin1 is not None and a.admin1 == b.admin1
    if "governorate" in (a.precision, b.precision):
        return w.same_governorate if one_unit else None if a.admin1 and b.admin1 else w.near
    if "district" in (a.precision, b.precision) and a.admin2 and b.admin2:
        return w.same_district if a.admin2 == b.admin2 else w.near if within(a, b, AREA_KM) else None
    apart_km = distance_km(a, b)
    if apart_km is None:
        return w.near if one_unit or not (a.admin1 and b.admin1) else None
    if apart_km <= SPOT_KM:
        return w.same_district
    if a.precision == b.precision and not (a.relation or b.relation):
        return w.near if apart_km <= NEAR_KM else None
    # `North of X` can mean the governorate that X names.
    return w.near if apart_km <= AREA_KM or one_unit else None


def district_score(a: Spot, b: Spot, w: PlaceWeights) -> float | None:
    """Compare places of which one is a district."""
    if a.admin2 and b.admin2:
        return w.same_district if a.admin2 == b.admin2 else None
    return w.near


def points_score(a: Spot, b: Spot, w: PlaceWeights) -> float | None:
    """Compare two points of different names."""
    apart_km = distance_km(a, b)
    if apart_km is None:
        return w.near if a.admin2 == b.admin2 else None
    if apart_km <= SPOT_KM:
        return w.same_district
    one_unit = a.admin2 == b.admin2 or a.admin2 is None or b.admin2 is None
    return w.near if one_unit and apart_km <= NEAR_KM else None


def distance_km(a: Spot, b: Spot) -> float | None:
    """Return the distance of two points on the sphere; None if one is unknown."""
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return None
    p, q = math.radians(a.lat), math.radians(b.lat)
    h = math.sin((q - p) / 2) ** 2 + math.cos(p) * math.cos(q) * math.sin(math.radians(b.lon - a.lon) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(h))
