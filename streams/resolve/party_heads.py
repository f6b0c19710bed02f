"""A party told of in two mentions, its members and itself: `[عناصر] [تنظيم داعش]` are one party and not two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from models.annotation import Annotation
from streams.resolve.numerals import fold, word_list
from streams.resolve.spelling import variants

_ROLES = ("actor", "recipient")
_OWNERS = frozenset({"ORG", "MIL", "ARM", "GRP"})
_MARKS = " \t\"'«»“”()"


def without_heads(sentence: Annotation, by_role: Mapping[str, Sequence[int]]) -> dict[str, list[int]]:
    """Return the mentions by role without those of a noun for members alone, right before the party of the same role.

    Between them stand no more than quotes, brackets and `من` (of).
    """
    result = {role: list(indices) for role, indices in by_role.items()}
    for role in _ROLES:
        given = frozenset(result.get(role, ()))
        if len(given) > 1:
            result[role] = [i for i in result[role] if not (i + 1 in given and _heads_next(sentence, i))]
    return result


def _heads_next(sentence: Annotation, index: int) -> bool:
    """Tell whether a mention is a noun for members, and the next one says of which party."""
    head, owner = sentence.entities[index], sentence.entities[index + 1]
    between = sentence.text[head.end : owner.start].strip(_MARKS)
    if owner.type not in _OWNERS or between not in ("", "من") or sentence.text[owner.start] == "و":
        return False
    words = fold(sentence.text[head.start : head.end]).split()
    return len(words) == 1 and bool({*variants(words[0]), words[0]} & word_list("parties.yaml", "heads"))
