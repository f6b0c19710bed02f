"""Reports of matches, whose attacks, defences and defeats are none.

`هجوم القوة الجوية يقهر دفاع الشرطة` (the attack of the Air Force overpowers the defence of the Police) is of two
football clubs. A sentence does not show it; the article does, by the words of the game.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache, lru_cache

from models.annotation import Annotation, EventMention
from streams.resolve.numerals import table
from streams.resolve.spelling import variants
from streams.text.normalize import normalize, words_of_sentence

# So many different words of the game are in no report on an attack at a stadium, which names one or two.
LEAST_WORDS = 3
# A long interview or a day's summary has them too, among much else.
MOST_WORDS_EACH = 60
# Title and lead are enough: a report of a match does not hide what it is about.
LEAD_SENTENCES = 6
_FOUGHT = frozenset({"ASSAULT", "MOBILIZE", "COERCE", "THREATEN", "RETREAT"})
_HARM = frozenset({"killed", "wounded", "captured", "weapon"})


@cache
def _words() -> frozenset[str]:
    return frozenset(normalize(word) for word in table("sports.yaml")["words"])


def is_match_report(sentences: Iterable[str]) -> bool:
    """Tell whether words that the news uses of matches alone are at least three, all different, and one in sixty."""
    words = [word for sentence in sentences for word in words_of_sentence(sentence)]
    found = [told for told in map(_of_the_game, words) if told]
    return len(set().union(*found)) >= LEAST_WORDS and len(found) * MOST_WORDS_EACH >= len(words)


@lru_cache(maxsize=65536)
def _of_the_game(word: str) -> frozenset[str]:
    return _words().intersection(variants(word))


def without_play(sentences: Sequence[Annotation]) -> list[Annotation]:
    """Return the sentences of a match report without fights in which nobody is hurt or held; others as they are."""
    if not is_match_report(s.text for s in sentences[:LEAD_SENTENCES]):
        return list(sentences)
    return [replace(s, events=tuple(e for e in s.events if not _is_play(e))) for s in sentences]


def _is_play(event: EventMention) -> bool:
    return event.type in _FOUGHT and not any(role in _HARM for role, _ in event.arguments)
