"""Decoding: what the scores say, and what the ontology forbids."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.annotation import Annotation
from models.decode import Thresholds, best_tags, decode, entity_words
from models.labels import labels, role_fits
from models.words import words

# "The army attacked a Daesh hideout in Kirkuk yesterday."
TEXT = "هاجم الجيش وكر داعش في كركوك أمس"
SPANS = words(TEXT)
COUNT = len(SPANS)
SPACE = labels()


def quiet() -> dict[str, np.ndarray]:
    """Scores under which nothing is found."""
    scores = {
        "tags": np.zeros((COUNT, len(SPACE.tags)), dtype=np.float32),
        "triggers": np.zeros((COUNT, len(SPACE.triggers)), dtype=np.float32),
        "statuses": np.zeros((COUNT, len(SPACE.statuses)), dtype=np.float32),
        "modes": np.zeros((COUNT, len(SPACE.modes)), dtype=np.float32),
        "roles": np.zeros((COUNT, COUNT, len(SPACE.roles)), dtype=np.float32),
        "contexts": np.full(len(SPACE.contexts), -9, dtype=np.float32),
    }
    scores["tags"][:, 0] = scores["triggers"][:, 0] = 9
    scores["roles"][:, :, 0] = 5
    return scores


def attack() -> dict[str, np.ndarray]:
    """Scores of an attack by word 0, the army as actor, words 2-3 (hideout of Daesh) as recipient."""
    scores = quiet()
    scores["triggers"][0, SPACE.triggers.index("ASSAULT")] = 20
    for word, tag in ((1, "B-MIL"), (2, "B-ARM"), (3, "I-ARM"), (5, "B-GPE"), (6, "B-DATE")):
        scores["tags"][word, SPACE.tags.index(tag)] = 20
    for word, role in ((1, "actor"), (2, "recipient"), (3, "recipient"), (5, "place"), (6, "date")):
        scores["roles"][0, word, SPACE.roles.index(role)] = 20
    return scores


def shown(found: Annotation) -> list[tuple[str, str]]:
    return [(role, TEXT[found.entities[i].start : found.entities[i].end]) for role, i in found.events[0].arguments]


def test_decode_nothing_scored_gives_an_empty_annotation() -> None:
    found = decode(TEXT, SPANS, quiet(), Thresholds())
    assert (found.entities, found.events, found.contexts) == ((), (), ())


def test_decode_clear_scores_give_event_with_its_arguments() -> None:
    found = decode(TEXT, SPANS, attack(), Thresholds())
    assert [event.type for event in found.events] == ["ASSAULT"]
    assert shown(found) == [("actor", "الجيش"), ("recipient", "وكر داعش"), ("place", "كركوك"), ("date", "أمس")]


def test_decode_role_that_the_entity_type_cannot_fill_is_not_given() -> None:
    scores = attack()
    # The date is scored as the weapon; a date cannot be one, and nothing else was scored for it.
    scores["roles"][0, 6] = 0
    scores["roles"][0, 6, SPACE.roles.index("weapon")] = 20
    scores["roles"][0, 6, 0] = 10
    assert ("weapon", "أمس") not in shown(decode(TEXT, SPANS, scores, Thresholds()))


def test_decode_mode_of_another_type_is_never_given() -> None:
    scores = attack()
    scores["modes"][0, SPACE.mode_index("PROTEST", "demo")] = 50
    scores["modes"][0, SPACE.mode_index("ASSAULT", "aerial")] = 1
    assert decode(TEXT, SPANS, scores, Thresholds()).events[0].mode == "aerial"


def test_decode_inside_tag_without_beginning_takes_the_best_allowed_path() -> None:
    scores = quiet()["tags"]
    scores[2, SPACE.tags.index("I-ARM")] = 12
    scores[2, SPACE.tags.index("B-ARM")] = 11
    path = best_tags(scores, 0.0)
    assert [SPACE.tags[tag] for tag in path] == ["O", "O", "B-ARM", "O", "O", "O", "O"]


def test_decode_event_below_min_confidence_is_left_out() -> None:
    scores = attack()
    scores["triggers"][0, SPACE.triggers.index("ASSAULT")] = 10
    sure = decode(TEXT, SPANS, scores, Thresholds()).events[0].confidence
    assert decode(TEXT, SPANS, scores, Thresholds(), min_confidence=sure + 0.01).events == ()
    assert len(decode(TEXT, SPANS, scores, Thresholds(), min_confidence=sure - 0.01).events) == 1


def test_decode_temperature_lowers_confidence_and_keeps_the_event() -> None:
    hot = decode(TEXT, SPANS, attack(), Thresholds(temperature=5.0)).events[0]
    cold = decode(TEXT, SPANS, attack(), Thresholds()).events[0]
    assert hot.confidence < cold.confidence
    assert (hot.type, hot.start) == (cold.type, cold.start)


@pytest.mark.parametrize("outside", [-50.0, 50.0])
def test_decode_weight_of_outside_moves_the_number_of_entities(outside: float) -> None:
    scores = attack()["tags"]
    found = entity_words(best_tags(scores, outside))
    assert (len(found) > 4) if outside < 0 else (len(found) == 0)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**31), scale=st.floats(0.1, 20))
def test_decode_of_any_scores_fits_the_ontology(seed: int, scale: float) -> None:
    rng = np.random.default_rng(seed)
    scores = {name: (rng.normal(0, scale, value.shape)).astype(np.float32) for name, value in quiet().items()}
    found = decode(TEXT, SPANS, scores, Thresholds())
    ends = [0, *(mention.end for mention in found.entities)]
    assert all(mention.start >= end for mention, end in zip(found.entities, ends, strict=False))
    for event in found.events:
        assert (event.type, event.mode or "none") in SPACE.modes
        assert 0 <= event.confidence <= 1
        assert len({index for _, index in event.arguments}) == len(event.arguments)
        for role, index in event.arguments:
            kind = SPACE.entity_types.index(found.entities[index].type)
            assert role_fits()[kind, SPACE.roles.index(role)]
    assert len(found.contexts) <= 3
