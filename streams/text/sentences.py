"""Sentences of a cleaned text, as spans."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import islice, pairwise

from streams.text.stops import STOP, ends_sentence

# A sentence of the news is rarely longer, and the model reads no more than about 250 tokens at once.
LONGEST_SENTENCE_CHARS = 900
LEAST_PIECE_CHARS = 250
# Opinion pieces write .. for a full stop; within a headline or a short sentence it is a pause.
LEAST_BEFORE_ELLIPSIS_CHARS = 160
# A quotation longer than this was never closed where it seems to be.
LONGEST_QUOTE_CHARS = 1500
# A line with so many quotation marks and brackets is no prose, and none of them holds anything.
MOST_MARKS = 5000

_LINE = re.compile(r"[^\n]+")
_MARKS = re.compile(r"[«»“”\"″()\[\]]")
_PAIRS = {"»": "«", ")": "(", "]": "["}
_CURLY, _STRAIGHT = "“”", '"″'
_SOFT_BREAKS = (
    re.compile(r"؛|(?:(?<!\.)\.\.+|…)(?=\s)"),
    re.compile(r"[،,](?=\s*(?:و|ف|كما |فيما |بينما |حيث |إذ |لكن |إلا |مبين|مشير|مضيف|مؤكد|لافت|موضح))"),
    re.compile(r"[،,](?=\s)"),
    re.compile(r"\s(?=و)"),
)

Span = tuple[int, int]


def sentences(text: str) -> list[Span]:
    """Return the sentences of `text` as spans `(start, end)`, in order, white space trimmed.

    The spans do not overlap and hold every character but white space. A line's end always ends a sentence, so a title
    that is the text's first line is a sentence of its own. Within a line one ends at a full stop, question or
    exclamation mark outside quotation marks and brackets; a mark that is never closed holds nothing. Sentences of more
    than `LONGEST_SENTENCE_CHARS` are cut at the best place before: a semicolon, a comma before a clause, a comma,
    outside quotations if possible. Linear in the text.
    """
    spans: list[Span] = []
    for line in _LINE.finditer(text):
        quotes = _quoted(text, *line.span())
        for start, end in _whole_sentences(text, line.start(), line.end(), quotes):
            spans += _pieces(text, start, end, quotes)
    return spans


def _quoted(text: str, start: int, end: int) -> list[Span]:
    """Return the outermost quotations and brackets of a line, rising."""
    open_at: dict[str, list[int]] = {}
    found: list[Span] = []
    marks = list(islice(_MARKS.finditer(text, start, end), MOST_MARKS))
    for match in marks if len(marks) < MOST_MARKS else ():
        mark, at = match[0], match.start()
        kind, closes = _kind(text, at, mark, bool(open_at.get(_group(mark))), start, end)
        stack = open_at.setdefault(kind, [])
        if not closes:
            stack.append(at)
        elif stack:
            opened = stack.pop()
            if at - opened <= LONGEST_QUOTE_CHARS:
                found.append((opened, at + 1))
    return _outermost(sorted(found))


def _group(mark: str) -> str:
    return "“" if mark in _CURLY else '"' if mark in _STRAIGHT else _PAIRS.get(mark, mark)


def _kind(text: str, at: int, mark: str, is_open: bool, start: int, end: int) -> tuple[str, bool]:
    """Return the group of a mark and whether it closes; marks used both ways are read from the spaces around them."""
    group = _group(mark)
    if group not in ("“", '"'):
        return group, mark in _PAIRS
    before = text[at - 1] if at > start else " "
    behind = text[at + 1] if at + 1 < end else " "
    if before.isspace() != behind.isspace():
        return group, behind.isspace()
    return group, is_open


def _outermost(spans: list[Span]) -> list[Span]:
    outer: list[Span] = []
    for span in spans:
        if not outer or span[0] >= outer[-1][1]:
            outer.append(span)
    return outer


def _quote_around(quotes: list[Span], at: int) -> Span | None:
    """Return the quotation that holds the character `at` between its marks."""
    index = bisect_right(quotes, (at, at)) - 1
    if index >= 0 and quotes[index][0] < at < quotes[index][1] - 1:
        return quotes[index]
    return None


def _whole_sentences(text: str, start: int, end: int, quotes: list[Span]) -> list[Span]:
    cuts: list[int] = []
    begin = start
    for match in STOP.finditer(text, start, end):
        if match.start() <= begin + 1 and not text[begin : match.start()].strip():
            # Marks without a word before them are no sentence.
            begin = match.end()
            continue
        if text[match.end() : match.end() + 1].isdigit():
            continue
        if _quote_around(quotes, match.start()) and _quote_around(quotes, match.end() - 1):
            continue
        # Closing marks of which one opens what follows belong to the next sentence.
        stop_end = _without_opening(text, match.start(), match.end(), quotes)
        if ends_sentence(text, match.start(), stop_end) or _long_pause(text, begin, match.start(), stop_end):
            cuts.append(stop_end)
            begin = stop_end
    bounds = [start, *cuts, end]
    return [span for a, b in pairwise(bounds) if (span := _trim(text, a, b))]


def _without_opening(text: str, start: int, end: int, quotes: list[Span]) -> int:
    index = bisect_right(quotes, (end, end)) - 1
    if index >= 0 and start < quotes[index][0] < end:
        return quotes[index][0]
    return end


def _long_pause(text: str, begin: int, start: int, end: int) -> bool:
    """Say whether an ellipsis comes late enough to be read as a full stop."""
    paused = text.startswith((".", "…"), start) and text[end : end + 1].isspace()
    is_ellipsis = text.startswith("..", start) or "…" in text[start:end]
    return paused and is_ellipsis and start - begin >= LEAST_BEFORE_ELLIPSIS_CHARS


def _trim(text: str, start: int, end: int) -> Span | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None


def _pieces(text: str, start: int, end: int, quotes: list[Span]) -> list[Span]:
    """Cut a sentence that is too long; each cut looks at one window, so the whole is linear."""
    pieces: list[Span] = []
    while end - start > LONGEST_SENTENCE_CHARS:
        cut = _soft_break(text, start, quotes)
        pieces += filter(None, [_trim(text, start, cut)])
        start = cut
    last = _trim(text, start, end)
    return [*pieces, last] if last else pieces


def _soft_break(text: str, start: int, quotes: list[Span]) -> int:
    low, high = start + LEAST_PIECE_CHARS, start + LONGEST_SENTENCE_CHARS
    inside: list[int] = []
    for pattern in _SOFT_BREAKS[:3]:
        found = [match.end() for match in pattern.finditer(text, low, high)]
        outside = [at for at in found if not _quote_around(quotes, at)]
        if outside:
            return outside[-1]
        inside += found[-1:]
    stops = [match.end() for match in STOP.finditer(text, low, high) if ends_sentence(text, *match.span())]
    if stops:
        return stops[-1]
    if inside:
        return inside[0]
    for pattern in (_SOFT_BREAKS[3], re.compile(r"\s")):
        found = [match.end() for match in pattern.finditer(text, low, high)]
        if found:
            return found[-1]
    return high
