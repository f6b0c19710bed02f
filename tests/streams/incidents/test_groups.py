"""Linking measured on groups of articles written for it: one event told by several outlets, and others that look alike.

`groups.jsonl` has one article a line: its `group`, the `type` of the event it is about, source, date, title and text.
Groups that look alike stand in pairs (g01 and g02 are of one town, g03 and g04 of one day), so the groups are halved by
pairs: the weights were set looking at g01–g02, g05–g06, …, and checked on the rest.
"""

from __future__ import annotations

import itertools
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from streams.article import parse
from streams.errors import ArticleError
from streams.extraction import Extraction
from streams.incidents.clusters import cluster
from streams.incidents.similarity import WEIGHTS
from streams.incidents.telling import Telling, families, from_raw, tellings_of
from streams.record import Record
from streams.settings import Settings

GROUPS = Path(__file__).with_name("groups.jsonl")
RECEIVED = datetime(2021, 7, 15, tzinfo=timezone.utc)
LEAST_F1 = 0.85
# So far the cosine's bounds may lie from those set, which changes F1 by 0.01 at most.
WITHIN = 0.1
TOLERANCE = 1e-9
ZONE = Settings().tzinfo

Row = Mapping[str, Any]


def articles() -> dict[str, Row]:
    """The articles by an id of their group and number."""
    numbers: Counter[str] = Counter()
    found = {}
    for line in GROUPS.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        numbers[row["group"]] += 1
        found[f"{row['group']}-{numbers[row['group']]}"] = row
    return found


def extracted(rows: Mapping[str, Row], extraction: Extraction) -> list[Record]:
    """The records of the articles, in order, by the shipped model."""
    fields = ("source", "published", "title", "text")
    messages = [{"id": name, **{f: row[f] for f in fields}} for name, row in rows.items()]
    parsed = [parse(json.dumps(m, ensure_ascii=False).encode(), received=RECEIVED) for m in messages]
    found = extraction.records(parsed)
    refused = [r for r in found if isinstance(r, ArticleError)]
    assert not refused
    return [r for r in found if not isinstance(r, ArticleError)]


def told(records: list[Record]) -> list[Telling]:
    """The tellings of all records, in order."""
    return [from_raw(raw) for v, record in enumerate(records) for raw in tellings_of(record, v, ZONE)]


def mains_of(rows: Mapping[str, Row], tellings: list[Telling]) -> dict[str, Telling]:
    """The main telling of each article that has one: the first one of the family of its type."""
    mains: dict[str, Telling] = {}
    for telling in tellings:
        if families()[telling.type] == families()[rows[telling.article_id]["type"]]:
            mains.setdefault(telling.article_id, telling)
    return mains


def predicted(rows: Mapping[str, Row], records: list[Record]) -> dict[str, str]:
    """The incident of each article's main telling; an article without one is alone, which costs recall."""
    tellings, blocks = told(records), defaultdict(list)
    for telling in tellings:
        blocks[telling.raw["block"]].append(telling)
    home = {t.event_id: group[0].event_id for found in blocks.values() for group in cluster(found) for t in group}
    mains = mains_of(rows, tellings)
    return {article: home[mains[article].event_id] if article in mains else f"none {article}" for article in rows}


