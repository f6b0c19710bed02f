"""What a feed yields: a message ready to send, or the refusal of something that is none."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Item:
    """A message for `news.articles`: its JSON bytes, and where it comes from for whoever reads of it."""

    raw: bytes
    where: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something that is no article: where it stands, the rule it breaks, and what to do."""

    where: str
    reason: str
    message: str

    def __str__(self) -> str:
        return f"{self.where}: {self.reason}: {self.message}"
