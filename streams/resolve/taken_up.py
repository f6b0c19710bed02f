"""Parties that a sentence takes up: `قواتها` (her forces), `بلاده` (his country), `كلا البلدين` (both countries).

A pronoun is of the only known party that the sentence names before it in that gender; a country is that of the only
state whose people it names; both countries are the two states named last. Between two nobody is chosen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache, partial

from streams.resolve.article import ResolvedActor
from streams.resolve.facts import Resolved
from streams.resolve.numerals import fold, word_list
from streams.resolve.roster import PERSON, Actor, Roster
from streams.resolve.spelling import variants

_FORCES = frozenset({"MIL", "ARM", "GRP", "ORG", "PER"})
_OWNERS = frozenset({"MIL", "ARM", "ORG", "GPE", "GRP"})
_HER, _HIS = "ها", "ه"
_PEOPLE = "/people"
_COUNTRIES = frozenset({"بلاده", "بلادها"})
# How many sentences back the two states may be named.
_BACK = 2


_words = partial(word_list, "parties.yaml")


def with_taken_up(rows: Sequence[Sequence[Resolved]], roster: Roster) -> list[list[Resolved]]:
    """Return the mentions of each sentence, those that take up a party with whom they mean."""
    result: list[list[Resolved]] = []
    for row in rows:
        here = list(row)
        for at, mention in enumerate(here):
            if mention.actor is None or mention.actor.id is not None or mention.members:
                continue
            kind = _kind(mention.span["text"])
            if not kind:
                continue
            before = [m for m in here if m.mention.end <= mention.mention.start and m.actor is not None]
            if kind == "both":
                states = _two_states([before, *result[: -_BACK - 1 : -1]], roster)
                here[at] = replace(mention, members=tuple((mention.span, ResolvedActor.of(s)) for s in states))
            else:
                meant = _country(before, roster) if kind == "country" else _owner(before, kind, mention, roster)
                here[at] = replace(mention, actor=ResolvedActor.of(meant)) if meant is not None else mention
        result.append(here)
    return result


@lru_cache(maxsize=8192)
def _kind(text: str) -> str:
    """Return what a mention takes up: `her` or `his` forces or people, a `country`, `both` countries, or ""."""
    words = fold(text).split()
    if not words:
        return ""
    last = words[-1]
    if len(words) < 4 and _words("both_states") & set(words):
        rest = {word.removeprefix("و") for word in words} - _words("both_states")
        return "both" if rest <= _words("of_both_states") else ""
    if len(words) == 1 and _COUNTRIES & {last, *(last.removeprefix(clitic) for clitic in ("و", "ل", "ب"))}:
        return "country"
    for kind, ending in (("her", _HER), ("his", _HIS)):
        stem = last.removesuffix(ending)
        if stem != last and {stem, *variants(stem)} & _words("owned"):
            return kind
    return ""


def _owner(before: Sequence[Resolved], kind: str, mention: Resolved, roster: Roster) -> Actor | None:
    """Return the only party before of the gender that a pronoun shows; of a state its army, if forces are owned."""
    if mention.mention.type not in _FORCES:
        return None
    found: dict[str, Actor] = {}
    for other in before:
        assert other.actor is not None
        if _is_feminine(other.span["text"]) != (kind == "her"):
            continue
        if other.mention.type in _OWNERS and not other.members and other.actor.id is None:
            return None  # whose name is not known may be meant
        actor = roster.get(other.actor.id or "")
        if actor is not None and actor.id.endswith(_PEOPLE):
            continue
        if actor is None or actor.id.startswith(PERSON) or other.members:
            if kind == "his":
                return None
            continue
        found[actor.id] = actor
    owner = next(iter(found.values())) if len(found) == 1 else None
    if owner is not None and owner.id.upper() in roster.states:
        return roster.body("army", owner.id) if mention.mention.type == "MIL" else None
    return owner


@lru_cache(maxsize=8192)
def _is_feminine(text: str) -> bool:
    """Tell whether a pronoun in the feminine takes up a name: by its ending, a plural of things, or as listed."""
    first = fold(text).split()[:1]
    if not first:
        return False
    named = {first[0], *variants(first[0])}
    return bool(named & _words("feminine")) or any(word.endswith(("ة", "ه", "ات", "اء")) for word in named)


def _country(before: Sequence[Resolved], roster: Roster) -> Actor | None:
    """Return the state of the only country that those named before are of, if each person's is known."""
    told = [(m.mention.type, m.actor.country) for m in before if m.actor is not None]
    countries = {country for kind, country in told if kind == "PER" or country}
    code = next(iter(countries)) if len(countries) == 1 else None
    return roster.get(code.lower()) if code else None


def _two_states(rows: Sequence[Sequence[Resolved]], roster: Roster) -> list[Actor]:
    """Return the two states whose people, bodies or names stand in the nearest sentences; none of one or three."""
    codes: dict[str, None] = {}
    for row in rows:
        codes |= {m.actor.country: None for m in row if m.actor is not None and m.actor.country}
        if len(codes) > 1:
            break
    states = [actor for code in codes if (actor := roster.get(code.lower())) is not None]
    return states if len(states) == len(codes) == 2 else []
