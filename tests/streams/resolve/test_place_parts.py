"""Strings that name several places: each is given, with its own characters of the string."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.annotation import Annotation, EventMention, Mention
from streams.resolve.dates import BAGHDAD
from streams.resolve.facts import Facts, Telling
from streams.resolve.place_parts import word_spans
from streams.resolve.places import PlaceResolver
from streams.resolve.resolver import Resolver
from streams.text.normalize import normalize

PUBLISHED = datetime(2021, 5, 22, 15, 0, tzinfo=BAGHDAD)


@pytest.fixture(scope="module")
def places() -> PlaceResolver:
    return PlaceResolver.load()


@pytest.mark.parametrize(
    ("says", "text", "wanted"),
    [
        ("two towns", "الموصل وكركوك", ["الموصل iq:mosul town", "كركوك iq:kirkuk town"]),
        ("in two towns", "بالموصل وكركوك", ["بالموصل iq:mosul town", "كركوك iq:kirkuk town"]),
        (
            "two governorates, one word for both",
            "محافظتي ديالى وصلاح الدين",
            ["ديالى iq:adm1:IQG10 governorate", "صلاح الدين iq:adm1:IQG16 governorate"],
        ),
        (
            "two governorates that are towns too",
            "محافظتي كركوك والنجف",
            ["كركوك iq:adm1:IQG13 governorate", "النجف iq:adm1:IQG04 governorate"],
        ),
        (
            "three towns, the last with vowel marks and tatweel",
            "أربيل وكركــوك وبَغداد",
            ["أربيل iq:erbil town", "كركــوك iq:kirkuk town", "بَغداد iq:baghdad town"],
        ),
        ("two towns with a dash", "كركوك-أربيل", ["كركوك iq:kirkuk town", "أربيل iq:erbil town"]),
        ("two countries", "العراق وسوريا", ["العراق country:IRQ country", "سوريا country:SYR country"]),
        (
            "the lands of two countries",
            "الأراضي السورية والعراقية",
            ["السورية country:SYR country", "العراقية country:IRQ country"],
        ),
        (
            "a name beginning with waw is not cut",
            "ديالى وواسط",
            ["ديالى iq:adm1:IQG10 governorate", "واسط iq:adm1:IQG18 governorate"],
        ),
        (
            "a governorate and a district of it, both named",
            "محافظة كركوك وقضاء داقوق",
            ["كركوك iq:adm1:IQG13 governorate", "داقوق iq:adm2:IQG13Q02 district"],
        ),
    ],
)
def test_resolve_each_places_side_by_side_are_all_given(
    places: PlaceResolver, says: str, text: str, wanted: list[str]
) -> None:
    found = [f"{text[p.start : p.end]} {p.place.id} {p.place.precision}" for p in places.resolve_each(text, "GPE")]
    assert found == wanted


@pytest.mark.parametrize(
    ("text", "kind", "identifier"),
    [
        ("كركوك", "GPE", "iq:kirkuk"),
        # Kirkuk in Iraq, Daquq in Kirkuk, the capital Baghdad: one place, told with what it lies in
        ("قضاء داقوق في محافظة كركوك", "GPE", None),
        ("العاصمة العراقية بغداد", "GPE", "iq:baghdad"),
        # the road from Kirkuk to Tikrit is in the register
        ("طريق كركوك - تكريت", "LOC", "iq:road-kirkuk-tikrit"),
        # the border of Iraq and Syria
        ("الحدود العراقية السورية", "LOC", "border:IRQ-SYR"),
        # Zakho, which lies in Dohuk; Karrada, a part of Baghdad
        ("زاخو بدهوك", "GPE", "iq:zakho"),
        ("الكرادة ببغداد", "GPE", "iq:karrada"),
        # Salah al-Din: one name of two words
        ("صلاح الدين", "GPE", "iq:adm1:IQG16"),
    ],
)
def test_resolve_each_one_place_stands_for_the_whole_string(
    places: PlaceResolver, text: str, kind: str, identifier: str | None
) -> None:
    found = places.resolve_each(text, kind)
    assert [(p.start, p.end) for p in found] == [(0, len(text))]
    assert found[0].place == places.resolve(text, kind)
    assert identifier is None or found[0].place.id == identifier


def test_resolve_each_words_before_the_mention_count_for_all_of_it(places: PlaceResolver) -> None:
    """The words "in the governorates of Diyala and Kirkuk", the mention being the two names alone."""
    sentence = "نفذت القوات عملية في محافظتي ديالى وكركوك أمس"
    text = "ديالى وكركوك"
    found = places.resolve_each(text, "GPE", sentence=sentence, start=sentence.index(text))
    assert [(text[p.start : p.end], p.place.precision) for p in found] == [
        ("ديالى", "governorate"),
        ("كركوك", "governorate"),
    ]


def test_resolve_each_stretch_is_its_middle_and_the_names_of_its_ends(places: PlaceResolver) -> None:
    """On the road between Baghdad and Fallujah: in neither, and found under both."""
    text = "الطريق بين بغداد والفلوجة"
    middle, *ends = places.resolve_each(text, "LOC")
    assert middle.place == places.resolve(text, "LOC")
    assert (middle.place.id, middle.place.relation, middle.place.precision) == (None, "between", "area")
    assert middle.place.lat is not None
    assert [(text[p.start : p.end], p.place.id) for p in ends] == [("بغداد", "iq:baghdad"), ("الفلوجة", "iq:fallujah")]
    assert {(p.place.relation, p.place.precision, p.place.lat, p.place.lon) for p in ends} == {
        ("between", "area", None, None)
    }


def test_resolve_long_stretch_has_no_middle(places: PlaceResolver) -> None:
    """Between Basra and Mosul lies most of Iraq."""
    found = places.resolve("الطريق بين البصرة والموصل", "LOC")
    assert (found.precision, found.country, found.lat, found.relation) == ("region", "IRQ", None, "between")


def article(text: str, kind: str, name: str) -> Facts:
    """An assault at the place `name` of the one sentence of an article, which begins at character 100."""
    start = text.index(name)
    event = EventMention("ASSAULT", None, "actual", 0, 3, 0.9, (("place", 0),))
    sentence = Annotation(text, (Mention(kind, start, start + len(name)),), (event,), (), None)
    return Resolver.load().resolve("a1", PUBLISHED, [Telling(100, 100 + len(text), sentence)])


def test_event_of_two_towns_has_both_places_and_entities() -> None:
    """Attacks in Mosul and Kirkuk: each with its span of the article."""
    text = "هجمات مسلحة في الموصل وكركوك أمس"
    facts = article(text, "GPE", "الموصل وكركوك")
    told = facts.events[0]["places"]
    assert [(p["id"], p["text"], p["type"]) for p in told] == [
        ("iq:mosul", "الموصل", "GPE"),
        ("iq:kirkuk", "كركوك", "GPE"),
    ]
    assert all(text[p["start"] - 100 : p["end"] - 100] == p["text"] for p in told)
    assert [e["id"] for e in facts.entities] == ["iq:mosul", "iq:kirkuk"]


def test_event_between_two_towns_is_found_under_both() -> None:
    """A bomb on the road between Baghdad and Fallujah: one point on the map, three places."""
    facts = article("انفجار عبوة على الطريق بين بغداد والفلوجة", "LOC", "الطريق بين بغداد والفلوجة")
    told = facts.events[0]["places"]
    assert [p["id"] for p in told] == [None, "iq:baghdad", "iq:fallujah"]
    assert [p["lat"] is not None for p in told] == [True, False, False]


@given(
    st.lists(st.sampled_from(["كركوك", "والموصل", "-", "محافظتي", "بين", "و", "ـ", "(", "1", "السورية"]), max_size=9)
)
def test_resolve_each_any_string_gives_characters_of_it(words: list[str]) -> None:
    text = " ".join(words)
    found = PlaceResolver.load().resolve_each(text, "GPE")
    assert found
    assert all(0 <= p.start < p.end <= len(text) or text == "" for p in found)


@given(st.text(max_size=60))
def test_word_spans_are_the_words_of_the_key_or_fewer(text: str) -> None:
    spans = word_spans(text)
    assert all(a < b <= c < d for (a, b), (c, d) in pairwise(spans))
    assert len(spans) <= max(1, len(text)) and (not spans or normalize(text))
