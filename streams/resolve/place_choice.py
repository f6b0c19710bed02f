"""Which of the places of one name is meant: settled by what else is named, else by size, and said how surely."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from streams.resolve.gazetteer import SETTLEMENTS, Place
from streams.resolve.place_grammar import SETTLED, Mention
from streams.resolve.place_sites import local
from streams.resolve.place_words import Words

# From this ratio to the next candidate on, a choice is sure; below the second it is none.
SURE, LIKELY = 10.0, 2.5
# How much likelier a candidate is that lies in the district, governorate or country of another place named.
SAME_DISTRICT, SAME_GOVERNORATE, SAME_COUNTRY = 80_000.0, 2_000.0, 100.0
# Its country alone does not make a village likelier than a city this many times larger (الرياض in Kirkuk's west).
DWARFED = 20.0
# A place named further off in the article counts less: the n-th by 1 / (1 + n / FADING) squared.
FADING = 3.0
# A town smaller than this is meant only if its country is named or a word introduces it, since many Arabic nouns are
# names of some village; a GPE near home, where newspapers name small towns, may be smaller.
LEAST_ALONE, LEAST_NEAR = 50_000, 10_000
NEAR = frozenset({"SYR", "PSE", "LBN", "JOR", "YEM", "SAU", "KWT", "ISR", "EGY", "LBY"})
# A village is not a city of its name.
LARGEST_VILLAGE = 60_000
# Of places nested in each other that share a name, the earlier type is meant by the name alone: the settlement, else
# the largest unit.
ORDER = ("town", "quarter", "village", "governorate", "district", "subdistrict")

LEVEL_TYPES: dict[str, tuple[str, ...]] = {
    "governorate": ("governorate", "region"),
    "district": ("district",),
    "subdistrict": ("subdistrict",),
    "town": ("town", "quarter", "village"),
    "village": ("village", "town", "area"),
    "quarter": ("quarter", "area", "square"),
    "country": ("country", "region"),
    "base": ("base",),
    "camp": ("camp",),
    "prison": ("prison",),
    "oil_field": ("oil_field",),
    "airport": ("airport", "base"),
    "crossing": ("crossing",),
    "dam": ("dam",),
    "refinery": ("refinery",),
    "mountain": ("mountain",),
    "valley": ("valley",),
    "river": ("river",),
    "lake": ("lake",),
}
NATURAL = frozenset({"mountain", "valley", "river", "lake", "sea", "strait"})
# What a unit word makes of a town's name where no such unit is known: قضاء of a town is the district around it.
UNIT_PRECISION = {"governorate": "governorate", "district": "district", "subdistrict": "subdistrict"}


class Anchor(NamedTuple):
    """A place that the sentence or article names for certain, with the weight of its distance (1 is nearest)."""

    place: Place
    weight: float


@dataclass(frozen=True)
class Choice:
    """The place meant; `sure` is False where size alone spoke for it; `precision` overrides its own.

    `place` is None where namesakes are equally likely; `shared` then has the country and the first-level unit that all
    of them lie in, if any.
    """

    place: Place | None
    sure: bool = True
    precision: str | None = None
    shared: tuple[str | None, str | None] = (None, None)


NOTHING = Choice(None)


def choose(mention: Mention, kind: str, anchors: Sequence[Anchor], nations: Iterable[str]) -> Choice:
    """Return which place a mention means.

    Args:
        mention: the name with its candidates and the word that introduces it.
        kind: GPE, LOC or FAC.
        anchors: what else is named.
        nations: countries that an adjective of the same string says (بيجي العراقية).
    """
    candidates, precision = fitting(mention)
    candidates = local(candidates, mention, [a.place for a in anchors])
    by_nation = set(nations)
    candidates = [c for c in candidates if c.country in by_nation] or candidates
    largest = max((c.weight for c in candidates), default=0.0)
    scored = []
    for c in candidates:
        factor = support(c, anchors, dwarfed=c.weight * DWARFED < largest)
        scored.append((c, c.weight * factor, factor > 1 or c.country in by_nation))
    abroad = {a.place.country for a in anchors if a.place.country}
    scored = [s for s in scored if admissible(s[0], mention, kind, s[2], bool(abroad - {s[0].country}))]
    if not scored:
        return NOTHING
    groups = group(scored)
    best, score, _ = groups[0]
    ratio = score / groups[1][1] if len(groups) > 1 else SURE
    if ratio < LIKELY:
        return Choice(None, False, None, common([g[0] for g in groups if score / g[1] < LIKELY]))
    if mention.unit == "land" and best.type in SETTLEMENTS:
        precision = "area"  # جزيرة الموصل is the land around it
    return Choice(best, ratio >= SURE, precision)


def fitting(mention: Mention) -> tuple[list[Place], str | None]:
    """Return the candidates that the introducing word allows, and the precision that it gives them, if any."""
    places, unit = list(mention.places), mention.unit
    governorates = [p for p in places if p.type == "governorate"]
    if governorates and not unit and mention.relation in ("sector_of", "countryside_of"):
        return governorates, None
    if unit == "area":
        # منطقة is the first-level unit of Saudi Arabia, elsewhere any place.
        return [p for p in governorates if p.country == "SAU"] or places, None
    wanted = LEVEL_TYPES.get(unit or "")
    exact = [p for p in places if p.type in wanted] if wanted else []
    if exact or (unit and Words.load().is_a("generic", mention.key)):
        return exact, None
    if not wanted:
        return places if unit is None or unit in SETTLED else built(places), None
    settlements = [p for p in places if p.type in SETTLEMENTS]
    if unit in UNIT_PRECISION:
        if not settlements:
            return [p for p in places if p.type == "country"], None
        return settlements, "district" if governed_by_region(mention) else UNIT_PRECISION[unit]
    if unit == "quarter":
        return [p for p in settlements if p.weight < LARGEST_VILLAGE], None
    if unit in SETTLED:
        return [p for p in places if p.type in ("subdistrict", "district", "area", "camp")], None
    return [] if unit in NATURAL else built(places), None


def built(places: Iterable[Place]) -> list[Place]:
    """Return where a facility may be that the register lacks: in or near the place that it is named after."""
    return [p for p in places if p.type not in ("country", "region", "sea")]


def governed_by_region(mention: Mention) -> bool:
    """In Saudi Arabia a محافظة lies within a منطقة."""
    return mention.unit == "governorate" and any(p.country == "SAU" for p in mention.places)


def admissible(place: Place, mention: Mention, kind: str, supported: bool, abroad: bool) -> bool:
    """Return whether a candidate may be meant at all.

    `supported` says that what else is named speaks for it, `abroad` that something of another country is named.
    """
    if place.needs == "unit" and place.type not in LEVEL_TYPES.get(mention.unit or "", (mention.unit,)):
        return False
    if place.needs == "context" and not supported:
        return False
    if place.needs == "fac" and kind != "FAC" and mention.unit != "base":
        return False
    words = Words.load()
    named = supported and place.country in words.names.get(mention.key, ())
    if not mention.unit and words.is_a("generic", mention.key) and not named:
        return False
    if kind == "FAC" and not mention.unit and mention.relation is None and place.id.startswith("gn:"):
        return False
    if mention.unit == "village" and place.weight > LARGEST_VILLAGE * 3:
        return False
    least = LEAST_NEAR if kind == "GPE" and place.country in NEAR else LEAST_ALONE
    small = place.id.startswith("gn:") and place.weight < least
    introduced = mention.unit in ("town", "village", "district", "governorate") and not abroad
    if abroad and mention.unit == "village" and place.id.startswith("gn:"):
        return supported
    return supported or not small or introduced


def support(place: Place, anchors: Sequence[Anchor], dwarfed: bool = False) -> float:
    """Return how much likelier what else is named makes a candidate, 1 if not at all."""
    best = 1.0
    for anchor in anchors:
        other = anchor.place
        if other.country is None or other.country != place.country or other.id == place.id:
            continue
        factor = 1.0 if dwarfed else SAME_COUNTRY
        if other.admin1 and other.admin1 == place.admin1:
            factor = SAME_DISTRICT if other.admin2 and other.admin2 == place.admin2 else SAME_GOVERNORATE
        best = max(best, factor * anchor.weight)
    return best


def group(scored: Iterable[tuple[Place, float, bool]]) -> list[tuple[Place, float, bool]]:
    """Return one candidate of each set that lie in each other (town and district of one name), best first."""
    groups: list[list[tuple[Place, float, bool]]] = []
    for item in sorted(scored, key=lambda s: -s[1]):
        for members in groups:
            if nested(members[0][0], item[0]):
                members.append(item)
                break
        else:
            groups.append([item])
    found = []
    for members in groups:
        place, _, supported = min(members, key=lambda m: ORDER.index(m[0].type) if m[0].type in ORDER else 0)
        found.append((place, members[0][1], supported))
    return sorted(found, key=lambda g: -g[1])


def nested(one: Place, other: Place) -> bool:
    """Return whether one of two places of a name lies in the other, or is the seat that it is named after."""
    if one.country != other.country or (one.admin1 or other.admin1) != (other.admin1 or one.admin1):
        return False
    if "governorate" in (one.type, other.type):
        return one.admin1 == other.admin1
    if one.admin1 is None:
        return one.type in ("country", "region") or other.type in ("country", "region")
    return (one.admin2 or other.admin2) == (other.admin2 or one.admin2) and one.admin2 is not None


def common(places: Sequence[Place]) -> tuple[str | None, str | None]:
    """Return the country and the first-level unit that all places share, None where they differ."""
    countries, units = {p.country for p in places}, {p.admin1 for p in places}
    country = countries.pop() if len(countries) == 1 else None
    return country, units.pop() if country and len(units) == 1 else None
