"""What the linker reads and writes, without Elasticsearch: blocks apart, old days, pointers."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any

import pytest

from streams.incidents.linker import MARGIN_DAYS
from tests.streams.incidents.memory_store import Newsroom
from tests.streams.incidents.tellings import BLOCK, raw_telling

OTHER_BLOCK = "force|SYR"
# "Gunmen attacked a police checkpoint."
ATTACK = ["هاجم", "مسلحون", "نقطة", "تفتيش", "الشرطة"]


@pytest.mark.parametrize("order", [*itertools.permutations((BLOCK, OTHER_BLOCK))])
@pytest.mark.parametrize("restarts", [False, True])
def test_linker_event_that_moves_to_another_block_leaves_the_rest_of_its_incident(
    order: tuple[str, ...], restarts: bool
) -> None:
    """A correction names another country; the writers of the two blocks learn of it in either order."""
    news = Newsroom(restarts)
    for article in (1, 2, 3):
        news.tell(article, article, raw_telling(0, article, "داقوق", 5, ATTACK))
    moved = {**raw_telling(0, 1, "داقوق", 5, ATTACK, version=4), "block": OTHER_BLOCK}
    news.index(1, moved)
    for block in order:
        news.link(block, 1, 4, moved)
    assert news.store.living() == [(BLOCK, ("e02-0", "e03-0")), (OTHER_BLOCK, ("e01-0",))]


def on(day: str, telling: dict[str, Any]) -> dict[str, Any]:
    """A telling of another day."""
    return {**telling, "first": day, "last": day}


def test_linker_event_of_years_ago_reads_its_own_days_alone() -> None:
    """Background of June 2014 in news of May 2021: what lies between is never read, nor is it for a correction."""
    news = Newsroom(restarts=True)
    found = [raw_telling(0, 1, "داقوق", 22, ATTACK), on("2014-06-10", raw_telling(1, 1, "جلولاء", 22, ATTACK))]
    for version in (1, 2):
        news.tell(1, version, *found)
    assert {last - first for first, last in news.store.reads} == {timedelta(days=2 * MARGIN_DAYS)}
    assert {(first.year, last.year) for first, last in news.store.reads} == {(2014, 2014), (2021, 2021)}
    assert news.store.living() == [(BLOCK, ("e01-0",)), (BLOCK, ("e01-1",))]


def test_linker_days_that_were_read_are_not_read_again() -> None:
    news = Newsroom()
    for article, day in ((1, 5), (2, 5), (3, 8)):
        news.tell(article, article, raw_telling(0, article, "داقوق", day, ATTACK))
    assert len(news.store.reads) == 1
    news.tell(4, 4, raw_telling(0, 4, "داقوق", 14, ATTACK))
    may = [(first.day, last.day) for first, last in news.store.reads]
    assert may[1:] == [(13, 21)]


@pytest.mark.parametrize("restarts", [False, True])
def test_linker_chain_of_days_is_read_to_its_end(restarts: bool) -> None:
    """Tellings whose days overlap one after the other are one component, however far they reach."""
    news = Newsroom(restarts)
    spans = [(1, 9), (8, 17), (16, 25), (24, 30)]
    for article, (first, last) in enumerate(spans):
        telling = raw_telling(0, article, "داقوق", 5, ATTACK)
        news.tell(article, article, {**telling, "first": f"2021-05-{first:02}", "last": f"2021-05-{last:02}"})
    once = Newsroom()
    for event in news.store.events.values():
        once.index(int(event["article_id"][1:]), event)
    for event in news.store.events.values():
        once.link(BLOCK, int(event["article_id"][1:]), event["version"], event)
    assert news.store.living() == once.store.living()


@pytest.mark.parametrize("restarts", [False, True])
def test_linker_incident_withdrawn_takes_the_pointers_to_it_along(restarts: bool) -> None:
    """Three outlets take their reports back one after the other: no pointer leads to an incident that is no more."""
    news = Newsroom(restarts)
    for article in (1, 2, 3):
        news.tell(article, article, raw_telling(0, article, "داقوق", 5, ATTACK))
    for article in (1, 2):
        news.tell(article, 3 + article)
        targets = {d["merged_into"] for d, _ in news.store.documents.values() if d["merged_into"]}
        assert targets <= set(news.store.documents)
    assert len(news.store.documents) == 3
    news.tell(3, 6)
    assert news.store.documents == {}


def test_linker_telling_that_comes_back_takes_its_incident_s_id_again() -> None:
    """Withdrawn, then published once more: the pointer becomes the incident, and the other one points to it."""
    news = Newsroom()
    for article in (1, 2):
        news.tell(article, article, raw_telling(0, article, "داقوق", 5, ATTACK))
    news.tell(1, 3)
    news.tell(1, 4, raw_telling(0, 1, "داقوق", 5, ATTACK))
    pointers = {i: d["merged_into"] for i, (d, _) in news.store.documents.items()}
    assert pointers == {"i-force-IRQ-e01-0": None, "i-force-IRQ-e02-0": "i-force-IRQ-e01-0"}
