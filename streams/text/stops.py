"""Whether a full stop ends a sentence, which numbers, dates, abbreviations and addresses also write."""

from __future__ import annotations

import re
from functools import lru_cache

from streams.text.normalize import fold
from streams.text.tables import spelling, words

# A full stop, question or exclamation mark, ellipses among them, and what closes behind it.
STOP = re.compile(r"[.!?؟…۔]+[\"”“»›’'″)\]]*")
_CLOSERS = "\"”“»›’'″)]"
_NOT_IN_WORD = frozenset(' \n\t«»"“”()[]،؛:/…!؟?-')
_WORD_BEHIND = re.compile(r"[^\W\d_]*")
_CHAIN = re.compile(r"(?:[^\W\d_]{1,4}\.)+[^\W\d_]{1,4}")
# No abbreviation is longer; looking no further keeps the search linear in the text.
_LOOK_CHARS = 24
_LEAST_GLUED_LETTERS = 3


@lru_cache(maxsize=1)
def _abbreviations() -> tuple[frozenset[str], frozenset[str]]:
    table = words()
    return frozenset(map(spelling, table["abbreviation"])), frozenset(map(spelling, table["domain"]))


def ends_sentence(text: str, start: int, end: int) -> bool:
    """Say whether the match of `STOP` at `[start, end)` ends a sentence of `text`.

    A single point does not after an abbreviation (`د.`, `أ.ف.ب.`, `U.S.`), in a number or date, after a list's number,
    or in an address; with a letter right behind it (`كركوك.وقال`) it does if both words are too long to be abbreviated.
    An ellipsis does not: see `sentences`.
    """
    behind = text[end : end + 1]
    mark = text[start:end].rstrip(_CLOSERS)
    if mark == "…" or mark.startswith("..") or "…" in mark:
        return False
    if mark != ".":
        return not behind or not (behind.isalnum() and text[start - 1 : start].isascii())
    if behind and not behind.isspace():
        return is_glued(text, start, end)
    return not (is_abbreviation(_word_before(text, start)) or _numbers_a_list(text, start))


def is_glued(text: str, start: int, end: int) -> bool:
    """Say whether the stop at `[start, end)` ends a sentence and lacks the space behind it: `كركوك.وقال`."""
    following = _WORD_BEHIND.match(text, end, end + _LOOK_CHARS)
    behind = following[0] if following else ""
    if not behind or behind.isascii() or fold(behind) in _abbreviations()[1]:
        return False
    before = _word_before(text, start)
    letters = before.rpartition(".")[2]
    if any(character in _CLOSERS for character in text[start:end]) or text[start - 1 : start] in _CLOSERS:
        return True
    if letters.isdigit():
        return len(behind) >= _LEAST_GLUED_LETTERS
    if "." in before and is_abbreviation(before):
        return False
    # Two short words around a point may be the letters of a name: جيه.إيه, إي.واي.
    short = len(letters) <= _LEAST_GLUED_LETTERS and len(behind) <= _LEAST_GLUED_LETTERS
    chained = text[end + len(behind) : end + len(behind) + 1] == "." and short
    return len(letters) > 1 and len(behind) >= _LEAST_GLUED_LETTERS and len(letters + behind) > 5 and not chained


def is_abbreviation(word: str) -> bool:
    """Say whether `word`, without the point behind it, is short for something: `د`, `أ.ف.ب`, `U.S`, `Dr`."""
    if len(word) == 1:
        return word.isalpha()
    if "." in word:
        return _CHAIN.fullmatch(word) is not None
    return fold(word) in _abbreviations()[0]


def _word_before(text: str, start: int) -> str:
    first, least = start, max(0, start - _LOOK_CHARS)
    while first > least and text[first - 1] not in _NOT_IN_WORD:
        first -= 1
    word = text[first:start]
    # The era behind a year (2015 م., 1436 ه.) is no title.
    if first > 0 and start - first == 1 and text[max(0, start - 4) : start - 1].rstrip()[-1:].isdigit():
        return ""
    return word


def _numbers_a_list(text: str, start: int) -> bool:
    """Say whether the point stands behind a number of up to three digits that opens a line."""
    line = text.rfind("\n", max(0, start - 5), start) + 1
    if line == 0 and start > 4:
        return False
    number = text[line:start].strip()
    return 0 < len(number) <= 3 and number.isdigit()
