"""The words of a date: each becomes a token with a one-letter kind, and the letters are what `dates.py` reads rules on.

| letter | token | letter | token |
|---|---|---|---|
| N Y O | number, four-digit year, ordinal | i h y w c a k C | units, minute to century (night: y) |
| M H W | month, Hijri month, weekday | s d b e u | since, during, before, after, until |
| R P | relative day, modifier (last, next) | f t n & | of or from, to, between, and |
| A Q | part (start, end), fraction (half) | v = l | this, corresponding to, minus |
| T S F K | time of day, season, feast, decade | ~ > < q | about, more, less, several |
| L B | clock time, date in digits | X ? _ | depends on another text, unknown, idle |
| G J Z | Gregorian, Hijri, zone | E | weekend |
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from streams.resolve.numerals import fold, parse_digits, read_number, split, table

UNITS = {
    "minute": "i",
    "hour": "h",
    "day": "y",
    "night": "y",
    "week": "w",
    "month": "c",
    "year": "a",
    "decade": "k",
    "century": "C",
}
_FUNCTIONS = {
    "since": "s", "starting": "s", "during": "d", "before": "b", "after": "e", "until": "u", "of": "f", "to": "t",
    "between": "n", "equals": "=", "approx": "~", "more": ">", "less": "<", "minus": "l", "or": "&",
    "gregorian": "G", "hijri": "J",
}  # fmt: skip
_MARKS = frozenset("/-.:,")
# The clitics that may stand before a word, each with whether it holds the article.
_CLITICS = (
    ("", False), ("ال", True), ("و", False), ("وال", True), ("ب", False), ("بال", True), ("ل", False), ("لل", True),
    ("ف", False), ("فال", True), ("ول", False), ("ولل", True), ("وب", False), ("وبال", True), ("ك", False),
    ("فب", False),
)  # fmt: skip
_PREFIXES = frozenset({"ال", "و", "وال", "ب", "بال", "ل", "لل", "ف", "بـ"})
_MAX_TOKENS = 60


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a date: its kind, its value, whether it has the article, and the letters it was written with.

    `many` tells a unit's number: 1, 2 or 0 for a plural without a number.
    """

    kind: str
    value: Any = None
    definite: bool = False
    text: str = ""
    many: int = 1


@lru_cache(maxsize=1)
def lexicon() -> dict[str, list[tuple[tuple[str, ...], Token]]]:
    """Return for each first word the phrases that begin with it, the longest first."""
    phrases: dict[tuple[str, ...], Token] = {}
    for words, token in _entries():
        key = tuple(fold(words).split())
        phrases.setdefault(key, token)
        if key[0].startswith("ال"):
            phrases.setdefault(("لل" + key[0][2:], *key[1:]), token)
    index: dict[str, list[tuple[tuple[str, ...], Token]]] = {}
    for key in sorted(phrases, key=len, reverse=True):
        index.setdefault(key[0], []).append((key, phrases[key]))
    return index


def _entries() -> Iterator[tuple[str, Token]]:
    yield from _names(table("months.yaml"))
    data = table("datewords.yaml")
    for unit, forms in data["units"].items():
        for many, form in ((1, "one"), (2, "two"), (0, "many")):
            yield from ((w, Token(UNITS[unit], unit, many=many)) for w in forms[form])
    for kind, name in (
        ("R", "relative_days"),
        ("P", "modifiers"),
        ("A", "parts"),
        ("Q", "fractions"),
        ("K", "decades"),
    ):
        for value, words in data[name].items():
            yield from ((w, Token(kind, value)) for w in words)
    for value, part in data["dayparts"].items():
        yield from ((w, Token("T", value)) for w in part["words"])
    for name in ("midnight", "after_midnight", "night_of", "tonight", "last_night", "night_before_last"):
        yield from ((w, Token("T", name)) for w in data[name])
    for name, words in data["functions"].items():
        yield from ((w, Token(_FUNCTIONS[name], name)) for w in words)
    for zone, words in data["zones"].items():
        yield from ((w, Token("Z", zone)) for w in words)
    for entry in data["quantities"]:
        yield from ((w, Token("q", (entry["least"], entry["most"]))) for w in entry["words"])
    for kind, name in (("v", "this"), ("E", "weekend"), ("X", "blocks"), ("_", "idle"), ("_", "late")):
        yield from ((w, Token(kind, name)) for w in data[name])


