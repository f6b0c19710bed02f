"""Words of a sentence, the units that triggers, entities and role scores are made of.

A word is a run of letters, digits and their combining marks; numbers, times, abbreviations and hyphenated names keep
the sign inside them (`3.5`, `10:30`, `F-16`). Words that the source glued together (`العراقياعتقال`) are one word: the
annotation keeps them whole. Punctuation and quotes are never words, so that no span can begin with one; a span whose
quotes or brackets would be left open takes the closing one in (`تنظيم "داعش"`).
"""

from __future__ import annotations

import re

# \w leaves out combining marks: Arabic vowel signs, the dagger alif, Quranic signs; the zero-width (non-)joiners hold a
# word together as well.
_LETTER = r"[\w\u0610-\u061A\u064B-\u065F\u0670\u06D6-\u06ED\u0300-\u036F\u200C\u200D]"
# A sign stays inside a number, a Latin abbreviation or a hyphenated name, never inside Arabic glued by a full stop.
_WORD = re.compile(
    rf"[وفبلكا]{{0,3}}ـ?\d+(?:[.,:/٫٬\-]\d+)+{_LETTER}*[%٪]?|[%$€]?{_LETTER}+(?:[\-'’]{_LETTER}+|\.(?=[A-Za-z]){_LETTER}+)*[%٪]?"
)
_CLOSING = {"(": ")", "[": "]", "«": "»", "“": "”", "‘": "’", '"': '"', "„": "“"}
_EDGE = 2

Span = tuple[int, int]


def words(text: str) -> list[Span]:
    """Return the words of `text` as character offsets `[start, end)`, in order, without overlaps."""
    return [match.span() for match in _WORD.finditer(text)]


def balanced(text: str, start: int, end: int) -> Span:
    """Widen `[start, end)` by the quote or bracket that its inside leaves open; return it unchanged if there is none.

    At most two characters are added at each side, which covers `»)` and its like.
    """
    for _ in range(_EDGE):
        missing = _unclosed(text[start:end])
        if missing is None:
            break
        opening, closing = missing
        if closing and text[end : end + 1] == closing:
            end += 1
        elif opening and start and text[start - 1] == opening:
            start -= 1
        else:
            break
    return start, end


def _unclosed(inside: str) -> tuple[str, str] | None:
    """Return (opening wanted at the left, closing wanted at the right) for the first unbalanced pair inside a span."""
    for opening, closing in _CLOSING.items():
        if opening == closing:
            if inside.count(opening) % 2:
                return opening, closing
        elif inside.count(opening) != inside.count(closing):
            return (opening, "") if inside.count(closing) > inside.count(opening) else ("", closing)
    return None
