"""Lists of events in one sentence and whose each argument is; sentences are marked as in `test_attribution`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.annotation import Annotation, EventMention, Mention
from streams.resolve.additions import own_arguments
from tests.streams.resolve.test_attribution import read_marked

Given = tuple[tuple[str, int], ...]


def kept(marked: str, further: tuple[str, ...], arguments: Given, which: int) -> list[str]:
    """The words that stay with event number `which` of the marked one and those at `further` words, all given all."""
    text, mentions, trigger = read_marked(marked)
    starts = sorted([trigger, *(text.index(word) for word in further)])
    events = tuple(EventMention("ASSAULT", None, "actual", start, start + 3, 0.9, arguments) for start in starts)
    sentence = Annotation(text, tuple(mentions), events, (), None)
    return [text[mentions[i].start : mentions[i].end] for _, i in own_arguments(sentence, events[which])]


# They attacked a position in Daquq, besides other attacks on the police in Hawija, and on Thursday one on a field.
THREE = (
    "<هاجموا> [MIL: موقعا] في [GPE: داقوق]، إلى جانب هجمات أخرى على [MIL: الشرطة] في [GPE: الحويجة]، "
    "فضلاً عن استهداف [DATE: الخميس] طال [FAC: حقلا نفطيا]"
)
OF_THREE = (("recipient", 0), ("place", 1), ("recipient", 2), ("place", 3), ("date", 4), ("recipient", 5))


@pytest.mark.parametrize(
    ("which", "wanted"),
    [
        (0, ["موقعا", "داقوق"]),
        (1, ["الشرطة", "الحويجة"]),
        # No place of its own is told of the third: that of what stands before it stays.
        (2, ["داقوق", "الحويجة", "الخميس", "حقلا نفطيا"]),
    ],
)
def test_own_arguments_each_listed_event_keeps_its_own(which: int, wanted: list[str]) -> None:
    assert kept(THREE, ("هجمات", "استهداف"), OF_THREE, which) == wanted


@pytest.mark.parametrize(
    ("says", "marked", "further", "arguments"),
    [
        (
            "killed, besides the wounding of two in Tikrit: one attack",
            "<مقتل> [MIL: جندي] فضلاً عن إصابة [MIL: اثنين] في [GPE: تكريت]",
            ("إصابة",),
            (("killed", 0), ("wounded", 1), ("place", 2)),
        ),
        (
            "beside the river stands no event",
            "<هاجموا> [MIL: نقطة] إلى جانب النهر في [GPE: تكريت] وانسحبوا",
            ("وانسحبوا",),
            (("recipient", 0), ("place", 1)),
        ),
        (
            "losses are often summed up at the end",
            "<هاجموا> القرية كما هاجموا الجسر ما أدى إلى مقتل [GRP: أربعة مدنيين]",
            ("كما هاجموا",),
            (("killed", 0),),
        ),
    ],
)
def test_own_arguments_of_no_list_stay(says: str, marked: str, further: tuple[str, ...], arguments: Given) -> None:
    assert len(kept(marked, further, arguments, 0)) == len(arguments), says


@pytest.mark.parametrize(
    ("says", "marked", "further", "arguments", "wanted"),
    [
        (
            "they attacked the village, besides an attack on Thursday on a bridge: the same did it, on that day",
            "<هاجم> [ARM: مسلحون] القرية فضلاً عن هجوم في [DATE: يوم الخميس] على [FAC: جسر]",
            "هجوم",
            ((("actor", 0),), (("recipient", 2),)),
            ["جسر", "مسلحون", "يوم الخميس"],
        ),
        (
            "others attacked: the further event has its own doer",
            "<هاجم> [ARM: مسلحون] القرية فضلاً عن هجوم نفذته [MIL: مروحيات]",
            "هجوم",
            ((("actor", 0),), (("actor", 1),)),
            ["مروحيات"],
        ),
        (
            "as a device exploded in Daquq: a clause with a subject of its own",
            "<هاجم> [ARM: مسلحون] القرية كما انفجرت عبوة في [GPE: داقوق]",
            "انفجرت",
            ((("actor", 0),), (("place", 1),)),
            ["داقوق"],
        ),
        (
            "two days are told: neither is taken",
            "<هاجم> [ARM: مسلحون] القرية فضلاً عن هجومين في [DATE: الخميس] و[DATE: الجمعة]",
            "هجومين",
            ((("actor", 0),), (("actor", 0),)),
            ["مسلحون"],
        ),
    ],
)
def test_own_arguments_a_noun_adds_an_event_of_the_same_doer(
    says: str, marked: str, further: str, arguments: tuple[Given, Given], wanted: list[str]
) -> None:
    text, mentions, trigger = read_marked(marked)
    starts = (trigger, text.index(further))
    events = tuple(
        EventMention("ASSAULT", None, "actual", start, start + 3, 0.9, given)
        for start, given in zip(starts, arguments, strict=True)
    )
    sentence = Annotation(text, tuple(mentions), events, (), None)
    told = own_arguments(sentence, events[1])
    assert [text[mentions[i].start : mentions[i].end] for _, i in told] == wanted, says


def test_own_arguments_of_a_series_and_of_its_foremost() -> None:
    """Since March they made several attacks, the foremost of them on 9 May, when they struck the bridge in Daquq."""
    marked = "[DATE: منذ آذار] <نفذوا> هجمات، أبرزها كان في [DATE: 9 أيار] حيث قصفوا [FAC: الجسر] في [GPE: داقوق]"
    given = (("date", 0), ("date", 1), ("recipient", 2), ("place", 3))
    assert kept(marked, ("قصفوا",), given, 0) == ["منذ آذار"]
    assert kept(marked, ("قصفوا",), given, 1) == ["9 أيار", "الجسر", "داقوق"]


def test_own_arguments_two_further_words_are_no_connector_at_the_end() -> None:
    # "They attacked Daquq, besides": cut off in the middle.
    assert kept("<هاجموا> [GPE: داقوق] فضلاً عن", (), (("place", 0),), 0) == ["داقوق"]


@given(st.text(alphabet="كماإلىجانب فضلاًعن، هجوم", max_size=200), st.lists(st.integers(0, 200), max_size=4))
def test_own_arguments_of_any_text_are_some_of_those_given(text: str, starts: list[int]) -> None:
    mentions = tuple(Mention("GPE", s, s + 3) for s in sorted(starts) if s + 3 <= len(text))
    arguments = tuple(("place", i) for i in range(len(mentions)))
    events = tuple(EventMention("ASSAULT", None, "actual", m.start, m.end, 0.9, arguments) for m in mentions)
    sentence = Annotation(text, mentions, events, (), None)
    assert all(set(own_arguments(sentence, event)) <= set(arguments) for event in events)
