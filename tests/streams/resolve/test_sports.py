"""Match reports and what looks like one; sentences are marked as in `test_attribution`."""

from __future__ import annotations

import pytest

from streams.resolve.resolver import Resolver
from streams.resolve.sports import is_match_report
from tests.streams.resolve.test_resolver import Told, events


@pytest.fixture(scope="module")
def resolver() -> Resolver:
    return Resolver.load()


# "The Air Force beat its guest the Police in the match of the league, and its attack was the better."
MATCH = "تغلب [ORG: القوة الجوية] على ضيفه [ORG: الشرطة] في مباراة الدوري، وكان <الهجوم> أفضل"
# "A bomb exploded at the stadium after the match": two words of the game.
STADIUM = "<انفجرت> عبوة قرب الملعب بعد المباراة"


@pytest.mark.parametrize(
    ("says", "told", "kept"),
    [
        ("the attack of a club", (MATCH, [("ASSAULT", "actual", [("actor", 0)])]), 0),
        ("what a match report tells besides", (MATCH, [("SUPPORT", "actual", [("actor", 0)])]), 1),
        ("somebody was hurt", (f"{MATCH} وأصيب [GRP: مشجع]", [("ASSAULT", "actual", [("wounded", 2)])]), 1),
        ("a bomb at a stadium", (STADIUM, [("ASSAULT", "actual", [])]), 1),
    ],
)
def test_match_report_has_no_fights(resolver: Resolver, says: str, told: Told, kept: int) -> None:
    assert len(events(resolver, told)) == kept, says


def test_match_report_is_told_by_the_whole_article() -> None:
    # "In the second half", "the team's coach", "of the league".
    assert is_match_report(["وفي الشوط الثاني", "قال مدرب الفريق", "ضمن الدوري الممتاز"])
    # "The coach of the snipers" trains no team.
    assert not is_match_report(["اعتقال مدرب القناصين في الموصل", "وكان يعمل في معسكر"])
