"""What the form of a noun tells of how many: singular, dual or plural of the nouns for persons in `persons.yaml`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TypeVar

from streams.resolve.numerals import fold, table

_Made = TypeVar("_Made")
Range = tuple[int, "int | None"]
# What the last letter of a noun is without the possessive: زوجته, أبنائهم, أسراهم.
_BEFORE_SUFFIX = {"ت": "ه", "ئ": "ء", "ا": "ي", "ؤ": "ء"}
ONE: Range = (1, 1)
TWO: Range = (2, 2)
SOME: Range = (2, None)
_CLITICS = ("", "ال", "و", "وال", "ب", "ل", "لل", "بال", "ف", "فال", "ول", "ولل", "وب", "وبال", "ك")
_SUFFIXES = ("هم", "هن", "ها", "نا", "ه", "ي")


@lru_cache(maxsize=1)
def forms() -> dict[str, Range]:
    """Return each folded form of the known nouns with the least and most people it stands for."""
    data, found = table("persons.yaml"), dict[str, Range]()
    for singular in data["sound"]:
        stem = fold(singular)
        for ending in ("ين", "ون", "ي", "و"):
            found.setdefault(stem + ending, SOME)
        _derive(found, stem)
    for singular, plurals in data["broken"].items():
        stem = fold(singular)
        for plural in plurals:
            found[fold(plural)] = SOME
        base = stem[:-1] + "ت" if stem.endswith("ه") else stem
        found[base + "ين"] = TWO
        _derive(found, stem)
    for word in data["collective"]:
        found[fold(word)] = SOME
    return found


def _derive(found: dict[str, Range], stem: str) -> None:
    """Add singular, accusative, feminine and the dual in -ان, which no plural shares."""
    base = stem[:-1] if stem.endswith("ه") else stem
    for word in (stem, base + "ا", base + "ه", base + "يا" if base.endswith("ي") else base + "ا"):
        found.setdefault(word, ONE)
    for ending in ("تان", "تين", "تا") if stem.endswith("ه") else ("ان", "تان", "تين"):
        found.setdefault(base + ending, TWO)
    found.setdefault(base + "ات", SOME)


@lru_cache(maxsize=65536)
def bare(word: str) -> tuple[str, ...]:
    """Return the word as it is, without clitics, and without a possessive at its end, likeliest first."""
    found = [word[len(c) :] for c in _CLITICS if word.startswith(c) and len(word) - len(c) > 1]
    for stem in tuple(found):
        for suffix in _SUFFIXES:
            if stem.endswith(suffix) and len(stem) - len(suffix) > 2:
                cut = stem[: -len(suffix)]
                found.append(cut[:-1] + _BEFORE_SUFFIX.get(cut[-1], cut[-1]))
                found.append(cut)
    return tuple(dict.fromkeys(found))


def shape(tokens: Sequence[str], make: Callable[[int, int | None], _Made]) -> _Made:
    """Return the count of a phrase whose first noun is not known, by its form: a name is one, a plural several."""
    first = tokens[0]
    stem = first[1:] if first[0] == "و" and len(first) > 4 else first
    definite = stem.startswith(("ال", "لل", "بال"))
    if stem.endswith(("يين", "يون")) or (definite and stem.endswith(("ين", "ون", "ات"))):
        return make(*SOME)
    feminine = len(tokens) > 1 and stem.endswith("ات") and tokens[1].endswith("ات")
    if feminine or stem.endswith(("يها", "يهم", "يهن")) or "بهم" in tokens[1:3]:
        return make(*SOME)
    if definite and not stem.endswith(("ي", "ه")) and len(tokens) == 1:
        return make(1, None)
    return make(*ONE)
