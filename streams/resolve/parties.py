"""The parties that the items of a span name, and which of them the span means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from streams.resolve.lexicon import Item, Lexicon
from streams.resolve.roster import Roster
from streams.resolve.spelling import variants

_PLACED = frozenset({"من", "في", "ب"})
_PERSONAL = ("person", "short", "surname")


@dataclass
class Named:
    """What a span names: ids with whether another party comes before; a body without state, and where its noun ends."""

    names: list[tuple[str, bool]] = field(default_factory=list)
    units: tuple[str, ...] = ()
    body: tuple[str, int] | None = None
    several: bool = False
    anaphor: tuple[str, int] | None = None
    local: tuple[str, int] | None = None
    shorts: tuple[str, ...] = ()


def country_of(items: Sequence[Item], roster: Roster) -> str | None:
    """Return the one country that adjectives, states, towns or regions of a span name, or null."""
    # An adjective says whose it is, a state's name beside it may say where: "المبعوث الأميركي إلى سوريا".
    nisbas = {
        value for item in items if not item.get("state") and not item.get("actor") and (value := item.get("nisba"))
    }
    if len(nisbas) == 1:
        return nisbas.pop()
    for kinds in (("nisba", "state", "everyday-state"), ("capital", "place")):
        found = {value for item in items if not item.get("actor") for kind in kinds if (value := item.get(kind))}
        if found:
            return found.pop() if len(found) == 1 else None
    regions = {region.country for item in items if (value := item.get("region")) and (region := roster.get(value))}
    return regions.pop() if len(regions) == 1 else None


class Parties:
    """Finds the parties in a span."""

    def __init__(self, roster: Roster, lexicon: Lexicon) -> None:
        self._roster = roster
        self._weak = lexicon.words["weak"]
        self._skipped = lexicon.words["number"] | lexicon.words["title"]

    def find(self, words: list[str], items: list[Item]) -> Named:
        """Return what the items name, in the order of the text."""
        found = Named()
        for place, item in enumerate(items):
            owner = self.owner(items, place)
            actor = self._actor(items, place)
            local = item.get("local")
            if local and found.body is None:
                found.local = (local, item.end)
            after = item.joined and item.start > 0
            if item.get("unit"):
                found.units = found.units or tuple(item.all("unit"))
            elif owner is not None and self._stands(words, items, place):
                found.names.append((owner, after))
            elif actor is not None:
                found.names.append((actor, after))
            elif item.get("head") and item.joined and item.start > 0:
                found.several = found.several or bool(found.names) or found.body is not None
            elif item.get("head") and self._stands(words, items, place):
                found.body = found.body or (str(item.get("head")), item.end)
            elif item.get("anaphor"):
                found.anaphor = (str(item.get("anaphor")), item.end)
            elif item.get("short") and not found.shorts and not item.get("nisba"):
                found.shorts = tuple(item.all("short"))
            elif item.get("state") and item.start == 0:
                found.names.append((str(item.get("state")).lower(), False))
        return found

    def choose(self, found: Named) -> tuple[str | None, bool]:
        """Return the most specific actor, and whether the span names several parties of which none is the one."""
        parents = {ancestor for name, _ in found.names for ancestor in self._roster.chain(name)[1:]}
        kept = list(dict.fromkeys(name for name, _ in found.names if name not in parents))
        fitting = [unit for unit in found.units if set(self._roster.chain(unit)) & {name for name, _ in found.names}]
        if len(fitting) == 1:
            return fitting[0], False
        if found.several or any(after for name, after in found.names if name in kept):
            return None, True
        # A state is country enough for what it stands with, never the doer of a longer span.
        kept = [name for name in kept if name.upper() not in self._roster.states]
        return (kept[0] if kept else None), False

    def owner(self, items: list[Item], place: int) -> str | None:
        """Return the id of the body that a noun is, of the state, region or person named with it."""
        item = items[place]
        construct, head = item.get("construct"), item.get("head")
        follower = items[place + 1] if place + 1 < len(items) and items[place + 1].start == item.end else None
        if construct is not None and follower is not None:
            scope = self._possessor(construct, follower, items[place + 1 :])
            if scope is not None:
                return f"{scope}/{construct}"
        if head is not None:
            country = self._country_after(items, place)
            return f"{country.lower()}/{head}" if country else None
        return None

    def _possessor(self, construct: str, follower: Item, rest: list[Item]) -> str | None:
        """Return whose body it is: `حكومة` of a state, its capital, a governorate, who governs it, or its president."""
        capital, region, state = follower.get("capital"), follower.get("region"), follower.get("state")
        value = state or follower.get("everyday-state") or capital
        if region is not None and value is None and self._is_regional(construct):
            return region
        if self._roster.bodies[construct].scope == "region":
            return None
        people = [person for kind in _PERSONAL for person in follower.all(kind)]
        governed = {actor.country for p in people if (actor := self._roster.get(p)) and actor.country}
        if governed and construct in ("government", "army", "pm-office", "presidency"):
            return governed.pop().lower() if len(governed) == 1 else None
        if value is None and follower.get("post"):
            titled = [person for item in rest for kind in _PERSONAL for person in item.all(kind)]
            countries = {actor.country for p in titled if (actor := self._roster.get(p)) and actor.country}
            value = country_of(rest, self._roster) or (countries.pop() if len(countries) == 1 else None)
        value = value or follower.get("nisba")
        return value.lower() if value else None

    def _is_regional(self, body: str) -> bool:
        return self._roster.bodies[body].scope == "region" or body in ("police", "government")

    def _actor(self, items: list[Item], place: int) -> str | None:
        """Return the entry that an item names, unless an adjective of another nationality follows it."""
        actor = items[place].get("actor")
        entry = self._roster.get(actor) if actor else None
        if entry is None:
            return None
        follower = items[place + 1] if place + 1 < len(items) and items[place + 1].start == items[place].end else None
        nisbas = follower.all("nisba") if follower else []
        return None if entry.country and nisbas and entry.country not in nisbas else actor

    def _country_after(self, items: list[Item], place: int) -> str | None:
        """Return the country named after a noun, before the next noun or name."""
        for item in items[place + 1 :]:
            if any(sense.kind in ("head", "actor", "person", "unit") for sense in item.senses):
                return None
            for kind in ("nisba", "state", "everyday-state", "capital"):
                value = item.get(kind)
                if value is not None:
                    return value
        return None

    def _stands(self, words: list[str], items: list[Item], place: int) -> bool:
        """Tell whether a noun names a body here: `الدفاع` does first in a span or after "of" alone."""
        item = items[place]
        if " ".join(words[item.start : item.end]) not in self._weak and not self._is_weak(words, item):
            return True
        before = words[: item.start]
        return not before or before[-1] in _PLACED or all(word.isdigit() or word in self._skipped for word in before)

    def _is_weak(self, words: list[str], item: Item) -> bool:
        return item.end - item.start == 1 and any(reading in self._weak for reading in variants(words[item.start])[1:2])
