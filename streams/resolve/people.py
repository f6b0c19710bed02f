"""Persons: full names with titles and fathers' names, and who an article means by a surname."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from streams.resolve.lexicon import Lexicon
from streams.resolve.offices import Offices
from streams.resolve.roster import Roster
from streams.resolve.spelling import tokens, variants

_LINKS = frozenset({"بن", "ال", "ابن", "ولد", "ابو"})
_LEAST_FREE_NAME = 3
_SHORTEST_DEFINITE = 5


@dataclass(frozen=True)
class PersonName:
    """A person's name in an article: words without titles, and the id where the full name is in the register."""

    words: tuple[str, ...]
    id: str | None
    text: str

    @property
    def identity(self) -> str:
        """What tells one person from another: the id, else the words."""
        return self.id or " ".join(self.words)


class People:
    """Finds persons in the register by name."""

    def __init__(self, roster: Roster, lexicon: Lexicon, offices: Offices) -> None:
        self._roster = roster
        self._phrases = lexicon.phrases
        self._starts = lexicon.starts
        self._titles = lexicon.words["title"]
        self._offices = offices
        self._given = {
            name.split()[0] for name, senses in self._phrases.items() if senses[0].kind == "person" and " " in name
        }

    def parse(self, text: str, shown: str) -> PersonName:
        """Return the name in a span, with what is written onto it taken off where a known name then stands."""
        words = tokens(text)
        while len(words) > 1 and words[0] in self._titles:
            words = words[1:]
        found = self._known(words)
        if found is not None:
            return PersonName(tuple(found[0]), found[1], shown)
        if words and words[0] not in self._given:
            for reading in variants(words[0])[1:]:
                if reading in self._given or (len(words) == 1 and self._shorts(reading)):
                    return PersonName((reading, *words[1:]), None, self._without(shown, words[0], reading))
        return PersonName(tuple(words), None, shown)

    def behind_post(self, words: tuple[str, ...], shown: str) -> PersonName | None:
        """Return the person of the register whose full name is all that stands behind a post, or null."""
        rest = list(words)
        while rest and rest[0] in self._titles:
            rest = rest[1:]
        found = self._known(rest) if len(rest) > 1 else None
        return PersonName(tuple(found[0]), found[1], shown) if found else None

    def without_prefix(self, shown: str, word: str) -> str:
        """Take off the shown name what is written onto it where without it, and only so, a known word stands.

        `word` is the key of its first word. `وال`, `بال`, `فال` and `لل` come off unknown words too.
        """
        if word in self._starts:
            return shown
        if word.startswith("و") and word[1:].isdigit():
            return shown[1:]
        for reading in variants(word)[1:]:
            if reading in self._starts or (reading.startswith("ال") and len(reading) > _SHORTEST_DEFINITE):
                return self._without(shown, word, reading)
        return shown

    def by_short(self, words: tuple[str, ...], day: date) -> str | None:
        """Return whom the press calls so at that time, or null where that is nobody or more than one person.

        Of several with the same short name the only one in a post that day is meant, else the only one of those in
        a post to whom the name belongs without it.
        """
        if not words:
            return None
        claims = self._shorts(" ".join(words)) or self._shorts(" ".join((variants(words[0])[-1], *words[1:])))
        known = [person for person, sure in claims if sure or self._offices.in_office(person, day)]
        known = [person for person in known if self._offices.known_on(person, day)]
        if len(known) > 1:
            known = [person for person in known if self._offices.in_office(person, day)]
        if len(known) > 1:
            # Of two in a post the one whose short name this is, before one with the surname of many.
            known = [person for person, sure in claims if sure and person in known]
        return known[0] if len(known) == 1 else None

    def _shorts(self, phrase: str) -> list[tuple[str, bool]]:
        """Return who is called so, and whether the name is known without a post."""
        kinds = ("short", "person", "surname")
        return [(s.value, s.kind != "surname") for s in self._phrases.get(phrase, ()) if s.kind in kinds]

    def _known(self, words: list[str]) -> tuple[list[str], str] | None:
        """Find a full name: the whole span, or its beginning before a father's or family's name, or its end."""
        for first in dict.fromkeys((words[0], *variants(words[0]))) if words else ():
            spelled = [first, *words[1:]]
            for size in range(len(spelled), 1, -1):
                person = self._person(spelled[:size])
                rest = spelled[size:]
                free = size >= _LEAST_FREE_NAME and not _LINKS.intersection(spelled[:size])
                if person and (not rest or free or rest[0] in _LINKS or self._are_titles(rest)):
                    return spelled[:size], person
        for start in range(1, len(words) - 1):
            person = self._person(words[start:])
            if person and self._are_titles(words[:start]):
                return words[start:], person
        person = self._person(words) if len(words) == 1 else None
        return (words, person) if person else None

    def _person(self, words: list[str]) -> str | None:
        found = [sense.value for sense in self._phrases.get(" ".join(words), ()) if sense.kind == "person"]
        return found[0] if len(found) == 1 else None

    def _are_titles(self, words: Iterable[str]) -> bool:
        return all(word in self._titles for word in words)

    @staticmethod
    def _without(shown: str, word: str, reading: str) -> str:
        """Take as many letters off the shown name as the reading lacks; the article that `لل` hides is put back."""
        if word.startswith("لل") and reading.startswith("ال"):
            return "ال" + shown[2:]
        return shown[len(word) - len(reading) :] if word.endswith(reading) else shown


def means(name: PersonName, other: PersonName) -> bool:
    """Tell whether a short name may be that of a full one: its last word, last words, or given name."""
    if len(other.words) <= len(name.words):
        return False
    size = len(name.words)
    return any(other.words[start : start + size] == name.words for start in range(len(other.words) - size + 1))
