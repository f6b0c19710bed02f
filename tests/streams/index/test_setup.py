"""The templates: as they are shipped, and as servers take them."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import pytest

from streams.commands.setup import install_all
from streams.errors import ElasticsearchError
from streams.index.client import elasticsearch
from streams.index.setup import COMPONENTS, INDICES, composed, install, load, merge, missing_indices
from streams.settings import Settings

FULL = Settings(elasticsearch_flavor="full")
MAX_IGNORE_ABOVE = 10922  # an Arabic letter has two or three bytes of UTF-8, and a Lucene term at most 32,766


def fields(properties: dict[str, Any]) -> Any:
    """Yield every field, with its sub-fields."""
    for name, field in properties.items():
        yield name, field
        yield from fields(field.get("properties", {}))
        yield from fields(field.get("fields", {}))


def test_install_again_does_nothing(settings: Settings) -> None:
    assert install_all(settings) == []


def test_install_makes_all_indices_behind_aliases(settings: Settings) -> None:
    with elasticsearch(settings) as es:
        assert missing_indices(es, settings) == []
        for name in INDICES:
            (index,) = es.indices.get_alias(name=settings.index(name)).body
            assert index == f"{settings.index(name)}-000001"


def test_install_over_an_index_in_the_alias_place_says_what_to_do(settings: Settings) -> None:
    with elasticsearch(settings) as es:
        es.indices.delete(index=f"{settings.index('state')}-000001")
        es.indices.create(index=settings.index("state"))
    with pytest.raises(ElasticsearchError, match="an alias must have this name"), elasticsearch(settings) as es:
        install(es, settings)


def test_mapping_on_the_server_refuses_fields_it_does_not_know(settings: Settings) -> None:
    with elasticsearch(settings) as es:
        for name in INDICES:
            (index,) = es.indices.get_mapping(index=settings.index(name)).body.values()
            assert index["mappings"]["dynamic"] == "strict"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("كوردستان", "كردستان"),  # Kurdistan
        ("إقليم كوردستان", "اقليم كردستان"),  # the region of Kurdistan
        ("البشمركة", "البيشمركة"),  # the Peshmerga
        ("پێشمەرگە", "البيشمركة"),  # in Kurdish letters
        ("بيشمرگه", "البيشمركة"),
        ("أربيل", "اربيل"),  # Erbil, with and without hamza
        ("الإرهاب", "ارهاب"),  # terrorism
        ("والإرهاب", "الارهاب"),
        ("المدرسة", "مدرسه"),  # the school, with ta marbuta and ha
        ("للمدرسة", "مدرسة"),
        ("مُحَمَّد", "محمـــد"),  # vowel marks, stretched
        ("مصطفى", "مصطفي"),  # alif maqsura
        ("١٢", "12"),
        ("مسلحين", "المسلحون"),  # the armed, two cases
        ("كر\u200cكوك", "كركوك"),  # an invisible character inside Kirkuk
    ],
)
def test_analysis_of_two_spellings_is_the_same(settings: Settings, one: str, other: str) -> None:
    with elasticsearch(settings) as es:
        tokens = [
            [
                token["token"]
                for token in es.indices.analyze(index=settings.index("events"), analyzer="rasid_arabic", text=text)[
                    "tokens"
                ]
            ]
            for text in (one, other)
        ]
    assert tokens[0] == tokens[1] != []


def test_analysis_exact_keeps_the_article_of_a_word(settings: Settings) -> None:
    with elasticsearch(settings) as es:
        found = es.indices.analyze(index=settings.index("events"), analyzer="rasid_exact", text="المدرسة")["tokens"]
    assert [token["token"] for token in found] == ["المدرسه"]


def test_overlay_is_one_file_and_for_the_embedded_server_alone() -> None:
    folder = files("streams.index")
    assert [entry.name for entry in (folder / "overlays").iterdir()] == ["embedded.json"]
    overlay = json.loads((folder / "overlays" / "embedded.json").read_text("utf-8"))
    names = {f"{c}.component" for c in COMPONENTS} | {f"{i}.index" for i in INDICES}
    assert set(overlay) <= names
    core = Settings(elasticsearch_flavor="core")
    for component in COMPONENTS:
        assert load("component", component, FULL) == load("component", component, core)


def test_templates_carry_prefix_and_refresh_interval() -> None:
    settings = Settings(index_prefix="other", refresh_interval_s=0.25)
    assert load("index", "events", settings)["index_patterns"] == ["other-events-*"]
    assert composed("events", settings)["settings"]["index"]["refresh_interval"] == "250ms"


@pytest.mark.parametrize("name", INDICES)
def test_templates_are_strict_and_within_the_limits(name: str) -> None:
    mappings = composed(name, FULL)["mappings"]
    found = list(fields(mappings["properties"]))
    assert mappings["dynamic"] == "strict"
    assert len(found) < 1000
    for path, field in found:
        if field.get("type") == "keyword":
            assert field["ignore_above"] <= MAX_IGNORE_ABOVE, path
        if field.get("type") == "text" and path not in ("exact", "text"):
            assert "exact" in field["fields"], path


def test_templates_use_no_analysis_beyond_what_the_test_server_gets() -> None:
    analysis = composed("events", FULL)["settings"]["index"]["analysis"]
    assert {f["type"] for f in analysis["char_filter"].values()} == {"mapping"}
    used = {f for a in analysis["analyzer"].values() for f in a["filter"]}
    assert used <= {"lowercase", "arabic_normalization", "arabic_stem", *analysis["filter"]}
    assert {f["type"] for f in analysis["filter"].values()} == {"stop"}


def test_templates_hold_no_invisible_characters_but_as_escapes() -> None:
    for entry in (files("streams.index") / "templates").iterdir():
        text = entry.read_text("utf-8")
        assert not {
            c
            for c in text
            if c in "\u061c\u200b\u200c\u200d\u200e\u200f\u2066\u2067\u2068\u2069\ufeff\u202a\u202b\u202c\u202d\u202e"
        }


def test_merge_lays_objects_over_and_replaces_lists() -> None:
    assert merge({"a": {"b": [1, 2], "c": 1}}, {"a": {"b": [3]}, "d": 4}) == {"a": {"b": [3], "c": 1}, "d": 4}
