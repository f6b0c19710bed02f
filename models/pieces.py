"""The tokenizer's file, and its pieces of a sentence with the first and last piece of each of its words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tokenizers import Tokenizer

from models.words import Span

# Whoever reads the file would see its lines turned around.
_BIDI = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def copy_tokenizer(source: Path, target: Path) -> None:
    """Copy a tokenizer's JSON with the bidi controls in its vocabulary as escapes; it reads as the same tokenizer."""
    text = _BIDI.sub(lambda control: f"\\u{ord(control[0]):04x}", source.read_text(encoding="utf-8"))
    target.write_text(text, encoding="utf-8")


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
