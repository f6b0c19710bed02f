"""Text that knows where each of its characters comes from."""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Traced:
    """A text derived from an original one.

    `origin[i]` is the offset in the original of the character `text[i]`; an inserted character has its left
    neighbour's. `widths` holds how many original characters stand behind an offset where it is not one (an HTML
    entity, a letter with a hamza typed apart).
    """

    text: str
    origin: array[int]
    widths: dict[int, int] = field(default_factory=dict)

    @classmethod
    def of(cls, text: str) -> Traced:
        """Return the original itself."""
        return cls(text, array("l", range(len(text))))

    def end_of(self, index: int) -> int:
        """Return the offset in the original behind the character `index`."""
        start = self.origin[index]
        return start + self.widths.get(start, 1)

    def replace(self, pattern: re.Pattern[str], replacement: Callable[[re.Match[str]], str]) -> Traced:
        """Return the text with each match replaced.

        Of a replacement as long as its match each character comes from the one it replaces; else all come from the
        match's first character, whose width is recorded. Linear in the text.
        """
        texts: list[str] = []
        origin: array[int] = array("l")
        widths = dict(self.widths)
        done = 0
        for match in pattern.finditer(self.text):
            start, end = match.span()
            new = replacement(match)
            texts += (self.text[done:start], new)
            origin += self.origin[done:start]
            if len(new) == end - start:
                origin += self.origin[start:end]
            elif new:
                first = self.origin[start]
                origin.extend([first] * len(new))
                width = self.end_of(end - 1) - first
                if width != 1:
                    widths[first] = width
            done = end
        if not done:
            return self
        texts.append(self.text[done:])
        origin += self.origin[done:]
        return Traced("".join(texts), origin, widths)

    def insert(self, positions: Iterable[int], character: str) -> Traced:
        """Return the text with `character` before each of the rising `positions` (all above 0)."""
        texts: list[str] = []
        origin: array[int] = array("l")
        done = 0
        for position in positions:
            texts += (self.text[done:position], character)
            origin += self.origin[done:position]
            origin.append(self.origin[position - 1])
            done = position
        texts.append(self.text[done:])
        origin += self.origin[done:]
        return Traced("".join(texts), origin, self.widths)

    def join_lines(self, spans: Iterable[tuple[int, int]]) -> Traced:
        """Return the characters of the rising, non-empty `spans`, a line each; newlines come from those behind."""
        texts: list[str] = []
        origin: array[int] = array("l")
        before = -1
        for start, end in spans:
            if before >= 0:
                texts.append("\n")
                newline = self.text.find("\n", before, start)
                origin.append(self.origin[newline if newline >= 0 else before])
            texts.append(self.text[start:end])
            origin += self.origin[start:end]
            before = end
        return Traced("".join(texts), origin, self.widths)
