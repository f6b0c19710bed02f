"""The word lists of this package, read once, and the regular expressions that are made of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from models.yaml_data import load_yaml
from streams.text.normalize import fold

_MARKS = re.compile("[\u064b-\u065f\u0670]")
_PATTERN_PART = re.compile(r"\\.|[^\\]+", re.DOTALL)

TIME = r"(?:\d{1,2}:\d{2}(?::\d{2})? ?(?:am|pm|a\.m\.|p\.m\.|ص|م|صباحا|مساء|gmt|ت م)?)"


@dataclass(frozen=True, slots=True)
class Outlet:
    """An agency, broadcaster or newspaper: the name to show, and whether a spelling of it is also a common word."""

    name: str
    ambiguous: bool


def read_data(name: str) -> str:
    """Return the text of one of the package's data files."""
    return files("streams.text").joinpath(name).read_text(encoding="utf-8")


def spelling(text: str) -> str:
    """Return `text` folded and without vowel marks: what the patterns of this package are matched against."""
    return _MARKS.sub("", fold(text))


def fold_pattern(pattern: str) -> str:
    r"""Return a regular expression for folded text; escapes such as `\S` keep their case."""
    return _PATTERN_PART.sub(lambda part: part[0] if part[0][0] == "\\" else spelling(part[0]), pattern)


def alternation(words: list[str]) -> str:
    """Return a regular expression, in a group, for any of `words` in folded spelling, the longest first."""
    folded = sorted({spelling(word) for word in words}, key=lambda word: (-len(word), word))
    return "(?:" + "|".join(re.escape(word).replace(r"\ ", " ") for word in folded) + ")"


@lru_cache(maxsize=1)
def words() -> dict[str, Any]:
    """Return `words.yaml`."""
    table: dict[str, Any] = load_yaml(read_data("words.yaml"))
    return table


@lru_cache(maxsize=1)
def outlets() -> dict[str, Outlet]:
    """Return the outlets by each of their spellings, folded."""
    table: dict[str, Outlet] = {}
    for line in read_data("outlets.tsv").splitlines():
        if not line or line.startswith("#"):
            continue
        name, variants, ambiguous = (*line.split("\t"), "", "")[:3]
        spellings = dict.fromkeys([name, *filter(None, variants.split("|"))])
        for index, variant in enumerate(spellings):
            # Only the short name is a common word as well; صحيفة الوطن is not.
            table.setdefault(spelling(variant), Outlet(name, bool(ambiguous) and index == 0))
    return table


@lru_cache(maxsize=1)
def towns() -> frozenset[str]:
    """Return the towns from which news is datelined, folded."""
    lines = [line for line in read_data("towns.txt").splitlines() if not line.startswith("#")]
    return frozenset(spelling(town) for line in lines for town in line.split("|"))
