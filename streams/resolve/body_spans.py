"""Which body a span of one article means: units, forces, ministries and groups, named nearby or by the country."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from streams.resolve.article import ActorMention, ArticleMemory, ResolvedActor
from streams.resolve.phrases import Reading
from streams.resolve.register import ARTICLE, Register
from streams.resolve.roster import Actor
from streams.resolve.spelling import key, variants

# The sector of a span of that type where nothing in it tells one: a force of a state, a group that is none.
ARMED = {"MIL": "MIL", "ARM": "REB"}
# The sectors of armed men who are no force of a state, named (`داعش`) or not (`المسلحون`).
_FIGHTERS = frozenset({"REB", "UAF"})
_OFFICE = "مكتب"
NEAR = 1
_WHO = ("الذين", "الذي ", "اللذين", "اللذان")


class BodySpans:
    """Resolves the spans of one article that name a body, and keeps in its memory what they mean."""

    def __init__(
        self,
        register: Register,
        memory: ArticleMemory,
        published: date,
        *,
        title_before: Callable[[ActorMention], Reading | None],
        hint: str | None = None,
        fill_domestic: bool = True,
    ) -> None:
        self._register = register
        self._roster = register.roster
        self.memory = memory
        self._published = published
        self._hint = hint
        self._fill_domestic = fill_domestic
        self._title_before = title_before

    def shown(self, actor: Actor) -> ResolvedActor:
        """Return an entry as the result gives it: a person in a post has the post's sector."""
        return replace(ResolvedActor.of(actor), sector=self._register.sector(actor, self._published))

    def remember(self, mention: ActorMention, resolved: ResolvedActor, actor: Actor) -> ResolvedActor:
        """Keep an entry for what later spans take up, and return it as it is shown."""
        self.memory.bodies.append((mention.sentence_index, self._register.kinds(actor), resolved))
        return resolved

    def unit(self, reading: Reading) -> Actor | None:
        """Return the one unit of that name whose parent the article names."""
        fitting = [unit for unit in reading.units if set(self._roster.chain(unit)[1:3]) & self.memory.seen]
        return self._roster.get(fitting[0]) if len(fitting) == 1 else None

    def local_named(self, name: str | None, sentence: int) -> Actor | None:
        """Return the one of those whom a name can mean that the article names in full; of several the one nearby."""
        possible = self._register.local_anywhere(name, self._published)
        named = [(place, actor.id) for place, _, actor in self.memory.bodies if actor.id in possible]
        if len({each for _, each in named}) > 1:
            named = [(place, each) for place, each in named if 0 <= sentence - place <= NEAR]
        ids = {each for _, each in named}
        return possible[next(iter(ids)) or ""] if len(ids) == 1 else None

    def fighters(self, mention: ActorMention, reading: Reading) -> ResolvedActor | None:
        """Resolve `المسلحون`, `المهاجمون`: the one armed group that this sentence or the one before names.

        `المقاتلون الذين` (the fighters who) are others, of whom the clause tells.
        """
        noun = reading.generic
        after = mention.sentence[mention.start + len(mention.text) :].lstrip(" \"'«»“”")
        if after.startswith(_WHO):
            return None
        if noun is None or noun.sector not in _FIGHTERS or not reading.plain or len(reading.words) != 1:
            return None
        if not any(word.startswith(ARTICLE) for word in variants(reading.words[0])):
            return None
        groups = {
            actor.id: actor
            for place, _, actor in self.memory.bodies
            if 0 <= mention.sentence_index - place <= NEAR and actor.id and actor.sector in _FIGHTERS
        }
        return next(iter(groups.values())) if len(groups) == 1 else None

    def bare_body(self, mention: ActorMention, reading: Reading, shown: str) -> ResolvedActor:
        """Resolve `الجيش` without a country: to the one named nearby, else to that of the article's country."""
        assert reading.body is not None
        body = self._roster.bodies[reading.body]
        weak = self._is_weak(reading)
        named = [
            (place, actor)
            for place, _, actor in self.memory.bodies
            if place <= mention.sentence_index and self._is_of_a_state(actor.id, body.key)
        ]
        if not reading.definite:
            return ResolvedActor(self.bare(shown, reading), None, None, reading.country, body.sector)
        near = bool(named) and mention.sentence_index - named[-1][0] <= NEAR
        since = mention.sentence_index - NEAR if near else 0
        contested = weak and bool(named) and self._is_contested(reading, named[-1][1], since, mention.sentence_index)
        if near and not contested:
            return named[-1][1]
        fills = self._fill_domestic and body.scope == "yes" and not weak
        country = self.memory.country if fills else None
        if country is not None and key(f"{country.lower()}/{body.key}") not in self._register.words("unfilled"):
            actor = self._roster.body(body.key, country.lower())
            return self.remember(mention, self.shown(actor), actor)
        ids = {actor.id for _, actor in named}
        if len(ids) == 1 and not contested:
            return named[0][1]
        if weak:
            return ResolvedActor(self.bare(shown, reading), None, None, reading.country, body.sector)
        english = body.name_en.replace(" of {c}", "")
        return ResolvedActor(body.heads[0] if body.heads else shown, english, None, reading.country, body.sector)

    def _is_weak(self, reading: Reading) -> bool:
        """Tell whether a span is a word that means many bodies (`القوات`), with or without what is written onto it."""
        if not reading.words:
            return False
        rest = reading.words[1:]
        return any(" ".join((word, *rest)) in self._register.words("weak") for word in variants(reading.words[0]))

    def _is_contested(self, reading: Reading, named: ResolvedActor, first: int, last: int) -> bool:
        """Tell whether sentences `first` to `last` name another body that the word takes up as well."""
        readings = {word.removeprefix(ARTICLE) for word in variants(reading.words[0])}
        return any(
            first <= place <= last and kinds & readings and actor.name != named.name
            for place, kinds, actor in self.memory.bodies
        )

    def _is_of_a_state(self, actor_id: str | None, body: str) -> bool:
        scope, _, key_of = (actor_id or "").rpartition("/")
        return key_of == body and scope.upper() in self._roster.states

    def office_of(self, reading: Reading) -> ResolvedActor | None:
        """Resolve `مكتب X` of a prime minister in office to the prime minister's office."""
        if not any(variant == _OFFICE for variant in variants(reading.words[0])):
            return None
        person = self._register.people.by_short(reading.words[1:], self._published)
        actor = self._roster.get(person) if person else None
        if actor is None or actor.country is None:
            return None
        scope = actor.country.lower()
        if self._register.holder("prime-minister", scope, self._published) == actor.id:
            return self.shown(self._roster.body("pm-office", scope))
        return None

    def unnamed(self, mention: ActorMention, reading: Reading, shown: str) -> ResolvedActor:
        """Keep what is not in the register, with the sector of its noun and the country that the span states."""
        generic = reading.generic
        name, english = self.bare(shown, reading), None
        country = reading.country or (self.memory.country if reading.own else None)
        sector = generic.sector if generic is not None else None
        # `مواقع`, `قياداتها` and nothing else do not tell whose they are, rebels' or a state's.
        owned = generic is not None and generic.role == "owned" and sector is None and reading.plain
        untold = mention.type == "ARM" and owned
        unarmed = sector in (None, "CVL") or (sector == "NGO" and mention.type == "ARM")
        if mention.type in ARMED and unarmed and not untold:
            return ResolvedActor(name, None, None, country, ARMED[mention.type])
        if generic is not None and reading.plain and generic.name and not reading.several and reading.anaphor is None:
            name, english = generic.name, generic.name_en
        if generic is None and mention.type == "GRP" and reading.plain and reading.country:
            sector = "CVL"
        return ResolvedActor(name, english, None, country, sector)

    def bare(self, shown: str, reading: Reading) -> str:
        """Take off the shown text what is surely written onto it: a prefix after which a known word stands."""
        if not shown:
            return shown
        first = shown.split(" ", 1)[0]
        return shown if not reading.words else self._register.people.without_prefix(shown, key(first))
