"""Victims told of in two mentions, the people and their body; sentences are marked as in `test_attribution`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.annotation import Annotation, EventMention, Mention
from streams.resolve.counts import combine
from streams.resolve.resolver import Resolver
from streams.resolve.victims import counted, counts_of, with_owner
from tests.streams.resolve.test_attribution import read_marked
from tests.streams.resolve.test_resolver import one


@pytest.fixture(scope="module")
def resolver() -> Resolver:
    return Resolver.load()


def sentence(marked: str, killed: tuple[int, ...], actor: tuple[int, ...] = ()) -> Annotation:
    text, mentions, trigger = read_marked(marked)
    arguments = (*(("actor", i) for i in actor), *(("killed", i) for i in killed))
    event = EventMention("ASSAULT", None, "actual", trigger, trigger + 3, 0.9, arguments)
    return Annotation(text, tuple(mentions), (event,), (), None)


@pytest.mark.parametrize(
    ("says", "marked", "wanted"),
    [
        ("an officer in | the police", "<مقتل> [MIL: ضابط في] [MIL: الشرطة الاتحادية]", "ضابط في الشرطة الاتحادية"),
        ("an officer | in | the police", "<مقتل> [MIL: ضابط] في [MIL: الشرطة الاتحادية]", "ضابط في الشرطة الاتحادية"),
        ("two | of | the PMF", "<مقتل> [MIL: اثنين] من [MIL: الحشد الشعبي]", "اثنين من الحشد الشعبي"),
        (
            "soldiers belonging | to the ministry",
            "<مقتل> [MIL: جنود الفوج الثاني التابع] [ORG: لوزارة الدفاع] ليلا",
            "جنود الفوج الثاني التابع لوزارة الدفاع",
        ),
        (
            "fighters belonging to | the army",
            "<مقتل> [MIL: مقاتلين تابعين إلى] [MIL: الجيش]",
            "مقاتلين تابعين إلى الجيش",
        ),
        ("a soldier by | Daesh", "<مقتل> [MIL: جندي] على يد [ARM: داعش]", "جندي"),
        ("a soldier on the part of | Daesh", "<مقتل> [MIL: جندي] من قبل [ARM: داعش]", "جندي"),
        ("a soldier in | Mosul", "<مقتل> [MIL: جندي] في [GPE: الموصل]", "جندي"),
        ("a person's name is his own", "<مقتل> [PER: علي حسن] من [MIL: الحشد الشعبي]", "علي حسن"),
        ("soldiers and | policemen", "<مقتل> [MIL: جنود] [MIL: وشرطة]", "جنود"),
    ],
)
def test_with_owner_victims_are_read_with_their_body(says: str, marked: str, wanted: str) -> None:
    assert with_owner(sentence(marked, (0,)), 0) == wanted, says


def test_with_owner_body_that_did_it_is_not_the_victims() -> None:
    """A civilian [fell] to the army's [shots]: the army is who killed."""
    assert with_owner(sentence("<مقتل> [MIL: رجل] من [MIL: الجيش]", (0,), actor=(1,)), 0) == "رجل"


def test_with_owner_mention_that_no_event_hurts_stays_as_it_is() -> None:
    """Fighters of | the PMF arrived."""
    assert with_owner(sentence("<وصل> [MIL: مقاتلون] من [MIL: الحشد الشعبي]", ()), 0) == "مقاتلون"


@pytest.mark.parametrize(
    ("says", "marked", "wanted"),
    [
        (
            "some of a brigade's, belonging | to the ministry",
            "[MIL: عدد من منتسبي اللواء التابع] [ORG: لوزارة الدفاع]",
            [0],
        ),
        ("two soldiers | and policemen", "[MIL: جنديين] [MIL: وشرطة]", [0, 1]),
        ("three of the police | and the PMF", "[MIL: ثلاثة من الشرطة] [MIL: والحشد الشعبي]", [0, 1]),
        ("the army, five soldiers", "[MIL: الجيش العراقي] ، [MIL: خمسة جنود]", [1]),
        ("the army alone", "[MIL: الجيش العراقي]", [0]),
        ("armed men are people", "[ARM: داعش] ، [ARM: مسلحين اثنين]", [0, 1]),
    ],
)
def test_counted_body_of_the_victims_is_no_victim(says: str, marked: str, wanted: list[int]) -> None:
    text = f"<مقتل> {marked}"
    count = text.count("[")
    assert counted(sentence(text, tuple(range(count))), range(count)) == wanted, says


def test_victims_body_gives_their_id_and_is_not_counted(resolver: Resolver) -> None:
    """The explosion killed an officer in | the Iraqi federal police: one, of the federal police."""
    told = one(
        resolver,
        "أدى <الانفجار> إلى مقتل [MIL: ضابط في] [MIL: الشرطة الاتحادية العراقية]",
        ("killed", 0),
        ("killed", 1),
    )
    (group,) = told["killed"]["of"]
    assert (told["killed"]["min"], told["killed"]["max"]) == (1, 1)
    assert (group["text"], group["id"], group["sector"]) == ("ضابط في", "irq/federal-police", "COP")


PIECES = st.sampled_from(["ضابط", "من", "في", "التابع", "لوزارة", "الجيش", "و", "و3", "جنود", "،", "إلى"])


@given(st.lists(PIECES, max_size=12).map(" ".join), st.lists(st.integers(0, 70), max_size=8))
def test_counted_any_sentence_keeps_someone(text: str, cuts: list[int]) -> None:
    edges = sorted({c for c in cuts if c <= len(text)})
    mentions = tuple(Mention("MIL", a, b) for a, b in zip(edges[::2], edges[1::2], strict=False))
    event = EventMention("ASSAULT", None, "actual", 0, 1, 0.9, tuple(("killed", i) for i in range(len(mentions))))
    found = counted(Annotation(text, mentions, (event,), (), None), range(len(mentions)))
    assert set(found) <= set(range(len(mentions)))
    assert bool(found) == bool(mentions)


@pytest.mark.parametrize(
    ("says", "texts", "least", "most"),
    [
        ("a number of policemen and soldiers", ["عدد من منتسبي الشرطة", "وجنود الجيش"], 2, None),
        ("some protesters and guards", ["بعض المتظاهرين", "ورجال الأمن"], 2, None),
        ("a number of soldiers, and three policemen", ["عدد من الجنود", "وثلاثة من الشرطة"], 5, None),
        ("tens of civilians and a number of soldiers", ["عشرات المدنيين", "وعدد من الجنود"], 22, None),
        ("soldiers and policemen: no number for both", ["جنود", "وضباط"], 4, None),
    ],
)
def test_counts_of_victims_share_a_vague_number(says: str, texts: list[str], least: int, most: int | None) -> None:
    total = combine(counts_of([(text, "MIL") for text in texts]))
    assert total is not None
    assert total.min == least, says
    assert total.max == most, says
