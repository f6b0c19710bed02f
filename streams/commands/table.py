"""Events as a table on a terminal."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

# Controls, and the bidi controls with which a text could turn the line around it (CVE-2021-42574).
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
# Each Arabic cell stands between isolates, so that a terminal that knows the bidi algorithm turns each cell by itself
# and columns keep their places; one that does not ignores them.
PIPE_WIDTH = 120
# On a narrower terminal an event's type, mode and losses stand below each other, which leaves room for names.
WIDE_COLUMNS = 100
_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"


def plain(text: str) -> str:
    """Return text that a terminal shows and does not obey."""
    return _CONTROLS.sub("", text.replace("\n", " ").replace("\t", " "))


def cell(text: str) -> Text:
    """Return a cell of text from outside."""
    shown = plain(text)
    return Text(f"{_FIRST_STRONG_ISOLATE}{shown}{_POP_ISOLATE}" if shown else "")


def count_text(count: Mapping[str, Any] | None) -> str:
    """Return a count as 3, 5-7 or 20+."""
    if not count:
        return ""
    low, high = count["min"], count["max"]
    return f"{low}+" if high is None else str(low) if low == high else f"{low}-{high}"


def losses(row: Mapping[str, Any]) -> list[str]:
    """Return the losses of an event: k killed, w wounded, c captured."""
    names = (("killed", "k"), ("wounded", "w"), ("captured", "c"))
    return [f"{count_text(row[name])}{letter}" for name, letter in names if row.get(name)]


def console() -> Console:
    """Return a console on standard output; where that is no terminal, wide enough for the table."""
    return Console(file=sys.stdout, width=None if sys.stdout.isatty() else PIPE_WIDTH)


def event_table(rows: Sequence[Mapping[str, Any]], width: int) -> Table:
    """Return a table of rows with occurred, type, mode, status, trigger, actors, recipients, places and losses.

    `width` is the terminal's, in columns. From 80 on dates and losses stand whole, and names have 9 columns at least.
    """
    wide = width >= WIDE_COLUMNS
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("date", "event"):
        table.add_column(name, no_wrap=True)
    table.add_column("trigger", overflow="fold", max_width=16 if wide else 9)
    for name in ("who", "to whom", "where"):
        table.add_column(name, overflow="fold")
    table.add_column("loss", no_wrap=True)
    for row in rows:
        table.add_row(
            plain(str(row["occurred"] or "")[:10]),
            event_name(row, wide),
            cell(str(row["trigger"])),
            joined(row["actors"]),
            joined(row["recipients"]),
            joined(row["places"]),
            (" " if wide else "\n").join(losses(row)),
        )
    return table


def event_name(row: Mapping[str, Any], wide: bool) -> Text:
    """Return type and mode, and below them the status where it is not that it happened."""
    kind = plain(str(row["type"]))
    if row.get("mode"):
        kind += f"/{plain(row['mode'])}" if wide else f"/\n{plain(row['mode'])}"
    return Text(kind if row["status"] == "actual" else f"{kind}\n({plain(str(row['status']))})")


def joined(names: Iterable[str]) -> Text:
    """Return names as one cell."""
    return cell("، ".join(dict.fromkeys(names)))
