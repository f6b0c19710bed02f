"""Places that a noun takes up: `غربي المدينة`, `شرق البلاد`; sentences are marked as in `test_attribution`."""

from __future__ import annotations

import pytest

from streams.resolve.resolver import Resolver
from tests.streams.resolve.test_attribution import read_marked
from tests.streams.resolve.test_resolver import events

# The last place of the last sentence: its id and relation.
Wanted = tuple[str | None, str | None]


@pytest.fixture(scope="module")
def resolver() -> Resolver:
    return Resolver.load()


def last_place(resolver: Resolver, *marked: str) -> Wanted:
    told = []
    for sentence in marked:
        mentions = read_marked(sentence)[1]
        places = [("place", i) for i, m in enumerate(mentions) if m.type in ("GPE", "LOC", "FAC")]
        told.append((sentence, [("ASSAULT", "actual", places)]))
    place = events(resolver, *told)[-1]["places"][-1]
    return place["id"], place["relation"]


@pytest.mark.parametrize(
    ("says", "marked", "wanted"),
    [
        (
            "the city named before",
            ("<قصف> في [GPE: الفلوجة]", "و<قتل> رجل في [LOC: المدينة]"),
            ("iq:fallujah", None),
        ),
        (
            "west of the city, within the sentence",
            ("<قصف> في مدينة [GPE: الرمادي] وآخر [LOC: غربي المدينة]",),
            ("iq:ramadi", "west_of"),
        ),
        (
            "around the district",
            ("<قصف> في [GPE: قضاء مخمور]", "<هجوم> في [LOC: محيط القضاء]"),
            ("iq:adm2:IQG11Q04", "around"),
        ),
        (
            "in the west of the governorate, not of its town",
            ("<قصف> في [GPE: محافظة الأنبار] قرب [GPE: حديثة]", "<هجوم> [LOC: غربي المحافظة]"),
            ("iq:adm1:IQG01", "west_part"),
        ),
        (
            "in the south of the Strip",
            ("<قصف> على [GPE: قطاع غزة]", "<هجوم> [LOC: جنوبي القطاع]"),
            ("adm1:PSE:gaza-strip", "south_part"),
        ),
        (
            "north of the camp",
            ("<قصف> في [FAC: مخيم البريج]", "<هجوم> [LOC: شمالي المخيم]"),
            ("camp:bureij", "north_of"),
        ),
        (
            "in the east of the country, whose only place is of Turkey",
            ("<هجوم> على قوات تركية في [GPE: محافظة شرناق] [LOC: جنوب شرق البلاد]",),
            ("country:TUR", "southeast_part"),
        ),
        (
            "east of the capital",
            ("قالت الشرطة العراقية إن <انفجارا> وقع في [GPE: العراق] [LOC: شرقي العاصمة]",),
            ("iq:baghdad", "east_of"),
        ),
        # Not clear, or not of that kind.
        ("two cities", ("<قصف> في [GPE: الفلوجة] و [GPE: الرمادي]", "<قتل> رجل في [LOC: المدينة]"), (None, None)),
        ("a city nobody knows", ("<قصف> في [GPE: سيلهات]", "<قتل> رجل في [LOC: المدينة]"), (None, None)),
        ("a governorate is no city", ("<قصف> في [GPE: ديالى]", "<قتل> رجل في [LOC: المدينة]"), (None, None)),
        (
            "a city named long before",
            ("<قصف> في [GPE: الفلوجة]", "<قتل> رجل", "<قتل> آخر", "<قتل> ثالث في [LOC: المدينة]"),
            (None, None),
        ),
        ("the old city is a part of it", ("<قصف> في [GPE: الموصل]", "<قتل> رجل في [LOC: المدينة القديمة]"), None),
        (
            "American forces from the country, of Gaza",
            ("<طرد> القوات الأميركية والقواعد الأميركية تضامنا مع [GPE: غزة] من [GPE: البلاد]",),
            (None, None),
        ),
    ],
)
def test_noun_takes_up_the_place_before(
    resolver: Resolver, says: str, marked: tuple[str, ...], wanted: Wanted | None
) -> None:
    found = last_place(resolver, *marked)
    assert (found == wanted) if wanted else (found[0] != "iq:mosul"), says
