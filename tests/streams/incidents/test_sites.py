"""Places of two tellings: what agrees, what lies in what, and what is apart."""

from __future__ import annotations

import pytest

from streams.incidents.sites import PLACE_WEIGHTS, Spot, finest, places_score, spot_score

W = PLACE_WEIGHTS


def spot(name: str, precision: str, admin1: str | None, admin2: str | None, lat: float | None, lon: float | None,
         relation: str | None = None, country: str = "IRQ") -> Spot:  # fmt: skip
    """A known place under its own name."""
    return Spot(name, name, None, country, admin1, admin2, lat, lon, precision, relation)


KIRKUK = spot("Kirkuk governorate", "governorate", "Kirkuk", None, 35.4, 44.3)
SOUTH_OF_KIRKUK = spot("Kirkuk", "area", "Kirkuk", "Kirkuk", 35.47, 44.39, "south_of")
DAQUQ = spot("Daquq", "town", "Kirkuk", "Daquq", 35.14, 44.45)
DAQUQ_DISTRICT = spot("Daquq district", "district", "Kirkuk", "Daquq", 35.1, 44.4)
HAWIJA = spot("Hawija", "town", "Kirkuk", "Hawija", 35.33, 43.77)
BAGHDAD = spot("Baghdad", "town", "Baghdad", None, 33.31, 44.37)
KARRADA = spot("Karrada", "town", "Baghdad", "Rusafa", 33.30, 44.42)
SADR_CITY = spot("Sadr City", "town", "Baghdad", "Thawra", 33.39, 44.46)
IRAQ = spot("Iraq", "country", None, None, 33.0, 44.0)
ROAD = Spot(None, "road", None, None, None, None, None, None, "unknown")


@pytest.mark.parametrize(
    ("told", "left"),
    [
        ([DAQUQ, KIRKUK, IRAQ], [DAQUQ]),
        ([DAQUQ, SOUTH_OF_KIRKUK], [DAQUQ]),
        ([DAQUQ_DISTRICT, DAQUQ], [DAQUQ]),
        ([KARRADA, BAGHDAD], [KARRADA]),
        ([ROAD, DAQUQ], [DAQUQ]),
        ([ROAD], []),
        ([DAQUQ, HAWIJA], [DAQUQ, HAWIJA]),
        ([DAQUQ, BAGHDAD], [DAQUQ, BAGHDAD]),
    ],
)
def test_finest_nested_places_leaves_the_inner_ones(told: list[Spot], left: list[Spot]) -> None:
    """A village, its district and its governorate are one place; two towns are two."""
    assert list(finest(told)) == left


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        (DAQUQ, DAQUQ, W.same_spot),
        (DAQUQ, DAQUQ_DISTRICT, W.same_district),
        (DAQUQ, KIRKUK, W.same_governorate),
        (DAQUQ, IRAQ, W.same_country),
        (DAQUQ, SOUTH_OF_KIRKUK, W.near),
        (DAQUQ, HAWIJA, None),
        (DAQUQ, BAGHDAD, None),
        (KARRADA, SADR_CITY, None),
        (KARRADA, BAGHDAD, W.near),
        (HAWIJA, DAQUQ_DISTRICT, None),
    ],
)
def test_spot_score_of_two_places_is_by_what_is_sure_of_them(a: Spot, b: Spot, expected: float | None) -> None:
    """The order of the two does not count."""
    assert spot_score(a, b) == spot_score(b, a) == expected


def test_places_score_one_of_many_places_says_less() -> None:
    """Strikes near four towns are not the attack on one of them."""
    many = [DAQUQ, HAWIJA, BAGHDAD, SADR_CITY]
    one = places_score([DAQUQ], [DAQUQ])
    assert one == W.same_spot
    assert 0 < (places_score([DAQUQ], many) or 0.0) < one
    assert places_score([], many) == 0.0
    assert places_score([KARRADA], [DAQUQ, HAWIJA]) is None
