"""The words of a sentence with the mention that each belongs to, and the word lists of `attribution.yaml`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache, partial
from typing import NamedTuple

from models.annotation import Mention
from streams.resolve.numerals import fold, word_list

# A word with its vowel signs, which no \w is.
_WORD = re.compile(r"[\w\u064b-\u065f\u0670]+|[^\w\s]")
SPEAKERS = frozenset({"PER", "ORG", "MIL", "ARM", "GRP", "GPE", "FAC"})
QUOTES = frozenset("\"«»“”„'‘’")
# A speaker's phrase has at most so many words between two of its parts.
MAX_GAP = 12
_MAX_CHARS = 2000
_folded = lru_cache(maxsize=65536)(fold)


class Word(NamedTuple):
    """A word or mark: as written and folded, its characters `[start, end)`, the index of its mention or -1."""

    text: str
    folded: str
    start: int
    end: int
    mention: int


# A word list of `attribution.yaml` by its name, folded.
words_of = partial(word_list, "attribution.yaml")


def read(sentence: str, mentions: Sequence[Mention]) -> tuple[Word, ...]:
    """Return the words and marks of a sentence's first 2,000 characters in order."""
    return _read(sentence[:_MAX_CHARS], tuple(mentions))


# Each event of a sentence asks for its words, several times: a third of all resolving, were they not kept.
@lru_cache(maxsize=64)
def _read(sentence: str, mentions: tuple[Mention, ...]) -> tuple[Word, ...]:
    spans = sorted((m.start, m.end, i) for i, m in enumerate(mentions))
    spans.append((_MAX_CHARS, _MAX_CHARS, -1))
    words, waiting = [], iter(spans)
    first, last, mention = next(waiting)
    for match in _WORD.finditer(sentence):
        start, end = match.span()
        while last <= start:
            first, last, mention = next(waiting)
        text = match[0]
        words.append(Word(text, _folded(text), start, end, mention if first < end else -1))
    return tuple(words)


def without_conjunction(folded: str, known: frozenset[str]) -> str:
    """Return the word without a leading و or ف, unless it is one of `known` with it."""
    return folded[1:] if folded not in known and folded[:1] in ("و", "ف") else folded


def source_noun(folded: str) -> str:
    """Return the word without article and clitics, if that makes it a known noun of a source."""
    nouns = words_of("nouns") | words_of("back")
    for clitic in ("", "ال", "لل", "ل", "ب"):
        if folded.startswith(clitic) and folded[len(clitic) :] in nouns:
            return folded[len(clitic) :]
    return folded


def is_of(word: Word, mentions: Sequence[Mention], kind: str) -> bool:
    """Tell whether the word is part of a mention of this type."""
    return word.mention >= 0 and mentions[word.mention].type == kind


def is_person(word: Word, mentions: Sequence[Mention]) -> bool:
    """Tell whether the word is part of a person's name."""
    return is_of(word, mentions, "PER")
