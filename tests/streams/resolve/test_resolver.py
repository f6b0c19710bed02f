"""Records put together from what the model marks; sentences are marked as in `test_attribution`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from models.annotation import Annotation, EventMention
from streams.resolve.dates import BAGHDAD
from streams.resolve.facts import Telling
from streams.resolve.resolver import Resolver
from tests.streams.resolve.test_attribution import read_marked

PUBLISHED = datetime(2021, 5, 22, 15, 0, tzinfo=BAGHDAD)
# A sentence, and of each event of it the type, the status and its arguments as (role, which mention of the sentence).
Told = tuple[str, list[tuple[str, str, list[tuple[str, int]]]]]


@pytest.fixture(scope="module")
def resolver() -> Resolver:
    return Resolver.load()


def events(resolver: Resolver, *told: Told, **options: Any) -> list[dict[str, Any]]:
    """Events of an article of marked sentences; all of a sentence have the marked trigger."""
    tellings, start = [], 0
    for marked, given in told:
        text, mentions, trigger = read_marked(marked)
        end = trigger + marked.index(">") - marked.index("<") - 1
        found = tuple(EventMention(t, None, s, trigger, end, 0.9, tuple(a)) for t, s, a in given)
        tellings.append(Telling(start, start + len(text), Annotation(text, tuple(mentions), found, (), None)))
        start += len(text) + 1
    return resolver.resolve("a1", PUBLISHED, tellings, **options).events


def one(resolver: Resolver, marked: str, *arguments: tuple[str, int], type: str = "ASSAULT") -> dict[str, Any]:
    """The event of an article of one sentence."""
    return events(resolver, (marked, [(type, "actual", list(arguments))]))[0]


def test_recipient_that_is_a_known_building_has_the_places_id(resolver: Resolver) -> None:
    """Daesh attacked the Allas oil field."""
    told = one(resolver, "<هاجم> [ARM: تنظيم داعش] [FAC: حقل علاس النفطي] ليلا", ("actor", 0), ("recipient", 1))
    (target,) = told["recipients"]
    assert (target["id"], target["country"], target["sector"]) == ("iq:allas", "IRQ", None)
    assert [place["id"] for place in told["places"]] == ["iq:allas"]


def test_place_told_goes_before_the_building_struck(resolver: Resolver) -> None:
    """They attacked the Allas field in the Hamrin mountains; the ministry accused the field's operators."""
    roles = [("recipient", 0), ("place", 1)]
    told = one(resolver, "<هاجموا> [FAC: حقل علاس النفطي] في [LOC: جبال حمرين]", *roles)
    assert [place["text"] for place in told["places"]] == ["جبال حمرين"]
    accused = one(resolver, "<اتهم> الوزير [FAC: حقل علاس النفطي]", ("recipient", 0), type="ACCUSE")
    assert accused["places"] == []


def test_recipient_that_is_the_base_is_not_al_qaeda(resolver: Resolver) -> None:
    """No side has claimed the attack, the second one on the base (which is al-Qaeda's name as well)."""
    told = one(resolver, "ولم تتبن أي جهة <الهجوم> وهو الثاني على [FAC: القاعدة]", ("recipient", 0))
    (target,) = told["recipients"]
    assert (target["name"], target["id"], target["sector"]) == ("القاعدة", None, None)


def test_party_named_twice_on_a_side_is_given_once(resolver: Resolver) -> None:
    """Peshmerga units and the army searched the valley; the Peshmerga fighters killed gunmen and gunmen."""
    hunt = "وطارد [MIL: مقاتلو البيشمركة] [ARM: مسلحين] و[ARM: مسلحين]"
    text = f"<فتشت> [MIL: وحدات البيشمركة] و[MIL: الجيش العراقي] الوادي {hunt}"
    told = one(resolver, text, *[("actor", n) for n in range(3)], ("recipient", 3), ("recipient", 4))
    assert [(a["id"], a["text"]) for a in told["actors"]] == [
        ("irq-kr/peshmerga", "وحدات البيشمركة"),
        ("irq/army", "الجيش العراقي"),
    ]
    assert len(told["recipients"]) == 2


