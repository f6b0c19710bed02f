"""How many people a phrase of Arabic news tells of: at least, at most, open where the phrase does not say.

`ثلاثة من عناصر الشرطة` 3, `عنصرين` 2, `عشرات` 20 and more, `مقاتل` 1, `16 مدنيا بينهم 3 أطفال` 16. `أكثر من 20` is 21
and more, `نحو 30` is 30 with `approximate` set: the figure told, none made up around it. Of killed and wounded counted
together (`33 قتيلا وجريحا`) at least one is either. The words stand in `quantities.yaml` and `persons.yaml`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from streams.resolve.casualties import pooled
from streams.resolve.nouns import bare, forms, shape
from streams.resolve.numerals import fold, is_number_word, read_number, split, word_list
from streams.resolve.quantities import Count, Group, bounded_after, is_phrase, match, measured, noun, plain, quantity

_LOOK_AHEAD = 8
_MAX_TOKENS = 80
_POINTERS = frozenset({"هذا", "هذه", "لهذا", "لهذه", "بهذا", "وهذا", "ذلك", "تلك"})
# "They are": what follows a number says who those are that it counted.
_APPOSITION = frozenset({"هم", "وهم", "هما", "وهما", "هن", "وهن"})
# "whose number is": what follows counts all that was named before.
_NUMBERED = frozenset({"عددهم", "وعددهم", "عددهن", "عددها"})
# "made up of": what follows is the number of the group named before.
_COMPOSED = ("مكون", "المكون", "مؤلف", "المؤلف")


def resolve_count(text: str, *, entity_type: str | None = None) -> Count:
    """Return how many people the mention `text` tells of; a person's name (`entity_type` PER) is one.

    Never raises for any text; one longer than 400 characters is read up to there.
    """
    return _resolve(text[:400], entity_type)


@lru_cache(maxsize=8192)
def _resolve(text: str, entity_type: str | None) -> Count:
    tokens = _without_apposition(split(fold(text), grouped=True))
    tokens = _without_subset([t for t in tokens if t[0].isalnum() or t in "-%"][:_MAX_TOKENS])
    if entity_type == "PER" or not tokens:
        return Count(1, 1 if tokens else None)
    group = _group(tokens, 0)
    first = total = group.count
    end = group.end
    while (at := _next_conjunct(tokens, end)) is not None:
        following = _group(tokens, at)
        total, group = _joined(total, group, following, tokens[at])
        end = max(following.end, at + 1)
    if pooled(tokens):
        return Count(1, first.max - 1 if first.max and first.max > 1 else None)
    if tokens[:2] == ["كل", "من"] and total.max is None and any(t[0] == "و" for t in tokens[3:]):
        return Count(max(total.min, 2), None)
    return total


@lru_cache(maxsize=8192)
def tells_people(text: str) -> bool:
    """Tell whether `text` has a number, a vague quantity or a noun for persons; a collective (`قوات`) is none."""
    if has_number(text):
        return True
    tokens = [t for t in split(fold(text[:400]), grouped=True) if t[0].isalnum()][:_MAX_TOKENS]
    bodies = word_list("persons.yaml", "collective")
    # An adjective behind a collective is a noun's form too: "القوات العراقية".
    named = [] if tokens and bodies & set(bare(tokens[0])) else tokens
    return any(word in forms() and word not in bodies for token in named for word in bare(token))


def combine(counts: Iterable[Count]) -> Count | None:
    """Return the sum of several mentions of one role, None if there are none; one open end opens the sum."""
    listed = list(counts)
    if not listed:
        return None
    most = [c.max for c in listed]
    top = None if None in most else sum(m for m in most if m is not None)
    return Count(sum(c.min for c in listed), top, any(c.approximate for c in listed))


def has_number(text: str, *, vague_first: bool = False) -> bool:
    """Tell whether `text` has a number or a vague quantity; with `vague_first` whether it begins with "some"."""
    tokens = [t for t in split(fold(text[:400]), grouped=True) if t[0].isalnum()][:_MAX_TOKENS]
    if vague_first:
        return (found := match(tokens, 0, "vague")) is not None and found[2] == Count(2, None)
    return any(plain(tokens, at) or match(tokens, at, "vague") for at in range(len(tokens)))


def _without_subset(tokens: list[str]) -> list[str]:
    for at in range(1, len(tokens)):
        if match(tokens, at, "subset") is not None:
            return tokens[: at - 1] if tokens[at - 1] in ("من", "بمن", "و") and at > 1 else tokens[:at]
    return tokens


def _without_apposition(tokens: list[str]) -> list[str]:
    """Leave out who those are that a number counted: `أربعة أشخاص هم ضابط …`, `4 أشخاص (3 مدنيين وشرطي)`."""
    kept: list[str] = []
    depth, told = 0, False
    for at, token in enumerate(tokens[: 2 * _MAX_TOKENS]):
        if not depth and told and (token in _APPOSITION or token == ":"):
            break
        depth += token == "(" and (told or depth > 0)
        if not depth:
            kept.append(token)
            told = told or (not tokens[at - 1].startswith(":") and plain(tokens, at) is not None)
        depth -= token == ")" and depth > 0
    return kept


def _group(tokens: Sequence[str], start: int) -> Group:
    """Read the count that begins at `start`: a number in reach, else what the form of the noun tells."""
    if tokens[start] in _POINTERS and start + 1 < len(tokens):
        start += 1
    head = noun(tokens, start)
    for at in range(start + 1, min(len(tokens) - 1, start + _LOOK_AHEAD)):
        if tokens[at] in _NUMBERED and (whole := quantity(tokens, at + 1, vague=True)) is not None:
            return whole
    stop = _next_conjunct(tokens, start + 1) or len(tokens)
    if (head is None or head.max != 1) and (found := _number_in(tokens, start, min(stop, start + _LOOK_AHEAD))):
        return found
    if head is not None and match(tokens, start, "names") and start + 1 < stop and tokens[start + 1][0].isdigit():
        # "اللواء 30" is a brigade, not a major general.
        return Group(Count(1, None), start + 1, False)
    if head is not None:
        return Group(bounded_after(tokens, start + 1, head), start + 1, False)
    if measured(tokens, start) is not None:
        return Group(Count(1, None), start + 1, False)
    formed = shape(tokens[start:stop], Count)
    return Group(formed, start + 1, formed == Count(2, 2))


def _number_in(tokens: Sequence[str], start: int, stop: int) -> Group | None:
    """Read the first quantity between the two indexes; a measure (`10 في المئة`) is passed over whole."""
    at = start
    while at < stop:
        found = quantity(tokens, at, vague=at == start or tokens[at - 1] == "من")
        # "عائلة واحدة": one behind a noun counts that noun, not the people.
        if found is not None and not (at > start and found.count == Count(1, 1) and is_number_word(tokens[at])):
            return found
        if at > start + 1 and tokens[at - 1] == "من" and tokens[at - 2].startswith(_COMPOSED):
            members = noun(tokens, at)
            if members is not None and members.max is not None:
                return Group(members, at + 1, True)
        at = measured(tokens, at) or at + 1
    return None


def _next_conjunct(tokens: Sequence[str], start: int) -> int | None:
    """Return the index of the next word after "and" that can be counted by itself."""
    for at in range(max(start, 1), len(tokens)):
        token = tokens[at]
        if token == "و" and at + 1 < len(tokens) and plain(tokens, at + 1) is not None:
            return at + 1
        if token[0] != "و" or len(token) < 3 or token in forms() or is_number_word(token) or is_phrase(token):
            continue
        if read_number(tokens, at - 1) is None:
            rest = [*tokens[:at], token[1:], *tokens[at + 1 :]]
            if plain(rest, at) or match(rest, at, "vague") or noun(rest, at):
                return at
        elif noun([token[1:]], 0) is not None:
            return at
    return None


def _joined(total: Count, last: Group, following: Group, word: str) -> tuple[Count, Group]:
    """Add what follows "and", unless one number counts both nouns (`13 جنديا وشرطيا`, `عدد من الضباط والجنود`)."""
    count = following.count
    if following.told or not last.told:
        if not following.told and count.max is None and total.max is None:
            return Count(max(total.min, count.min), None), following
        summed = combine([total, count])
        assert summed is not None
        return summed, following
    definite = word.startswith(("وال", "ولل"))
    if total.max is None or definite or (total.min > 10 and (count.max is None or word.endswith("ا"))):
        return total, last
    if count.max is None:
        return Count(total.min, None), last
    if total.min > 10 and word.endswith("ه"):
        return Count(total.min, total.max + 1), last
    return Count(total.min + count.min, total.max + count.max), last
