"""What the triggers of two tellings say of what was done, and whether two events of one sentence are one act."""

from __future__ import annotations

import re
from functools import lru_cache

from streams.incidents.parties import ROLES, disjoint, meet, turned
from streams.incidents.telling import Telling, families
from streams.incidents.words import answer_words, stripped, tables
from streams.text.normalize import normalize

# So many words may stand between two triggers of one phrase (غارات استهدفت، شن غارات).
ADJACENT_WORDS = 1
# So many acts told at once are the sum of a day or a campaign (41 ضربة), and no count of one attack (ثلاث غارات).
MANY_ACTS = 5
PLURAL = "ات"
# The family of what is only said: the speaker makes the act.
SPOKEN = "words"


@lru_cache(maxsize=4096)
def stem_of(trigger: str) -> str:
    """Return the first word of a trigger, normalised and without clitics; empty if it has none."""
    return stripped(next(iter(normalize(trigger).split()), ""))


@lru_cache(maxsize=4096)
def skeleton(trigger: str) -> str:
    """Return the letters that the forms of a trigger share (اتهم and اتهامه: تهم): no long vowels, no endings."""
    word = re.sub("(?<=...)(ها|ه|ت)$", "", stem_of(trigger))
    return re.sub("(?<=.)[اوي]|^[ايو](?=..)", "", word)


@lru_cache(maxsize=4096)
def act_of(trigger: str) -> str | None:
    """Return the class of acts that a trigger names, if any."""
    return next((act for act, parts in acts().items() if any(part in stem_of(trigger) for part in parts)), None)


@lru_cache(maxsize=4096)
def names_any(trigger: str) -> bool:
    """Tell whether a trigger is unknown, or stands for acts of any class (هجوم) or for what came of one (مقتل)."""
    return not stem_of(trigger) or any(part in stem_of(trigger) for part in any_parts())


@lru_cache(maxsize=1)
def acts() -> dict[str, tuple[str, ...]]:
    """Return the parts of words by which each class of acts is known, normalised."""
    return {act: tuple(normalize(part) for part in parts) for act, parts in tables()["acts"].items()}


@lru_cache(maxsize=1)
def any_parts() -> tuple[str, ...]:
    """Return the parts of words by which triggers are known that name acts of no class, normalised."""
    return tuple(normalize(part) for part in tables()["any_act"])


@lru_cache(maxsize=1)
def alike() -> frozenset[frozenset[str]]:
    """Return the pairs of classes that outlets take for each other."""
    return frozenset(frozenset(pair) for pair in tables()["acts_alike"])


def same_act(a: Telling, b: Telling) -> bool:
    """Tell whether two triggers are of one class or one stem."""
    act = act_of(a.trigger)
    return (act is not None and act == act_of(b.trigger)) or "" != skeleton(a.trigger) == skeleton(b.trigger)


def other_act(a: Telling, b: Telling) -> bool:
    """Tell whether the triggers name acts that no outlet takes for each other: two classes, or a war and an attack."""
    one, other = act_of(a.trigger), act_of(b.trigger)
    if one == other or (None in (one, other) and "war" not in (one, other)):
        return False
    return frozenset((one, other)) not in alike()


@lru_cache(maxsize=1)
def mutual() -> frozenset[str]:
    """Return the families whose acts are told from either side (who visits whom)."""
    return frozenset(tables()["mutual"])


def opposed(a: Telling, b: Telling) -> bool:
    """Tell whether the one is done to the other's doer, in a family where that makes two acts."""
    return families().get(a.type) not in mutual() and turned(a, b)


def answers(a: Telling, b: Telling) -> bool:
    """Tell whether the one is done to the other's doer and told by another word: an attack, and what answers it."""
    return opposed(a, b) and not same_act(a, b)


def acts_told(telling: Telling) -> frozenset[int]:
    """Return how many such acts the sentence counts (41 for ضربة in `41 ضربة`), if it does."""
    return telling.figures.get(stem_of(telling.trigger), frozenset())


def one_of_many(a: Telling, b: Telling) -> bool:
    """Tell whether one tells of many acts together and the other of another number of them, of one, or of none."""
    mine, theirs = acts_told(a), acts_told(b)
    if max(mine | theirs, default=0) >= MANY_ACTS:
        return mine.isdisjoint(theirs)
    return (plural(a) and single(b)) or (plural(b) and single(a))


def plural(telling: Telling) -> bool:
    """Tell whether the trigger names acts (هجمات) by a plural."""
    return stem_of(telling.trigger).endswith(PLURAL)


def single(telling: Telling) -> bool:
    """Tell whether the trigger names one act (هجوم) and the sentence counts none."""
    return stem_of(telling.trigger) in single_acts() and not acts_told(telling)


@lru_cache(maxsize=1)
def single_acts() -> frozenset[str]:
    """Return the stems of nouns for one act that have a plural of their own."""
    return frozenset(stem_of(word) for word in tables()["single_acts"])


def one_act(a: Telling, b: Telling) -> bool:
    """Tell whether two events of one sentence are one act told by two words (استهدفته بأربع غارات).

    They are two unless the triggers stand side by side or share a party or a count, and nothing speaks against it. Two
    things said in one sentence are two.
    """
    if opposed(a, b) or other_act(a, b) or any(disjoint(a, b, role) for role in ROLES):
        return False
    counts = [(a.losses[role], b.losses[role]) for role in a.losses.keys() & b.losses.keys()]
    if any(one != other for one, other in counts):
        return False
    between = words_between(a, b)
    if len(between) <= ADJACENT_WORDS:
        return True
    if families().get(a.type) == SPOKEN or answer_words().intersection(stem_of(word) for word in between):
        return False
    return bool(counts) or any(meet(a.who[role], b.who[role]) for role in ROLES)


def words_between(a: Telling, b: Telling) -> list[str]:
    """Return the words of a sentence between the triggers of two of its events."""
    first, second = sorted((a, b), key=lambda t: (t.trigger_start, len(t.trigger)))
    return a.sentence[first.trigger_start + len(first.trigger) : second.trigger_start].split()
