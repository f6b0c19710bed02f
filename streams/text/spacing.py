"""The spaces that editors leave out behind a sentence: `كركوك.وقال`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from streams.text.stops import is_glued

_STOP = re.compile(r"[.]+[\"”“»›)\]]*")
_ARABIC = "[\u0621-\u064a\u064b-\u0652\u067e-\u06d5]"
_GLUED_MARK = re.compile(rf"(?<=[^\W_])[؟!،؛:][\"”»)\]]{{0,2}}(?=[ء-ي])|(?<={_ARABIC})[”»][.،](?=[ء-ي])")


def missing_spaces(text: str) -> list[int]:
    """Return the rising offsets in `text` before which a space is missing.

    Behind a comma, colon, question or exclamation mark between letters always; behind a full stop where it ends a
    sentence and is not within an abbreviation, number or address.
    """
    return sorted({*_behind_stops(text), *(match.end() for match in _GLUED_MARK.finditer(text))})


def _behind_stops(text: str) -> Iterator[int]:
    for match in _STOP.finditer(text):
        start, end = match.span()
        if not "ء" <= text[end : end + 1] <= "ي":
            continue
        after_ellipsis = match[0].startswith("..") and text[start - 1 : start].isalpha()
        if after_ellipsis or is_glued(text, start, end):
            yield end
