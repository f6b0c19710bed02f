"""Keys under which names of actors are looked up, and names as they are shown.

A key is `streams.text.normalize.normalize` plus what names need beyond letters: compound names are one word
(`عبد الله`, `أبو بكر`, `نصر الله`, with and without the space), and words of names that are written in several ways
have one spelling (`كوردستان`, `البشمركة`; data/actors/spellings.tsv).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from streams.resolve.tables import rows
from streams.text.normalize import normalize, strip_clitics

# Longer text than this is no name; what lies beyond is not looked at.
LONGEST_TEXT = 400
LONGEST_SPAN = 32

_QUOTES = re.compile("[\"'«»“”„‟‘’‹›()\\[\\]{}/\\\\*_|<>\u0640\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]+")
_MARKS = re.compile("[\u064b-\u065f\u0670]")
_EDGES = re.compile(r"^[\s.,:;،؛؟?!\-–—…]+|[\s.,:;،؛؟?!\-–—…]+$")
_ARTICLE = "ال"
_BETWEEN = "zznamezz"
_JOINED_WITH_NEXT = frozenset({"عبد", "ابو"})
_JOINED_WITH_PREVIOUS = "الله"


@lru_cache(maxsize=1)
def _respellings() -> dict[str, str]:
    table: dict[str, str] = {}
    for word, variants in rows("spellings"):
        standard = normalize(word)
        for variant in variants.split("|"):
            spelled = normalize(variant)
            if spelled != standard:
                table[spelled] = standard
                table[_ARTICLE + spelled] = _ARTICLE + standard
    return table


@lru_cache(maxsize=16384)
def _respell(word: str) -> str:
    table = _respellings()
    if word in table:
        return table[word]
    for stem in strip_clitics(word)[1:]:
        if stem in table and word.endswith(stem):
            return word[: len(word) - len(stem)] + table[stem]
    return word


def tokens(text: str) -> list[str]:
    """Return the words of the key of `text`, at most `LONGEST_SPAN`, of at most `LONGEST_TEXT` characters."""
    return _joined(map(_respell, normalize(text[:LONGEST_TEXT]).split()))[:LONGEST_SPAN]


def _joined(words: Iterable[str]) -> list[str]:
    found: list[str] = []
    joining = False
    for spelled in words:
        if found and (joining or (spelled == _JOINED_WITH_PREVIOUS and found[-1] != _JOINED_WITH_PREVIOUS)):
            found[-1] += spelled
            joining = False
        else:
            found.append(spelled)
            joining = spelled in _JOINED_WITH_NEXT or spelled[1:] in _JOINED_WITH_NEXT
    return found


def key(text: str) -> str:
    """Return the key of `text`: equal for all spellings of a name."""
    return " ".join(tokens(text))


def keys(names: Sequence[str]) -> dict[str, str]:
    """Return the key of each name: as `key` for names without clitics, faster for thousands, since folded in one go."""
    respell = _respellings()
    words = [respell.get(word, word) for word in normalize(f" {_BETWEEN} ".join(names)).split()]
    table: dict[str, str] = {}
    start = 0
    for name, end in zip(names, [*(n for n, word in enumerate(words) if word == _BETWEEN), len(words)], strict=True):
        table[name] = " ".join(_joined(words[start:end]))
        start = end + 1
    return table


def display(text: str) -> str:
    """Return `text` as a name is shown: without quotes, marks, tatweel and invisible characters, spaces collapsed."""
    bare = _MARKS.sub("", _QUOTES.sub(" ", text))
    return " ".join(_EDGES.sub("", bare).split())


@lru_cache(maxsize=16384)
def variants(word: str) -> tuple[str, ...]:
    """Return the readings of a key's word without what is written onto its front, itself first; with its article."""
    kept = [word]
    for stem in strip_clitics(word)[1:]:
        if word == _ARTICLE + stem or _ARTICLE + stem in kept:
            continue
        kept.append(stem)
    return tuple(kept)
