"""The register of actors: states, bodies, groups, persons and who they belong to.

Sectors are PLOVER's agent codes. Used here: AGR agriculture, BUS business, COP police, CRM crime, CVL civilians, EDU
education, ELI elites without a post, GOV government, HLH health, IGO international governmental, JRN journalists, JUD
judiciary, LAB labour, LEG legislature, MED media, MIL military, NGO non-governmental, OPP opposition, PRM paramilitary,
PTY party, REB rebels, REL religion, SPY intelligence, UAF unidentified armed force.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from streams.resolve.tables import rows, split

SECTORS = frozenset(
    {
        "AGR",
        "BUS",
        "COP",
        "CRM",
        "CVL",
        "EDU",
        "ELI",
        "GOV",
        "HLH",
        "IGO",
        "JRN",
        "JUD",
        "LAB",
        "LEG",
        "MED",
        "MIL",
        "NGO",
        "OPP",
        "PRM",
        "PTY",
        "REB",
        "REL",
        "SPY",
        "UAF",
    }
)
PERSON = "per/"
CONTEXTUAL, WHOLE, IN_POST = "?", "=", "~"
MARKS = CONTEXTUAL + WHOLE + IN_POST


class Actor(NamedTuple):
    """One entry: `country` is ISO 3166-1 alpha-3 or null, `parent` the id of the body it belongs to or null."""

    id: str
    name: str
    name_en: str
    country: str | None
    sector: str | None
    parent: str | None = None
    aliases: tuple[str, ...] = ()
    shorts: tuple[str, ...] = ()


class State(NamedTuple):
    """A state: names, adjectives of nationality (masculine singular), plurals of its people, capital and towns."""

    iso: str
    name: str
    name_en: str
    aliases: tuple[str, ...]
    nisbas: tuple[str, ...]
    plurals: tuple[str, ...]
    places: tuple[str, ...]


class Body(NamedTuple):
    """A body that every state has; `scope` is yes (domestic: a bare mention is the article's own), no or region."""

    key: str
    sector: str
    name: str
    name_en: str
    heads: tuple[str, ...]
    constructs: tuple[str, ...]
    parent: str | None
    scope: str


class Generic(NamedTuple):
    """A noun for unnamed people; `role` is one of those that generics.tsv explains: member, kin, people, …"""

    forms: tuple[str, ...]
    role: str
    sector: str | None
    body: str | None
    name: str | None
    name_en: str | None


@dataclass(frozen=True)
class Roster:
    """All entries by id, and the rules that compose the bodies of states and regions."""

    actors: dict[str, Actor]
    states: dict[str, State]
    bodies: dict[str, Body]
    regions: dict[str, Actor]
    generics: tuple[Generic, ...]
    _composed: dict[tuple[str, str], Actor] = field(default_factory=dict)

    def get(self, actor_id: str) -> Actor | None:
        """Return the entry, or the body of a state or region that the id names, or null."""
        found = self.actors.get(actor_id) or self.regions.get(actor_id)
        if found is None and "/" in actor_id:
            scope, _, body = actor_id.rpartition("/")
            if body in self.bodies and (scope.upper() in self.states or scope in self.regions):
                return self.body(body, scope)
        return found

    def body(self, body_key: str, scope: str) -> Actor:
        """Return the body of a state (`irq`) or region (`irq/kirkuk`): an entry, or one composed by rule."""
        found = self._composed.get((body_key, scope))
        if found is None:
            entry = self.actors.get(f"{scope}/{body_key}")
            found = entry or self._compose(self.bodies[body_key], scope)
            self._composed[body_key, scope] = found
        return found

    def chain(self, actor_id: str | None) -> tuple[str, ...]:
        """Return the ids from an actor up through its parents, itself first."""
        seen: list[str] = []
        while actor_id is not None and actor_id not in seen:
            seen.append(actor_id)
            actor = self.get(actor_id)
            actor_id = actor.parent if actor else None
        return tuple(seen)

    def _compose(self, body: Body, scope: str) -> Actor:
        actor_id = f"{scope}/{body.key}"
        if scope in self.regions:
            region = self.regions[scope]
            short = region.name.removeprefix("محافظة ")
            head = body.constructs[0] if body.constructs else body.heads[0]
            name = body.name.format(r=short, m="", f="") if "{r}" in body.name else f"{head} {short}"
            parent = f"{(region.country or '').lower()}/{body.key}" if body.scope != "region" else None
            return Actor(actor_id, name, body.name_en.format(c=region.name_en), region.country, body.sector, parent)
        state = self.states[scope.upper()]
        if state.nisbas:
            name = body.name.format(**_definite(state.nisbas[0]), c=state.name, r=state.name)
        else:
            plain = f"{body.heads[0]} في {state.name}"
            name = f"{body.constructs[0]} {state.name}" if body.constructs else plain
        parent = f"{scope}/{body.parent}" if body.parent else None
        return Actor(actor_id, name, body.name_en.format(c=state.name_en), state.iso, body.sector, parent)


def _definite(nisba: str) -> dict[str, str]:
    words = ["ال" + word for word in nisba.split()]
    return {"m": " ".join(words), "f": " ".join([words[0] + "ة", *(word + "ة" for word in words[1:])])}


def _actors() -> dict[str, Actor]:
    found: dict[str, Actor] = {}
    for table in ("iraq", "region"):
        for actor_id, sector, country, name, name_en, aliases, parent in rows(table):
            iso = None if country == "-" else country
            found[actor_id] = Actor(actor_id, name, name_en, iso, sector, parent or None, tuple(split(aliases)))
    for slug, country, sector, name, name_en, aliases, shorts in rows("persons"):
        iso = None if country == "-" else country
        names, forms = tuple(split(aliases)), tuple(split(shorts))
        found[PERSON + slug] = Actor(PERSON + slug, name, name_en, iso, sector, None, names, forms)
    return found


def load_roster() -> Roster:
    """Read the tables; raises `RegisterError` where one is not as it should be."""
    actors = _actors()
    states: dict[str, State] = {}
    for iso, name, name_en, aliases, nisbas, plurals, places in rows("states"):
        lists = (tuple(split(value)) for value in (aliases, nisbas, plurals, places))
        states[iso] = State(iso, name, name_en, *lists)
        actors.setdefault(iso.lower(), Actor(iso.lower(), name, name_en, iso, "GOV"))
    bodies = {
        row[0]: Body(row[0], row[1], row[2], row[3], tuple(split(row[4])), tuple(split(row[5])), row[6] or None, row[7])
        for row in rows("bodies")
    }
    regions = {
        region_id: Actor(region_id, name, name_en, country, "GOV", None, tuple(split(aliases)))
        for region_id, country, name, name_en, aliases in rows("regions")
    }
    generics = tuple(
        Generic(tuple(split(forms)), role, _null(sector), body or None, _null(name), _null(name_en))
        for forms, role, sector, body, name, name_en in rows("generics")
    )
    return Roster(actors, states, bodies, regions, generics)


def _null(value: str) -> str | None:
    return None if value in ("", "-") else value
