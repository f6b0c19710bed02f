"""Which way a date without "last" or "next" lies: forward if its clause speaks of the future, else back.

News mostly tells what happened, so back is the rule and forward needs a sign, a verb with the future prefix س, `سوف`
or `المقرر`, in the clause of the date: `أعلن الأحد أن القوات ستنسحب` announces on a Sunday that is past.
"""

from __future__ import annotations

import re
from functools import lru_cache

from streams.resolve.numerals import fold, table

# Words looked at before and after the date; a clause of news is rarely longer.
_BEFORE, _AFTER = 14, 6
_WINDOW = 160
_FUTURE_VERB = re.compile(r"[وف]?س[يتن]\w{2,}")
_FIRST_PERSON = re.compile(r"[وف]?س[\u064b-\u065f]*أ(?!ل)\w{2,}")
# A word with its vowel signs, which no \w is.
_WORD = re.compile(r"(?:[^\W\d_]|[\u064b-\u065f\u0670\u0640])+|[.؛;:!؟?،,\"«»“”]")
_FOLLOWING = re.compile(r"\s+((?:[^\W\d_]|[\u064b-\u065f])+)")
# What a noun may end in: possessives, adjective, dual, plurals.
_ENDINGS = frozenset(
    {"", "ه", "ها", "هم", "هما", "نا", "ي", "ا", "ات", "اته", "ان", "ين", "تين", "تان", "يه", "يا", "يون", "ته", "تها"}
)
_CLOSERS = frozenset('.؛;!؟?"«»“”:')


@lru_cache(maxsize=1)
def _words() -> tuple[frozenset[str], frozenset[str], frozenset[str], tuple[str, ...]]:
    data = table("tense.yaml")
    future, past, borders = (frozenset(map(fold, data[name])) for name in ("future_words", "past_words", "borders"))
    return future, past, borders, tuple(map(fold, data["not_future"]))


def _sign(word: str) -> int:
    """Return 1 for a word of the future, -1 for one of the past, 0 for any other."""
    future, past, _, nouns = _words()
    folded = fold(word)
    bare = folded[1:] if folded[:1] in ("و", "ف") and len(folded) > 3 else folded
    if folded in future or bare in future:
        return 1
    if folded in past or bare in past:
        return -1
    if _FIRST_PERSON.fullmatch(word) or (_FUTURE_VERB.fullmatch(folded) and not _is_noun(bare, nouns)):
        return 1
    return 0


def _is_noun(word: str, nouns: tuple[str, ...]) -> bool:
    """Tell whether `word` is one of the nouns; one of three letters with an ending of nouns (`سيف` no `سيفرض`)."""
    return any(word.startswith(n) and (len(n) > 3 or word[len(n) :] in _ENDINGS) for n in nouns)


@lru_cache(maxsize=65536)
def _mark(word: str) -> int | None:
    """Return the word's sign, None if the clause ends at it."""
    return None if word in _CLOSERS or fold(word) in _words()[2] else _sign(word)


def direction(sentence: str, start: int, end: int) -> int:
    """Return 1 if the clause around `sentence[start:end]` speaks of the future, -1 of the past, 0 of neither."""
    before = _WORD.findall(sentence[max(0, start - _WINDOW) : start])[-_BEFORE:]
    for at in range(len(before) - 1, -1, -1):
        if (sign := _mark(before[at])) is None:
            # "من المقرر أن يصل": what is due governs the clause after أن.
            return 1 if at and fold(before[at]) == "ان" and _mark(before[at - 1]) == 1 else _after(sentence, end)
        if sign:
            return sign
    return _after(sentence, end)


def term(sentence: str, start: int, end: int) -> int:
    """Return 1 if the words before (else behind) `sentence[start:end]` set a term, -1 if they tell of a past state."""
    before = _WORD.findall(sentence[max(0, start - _WINDOW) : start])[-_BEFORE:]
    for word in (*before[::-1], *_WORD.findall(sentence[end : end + _WINDOW])[:_AFTER]):
        if sign := _term_sign(word):
            return sign
    return 1 if direction(sentence, start, end) > 0 else 0


@lru_cache(maxsize=65536)
def _term_sign(word: str) -> int:
    terms, states = _terms()
    folded = fold(word)
    bare = folded[1:] if folded[:1] in ("و", "ف", "ب", "ل") and len(folded) > 3 else folded
    return (folded in terms or bare in terms) - (folded in states or bare in states)


@lru_cache(maxsize=1)
def _terms() -> tuple[frozenset[str], frozenset[str]]:
    data = table("tense.yaml")
    return frozenset(map(fold, data["terms"])), frozenset(map(fold, data["states"]))


def _after(sentence: str, end: int) -> int:
    for word in _WORD.findall(sentence[end : end + _WINDOW])[:_AFTER]:
        if (sign := _mark(word)) is None or word in "،,":
            break
        if sign:
            return sign
    return 0


def following_word(sentence: str, end: int) -> str:
    """Return the folded word right after index `end` of the sentence, "" at a mark or the end."""
    match = _FOLLOWING.match(sentence, end, end + 40)
    return fold(match[1]) if match else ""
