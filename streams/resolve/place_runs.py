"""Places that و joins in a sentence, each a mention of its own, read together.

* `محوري كركوك` and `وخانقين`: the noun in the dual or plural is that of both, so that the second is an axis too.
* `كركوك` and `وديالى`: a name that a town shares with its governorate means the governorate beside names that only
  governorates bear.
* `ناحية الرشاد` `في كركوك`: what a place of another district lies in is the governorate and not its town.
* `قرية شمال` `شرقي أربيل`: two directions are one between them.
* `سيستان` `وبلوشستان` are one province, `محيط` `مطار أربيل` one place: the other mention names none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache

from streams.resolve.numerals import table
from streams.resolve.place_facts import ResolvedPlace
from streams.resolve.place_words import Words
from streams.text.normalize import normalize, strip_clitics

_GOVERNORATE = "محافظة"
_UNITS = frozenset({"subdistrict", "district", "area", "point", "town"})
_UP_OR_DOWN = frozenset({"شمال", "شمالي", "جنوب", "جنوبي"})
_SIDEWAYS = frozenset({"شرق", "شرقي", "غرب", "غربي"})
# A name with its place, where it begins and ends in the sentence.
Named = tuple[str, ResolvedPlace, int, int]


@cache
def _singulars() -> dict[str, str]:
    return {normalize(form): one for one, forms in table("places.yaml")["several"].items() for form in forms}


def reread(sentence: str, named: Mapping[int, Named], known: Callable[[str], bool]) -> dict[int, str]:
    """Return for some of a sentence's mentions, by index, the words that they are better read as, "" for no place.

    `named` has the mentions that name one place, by their index among all of the sentence; `known` tells whether the
    register has a name.
    """
    order = sorted(named, key=lambda i: named[i][2])
    found: dict[int, str] = {}
    for run in _runs(sentence, [(i, named[i]) for i in order]):
        found |= _headed(run) | _beside_governorates(run)
    for (i, one), (j, other) in zip(_pairs(named, order), _pairs(named, order[1:]), strict=False):
        if not sentence[one[3] : other[2]].strip():
            found |= _compass(one, j, other) | _one_name(i, one, j, other, known) | _told_by_next(i, one, other)
    for (_, inner), (i, outer) in zip(_pairs(named, order), _pairs(named, order[1:]), strict=False):
        if sentence[inner[3] : outer[2]].strip() == "في" and _is_town_of(outer) and _lies_apart(inner[1], outer[1]):
            found.setdefault(i, f"{_GOVERNORATE} {outer[1].name}")
    return found


def _compass(one: Named, j: int, other: Named) -> dict[int, str]:
    """Return the second of two mentions with the direction that ends the first: `شمال`, `شرقي أربيل`."""
    last, first = normalize(one[0].split()[-1]), normalize(other[0].split()[0])
    return {j: f"{last} {other[0]}"} if last in _UP_OR_DOWN and first in _SIDEWAYS else {}


def _one_name(i: int, one: Named, j: int, other: Named, known: Callable[[str], bool]) -> dict[int, str]:
    """Return two mentions that the register has as one name, joined by و, as that name and none."""
    if not other[0].startswith("و"):
        return {}
    words = normalize(f"{one[0]} {other[0]}").split()
    whole = any(known(" ".join(words[at:])) for at in range(len(one[0].split())))
    return {i: f"{one[0]} {other[0]}", j: ""} if whole else {}


def _told_by_next(i: int, one: Named, other: Named) -> dict[int, str]:
    """Return a mention that says no more than how the next one, read with it, lies: `محيط` (around)."""
    relations = Words.load().relations
    return {i: ""} if other[1].relation and set(strip_clitics(normalize(one[0]))) & set(relations) else {}


def _pairs(named: Mapping[int, Named], order: Sequence[int]) -> list[tuple[int, Named]]:
    return [(i, named[i]) for i in order]


def _runs(sentence: str, named: Sequence[tuple[int, Named]]) -> list[list[tuple[int, Named]]]:
    """Return the mentions in runs, each of which begins with و right behind the one before it."""
    runs: list[list[tuple[int, Named]]] = []
    for item in named:
        _, (text, _, start, _) = item
        joined = runs and text.startswith("و") and not sentence[runs[-1][-1][1][3] : start].strip()
        if joined:
            runs[-1].append(item)
        else:
            runs.append([item])
    return [run for run in runs if len(run) > 1]


def _headed(run: Sequence[tuple[int, Named]]) -> dict[int, str]:
    """Return the later mentions with the noun of the first, where that is a dual or plural."""
    words = run[0][1][0].split()
    forms = strip_clitics(normalize(words[0]))
    head = next((_singulars()[form] for form in forms if form in _singulars()), None)
    if head is None or len(words) < 2:
        return {}
    return {i: f"{head} {text[1:]}" for i, (text, *_) in run[1:] if not _has_unit(text[1:])}


def _beside_governorates(run: Sequence[tuple[int, Named]]) -> dict[int, str]:
    """Return the names shared with a governorate as that, where all others are of governorates alone."""
    shared = {i for i, named in run if _is_town_of(named)}
    others = [named[1] for i, named in run if i not in shared]
    if not others or any(place.precision != "governorate" or place.relation for place in others):
        return {}
    return {i: f"{_GOVERNORATE} {named[1].name}" for i, named in run if i in shared}


def _is_town_of(named: Named) -> bool:
    """Tell whether a mention is the bare name of a town whose governorate is called the same."""
    text, place, *_ = named
    if place.precision != "town" or place.relation or place.country != "IRQ" or not place.admin1:
        return False
    return normalize(place.name) == normalize(place.admin1) and len(text.split()) == 1


def _lies_apart(inner: ResolvedPlace, outer: ResolvedPlace) -> bool:
    """Tell whether a place lies in the governorate of a town but not in the town's district."""
    if inner.precision not in _UNITS or not inner.admin2 or not outer.admin2:
        return False
    return inner.country == outer.country and inner.admin1 == outer.admin1 and inner.admin2 != outer.admin2


def _has_unit(text: str) -> bool:
    first = strip_clitics(normalize(text.split()[0])) if text.split() else ()
    words = Words.load()
    return any(form in words.units or form in words.relations for form in first)