def bcubed(predicted: Mapping[str, str], gold: Mapping[str, str]) -> tuple[float, float, float]:
    """B-cubed precision, recall and F1 of one partition against another (Bagga and Baldwin 1998)."""

    def members(groups: Mapping[str, str]) -> dict[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for item in gold:
            found[groups[item]].add(item)
        return found

    ours, theirs = members(predicted), members(gold)
    shared = {i: len(ours[predicted[i]] & theirs[gold[i]]) for i in gold}
    precision = sum(shared[i] / len(ours[predicted[i]]) for i in gold) / len(gold)
    recall = sum(shared[i] / len(theirs[gold[i]]) for i in gold) / len(gold)
    return precision, recall, 2 * precision * recall / (precision + recall)


def in_first_half(group: str) -> bool:
    """Whether a group is of the half that the weights were set on."""
    return pair_of(group) % 2 == 1


def pair_of(group: str) -> int:
    """The number of the pair that a group and the one like it make: 1 for g01 and g02."""
    return (int(group[1:]) + 1) // 2


HALVES: dict[str, Callable[[str], bool]] = {
    "all": lambda _: True, "set on": in_first_half, "checked on": lambda group: not in_first_half(group)
}  # fmt: skip


@pytest.fixture(scope="module")
def records() -> list[Record]:
    """The records of all articles."""
    return extracted(articles(), Extraction.load(Settings()))


@pytest.mark.timeout(180)
def test_linking_bcubed_on_groups_of_articles_is_good(records: list[Record]) -> None:
    """Counted over articles; prints what it reaches (`-s`)."""
    rows = articles()
    found = predicted(rows, records)
    figures = {}
    for name, belongs in HALVES.items():
        gold = {article: row["group"] for article, row in rows.items() if belongs(row["group"])}
        figures[name] = bcubed(found, gold)
        print(f"\n{name}: {len(gold)} articles, P {figures[name][0]:.3f} R {figures[name][1]:.3f}"
              f" F1 {figures[name][2]:.3f}", end="")  # fmt: skip
    assert figures["all"][2] >= LEAST_F1
    assert figures["checked on"][2] >= LEAST_F1


@pytest.mark.timeout(180)
def test_weights_of_the_cosine_are_those_of_the_shipped_model(records: list[Record]) -> None:
    """Prints the bounds for the model (`-s`): a tenth of the unrelated pairs lie below, a quarter of the same above."""
    rows = articles()
    mains = mains_of(rows, told(records))
    same, unrelated = [], []
    for a, b in itertools.combinations(mains.values(), 2):
        groups = [rows[t.article_id]["group"] for t in (a, b)]
        if groups[0] == groups[1]:
            same.append(float(a.vector @ b.vector))
        elif pair_of(groups[0]) != pair_of(groups[1]):
            unrelated.append(float(a.vector @ b.vector))
    floor, ceiling = np.quantile(unrelated, 0.1), np.quantile(same, 0.75)
    print(f"\nmeaning_floor {floor:.2f}, meaning_ceiling {ceiling:.2f}", end="")
    assert abs(floor - WEIGHTS.meaning_floor) < WITHIN and abs(ceiling - WEIGHTS.meaning_ceiling) < WITHIN


def test_groups_are_many_of_each_family_with_others_that_look_alike() -> None:
    """Each type names a family, each group has several outlets, and no text stands twice."""
    rows = articles()
    sources = defaultdict(set)
    for row in rows.values():
        sources[row["group"]].add(row["source"])
    assert len(sources) >= 60 and len(rows) >= 150
    assert all(len(found) >= 2 for found in sources.values())
    assert {families()[row["type"]] for row in rows.values()} == set(families().values())
    assert len({row["text"] for row in rows.values()}) == len(rows)
    assert all(len({r["type"] for r in rows.values() if r["group"] == g}) == 1 for g in sources)


@pytest.mark.parametrize(
    ("groups", "precision", "recall"),
    [("aabb", 1.0, 1.0), ("aaaa", 0.5, 1.0), ("abcd", 1.0, 0.5), ("aaab", (2 / 3 * 2 + 1 / 3 + 1) / 4, 0.75)],
)
def test_bcubed_of_small_partitions_is_as_counted_by_hand(groups: str, precision: float, recall: float) -> None:
    """Against two groups of two: right, all in one, all alone, and one strayed."""
    gold = dict(zip("1234", "xxyy", strict=True))
    found = bcubed(dict(zip("1234", groups, strict=True)), gold)
    assert abs(found[0] - precision) < TOLERANCE and abs(found[1] - recall) < TOLERANCE
