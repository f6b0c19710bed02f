"""`feeds.toml`: the feeds that `rasid feed --config` follows.

    [[feed]]
    url = "https://news.example/rss"
    source = "Example"          # the outlet's name, the same for all its feeds; a feed's title by default
    zone = "Asia/Baghdad"       # of times that name none
    interval_s = 300            # seconds between two polls, 30 at least
    take = "page"               # "page": fetch each entry's page; "summary": what the feed says
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, HttpUrl, ValidationError, field_validator

from streams.errors import UsageError
from streams.feeds.rss import Feed

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


class _Feed(BaseModel):
    model_config = ConfigDict(extra="forbid")
    url: HttpUrl
    source: str | None = Field(None, min_length=1, max_length=200)
    zone: str | None = None
    interval_s: float = Field(300, ge=30, le=86_400)
    take: Literal["page", "summary"] = "page"
    allow_private: bool = False

    @field_validator("zone")
    @classmethod
    def _zone_exists(cls, value: str | None) -> str | None:
        try:
            ZoneInfo(value or "UTC")
        except (KeyError, ValueError, OSError) as err:
            raise ValueError(f"no time zone is called {value!r}") from err
        return value


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    feed: list[_Feed] = Field(min_length=1)


def read_feeds(path: Path) -> list[Feed]:
    """Return the feeds of a file.

    Raises:
        UsageError: the file cannot be read or says something that cannot be; every fault is named with its place.
    """
    try:
        found = _File.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as err:
        raise UsageError(f"{path} cannot be read: {err.strerror or err}") from err
    except ValidationError as err:
        faults = "; ".join(f"{place(e['loc'])}: {e['msg'].removeprefix('Value error, ')}" for e in err.errors())
        raise UsageError(f"{path}: {faults}") from err
    except ValueError as err:
        raise UsageError(f"{path} is not valid TOML: {err}") from err
    feeds = [Feed(**{**entry.model_dump(), "url": str(entry.url)}) for entry in found.feed]
    twice = {f.url for f in feeds if sum(g.url == f.url for g in feeds) > 1}
    if twice:
        raise UsageError(f"{path}: {', '.join(sorted(twice))} stands twice; remove one")
    return feeds


def place(loc: tuple[int | str, ...]) -> str:
    """Return a place in the file as a person counts: `feed 2, interval_s`."""
    words = [str(part + 1) if isinstance(part, int) else part for part in loc]
    return " ".join(words[:2]) + "".join(f", {word}" for word in words[2:])
