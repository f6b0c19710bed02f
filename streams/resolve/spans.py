"""Who the spans of one article mean, once each is read and the article is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from streams.resolve.article import ActorMention, ResolvedActor
from streams.resolve.body_spans import BodySpans
from streams.resolve.people import PersonName
from streams.resolve.phrases import Reading
from streams.resolve.register import ARTICLE
from streams.resolve.roster import Actor
from streams.resolve.spelling import variants

_AND = "و"
# "الوزير": a minister of what the word does not say.
_MINISTER = "other-minister"
_MINISTER_OF, _MINISTRY = "-minister", "-ministry"
# Posts that some states have never had: an article on Tunisia that tells of `الملك` tells of another state's.
_OF_MONARCHIES = frozenset({"king", "crown-prince", "emir", "sultan", "custodian"})
# Posts whose sector is that of the body they are of.
_OF_A_BODY = frozenset({"head", "spokesperson", "secretary-general"})


class Spans(BodySpans):
    """Resolves the spans of one article: persons and posts, and what is a body."""

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
                return self.remember(mention, self.shown(actor), actor)
        if reading.units:
            unit = self.unit(reading)
            if unit is not None:
                return self.remember(mention, self.shown(unit), unit)
        if reading.post is not None:
            holder = self._post(mention, reading, shown)
            body = self._roster.get(reading.post[1]) if reading.post[1] and "/" in reading.post[1] else None
            if body is not None:
                # "المتحدث باسم وزارة الدفاع": the ministry is named, too.
                self.remember(mention, self.shown(body), body)
            return holder
        if reading.anaphor is not None:
            found = self.memory.body(reading.anaphor.removeprefix(ARTICLE), mention.sentence_index)
            if found is not None:
                return found
        known = self._register.local(reading.local, self.memory.country, self._published)
        known = known or self.local_named(reading.local, mention.sentence_index)
        if known is not None:
            return self.remember(mention, self.shown(known), known)
        if reading.body is not None:
            return self.bare_body(mention, reading, shown)
        if reading.shorts:
            office = self.office_of(reading)
            if office is not None:
                return office
        return self.fighters(mention, reading) or self.unnamed(mention, reading, shown)

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


def first_words(words: Sequence[str]) -> frozenset[str]:
    """Return the readings of a name's first word, without article too."""
    return frozenset(variants(words[0])) | {words[0].removeprefix(ARTICLE)}
