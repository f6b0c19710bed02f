"""What one span says of who is meant, before the article is asked.

`عناصر داعش` (members of Daesh) names Daesh, `عائلات عناصر داعش` (families of them) does not; `منتسبي اللواء العاشر
التابع لوزارة البيشمركة` names the most specific known unit; what stands after `ضد` (against) or `الموالية ل` (loyal to)
names nobody; of two parties joined by و none is the one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from streams.resolve.lexicon import Item, Lexicon
from streams.resolve.parties import Parties, country_of
from streams.resolve.roster import Generic, Roster
from streams.resolve.spelling import tokens, variants


@dataclass(frozen=True)
class Reading:
    """What a span says: mostly one of `actor`, `units`, `body`, `post`, `anaphor`, `shorts`, with or without `generic`.

    actor: id of an entry, a state (`irq`) or a composed body (`tur/army`). units: ids of units of which the parent
    decides. body: a body whose state is not said; `definite` where nothing says that it is not the state's own.
    post: (post, id of its state, region or body, or null), `covered` words of the span, `former` of one who left it.
    anaphor: a noun that takes up a body named before; local: a name that the article's country tells. shorts: ids of
    persons with that short name; `nisba_shorts`: of a post's adjective that is also a name. plain: nothing but generic
    nouns, numbers, nationality. own: an adjective says that what is named is the state's own, not a region's
    (`الاتحادية`). country: ISO code.
    """

    words: tuple[str, ...] = ()
    actor: str | None = None
    units: tuple[str, ...] = ()
    body: str | None = None
    definite: bool = False
    post: tuple[str, str | None] | None = None
    former: bool = False
    covered: int = 0
    anaphor: str | None = None
    local: str | None = None
    shorts: tuple[str, ...] = ()
    nisba_shorts: tuple[str, ...] = ()
    generic: Generic | None = None
    plain: bool = False
    several: bool = False
    own: bool = False
    country: str | None = None


class Reader:
    """Reads spans with a lexicon; readings are kept, since news repeats them."""

    def __init__(self, roster: Roster, lexicon: Lexicon) -> None:
        self._roster = roster
        self._lexicon = lexicon
        self._parties = Parties(roster, lexicon)
        self._skipped = lexicon.words["number"] | lexicon.words["title"]
        self._titles = lexicon.words["title"]
        self._prepositions = lexicon.words["preposition"]
        self._opposed = lexicon.words["opposed"]
        self._former = lexicon.words["former"]
        self._own = lexicon.words["own"]
        self._qualifying = lexicon.words["terror"] | lexicon.words["former"]
        self.read = lru_cache(maxsize=8192)(self._read)

    def _read(self, text: str, armed: bool = False) -> Reading:
        """Read a span; of an armed one (MIL, ARM) its `شخصا` and `قتيلا` are members, not bystanders."""
        words = tokens(text)
        items = self._before_opposed(words, self._lexicon.scan(words))
        if not items:
            return Reading(words=tuple(words))
        if len(items) > 1 and items[1].get("post") and words[items[0].start] in self._titles:
            items = items[1:]
        whole = self._whole(words, items)
        if whole is not None:
            return whole
        plain = Reading(
            tuple(words),
            generic=self._noun(words, items),
            plain=self._is_plain(words, items),
            own=not self._own.isdisjoint(words),
            country=country_of(items, self._roster),
        )
        leading = self._leads(words, items[0])
        post = self._post(words, items, plain) if leading else None
        if post is not None:
            return post
        first = self._generic(items[:1])
        named = items[0].get("actor") or items[0].get("anaphor")
        if leading and not armed and not named and first is not None and first.role in ("kin", "people"):
            return replace(plain, generic=first)
        return self._named(words, items, plain, leading)

    def _whole(self, words: list[str], items: list[Item]) -> Reading | None:
        """Read a span that is one name of the register, after numbers and titles at most."""
        item = items[0]
        if item.end < len(words) or not self._leads(words, item):
            return None
        state = item.get("state") or item.get("everyday-state")
        person = item.get("person") if len(item.all("person")) == 1 else None
        actor = item.get("actor") or item.get("whole") or person
        if actor is not None and item.get("head") is None:
            found = self._roster.get(actor)
            return Reading(tuple(words), actor=actor, covered=len(words), country=found.country if found else None)
        if state is not None and item.start == 0:
            return Reading(tuple(words), actor=state.lower(), covered=len(words), country=state)
        return None

    def _before_opposed(self, words: list[str], items: list[Item]) -> list[Item]:
        """Drop what stands after a word such as "against", unless a name holds that word."""
        inside = {place for item in items for place in range(item.start, item.end)}
        for place, word in enumerate(words):
            if place and place not in inside and (word in self._opposed or word[1:] in self._opposed):
                return [item for item in items if item.end <= place]
        return items

    def _leads(self, words: list[str], item: Item) -> bool:
        """Tell whether before the item there are only numbers, quantifiers and titles."""
        return all(self._is_skipped(word) for word in words[: item.start])

    def _is_skipped(self, word: str) -> bool:
        return word.isdigit() or any(reading in self._skipped or reading.isdigit() for reading in variants(word))

    def _is_plain(self, words: list[str], items: list[Item]) -> bool:
        """Tell whether the span has nothing but generic nouns, numbers and nationality."""
        common = ("generic", "nisba", "state", "place")
        known = {
            place
            for item in items
            if any(sense.kind in common for sense in item.senses)
            for place in range(item.start, item.end)
        }
        return all(place in known or self._is_skipped(word) for place, word in enumerate(words))

    def _noun(self, words: list[str], items: list[Item]) -> Generic | None:
        """Return the generic noun of a span; what qualifies a delegation or office does not name it."""
        generic, head = self._generic(items), self._generic(items[:1])
        if generic is None or head is None or head.role not in ("delegation", "office") or len(items) < 2:
            return generic
        if items[1].start > items[0].end or not self._qualifies(words[items[0].start], words[items[1].start]):
            return generic
        return head._replace(sector=generic.sector if head.role == "delegation" else None)

    @staticmethod
    def _qualifies(noun: str, word: str) -> bool:
        """Tell whether a word after a noun is its adjective: both have the article or neither; و and ل lead to more."""
        definite = any(reading.startswith("ال") for reading in variants(noun))
        return definite == word.startswith("ال")

    def _generic(self, items: list[Item]) -> Generic | None:
        """Return the first generic noun that has a sector, else the first."""
        found = [self._roster.generics[int(value)] for item in items if (value := item.get("generic"))]
        return next((generic for generic in found if generic.sector), found[0] if found else None)

    def _post(self, words: list[str], items: list[Item], plain: Reading) -> Reading | None:
        """Read `رئيس الوزراء العراقي`, `رئيس إقليم كردستان`, `الأمين العام لحزب الله`, `زعيم الحركة`."""
        head, rest = items[0], list(items[1:])
        for place, item in enumerate(rest):
            gap = words[(rest[place - 1].end if place else head.end) : item.start]
            apart = any(word not in self._prepositions and word not in self._former for word in gap)
            if apart or item.get("post") or item.get("person") or (item.get("of-post") and item.joined):
                rest = rest[:place]
                break
        bare, construct = head.get("post"), head.get("of-post")
        scope = self._scope(rest)
        near = bool(rest) and rest[0].start == head.end and scope is not None and self._has_scope(rest)
        anaphor = rest[0].get("anaphor") if rest and rest[0].start == head.end and rest[0].end == len(words) else None
        if bare is None and (construct is None or not (near or anaphor)):
            return None
        post = construct if construct and (bare is None or (near and scope and "/" in scope)) else bare
        assert post is not None
        country = country_of(rest, self._roster)
        return Reading(
            tuple(words),
            post=(post, scope or (country.lower() if country else None)),
            former=any(word in self._former for word in words[head.end :]),
            covered=rest[-1].end if rest else head.end,
            anaphor=anaphor if not near else None,
            generic=plain.generic,
            country=country,
            nisba_shorts=tuple(p for item in rest[:1] if item.get("nisba") for p in item.all("short")),
        )

    def _scope(self, items: list[Item]) -> str | None:
        """Return the id of the body, region or state that a post is of: the first that is named."""
        for place, item in enumerate(items):
            owner = item.get("actor") or self._parties.owner(items, place) or item.get("region") or item.get("whole")
            if owner is not None:
                return owner
            for kind in ("nisba", "state", "capital", "place", "everyday-state"):
                value = item.get(kind)
                if value is not None:
                    return value.lower()
        return None

    def _has_scope(self, items: list[Item]) -> bool:
        """Tell whether the first item is part of what the post is of."""
        kinds = ("actor", "whole", "region", "nisba", "state", "capital", "place", "everyday-state")
        return any(items[0].get(kind) for kind in kinds) or self._parties.owner(items, 0) is not None

    def _named(self, words: list[str], items: list[Item], plain: Reading, leading: bool) -> Reading:
        """Read a span for the actors it names and choose the most specific, or none of several."""
        found = self._parties.find(words, items)
        chosen, several = self._parties.choose(found)
        unnamed = chosen is None and not several and not found.units
        generic = plain.generic
        if unnamed and found.body is None and leading and generic is not None and plain.country:
            chosen = self._members(items, plain.country)
        actor = self._roster.get(chosen) if chosen else None
        armed = generic is not None and generic.sector in ("UAF", "REB", "MIL")
        if actor is not None and actor.sector == "CVL" and armed:
            chosen, actor = None, None  # armed men of a people are not the people
        alone = unnamed and chosen is None
        last = found.anaphor
        return replace(
            plain,
            actor=chosen,
            units=found.units if chosen is None else (),
            body=found.body[0] if found.body and alone else None,
            definite=bool(found.body and self._rest_is_known(words, items, found.body[1])),
            covered=len(words),
            anaphor=last[0] if last and alone and found.body is None and self._ends(words, last[1]) else None,
            local=found.local[0] if found.local and alone and self._ends(words, found.local[1]) else None,
            shorts=found.shorts if alone and found.body is None else (),
            several=several,
            country=plain.country or (actor.country if actor else None),
        )

    def _ends(self, words: list[str], end: int) -> bool:
        return all(word in self._qualifying for word in words[end:])

    def _rest_is_known(self, words: list[str], items: list[Item], end: int) -> bool:
        """Tell whether no adjective after a body's noun says that it is another (`القوات الكردية`: Kurdish forces)."""
        known = {place for item in items for place in range(item.start, item.end) if not item.get("generic")}
        allowed = self._qualifying | self._prepositions | self._own
        return all(place in known or words[place] in allowed for place in range(end, len(words)))

    def _members(self, items: list[Item], country: str) -> str | None:
        """Return the body whose members the leading nouns mean, where the span states the country."""
        for item in items:
            value = item.get("generic")
            if value is None:
                return None
            generic = self._roster.generics[int(value)]
            if generic.role == "member" and generic.body:
                return f"{country.lower()}/{generic.body}"
            if generic.sector or generic.role == "office":
                return None
        return None
