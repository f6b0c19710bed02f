"""The tokenizer's pieces of a sentence and the first and last piece of each of its words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tokenizers import Tokenizer

from models.words import Span


@dataclass(frozen=True)
class Pieces:
    """Piece ids with the tokenizer's special pieces around them; `first` and `last` index into them, one a word."""

    ids: list[int]
    first: list[int]
    last: list[int]


def pieces_of(tokenizer: Tokenizer, text: str, spans: Sequence[Span]) -> Pieces:
    """Tokenise `text` and find the pieces of each word by their character offsets.

    A word that normalisation leaves without any piece takes the nearest piece before it, so that every word has one.
    """
    encoding = tokenizer.encode(text)
    ids, offsets = encoding.ids, encoding.offsets
    first, last = [], []
    at, end_piece = 1 if len(ids) > 1 else 0, len(ids)
    for start, end in spans:
        while at < end_piece and (offsets[at][1] <= start or offsets[at][0] == offsets[at][1]):
            if offsets[at][0] >= end:
                break
            at += 1
        begin = min(at, end_piece - 1)
        stop = begin
        while stop + 1 < end_piece and offsets[stop + 1][0] < end and offsets[stop + 1][1] > offsets[stop + 1][0]:
            stop += 1
        first.append(begin)
        last.append(stop)
    return Pieces(ids, first, last)
