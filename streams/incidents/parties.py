"""The people and parties of two tellings compared: the same, kin, strangers, or one's doer the other's victim."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from streams.incidents.telling import Telling
from streams.incidents.words import generic_names, tables

ROLES = ("actor", "recipient")
# A name that is a part of another one (الساعدي), and a party that many events share (daesh).
PART = 0.7
COMMON_PARTY = 0.4


def strangers(a: Telling, b: Telling, role: str) -> bool:
    """Tell whether two tellings name different parties in one role, none of which has to do with the other's."""
    mine, theirs = a.who[role] & a.named, b.who[role] & b.named
    return bool(mine and theirs) and not meet(mine, everyone(b)) and not meet(theirs, everyone(a))


def everyone(telling: Telling) -> frozenset[str]:
    """Return actors and recipients together."""
    return telling.who["actor"] | telling.who["recipient"]


def rivals(a: Telling, b: Telling) -> bool:
    """Tell whether each names a person that the other one knows nothing of."""
    mine, theirs = a.persons, b.persons
    return any(lone(x, theirs) for x in mine) and any(lone(y, mine) for y in theirs)


def lone(party: str, others: frozenset[str]) -> bool:
    """Tell whether a party is none of others."""
    return not any(kinship(party, other) for other in others)


@lru_cache(maxsize=1)
def common_parties() -> frozenset[str]:
    """Return the parties that stand in much of the news, or for a whole state."""
    return frozenset(tables()["common_parties"])


@lru_cache(maxsize=65536)
def kinship(x: str, y: str) -> float:
    """Return how surely two names are of one party: 1 if equal, less if one is a part of the other, else 0."""
    if x == y:
        return COMMON_PARTY if x in generic_names() or x in common_parties() else 1.0
    if "/" in x and "/" in y:
        return 0.0
    short, long = sorted((frozenset(x.split()) - generic_names(), frozenset(y.split()) - generic_names()), key=len)
    if short and short <= long:
        return PART
    return COMMON_PARTY if x.startswith(y + "/") or y.startswith(x + "/") else 0.0


@lru_cache(maxsize=65536)
def akin(x: str, y: str) -> bool:
    """Tell whether two names can be of one party, as one outlet's army is another's security forces."""
    if kinship(x, y) > 0:
        return True
    return {x, y} <= common_parties() and x.partition("/")[0] == y.partition("/")[0]


def meet(xs: Iterable[str], ys: Iterable[str]) -> bool:
    """Tell whether a party of the one can be one of the other."""
    return any(akin(x, y) for x in xs for y in ys)


def disjoint(a: Telling, b: Telling, role: str) -> bool:
    """Tell whether both name parties in a role, and none of the one can be one of the other's."""
    mine, theirs = a.who[role], b.who[role]
    return bool(mine and theirs) and not meet(mine, theirs)


def turned(a: Telling, b: Telling) -> bool:
    """Tell whether who does the one suffers the other, as in an attack and what answers it."""
    return suffers(a, b) or suffers(b, a)


def suffers(a: Telling, b: Telling) -> bool:
    """Tell whether the doer of the first is the second's recipient, and no party has one role in both."""
    doers, victims = a.who["actor"], b.who["recipient"]
    return meet(doers, victims) and not meet(doers, b.who["actor"]) and not meet(a.who["recipient"], victims)
