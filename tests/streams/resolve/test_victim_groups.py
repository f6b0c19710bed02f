"""Victims counted twice, or killed and wounded together; sentences are marked as in `test_attribution`."""

from __future__ import annotations

from typing import Any

import pytest

from streams.resolve.resolver import Resolver
from tests.streams.resolve.test_resolver import one

Limits = tuple[int, int | None]


@pytest.fixture(scope="module")
def resolver() -> Resolver:
    return Resolver.load()


def limits(told: dict[str, Any], role: str) -> Limits | None:
    return (told[role]["min"], told[role]["max"]) if told[role] else None


@pytest.mark.parametrize(
    ("says", "marked", "role"),
    [
        ("the killing and wounding of 20", "<مقتل> وإصابة [GRP: 20 مدنيا] في القصف", "wounded"),
        ("the wounding and killing of 20", "<إصابة> ومقتل [GRP: 20 مدنيا] في القصف", "killed"),
        ("the killing and injury of no fewer than 20", "<مقتل> وجرح ما لا يقل عن [GRP: 20 مدنيا]", "wounded"),
        ("the killing or wounding of 20", "<مقتل> أو إصابة [GRP: 20 مدنيا]", "killed"),
        ("the martyrdom and wounding of 20", "أدى <القصف> إلى استشهاد وإصابة [GRP: 20 مدنيا]", "wounded"),
        ("killed and wounded were 20, by verbs", "كما قتل وأصيب [GRP: 20 مدنيا] في <القصف>", "wounded"),
        ("20 between killed and wounded", "أوقع <القصف> [GRP: 20 مدنيا] بين قتيل وجريح", "killed"),
        ("20, what is between martyr and injured", "أوقع <القصف> [GRP: 20 مدنيا] ما بين شهيد ومصاب", "killed"),
    ],
)
def test_killed_and_wounded_counted_together_are_at_least_one_of_each(
    resolver: Resolver, says: str, marked: str, role: str
) -> None:
    told = one(resolver, marked, (role, 0))
    assert limits(told, "killed") == (1, 19), says
    assert limits(told, "wounded") == (1, 19), says


@pytest.mark.parametrize(
    ("says", "marked", "role", "wanted"),
    [
        ("a soldier was killed, ten wounded", "جندي قتل وأصيب [GRP: عشرة مدنيين] في <القصف>", "wounded", (10, 10)),
        ("the killing of two and wounding of ten", "<مقتل> جنديين وإصابة [GRP: عشرة مدنيين]", "wounded", (10, 10)),
        ("the killing of ten", "<مقتل> [GRP: عشرة مدنيين] بين الرمادي وهيت", "killed", (10, 10)),
        ("ten between child and old man", "<مقتل> [GRP: عشرة مدنيين] بين طفل وشيخ", "killed", (10, 10)),
        ("a person by name", "<مقتل> وإصابة [PER: علي حسن]", "killed", (1, 1)),
    ],
)
def test_number_of_the_one_role_alone_stays_its_own(
    resolver: Resolver, says: str, marked: str, role: str, wanted: Limits
) -> None:
    told = one(resolver, marked, (role, 0))
    other = "killed" if role == "wounded" else "wounded"
    assert limits(told, role) == wanted, says
    assert told[other] is None, says


@pytest.mark.parametrize(
    ("says", "marked", "wanted"),
    [
        ("42 of them, among them leaders", "<مقتل> [GRP: 42 منهم] ، بينهم [ARM: قياديون]", (42, 42)),
        ("30 men, among them a sheikh", "<مقتل> [GRP: 30 رجلا] من بينهم [GRP: شيخ عشيرة]", (30, 30)),
        ("31 people, four of them badly", "<مقتل> [GRP: 31 شخصا] جراح [GRP: أربعة منهم] بالغة", (31, 31)),
        (
            "23 people - 22 soldiers and a civilian -",
            "<أعدم> التنظيم [GRP: 23 شخصا] - [MIL: 22 جنديا] [GRP: ومدنيا واحدا] - أمس",
            (23, 23),
        ),
        ("the soldier Ali Hassan", "<مقتل> [MIL: الجندي] [PER: علي حسن]", (1, 1)),
        ("the fighters: Ali and Omar", "<مقتل> [MIL: المقاتلين] : [PER: علي حسن] [PER: وعمر سالم]", (2, 2)),
        ("the dead man is sergeant Ali Hassan", "في <الهجوم> [MIL: الجندي] القتيل هو الرقيب [PER: علي حسن]", (1, 1)),
        # Others are further victims.
        ("22 soldiers and a civilian", "<مقتل> [MIL: 22 جنديا] [GRP: ومدنيا واحدا]", (23, 23)),
        ("three soldiers, then Ali Hassan too", "<مقتل> [MIL: ثلاثة جنود] ثم [PER: علي حسن]", (4, 4)),
        ("20 people (8 children): no sum", "<مقتل> [GRP: 20 شخصا] و [GRP: ثمانية أطفال] [GRP: وامرأة]", (29, 29)),
        ("ten of them alone", "<مقتل> [GRP: عشرة منهم]", (10, 10)),
        ("leaders among others who are not victims", "<مقتل> مسلحين بينهم [ARM: ثلاثة قياديين]", (3, 3)),
    ],
)
def test_who_is_among_those_counted_is_no_further_victim(
    resolver: Resolver, says: str, marked: str, wanted: Limits
) -> None:
    told = one(resolver, marked, *(("killed", i) for i in range(marked.count("["))))
    assert limits(told, "killed") == wanted, says


@pytest.mark.parametrize(
    ("says", "marked", "wanted"),
    [
        ("two killed, the toll rises to 20", "<مقتل> [MIL: جنديين] ، ليرتفع العدد إلى [MIL: 20 جنديا]", (2, 2)),
        ("with two killed it rises to 20", "بمقتل [MIL: جنديين] يرتفع عدد <القتلى> إلى [MIL: 20 جنديا]", (20, 20)),
        ("the toll rose to 20", "ارتفع عدد <القتلى> إلى [MIL: 20 جنديا]", (20, 20)),
        ("two killed and 20", "<مقتل> [MIL: جنديين] و [MIL: 20 شرطيا]", (22, 22)),
    ],
)
def test_sum_that_rises_holds_those_told_before(resolver: Resolver, says: str, marked: str, wanted: Limits) -> None:
    told = one(resolver, marked, *(("killed", i) for i in range(marked.count("["))))
    assert limits(told, "killed") == wanted, says


def test_wounded_among_the_captured_are_told_of_by_themselves(resolver: Resolver) -> None:
    """Ten gunmen were arrested, among them three wounded; ten civilians were killed, among them children."""
    marked = "<اعتقال> [ARM: عشرة مسلحين] بينهم [ARM: 3 جرحى]"
    assert limits(one(resolver, marked, ("captured", 0), ("wounded", 1)), "wounded") == (3, 3)
    marked = "<مقتل> [GRP: عشرة مدنيين] بينهم [GRP: عدد من الأطفال]"
    assert one(resolver, marked, ("killed", 0), ("wounded", 1))["wounded"] is None


def test_vague_number_with_case_ending_is_several(resolver: Resolver) -> None:
    """They killed a number of innocents."""
    told = one(resolver, "<قتلوا> [GRP: عدداً من الأبرياء]", ("killed", 0))
    assert limits(told, "killed") == (2, None)
