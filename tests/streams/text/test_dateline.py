"""Datelines and signatures name the outlet; what only looks like one stays in the story."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from streams.text.dateline import dateline_of, outlet_in, outlet_suffix

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "datelines.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["line"] for case in CASES])
def test_dateline_of_line_gives_outlet_and_rest(case: dict[str, Any]) -> None:
    found = dateline_of(case["line"], opens_report=True)
    if case["rest"] == "none":
        assert found is None
    else:
        assert found is not None
        assert case["line"][found.end :].strip() == case["rest"]
        assert (found.outlet, found.town) == (case["outlet"], case["town"])


def test_dateline_of_later_line_needs_the_full_form() -> None:
    # "Shafaq News/ the ministry announced": only the report's first line may be that short
    assert dateline_of("شفق نيوز/ أعلنت الوزارة", opens_report=False) is None
    assert dateline_of("بغداد (رويترز) - قال شهود", opens_report=False) is not None


def test_outlet_suffix_title_gives_its_end() -> None:
    title = "مقتل ثلاثة في ديالى | رووداو"  # "three killed in Diyala | Rudaw"
    assert outlet_suffix(title, title=True) == (title.index(" |"), "رووداو")
    assert outlet_suffix(title, title=False) is None


def test_outlet_suffix_last_sentence_gives_agency() -> None:
    line = "وعاد الهدوء إلى المدينة.(رويترز)"  # "and calm returned to the town.(Reuters)"
    assert outlet_suffix(line, title=False) == (line.index("("), "رويترز")
    assert outlet_suffix("نقلت (رويترز) الخبر", title=False) is None


@pytest.mark.parametrize(
    ("line", "name"),
    [("روداو", "رووداو"), ("المصدر: شفق نيوز", "شفق نيوز"), ("رووداو + رويترز", None), ("بغداد", None)],
)
def test_outlet_in_signature_gives_the_one_outlet(line: str, name: str | None) -> None:
    assert outlet_in(line) == name


@given(st.text(alphabet="بغداد/-–ـ():«»واع شفقنيوز24 \n", max_size=200), st.booleans())
def test_dateline_of_any_line_ends_within_it(line: str, opens_report: bool) -> None:
    found = dateline_of(line, opens_report=opens_report)
    assert found is None or 0 < found.end <= len(line)
