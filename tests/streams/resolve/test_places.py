"""Place strings against the register: the table `places.tsv` says in English what each string means."""

from __future__ import annotations

import dataclasses
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.resolve.gazetteer import Gazetteer, read_table
from streams.resolve.place_text import before, display
from streams.resolve.places import PRECISIONS, PlaceResolver, ResolvedPlace
from streams.text.normalize import normalize
from tests.timing import processor_s

COLUMNS = ("says", "text", "type", "context", "id", "precision", "relation", "admin1")
LINES = Path(__file__).with_name("places.tsv").read_text(encoding="utf-8").splitlines()[1:]
CASES = [
    pytest.param(dict(zip(COLUMNS, line.split("\t"), strict=True)), id=line.split("\t")[0])
    for line in LINES
    if not line.startswith("#")
]
HOSTILE = {
    "one letter": "و" * 50_000,
    "clitics": "وبال" * 12_500,
    "units": "محافظة " * 7_000,
    "relations": "شمال غربي " * 5_000,
    "names": "كركوك و" * 7_000,
    "quotes": '"«(' * 17_000,
    "marks": "َُّ" * 17_000,
    "digits": "العلم1" * 8_000,
    "controls": "\u202e\u200f\x00" * 17_000,
    "surrogates": "\ud800" * 50_000,
    "tabs and lines": "بغداد\t\n" * 7_000,
    "latin": "Kirkuk " * 7_000,
    "no spaces": "العراق" * 8_000,
}


@pytest.fixture(scope="module")
def places() -> PlaceResolver:
    return PlaceResolver.load()


@pytest.mark.parametrize("case", CASES)
def test_resolve_table_case_gives_place(places: PlaceResolver, case: dict[str, str]) -> None:
    context = [c for c in case["context"].split(";") if c]
    found = places.resolve(case["text"], case["type"], context=context)
    wanted = (case["id"] or None, case["precision"], case["relation"] or None)
    assert (found.id, found.precision, found.relation) == wanted
    if case["admin1"]:
        assert found.admin1 == case["admin1"]


def test_table_has_two_hundred_cases_of_distinct_input() -> None:
    given = {(c.values[0]["text"], c.values[0]["type"], c.values[0]["context"]) for c in CASES}  # type: ignore[index]
    assert len(given) == len(CASES) >= 200


def test_resolve_town_gives_chain_code_and_coordinates(places: PlaceResolver) -> None:
    """Jalawla lies in its subdistrict, in the district of Khanaqin, in Diyala."""
    found = places.resolve("جلولاء", "GPE")
    units = ("IRQ", "ديالى", "خانقين", "جلولاء")
    assert found == ResolvedPlace(
        "جلولاء", "Jalawla", "iq:jalawla", "IQG10Q05N04", *units, 34.272, 45.167, "town", None
    )


def test_resolve_halabja_is_in_its_own_governorate_with_the_code_of_its_district(places: PlaceResolver) -> None:
    """Halabja became a governorate; the P-codes, of 2019, still count it under Sulaymaniyah."""
    found = places.resolve("حلبجة", "GPE")
    assert (found.admin1, found.pcode) == ("حلبجة", "IQG06Q05N03")
    assert places.resolve("سيد صادق", "GPE").admin1 == "السليمانية"


def test_resolve_unknown_place_keeps_name_and_nothing_else(places: PlaceResolver) -> None:
    """A village that is nowhere in the register, with tatweel and quotation marks, in a context that names Iraq."""
    found = places.resolve("قرية «أم الغــزلان»", "GPE", context=["بغداد", "العراق"])
    assert found == ResolvedPlace("قرية أم الغزلان")


def test_resolve_unknown_village_inherits_only_what_its_string_names(places: PlaceResolver) -> None:
    """An unknown village in the subdistrict of Jalawla: the units, no id, the subdistrict's precision."""
    found = places.resolve("قرية أم الغزلان في ناحية جلولاء", "GPE", context=["كركوك"])
    assert (found.id, found.name_en) == (None, None)
    assert (found.admin1, found.admin2, found.admin3) == ("ديالى", "خانقين", "جلولاء")
    assert (found.pcode, found.precision) == ("IQG10Q05N04", "subdistrict")


def test_resolve_between_gives_the_middle_and_the_shared_units(places: PlaceResolver) -> None:
    """The road between Sharqat and Baiji."""
    found = places.resolve("الطريق بين الشرقاط وبيجي", "LOC")
    sharqat, baiji = places.resolve("الشرقاط", "GPE"), places.resolve("بيجي", "GPE")
    assert found.lat == pytest.approx(((sharqat.lat or 0) + (baiji.lat or 0)) / 2, abs=1e-3)
    assert (found.country, found.admin1) == ("IRQ", "صلاح الدين")


