"""Mentions of several parties, and those who met; sentences are marked as in `test_attribution`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.resolve.party_parts import party_parts
from streams.resolve.resolver import Resolver
from tests.streams.resolve.test_resolver import events, one


@pytest.fixture(scope="module")
def resolver() -> Resolver:
    return Resolver.load()


@pytest.mark.parametrize(
    ("says", "type", "mention", "wanted"),
    [
        (
            "the two ministries of Peshmerga and Defence",
            "ORG",
            "وزارتا البيشمركة والدفاع العراقية",
            [("irq-kr/peshmerga-ministry", "وزارتا البيشمركة"), ("irq/defence-ministry", "والدفاع العراقية")],
        ),
        (
            "by the two movements Hamas and Islamic Jihad",
            "ARM",
            "لحركتي حماس والجهاد الإسلامي",
            [("pse/hamas", "لحركتي حماس"), ("pse/islamic-jihad", "والجهاد الإسلامي")],
        ),
        (
            "leaders of the Iraqi army and the Peshmerga",
            "MIL",
            "قادة الجيش العراقي والبيشمركة",
            [("irq/army", "قادة الجيش العراقي"), ("irq-kr/peshmerga", "والبيشمركة")],
        ),
        (
            "the president of the Region and the head of (its) government",
            "GRP",
            "رئيس إقليم كوردستان ورئيس الحكومة",
            [("per/nechirvan-barzani", "رئيس إقليم كوردستان"), ("per/masrour-barzani", "ورئيس الحكومة")],
        ),
        (
            "the Syrian and the Iraqi army",
            "MIL",
            "الجيش السوري والعراقي",
            [("syr/army", "الجيش السوري"), ("irq/army", "والعراقي")],
        ),
        (
            "the two presidents, the Iraqi and the Iranian",
            "GRP",
            "الرئيسان العراقي والإيراني",
            [("per/barham-salih", "الرئيسان العراقي"), ("per/hassan-rouhani", "والإيراني")],
        ),
        (
            "the foreign ministries of Iraq, Egypt and Jordan, by adjectives",
            "ORG",
            "وزارات الخارجية العراقية والمصرية والأردنية",
            [
                ("irq/foreign-ministry", "وزارات الخارجية العراقية"),
                ("egy/foreign-ministry", "والمصرية"),
                ("jor/foreign-ministry", "والأردنية"),
            ],
        ),
        ("two adjectives of one people", "GRP", "العشائر العربية والكردية", None),
        ("one ministry with two tasks", "ORG", "وزارة التعليم العالي والبحث العلمي", None),
        ("one of the two is in no register", "ORG", "وزارة الدفاع العراقية وجمعية النخيل الأهلية", None),
        ("the same party twice", "MIL", "قوات البيشمركة والبيشمركة", None),
    ],
)
def test_mention_of_several_parties_gives_each(
    resolver: Resolver, says: str, type: str, mention: str, wanted: list[tuple[str, str]] | None
) -> None:
    # "Announced in Baghdad": a trigger of one word, and the mention behind it.
    told = one(resolver, f"<اتفقت> [{type}: {mention}] في [GPE: بغداد]", ("actor", 0), type="AGREE")
    found = [(actor["id"], actor["text"]) for actor in told["actors"]]
    if wanted is None:
        assert len(found) == 1 and found[0][1] == mention, says
    else:
        assert found == wanted, says


def test_parts_of_a_mention_have_their_characters(resolver: Resolver) -> None:
    """The two ministries agreed: offsets are those of the text."""
    marked = "<اتفقت> [ORG: وزارتا البيشمركة والدفاع العراقية] أمس"
    text = marked.replace("<", "").replace(">", "").replace("[ORG: ", "").replace("]", "")
    for actor in one(resolver, marked, ("actor", 0), type="AGREE")["actors"]:
        assert text[actor["start"] : actor["end"]] == actor["text"]


# The Iraqi army and the Peshmerga met in Erbil, or those two and the coalition.
TWO = (
    "<اجتمع> [MIL: الجيش العراقي] و[MIL: البيشمركة] في [GPE: أربيل]",
    [("CONSULT", "actual", [("actor", 0), ("actor", 1)])],
)
ARMIES = ["irq/army", "irq-kr/peshmerga"]
THREE = (
    "<اجتمع> [MIL: الجيش العراقي] و[MIL: البيشمركة] و[MIL: التحالف الدولي]",
    [("CONSULT", "actual", [("actor", 0), ("actor", 1), ("actor", 2)])],
)


@pytest.mark.parametrize(
    ("says", "before", "mention", "wanted"),
    [
        ("both sides", [TWO], "الجانبان", ARMIES),
        ("and both parties", [TWO], "والطرفان", ARMIES),
        ("both sides, of the meeting of two before that of three", [TWO, THREE], "الجانبان", ARMIES),
        ("those who met", [TWO, THREE], "المجتمعون", [*ARMIES, "global-coalition"]),
        ("both sides of a meeting of three are not known", [THREE], "الجانبان", [None]),
        ("nobody met before", [], "المجتمعون", [None]),
        ("the armed men are none of them", [TWO], "المسلحون", [None]),
    ],
)
def test_those_who_met_are_the_parties_of_the_meeting(
    resolver: Resolver, says: str, before: list[object], mention: str, wanted: list[str | None]
) -> None:
    # "They agreed to open a centre."
    agreed = (f"<اتفق> [GRP: {mention}] على فتح مركز", [("AGREE", "actual", [("actor", 0)])])
    told = events(resolver, *before, agreed)[-1]  # type: ignore[arg-type]
    assert [actor["id"] for actor in told["actors"]] == wanted, says


@given(st.text(alphabet="وزارتا بلفكحمس\u0651", max_size=300))
def test_party_parts_lie_in_their_mention_in_order(text: str) -> None:
    at = 0
    for part in party_parts(text):
        assert at <= part.start < part.end <= len(text)
        at = part.end
