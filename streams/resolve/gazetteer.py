"""The register of places: Iraq, countries, their first-level units, regions and the world's towns.

The tables are under `data/places` (see README.md there for sources and licences). A place is found by the key of its
name (`streams.text.normalize`); the world's towns stay lines of text until they are asked for, since few ever are.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from streams.text.normalize import normalize

DATA = "data/places"
IRAQ = "IRQ"
LEVELS = ("governorate", "district", "subdistrict")
SETTLEMENTS = frozenset({"town", "village", "quarter"})
AREAS = frozenset(
    {"area", "mountain", "valley", "lake", "river", "road", "oil_field", "strait", "waterway", "street", "pipeline"}
)
WIDE = frozenset({"region", "sea"})
# What a place without a known population weighs against its namesakes, in inhabitants: enough to order kinds of places.
WEIGHTS = {"country": 2e7, "region": 1e7, "sea": 1e7, "governorate": 1e6, "district": 1e5, "subdistrict": 2e4,
           "quarter": 2e4, "town": 5e3, "village": 1e3, "mountain": 5e4, "base": 5e4, "camp": 5e4}  # fmt: skip
LEAST_WEIGHT = 3e4
# The newspapers that are read tell of Iraq first: الرشاد is rather Kirkuk's than a village of its name elsewhere.
HOME_FACTOR = 3.0


@dataclass(frozen=True)
class Place:
    """A place of the register.

    `admin1` to `admin3` are the Arabic names of the units that it lies in or is; `weight` orders namesakes, in
    inhabitants; `needs` says when the name alone is not enough: `context` (another place of the same unit or country
    must be named), `unit` (a word such as قرية must introduce it) or `fac` (the mention must be a facility).
    """

    id: str
    type: str
    name: str
    name_en: str
    country: str | None
    admin1: str | None
    admin2: str | None
    admin3: str | None
    pcode: str | None
    lat: float | None
    lon: float | None
    precision: str
    weight: float
    needs: str = ""


def precision_of(kind: str) -> str:
    """Return the record's precision of a place of this type."""
    if kind in SETTLEMENTS:
        return "town"
    if kind in AREAS:
        return "area"
    if kind in WIDE:
        return "region"
    return kind if kind in LEVELS or kind == "country" else "point"


