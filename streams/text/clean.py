"""The story in a page's text, and how to find each of its characters in the text as it came.

Kept: the story, its title once (as the first line, where the page has it), quotation marks and vowel marks as written.
Taken out, each with its offsets: what `boilerplate.yaml` describes, second copies of titles and lines, captions,
datelines and signatures (their outlet becomes the source). Put right without a trace in `removed`: white space,
invisible characters, tatweel, presentation forms, HTML entities and tags, the space missing after a full stop.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from streams.errors import ArticleError
from streams.text.characters import plain_characters
from streams.text.lines import Page, select_lines
from streams.text.spacing import missing_spaces
from streams.text.traced import Traced

# A pass can lay bare what the next one takes (a dateline behind a dateline); pages end after the second.
PASSES = 6


@dataclass(frozen=True, slots=True)
class Removed:
    """Characters `[start, end)` of the original text that are not in the cleaned one, and why."""

    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A cleaned text.

    `text` has a line for each paragraph, the title first if the page has it. `title` is the given or the found one,
    `source` the outlet that a dateline or signature names. `origin[i]` is the offset in the original of the character
    `text[i]`; an inserted space has its left neighbour's. `stamps` are the removed lines that may hold the date of
    publication. `removed` rises and does not overlap.
    """

    text: str
    title: str | None
    source: str | None
    removed: tuple[Removed, ...]
    origin: Sequence[int]
    stamps: tuple[str, ...] = ()
    widths: Mapping[int, int] = field(default_factory=dict, repr=False)

    def to_original(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the original text that holds the characters `[start, end)` of the cleaned one.

        Raises:
            ValueError: the span is empty or lies outside the cleaned text.
        """
        if not 0 <= start < end <= len(self.origin):
            raise ValueError(f"no characters {start} to {end} in a cleaned text of {len(self.origin)}")
        last = self.origin[end - 1]
        return self.origin[start], last + self.widths.get(last, 1)


def clean(text: str, title: str | None = None) -> Cleaned:
    """Return the story of `text`; `title` is the sender's, and is looked for in the text.

    Linear in the text. Cleaning a cleaned text takes nothing more from it.

    Raises:
        ArticleError: `empty_after_cleaning`, no letter is left.
    """
    traced = plain_characters(Traced.of(text))
    given = " ".join(plain_characters(Traced.of(title)).text.split()) if title else ""
    page = Page(title=given or None)
    for _ in range(PASSES):
        before = traced.text
        traced = select_lines(traced, page)
        traced = traced.insert(missing_spaces(traced.text), " ")
        if traced.text == before:
            break
    if not any(character.isalpha() for character in traced.text):
        raise ArticleError(
            "empty_after_cleaning",
            f"the field 'text' ({len(text)} characters) holds no story: all of it is page furniture such as menus and "
            "comment forms; send the article's own text",
        )
    removed = tuple(Removed(*cut) for cut in _merged(page.cuts))
    return Cleaned(
        traced.text, page.title, page.source, removed, tuple(traced.origin), tuple(page.stamps), traced.widths
    )


def _merged(cuts: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Return the cuts in order, neighbours of one reason joined."""
    merged: list[tuple[int, int, str]] = []
    for start, end, reason in sorted(cuts):
        if merged and start <= merged[-1][1] and merged[-1][2] == reason:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]), reason)
        elif not merged or start >= merged[-1][1]:
            merged.append((start, end, reason))
    return merged