def test_recipient_that_is_a_bodys_base_is_that_body(resolver: Resolver) -> None:
    """Gunmen attacked the headquarters of the Iraqi federal police."""
    told = one(resolver, "<هاجم> [ARM: مسلحون] [FAC: مقر الشرطة الاتحادية العراقية]", ("actor", 0), ("recipient", 1))
    (target,) = told["recipients"]
    assert (target["id"], target["country"], target["sector"]) == ("irq/federal-police", "IRQ", "COP")


def test_recipient_that_is_an_unknown_building_keeps_its_name(resolver: Resolver) -> None:
    """Gunmen attacked the shop of spare parts."""
    told = one(resolver, "<هاجم> [ARM: مسلحون] [FAC: محل قطع الغيار]", ("actor", 0), ("recipient", 1))
    (target,) = told["recipients"]
    assert (target["id"], target["name"], target["sector"]) == (None, "محل قطع الغيار", None)


# "Daesh members attacked a post", "al-Nusra and Daesh fought": one armed group named, or two.
ONE_GROUP: Told = ("<هاجم> [ARM: عناصر داعش] نقطة للجيش", [("ASSAULT", "actual", [("actor", 0)])])
TWO_GROUPS: Told = (
    "<اشتبكت> [ARM: جبهة النصرة] مع [ARM: تنظيم داعش]",
    [("ASSAULT", "actual", [("actor", 0), ("actor", 1)])],
)


@pytest.mark.parametrize(
    ("says", "before", "fighters", "wanted"),
    [
        ("the gunmen", [ONE_GROUP], "المسلحون", "daesh"),
        ("by the attackers", [ONE_GROUP], "للمهاجمين", "daesh"),
        ("gunmen, others", [ONE_GROUP], "مسلحون", None),
        ("unknown gunmen", [ONE_GROUP], "مسلحون مجهولون", None),
        ("the gunmen of one of two groups", [TWO_GROUPS], "المسلحون", None),
        ("the gunmen, of whom nothing was told", [], "المسلحون", None),
        ("the terrorist organisations", [ONE_GROUP], "التنظيمات الإرهابية", None),
    ],
)
def test_fighters_with_article_are_the_one_group_named_before(
    resolver: Resolver, says: str, before: list[Told], fighters: str, wanted: str | None
) -> None:
    # "They burned the fields."
    later: Told = (f"وأحرق [ARM: {fighters}] <المزارع>", [("ASSAULT", "actual", [("actor", 0)])])
    (actor,) = events(resolver, *before, later)[-1]["actors"]
    assert actor["id"] == wanted, says


def test_fighters_of_whom_a_clause_tells_are_no_group_named_before(resolver: Resolver) -> None:
    """Al-Nusra chases the fighters who were trained in Turkey."""
    marked = "[ARM: جبهة النصرة] <تطارد> «[ARM: المقاتلين]» الذين تدربوا في تركيا"
    told = one(resolver, marked, ("actor", 0), ("recipient", 1))
    assert [entity["id"] for entity in told["recipients"]] == [None]


def test_background_is_not_the_statement_of_the_articles_source(resolver: Resolver) -> None:
    """The ministry announced an arrest; it is noted that, and in March, the group attacked posts elsewhere."""
    lead: Told = ("أعلنت [ORG: وزارة الدفاع العراقية] <اعتقال> [ARM: مسلح]", [("COERCE", "actual", [("captured", 1)])])
    news: Told = ("<اعتقل> [ARM: المسلح] في [GPE: داقوق]", [("COERCE", "actual", [("captured", 0)])])
    noted: Told = ("يشار إلى أن [ARM: التنظيم] <هاجم> نقطة", [("ASSAULT", "actual", [("actor", 0)])])
    old: Told = (
        "وفي [DATE: 3 آذار] <هاجم> [ARM: التنظيم] نقطة",
        [("ASSAULT", "actual", [("actor", 1), ("date", 0)]), ("MOBILIZE", "actual", [("actor", 1)])],
    )
    found = events(resolver, lead, news, noted, old)
    ministry = "وزارة الدفاع العراقية"
    assert [event["attribution"] for event in found] == [ministry, ministry, None, None, None]
