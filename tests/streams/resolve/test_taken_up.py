"""Parties that pronouns, `البلدان` and capitals stand for; sentences are marked as in `test_attribution`."""

from __future__ import annotations

from typing import Any

import pytest

from streams.resolve.resolver import Resolver
from tests.streams.resolve.test_resolver import events, one


@pytest.fixture(scope="module")
def resolver() -> Resolver:
    return Resolver.load()


def ids(told: dict[str, Any], side: str = "actors") -> list[str | None]:
    return [entity["id"] for entity in told[side]]


@pytest.mark.parametrize(
    ("says", "marked", "wanted"),
    [
        (
            "Hamas said that her fighters attacked",
            "قالت [ARM: حركة حماس] إن [ARM: مقاتليها] <هاجموا> موقعا",
            "pse/hamas",
        ),
        (
            "the party says his fighters attacked",
            "قال [ARM: حزب العمال الكردستاني] إن [ARM: مقاتليه] <هاجموا> موقعا",
            "pkk",
        ),
        ("Iran moved her forces", "قالت [GPE: إيران] إن [MIL: قواتها] <تحركت>", "irn/army"),
        (
            "the army said, Iran moved her forces",
            "قال [MIL: الجيش العراقي] إن [GPE: إيران] و[MIL: قواتها] <تحركوا>",
            "irn/army",
        ),
        ("two of the gender", "قالت [GPE: إيران] لـ [GPE: تركيا] إن [MIL: قواتها] <تحركت>", None),
        (
            "an unknown movement before",
            "قالت [ARM: حركة الفجر] لـ [GPE: إيران] إن [ARM: مقاتليها] <هاجموا> موقعا",
            None,
        ),
        ("a person's forces", "قال [PER: سالم حسن] لـ [MIL: الجيش العراقي] إن [MIL: قواته] <تحركت>", None),
        ("nobody before", "قيل إن [MIL: قواتها] <تحركت>", None),
        ("the minister's country", "قال وزير الخارجية التركي [PER: هاكان فيدان] إن [GPE: بلاده] <ترفض> ذلك", "tur"),
        ("of two ministers", "قال [PER: هاكان فيدان] و [PER: فؤاد حسين] إن [GPE: بلاده] <ترفض> ذلك", None),
        ("of a man nobody knows", "قال [PER: سالم حسن] لـ [ORG: الحكومة العراقية] إن [GPE: بلاده] <ترفض> ذلك", None),
    ],
)
def test_pronoun_is_of_the_only_party_before(resolver: Resolver, says: str, marked: str, wanted: str | None) -> None:
    told = one(resolver, marked, ("actor", marked.count("[") - 1))
    assert ids(told) == [wanted], says


def test_both_countries_are_the_two_named_last(resolver: Resolver) -> None:
    """Iran's president received Pakistan's ambassador. Both countries' officials cooperate."""
    met = ("<استقبل> [PER: إبراهيم رئيسي] [ORG: وزارة الخارجية الباكستانية]", [("CONSULT", "actual", [("actor", 0)])])
    both = ("<التعاون> بين [GPE: البلدين] مستمر", [("COOPERATE", "actual", [("actor", 0)])])
    assert ids(events(resolver, met, both)[1]) == ["irn", "pak"]
    officials = ("<تعاون> [GRP: مسؤولو البلدين الشقيقين]", [("COOPERATE", "actual", [("actor", 0)])])
    assert ids(events(resolver, met, officials)[1]) == ["irn", "pak"]
    third = ("<زار> [ORG: وزارة الدفاع التركية]", [("CONSULT", "actual", [("actor", 0)])])
    far = ("لا شيء <هنا>", [("CONSULT", "actual", [])])
    assert ids(events(resolver, met, third, both)[2]) == [None]
    assert ids(events(resolver, met, far, far, both)[3]) == [None]


@pytest.mark.parametrize(
    ("says", "type", "role", "wanted"),
    [
        ("Ankara accuses", "ACCUSE", "actor", "tur"),
        ("Ankara bombs", "ASSAULT", "actor", "tur"),
        ("Ankara is asked", "REQUEST", "recipient", "tur"),
        ("Ankara is bombed", "ASSAULT", "recipient", None),
        ("Ankara protests", "PROTEST", "actor", None),
    ],
)
def test_capital_that_acts_is_its_state(
    resolver: Resolver, says: str, type: str, role: str, wanted: str | None
) -> None:
    told = one(resolver, "<فعل> [GPE: أنقرة] ذلك", (role, 0), type=type)
    (entity,) = told["actors"] or told["recipients"]
    assert (entity["id"] if entity["sector"] else None) == wanted, says


def test_seat_of_two_governments_and_other_towns_are_no_states(resolver: Resolver) -> None:
    """Sanaa accuses; Mosul accuses; the kingdom (of Saudi Arabia, named before) accuses; Tel Aviv is Israel's."""
    for town in ("صنعاء", "الموصل"):
        assert one(resolver, f"<تتهم> [GPE: {town}] جهات", ("actor", 0), type="ACCUSE")["actors"][0]["sector"] is None
    told = one(resolver, "في [GPE: السعودية] <تتهم> [GPE: المملكة] جهات", ("actor", 1), type="ACCUSE")
    assert ids(told) == ["sau"]
    assert ids(one(resolver, "<تتهم> [GPE: تل أبيب] جهات", ("actor", 0), type="ACCUSE")) == ["isr"]


@pytest.mark.parametrize(
    ("says", "marked", "wanted"),
    [
        ("remnants of (Daesh)", "<هاجم> [ARM: فلول] ([ARM: تنظيم داعش]) القرية", ["daesh"]),
        ("members | of the PKK", "<هاجم> [ARM: عناصر] من [ARM: حزب العمال الكردستاني] القرية", ["pkk"]),
        ("members | and Daesh", "<هاجم> [ARM: عناصر] [ARM: وداعش] القرية", [None, "daesh"]),
        ("members, Daesh", "<هاجم> [ARM: عناصر] ثم [ARM: داعش] القرية", [None, "daesh"]),
        ("tribesmen | Daesh: no members", "<هاجم> [GRP: أبناء العشائر] [ARM: داعش] القرية", [None, "daesh"]),
    ],
)
def test_noun_for_members_before_its_party_is_no_party(
    resolver: Resolver, says: str, marked: str, wanted: list[str | None]
) -> None:
    assert ids(one(resolver, marked, ("actor", 0), ("actor", 1))) == wanted, says
