"""Victims that a sentence counts more than once, or killed and wounded with one number.

* `مقتل 40 [منهم]، بينهم [قياديون]`: who is among those counted (`بينهم`, `منهم`) is no further victim.
* `[23 شخصا] - [22 جنديا] [ومدني واحد] -`: numbers that add up to the one before them say who those are.
* `مقتل [الجندي] [علي حسن]`, `[القتيل] هو [علي حسن]`: a name behind the noun is the same person.
* `مقتل [جنديين]، ليرتفع العدد إلى [20]`: a sum that rises to a number has those told before in it.
* `مقتل وإصابة [20 شخصا]`, `[20 شخصا] بين قتيل وجريح`: the number is that of killed and wounded together.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import partial

from models.annotation import Annotation, EventMention, Mention
from streams.resolve.casualties import pooled
from streams.resolve.counts import resolve_count, tells_people
from streams.resolve.nouns import bare
from streams.resolve.numerals import fold, split, word_list

_ROLES = ("killed", "wounded", "captured")
_TOGETHER = ("killed", "wounded")
# "between killed and wounded", as it is said behind a number.
_BETWEEN = " بين قتيل وجريح"
_BEHIND = re.compile(r"[\s،,]*(?:هم\s+)?(?:ما\s+)?بين\s+\w+\s+و\s?\w+")
_WORD = re.compile(r"\w+")
_OPENS = re.compile(r"\s*[-–—(:]\s*")
_MARKS = " \t\"'«»“”()"
# The rank and such between `هو` (he is) and a name.
_MOST_OF_A_RANK = 30
# How far before a number the word that leads to it is looked for, in characters.
_NEAR = 30


_words = partial(word_list, "quantities.yaml")


def distinct(sentence: Annotation, event: EventMention, by_role: Mapping[str, Sequence[int]]) -> dict[str, list[int]]:
    """Return an event's mentions by role, of the victims those that tell of people whom no other mention counts.

    Killed and wounded counted together are given in both roles.
    """
    result = {role: list(indices) for role, indices in by_role.items()}
    hurt = {i: role for role in _ROLES for i in result.get(role, ())}
    if not hurt:
        return result
    for role in _ROLES:
        kept = [i for i in result.get(role, ()) if not _is_among(sentence, i, role, hurt)]
        kept = _without_sums(sentence, event, _without_parts(sentence, kept))
        result[role] = _without_names(sentence, kept)
    for role in _TOGETHER:
        other = _TOGETHER[role == "killed"]
        result[role] += [i for i in result[other] if i not in result[role] and _is_pooled(sentence, i)]
    return result


def said(sentence: str, mention: Mention) -> str:
    """Return the words that say how many victims a mention tells of, those that count killed and wounded in one too."""
    text = sentence[mention.start : mention.end]
    behind = _BEHIND.match(sentence[mention.end : mention.end + 40])
    if behind is not None and pooled(split(fold(text + behind[0]))):
        return text + behind[0]
    together = text + _BETWEEN
    both = mention.type != "PER" and _follows_both(sentence, mention.start) and pooled(split(fold(together)))
    return together if both else text


def _is_pooled(sentence: Annotation, index: int) -> bool:
    mention = sentence.entities[index]
    return mention.type != "PER" and pooled(split(fold(said(sentence.text, mention))))


def _follows_both(sentence: str, start: int) -> bool:
    """Tell whether `مقتل وإصابة` (the killing and wounding of) stands before a number, with words that bound it."""
    words = fold(sentence[max(0, start - 80) : start]).split()
    while words and words[-1] in _words("bounding"):
        words.pop()
    rest = ["", "", "", *words]
    second, first = rest.pop(), rest.pop()
    if first == "او":
        first = rest.pop()
    elif not second.startswith("و"):
        return False
    named = _words("killed_acts") & set(bare(first)) and _words("wounded_acts") & set(bare(second))
    named = named or (_words("wounded_acts") & set(bare(first)) and _words("killed_acts") & set(bare(second)))
    # `قتل وأصيب عشرة` has ten for both verbs, `جندي قتل وأصيب عشرة` a soldier for the first.
    heads = not rest[-1] or rest[-1] in _words("clause_heads") or rest[-1][-1] in "،,.:"
    return bool(named) or (heads and first in _words("killed_verbs") and second[1:] in _words("wounded_verbs"))


def _is_among(sentence: Annotation, index: int, role: str, hurt: Mapping[int, str]) -> bool:
    """Tell whether a mention says who some of those are whom an earlier one counts: `بينهم قياديون`, `أربعة منهم`."""
    mention = sentence.entities[index]
    before = {other for i, other in hurt.items() if sentence.entities[i].end <= mention.start}
    told = fold(sentence.text[mention.start : mention.end]).split()
    words = fold(sentence.text[max(0, mention.start - 30) : mention.start].rstrip(_MARKS)).split()
    introduced = bool(words) and words[-1].removeprefix("و") in _words("subset")
    if role in before:
        return introduced or (len(told) == 2 and told[1] in _words("subset"))
    # Of those who were hurt otherwise: `اعتقال 10 بينهم 3 جرحى` tells of three wounded.
    return introduced and bool(before) and not any(_words(kind) & set(told) for kind in _TOGETHER)


def _without_parts(sentence: Annotation, indices: list[int]) -> list[int]:
    """Return the mentions without those that a dash, bracket or colon opens and that add up to the one before."""
    ordered = sorted(indices, key=lambda i: sentence.entities[i].start)
    for at in range(len(ordered) - 2):
        whole, first, *rest = ordered[at:]
        total = _exact(sentence, whole)
        opened = _OPENS.fullmatch(sentence.text[sentence.entities[whole].end : sentence.entities[first].start])
        parts = [first]
        for index in rest:
            if sentence.text[sentence.entities[parts[-1]].end : sentence.entities[index].start].strip():
                break
            parts.append(index)
        counts = [_exact(sentence, i) for i in parts]
        if opened and total and None not in counts and sum(c or 0 for c in counts) == total:
            return [i for i in indices if i not in parts]
    return indices


def _without_sums(sentence: Annotation, event: EventMention, indices: list[int]) -> list[int]:
    """Return the mentions on the event's side of a verb of rising: those before it, or what it rises to."""
    for index in indices:
        start = sentence.entities[index].start
        behind = _WORD.findall(sentence.text, max(0, start - _NEAR), start)
        if not behind or fold(behind[-1]) != "الي":
            continue
        words = [(m[0], m.start()) for m in _WORD.finditer(sentence.text[:start])]
        rises = next((at for word, at in reversed(words) if fold(word).lstrip("ولفبي") in _words("rises")), -1)
        before = [i for i in indices if sentence.entities[i].end <= rises]
        if before:
            return before if event.start < rises else [i for i in indices if i not in before]
    return indices


