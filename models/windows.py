"""Windows over a sentence of more pieces than the encoder takes: overlapping, so that nothing is cut off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from models.pieces import Pieces


@dataclass(frozen=True)
class Window:
    """One window: its pieces, its words `[first_word, end_word)`, those it decides on `[core_start, core_end)`.

    The cores of all windows follow one another and cover every word once; what lies around a core is its context.
    """

    pieces: Pieces
    first_word: int
    end_word: int
    core_start: int
    core_end: int


def windows(pieces: Pieces, limit: int) -> Iterator[Window]:
    """Yield windows of at most `limit` pieces; an eighth of them at each end is context that a neighbour decides on.

    A word of more pieces than a window holds keeps as many as fit; it still counts as one word.
    """
    room = limit - 2
    context = room // 8
    count, core_start = len(pieces.first), 0
    while core_start < count:
        start = _before(pieces, core_start, context, room)
        base = pieces.first[start]
        end = core_start + 1
        while end < count and pieces.last[end] < base + room:
            end += 1
        core_end = end
        # The last words of a window are left to the next one, which sees what follows them.
        while end < count and core_end - 1 > core_start and pieces.last[end - 1] - pieces.last[core_end - 1] < context:
            core_end -= 1
        ids = pieces.ids[base : min(pieces.last[end - 1] + 1, base + room)]
        first = [min(piece - base, len(ids) - 1) + 1 for piece in pieces.first[start:end]]
        last = [min(piece - base, len(ids) - 1) + 1 for piece in pieces.last[start:end]]
        whole = Pieces([pieces.ids[0], *ids, pieces.ids[-1]], first, last)
        yield Window(whole, start, end, core_start, core_end)
        core_start = core_end


def _before(pieces: Pieces, word: int, context: int, room: int) -> int:
    """Return the first word of the context before `word`: at most `context` pieces, and `word` itself still fits."""
    start = word
    while start and pieces.first[word] - pieces.first[start - 1] <= context:
        if pieces.last[word] - pieces.first[start - 1] >= room:
            break
        start -= 1
    return start