@pytest.mark.parametrize(
    ("sentence", "text", "identifier", "relation"),
    [
        # "in the operations sector of Diyala", the mention is Diyala alone
        ("بدأ العمل في قاطع عمليات ديالى أمس", "ديالى", "iq:adm1:IQG10", "sector_of"),
        # "killed north-west of Kirkuk", the mention is Kirkuk alone
        ("قتل جندي شمال غربي كركوك", "كركوك", "iq:kirkuk", "northwest_of"),
        # "in the governorate of Kirkuk", the mention is Kirkuk alone
        ("وصل الوفد إلى محافظة كركوك", "كركوك", "iq:adm1:IQG13", None),
        # "the north, Kirkuk": a comma parts them
        ("تحركت القوات في الشمال، كركوك هادئة", "كركوك", "iq:kirkuk", None),
        # "the forces left Kirkuk": the word before is none of the place's
        ("غادرت القوات كركوك", "كركوك", "iq:kirkuk", None),
    ],
)
def test_resolve_words_before_the_mention_belong_to_it_or_not(
    places: PlaceResolver, sentence: str, text: str, identifier: str, relation: str | None
) -> None:
    found = places.resolve(text, "GPE", sentence=sentence, start=sentence.index(text))
    assert (found.id, found.relation) == (identifier, relation)


def test_resolve_all_takes_the_other_mentions_as_context(places: PlaceResolver) -> None:
    """Tripoli beside Beirut, Husayba beside Ramadi."""
    tripoli, beirut = places.resolve_all([("طرابلس", "GPE"), ("بيروت", "GPE")])
    assert (tripoli.country, beirut.country) == ("LBN", "LBN")
    assert places.resolve_all([("الرمادي", "GPE"), ("حصيبة", "GPE")])[1].id == "iq:husayba-sharqiya"


def test_resolve_near_context_counts_more_than_far(places: PlaceResolver) -> None:
    """Amiriya: Fallujah in the sentence, Mansour of Baghdad far off in the article, and the other way round."""
    far = ["تركيا", "روسيا", "مصر", "اليمن", "ليبيا", "قطر", "الهند", "الصين"] * 4
    countries = list(dict.fromkeys(far))
    assert places.resolve("العامرية", "GPE", context=["الفلوجة", *countries, "المنصور"]).admin1 == "الأنبار"
    assert places.resolve("العامرية", "GPE", context=["المنصور", *countries, "الفلوجة"]).admin1 == "بغداد"


def test_resolve_equal_namesakes_gives_only_what_they_share(places: PlaceResolver) -> None:
    """Husayba alone: two of them, near Ramadi and at Qaim, both in Anbar."""
    found = places.resolve("حصيبة", "GPE")
    assert (found.id, found.lat, found.admin1, found.precision) == (None, None, "الأنبار", "governorate")


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_resolve_hostile_text_takes_under_a_tenth_of_a_second(places: PlaceResolver, text: str) -> None:
    call = partial(places.resolve, text, "GPE", sentence=text, start=len(text), context=[text] * 100)
    assert processor_s(call) < 0.1


@settings(max_examples=300)
@given(
    st.text(
        st.characters(min_codepoint=0x600, max_codepoint=0x6FF) | st.sampled_from(' ولبال()"-1\u200f'), max_size=60
    ),
    st.sampled_from(["GPE", "LOC", "FAC"]),
    st.lists(st.sampled_from(["كركوك", "لبنان", "", "الإقليم", "شمال"]), max_size=4),
)
def test_resolve_any_text_gives_a_valid_place(text: str, kind: str, context: list[str]) -> None:
    found = PlaceResolver.load().resolve(text, kind, context=context)
    assert found.precision in PRECISIONS
    assert (found.lat is None) == (found.lon is None)
    if found.precision == "unknown":
        assert dataclasses.replace(found, name="", relation=None) == ResolvedPlace("")


def test_register_places_lie_near_the_unit_that_they_are_in() -> None:
    """A wrong digit in a coordinate or P-code puts a place far from its district's middle (deserts are 300 km wide)."""
    gazetteer = Gazetteer.load()
    far = []
    for row in read_table("iraq_places.tsv"):
        if row["within"] and row["lat"]:
            level = {5: 1, 8: 2, 11: 3}[len(row["within"])]
            unit = gazetteer.places[f"iq:adm{level}:{row['within']}"]
            reach = 2.6 if level == 1 or row["within"].startswith("IQG01") else 1.2
            if abs(float(row["lat"]) - (unit.lat or 0)) > reach or abs(float(row["lon"]) - (unit.lon or 0)) > reach:
                far.append(row["id"])
    assert far == []


def test_register_has_all_units_and_every_parent() -> None:
    rows = list(read_table("iraq_units.tsv"))
    codes = {row["pcode"] for row in rows}
    kinds = [row["type"] for row in rows if row["pcode"]]
    assert [kinds.count(k) for k in ("governorate", "district", "subdistrict")] == [18, 101, 294]
    assert all(row["parent"] in codes for row in rows if row["parent"])


def test_world_table_keys_are_normalised_and_hold_the_name_shown() -> None:
    gazetteer = Gazetteer.load()
    for line in gazetteer._world[::7]:
        *_, name, keys = line.split("\t")
        assert normalize(name) in keys.split("|")
        assert all(normalize(k) == k for k in keys.split("|"))


def test_load_gives_one_resolver_a_process() -> None:
    assert PlaceResolver.load() is PlaceResolver.load()


def test_before_gives_words_up_to_the_mention_and_not_across_punctuation() -> None:
    """In the sector of Diyala; in the north, Kirkuk."""
    assert before("في قاطع ديالى", 8) == "في قاطع "
    assert before("في الشمال، كركوك", 11) == ""
    assert before("كركوك", 0) == ""


def test_display_drops_marks_quotes_and_tatweel() -> None:
    """Ain al-Asad with marks, tatweel and guillemets."""
    assert display("«عَيْن الأســد»") == "عين الأسد"
    assert display('"') == '"'
