"""The words that announce a source: reporting verbs (`قال`), source words (`وفق`, `بحسب`) and `نقلت … عن`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from streams.resolve.numerals import fold, table
from streams.resolve.speech_words import MAX_GAP, QUOTES, Word, without_conjunction, words_of


@dataclass(frozen=True, slots=True)
class Marker:
    """A word that announces a source: its index, that of the first word after it, and whether it is a verb."""

    at: int
    after: int
    verb: bool


@cache
def _sources() -> dict[str, list[tuple[str, ...]]]:
    """Return the phrases that a source follows by their first word, the longest first."""
    index: dict[str, list[tuple[str, ...]]] = {}
    for phrase in sorted((tuple(fold(w).split()) for w in table("attribution.yaml")["sources"]), key=len, reverse=True):
        index.setdefault(phrase[0], []).append(phrase)
    return index


@cache
def _heads() -> frozenset[str]:
    """Return all words that a marker begins with, each also behind و and ف."""
    plain = words_of("verbs") | words_of("relayed") | _sources().keys()
    return frozenset(conjunction + word for word in plain for conjunction in ("", "و", "ف"))


@lru_cache(maxsize=64)
def markers(words: tuple[Word, ...]) -> tuple[Marker, ...]:
    """Return the markers of a sentence in order."""
    verbs, relayed, heads = words_of("verbs"), words_of("relayed"), _heads()
    found: list[Marker] = []
    for at in [at for at, word in enumerate(words) if word.mention < 0 and word.folded in heads]:
        word = words[at]
        bare = without_conjunction(word.folded, verbs)
        if bare in verbs:
            found.append(Marker(at, _skip(words, at + 1), True))
        elif bare in relayed:
            about = next((i for i in range(at + 1, min(at + MAX_GAP, len(words))) if words[i].folded == "عن"), None)
            if about is not None:
                found.append(Marker(at, about + 1, False))
        else:
            joined = word.folded[1:] if word.folded[:1] in ("و", "ف") else ""
            phrases = _sources().get(word.folded) or _sources().get(joined, [])
            length = next((len(p) for p in phrases if _same(words, at, p)), 0)
            if length:
                found.append(Marker(at, _skip(words, at + length), False))
    return tuple(found)


def _skip(words: Sequence[Word], at: int) -> int:
    """Pass over `ما`, `لما`, `به`, quotes and a verb after them: the source of `وفق ما أعلن X` is X."""
    that = words_of("that")
    while at < len(words) and (words[at].folded in that or words[at].text in QUOTES):
        at += 1
    if at < len(words) and words[at].mention < 0 and _reports(words[at].folded):
        at += 1
        while at < len(words) and words[at].folded in that:
            at += 1
    if at + 1 < len(words) and words[at].folded == "ل" and words[at + 1].text in QUOTES:
        # "قال لـ«كذا» فلان": the medium spoken to stands before the speaker.
        closing = next((i for i in range(at + 2, min(at + 8, len(words))) if words[i].text in QUOTES), at - 1)
        return closing + 1
    return at


def _same(words: Sequence[Word], at: int, phrase: tuple[str, ...]) -> bool:
    if at + len(phrase) > len(words):
        return False
    first = words[at].folded
    heads = first == phrase[0] or (first[1:] == phrase[0] and first[:1] in ("و", "ف"))
    return heads and all(words[at + i].folded == part for i, part in enumerate(phrase) if i)


def _reports(folded: str) -> bool:
    """Tell whether the word is a reporting verb, with or without an object (`ذكره`)."""
    verbs = words_of("verbs") | words_of("relayed")
    return folded in verbs or (folded[-1:] in ("ه", "ا") and (folded[:-1] in verbs or folded[:-2] in verbs))


def attached(words: Sequence[Word], at: int) -> bool:
    """Tell whether a verb after the event reports it: it follows `ما`, `حسبما`, `كما` or closes a quotation."""
    before = words[at - 1].folded if at else ""
    closed = before in (",", "،", '"', "»", "”") and words[at].folded[:1] != "و"
    return closed or before in ("ما", "لما", "حسبما", "كما", "وفقما")
