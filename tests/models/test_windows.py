"""Windows over long sentences, and the joining of their annotations."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from models.annotation import Annotation, EventMention, Mention
from models.pieces import Pieces
from models.stitch import stitch
from models.windows import Window, windows


def laid_out(lengths: list[int]) -> Pieces:
    """Pieces of words with the given numbers of pieces."""
    first, last, at = [], [], 1
    for length in lengths:
        first.append(at)
        last.append(at + length - 1)
        at += length
    return Pieces([0, *range(10, 10 + at - 1), 2], first, last)


@settings(max_examples=200, deadline=None)
@given(lengths=st.lists(st.integers(1, 40), min_size=1, max_size=120), limit=st.integers(8, 64))
def test_windows_of_any_words_decide_on_each_word_once(lengths: list[int], limit: int) -> None:
    cut = list(windows(laid_out(lengths), limit))
    cores = [word for window in cut for word in range(window.core_start, window.core_end)]
    assert cores == list(range(len(lengths)))
    for window in cut:
        assert len(window.pieces.ids) <= limit
        assert window.first_word <= window.core_start < window.core_end <= window.end_word
        assert len(window.pieces.first) == window.end_word - window.first_word
        assert all(
            0 < a <= b < len(window.pieces.ids) for a, b in zip(window.pieces.first, window.pieces.last, strict=True)
        )
        assert (window.pieces.ids[0], window.pieces.ids[-1]) == (0, 2)


def test_windows_of_plain_words_share_context_with_their_neighbours() -> None:
    cut = list(windows(laid_out([1] * 300), 102))
    assert all(later.first_word < before.end_word for before, later in pairwise(cut))
    # A word in the middle of the sentence has words on both sides in the window that decides on it.
    for window in cut[1:-1]:
        assert window.core_start - window.first_word >= 5 and window.end_word - window.core_end >= 5


def test_stitch_argument_in_the_neighbours_core_is_the_neighbours_entity() -> None:
    text = "aa bb cc dd"
    spans = [(0, 2), (3, 5), (6, 8), (9, 11)]
    empty = Pieces([], [], [])
    event = EventMention("ASSAULT", None, "actual", 0, 2, 0.9, (("place", 0),))
    # The first window sees "bb cc" as a place, the second, which decides on cc, sees "cc" alone.
    one = Annotation(text, (Mention("GPE", 6, 8),), (event,), ("military",), None)
    two = Annotation(text, (Mention("LOC", 6, 11),), (), ("crime",), None)
    joined = stitch(text, spans, [(Window(empty, 0, 3, 0, 2), one), (Window(empty, 1, 4, 2, 4), two)])
    assert joined.entities == (Mention("LOC", 6, 11),)
    assert joined.events[0].arguments == (("place", 0),)
    assert joined.contexts == ("crime", "military")


def test_stitch_argument_that_the_neighbour_missed_is_added() -> None:
    text = "aa bb cc dd"
    spans = [(0, 2), (3, 5), (6, 8), (9, 11)]
    empty = Pieces([], [], [])
    event = EventMention("ASSAULT", None, "actual", 0, 2, 0.9, (("place", 0),))
    one = Annotation(text, (Mention("GPE", 6, 8),), (event,), (), None)
    two = Annotation(text, (Mention("DATE", 9, 11),), (), (), None)
    joined = stitch(text, spans, [(Window(empty, 0, 3, 0, 2), one), (Window(empty, 1, 4, 2, 4), two)])
    assert joined.entities == (Mention("GPE", 6, 8), Mention("DATE", 9, 11))
    assert joined.events[0].arguments == (("place", 0),)
