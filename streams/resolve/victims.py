"""Victims of whom a sentence says in two mentions what they are: the people, and the body that they belong to.

`مقتل [ضابط] في [الشرطة الاتحادية]` tells of one officer of the Federal Police, `[عدد من منتسبي اللواء التابع] [لوزارة
الدفاع]` of some members of a brigade: the second mention says whose they are, and is no further victim. Which mentions
tell of people who are counted already, and which of killed and wounded together, is said in `victim_groups`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from models.annotation import Annotation
from streams.resolve.counts import has_number, resolve_count, tells_people
from streams.resolve.quantities import Count

LOSSES = ("killed", "wounded", "captured")
BODIES = frozenset({"MIL", "ORG", "ARM"})
_SEVERAL = Count(2, None)
_PEOPLE = BODIES | {"GRP"}
_BELONGS = r"(?:ال)?(?:تابع|منتمي|منتسب)(?:ا|ة|ين|ون|ان)?"
# Between the people and their body: a preposition, or "belonging to", at the end of the one mention or by itself.
_LINK = re.compile(rf"(?:.*\s)?(?:في|من|ضمن|{_BELONGS}(?:\s+(?:إلى|الى|ل|في|ضمن))?)\s*", re.DOTALL)
_TO = re.compile(rf"(?:.*\s)?{_BELONGS}\s*", re.DOTALL)


def owner(sentence: Annotation, index: int) -> int | None:
    """Return the index of the mention that says which body the victims of the mention `index` belong to, if any does.

    It is the next one, a body, right behind `في`, `من` or `التابع`; one that does the harm in the same event is not.
    """
    people = sentence.entities[index]
    if people.type not in _PEOPLE or index + 1 >= len(sentence.entities):
        return None
    body = sentence.entities[index + 1]
    between = sentence.text[people.start : body.start]
    if body.type not in BODIES or not _LINK.fullmatch(between) or len(between) <= len("من "):
        return None
    if _TO.fullmatch(between) and not sentence.text[body.start : body.end].startswith("ل"):
        return None
    roles = [[role for role, i in e.arguments if i == index + 1] for e in sentence.events if _hurt(e.arguments, index)]
    return index + 1 if roles and not any("actor" in each for each in roles) else None


def with_owner(sentence: Annotation, index: int) -> str:
    """Return the words that say who a mention means: its own, with the body of victims up to its end."""
    last = owner(sentence, index)
    return sentence.text[sentence.entities[index].start : sentence.entities[index if last is None else last].end]


def _hurt(arguments: Sequence[tuple[str, int]], index: int) -> bool:
    return any(role in LOSSES and i == index for role, i in arguments)


def counted(sentence: Annotation, indices: Sequence[int]) -> list[int]:
    """Return those mentions of one role that tell of people, in order.

    Left out is the body of those before it, and beside others a body alone, without number or noun for persons, unless
    `و` joins it to them.
    """
    owners = {found for i in indices if (found := owner(sentence, i)) is not None}
    people = [i for i in indices if i not in owners]
    alone = [i for i in people if _is_body_alone(sentence, i)]
    return [i for i in people if i not in alone] if len(alone) < len(people) else people


def _is_body_alone(sentence: Annotation, index: int) -> bool:
    mention = sentence.entities[index]
    text = sentence.text[mention.start : mention.end]
    joined = text.startswith("و") or sentence.text[: mention.start].endswith(" و")
    return mention.type in ("MIL", "ORG") and not joined and not tells_people(text)


def counts_of(victims: Sequence[tuple[str, str]]) -> list[Count]:
    """Return how many people each mention of one role, a text with its type, tells of.

    A vague number that two share counts once: `عدد من منتسبي الشرطة` and `وجنود الجيش` are two or more in all, one at
    least of each.
    """
    found = [resolve_count(text, entity_type=kind) for text, kind in victims]
    for at, ((first, _), (second, _)) in enumerate(pairwise(victims)):
        plural = second.startswith("و") and found[at + 1] == _SEVERAL and not has_number(second)
        if plural and found[at] == _SEVERAL and has_number(first, vague_first=True):
            found[at] = found[at + 1] = Count(1, None)
    return found
