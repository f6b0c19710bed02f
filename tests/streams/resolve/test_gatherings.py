"""A gathering taken up in a later sentence; sentences are marked as in `test_attribution`.

The day of publication is Saturday, 22 May 2021.
"""

from __future__ import annotations

from typing import Any

import pytest

from streams.resolve.resolver import Resolver
from tests.streams.resolve.test_resolver import Told, events


@pytest.fixture(scope="module")
def resolver() -> Resolver:
    return Resolver.load()


# "The Iraqi army met the Peshmerga in Erbil on Thursday" and "met the Turkish army there on Friday".
MET: Told = (
    "<اجتمع> [MIL: الجيش العراقي] مع [MIL: البيشمركة] في [GPE: أربيل] [DATE: الخميس]",
    [("CONSULT", "actual", [("actor", 0), ("actor", 1), ("place", 2), ("date", 3)])],
)
MET_OTHERS: Told = (
    "<اجتمع> [MIL: الجيش العراقي] مع [MIL: الجيش التركي] في [GPE: أربيل] [DATE: الجمعة]",
    [("CONSULT", "actual", [("actor", 0), ("actor", 1), ("place", 2), ("date", 3)])],
)
STRUCK: Told = ("<هاجم> [ARM: تنظيم داعش] نقطة [DATE: الخميس]", [("ASSAULT", "actual", [("actor", 0), ("date", 1)])])


THURSDAY: tuple[str, list[str]] = ("2021-05-20", [])
MET_AT = ("2021-05-20", ["أربيل"])


def told(event: dict[str, Any]) -> tuple[str | None, list[str]]:
    return event["date"] and event["date"]["from"], [place["name"] for place in event["places"]]


@pytest.mark.parametrize(
    ("says", "before", "marked", "status", "wanted"),
    [
        ("the meeting dealt with the border", [MET], "وتناول <الاجتماع> ملف الحدود", "actual", MET_AT),
        ("during the meeting", [MET], "وأكد القائد خلال <اللقاء> أهمية الأمن", "actual", MET_AT),
        ("an attack between the two sentences", [MET, STRUCK], "وانتهى <الاجتماع>", "actual", MET_AT),
        ("two meetings were told", [MET, MET_OTHERS], "وتناول <الاجتماع> ملف الحدود", "actual", (None, [])),
        ("the next meeting", [MET], "وأشار إلى <الاجتماع> المقبل", "actual", (None, [])),
        ("a meeting that may come", [MET], "وقد يؤجل <الاجتماع>", "hypothetical", (None, [])),
        ("a meeting, none that is known", [MET], "وعقد <اجتماع> مع المحافظ", "actual", (None, [])),
        ("nothing was told before", [], "وتناول <الاجتماع> ملف الحدود", "actual", (None, [])),
        ("this came during a reception", [STRUCK], "جاء ذلك خلال <استقبال> القائد للسفير", "actual", THURSDAY),
        ("this came after a meeting", [STRUCK], "جاء ذلك بعد <اجتماع> أمني", "actual", (None, [])),
    ],
)
def test_gathering_taken_up_has_day_and_place(
    resolver: Resolver, says: str, before: list[Told], marked: str, status: str, wanted: tuple[str | None, list[str]]
) -> None:
    later: Told = (marked, [("CONSULT", status, [])])
    assert told(events(resolver, *before, later)[-1]) == wanted, says


def test_gathering_keeps_its_own_day_and_place(resolver: Resolver) -> None:
    """The meeting was held in Kirkuk on Friday: not where and when they had met before."""
    own: Told = (
        "وعقد <الاجتماع> في [GPE: كركوك] [DATE: الجمعة]",
        [("CONSULT", "actual", [("place", 0), ("date", 1)])],
    )
    assert told(events(resolver, MET, own)[-1]) == ("2021-05-21", ["كركوك"])
    where: Told = ("وعقد <الاجتماع> في [GPE: كركوك]", [("CONSULT", "actual", [("place", 0)])])
    assert told(events(resolver, MET, where)[-1])[1] == ["كركوك"]


def test_gathering_date_keeps_the_characters_that_it_was_read_from(resolver: Resolver) -> None:
    """The meeting dealt with the border: its day is that of the sentence before."""
    later: Told = ("وتناول <الاجتماع> ملف الحدود", [("CONSULT", "actual", [])])
    first, second = events(resolver, MET, later)
    assert second["date"] == first["date"]
    assert second["date"]["end"] <= second["sentence"]["start"]
