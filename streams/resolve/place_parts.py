"""Strings that name several places: side by side (`الموصل وكركوك`), or as the ends of what lies between them.

Each place named is given, never one of them for all: of `محافظتي ديالى وصلاح الدين` both governorates. What lies
between two places is in neither, so that the middle comes first, an area without an id, and the ends after it say only
what it is between: they have no coordinates.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from streams.resolve.gazetteer import Place
from streams.resolve.place_choice import Choice
from streams.resolve.place_facts import ResolvedPlace, settled
from streams.resolve.place_grammar import Mention
from streams.resolve.place_text import display
from streams.text.normalize import normalize

Chosen = tuple[Mention, Choice]
DEGREE_KM = 111.2
# The middle of a longer stretch can be far from where on it something happened.
LONGEST_KM = 150.0
# A word with its vowel signs; tatweel is a \w.
_WORD = re.compile(r"[\w\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc]+")


@dataclass(frozen=True)
class PlacePart:
    """A place that characters `[start, end)` of a string name."""

    start: int
    end: int
    place: ResolvedPlace


def parts_of(chosen: Sequence[Chosen], text: str, skipped: int, whole: ResolvedPlace) -> list[PlacePart]:
    """Return each place that `text` names side by side or as an end; none if it is about one place.

    Args:
        chosen: the names of the string in order, with the place chosen for each.
        text: the string.
        skipped: how many words before the string were read with it.
        whole: what the string as a whole resolves to: of two ends the middle.
    """
    found: list[PlacePart] = []
    if len(chosen) < 2 or chosen[0][0].relation == "border_of":
        return found
    ends = spans(chosen[0][0], chosen[1][0])
    words = word_spans(text)
    for number, (mention, choice) in enumerate(chosen):
        if number and not (number == 1 if ends else beside(chosen[0][1].place, mention, choice)):
            continue
        start, end = extent(mention, words, skipped, text)
        place = settled(replace(mention, relation="between") if ends else mention, choice, text[start:end])
        found.append(PlacePart(start, end, replace(place, lat=None, lon=None) if ends else place))
    if len({(p.place.id, p.place.name, p.place.precision) for p in found}) < 2:
        return []
    return [PlacePart(0, len(text), whole), *found] if ends else found


def word_spans(text: str) -> list[tuple[int, int]]:
    """Return where each word of a string stands that its key has."""
    return [match.span() for match in _WORD.finditer(text) if normalize(match[0])]


def extent(mention: Mention, words: Sequence[tuple[int, int]], skipped: int, text: str) -> tuple[int, int]:
    """Return the characters of a name within its string, a joining و left out; the whole string if they are unclear."""
    first, last = mention.first - skipped, mention.last - skipped
    if not 0 <= first <= last < len(words):
        return 0, len(text)
    start, end = words[first][0], words[last][1]
    conjoined = mention.joined and text[start] == "و" and end - start > 1
    itself = mention.key and normalize(text[start:end]).startswith(mention.key)
    return (start + 1 if conjoined and not itself else start), end


def beside(first: Place | None, mention: Mention, choice: Choice) -> bool:
    """Return whether a later name stands beside the first one and does not only say where that lies."""
    if mention.joined:
        return choice.place is None or choice.place != first
    same_level = choice.place is not None and first is not None and choice.place.precision == first.precision
    return bool(mention.next and same_level and first and choice.place and apart(first, choice.place))


def head(chosen: Sequence[Chosen]) -> Chosen:
    """Return the part of a string that it is about: the first, or a later one that lies in it (العاصمة العراقية بغداد).

    What comes after a relation only says where the first part lies: الرشاد جنوب غربي كركوك.
    """
    best = chosen[0]
    for mention, choice in chosen[1:]:
        if mention.relation is None and choice.place and best[1].place and contains(best[1].place, choice.place):
            best = (mention if best[0].relation is None else replace(mention, relation=best[0].relation), choice)
    return best


def contains(outer: Place, inner: Place) -> bool:
    """Return whether a unit, country or region of the register has a place within."""
    if outer.country != inner.country or inner.precision == outer.precision:
        return False
    if outer.type in ("country", "region"):
        return True
    levels = {"governorate": "admin1", "district": "admin2", "subdistrict": "admin3"}
    level = levels.get(outer.type)
    return level is not None and getattr(outer, level) == getattr(inner, level)


def spans(first: Mention, second: Mention) -> bool:
    """Return whether two names are the ends of a road or of what lies between them."""
    return first.relation == "between" or (first.relation == "road_to" and (second.joined or second.next))


def bordering(chosen: list[Chosen]) -> list[Chosen]:
    """Return the names of a border of two units within a state as the ends of what lies between them.

    A town's name beside a governorate's is that of its own governorate: الحدود بين كركوك وصلاح الدين.
    """
    ends = chosen[:2]
    if len(ends) < 2 or ends[0][0].relation != "border_of" or not ends[1][0].joined:
        return chosen
    kinds = [choice.place.type if choice.place else "country" for _, choice in ends]
    if not {"country", "region", "sea"}.isdisjoint(kinds):
        return chosen
    if "governorate" in kinds:
        ends = [(mention, _governorate(mention, choice)) for mention, choice in ends]
    return [(replace(mention, relation="between"), choice) for mention, choice in ends] + chosen[2:]


def _governorate(mention: Mention, choice: Choice) -> Choice:
    """Return the governorate of a name that its seat bears too, else what was chosen."""
    own = choice.place and choice.place.admin1
    units = [p for p in mention.places if p.type == "governorate" and p.admin1 == own]
    return replace(choice, place=units[0]) if units else choice


def coordinated(chosen: Sequence[Chosen]) -> bool:
    """Return whether a string names places side by side (محافظتي عدن وتعز, كركوك - أربيل), neither in the other."""
    first = chosen[0][1].place
    return first is not None and any(
        (m.joined or (m.next and c.place.precision == first.precision)) and apart(first, c.place)
        for m, c in chosen[1:]
        if c.place
    )


def apart(one: Place, other: Place) -> bool:
    """Return whether two places are two, neither within the other."""
    return one != other and not contains(one, other) and not contains(other, one)


def shared(places: list[Place], text: str) -> ResolvedPlace:
    """Return the smallest unit that all places named side by side lie in."""
    countries, units = {p.country for p in places}, {p.admin1 for p in places}
    country = countries.pop() if len(countries) == 1 else None
    unit = units.pop() if country and len(units) == 1 else None
    precision = "governorate" if unit else "country" if country else "unknown"
    return ResolvedPlace(display(text), country=country, admin1=unit, precision=precision)


def between(chosen: Sequence[Chosen], text: str) -> ResolvedPlace:
    """Return the middle of two places as an area, with what units they share; of far ones a region without a point."""
    places = [c.place for _, c in chosen if c.place][:2]
    found = replace(shared(places, text), precision="area", relation="between")
    if len(places) < 2 or any(p.lat is None or p.lon is None for p in places):
        return found
    (a, b), (c, d) = ((p.lat or 0.0, p.lon or 0.0) for p in places)
    if math.hypot(a - c, (b - d) * math.cos(math.radians(a))) * DEGREE_KM > LONGEST_KM:
        return replace(found, precision="region")
    return replace(found, lat=round((a + c) / 2, 4), lon=round((b + d) / 2, 4))
