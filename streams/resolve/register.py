"""The register with all that is asked of it: entries, posts, names by country, what nouns take a body up."""

from __future__ import annotations

from datetime import date
from itertools import chain

from streams.resolve.lexicon import Lexicon, build_lexicon
from streams.resolve.offices import Offices
from streams.resolve.people import People
from streams.resolve.roster import MARKS, PERSON, Actor, load_roster
from streams.resolve.spelling import key, tokens
from streams.resolve.tables import rows

ARTICLE = "ال"
# What the leader of a body is called varies: `زعيم حزب الله` is its secretary-general.
_LEADERS = ("head", "secretary-general", "president")


class Register:
    """The actors' register, read once.

    Raises:
        RegisterError: a table is not as it should be.
    """

    def __init__(self) -> None:
        self.roster = load_roster()
        self.lexicon: Lexicon = build_lexicon(self.roster)
        self.offices = Offices()
        self.people = People(self.roster, self.lexicon, self.offices)
        self._local = _local_names()
        self._kinds: dict[str, frozenset[str]] = {}

    def words(self, name: str) -> frozenset[str]:
        """Return a closed class of words of data/actors/words.tsv."""
        return self.lexicon.words[name]

    def sector(self, actor: Actor, day: date) -> str | None:
        """Return the sector of an entry on a day: a person in a post has the post's, or that of its body."""
        held = self.offices.post_of(actor.id, day) if actor.id.startswith(PERSON) else None
        if held is None:
            return actor.sector
        scope, post = held
        body = self.roster.get(scope)
        return self.offices.posts[post].sector or (body.sector if body else None) or actor.sector

    def kinds(self, actor: Actor) -> frozenset[str]:
        """Return the first words of a body's names, as `التنظيم` or `الوزارة` take them up, without article."""
        found = self._kinds.get(actor.id)
        if found is None:
            first = (tokens(name.lstrip(MARKS))[:1] for name in (actor.name, *actor.aliases))
            found = frozenset(word.removeprefix(ARTICLE) for words in first for word in words)
            self._kinds[actor.id] = found
        return found

    def local(self, name: str | None, country: str | None, day: date) -> Actor | None:
        """Return whom a name means in the news of a country on a day, or null."""
        for actor, start, end in self._local.get(name or "", {}).get(country or "", ()):
            if start <= day < end:
                return self.roster.get(actor)
        return None

    def local_anywhere(self, name: str | None, day: date) -> dict[str, Actor]:
        """Return by id whom a name means in the news of any country on a day."""
        terms = chain.from_iterable(self._local.get(name or "", {}).values())
        found = (self.roster.get(actor) for actor, start, end in terms if start <= day < end)
        return {actor.id: actor for actor in found if actor is not None}

    def holder(self, post: str, scope: str | None, published: date) -> str | None:
        """Return the id of who held a post; of a body any of the posts of its leader is meant by any other."""
        if scope is None:
            return None
        found = self.offices.holder(scope, post, published)
        if found is None and post in _LEADERS and not self.offices.knows(scope, post):
            found = next((h for p in _LEADERS[:2] if (h := self.offices.holder(scope, p, published))), None)
        return found


def _local_names() -> dict[str, dict[str, list[tuple[str, date, date]]]]:
    """Return by name and country whom a name means, with the days from and before which it does."""
    table: dict[str, dict[str, list[tuple[str, date, date]]]] = {}
    for name, country, actor, start, end in rows("local_names"):
        term = (actor, date.fromisoformat(start or "0001-01-01"), date.fromisoformat(end or "9999-12-31"))
        table.setdefault(key(name), {}).setdefault(country, []).append(term)
    return table
