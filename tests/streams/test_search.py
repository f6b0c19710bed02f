"""`rasid search`: from its options to the table and the documents."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import Result

from streams.index.client import elasticsearch
from streams.settings import Settings

Command = Callable[..., Result]
# An attack by Daesh in Kirkuk that kills two or three, and a meeting of the Peshmerga in Erbil that may follow.
EVENTS: dict[str, dict[str, Any]] = {
    "attack": {
        "sentence": {"text": "هجوم لتنظيم داعش في كركوك"}, "type": "ASSAULT", "mode": "firearms", "status": "actual",
        "trigger": {"text": "هجوم"}, "occurred": "2021-05-05", "occurred_to": "2021-05-05",
        "actor_names": ["تنظيم داعش"], "place_names": ["كركوك"], "killed": {"min": 2, "max": 3},
    },
    "meeting": {
        "sentence": {"text": "اجتماع للبيشمركة في أربيل"}, "type": "CONSULT", "status": "future",
        "trigger": {"text": "اجتماع"}, "occurred": "2021-05-22", "occurred_to": "2021-05-22",
        "actor_names": ["البيشمركة"], "place_names": ["أربيل"],
    },
}  # fmt: skip


@pytest.fixture
def search(settings: Settings, rasid: Command) -> Command:
    """`search(…)`: the command, with two events to find."""
    with elasticsearch(settings) as es:
        for id, event in EVENTS.items():
            es.index(index=settings.index("events"), id=id, document={"id": id, "article_id": "a", **event})
        es.indices.refresh(index=settings.index("events"))
    return lambda *options: rasid("search", *options)


def test_search_prints_a_table_with_the_newest_first(search: Command) -> None:
    done = search()
    header, *rows = done.stdout.splitlines()
    assert header.split() == ["date", "event", "trigger", "who", "to", "whom", "where", "loss"]
    assert [row[:10] for row in rows if row[:4] == "2021"] == ["2021-05-22", "2021-05-05"]
    for shown in ("CONSULT", "future", "ASSAULT/firearms", "هجوم", "تنظيم داعش", "كركوك", "2-3k"):
        assert shown in done.stdout
    assert done.stderr == "rasid: 2 events\n"


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["هجوم كركوك"], ["attack"]),
        (["--type", "CONSULT"], ["meeting"]),
        (["--mode", "firearms"], ["attack"]),
        (["--status", "future"], ["meeting"]),
        (["--place", "أربيل"], ["meeting"]),
        (["--actor", "داعش"], ["attack"]),
        (["--since", "2021-05-10"], ["meeting"]),
        (["--until", "2021-05-10"], ["attack"]),
        (["--size", "1"], ["meeting"]),
        (["هجوم", "--type", "CONSULT"], []),
    ],
)
def test_search_options_choose(search: Command, options: list[str], expected: list[str]) -> None:
    done = search(*options, "--json")
    assert done.return_value == 0
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == expected


def test_search_that_finds_nothing_says_what_finds_more(search: Command) -> None:
    done = search("انسحاب")  # a withdrawal
    assert (done.return_value, done.stdout) == (0, "")
    assert "fewer words" in done.stderr
