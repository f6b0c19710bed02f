"""The figures of a sentence: how many of what it tells (41 strikes, nine towns)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from streams.incidents.words import stripped, toll_words
from streams.resolve.numerals import fold, read_number, split
from streams.text.normalize import normalize

Figures = Mapping[str, frozenset[int]]
_LETTERS = re.compile(r"[^\W\d_]{3,}")


def figures_of(sentence: str) -> dict[str, frozenset[int]]:
    """Return the numbers told of each noun that follows one, without dates and people hurt, whose count may rise."""
    tokens = split(fold(sentence))
    found: dict[str, frozenset[int]] = {}
    at = 0
    while at < len(tokens):
        number = read_number(tokens, at)
        if number is None or number.ordinal:
            at += 1
            continue
        at = max(number.end, at + 1)
        noun = tokens[at] if at < len(tokens) else ""
        if _LETTERS.fullmatch(noun):
            key = stripped(normalize(noun))
            if key not in toll_words():
                found[key] = found.get(key, frozenset()) | {number.value}
    return found


def differing(a: Figures, b: Figures) -> bool:
    """Tell whether two sentences tell two numbers of one thing, and no number of any that both tell."""
    shared = a.keys() & b.keys()
    return bool(shared) and not any(a[noun] & b[noun] for noun in shared)
