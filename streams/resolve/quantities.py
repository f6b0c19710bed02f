"""Quantities in Arabic news: a number, the words that bound it, a range, a share, or a word such as `عشرات` (tens).

Read from the folded words of a phrase, as `quantities.yaml` lists them. A number that names a thing (`اللواء 30`, the
30th Brigade) or measures one (`20 عاما`, 20 years) is no quantity of people.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from streams.resolve.nouns import bare, known
from streams.resolve.numerals import Number, fold, read_number, split, table

# The least number that a fraction is taken of: `نصف مليون` is half a million, `نصف عشرة` is not said.
_LEAST_SCALE = 1000


@dataclass(frozen=True, slots=True)
class Count:
    """At least `min` and at most `max` people (None: open); `approximate` where the text says "about"."""

    min: int
    max: int | None
    approximate: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """A count with the index after its words, and whether a number (not a noun's form alone) gives it."""

    count: Count
    end: int
    told: bool


Match = tuple[str, int, "Count | None"]


@lru_cache(maxsize=1)
def _phrases() -> dict[str, list[tuple[tuple[str, ...], str, Count | None]]]:
    """Return for each first word the phrases of `quantities.yaml`: words, what they are, the count of a vague one."""
    data = table("quantities.yaml")
    rows: list[tuple[str, str, Count | None]] = []
    for entry in data["vague"]:
        rows += [(w, "vague", Count(entry["least"], entry["most"])) for w in entry["words"]]
    for side in ("before", "after"):
        rows += [(w, f"{side}:{kind}", None) for kind, words in data[side].items() for w in words]
    for name in ("over", "between", "range", "subset", "names", "measures", "percent", "shares", "households"):
        rows += [(w, name, None) for w in data[name]]
    index: dict[str, list[tuple[tuple[str, ...], str, Count | None]]] = {}
    for words, kind, count in rows:
        key = tuple(split(fold(words)))
        index.setdefault(key[0], []).append((key, kind, count))
    for entries in index.values():
        entries.sort(key=lambda e: -len(e[0]))
    return index


def match(tokens: Sequence[str], at: int, *kinds: str) -> Match | None:
    """Return kind, end and count of the longest phrase of one of `kinds` at index `at`, clitics passed over."""
    if at >= len(tokens):
        return None
    for word in bare(tokens[at]):
        for key, kind, count in _phrases().get(word, ()):
            if kind.startswith(kinds) and tuple(tokens[at + 1 : at + len(key)]) == key[1:]:
                return kind, at + len(key), count
    return None


def is_phrase(word: str) -> bool:
    """Tell whether `word` as it is written, with no clitic taken off, begins a phrase of `quantities.yaml`."""
    return word in _phrases()


def noun(tokens: Sequence[str], at: int) -> Count | None:
    """Return what the form of the noun for persons at index `at` tells, None for any other word."""
    found = known(tokens, at)
    return Count(*found) if found else None


def quantity(tokens: Sequence[str], at: int, *, vague: bool) -> Group | None:
    """Read a number with the words that bound it, a range, or (with `vague`) a vague quantity at index `at`."""
    if (opened := match(tokens, at, "between")) is not None:
        low = plain(tokens, opened[1])
        high = _other_end(tokens, low.end) if low else None
        return Group(Count(low.value, max(low.value, high.value)), high.end, True) if low and high else None
    bound = match(tokens, at, "before:")
    first = bound[1] if bound else at
    if (vague or bound) and (some := _vague(tokens, first)) is not None:
        return Group(_bounded(some.count, bound), some.end, True)
    if (share := _share(tokens, first)) is not None:
        return share
    number = plain(tokens, first)
    if number is None:
        dual = noun(tokens, first) if bound and first < len(tokens) else None
        return Group(_bounded(dual, bound), first + 1, True) if dual and dual.max else None
    count, end = Count(number.value, number.value), number.end
    if (to := match(tokens, end, "range")) is not None and (last := plain(tokens, to[1], after_mark=True)) is not None:
        count, end = Count(number.value, max(number.value, last.value)), last.end
    if match(tokens, end, "over") is not None:
        count, end = Count(number.value + 1, number.value + 9), end + 1
    if match(tokens, end, "households") is not None:
        count = Count(count.min, None)
    return Group(bounded_after(tokens, end, _bounded(count, bound)), end, True)


def _other_end(tokens: Sequence[str], at: int) -> Number | None:
    """Read the end of `بين 5 و7`, `ما بين 150-200`, whose mark is at index `at` or written onto the number."""
    mark = match(tokens, at, "range")
    if mark is None and tokens[at : at + 1] == ["و"]:
        return plain(tokens, at + 1)
    return plain(tokens, mark[1] if mark else at, after_mark=True)


def plain(tokens: Sequence[str], at: int, *, after_mark: bool = False) -> Number | None:
    """Read a number that counts: no ordinal, no name of a unit, no measure.

    A number behind a dash and a number ends a range and begins none; `after_mark` is for that end.
    """
    number = _with_fraction(tokens, at)
    if number is None or number.ordinal or number.value == 0:
        return None
    if at and match(tokens, at - 1, "names") is not None:
        return None
    if not after_mark and at > 1 and tokens[at - 1] == "-" and tokens[at - 2].isdigit():
        return None
    if tokens[at] in ("الاحد", "الاثنين") and at == 0:
        return None
    if match(tokens, number.end, "measures", "percent") is not None:
        return None
    return None if any(t.startswith("عمر") for t in tokens[number.end : number.end + 2]) else number


def measured(tokens: Sequence[str], at: int) -> int | None:
    """Return the index after a number at index `at` and what it measures (`20 عاما`), None if it measures nothing."""
    number = read_number(tokens, at)
    found = match(tokens, number.end, "measures", "percent") if number else None
    return found[1] if found else None


def _with_fraction(tokens: Sequence[str], at: int) -> Number | None:
    """Read a number, a part of a scale (`نصف مليون`), or a scale and a part of it (`مليون ونصف المليون`)."""
    divisors = _divisors()
    part = next((divisors[w] for w in bare(tokens[at]) if w in divisors), 0) if at < len(tokens) else 0
    if part:
        scale = read_number(tokens, at + 1)
        scaled = scale is not None and not scale.ordinal and scale.value >= _LEAST_SCALE
        return Number(scale.value // part, scale.end) if scale and scaled else None
    number = read_number(tokens, at)
    if number is None or number.value < _LEAST_SCALE or tokens[number.end - 1].isdigit():
        return number
    scale = read_number(tokens, number.end - 1)
    after = tokens[number.end] if number.end < len(tokens) else ""
    part = divisors.get(after[1:], 0) if after.startswith("و") else 0
    if not part or scale is None or scale.value < _LEAST_SCALE:
        return number
    # The dual is two of its scale: "مليونين ونصف" is 2,500,000.
    unit = 10 ** (len(str(scale.value)) - 1)
    again = read_number(tokens, number.end + 1)
    end = again.end if again and again.value == unit else number.end + 1
    return Number(number.value + unit // part, end)


@lru_cache(maxsize=1)
def _divisors() -> dict[str, int]:
    return {fold(word): int(n) for n, words in table("quantities.yaml")["fractions"].items() for word in words}


def _share(tokens: Sequence[str], at: int) -> Group | None:
    """Read a part of people whose number is not told: `30 % من السكان`, `ثلثا السكان`."""
    number = read_number(tokens, at)
    found = match(tokens, number.end, "percent") if number else match(tokens, at, "shares")
    if found is None:
        return None
    of = found[1] + (tokens[found[1] : found[1] + 1] == ["من"])
    return Group(Count(2, None), found[1], True) if noun(tokens, of) is not None else None


def _vague(tokens: Sequence[str], at: int) -> Group | None:
    found = match(tokens, at, "vague")
    if found is None or (count := found[2]) is None:
        return None
    end = found[1]
    if count.max == 1:
        # "أحد عشر" is eleven, "أحد" alone one.
        whole = read_number(tokens, at)
        if (whole is not None and whole.value > 1) or (read_number(tokens, end) and not noun(tokens, end)):
            return None
    scales = {fold(w): n for w, n in table("quantities.yaml")["scales"].items()}
    by = next((scales[w] for w in bare(tokens[end]) if w in scales), 1) if end < len(tokens) else 1
    if by > 1:
        return Group(Count(count.min * by, (count.max + 1) * by - 1 if count.max else None), end + 1, True)
    return Group(count, end, True)


def _bounded(count: Count, bound: Match | None) -> Count:
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


def bounded_after(tokens: Sequence[str], at: int, count: Count) -> Count:
    """Apply "at least", "at most" or "about" where it follows index `at` within a few words."""
    for index in range(at, min(len(tokens), at + 4)):
        if (found := match(tokens, index, "after:")) is not None:
            return _bounded(count, found)
    return count
