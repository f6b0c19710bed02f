"""Dates in digits (`14/10/2020`, `2020-10-14`) and clock times (`10:30`, `الساعة الثامنة والنصف`) as one token each."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from streams.resolve.datewords import Token, read_words
from streams.resolve.numerals import MAX_CHARS

_DATE = re.compile(r"(?:N([/.-])N\1[NY]|Y([/.-])N\2N|(?<![/?NY])N/N(?![MH/])|N-N(?![MHN/-]))")
_CLOCK = re.compile(
    r"(?P<digits>h?N:N(?::N)?)|h(?P<hour>[NO])(?:&?N(?P<minutes>i)|(?:&|(?P<less>l))(?P<fraction>Q))?"
    r"|h(?P<point>N[.,]N)|(?P<zoned>N[.,]N)(?=Z)|(?P<bare>[NO])(?:(?:&|(?P<less2>l))(?P<fraction2>Q))?(?=T)"
)
_QUARTER = {2: 30, 3: 20, 4: 15}


@dataclass(frozen=True, slots=True)
class DigitDate:
    """A date in digits as written: `first`/`month`/`year`, year None for day and month alone."""

    day: int
    month: int
    year: int | None


@dataclass(frozen=True, slots=True)
class Clock:
    """A time on the clock; `exact` if it says which half of the day it lies in (`18:30`)."""

    hour: int
    minute: int
    exact: bool


def kinds(tokens: Sequence[Token]) -> str:
    """Return the tokens' kinds as one string."""
    return "".join(token.kind for token in tokens)


_Make = Callable[["re.Match[str]", Sequence[Token]], "Token | None"]


# A date is read for its days, and again by those who ask what it says.
@lru_cache(maxsize=8192)
def tokens_of(text: str) -> tuple[Token, ...]:
    """Return the tokens of a date's first `MAX_CHARS` characters, condensed."""
    return tuple(condense(read_words(text[:MAX_CHARS])))


def condense(tokens: list[Token]) -> list[Token]:
    """Return the tokens with dates in digits (kind B) and clock times (kind L) as one token each."""
    tokens = _replace(tokens, _DATE, _digit_date)
    return _replace(tokens, _CLOCK, _clock)


def _replace(tokens: list[Token], pattern: re.Pattern[str], make: _Make) -> list[Token]:
    letters, out, at = kinds(tokens), [], 0
    for match in pattern.finditer(letters):
        token = make(match, tokens[match.start() : match.end()])
        if token is not None:
            out.extend(tokens[at : match.start()])
            out.append(token)
            at = match.end()
    return [*out, *tokens[at:]] if out else tokens


def _digit_date(match: re.Match[str], tokens: Sequence[Token]) -> Token | None:
    texts = [t.text for t in tokens if t.kind in "NY"]
    numbers = [int(t) for t in texts]
    if len(numbers) == 2:
        padded = tokens[1].kind == "/" or all(len(t) == 2 for t in texts)
        day, month, year = numbers[0], numbers[1], None
        return Token("B", DigitDate(day, month, year)) if padded and 0 < day <= 31 and 0 < month <= 12 else None
    first, month, last = numbers
    if len(texts[0]) == 4:
        first, last = last, first
    elif len(texts[2]) == 2:
        last += 2000
    elif len(texts[2]) != 4:
        return None
    if month > 12 >= first and not match[2]:
        first, month = month, first
    return Token("B", DigitDate(first, month, last)) if 0 < first <= 31 and 0 < month <= 12 else None


def _clock(match: re.Match[str], tokens: Sequence[Token]) -> Token | None:
    numbers = [t for t in tokens if t.kind in "NO"]
    if tokens[0].kind == "h" and tokens[0].many != 1:
        return None
    hour, minute = int(numbers[0].value), 0
    exact = False
    if match["digits"] or match["point"] or match["zoned"]:
        minute = int(numbers[1].value)
        exact = True
    elif match["minutes"]:
        minute = int(numbers[1].value)
    elif part := match["fraction"] or match["fraction2"]:
        minute = _QUARTER[next(t.value for t in tokens if t.kind == part)]
        if match["less"] or match["less2"]:
            hour, minute = (hour - 1) % 24, 60 - minute
    elif match["bare"] and (hour > 12 or (numbers[0].kind == "O" and not numbers[0].definite)):
        return None
    return Token("L", Clock(hour % 24, minute, exact or hour > 12)) if hour <= 24 and minute < 60 else None
