"""Words and phrases that name actors, and where they stand in a span.

The longest match is taken, with what is written onto a word off where that finds one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from streams.resolve.roster import CONTEXTUAL, IN_POST, MARKS, PERSON, WHOLE, Roster
from streams.resolve.spelling import keys, variants
from streams.resolve.tables import rows, split

_ARTICLE = "ال"
_SHORTEST_OWNED = 3
_PRONOUNS = ("هما", "ها", "هم", "نا")
# Names of states that are also everyday words: they count in full forms and as a whole span only.
_EVERYDAY = frozenset({"مالي", "بنين", "تونغا", "بالاو"})
_EVERYDAY_NISBAS = frozenset({"قمري", "صحراوي", "روماني"})


class Sense(NamedTuple):
    """What a phrase may mean.

    kind: actor, person, unit, whole, short, surname, state, everyday-state, capital,
    place, nisba, region, head, construct, post, of-post, generic, anaphor or local. value: the id, ISO code, key
    or index."""

    kind: str
    value: str


class Item(NamedTuple):
    """A phrase found: its senses, the words it covers [start, end), and whether و (and) was written onto it."""

    senses: tuple[Sense, ...]
    start: int
    end: int
    joined: bool

    def get(self, kind: str) -> str | None:
        """Return the value of the first sense of a kind, or null."""
        return next((sense.value for sense in self.senses if sense.kind == kind), None)

    def all(self, kind: str) -> list[str]:
        """Return the values of all senses of a kind."""
        return [sense.value for sense in self.senses if sense.kind == kind]


@dataclass
class Lexicon:
    """Phrases by key. `starts` has the length in words of the longest phrase that begins with a word."""

    phrases: dict[str, tuple[Sense, ...]] = field(default_factory=dict)
    starts: dict[str, int] = field(default_factory=dict)
    words: dict[str, frozenset[str]] = field(default_factory=dict)

    def add(self, phrase: str, kind: str, value: str) -> None:
        """Let the phrase mean one thing more."""
        sense = Sense(kind, value)
        known = self.phrases.get(phrase, ())
        if not phrase or sense in known:
            return
        self.phrases[phrase] = (*known, sense)
        words = phrase.split()
        self.starts[words[0]] = max(self.starts.get(words[0], 0), len(words))

    def scan(self, tokens: list[str]) -> list[Item]:
        """Return the phrases found from left to right, the longest at each place, none overlapping."""
        items: list[Item] = []
        place = 0
        while place < len(tokens):
            item = self._longest(tokens, place)
            if item is not None:
                items.append(item)
                place = item.end
            else:
                place += 1
        return items

    def _longest(self, tokens: list[str], place: int) -> Item | None:
        word = tokens[place]
        best: Item | None = None
        for reading in variants(word):
            longest = min(self.starts.get(reading, 0), len(tokens) - place)
            least = best.end - best.start if best else 0
            for size in range(longest, least, -1):
                phrase = reading if size == 1 else " ".join((reading, *tokens[place + 1 : place + size]))
                senses = self.phrases.get(phrase)
                if senses:
                    best = Item(senses, place, place + size, reading != word and word[0] == "و")
                    break
        return best or self._with_pronoun(word, place)

    def _with_pronoun(self, word: str, place: int) -> Item | None:
        """`قواتها` (her forces) is a kind of force, of an owner that the word does not name."""
        for ending in _PRONOUNS:
            stem = word.removesuffix(ending)
            if stem == word or len(stem) < _SHORTEST_OWNED:
                continue
            # "قادة" is "قادتـ" before a pronoun.
            for reading in (*variants(stem), *(variants(stem[:-1] + "ه") if stem.endswith("ت") else ())):
                senses = tuple(s for s in self.phrases.get(reading, ()) if s.kind == "generic")
                if senses:
                    return Item(senses, place, place + 1, len(reading) < len(stem) and word[0] == "و")
        return None


def build_lexicon(roster: Roster) -> Lexicon:
    """Enter all that the register and the word classes name."""
    classes = {name: split(words) for name, words in rows("words")}
    named = [*_register(roster), *_rules(roster), *((noun, "anaphor", "") for noun in classes["anaphor"])]
    spelled = keys([name for name, _, _ in named] + [word for words in classes.values() for word in words])
    lexicon = Lexicon(words={name: frozenset(spelled[word] for word in words) for name, words in classes.items()})
    for name, kind, value in named:
        phrase = spelled[name]
        if kind == "people":
            for form in _nisba_forms(phrase):
                lexicon.add(form, "nisba", value)
        elif kind == "generic":
            for form in _generic_forms(phrase):
                if " " not in form or form.split()[0] not in lexicon.words["anaphor"]:
                    lexicon.add(form, "generic", value)
        elif kind == "state" and phrase in _EVERYDAY:
            lexicon.add(phrase, "everyday-state", value)
        else:
            lexicon.add(phrase, kind, value if kind not in ("anaphor", "local") else phrase)
    return lexicon


def _register(roster: Roster) -> Iterator[tuple[str, str, str]]:
    """Yield what the entries are called: name, kind of sense, value."""
    for actor in roster.actors.values():
        if actor.id.upper() in roster.states:
            continue
        kind = "person" if actor.id.startswith(PERSON) else "actor"
        for alias in (actor.name, *actor.aliases):
            marked = {CONTEXTUAL: "unit", WHOLE: "whole"}.get(alias[0], kind)
            yield alias.lstrip(MARKS), marked, actor.id
        for short in actor.shorts:
            yield short.lstrip(MARKS), "surname" if short.startswith(IN_POST) else "short", actor.id
    for state in roster.states.values():
        named = (("state", (state.name, *state.aliases)), ("capital", state.places[:1]), ("nisba", state.plurals))
        for kind, names in (*named, ("place", state.places)):
            yield from ((name, kind, state.iso) for name in names)
        yield from ((nisba, "people", state.iso) for nisba in state.nisbas)
    for region in roster.regions.values():
        yield from ((alias, "region", region.id) for alias in (region.name, *region.aliases))


def _rules(roster: Roster) -> Iterator[tuple[str, str, str]]:
    """Yield what bodies, posts and unnamed people are called: name, kind of sense, value."""
    for body in roster.bodies.values():
        yield from ((head, "head", body.key) for head in body.heads)
        yield from ((construct, "construct", body.key) for construct in body.constructs)
    for post, _, _, heads, constructs, _ in rows("post_names"):
        yield from ((head, "post", post) for head in split(heads))
        yield from ((construct, "of-post", post) for construct in split(constructs))
    yield from ((name, "local", name) for name, *_ in rows("local_names"))
    for index, generic in enumerate(roster.generics):
        yield from ((form, "generic", str(index)) for form in generic.forms)


def _nisba_forms(nisba: str) -> list[str]:
    """Masculine and feminine, singular, dual and plural, with and without article, in key spelling."""
    if nisba in _EVERYDAY_NISBAS:
        return []
    words = nisba.split()
    forms = [[word + ending for word in words] for ending in ("", "ه", "ا", "ين", "ون", "ان", "تين", "تان", "ات")]
    if len(words) == 1:
        forms.append([words[0] + "و"])
    return [" ".join(form) for form in forms] + [" ".join(_ARTICLE + word for word in form) for form in forms]


def _generic_forms(form: str) -> list[str]:
    words = form.split()
    forms = [form, _ARTICLE + form if not form.startswith(_ARTICLE) else form]
    if len(words) == 1:
        if not form.endswith(("ه", "ا", "ين", "ون", "ان", "و", "ي", "ات")):
            forms.append(form + "ا")
    else:
        forms.append(" ".join((*words[:-1], _ARTICLE + words[-1])))
        forms.append(" ".join(_ARTICLE + word for word in words))
    return forms
