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
