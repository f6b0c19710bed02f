"""The table of events on a terminal: dates, losses and names stay readable whatever the others hold."""

from __future__ import annotations

import io
import re
from itertools import pairwise
from typing import Any

import pytest
from rich.console import Console

from streams.commands.table import event_table

NAME_COLUMNS = ("who", "to whom", "where")


def row(trigger: str, **others: Any) -> dict[str, Any]:
    """A row: riot police against protesters in the subdistrict of Riyadh, Hawija, Kirkuk; 3 killed, 4 wounded."""
    return {
        "occurred": "2021-05-22", "type": "ASSAULT", "mode": "crowd-control", "status": "actual", "trigger": trigger,
        "actors": ["قوات مكافحة الشغب التابعة للوزارة"], "recipients": ["متظاهرون سلميون في الساحة"],
        "places": ["ناحية الرياض، الحويجة، كركوك"], "killed": {"min": 3, "max": 3}, "wounded": {"min": 4, "max": None},
        "captured": None, **others,
    }  # fmt: skip


def printed(rows: list[dict[str, Any]], width: int) -> str:
    """Return the table as a terminal of so many columns shows it; isolates have no width."""
    out = Console(file=io.StringIO(), width=width)
    out.print(event_table(rows, out.width))
    text: str = out.file.getvalue()  # type: ignore[attr-defined]
    return re.sub("[\u2068\u2069]", "", text)


@pytest.mark.parametrize("width", [80, 90, 100, 120])
def test_event_table_fits_and_keeps_dates_losses_and_names(width: int) -> None:
    # "used" / "an attack with machine guns and grenades"
    rows = [row("استخدمت", status="historical"), row("هجوما بالأسلحة الرشاشة والقنابل", status="hypothetical")]
    text = printed(rows, width)
    lines = text.splitlines()
    starts = [lines[0].index(name) for name in (*NAME_COLUMNS, "loss")]
    assert all(after - before >= 10 + 2 for before, after in pairwise(starts)), lines[0]
    assert max(map(len, lines)) <= width
    assert text.count("2021-05-22") == text.count("3k") == text.count("4+w") == 2
    for name in ("ASSAULT/", "crowd-control", "(historical)", "(hypothetical)"):
        assert name in text


def test_event_table_on_a_wide_terminal_has_a_line_an_event() -> None:
    assert "ASSAULT/crowd-control  استخدمت" in printed([row("استخدمت")], 160)
    assert "3k 4+w" in printed([row("استخدمت")], 160)
