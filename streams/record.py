"""The record of an article: the shapes of `record.schema.json`, which `news.events` carries."""

from __future__ import annotations

from typing import Any, TypedDict

SCHEMA = 1


class Span(TypedDict):
    """Characters `[start, end)` of the article's cleaned text."""

    text: str
    start: int
    end: int


class EntityDict(Span):
    """An entity with what the registers know of it; unknown is None."""

    type: str
    name: str
    id: str | None
    country: str | None
    sector: str | None
    name_en: str | None


class Record(TypedDict):
    """One article with its events, as the topic `news.events` carries it and `rasid extract --json` prints it."""

    schema: int
    article: dict[str, Any]
    events: list[dict[str, Any]]
    entities: list[EntityDict]
    model: dict[str, str]
