"""How many people a phrase of Arabic news tells of: at least, at most, open where the phrase does not say.

`ثلاثة من عناصر الشرطة` 3, `عنصرين` 2, `عشرات` 20 and more, `مقاتل` 1, `16 مدنيا بينهم 3 أطفال` 16. `أكثر من 20` is 21
and more, `نحو 30` is 30 with `approximate` set: the figure told, none made up around it. Of killed and wounded counted
together (`33 قتيلا وجريحا`) at least one is either. The words stand in `quantities.yaml` and `persons.yaml`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from streams.resolve.nouns import bare, forms, shape
from streams.resolve.numerals import Number, fold, read_number, split, table

_LOOK_AHEAD = 8
_MAX_TOKENS = 80
_POINTERS = frozenset({"هذا", "هذه", "لهذا", "لهذه", "بهذا", "وهذا", "ذلك", "تلك"})


@dataclass(frozen=True, slots=True)
class Count:
    """At least `min` and at most `max` people (None: open); `approximate` where the text says "about"."""

    min: int
    max: int | None
    approximate: bool = False


@dataclass(frozen=True, slots=True)
class _Group:
    """A count with the index after its words, and whether a number (not a noun's form alone) gives it."""

    count: Count
    end: int
    told: bool


@lru_cache(maxsize=1)
def _phrases() -> dict[str, list[tuple[tuple[str, ...], str, Count | None]]]:
    """Return for each first word the phrases of `quantities.yaml`: words, what they are, the count of a vague one."""
    data = table("quantities.yaml")
    rows: list[tuple[str, str, Count | None]] = []
    for entry in data["vague"]:
        rows += [(w, "vague", Count(entry["least"], entry["most"])) for w in entry["words"]]
    for side in ("before", "after"):
        rows += [(w, f"{side}:{kind}", None) for kind, words in data[side].items() for w in words]
    for name in ("over", "between", "range", "subset", "names", "measures", "households"):
        rows += [(w, name, None) for w in data[name]]
    index: dict[str, list[tuple[tuple[str, ...], str, Count | None]]] = {}
    for words, kind, count in rows:
        key = tuple(split(fold(words)))
        index.setdefault(key[0], []).append((key, kind, count))
    for entries in index.values():
        entries.sort(key=lambda e: -len(e[0]))
    return index


def _match(tokens: Sequence[str], at: int, *kinds: str) -> tuple[str, int, Count | None] | None:
    """Return kind, end and count of the longest phrase of one of `kinds` at index `at`, clitics passed over."""
    if at >= len(tokens):
        return None
    for word in bare(tokens[at]):
        for key, kind, count in _phrases().get(word, ()):
            if kind.startswith(kinds) and tuple(tokens[at + 1 : at + len(key)]) == key[1:]:
                return kind, at + len(key), count
    return None


def resolve_count(text: str, *, entity_type: str | None = None) -> Count:
    """Return how many people the mention `text` tells of; a person's name (`entity_type` PER) is one.

    Never raises for any text; one longer than 400 characters is read up to there.
    """
    return _resolve(text[:400], entity_type)


@lru_cache(maxsize=8192)
def _resolve(text: str, entity_type: str | None) -> Count:
    tokens = [t for t in split(fold(text), grouped=True) if t[0].isalnum() or t in "-%"][:_MAX_TOKENS]
    tokens = _without_subset(tokens)
    if entity_type == "PER" or not tokens:
        return Count(1, 1 if tokens else None)
    group = _group(tokens, 0)
    total, end = group.count, group.end
    while (at := _next_conjunct(tokens, end)) is not None:
        following = _group(tokens, at)
        total, group = _joined(total, group, following, tokens[at])
        end = max(following.end, at + 1)
    if len(_casualties(tokens)) == 2 and not _separate(tokens):
        return Count(1, total.max - 1 if total.max and total.max > 1 else None)
    return total


@lru_cache(maxsize=8192)
def tells_people(text: str) -> bool:
    """Tell whether `text` has a number, a vague quantity or a noun for persons; a collective (`قوات`) is none."""
    if has_number(text):
        return True
    tokens = [t for t in split(fold(text[:400]), grouped=True) if t[0].isalnum()][:_MAX_TOKENS]
    bodies = frozenset(map(fold, table("persons.yaml")["collective"]))
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
        return (found := _match(tokens, 0, "vague")) is not None and found[2] == Count(2, None)
    return any(_plain(tokens, at) or _match(tokens, at, "vague") for at in range(len(tokens)))


def _without_subset(tokens: list[str]) -> list[str]:
    for at in range(1, len(tokens)):
        if _match(tokens, at, "subset") is not None:
            return tokens[: at - 1] if tokens[at - 1] in ("من", "بمن", "و") and at > 1 else tokens[:at]
    return tokens


def _casualties(tokens: Sequence[str]) -> set[str]:
    return {kind for token in tokens if (kind := _casualty(token))}


@lru_cache(maxsize=65536)
def _casualty(token: str) -> str:
    """Return `killed` or `wounded` for a word that counts the one or the other, else ""."""
    words = set(bare(token))
    return next((kind for kind in ("killed", "wounded") if words & set(map(fold, table("quantities.yaml")[kind]))), "")


def _separate(tokens: Sequence[str]) -> bool:
    """Tell whether killed and wounded have a number each (`3 قتلى و5 جرحى`)."""
    return sum(1 for at in range(len(tokens)) if tokens[at][0].isdigit() or _starts_number(tokens, at)) > 1


def _starts_number(tokens: Sequence[str], at: int) -> bool:
    number = read_number(tokens, at)
    before = read_number(tokens, at - 1) if at else None
    return number is not None and not number.ordinal and not (before and before.end > at)


def _group(tokens: Sequence[str], start: int) -> _Group:
    """Read the count that begins at `start`: a number in reach, else what the form of the noun tells."""
    if tokens[start] in _POINTERS and start + 1 < len(tokens):
        start += 1
    head = _noun(tokens, start)
    stop = _next_conjunct(tokens, start + 1) or len(tokens)
    if head is None or head.max != 1:
        for at in range(start, min(stop, start + _LOOK_AHEAD)):
            found = _number_at(tokens, at, vague=at == start or tokens[at - 1] == "من")
            if found is not None:
                return found
    if head is not None and _match(tokens, start, "names") and start + 1 < stop and tokens[start + 1][0].isdigit():
        # "اللواء 30" is a brigade, not a major general.
        return _Group(Count(1, None), start + 1, False)
    if head is not None:
        return _Group(_after(tokens, start + 1, head)[0], start + 1, False)
    return _Group(shape(tokens[start:stop], Count), start + 1, False)


def _noun(tokens: Sequence[str], at: int) -> Count | None:
    if at >= len(tokens):
        return None
    for word in bare(tokens[at]):
        if (found := forms().get(word)) is not None:
            return Count(*found)
    return None


def _number_at(tokens: Sequence[str], at: int, *, vague: bool) -> _Group | None:
    """Read a number with the words that bound it, a range, or a vague quantity at index `at`."""
    if (opened := _match(tokens, at, "between")) is not None:
        low = _plain(tokens, opened[1])
        high = _plain(tokens, low.end) if low else None
        if low and high is None and low.end < len(tokens) and tokens[low.end] == "و":
            high = _plain(tokens, low.end + 1)
        return _Group(Count(low.value, max(low.value, high.value)), high.end, True) if low and high else None
    bound = _match(tokens, at, "before:")
    first = bound[1] if bound else at
    if (vague or bound) and (some := _vague(tokens, first)) is not None:
        return _Group(_bounded(some.count, bound), some.end, True)
    number = _plain(tokens, first)
    if number is None:
        dual = _noun(tokens, first) if bound and first < len(tokens) else None
        return _Group(_bounded(dual, bound), first + 1, True) if dual and dual.max else None
    count, end = Count(number.value, number.value), number.end
    if (to := _match(tokens, end, "range")) is not None and (last := _plain(tokens, to[1])) is not None:
        count, end = Count(number.value, max(number.value, last.value)), last.end
    if _match(tokens, end, "over") is not None:
        count, end = Count(number.value + 1, number.value + 9), end + 1
    if _match(tokens, end, "households") is not None:
        count = Count(count.min, None)
    return _Group(_after(tokens, end, _bounded(count, bound))[0], end, True)


def _plain(tokens: Sequence[str], at: int) -> Number | None:
    """Read a number that counts: no ordinal, no name of a unit, no measure."""
    number = read_number(tokens, at)
    if number is None or number.ordinal or number.value == 0:
        return None
    if at and (
        _match(tokens, at - 1, "names") is not None or (tokens[at - 1] == "-" and at > 1 and tokens[at - 2].isdigit())
    ):
        return None
    if tokens[at] in ("الاحد", "الاثنين") and at == 0:
        return None
    if _match(tokens, number.end, "measures") is not None:
        return None
    return None if any(t.startswith("عمر") for t in tokens[number.end : number.end + 2]) else number


def _vague(tokens: Sequence[str], at: int) -> _Group | None:
    found = _match(tokens, at, "vague")
    if found is None or (count := found[2]) is None:
        return None
    end = found[1]
    if count.max == 1:
        # "أحد عشر" is eleven, "أحد" alone one.
        whole = read_number(tokens, at)
        if (whole is not None and whole.value > 1) or (read_number(tokens, end) and not _noun(tokens, end)):
            return None
    scales = {fold(w): n for w, n in table("quantities.yaml")["scales"].items()}
    by = next((scales[w] for w in bare(tokens[end]) if w in scales), 1) if end < len(tokens) else 1
    if by > 1:
        return _Group(Count(count.min * by, (count.max + 1) * by - 1 if count.max else None), end + 1, True)
    return _Group(count, end, True)


def _bounded(count: Count, bound: tuple[str, int, Count | None] | None) -> Count:
    kind = bound[0].partition(":")[2] if bound else ""
    if kind == "approx":
        return replace(count, approximate=True)
    if kind == "more":
        return Count((count.max or count.min) + 1 if count.max else count.min, None)
    if kind == "least":
        return Count(count.min, None)
    if kind in ("less", "most") and count.max:
        return Count(1, max(1, count.max - (kind == "less")))
    return count


def _after(tokens: Sequence[str], at: int, count: Count) -> tuple[Count, int]:
    """Apply "at least", "at most" or "about" where it follows within a few words."""
    for index in range(at, min(len(tokens), at + 4)):
        if (found := _match(tokens, index, "after:")) is not None:
            return _bounded(count, found), found[1]
    return count, at


def _next_conjunct(tokens: Sequence[str], start: int) -> int | None:
    """Return the index of the next word after "and" that can be counted by itself."""
    for at in range(max(start, 1), len(tokens)):
        token = tokens[at]
        if token == "و" and at + 1 < len(tokens) and _plain(tokens, at + 1) is not None:
            return at + 1
        if token[0] == "و" and len(token) > 2 and read_number(tokens, at - 1) is None:
            rest = [*tokens[:at], token[1:], *tokens[at + 1 :]]
            known = _plain(rest, at) or _match(rest, at, "vague") or (_noun(rest, at) if token not in forms() else None)
            if known:
                return at
        elif token[0] == "و" and len(token) > 2 and _noun([token[1:]], 0) is not None:
            return at
    return None


def _joined(total: Count, last: _Group, following: _Group, word: str) -> tuple[Count, _Group]:
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
