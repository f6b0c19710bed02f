"""How surely two tellings are of one incident: a symmetric test of a pair."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

from streams.incidents.acts import SPOKEN, answers, names_any, one_act, one_of_many, other_act, same_act
from streams.incidents.figures import differing
from streams.incidents.parties import PART, ROLES, disjoint, everyone, kinship, rivals, strangers
from streams.incidents.sites import WIDE, places_score
from streams.incidents.telling import Telling, families
from streams.incidents.words import overlap, tables
from streams.neardup import COPY, likeness

# `Last week` and the day of publication.
LONG_DAYS = 8
# Sentences that share so much of their words are one bulletin in two outlets.
SAME_WORDS = 0.6


@dataclass(frozen=True)
class Weights:
    """What each agreement counts for and each disagreement against; the threshold is in the same unit.

    `least`: two articles whose best pair lies below keep two groups apart, however well the rest of them agrees;
    `veto`: so does a pair below the threshold whose people and counts contradict each other so much.

    Set by reason and checked on the groups of articles written for it (`tests/streams/incidents/groups.jsonl`); the
    command `python -m pytest tests/streams/incidents -k bcubed -s` prints what they reach. `meaning_floor` is the
    median cosine of two unrelated news sentences under the shipped model, `meaning_ceiling` the upper quartile of two
    tellings of one incident. Both belong to the model: measure them again with another one (docs/incidents.md).
    """

    near: float = 0.5
    same_place_name: float = 0.8
    days: float = 1.2
    long_span: float = -0.8
    shared_party: float = 0.8
    other_party: float = -1.0
    other_person: float = -1.5
    same_loss: float = 0.8
    near_loss: float = 0.2
    other_loss: float = -0.8
    same_mode: float = 0.3
    other_mode: float = -0.3
    other_type: float = -1.0
    other_act: float = -1.5
    other_figures: float = -2.5
    one_of_many: float = -1.0
    same_trigger: float = 0.4
    other_trigger: float = -0.4
    words: float = 7.0
    meaning: float = 0.7
    meaning_floor: float = 0.06
    meaning_ceiling: float = 0.80
    same_article: float = 0.3
    unplaced: float = -1.2
    same_sentence: float = 1.5
    threshold: float = 3.95
    least: float = -0.7
    veto: float = -1.5


WEIGHTS = Weights()


def similarity(a: Telling, b: Telling, weights: Weights = WEIGHTS) -> float | None:
    """Return how much speaks for one incident, above 0 at the threshold; None if it cannot be one.

    Symmetric: `similarity(a, b) == similarity(b, a)`.
    """
    if b.order < a.order:
        a, b = b, a
    if not types_agree(a.type, b.type) or not days_agree(a, b) or siblings(a, b):
        return None
    where = where_score(a, b, weights)
    if where is None or answers(a, b):
        return None
    family = profile(families().get(a.type, ""))
    score = family["place"] * where + days_score(a, b, weights)
    score += family["people"] * shared_score(a, b, weights) + family["against"] * against_score(a, b, weights)
    score += losses_score(a, b, weights) + modes_score(a, b, weights) + family["text"] * text_score(a, b, weights)
    unplaced = family["unplaced"] * unplaced_score(a, b, weights)
    score += unplaced + acts_score(a, b, unplaced < 0, weights)
    return round(score + article_score(a, b, weights) - weights.threshold, 6)


@lru_cache(maxsize=1)
def compatible() -> frozenset[frozenset[str]]:
    """Return the pairs of different types that are used for one act."""
    return frozenset(frozenset(pair) for pair in tables()["compatible"])


@lru_cache(maxsize=16)
def profile(family: str) -> dict[str, float]:
    """Return how much place, people shared, people apart and text count for in a family, 1 by default.

    `unplaced`, 0 by default, is how much it speaks against a pair that neither telling has a place.
    """
    return {
        "place": 1.0,
        "people": 1.0,
        "against": 1.0,
        "text": 1.0,
        "unplaced": 0.0,
        **tables()["profiles"].get(family, {}),
    }


def types_agree(a: str, b: str) -> bool:
    """Tell whether two types can be of one act."""
    return a == b or frozenset((a, b)) in compatible()


def days_agree(a: Telling, b: Telling) -> bool:
    """Tell whether the days overlap."""
    return a.first <= b.last and b.first <= a.last


def days_score(a: Telling, b: Telling, w: Weights) -> float:
    """Count which part of the days that either can mean both can mean.

    Half within an article, where one sentence has its day from another; a span of weeks is that of a campaign.
    """
    shared = (min(a.last, b.last) - max(a.first, b.first)).days + 1
    union = (max(a.last, b.last) - min(a.first, b.first)).days + 1
    score = w.days * shared / union * (0.5 if a.article_id == b.article_id else 1.0)
    return score + (w.long_span if union > LONG_DAYS else 0.0)


def where_score(a: Telling, b: Telling, w: Weights) -> float | None:
    """Compare the places, those of an earlier sentence counting less, in one article nothing; None if apart."""
    score = places_score(a.sites or a.near, b.sites or b.near)
    if score is None:
        return None
    if not (a.sites and b.sites):
        score *= 0.0 if a.article_id == b.article_id else w.near
    named = score < w.same_place_name and any(kinship(x, y) >= PART for x in a.labels for y in b.labels)
    return score + w.same_place_name if named else score


def shared_score(a: Telling, b: Telling, w: Weights) -> float:
    """Count who acts or is acted on in both; outlets swap the two where an act is mutual."""
    mine, theirs = everyone(a), everyone(b)
    if not mine or not theirs:
        return 0.0
    few, many = sorted((mine, theirs), key=lambda names: (len(names), sorted(names)))
    return w.shared_party * sum(max(kinship(x, y) for y in many) for x in few) / math.sqrt(len(few))


def against_score(a: Telling, b: Telling, w: Weights) -> float:
    """Count those whom only one of two tellings knows; of two speakers also those without a name of their own."""
    others = sum(strangers(a, b, role) for role in ROLES)
    if families().get(a.type) == SPOKEN and disjoint(a, b, "actor"):
        others = 1 + strangers(a, b, "recipient")
    return w.other_party * others + (w.other_person if rivals(a, b) else 0.0)


def losses_score(a: Telling, b: Telling, w: Weights) -> float:
    """Compare the counts that both give; a toll that rises keeps near its last figure, and one dead is no mark."""
    score = 0.0
    for role in sorted(a.losses.keys() & b.losses.keys()):
        (low, high), (low2, high2) = a.losses[role], b.losses[role]
        if low == low2 and high == high2 and high is not None:
            score += w.same_loss * (0.5 if low <= 2 else 1.0)
        elif low <= (high2 or math.inf) and low2 <= (high or math.inf):
            score += w.near_loss
        else:
            ratio = max(low, low2, 1) / max(min(low, low2), 1)
            score += w.near_loss if ratio <= 1.5 or abs(low - low2) <= 1 else w.other_loss * (0.5 if ratio < 3 else 1.0)
    return score


def unplaced_score(a: Telling, b: Telling, w: Weights) -> float:
    """Count it against two articles that neither says where within a governorate: a campaign's bulletins look alike.

    Nothing if both tell the same day, are near-duplicates, give the same count of more than two, or name one person.
    """
    if a.article_id == b.article_id or any(s.precision not in WIDE for t in (a, b) for s in t.sites or t.near):
        return 0.0
    if a.dated and b.dated and a.first == a.last == b.first == b.last:
        return 0.0
    copied = a.signature is not None and b.signature is not None and likeness(a.signature, b.signature) >= COPY
    if copied or overlap(a.words, b.words) >= SAME_WORDS:
        return 0.0
    if any(kinship(x, y) >= PART for x in a.persons for y in b.persons) or same_count(a, b):
        return 0.0
    return w.unplaced


def same_count(a: Telling, b: Telling) -> bool:
    """Tell whether both give one count of more than two, which two incidents seldom share."""
    shared = (a.losses[role] for role in a.losses.keys() & b.losses.keys() if a.losses[role] == b.losses[role])
    return any(low == high and low > 2 for low, high in shared)


def modes_score(a: Telling, b: Telling, w: Weights) -> float:
    """Compare types and modes."""
    score = 0.0 if a.type == b.type else w.other_type
    if a.mode and b.mode and a.type == b.type:
        score += w.same_mode if a.mode == b.mode else w.other_mode
    return score


def siblings(a: Telling, b: Telling) -> bool:
    """Tell whether two events are told apart by one sentence."""
    return a.article_id == b.article_id and a.sentence == b.sentence and not one_act(a, b)


def acts_score(a: Telling, b: Telling, bulletins: bool, w: Weights) -> float:
    """Compare what was done, by the triggers and the figures told.

    One trigger says nothing of two bulletins of a campaign, nor do two of which one stands for any act.
    """
    score = w.other_act if other_act(a, b) else 0.0
    score += w.other_figures if differing(a.figures, b.figures) else 0.0
    score += w.one_of_many if one_of_many(a, b) else 0.0
    if same_act(a, b):
        return score + (0.0 if bulletins else w.same_trigger)
    return score + (0.0 if names_any(a.trigger) or names_any(b.trigger) else w.other_trigger)


def text_score(a: Telling, b: Telling, w: Weights) -> float:
    """Compare the sentences by their words and by their vectors."""
    score = w.words * overlap(a.words, b.words)
    if a.vector is not None and b.vector is not None:
        cosine = float(a.vector @ b.vector)
        share = (cosine - w.meaning_floor) / (w.meaning_ceiling - w.meaning_floor)
        score += w.meaning * min(1.0, max(0.0, share))
    return score


def article_score(a: Telling, b: Telling, w: Weights) -> float:
    """Count it for two tellings that they are of one article, and more of one sentence."""
    if a.article_id != b.article_id:
        return 0.0
    return w.same_article + (w.same_sentence if a.sentence == b.sentence else 0.0)


def contradicts(a: Telling, b: Telling, weights: Weights = WEIGHTS) -> bool:
    """Tell whether people and counts of a pair speak against it so much that no third telling can join the two."""
    family = profile(families().get(a.type, ""))
    against = family["against"] * against_score(a, b, weights) + min(0.0, losses_score(a, b, weights))
    return against <= weights.veto
