"""Places that و joins, and towns that share their governorate's name; sentences are marked as in `test_attribution`."""

from __future__ import annotations

import pytest

from streams.resolve.resolver import Resolver
from tests.streams.resolve.test_resolver import one


@pytest.fixture(scope="module")
def resolver() -> Resolver:
    return Resolver.load()


@pytest.mark.parametrize(
    ("says", "marked", "wanted"),
    [
        (
            "the two axes of Makhmur and Tuz Khurmatu",
            "<هجوم> في [LOC: محوري مخمور] [GPE: وطوزخورماتو]",
            [("district", "sector_of"), ("district", "sector_of")],
        ),
        (
            "the axis of Kirkuk, and Khanaqin",
            "<هجوم> في [LOC: محور كركوك] [GPE: وخانقين]",
            [("governorate", "sector_of"), ("town", None)],
        ),
        (
            "the two districts of Hawija and Daquq",
            "<هجوم> في [GPE: قضاءي الحويجة] [GPE: وداقوق]",
            [("district", None), ("district", None)],
        ),
        ("Kirkuk and Diyala", "<هجمات> في [GPE: كركوك] [GPE: وديالى]", [("governorate", None), ("governorate", None)]),
        ("Diyala and Kirkuk", "<هجمات> في [GPE: ديالى] [GPE: وكركوك]", [("governorate", None), ("governorate", None)]),
        ("Baghdad and Erbil", "<هجمات> في [GPE: بغداد] [GPE: وأربيل]", [("town", None), ("town", None)]),
        (
            "the city of Kirkuk, and Diyala",
            "<هجمات> في [GPE: مدينة كركوك] [GPE: وديالى]",
            [("town", None), ("governorate", None)],
        ),
        (
            "from Kirkuk to Diyala",
            "<هجمات> من [GPE: كركوك] إلى [GPE: ديالى]",
            [("town", None), ("governorate", None)],
        ),
        (
            "the subdistrict of Riyadh in Kirkuk lies in another district",
            "<هجوم> على [GPE: ناحية الرياض] في [GPE: كركوك]",
            [("subdistrict", None), ("governorate", None)],
        ),
    ],
)
def test_places_read_together(
    resolver: Resolver, says: str, marked: str, wanted: list[tuple[str, str | None]]
) -> None:
    places = one(resolver, marked, ("place", 0), ("place", 1))["places"]
    assert [(place["precision"], place["relation"]) for place in places] == wanted, says


@pytest.mark.parametrize(
    ("says", "marked", "wanted"),
    [
        (
            "a village north | east of Erbil",
            "<غارة> على [LOC: قرية شمال] [LOC: شرقي أربيل]",
            [(None, None), ("iq:erbil", "northeast_of")],
        ),
        (
            "a village south-west of Kirkuk in one mention",
            "<غارة> على [LOC: قرية] [LOC: جنوب غربي كركوك]",
            [(None, None), ("iq:kirkuk", "southwest_of")],
        ),
        (
            "north, and east of Erbil",
            "<غارة> على [LOC: قرية شمال] و [LOC: شرقي أربيل]",
            [(None, None), ("iq:erbil", "east_of")],
        ),
        (
            "Sistan | and Baluchestan is one province",
            "<غارة> على [GPE: محافظة سيستان] [GPE: وبلوشستان]",
            [("adm1:IRN:sistan-and-baluchestan", None)],
        ),
        (
            "Diyala | and Kirkuk are two",
            "<غارة> على [GPE: ديالى] [GPE: وكركوك]",
            [("iq:adm1:IQG10", None), ("iq:adm1:IQG13", None)],
        ),
        (
            "the surroundings of | the airport of Erbil",
            "<غارة> على [LOC: محيط] [FAC: مطار أربيل الدولي]",
            [("iq:erbil-airport", "around")],
        ),
        (
            "two bases",
            "<قصف> [FAC: قاعدتي خراب الجير] [FAC: وتل بيدر]",
            [("base:kharab-al-jir", None), ("base:tal-baydar", None)],
        ),
        (
            "inside the Turkish border, and the border",
            "<اشتباكات> داخل [LOC: الحدود التركية] وقرب [LOC: الحدود التركية]",
            [("country:TUR", None), ("country:TUR", "border_of")],
        ),
        (
            "surroundings, then the airport",
            "<غارة> على [LOC: المحيط] ثم على [FAC: مطار أربيل الدولي]",
            [(None, None), ("iq:erbil-airport", None)],
        ),
    ],
)
def test_two_mentions_of_one_place(
    resolver: Resolver, says: str, marked: str, wanted: list[tuple[str | None, str | None]]
) -> None:
    places = one(resolver, marked, ("place", 0), ("place", 1))["places"]
    assert [(place["id"], place["relation"]) for place in places] == wanted, says


@pytest.mark.parametrize(
    ("says", "marked", "wanted"),
    [
        (
            "the joint operations room in Kirkuk",
            "<اجتماع> في [FAC: غرفة العمليات المشتركة] [GPE: بكركوك]",
            (None, "area", "كركوك"),
        ),
        ("a market in Baquba", "<انفجار> في [FAC: سوق شعبي] في [GPE: بعقوبة]", (None, "area", "ديالى")),
        ("a room, and in Kirkuk", "<اجتماع> في [FAC: غرفة العمليات] ، وفي [GPE: كركوك]", (None, "unknown", None)),
        ("a market north of Baquba", "<انفجار> في [FAC: سوق شعبي] في [LOC: شمالي بعقوبة]", (None, "unknown", None)),
        ("a field that is known", "<هجوم> على [FAC: حقل باي حسن] في [GPE: كركوك]", ("iq:bai-hassan", "area", "كركوك")),
    ],
)
def test_unknown_place_lies_where_the_next_words_say(
    resolver: Resolver, says: str, marked: str, wanted: tuple[str | None, str, str | None]
) -> None:
    place = one(resolver, marked, ("place", 0), ("place", 1))["places"][0]
    assert (place["id"], place["precision"], place["admin1"]) == wanted, says
