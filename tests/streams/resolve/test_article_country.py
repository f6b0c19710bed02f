"""Names that several countries have, settled by the country that the article is about."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

import pytest

from models.annotation import Annotation, EventMention, Mention
from streams.resolve.article_country import article_country, majority
from streams.resolve.dates import BAGHDAD
from streams.resolve.facts import Telling
from streams.resolve.places import PlaceResolver
from streams.resolve.resolver import Resolver

PUBLISHED = datetime(2021, 5, 22, 15, 0, tzinfo=BAGHDAD)


@pytest.fixture(scope="module")
def places() -> PlaceResolver:
    return PlaceResolver.load()


@pytest.mark.parametrize(
    ("text", "country", "wanted"),
    [
        # Quneitra and Kenitra
        ("القنيطرة", "SYR", "Al Qunayţirah"),
        ("القنيطرة", "MAR", "Kenitra"),
        ("القنيطرة", "IRQ", None),
        ("القنيطرة", None, None),
        # Tripoli, the Lebanese and the Libyan one; the larger one where nothing is said
        ("طرابلس", "LBN", "Tripoli"),
        ("طرابلس", "LBY", "Tripoli"),
        # al-Bayda of Yemen and of Libya
        ("البيضاء", "LBY", "Al Bayḑā’"),
        # Bosra of Syria needs its country, Basra never
        ("بصرى", "SYR", "Buşrá ash Shām"),
        ("بصرى", "IRQ", None),
        # a word (the little one, the junction, the gate, a land) that is a town's name in its country's news alone
        ("القصير", "SYR", "Al Quşayr"),
        ("القصير", "EGY", "Al Quşayr"),
        ("القصير", "IRQ", None),
        ("المفرق", "JOR", "Mafraq"),
        ("المفرق", "IRQ", None),
        ("الباب", "SYR", "Al Bāb"),
        ("الباب", "IRQ", None),
        ("بلد", "IRQ", "Balad"),
        ("بلد", "SYR", None),
    ],
)
def test_resolve_name_of_two_countries_is_that_of_the_article(
    places: PlaceResolver, text: str, country: str | None, wanted: str | None
) -> None:
    found = places.resolve(text, "GPE", country=country)
    assert found.name_en == wanted
    assert found.country == (country if wanted else None)


@pytest.mark.parametrize("country", [None, "SYR", "LBN", "EGY", "IRQ", "MAR", "YEM"])
@pytest.mark.parametrize(
    ("text", "own"),
    [
        # what is far larger or alone of its name stays itself in anybody's news: Basra, Sidon, Zarqa, Hodeida, Sirte,
        # Derna, Riyadh, Damascus
        ("البصرة", "IRQ"),
        ("صيدا", "LBN"),
        ("الزرقاء", "JOR"),
        ("الحديدة", "YEM"),
        ("سرت", "LBY"),
        ("درنة", "LBY"),
        ("الرياض", "SAU"),
        ("دمشق", "SYR"),
    ],
)
def test_resolve_great_namesake_stays_in_news_of_other_countries(
    places: PlaceResolver, text: str, own: str, country: str | None
) -> None:
    assert places.resolve(text, "GPE", country=country).country == own


@pytest.mark.parametrize(
    ("names", "sentences", "wanted"),
    [
        # Damascus and Deraa; "the Syrian forces", "to the Syrian army"
        (["دمشق", "درعا"], [], "SYR"),
        ([], ["قصفت القوات السورية التلال", "وانضمت للجيش السوري كتيبة"], "SYR"),
        # Iraq and Turkey alike
        (["بغداد", "أنقرة"], ["التقى الوزير العراقي نظيره التركي"], None),
        # nothing named; a word that only looks like an adjective of a country
        ([], ["قال المتحدث إن القتال توقف"], None),
    ],
)
def test_article_country_takes_two_of_three_votes(
    places: PlaceResolver, names: list[str], sentences: list[str], wanted: str | None
) -> None:
    assert article_country(places, names, sentences) == wanted


def test_majority_of_nothing_or_of_halves_is_none() -> None:
    assert majority(Counter()) is None
    assert majority(Counter(IRQ=1, SYR=1)) is None
    assert majority(Counter(IRQ=2, SYR=1)) == "IRQ"


def test_article_that_says_its_country_by_an_adjective_settles_a_namesake() -> None:
    """Shelling near Quneitra, by the Syrian forces: no other place is named."""
    text = "قصفت القوات السورية مواقع في القنيطرة"
    event = EventMention("ASSAULT", None, "actual", 0, 4, 0.9, (("place", 0),))
    sentence = Annotation(text, (Mention("GPE", text.index("القنيطرة"), len(text)),), (event,), (), None)
    facts = Resolver.load().resolve("a1", PUBLISHED, [Telling(0, len(text), sentence)])
    assert [(p["id"], p["country"]) for p in facts.events[0]["places"]] == [("gn:173334", "SYR")]


@pytest.mark.parametrize(
    ("before", "text", "country", "wanted", "relation"),
    [
        # "rain in the country", "for the country", in an article on Iraq, on Yemen, on none
        ("هطلت الأمطار في ", "البلاد", "IRQ", "country:IRQ", None),
        ("فتحت المعابر ", "للبلاد", "YEM", "country:YEM", None),
        ("هطلت الأمطار في ", "البلاد", None, None, None),
        # "the east of the country", with the direction inside and before the mention, and after a place of it
        ("هبت عاصفة على ", "شرقي البلاد", "IRQ", "country:IRQ", "east_part"),
        ("هبت عاصفة على شرقي ", "البلاد", "IRQ", "country:IRQ", "east_part"),
        ("هبت عاصفة في ميسان ", "جنوبي البلاد", "IRQ", "country:IRQ", "south_part"),
        # "in Homs, in the middle of the country": the country of Homs, whatever the article is about
        ("وقع انفجار في حمص ", "غربي البلاد", "IRQ", "country:SYR", "west_part"),
        ("وقع انفجار في حمص ", "غربي البلاد", None, "country:SYR", "west_part"),
        # "came from Ankara to the south of the country": of which is not said
        ("جاء من أنقرة إلى ", "جنوب البلاد", "IRQ", None, None),
        # "abroad", "outside the country"
        ("سافر المريض إلى ", "خارج البلاد", "IRQ", None, None),
        ("سافر المريض إلى خارج ", "البلاد", "IRQ", None, None),
    ],
)
def test_the_country_is_that_of_the_article_or_of_the_place_beside_it(
    places: PlaceResolver, before: str, text: str, country: str | None, wanted: str | None, relation: str | None
) -> None:
    found = places.resolve(text, "LOC", sentence=before + text, start=len(before), country=country)
    assert (found.id, found.relation) == (wanted, relation)
