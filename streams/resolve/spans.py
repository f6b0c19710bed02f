"""Who the spans of one article mean, once each is read and the article is known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from streams.resolve.article import ActorMention, ArticleMemory, ResolvedActor
from streams.resolve.people import PersonName
from streams.resolve.phrases import Reading
from streams.resolve.register import ARTICLE, Register
from streams.resolve.roster import Actor
from streams.resolve.spelling import key, variants

# The sector of a span of that type where nothing in it tells one: a force of a state, a group that is none.
ARMED = {"MIL": "MIL", "ARM": "REB"}
# The sectors of armed men who are no force of a state, named (`داعش`) or not (`المسلحون`).
_FIGHTERS = frozenset({"REB", "UAF"})
_OFFICE = "مكتب"
_AND = "و"
# "الوزير": a minister of what the word does not say.
_MINISTER = "other-minister"
_NEAR = 1
_WHO = ("الذين", "الذي ", "اللذين", "اللذان")
_MINISTER_OF, _MINISTRY = "-minister", "-ministry"
# Posts that some states have never had: an article on Tunisia that tells of `الملك` tells of another state's.
_OF_MONARCHIES = frozenset({"king", "crown-prince", "emir", "sultan", "custodian"})
# Posts whose sector is that of the body they are of.
_OF_A_BODY = frozenset({"head", "spokesperson", "secretary-general"})


class Spans:
    """Resolves the spans of one article."""

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
        sector = self._register.sector(actor, self._published)
        return ResolvedActor(actor.name, actor.name_en, actor.id, actor.country, sector)

    def person(self, name: PersonName, title: Reading | None, sentence: int) -> ResolvedActor:
        """Resolve a person's name: in the register, in full elsewhere in the article, or by what the press says."""
        if title is not None and title.post is not None:
            self._remember_ministry(*title.post, sentence)
        known = name.id
        if known is None:
            full, possible = self.memory.full_name(name, sentence)
            if full is not None:
                name, known = full, full.id
            elif not possible and len(name.words) < 3:
                known = self._register.people.by_short(name.words, self._published)
        actor = self._roster.get(known) if known else None
        if actor is not None:
            return self._titled(actor, title)
        country, sector = self._of_title(title or self._title_of(name))
        return ResolvedActor(name.text, None, None, country, sector)

    def _titled(self, actor: Actor, title: Reading | None) -> ResolvedActor:
        """Return an entry, in a post that only the article tells with that post's sector."""
        found = self.shown(actor)
        if title is None or self._register.offices.in_office(actor.id, self._published):
            return found
        return replace(found, sector=self._of_title(title)[1] or found.sector)

    def _title_of(self, name: PersonName) -> Reading | None:
        for post, bound in self.memory.posts.items():
            for _, scope, other in bound:
                if other.identity == name.identity:
                    return Reading(post=(post, scope))
        return None

    def _of_title(self, title: Reading | None) -> tuple[str | None, str | None]:
        """Return country and sector that a post before a name tells of an unknown person."""
        if title is None or title.post is None:
            return None, None
        post, scope = title.post
        actor = self._roster.get(scope) if scope else None
        country = actor.country if actor else title.country
        kind = self._register.offices.posts[post].sector
        if actor is not None and "/" in actor.id and post in _OF_A_BODY:
            return country, actor.sector
        return country, kind

    def group(self, mention: ActorMention, reading: Reading, shown: str) -> ResolvedActor:
        """Resolve a span that is no person's name."""
        if reading.actor is not None:
            actor = self._roster.get(reading.actor)
            if actor is not None:
                return self._remember(mention, self.shown(actor), actor)
        if reading.units:
            unit = self._unit(reading)
            if unit is not None:
                return self._remember(mention, self.shown(unit), unit)
        if reading.post is not None:
            holder = self._post(mention, reading, shown)
            body = self._roster.get(reading.post[1]) if reading.post[1] and "/" in reading.post[1] else None
            if body is not None:
                # "المتحدث باسم وزارة الدفاع": the ministry is named, too.
                self._remember(mention, self.shown(body), body)
            return holder
        if reading.anaphor is not None:
            found = self.memory.body(reading.anaphor.removeprefix(ARTICLE), mention.sentence_index)
            if found is not None:
                return found
        known = self._register.local(reading.local, self.memory.country, self._published)
        known = known or self._local_named(reading.local, mention.sentence_index)
        if known is not None:
            return self._remember(mention, self.shown(known), known)
        if reading.body is not None:
            return self._bare_body(mention, reading, shown)
        if reading.shorts:
            office = self._office_of(reading)
            if office is not None:
                return office
        return self._fighters(mention, reading) or self._unnamed(mention, reading, shown)

    def _local_named(self, name: str | None, sentence: int) -> Actor | None:
        """Return the one of those whom a name can mean that the article names in full; of several the one nearby."""
        possible = self._register.local_anywhere(name, self._published)
        named = [(place, actor.id) for place, _, actor in self.memory.bodies if actor.id in possible]
        if len({each for _, each in named}) > 1:
            named = [(place, each) for place, each in named if 0 <= sentence - place <= _NEAR]
        ids = {each for _, each in named}
        return possible[next(iter(ids)) or ""] if len(ids) == 1 else None

    def _fighters(self, mention: ActorMention, reading: Reading) -> ResolvedActor | None:
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
            if 0 <= mention.sentence_index - place <= _NEAR and actor.id and actor.sector in _FIGHTERS
        }
        return next(iter(groups.values())) if len(groups) == 1 else None

    def _remember(self, mention: ActorMention, resolved: ResolvedActor, actor: Actor) -> ResolvedActor:
        self.memory.bodies.append((mention.sentence_index, self._register.kinds(actor), resolved))
        return resolved

    def _unit(self, reading: Reading) -> Actor | None:
        """Return the one unit of that name whose parent the article names."""
        fitting = [unit for unit in reading.units if set(self._roster.chain(unit)[1:3]) & self.memory.seen]
        return self._roster.get(fitting[0]) if len(fitting) == 1 else None

    def _post(self, mention: ActorMention, reading: Reading, shown: str) -> ResolvedActor:
        """Resolve a post to its holder: as the article says, else by country and date."""
        assert reading.post is not None
        post, scope = reading.post
        named = self._register.people.behind_post(reading.words[reading.covered :], shown)
        if named is not None:
            # "وزير الداخلية عثمان الغانمي": the name decides, whoever holds the post.
            return self.person(named, reading, mention.sentence_index)
        if reading.anaphor is not None:
            taken_up = self.memory.body(reading.anaphor.removeprefix(ARTICLE), mention.sentence_index)
            scope = taken_up.id if taken_up is not None and taken_up.id else scope
        scope = scope or self._scope_of_neighbour(mention, post)
        self._remember_ministry(post, scope, mention.sentence_index)
        if not reading.former:
            person = self._named_in_post(post, scope, mention.sentence_index)
            bare = len(reading.words) == (1 if scope is None else 2)
            if person is None and post == _MINISTER and bare and "/" not in (scope or ""):
                minister = self.memory.minister(mention.sentence_index, scope)
                person = self.person(minister, None, mention.sentence_index) if minister else None
            if person is not None:
                return person
            scope = scope or self._register.offices.posts[post].scope
            royal = self._royal(post, mention.sentence_index) if scope is None else None
            if royal is not None:
                return royal
            if scope is None:
                scope = (self.memory.country or self._hint or "").lower() or None
            elif reading.nisba_shorts and self.memory.country:
                own = self._register.holder(post, self.memory.country.lower(), self._published)
                scope = self.memory.country.lower() if own in reading.nisba_shorts else scope
            holder = self._register.holder(post, scope, self._published)
            actor = self._roster.get(holder) if holder else None
            if actor is not None:
                return self.shown(actor)
        body = self._roster.get(scope) if scope and reading.post[1] else None
        if body is not None and post == "spokesperson":
            return self.shown(body)
        country, sector = self._of_title(reading)
        owner = self._roster.get(self._register.offices.posts[post].scope or "") if country is None else None
        country = owner.country if owner is not None else country
        foreign = post in _OF_MONARCHIES and not self._register.offices.knows(scope or "", post)
        if body is None and scope is not None and not reading.former and not foreign:
            country = scope.upper() if scope.upper() in self._roster.states else country
        return ResolvedActor(self.bare(shown, reading), None, None, country, sector)

    def _remember_ministry(self, post: str, scope: str | None, sentence: int) -> None:
        """Remember the ministry that a minister names, which `الوزارة` takes up as if it were told."""
        body = post.removesuffix(_MINISTER_OF) + _MINISTRY
        scope = scope or (self.memory.country or self._hint or "").lower() or None
        if not post.endswith(_MINISTER_OF) or body not in self._roster.bodies or scope is None:
            return
        if scope.upper() in self._roster.states:
            ministry = self._roster.body(body, scope)
            self.memory.bodies.append((sentence, self._register.kinds(ministry), self.shown(ministry)))

    def _royal(self, post: str, sentence: int) -> ResolvedActor | None:
        """Resolve `الملك` in news of a state without one: to the only person named so far who is in that post."""
        country = (self.memory.country or self._hint or "").lower()
        if post not in _OF_MONARCHIES or (country and self._register.offices.knows(country, post)):
            return None
        named = {name.id for place, name in self.memory.names if name.id and place <= sentence}
        held = {person for person in named if self._register.offices.holds(person, post, self._published)}
        actor = self._roster.get(next(iter(held))) if len(held) == 1 else None
        return self.shown(actor) if actor is not None else None

    def _scope_of_neighbour(self, mention: ActorMention, post: str) -> str | None:
        """Return what `ورئيس الحكومة` is of right after `رئيس إقليم كردستان`: the same, where a holder is known."""
        if not mention.text.startswith(_AND):
            return None
        before = self._title_before(mention)
        scope = before.post[1] if before is not None and before.post is not None else None
        return scope if self._register.holder(post, scope, self._published) else None

    def _named_in_post(self, post: str, scope: str | None, sentence: int) -> ResolvedActor | None:
        name = self.memory.in_post(post, scope, sentence)
        if name is None:
            return None
        return self.person(name, Reading(post=(post, scope)), sentence)

    def _bare_body(self, mention: ActorMention, reading: Reading, shown: str) -> ResolvedActor:
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
        near = bool(named) and mention.sentence_index - named[-1][0] <= _NEAR
        since = mention.sentence_index - _NEAR if near else 0
        contested = weak and bool(named) and self._is_contested(reading, named[-1][1], since, mention.sentence_index)
        if near and not contested:
            return named[-1][1]
        fills = self._fill_domestic and body.scope == "yes" and not weak
        country = self.memory.country if fills else None
        if country is not None and key(f"{country.lower()}/{body.key}") not in self._register.words("unfilled"):
            actor = self._roster.body(body.key, country.lower())
            return self._remember(mention, self.shown(actor), actor)
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

    def _office_of(self, reading: Reading) -> ResolvedActor | None:
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

    def _unnamed(self, mention: ActorMention, reading: Reading, shown: str) -> ResolvedActor:
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


def first_words(words: Sequence[str]) -> frozenset[str]:
    """Return the readings of a name's first word, without article too."""
    return frozenset(variants(words[0])) | {words[0].removeprefix(ARTICLE)}