def read_table(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a table of the package, column name to text."""
    text = resources.files("streams.resolve").joinpath(f"{DATA}/{name}").read_text(encoding="utf-8")
    header, *lines = text.splitlines()
    columns = header.split("\t")
    for line in lines:
        yield dict(zip(columns, line.split("\t"), strict=True))


def number(text: str) -> float | None:
    return float(text) if text else None


def weight_of(kind: str, country: str | None, population: float | None = None) -> float:
    """Return how much a place weighs against its namesakes, in inhabitants."""
    weight = population or WEIGHTS.get(kind, LEAST_WEIGHT)
    return weight * HOME_FACTOR if country == IRAQ else weight


class Gazetteer:
    """All tables in memory: `find` by key, `by_id` by identifier. Immutable once loaded, so that threads share it."""

    def __init__(self) -> None:
        self.places: dict[str, Place] = {}
        self.keys: dict[str, list[str]] = {}
        self.demonyms: dict[str, str] = {}
        self.capitals: dict[str, str] = {}
        self.admin1: dict[tuple[str, str], str] = {}
        self._units: dict[str, Place] = {}
        self._world: list[str] = []
        self._world_keys: dict[str, list[int]] = {}
        self._world_ids: dict[str, int] = {}
        self._longest: dict[str, int] = {}

    @classmethod
    @lru_cache(maxsize=1)
    def load(cls) -> Gazetteer:
        """Return the register that the package ships, read once a process."""
        gazetteer = cls()
        for load in (_load_units, _load_iraq, _load_countries, _load_admin1, _load_regions, _load_world):
            load(gazetteer)
        for key in (*gazetteer.keys, *gazetteer._world_keys):
            first, length = key.partition(" ")[0], key.count(" ") + 1
            if length > gazetteer._longest.get(first, 0):
                gazetteer._longest[first] = length
        return gazetteer

    def add(self, place: Place, names: list[str]) -> None:
        self.places[place.id] = place
        for key in dict.fromkeys(map(normalize, names)):
            if key:
                self.keys.setdefault(key, []).append(place.id)

    def by_id(self, identifier: str) -> Place | None:
        """Return the place of this id, or None."""
        if identifier.startswith("gn:"):
            line = self._world_ids.get(identifier)
            return None if line is None else self._town(line)
        return self.places.get(identifier)

    def has(self, key: str) -> bool:
        """Return whether any place has this key."""
        return key in self.keys or key in self._world_keys

    def known(self, key: str) -> bool:
        """Return whether a place of the register proper has this key, the world's towns left aside."""
        return key in self.keys

    def longest(self, word: str) -> int:
        """Return how many words the longest key that begins with `word` has; 0 if none does."""
        return self._longest.get(word, 0)

    def find(self, key: str) -> tuple[Place, ...]:
        """Return all places with this key (a name as `normalize` gives it)."""
        own = [self.places[i] for i in self.keys.get(key, ())]
        return (*own, *(self._town(line) for line in self._world_keys.get(key, ())))

    def _town(self, line: int) -> Place:
        identifier, name_en, country, code, lat, lon, population, name, _ = self._world[line].split("\t")
        weight = weight_of("town", country, float(population) or WEIGHTS["village"])
        unit = self.admin1.get((country, code))
        return Place(f"gn:{identifier}", "town", name, name_en, country, unit, None, None, None,
                     float(lat), float(lon), "town", weight)  # fmt: skip


def _load_units(g: Gazetteer) -> None:
    for row in read_table("iraq_units.tsv"):
        parent = g._units.get(row["parent"])
        # Halabja is a governorate since 2025; the P-codes, of 2019, count its district under Sulaymaniyah.
        if row["parent"] == "IQG06" and row["pcode"] == "IQG06Q05":
            parent = g.places["iq:halabja-governorate"]
        level = LEVELS.index(row["type"])
        chain: list[str | None] = [parent.admin1, parent.admin2, parent.admin3] if parent else [None, None, None]
        chain[level] = row["name"]
        if row["pcode"] == "IQG06Q05N04":
            chain[0] = g._units["IQG06"].name
        place = Place(
            f"iq:adm{level + 1}:{row['pcode']}" if row["pcode"] else "iq:halabja-governorate",
            row["type"], row["name"], row["name_en"], IRAQ, chain[0], chain[1], chain[2], row["pcode"] or None,
            number(row["lat"]), number(row["lon"]), row["type"], weight_of(row["type"], IRAQ),
        )  # fmt: skip
        g._units[row["pcode"]] = place
        # `مركز الرمادي` is the middle of the town unless ناحية makes it the unit of that name.
        middle = place.name.startswith("مركز ")
        g.add(place, [f"ناحية {place.name}"] if middle else [place.name, *row["aliases"].split("|")])


def _load_iraq(g: Gazetteer) -> None:
    for row in read_table("iraq_places.tsv"):
        unit = g._units.get(row["within"]) if row["within"] else None
        kind, lat = row["type"], number(row["lat"])
        # A place whose spot is not known is as precise as the unit that it lies in.
        precision = precision_of(kind) if lat is not None else (unit.precision if unit else "region")
        place = Place(
            row["id"], kind, row["name"], row["name_en"], IRAQ,
            unit.admin1 if unit else None, unit.admin2 if unit else None, unit.admin3 if unit else None,
            unit.pcode if unit else None,
            unit.lat if unit and lat is None else lat, unit.lon if unit and lat is None else number(row["lon"]),
            precision, weight_of(kind, IRAQ, number(row["population"])), row["flags"],
        )  # fmt: skip
        g.add(place, [place.name, *row["aliases"].split("|")])


def _load_countries(g: Gazetteer) -> None:
    for row in read_table("countries.tsv"):
        code = row["iso3"]
        place = Place(f"country:{code}", "country", row["name"], row["name_en"], code, None, None, None, None,
                      float(row["lat"]), float(row["lon"]), "country", weight_of("country", None))  # fmt: skip
        g.add(place, [place.name, *row["aliases"].split("|")])
        if row["capital"]:
            g.capitals[code] = row["capital"]
        for stem in filter(None, map(normalize, row["demonyms"].split("|"))):
            for form in (stem, stem + "ه", stem + "ين", stem + "تين", stem + "ون", stem + "تان"):
                g.demonyms.setdefault(form, code)
                g.demonyms.setdefault("ال" + form, code)


def _load_admin1(g: Gazetteer) -> None:
    for row in read_table("admin1.tsv"):
        country = row["country"]
        g.admin1[country, row["code"]] = row["name"]
        weight = weight_of("governorate", country)
        place = Place(row["id"], "governorate", row["name"], row["name_en"], country, row["name"], None, None, None,
                      float(row["lat"]), float(row["lon"]), "governorate", weight)  # fmt: skip
        g.add(place, [place.name, *row["aliases"].split("|")])


def _load_regions(g: Gazetteer) -> None:
    for row in read_table("regions.tsv"):
        kind, country = row["type"], row["country"] or None
        place = Place(row["id"], kind, row["name"], row["name_en"], country, row["admin1"] or None, None, None, None,
                      number(row["lat"]), number(row["lon"]), precision_of(kind), weight_of(kind, country))  # fmt: skip
        g.add(place, [place.name, *row["aliases"].split("|")])


def _load_world(g: Gazetteer) -> None:
    packed = resources.files("streams.resolve").joinpath(f"{DATA}/world.tsv.gz").read_bytes()
    g._world = gzip.decompress(packed).decode("utf-8").splitlines()[1:]
    for line, row in enumerate(g._world):
        g._world_ids["gn:" + row[: row.index("\t")]] = line
        for key in row[row.rindex("\t") + 1 :].split("|"):
            g._world_keys.setdefault(key, []).append(line)
