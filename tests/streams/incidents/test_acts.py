"""What triggers, doers and figures say of two tellings, and which events of one sentence are one act."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.incidents.acts import one_act, one_of_many, other_act, same_act
from streams.incidents.clusters import cluster
from streams.incidents.figures import differing, figures_of
from streams.incidents.parties import strangers, turned
from streams.incidents.similarity import WEIGHTS, against_score, contradicts, similarity
from streams.incidents.telling import Telling, from_raw
from tests.streams.incidents.tellings import raw_telling

# The army, the police, gunmen of Daesh, and a village's people, as ids of the register or as names.
ARMY, POLICE, DAESH, PEOPLE, RAFID = "irq/army", "irq/police", "daesh", "أهالي القرية", "حزب الرافد"


def party(name: str) -> dict[str, Any]:
    """An actor or recipient."""
    known = name.isascii()
    return {"id": name if known else None, "name": name, "name_en": None, "type": "ORG" if known else "GRP",
            "country": None, "sector": None}  # fmt: skip


def said(
    sentence: str, trigger: str, *, article: int = 1, by: str = "", on: str = "", kind: str = "ASSAULT", killed: int = 0
) -> Telling:
    """An event of a sentence, by its trigger and who did it to whom."""
    raw = raw_telling(sentence.index(trigger), article, "داقوق", 5, [sentence], killed or None)
    raw |= {"trigger": trigger, "trigger_start": sentence.index(trigger), "type": kind}
    raw |= {"actors": [party(by)] if by else [], "recipients": [party(on)] if on else []}
    return from_raw(raw)


# "Army aircraft hit the group's positions with four raids": the verb and its noun.
RAIDS = "قصفت طائرات الجيش مواقع التنظيم بأربع غارات قرب داقوق"
# "Two policemen were killed in an attack on a checkpoint."
DEATHS = "قتل شرطيان في هجوم استهدف حاجزا في داقوق"
# "The army shelled the group's positions in answer to its attack on the village."
ANSWER = "قصف الجيش مواقع التنظيم ردا على هجومه على القرية"
# "Clashes broke out in the town after shelling of the market."
AFTER = "اندلعت اشتباكات في البلدة بعد قصف السوق بالهاون"


@pytest.mark.parametrize(
    ("sentence", "one", "other"),
    [
        (RAIDS, {"trigger": "قصفت", "by": ARMY, "on": DAESH}, {"trigger": "غارات", "by": ARMY, "on": DAESH}),
        (RAIDS, {"trigger": "قصفت", "on": DAESH}, {"trigger": "غارات", "on": DAESH}),
        (DEATHS, {"trigger": "قتل", "killed": 2}, {"trigger": "هجوم", "killed": 2}),
        (DEATHS, {"trigger": "هجوم"}, {"trigger": "استهدف"}),
    ],
    ids=["same parties", "same recipient", "same count", "side by side"],
)
def test_one_act_told_by_two_words_of_a_sentence_is_one(
    sentence: str, one: dict[str, Any], other: dict[str, Any]
) -> None:
    a, b = said(sentence, **one), said(sentence, **other)
    assert one_act(a, b) and one_act(b, a)
    assert len(cluster([a, b])) == 1


@pytest.mark.parametrize(
    ("sentence", "one", "other"),
    [
        (ANSWER, {"trigger": "قصف", "by": ARMY, "on": DAESH}, {"trigger": "هجومه", "by": DAESH, "on": PEOPLE}),
        (ANSWER, {"trigger": "قصف", "by": ARMY}, {"trigger": "هجومه", "by": ARMY}),
        (AFTER, {"trigger": "اشتباكات"}, {"trigger": "قصف"}),
        (DEATHS, {"trigger": "قتل", "on": POLICE}, {"trigger": "هجوم", "on": PEOPLE}),
        (DEATHS, {"trigger": "قتل", "killed": 2}, {"trigger": "هجوم", "killed": 5}),
        (RAIDS, {"trigger": "قصفت", "by": ARMY}, {"trigger": "غارات"}),
    ],
    ids=["doer and victim turned", "an answer", "acts of two kinds", "another victim", "another count", "no tie"],
)
def test_two_acts_of_a_sentence_are_two(sentence: str, one: dict[str, Any], other: dict[str, Any]) -> None:
    a, b = said(sentence, **one), said(sentence, **other)
    assert not one_act(a, b) and not one_act(b, a)
    assert similarity(a, b) is None


def test_two_acts_of_a_sentence_are_not_bridged_by_another_article() -> None:
    """Another outlet's sentence is like both and joins one of them alone."""
    bombing, attack = said(AFTER, "قصف"), said(AFTER, "اشتباكات")
    copies = [said(AFTER, trigger, article=2) for trigger in ("قصف", "اشتباكات")]
    groups = {frozenset(t.trigger for t in group) for group in cluster([bombing, attack, *copies])}
    assert groups == {frozenset({"قصف"}), frozenset({"اشتباكات"})}
    single = said(AFTER, "قصف", article=2)
    assert sorted(len(group) for group in cluster([bombing, attack, single])) == [1, 2]