def _names(data: dict[str, Any]) -> Iterator[tuple[str, Token]]:
    for kind, name in (("M", "gregorian"), ("H", "hijri")):
        for month, words in data[name].items():
            yield from ((w, Token(kind, (month,))) for w in words)
    yield from ((w, Token("M", tuple(months))) for w, months in data["shared"].items())
    for day, words in data["weekdays"].items():
        yield from ((w, Token("W", day)) for w in words)
    for season in data["seasons"].values():
        yield from ((w, Token("S", (season["first"], season["months"]))) for w in season["words"])
    for feast in data["feasts"]:
        calendar = "hijri" if "hijri" in feast else "gregorian"
        value = (calendar, *feast[calendar], feast["days"])
        yield from ((w, Token("F", value)) for w in feast["words"])


def read_words(text: str) -> list[Token]:
    """Return the tokens of a date phrase, at most 60; a leading "and" and quotes and brackets are left out."""
    words = split(fold(text))[: 2 * _MAX_TOKENS]
    tokens: list[Token] = []
    at = 0
    while at < len(words) and len(tokens) < _MAX_TOKENS:
        found, at = _read_one(words, at)
        tokens.extend(found)
    while tokens and tokens[0].kind in "&_,.-:/" and tokens[0].value != "late":
        del tokens[0]
    return tokens


def _read_one(words: list[str], at: int) -> tuple[list[Token], int]:
    word = words[at]
    if word in _MARKS:
        return [Token(word)], at + 1
    if not word[0].isalnum():
        return [], at + 1
    if word[0].isdigit():
        return [_digits(word)], at + 1
    if word == "و":
        return [Token("&")], at + 1
    if (phrase := _phrase(words, at)) is not None:
        return phrase
    number = read_number(words, at, multiply=False)
    if number is not None:
        joined = [Token("&")] if word[0] == "و" and not word.startswith("واحد") else []
        kind = "O" if number.ordinal else "Y" if 1300 <= number.value <= 2200 else "N"
        definite = word.startswith(("ال", "وال", "بال", "لل", "فال"))
        return [*joined, Token(kind, number.value, definite=definite, text=word)], number.end
    if word in _PREFIXES:
        return [], at + 1
    return [Token("?", text=word)], at + 1


def _digits(word: str) -> Token:
    value = parse_digits(word)
    if value is None:
        return Token("?", text=word)
    return Token("Y" if len(word) == 4 and 1300 <= value <= 2200 else "N", value, text=word)


def _phrase(words: list[str], at: int) -> tuple[list[Token], int] | None:
    """Return the longest phrase of the lexicon at `at`, with as few clitics taken off as will do."""
    index = lexicon()
    word = words[at]
    best: tuple[int, str, bool, Token] | None = None
    for clitic, article in _CLITICS:
        if not word.startswith(clitic):
            continue
        for key, token in index.get(word[len(clitic) :], ()):
            if (best is None or len(key) > best[0]) and tuple(words[at + 1 : at + len(key)]) == key[1:]:
                best = (len(key), clitic, article or key[0].startswith(("ال", "لل")), token)
                break
    if best is None:
        return None
    length, clitic, definite, token = best
    joined = [Token("&")] if clitic.startswith("و") else []
    if token.kind in "acw" and clitic.startswith("ك"):
        return None
    token = Token(token.kind, token.value, definite=definite, text=word, many=token.many)
    return [*joined, token], at + length
