"""The closed classes of words in place strings, read from `data/places/words.tsv`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from streams.resolve.gazetteer import read_table
from streams.text.normalize import normalize


@dataclass(frozen=True)
class Words:
    """The closed classes of words, by their normalised form; `longest` is the longest phrase's number of words.

    `home` is what stands for the article's country (البلاد), `abroad` what makes it every other (خارج).
    `names` has the countries in whose news a `generic` noun is the name of a place (القصير in Syria and Egypt).
    """

    units: dict[str, str]
    relations: dict[str, str]
    classes: dict[str, frozenset[str]]
    anaphors: dict[str, tuple[str, ...]]
    reserved: frozenset[str]
    names: dict[str, frozenset[str]]
    longest: int

    @classmethod
    @lru_cache(maxsize=1)
    def load(cls) -> Words:
        """Return the words that the package ships, read once a process."""
        rows: dict[str, dict[str, str]] = {}
        for row in read_table("words.tsv"):
            rows.setdefault(row["kind"], {})[normalize(row["words"])] = row["value"]
        anaphors = {word: tuple(value.split("|")) for word, value in rows.pop("anaphor").items()}
        units, relations = rows.pop("unit"), rows.pop("relation")
        longest = max(key.count(" ") + 1 for key in (*units, *relations))
        classes = {kind: frozenset(of) for kind, of in rows.items()}
        names = classes["honorific"]
        reserved = frozenset().union(units, relations, *(c for c in classes.values() if c is not names))
        named = {word: frozenset(value.split("|")) for word, value in rows["generic"].items() if value}
        return cls(units, relations, classes, anaphors, reserved, named, longest)

    def is_a(self, kind: str, *keys: str) -> bool:
        """Return whether any of the keys is of a class of words."""
        return not self.classes[kind].isdisjoint(keys)