# "The minister welcomed the agreement and condemned the attack": two things said by one speaker.
SPEECH = "رحب الوزير بالاتفاق وطالب الحزب بالانسحاب"


def test_two_things_said_in_a_sentence_are_two() -> None:
    a, b = (said(SPEECH, t, by="per/minister", kind="REQUEST") for t in ("رحب", "وطالب"))
    assert not one_act(a, b)


@pytest.mark.parametrize(
    ("x", "y"), [("غارات", "قصفت"), ("اتهم", "اتهامه"), ("هجوم", "هاجم"), ("تفجير", "انفجار"), ("بنشر", "نشرت")]
)
def test_same_act_is_one_class_or_one_stem(x: str, y: str) -> None:
    assert same_act(said(x, x), said(y, y)) and not other_act(said(x, x), said(y, y))


@pytest.mark.parametrize(("x", "y"), [("اشتباكات", "قصف"), ("الحرب", "هجوم"), ("إعدام", "تفجير"), ("حصار", "نشر")])
def test_other_act_is_another_class_or_a_war(x: str, y: str) -> None:
    a, b = said(x, x), said(y, y, article=2)
    assert other_act(a, b) and other_act(b, a) and not same_act(a, b)


@pytest.mark.parametrize(("x", "y"), [("هجوم", "قصف"), ("مقتل", "اشتباكات"), ("انفجارات", "قصف"), ("", "قصف")])
def test_other_act_words_for_any_act_or_its_outcome_are_none(x: str, y: str) -> None:
    a, b = said(f"{x} ", x), said(y, y)
    assert not other_act(a, b) and not same_act(a, b)


def test_turned_attack_and_what_answers_it_are_two() -> None:
    """Copies of one sentence in which each is read as another event."""
    strike = said(ANSWER, "قصف", by=ARMY, on=DAESH)
    attack = said(ANSWER, "هجومه", article=2, by=DAESH, on=POLICE)
    assert turned(strike, attack) and turned(attack, strike)
    assert similarity(strike, attack) is None
    assert [len(group) for group in cluster([strike, attack])] == [1, 1]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((ARMY, DAESH), (ARMY, DAESH)),
        ((DAESH, ARMY), (DAESH, POLICE)),
        ((ARMY, PEOPLE), (DAESH, PEOPLE)),
        ((ARMY, ""), ("", DAESH)),
    ],
    ids=["same", "another body of the state", "same victim", "one role each"],
)
def test_turned_needs_a_doer_that_suffers(one: tuple[str, str], other: tuple[str, str]) -> None:
    a, b = (said(ANSWER, "قصف", by=by, on=on) for by, on in (one, other))
    assert not turned(a, b) and not turned(b, a)


def test_turned_meeting_told_from_either_side_is_one() -> None:
    """Who visits whom depends on the outlet."""
    sentence = "اجتمع رئيس الحزب مع رئيس الكتلة في داقوق"  # "The head of the party met the head of the bloc."
    a, b = (
        said(sentence, "اجتمع", article=n, by=by, on=on, kind="CONSULT")
        for n, by, on in ((1, "per/a", "per/b"), (2, "per/b", "per/a"))
    )
    assert turned(a, b) and len(cluster([a, b])) == 1


def test_strangers_army_and_gunmen_are_but_army_and_police_are_not() -> None:
    """One outlet's army is another's police; neither is Daesh."""
    army, police, gunmen = (said(DEATHS, "هجوم", by=by) for by in (ARMY, POLICE, DAESH))
    assert strangers(army, gunmen, "actor") and strangers(gunmen, army, "actor")
    assert not strangers(army, police, "actor")


@pytest.mark.parametrize(
    ("one", "other", "against"),
    [("per/minister", "نواب الكتلة", -1.0), ("نواب الكتلة", "نواب الكتلة", 0.0), ("per/minister", "", 0.0)],
    ids=["another speaker", "the same", "one unknown"],
)
def test_against_another_speaker_is_another_act_though_nobody_by_name(one: str, other: str, against: float) -> None:
    """The minister's demand and the bloc's deputies'; in an attack such names can be anybody's."""
    sides = list(enumerate((one, other)))
    a, b = (said(SPEECH, "طالب", article=n, by=by, kind="REQUEST") for n, by in sides)
    assert against_score(a, b, WEIGHTS) == against_score(b, a, WEIGHTS) == against
    attack, other_attack = (said(DEATHS, "هجوم", article=n, by=by) for n, by in sides)
    assert against_score(attack, other_attack, WEIGHTS) == 0.0


