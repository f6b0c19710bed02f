"""What a search finds, on real indices."""

from __future__ import annotations

from typing import Any

import pytest

from streams.index.client import elasticsearch
from streams.index.queries import build_query, search
from streams.settings import Settings

EVENTS: dict[str, dict[str, Any]] = {
    # An attack by armed men on a Peshmerga post in Kirkuk.
    "attack": {
        "sentence": {"text": "هجوم لمسلحين على نقطة للبيشمركة في أطراف كركوك"}, "type": "ASSAULT", "type_ar": "هجوم",
        "status": "actual", "mode": "firearms", "place_names": ["كركوك"], "place_pcodes": ["IQG13"],
        "place_admin1": ["كركوك"], "actor_names": ["تنظيم داعش"], "actor_names_en": ["Islamic State"],
        "actor_ids": ["isis"], "actor_sectors": ["REB"], "occurred": "2021-05-05", "occurred_to": "2021-05-05",
    },
    # A bombing in Kirkuk: the word "attack" stands in the type's name alone.
    "bomb": {
        "sentence": {"text": "انفجرت عبوة ناسفة قرب المدرسة"}, "type": "ASSAULT", "type_ar": "هجوم",
        "status": "historical", "mode": "explosives", "place_names": ["الحويجة"], "place_admin1": ["كركوك"],
        "actor_names": ["تنظيم داعش"], "actor_ids": ["isis"], "occurred": "2020-01-10", "occurred_to": "2020-01-12",
    },
    # A meeting with the Kurdistan region in Baghdad.
    "meeting": {
        "sentence": {"text": "اجتماع مع وفد إقليم كوردستان في بغداد"}, "type": "CONSULT", "type_ar": "لقاء أو تشاور",
        "status": "actual", "place_names": ["بغداد"], "place_names_en": ["Baghdad"], "place_pcodes": ["IQG07"],
        "actor_names": ["البيشمركة"], "actor_sectors": ["MIL"], "occurred": "2021-05-22", "occurred_to": "2021-05-22",
    },
}  # fmt: skip


@pytest.fixture
def filled(settings: Settings) -> Settings:
    with elasticsearch(settings) as es:
        for id, event in EVENTS.items():
            es.index(index=settings.index("events"), id=id, document={"id": id, "article_id": "a", **event})
        es.indices.refresh(index=settings.index("events"))
    return settings


CASES: list[tuple[dict[str, Any], list[str]]] = [
    ({}, ["meeting", "attack", "bomb"]),
    ({"text": "هجوم كركوك"}, ["attack", "bomb"]),  # attack, Kirkuk
    ({"text": "الهجوم في كركوك"}, ["attack", "bomb"]),  # with a word that means nothing by itself
    ({"text": "كردستان"}, ["meeting"]),  # Kurdistan in another spelling
    ({"text": "البشمركة"}, ["attack", "meeting"]),  # Peshmerga in another spelling
    ({"text": "المدرسه"}, ["bomb"]),  # the school, with ha
    ({"text": "هجوم بغداد"}, []),  # attack, Baghdad
    ({"type": "assault"}, ["attack", "bomb"]),
    ({"type": "ASSAULT", "place": "كركوك", "since": "2021-05-01", "status": "actual"}, ["attack"]),
    ({"place": "كركوك"}, ["attack", "bomb"]),
    ({"place": "iqg13"}, ["attack"]),
    ({"place": "Baghdad"}, ["meeting"]),
    ({"actor": "داعش"}, ["attack", "bomb"]),
    ({"actor": "isis"}, ["attack", "bomb"]),
    ({"actor": "islamic state"}, ["attack"]),
    ({"actor": "MIL"}, ["meeting"]),
    ({"mode": "explosives"}, ["bomb"]),
    ({"since": "2020-01-12", "until": "2020-12-31"}, ["bomb"]),  # the last of its three days
    ({"until": "2020-01-10"}, ["bomb"]),
    ({"since": "2021-05-06"}, ["meeting"]),
    ({"size": 1}, ["meeting"]),
    ({"text": '-كركوك "~( *'}, ["attack", "bomb"]),  # signs of a query language are no language here
]


def test_search_finds_what_is_asked_for(filled: Settings) -> None:
    with elasticsearch(filled) as es:
        for query, expected in CASES:
            found = [hit["id"] for hit in search(es, filled, **query)]
            assert sorted(found) == sorted(expected), query
            if "text" not in query:
                assert found == expected, query


def test_search_gives_relevance_and_no_vectors(filled: Settings) -> None:
    with elasticsearch(filled) as es:
        (hit,) = search(es, filled, text="كردستان")
    assert hit["relevance"] > 0
    assert "vector" not in hit


def test_build_query_of_nothing_matches_all() -> None:
    assert build_query(text="  ") == {"bool": {"must": [{"match_all": {}}], "filter": []}}
