"""Incidents are a pure function of their tellings: no order of arrival, repeat or restart changes them."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.incidents.block import Block
from streams.incidents.clusters import cluster
from streams.incidents.telling import Telling, from_raw
from tests.streams.incidents.tellings import TOWNS, raw_telling

WORDS = ["هاجم", "مسلحون", "نقطة", "تفتيش", "الشرطة", "قصف", "قرية", "قتلوا", "جنديا", "ليلا", "عبوة", "انفجرت"]


def telling(number: int, article: int, town: str, day: int, words: list[str], killed: int | None = None) -> Telling:
    """A telling of an assault in one of two towns on a day of May 2021."""
    return from_raw(raw_telling(number, article, town, day, words, killed))


@st.composite
def articles(draw: st.DrawFn) -> list[list[Telling]]:
    """Up to eight articles of up to three tellings each."""
    found = []
    for article in range(draw(st.integers(1, 8))):
        found.append(
            [
                telling(
                    number, article, draw(st.sampled_from(sorted(TOWNS))), draw(st.integers(1, 3)),
                    draw(st.lists(st.sampled_from(WORDS), min_size=2, max_size=6, unique=True)),
                    draw(st.one_of(st.none(), st.integers(1, 9))),
                )
                for number in range(draw(st.integers(0, 3)))
            ]
        )  # fmt: skip
    return found


def ids(groups: list[tuple[Telling, ...]]) -> list[list[str]]:
    return [[t.event_id for t in group] for group in groups]


@given(articles(), st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_block_any_order_with_repeats_gives_the_same_incidents(found: list[list[Telling]], rng: random.Random) -> None:
    arrivals = [*range(len(found)), *(rng.randrange(len(found)) for _ in range(3))]
    rng.shuffle(arrivals)
    block = Block()
    for article in arrivals:
        block.replace(f"a{article}", article, found[article])
    expected = cluster(t for tellings in found for t in tellings)
    assert ids(block.groups(block.tellings)) == ids(expected)


@given(articles(), st.data())
@settings(max_examples=40)
def test_block_only_touched_components_change(found: list[list[Telling]], data: st.DataObject) -> None:
    """What `replace` and `component` leave out is as it was: the rest of the groups need no writing."""
    block = Block()
    for article, tellings in enumerate(found):
        block.replace(f"a{article}", article, tellings)
    before = {tuple(g) for g in ids(block.groups(block.tellings))}
    gone = data.draw(st.integers(0, len(found) - 1))
    touched = block.component(block.replace(f"a{gone}", 99, []))
    after = {tuple(g) for g in ids(block.groups(block.tellings))}
    removed = {t.event_id for t in found[gone]}
    for group in before ^ after:
        assert set(group) <= touched | removed


def test_block_older_version_changes_nothing() -> None:
    """A late repeat of an article's first text does not bring back what its correction took out."""
    block = Block()
    old = telling(0, 1, "داقوق", 5, ["هاجم", "مسلحون"])
    block.replace("a1", 7, [])
    assert block.replace("a1", 6, [old]) == set()
    assert not block.tellings


def test_cluster_same_attack_two_outlets_is_one_incident() -> None:
    """Two outlets tell of gunmen attacking a police checkpoint in Daquq."""
    one = telling(0, 1, "داقوق", 5, ["هاجم", "مسلحون", "نقطة", "تفتيش", "الشرطة"], 2)
    two = telling(0, 2, "داقوق", 5, ["مسلحون", "نقطة", "الشرطة", "قتلوا"], 2)
    assert ids(cluster([two, one])) == [["e01-0", "e02-0"]]


@pytest.mark.parametrize(("town", "day"), [("جلولاء", 5), ("داقوق", 6)])
def test_cluster_other_town_or_other_day_is_another_incident(town: str, day: int) -> None:
    """The same words of another town on that day, or of that town on the next day, tell of another attack."""
    words = ["هاجم", "مسلحون", "نقطة", "تفتيش", "الشرطة"]
    assert len(cluster([telling(0, 1, "داقوق", 5, words, 2), telling(0, 2, town, day, words, 2)])) == 2


def test_cluster_chain_does_not_join_its_ends() -> None:
    """A vague telling that is like two different attacks does not make them one."""
    a = telling(0, 1, "داقوق", 5, ["هاجم", "مسلحون", "نقطة", "تفتيش"], 2)
    b = telling(0, 2, "داقوق", 5, ["عبوة", "انفجرت", "قرية", "ليلا"], 9)
    vague = telling(0, 3, "داقوق", 5, ["هاجم", "مسلحون", "عبوة", "انفجرت"])
    groups = ids(cluster([a, b, vague]))
    assert not any({"e01-0", "e02-0"} <= set(group) for group in groups)