def test_figures_of_a_sentence_are_numbers_of_nouns_without_people_and_time() -> None:
    """`41 strikes near nine towns in two days killed 12 people`."""
    sentence = "نفذت القوات 41 ضربة قرب تسع مدن خلال 3 أيام وقتل 12 شخصا"
    assert figures_of(sentence) == {"ضربه": {41}, "مدن": {9}}


@pytest.mark.parametrize(
    ("x", "y", "differ"),
    [
        ("قصف التحالف 8 مدن", "قصف التحالف تسع مدن", True),
        ("قصف التحالف 8 مدن", "قصف التحالف ثماني مدن", False),
        ("نفذ 9 غارات قرب 5 مدن", "نفذ 9 غارات قرب 6 مدن", False),
        ("قصف التحالف 8 مدن", "قصف التحالف 9 مواقع", False),
        ("قتل 8 أشخاص", "قتل 9 أشخاص", False),
    ],
    ids=["another number", "the same in words", "one in common", "of other things", "a toll"],
)
def test_differing_figures_are_two_numbers_of_one_thing(x: str, y: str, differ: bool) -> None:
    assert differing(figures_of(x), figures_of(y)) is differ


# "The coalition carried out 41 air strikes in the country."
BULLETIN = "نفذ التحالف 41 ضربة جوية في البلاد"


@pytest.mark.parametrize(
    ("sentence", "trigger", "many"),
    [
        ("استهدفت غارات جسرا في داقوق", "غارات", True),
        ("نفذ التحالف 17 ضربة جوية في البلاد", "ضربة", True),
        ("قال التحالف إن 41 ضربة نفذت", "ضربة", False),
    ],
    ids=["one of them", "another day's", "the same"],
)
def test_one_of_many_strikes_is_not_their_sum(sentence: str, trigger: str, many: bool) -> None:
    """A bridge hit, another bulletin, and the same one."""
    a, b = said(BULLETIN, "ضربة"), said(sentence, trigger, article=2)
    assert one_of_many(a, b) is one_of_many(b, a) is many


def test_one_of_many_few_acts_are_one_attack() -> None:
    """Four raids and raids are one attack in two outlets."""
    assert not one_of_many(said("شن الجيش 4 غارات", "غارات"), said("شن الجيش غارات", "غارات", article=2))


@pytest.mark.parametrize(
    ("x", "y", "many"),
    [("تفجيرات", "الانفجار", True), ("هجمات", "هجوم", True), ("غارات", "قصف", False), ("هجوم", "الهجوم", False)],
    ids=["blasts and a blast", "attacks and an attack", "a word for one or many", "both one"],
)
def test_one_of_many_by_plural_and_singular(x: str, y: str, many: bool) -> None:
    a, b = said(x, x), said(y, y, article=2)
    assert one_of_many(a, b) is one_of_many(b, a) is many


def test_day_s_strikes_and_those_on_one_town_are_two_in_one_article_too() -> None:
    """`The coalition carried out 41 strikes. 17 strikes were carried out near the town`, in two outlets."""
    part = "وقال البيان إن 17 ضربة جوية نفذت قرب البلدة"
    told = [said(s, "ضربة", article=n) for n in (1, 2) for s in (BULLETIN, part)]
    groups = [frozenset(t.sentence for t in group) for group in cluster(told)]
    assert sorted(map(sorted, groups)) == sorted([[BULLETIN], [part]])


TRIGGERS = st.sampled_from(["قصف", "اشتباكات", "هجوم", "مقتل", "الحرب", "غارات", ""])
PARTIES = st.sampled_from([ARMY, POLICE, DAESH, PEOPLE, RAFID, ""])


@given(st.tuples(TRIGGERS, PARTIES, PARTIES), st.tuples(TRIGGERS, PARTIES, PARTIES), st.booleans())
def test_acts_any_pair_is_compared_alike_from_both_sides(
    one: tuple[str, str, str], other: tuple[str, str, str], copies: bool
) -> None:
    sentence = "قصف و اشتباكات ثم هجوم و مقتل في الحرب بعد 7 غارات"
    a, b = (said(sentence, t, article=n, by=by, on=on) for n, (t, by, on) in enumerate((one, other)))
    b = b if copies else replace(b, article_id=a.article_id)
    assert similarity(a, b) == similarity(b, a)
    assert contradicts(a, b, WEIGHTS) == contradicts(b, a, WEIGHTS)
    assert one_act(a, b) == one_act(b, a)
