"""The letters of a place string: how it is shown, what stands before it, and names with words glued to them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from streams.text.normalize import normalize

_MARKS = re.compile("[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dcـ\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]+")
_QUOTES = re.compile("[\"'«»“”‘’()\\[\\]{}<>]+")
_SPACES = re.compile(r"\s+")
_BEFORE = re.compile(r"((?:[^\W\d_]+ ){1,3})\Z")
_CLITIC = re.compile("(?:و|ف)?(?:ب|ل)")
# A letter that ends a word, then one that does not go on with a suffix: الحسكة|شرقي, على|سيفاستوبول.
_WORD_END = re.compile("(?<=[ةى])(?=[ء-ي])")
_ARTICLE_WITHIN = re.compile("(?<=[ء-ي]{3})(?=ال[ء-ي]{3})")
_DIGITS = re.compile(r"(?<=[^\W\d_])\d+|\d+(?=[^\W\d_])")
PARTICLES = ("في", "علي", "الي", "من", "عن", "ان", "انن", "اذا", "لمواجهه")
LEAST_GLUED = 4
MAX_GLUED_WORDS = 6
MAX_GLUED_LETTERS = 40


def display(text: str) -> str:
    """Return a name as it is shown: without vowel marks, tatweel, quotation marks and brackets, spaces collapsed."""
    plain = _SPACES.sub(" ", _QUOTES.sub(" ", _MARKS.sub("", text))).strip(" \t-–،,.؛:")
    return plain or text.strip()


def before(sentence: str, start: int) -> str:
    """Return the up to three words that stand right before character `start`, with nothing but spaces between."""
    if not sentence or start <= 0:
        return ""
    match = _BEFORE.search(sentence[max(0, start - 60) : start])
    return match[1] if match else ""


def pieces(text: str, known: Callable[[str], bool]) -> Iterator[str]:
    """Yield strings to read in place of one in which nothing was found: the words that glued words may be made of.

    `known` tells whether the register has a key. Glue is undone where the letters show a word's end (ة, ى, an article
    within), where digits touch letters, and where a particle or the rest stands beside a name of the register.
    """
    text = _MARKS.sub("", text)
    split = _DIGITS.sub(" ", _ARTICLE_WITHIN.sub(" ", _WORD_END.sub(" ", text)))
    if split != text:
        yield split
    for word in normalize(split).split()[:MAX_GLUED_WORDS]:
        yield from _names_within(word[:MAX_GLUED_LETTERS], known)


def _names_within(word: str, known: Callable[[str], bool]) -> Iterator[str]:
    for particle in PARTICLES:
        rest = word.removeprefix(particle)
        if len(rest) >= LEAST_GLUED and rest != word:
            yield rest
    if word.endswith(("ي", "يه")):
        return  # an adjective: السويسرية is not السويس and a rest
    # اليابانعقوبات: the longest name of five letters or more that the word begins with, unless an ending follows.
    for end in range(len(word) - 2, LEAST_GLUED, -1):
        for start in (0, 1, 2):
            name = word[start:end]
            if len(name) > LEAST_GLUED and known(name) and not word[end:].startswith(("ي", "ه", "ات", "ون", "ين")):
                yield name
                return
