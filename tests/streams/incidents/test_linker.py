"""Incidents in Elasticsearch: built, corrected, merged, split, and the same after a restart or with a second writer."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import pytest

from streams.incidents.linker import Change, Linker, message
from streams.incidents.store import IncidentStore
from streams.index.client import elasticsearch
from streams.settings import Settings
from tests.streams.incidents.tellings import BLOCK, raw_telling

# "Gunmen attacked a police checkpoint" / "a bomb exploded in a village at night".
ATTACK, BOMB = ["هاجم", "مسلحون", "نقطة", "تفتيش", "الشرطة"], ["عبوة", "انفجرت", "قرية", "ليلا"]


class World:
    """The index and a linker, as the agents drive them."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.linker = Linker(IncidentStore(settings))
        self.stored: dict[int, list[dict[str, Any]]] = {}

    def tell(self, article: int, version: int, *tellings: dict[str, Any], linker: Linker | None = None) -> None:
        """What the agent index does with an article's version, then what the agent link does."""
        with elasticsearch(self.settings) as es:
            for old in self.stored.get(article, []):
                es.options(ignore_status=404).delete(index=self.settings.index("events"), id=old["event_id"])
            for telling in tellings:
                body = {"id": telling["event_id"], "block": BLOCK, "told_first": telling["first"],
                        "told_last": telling["last"], "telling": telling}  # fmt: skip
                es.index(index=self.settings.index("events"), id=telling["event_id"], document=body)
        self.stored[article] = list(tellings)
        change = Change.from_message(message(BLOCK, f"a{article}", version, tellings))
        (linker or self.linker).apply([change])

    def incidents(self) -> list[list[str]]:
        """The members of all living incidents."""
        return sorted(doc["event_ids"] for doc in self.documents() if not doc.get("merged_into"))

    def documents(self) -> list[dict[str, Any]]:
        """All documents of incidents."""
        with elasticsearch(self.settings) as es:
            es.indices.refresh(index=self.settings.index("incidents"))
            hits = es.search(index=self.settings.index("incidents"), size=100)["hits"]["hits"]
        return [hit["_source"] for hit in hits]


@pytest.fixture
def world(settings: Settings) -> Iterator[World]:
    """An empty index."""
    found = World(settings)
    yield found
    found.linker.store.close()


def test_linker_two_outlets_are_one_incident_with_losses_once(world: World) -> None:
    world.tell(1, 1, raw_telling(0, 1, "داقوق", 5, ATTACK, 2))
    world.tell(2, 2, raw_telling(0, 2, "داقوق", 5, ATTACK, 3))
    (incident,) = world.documents()
    assert incident["event_ids"] == ["e01-0", "e02-0"]
    assert (incident["killed_min"], incident["killed_max"], incident["killed_latest"]) == (2, 3, 3)
    assert incident["outlets"] == 2
    assert incident["id"] == "i-force-IRQ-e01-0"


def test_linker_correction_takes_a_telling_out(world: World) -> None:
    world.tell(1, 1, raw_telling(0, 1, "داقوق", 5, ATTACK))
    world.tell(2, 2, raw_telling(0, 2, "داقوق", 5, ATTACK))
    world.tell(2, 3)
    assert world.incidents() == [["e01-0"]]
    world.tell(1, 4)
    assert world.documents() == []


def test_linker_first_telling_withdrawn_leaves_a_pointer(world: World) -> None:
    """The incident's id was its first telling's; whoever holds it is led to the new one."""
    for article in (1, 2, 3):
        world.tell(article, article, raw_telling(0, article, "داقوق", 5, ATTACK))
    world.tell(1, 4)
    assert world.incidents() == [["e02-0", "e03-0"]]
    assert {d["id"]: d.get("merged_into") for d in world.documents()} == {
        "i-force-IRQ-e01-0": "i-force-IRQ-e02-0", "i-force-IRQ-e02-0": None
    }  # fmt: skip


def test_linker_restart_in_the_middle_changes_nothing(world: World) -> None:
    tellings = [raw_telling(0, n, "داقوق", 5, ATTACK) for n in range(4)]
    for number, telling in enumerate(tellings):
        linker = Linker(IncidentStore(world.settings))
        world.tell(number, number, telling, linker=linker)
        linker.store.close()
    assert world.incidents() == [["e00-0", "e01-0", "e02-0", "e03-0"]]


def test_linker_correction_after_a_restart_finds_the_old_incident(world: World) -> None:
    """The index has dropped the old telling when the new linker first reads; only the incident knows of it."""
    world.tell(1, 1, raw_telling(0, 1, "داقوق", 5, ATTACK))
    world.linker.forget()
    world.tell(1, 2, raw_telling(1, 1, "جلولاء", 20, BOMB, version=2))
    assert world.incidents() == [["e01-1"]]


def test_linker_repeat_writes_nothing(world: World) -> None:
    telling = raw_telling(0, 1, "داقوق", 5, ATTACK)
    world.tell(1, 1, telling)
    change = Change.from_message(message(BLOCK, "a1", 1, [telling]))
    assert world.linker.apply([change]) == 0


def test_linker_two_writers_agree(world: World) -> None:
    """A worker that has lost a block, and does not know it yet, writes against the new owner: neither harms."""
    other = Linker(IncidentStore(world.settings))
    world.tell(1, 1, raw_telling(0, 1, "داقوق", 5, ATTACK))
    world.tell(2, 2, raw_telling(0, 2, "داقوق", 5, ATTACK), linker=other)
    world.tell(3, 3, raw_telling(0, 3, "داقوق", 5, ATTACK))
    world.tell(4, 4, raw_telling(0, 4, "جلولاء", 5, BOMB), linker=other)
    assert world.incidents() == [["e01-0", "e02-0", "e03-0"], ["e04-0"]]
    other.store.close()


@pytest.mark.timeout(180)
def test_linker_any_order_gives_the_same_incidents(settings: Settings) -> None:
    tellings = [
        raw_telling(0, 1, "داقوق", 5, ATTACK, 2),
        raw_telling(0, 2, "داقوق", 5, BOMB, 9),
        raw_telling(0, 3, "داقوق", 5, [*ATTACK[:2], *BOMB[:2]]),
    ]
    seen = set()
    for order in itertools.permutations(tellings):
        world = World(settings)
        for telling in order:
            world.tell(int(telling["article_id"][1:]), telling["version"], telling)
        seen.add(tuple(map(tuple, world.incidents())))
        for telling in order:
            world.tell(int(telling["article_id"][1:]), 9)
        world.linker.store.close()
        with elasticsearch(settings) as es:
            for doc in world.documents():
                es.delete(index=settings.index("incidents"), id=doc["id"], refresh=True)
    assert len(seen) == 1