def _exact(sentence: Annotation, index: int) -> int | None:
    mention = sentence.entities[index]
    count = resolve_count(sentence.text[mention.start : mention.end], entity_type=mention.type)
    return count.min if count.min == count.max else None


def _without_names(sentence: Annotation, indices: list[int]) -> list[int]:
    """Return the mentions without the nouns whose names follow at once: `الجندي علي حسن`, `القتيل هو علي حسن`."""
    names = [i for i in indices if sentence.entities[i].type == "PER"]
    if not names:
        return indices
    named = set()
    for i in indices:
        noun = sentence.entities[i]
        if i in names or not tells_people(sentence.text[noun.start : noun.end]):
            continue
        behind = [n for n in names if sentence.entities[n].start >= noun.end]
        first = min(behind, key=lambda n: sentence.entities[n].start, default=None)
        count = resolve_count(sentence.text[noun.start : noun.end], entity_type=noun.type)
        if first is None or (count.min > len(behind) and count.max is not None):
            continue
        if _names(sentence.text[noun.end : sentence.entities[first].start]):
            named.add(i)
    return [i for i in indices if i not in named]


def _names(between: str) -> bool:
    """Tell whether nothing, a colon, or `هو` (he is) and a rank stand between a noun and the name of who it means."""
    words = fold(between).split()
    return not words or words == [":"] or (bool({"هو", "وهو"} & set(words[:2])) and len(between) <= _MOST_OF_A_RANK)
