"""What the place chosen for a string gives: the record's fields, with the precision that the string leaves it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from streams.resolve.gazetteer import Place
from streams.resolve.place_choice import Choice
from streams.resolve.place_grammar import Mention
from streams.resolve.place_text import display

PRECISIONS = ("point", "town", "area", "subdistrict", "district", "governorate", "region", "country", "unknown")
COARSER = {"point": "area", "town": "area", "subdistrict": "district", "district": "governorate"}
PARTS = frozenset({"governorate", "country", "region"})
SIDES = ("north", "south", "east", "west")
KEEPS = frozenset({"centre_of", "coast_of", "airspace_of"})


@dataclass(frozen=True)
class ResolvedPlace:
    """What is known of where; the fields of `$defs/place` in record.schema.json. Degrees are WGS 84."""

    name: str
    name_en: str | None = None
    id: str | None = None
    pcode: str | None = None
    country: str | None = None
    admin1: str | None = None
    admin2: str | None = None
    admin3: str | None = None
    lat: float | None = None
    lon: float | None = None
    precision: str = "unknown"
    relation: str | None = None


def fields(place: Place) -> ResolvedPlace:
    """Return what the register says of a place."""
    return ResolvedPlace(place.name, place.name_en, place.id, place.pcode, place.country, place.admin1, place.admin2,
                         place.admin3, place.lat, place.lon, place.precision)  # fmt: skip


def settled(mention: Mention, choice: Choice, text: str) -> ResolvedPlace:
    """Return the place chosen, its precision lowered by an unsure choice and by the relation."""
    if choice.place is None:
        country, unit = choice.shared
        precision = "governorate" if unit else "country" if country else "unknown"
        return ResolvedPlace(
            display(text), country=country, admin1=unit, precision=precision, relation=mention.relation
        )
    found = fields(choice.place)
    precision = choice.precision or found.precision
    if not choice.sure:
        precision = COARSER.get(precision, precision)
    relation = mention.relation
    if relation and relation.startswith(SIDES) and precision in PARTS:
        relation = relation.replace("_of", "_part")
    if relation == "sector_of" and precision != "governorate":
        precision = "district"
    elif relation and relation not in KEEPS:
        precision = COARSER.get(precision, precision)
    return replace(found, precision=precision, relation=relation)


def inherited(chosen: tuple[Mention, Choice], text: str) -> ResolvedPlace:
    """Return an unknown place with the units that its string names, and no id."""
    return lying_in(settled(*chosen, text), text)


def lying_in(found: ResolvedPlace, text: str) -> ResolvedPlace:
    """Return an unknown place with the units of a known one that it lies in."""
    precision = "area" if found.precision in ("point", "town") else found.precision
    return replace(found, name=display(text), name_en=None, id=None, precision=precision)
