"""How surely two tellings are of one incident."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.incidents.parties import kinship
from streams.incidents.similarity import WEIGHTS, similarity, unplaced_score
from streams.incidents.telling import Telling, from_raw
from tests.streams.incidents.tellings import raw_telling

# "Gunmen attacked a police checkpoint", as two outlets may put it.
WORDS = ["هاجم", "مسلحون", "نقطة", "تفتيش", "الشرطة", "قصف", "قرية", "قتلوا"]
PEOPLE = [
    {"id": "irq/army", "name": "الجيش", "name_en": None, "type": "MIL", "country": "IRQ", "sector": None},
    {"id": "per/a", "name": "وزير", "name_en": None, "type": "PER", "country": "IRQ", "sector": None},
    {"id": None, "name": "حيدر الساعدي", "name_en": None, "type": "PER", "country": None, "sector": None},
    {"id": None, "name": "الساعدي", "name_en": None, "type": "PER", "country": None, "sector": None},
]


@st.composite
def tellings(draw: st.DrawFn) -> Telling:
    """A telling with any people, words, day and count."""
    number = draw(st.integers(0, 9))
    words = draw(st.lists(st.sampled_from(WORDS), min_size=2, max_size=5, unique=True))
    town = draw(st.sampled_from(["داقوق", "جلولاء"]))
    killed = draw(st.one_of(st.none(), st.integers(1, 9)))
    raw: dict[str, Any] = raw_telling(number, draw(st.integers(0, 5)), town, draw(st.integers(1, 2)), words, killed)
    raw["actors"] = draw(st.lists(st.sampled_from(PEOPLE), max_size=2))
    raw["recipients"] = draw(st.lists(st.sampled_from(PEOPLE), max_size=2))
    raw["type"] = draw(st.sampled_from(["ASSAULT", "COERCE"]))
    if draw(st.booleans()):
        raw["near"], raw["spots"] = raw["spots"], []
    return from_raw(raw)


@given(tellings(), tellings())
@settings(max_examples=100)
def test_similarity_any_pair_is_symmetric(a: Telling, b: Telling) -> None:
    assert similarity(a, b) == similarity(b, a)


@pytest.mark.parametrize(
    ("x", "y", "least", "most"),
    [
        ("per/a", "per/a", 1.0, 1.0),
        ("حيدر الساعدي", "الساعدي", 0.5, 0.9),
        ("per/a", "per/b", 0.0, 0.0),
        ("irq", "irq/army", 0.1, 0.5),
        ("مسلحون", "مسلحون", 0.1, 0.5),
        ("مسلحون", "قوات", 0.0, 0.0),
    ],
)
def test_kinship_of_names_is_by_what_they_share(x: str, y: str, least: float, most: float) -> None:
    """A person's last name is he, an army is of its state, and gunmen are anybody."""
    assert least <= kinship(x, y) <= most
    assert kinship(x, y) == kinship(y, x)


def test_similarity_other_persons_speak_against_it() -> None:
    """One minister's two meetings of a day, with different guests."""
    base = raw_telling(0, 1, "داقوق", 5, WORDS[:4])
    met = {"type": "CONSULT", "block": "talks|IRQ"}
    host, one, other = ({**PEOPLE[1], "id": f"per/{x}"} for x in "hab")
    a = from_raw({**base, **met, "actors": [host, one]})
    b = replace(from_raw({**base, **met, "actors": [host, other]}), event_id="b", article_id="b")
    same = replace(a, event_id="c", article_id="c")
    with_other, with_same = similarity(a, b), similarity(a, same)
    assert with_other is not None and with_same is not None
    assert with_other < with_same - 1.5


def bulletin(article: int, day: int, **given: Any) -> Telling:
    """A strike somewhere in Diyala, told by an article of its own on a day of May."""
    raw = raw_telling(1, article, "داقوق", day, WORDS[article - 1 : article + 1], given.pop("killed", None))
    spot = {"id": "iq:adm1:IQG10", "name": "ديالى", "admin1": "ديالى", "admin2": None, "precision": "governorate"}
    raw["spots"] = [{**raw["spots"][0], **spot}] if given.pop("wide", True) else raw["spots"]
    return from_raw({**raw, "dated": False, **given})


def test_unplaced_bulletins_of_a_campaign_are_held_apart() -> None:
    """Neither says where in the governorate, nor on which day, nor anything that only one strike has."""
    assert unplaced_score(bulletin(1, 3), bulletin(6, 4), WEIGHTS) == WEIGHTS.unplaced


@pytest.mark.parametrize(
    "given",
    [
        {"killed": 7},
        {"actors": [PEOPLE[1]]},
        {"signature": "ab" * 128},
        {"dated": True},
        {"wide": False},
    ],
    ids=["same count", "same person", "copies", "same day", "a town"],
)
def test_unplaced_what_only_one_incident_has_outweighs_the_missing_place(given: dict[str, Any]) -> None:
    assert unplaced_score(bulletin(1, 3, **given), bulletin(6, 3, **given), WEIGHTS) == 0.0


def test_unplaced_one_dead_in_both_says_nothing() -> None:
    assert unplaced_score(bulletin(1, 3, killed=1), bulletin(6, 3, killed=1), WEIGHTS) == WEIGHTS.unplaced


def test_unplaced_counts_for_force_alone() -> None:
    """Two talks in a country are told by who met, not by the town."""
    apart = similarity(bulletin(1, 3), bulletin(6, 3))
    placed = similarity(bulletin(1, 3), bulletin(6, 3), replace(WEIGHTS, unplaced=0.0))
    assert apart is not None and placed is not None and apart == pytest.approx(placed + WEIGHTS.unplaced)
    talks = [bulletin(a, 3, type="CONSULT") for a in (1, 6)]
    assert similarity(*talks) == similarity(*talks, replace(WEIGHTS, unplaced=0.0))
