"""What the form of a noun tells of how many: singular, dual or plural of the nouns for persons in `persons.yaml`."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TypeVar

from streams.resolve.numerals import fold, table

_Made = TypeVar("_Made")
Range = tuple[int, "int | None"]
# What the last letter of a noun is without the possessive: زوجته, أبنائهم, أسراهم.
_BEFORE_SUFFIX = {"ت": "ه", "ئ": "ء", "ا": "ي", "ؤ": "ء"}
# The stem of a participle or of a trade: its forms in -ون and -ين are several (ملثم, ناشط, حداد).
_AGENT = re.compile("م.{3,5}|.ا..|..ا.")
ONE: Range = (1, 1)
TWO: Range = (2, 2)
SOME: Range = (2, None)
_CLITICS = ("", "ال", "و", "وال", "ب", "ل", "لل", "بال", "ف", "فال", "ول", "ولل", "وب", "وبال", "ك")
_OWNERS = ("هما", "هم", "هن", "ها", "ه")
_SUFFIXES = ("هما", "هم", "هن", "ها", "نا", "ه", "ي")


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
        found[stem] = ONE
        if singular not in data["sound"]:
            found[_base(stem) + "ين"] = TWO
        _derive(found, stem)
    for singular in data["kin"]:
        # His, her, their two sons: the dual before a possessive.
        for base in {_base(fold(singular)), fold(singular) + "ت"}:
            found.update({base + case + suffix: TWO for case in "يا" for suffix in _OWNERS})
    for word in data["collective"]:
        found[fold(word)] = SOME
    return found


def _base(stem: str) -> str:
    return stem[:-1] + "ت" if stem.endswith("ه") else stem


def _derive(found: dict[str, Range], stem: str) -> None:
    """Add singular, accusative, feminine and the dual in -ان, which no plural shares."""
    base = stem[:-1] if stem.endswith("ه") else stem
    for word in (stem, base + "ا", base + "ه", base + "يا" if base.endswith("ي") else base + "ا"):
        found.setdefault(word, ONE)
    for ending in ("تان", "تين", "تا") if stem.endswith("ه") else ("ان", "تان", "تين"):
        found.setdefault(base + ending, TWO)
    found.setdefault(base + "ات", SOME)


@lru_cache(maxsize=1)
def _constructs() -> tuple[frozenset[str], frozenset[str], frozenset[str], frozenset[str]]:
    """Return the duals in -ي and in -ا without their ن, the words that they do not govern, and bodies that they do."""
    data = table("persons.yaml")
    broken, sound = [fold(w) for w in data["broken"]], [fold(w) for w in data["sound"]]
    apart = frozenset(map(fold, data["not_governed"]))
    bodies = frozenset(map(fold, [*data["collective"], *data["governed"]]))
    in_ya = frozenset(_base(stem) + "ي" for stem in broken) - set(broken) - {stem + "ي" for stem in sound}
    return in_ya, frozenset(_base(stem) + "ا" for stem in (*broken, *sound)), apart, bodies


def known(tokens: Sequence[str], at: int) -> Range | None:
    """Return what the form of a known noun at index `at` tells, None for any other word.

    Before a genitive the dual loses its ن: `عنصري أمن`, `ضابطا شرطة` are two. -ا alone is the accusative (`جنديا
    تركيا`, a Turkish soldier); it is the dual before a definite word or a body.
    """
    if at >= len(tokens):
        return None
    following = tokens[at + 1] if at + 1 < len(tokens) else ""
    in_ya, in_alif, apart, bodies = _constructs()
    if following[:1].isalpha() and following not in apart:
        definite = following.startswith("ال") or following in bodies
        for word in (tokens[at], *(tokens[at][len(c) :] for c in "وبل" if tokens[at].startswith(c))):
            if (word in in_ya and not following.startswith("و")) or (word in in_alif and definite):
                return TWO
    return next((forms()[word] for word in bare(tokens[at]) if word in forms()), None)


@lru_cache(maxsize=65536)
def bare(word: str) -> tuple[str, ...]:
    """Return the word as it is, without clitics, and without a possessive at its end, likeliest first."""
    found = [word[len(c) :] for c in _CLITICS if not c or (word.startswith(c) and len(word) - len(c) > 1)]
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
    dual = stem[:-2] if stem.endswith(("ان", "ين")) else ""
    if (
        dual
        and dual.removeprefix("ال") in set(map(fold, table("persons.yaml")["sides"]))
        and not stem.endswith("بلدان")
    ):
        # "البلدان" is the plural, too.
        return make(*TWO)
    definite = stem.startswith(("ال", "لل", "بال"))
    if stem.endswith(("يين", "يون")) or (definite and stem.endswith(("ين", "ون", "ات"))):
        return make(*SOME)
    if re.fullmatch("م.{3,}تين", stem):
        return make(*TWO)
    if _AGENT.fullmatch(stem[:-2]) and stem.endswith(("ون", "ين")):
        return make(*SOME)
    if re.fullmatch("م.{4,}ان", stem):
        return make(*TWO)
    feminine = len(tokens) > 1 and stem.endswith("ات") and tokens[1].endswith("ات")
    if feminine or stem.endswith(("يها", "يهم", "يهن")) or "بهم" in tokens[1:3]:
        return make(*SOME)
    if definite and not stem.endswith(("ي", "ه")) and len(tokens) == 1:
        return make(1, None)
    return make(*ONE)
