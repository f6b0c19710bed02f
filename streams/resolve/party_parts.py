"""Mentions that name several parties: `وزارتا البيشمركة والدفاع العراقية`, `قادة الجيش والبيشمركة`.

A mention is divided at each word that و joins; a noun in the dual or plural at its head stands before each part in the
singular (`وزارة البيشمركة`, `وزارة الدفاع العراقية`), and before an adjective all that the first one qualifies: `وزيرا
الخارجية السعودي والمصري`, `الجيشان السوري والعراقي`. Whether the parts are parties is for the register to say: those of
`التربية والتعليم` are none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from streams.resolve.article import ResolvedActor
from streams.resolve.numerals import fold, table

# More parts than this are a list of guests, and each costs a reading.
_MOST_PARTS = 4
_MOST_CHARS = 200
_WORD = re.compile(r"\S+")
# A nationality with its article, and a noun in the dual with its own.
_ADJECTIVE = re.compile(r"ال\w{2,}(?:ي|ية)")
_DUAL = re.compile(r"(?P<stem>ال\w{2,}?)(?P<ending>تان|تين|ان|ين)")
_CLITICS = ("", "و", "ل", "ب", "ول", "وب")


@dataclass(frozen=True, slots=True)
class PartyPart:
    """Characters `[start, end)` of a mention, and how they read as the name of one party."""

    start: int
    end: int
    text: str


Member = tuple[PartyPart, ResolvedActor]


@cache
def _singulars() -> dict[str, str]:
    return {fold(form): one for one, forms in table("parties.yaml")["several"].items() for form in forms}


@lru_cache(maxsize=4096)
def party_parts(text: str) -> tuple[PartyPart, ...]:
    """Return the parts that a mention can be divided into; none if no و joins two words of it."""
    words = list(_WORD.finditer(text[:_MOST_CHARS]))
    joins = [n for n, word in enumerate(words) if n and word[0].startswith("و") and len(word[0]) > 2]
    if not joins or len(joins) >= _MOST_PARTS or len(text) > _MOST_CHARS:
        return ()
    head = _head(words[0][0])
    bounds = [0, *joins, len(words)]
    qualified = _qualified(text, words, joins, head)
    if qualified is not None:
        spans = [(words[first].start(), words[last - 1].end()) for first, last in pairwise(bounds)]
        adjectives = [words[joins[0] - 1][0], *(words[n][0][1:] for n in joins)]
        return tuple(PartyPart(*span, f"{qualified} {adj}") for span, adj in zip(spans, adjectives, strict=True))
    parts = []
    for first, last in pairwise(bounds):
        start, end = words[first].start(), words[last - 1].end()
        bare = text[words[1].start() if first == 0 else start + 1 : end]
        parts.append(PartyPart(start, end, f"{head} {bare}" if head else text[start:end]))
    # A head alone before the first و (`الوزارتان وقادتهما`) has nothing to be the head of.
    return tuple(parts) if not (head and joins[0] == 1) else ()


def _qualified(text: str, words: Sequence[re.Match[str]], joins: Sequence[int], head: str | None) -> str | None:
    """Return what each of a mention's adjectives qualifies, in the singular, None where و joins other words."""
    alone = joins[0] > 1 and joins[-1] == len(words) - 1 and all(b - a == 1 for a, b in pairwise(joins))
    adjectives = [words[joins[0] - 1][0], *(words[n][0][1:] for n in joins)]
    if not alone or not all(_ADJECTIVE.fullmatch(adjective) for adjective in adjectives):
        return None
    noun, rest = words[0][0], text[words[0].end() : words[joins[0] - 1].start()].strip()
    dual = _DUAL.fullmatch(noun)
    singular = head or (dual["stem"] + ("ة" if dual["ending"].startswith("ت") else "") if dual else noun)
    return f"{singular} {rest}".strip()


def _head(word: str) -> str | None:
    """Return the singular of a noun in the dual or plural, or null."""
    folded = fold(word)
    forms = (folded[len(clitic) :] for clitic in _CLITICS if folded.startswith(clitic))
    return next((_singulars()[form] for form in forms if form in _singulars()), None)


def known_apart(members: Sequence[Member]) -> bool:
    """Tell whether each part of a mention is a party of the register, and no two are the same."""
    ids = [who.id for _, who in members]
    return None not in ids and len(set(ids)) == len(ids) > 1
