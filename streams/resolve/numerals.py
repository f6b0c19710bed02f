"""Arabic numbers in digits and in words, and the folding of spellings that dates and counts are read with.

Digits may be Western, Arabic-Indic or Persian, with `,` `.` or `٬` before each group of three; words follow
`numerals.yaml` (`خمسة وعشرين` 25, `ألف و200` 1200, `15 ألف` 15000, `الثاني عشر` twelfth).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from models.yaml_data import load_yaml

MAX_CHARS = 400
"""No date or count phrase is longer; what follows is not looked at, which bounds the time any text can cost."""

_MAX_VALUE = 10**12
_LETTERS = {
    "أ": "ا",
    "إ": "ا",
    "آ": "ا",
    "ٱ": "ا",
    "ى": "ي",
    "ی": "ي",
    "ې": "ي",
    "ة": "ه",
    "ە": "ه",
    "ک": "ك",
    "گ": "ك",
    "ٯ": "ق",
}
_DIGITS = {chr(base + n): str(n) for base in (0x0660, 0x06F0) for n in range(10)}
# Vowel signs, tatweel, joiners, direction marks: they change no word, and a mark inside one would hide it.
_DROPPED = [
    *range(0x0610, 0x061B),
    *range(0x064B, 0x0660),
    0x0640,
    0x0670,
    *range(0x06D6, 0x06EE),
    *range(0x200B, 0x2010),
]
_DROPPED += [*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF, 0x061C]
_FOLD: dict[int, str | None] = {
    **{
        ord(k): v
        for k, v in {**_LETTERS, **_DIGITS, "٫": ".", "٬": ",", "،": ",", "–": "-", "—": "-", "−": "-"}.items()
    },
    **dict.fromkeys(_DROPPED),
}
_GLUED = re.compile(r"(?<=[ةى])(?=[ء-ي])")
_TOKEN = re.compile(r"\d+|[^\W\d_]+|[^\w\s]")
_GROUPED = re.compile(r"(?<!\d)\d{1,3}(?:[.,]\d{3})+(?!\d)")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+|[^\w\s]")


def fold(text: str) -> str:
    """Return `text` (its first `MAX_CHARS` characters) with one spelling for each letter and Western digits.

    Words written together after a letter that only ends words (`الجمعةواليوم`) are parted.
    """
    text = text[:MAX_CHARS]
    if not text.isascii():
        text = unicodedata.normalize("NFKC", _GLUED.sub(" ", text))
    return text.translate(_FOLD)[: 2 * MAX_CHARS]


def split(folded: str, *, grouped: bool = False) -> list[str]:
    """Return the words, runs of digits and single marks of a folded text.

    With `grouped`, digits keep their separators (`1,500`, `2.5`), as counts need; dates need the marks apart.
    """
    return (_NUMBER if grouped else _TOKEN).findall(folded)


@cache
def table(name: str) -> dict[str, Any]:
    """Return the YAML data file `name` of this package."""
    loaded: dict[str, Any] = load_yaml(resources.files(__package__).joinpath(name).read_text(encoding="utf-8"))
    return loaded


@cache
def word_list(file: str, name: str) -> frozenset[str]:
    """Return the word list `name` of the YAML data file `file` of this package, folded."""
    return frozenset(map(fold, table(file)[name]))


@dataclass(frozen=True, slots=True)
class Number:
    """A number read from words: its value, the index after its last word, and whether it is an ordinal (`الخامس`)."""

    value: int
    end: int
    ordinal: bool = False


@dataclass(frozen=True, slots=True)
class _Word:
    kind: str
    value: int


@cache
def _words() -> dict[str, _Word]:
    words: dict[str, _Word] = {}
    data = table("numerals.yaml")
    for kind in ("ordinals", "ones", "tens", "hundreds", "scales", "scale_duals"):
        for value, spellings in data[kind].items():
            words.update({fold(s): _Word(kind, value) for s in spellings})
    words.update({fold(s): _Word("ten", 10) for s in data["ten"]})
    return words


def is_number_word(word: str) -> bool:
    """Tell whether the folded `word` as it is written, with no clitic taken off, is a number word."""
    return word in _words()


def _bare(word: str, prefixes: tuple[str, ...]) -> _Word | None:
    words = _words()
    if (found := words.get(word)) is not None:
        return found
    for prefix in prefixes:
        if word.startswith(prefix) and (found := words.get(word[len(prefix) :])) is not None:
            return found
    return None


_FIRST = ("ال", "و", "وال", "ل", "لل", "ب", "بال", "ف", "ك", "ول", "وب")
_JOINED = ("و", "وال")


def parse_digits(token: str) -> int | None:
    """Return the whole number that digits with separators of thousands write, else None (`2.5`, too large)."""
    if token.isdecimal():
        return int(token) if len(token) <= 12 else None
    if _GROUPED.fullmatch(token):
        return parse_digits(token.replace(",", "").replace(".", ""))
    return None


def read_number(tokens: Sequence[str], at: int, *, multiply: bool = True) -> Number | None:
    """Read the longest number that starts at index `at` of folded `tokens`; None if there is none.

    A clitic or article before the first word is passed over. With `multiply` false digits stand for themselves
    (`20 ألف` is 20), as days of a month do.
    """
    if at >= len(tokens):
        return None
    token = tokens[at]
    if token[0].isdigit():
        return _read_digits(tokens, at, multiply)
    first = _bare(token, _FIRST)
    if first is None:
        return None
    if first.kind == "ordinals":
        return _read_ordinal(tokens, at, first.value)
    return _read_cardinal(tokens, at, first)


def _read_digits(tokens: Sequence[str], at: int, multiply: bool) -> Number | None:
    value = parse_digits(tokens[at])
    end = at + 1
    scale = _words().get(tokens[end]) if multiply and end < len(tokens) else None
    if scale is None or scale.kind != "scales":
        return None if value is None else Number(value, end)
    try:
        whole = value if value is not None else float(tokens[at].replace(",", "."))
    except ValueError:
        return None
    product, end = int(whole * scale.value), end + 1
    if tokens[end : end + 1] == ["و"] and end + 1 < len(tokens):
        rest = parse_digits(tokens[end + 1]) if tokens[end + 1][0].isdigit() else None
        if rest is not None and rest < scale.value:
            product, end = product + rest, end + 2
    return Number(product, end) if product < _MAX_VALUE else None


def _read_ordinal(tokens: Sequence[str], at: int, value: int) -> Number:
    following = tokens[at + 1] if at + 1 < len(tokens) else ""
    if value < 10 and (word := _words().get(following)) is not None and word.kind == "ten":
        return Number(value + 10, at + 2, ordinal=True)
    if value < 10 and following.startswith("و"):
        word = _bare(following[1:], ("ال",))
        if word is not None and word.kind == "tens":
            return Number(value + word.value, at + 2, ordinal=True)
    return Number(value, at + 1, ordinal=True)


def _read_cardinal(tokens: Sequence[str], at: int, first: _Word) -> Number:
    """Sum the words from `at`: `total` holds finished thousands, `part` the hundreds, tens and ones before a scale."""
    total, part, end, word = 0, 0, at, first
    last = 10**15
    while True:
        if word.kind in ("scales", "scale_duals"):
            gain = word.value if word.kind == "scale_duals" else max(part, 1) * word.value
            if gain >= last or total + gain >= _MAX_VALUE:
                break
            total, part, last = total + gain, 0, gain
        elif word.kind == "hundreds" and word.value == 100 and 0 < part < 10:
            part *= 100
        else:
            part += word.value
        end += 1
        following = _next_word(tokens, end, word, part)
        if following is None:
            break
        word, end = following
    return Number(total + part, max(end, at + 1))


def _next_word(tokens: Sequence[str], end: int, word: _Word, part: int) -> tuple[_Word, int] | None:
    """Return the next word of the same number with its index: `عشر` after a unit, a scale, a smaller part after و."""
    if end >= len(tokens):
        return None
    token = tokens[end]
    found = _words().get(token)
    if found is not None and (
        (found.kind == "ten" and word.kind == "ones")
        or (found.kind == "scales" and part > 0)
        or (found.kind == "hundreds" and found.value == 100 and word.kind == "ones")
    ):
        return found, end
    size = _size(word)
    if token == "و" and end + 1 < len(tokens) and tokens[end + 1].isdecimal() and len(tokens[end + 1]) <= 9:
        digits = int(tokens[end + 1])
        return (_Word("digits", digits), end + 1) if 0 < digits < size else None
    if not token.startswith("و"):
        return None
    found = _bare(token, _JOINED)
    if found is None or found.kind == "ordinals":
        return None
    # "خمسة وعشرون" rises from ones to tens; every other step goes down.
    rises = word.kind == "ones" and found.kind == "tens"
    return (found, end) if rises or _first_size(found) < size else None


def _size(word: _Word) -> int:
    """Return the bound that a part added after `word` stays under."""
    if word.kind in ("scales", "scale_duals"):
        return word.value if word.kind == "scales" else word.value // 2
    if word.kind == "hundreds":
        return 100
    return 0


def _first_size(word: _Word) -> int:
    return word.value if word.kind != "ten" else 10
