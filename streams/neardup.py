"""Near-duplicates: the same agency text in several outlets, by MinHash signatures (rensa) of word triples."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rensa import RMinHash

from streams.text.normalize import normalize

# 64 permutations estimate a Jaccard similarity of 0.7 within 0.06 (one standard deviation), in 256 hex digits; the
# lowest 16 bits of each are kept, which two different texts share once in 65,536.
PERMUTATIONS = 64
SEED = 1
SHINGLE_WORDS = 3
# An outlet that takes over an agency's text changes a title, a lead or a last paragraph: a quarter of the triples.
COPY = 0.6
_DIGITS = 4
_WORD = re.compile(r"\w+")


def signature(text: str) -> str:
    """Return the signature of a cleaned text: 64 numbers of 16 bits as 256 hex digits.

    Spelling variants, punctuation and vowel marks do not count; a text of fewer than three words is one shingle.
    """
    words = _WORD.findall(normalize(text))
    shingles = [" ".join(words[i : i + SHINGLE_WORDS]) for i in range(max(1, len(words) - SHINGLE_WORDS + 1))]
    minhash = RMinHash(num_perm=PERMUTATIONS, seed=SEED)
    minhash.update(shingles)
    return "".join(f"{value & 0xFFFF:04x}" for value in minhash.digest())


def likeness(a: str, b: str) -> float:
    """Return the estimated Jaccard similarity of two texts by their signatures, 0 to 1."""
    pairs = range(0, min(len(a), len(b)), _DIGITS)
    return sum(a[i : i + _DIGITS] == b[i : i + _DIGITS] for i in pairs) / PERMUTATIONS


def distinct(signatures: Iterable[str]) -> int:
    """Return how many different texts signatures stand for; a copy of a copy counts as one text."""
    groups: list[list[str]] = []
    for mark in sorted(set(signatures)):
        near = [g for g in groups if any(likeness(mark, other) >= COPY for other in g)]
        groups = [g for g in groups if g not in near] + [[mark, *(m for g in near for m in g)]]
    return len(groups)
