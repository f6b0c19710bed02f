"""Weapons, and bodies that were marked as such."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.resolve.register import Register
from streams.resolve.resolver import Resolver
from streams.resolve.weapons import is_weapon
from tests.streams.resolve.test_resolver import one

_REGISTER = Register()


@pytest.fixture(scope="module")
def resolver() -> Resolver:
    return Resolver.load()


@pytest.mark.parametrize(
    ("says", "text", "weapon"),
    [
        ("the PMF", "الحشد الشعبي", False),
        ("and the PMF", "والحشد الشعبي", False),
        ("by the PMF", "بالحشد الشعبي", False),
        ("the Iraqi army, quoted", "«الجيش العراقي»", False),
        ("Daesh", "داعش", False),
        ("a sniper rifle", "بندقية قناص", True),
        ("with drones", "بطائرات مسيرة", True),
        ("rockets of Hezbollah: the rockets are", "صواريخ حزب الله", True),
        ("aircraft of the coalition", "طائرات التحالف الدولي", True),
        ("the air force, as what struck", "سلاح الجو العراقي", True),
        ("by army aviation", "بطيران الجيش العراقي", True),
        ("nothing", "", True),
    ],
)
def test_is_weapon_name_of_a_body_is_none(resolver: Resolver, says: str, text: str, weapon: bool) -> None:
    assert is_weapon(resolver.actors.register, text) is weapon, says


def test_event_names_no_body_as_weapon(resolver: Resolver) -> None:
    """The force attacked with artillery and the PMF."""
    told = one(resolver, "<هاجمت> القوة بـ[WEA: المدفعية] و[WEA: الحشد الشعبي]", ("weapon", 0), ("weapon", 1))
    assert [w["text"] for w in told["weapons"]] == ["المدفعية"]


@given(st.text(max_size=60))
def test_is_weapon_any_text_does_not_raise(text: str) -> None:
    assert is_weapon(_REGISTER, text) in (True, False)
