"""From the words of one date to what they say: day, month, year, weekday, unit and number, part of the day.

Rules are regular expressions over the tokens' kinds (one letter each, `datewords.py`), dates in digits and clock times
being one token each already (`figures.py`); each phrase fills fields of `Parts`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from streams.resolve.datewords import Token
from streams.resolve.figures import Clock, DigitDate, kinds, tokens_of
from streams.resolve.numerals import table


@dataclass(slots=True)
class Parts:
    """What one date says; None or empty where it does not."""

    day: int | None = None
    months: tuple[int, ...] = ()
    hijri: bool = False
    year: int | None = None
    weekdays: list[int] = field(default_factory=list)
    relative: int | None = None
    modifier: int | None = None
    units: dict[str, int] = field(default_factory=dict)
    quantity: tuple[int, int, str] | None = None
    bound: str = ""
    nth: tuple[int, str] | None = None
    part: str = ""
    fraction: tuple[int, int] | None = None
    season: tuple[int, int] | None = None
    feast: tuple[str, int, int, int] | None = None
    decades: list[int] = field(default_factory=list)
    century: int | None = None
    weekend: bool = False
    daypart: str = ""
    late: bool = False
    clock: Clock | None = None
    zone: str = ""
    digits: DigitDate | None = None
    unknown: int = 0
    blocked: bool = False


_MONTH = r"(?P<month>[MH](?:[/-]?M)*)"
_RULES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("digits", r"B(?:G|J)?"),
        ("clock", r"L"),
        ("nth_unit", r"(?:[wy]P(?=[fMHc])|[wcykaC]O|CN|O[wy](?=[fMFHc]))"),
        ("fraction", r"Q[OP]"),
        ("month", r"(?:(?P<day>[NO])(?:f|_)*(?:c(?:f|_)*)?(?:[/-])?)?(?:c_*)?" + _MONTH + r"(?:(?:f|_|v)*c[PG])?"),
        ("day_of_unit", r"(?P<of_day>[NO])(?:f|_)*v?(?P<of>c)P?"),
        ("relative_unit", r"v?(?P<unit>[wcakChy])(?P<year>[_vJP]*Y)?(?P<mod>_?P)?"),
        ("quantity", r"(?P<before>[NOYq]?)[-&]?(?P<counted>[ihywcakC])q?(?P<after>[NO]?)_*(?P<which>P?)"),
        ("decade", r"K(?:&K)*"),
        ("year", r"(?:f|_|/|-|,|c)*(?P<plain>Y)[GJ]?"),
        ("single", r"[RWSFTAEZPX?ON]"),
    )
)


@lru_cache(maxsize=4096)
def parts_of(text: str) -> Parts:
    """Return what a date says, in parts; not to be changed, since others are given the same."""
    return read_parts(list(tokens_of(text)))


def read_parts(tokens: list[Token]) -> Parts:
    """Return what the tokens of one date say; each rule takes the tokens it covers, in the order of `_RULES`."""
    parts, letters = Parts(), kinds(tokens)
    for name, pattern in _RULES:
        reader = _READERS[name]
        at = 0
        while (match := pattern.search(letters, at)) is not None:
            if match.end() > match.start() and reader(parts, tokens, match):
                letters = letters[: match.start()] + " " * (match.end() - match.start()) + letters[match.end() :]
            at = max(match.end(), match.start() + 1)
    parts.unknown += sum(letters.count(kind) for kind in "?Y")
    parts.hijri = parts.hijri or any(t.kind == "J" for t in tokens)
    parts.late = any(t.value == "late" for t in tokens)
    for kind, bound in ((">", "more"), ("<", "less")):
        parts.bound = bound if kind in letters else parts.bound
    return parts


def _read_digits(parts: Parts, tokens: list[Token], match: re.Match[str]) -> bool:
    parts.digits = tokens[match.start()].value
    parts.hijri = match.group().endswith("J") or (parts.digits is not None and (parts.digits.year or 2000) < 1500)
    return True


def _read_clock(parts: Parts, tokens: list[Token], match: re.Match[str]) -> bool:
    parts.clock = tokens[match.start()].value
    return True


def _read_nth(parts: Parts, tokens: list[Token], match: re.Match[str]) -> bool:
    ordinal, unit = sorted((tokens[match.start()], tokens[match.start() + 1]), key=lambda t: t.kind not in "NOP")
    if ordinal.kind == "P":
        # "الأسبوع الأخير من نيسان"; "last" is no ordinal: "الأسبوع الماضي من".
        if ordinal.value != -1 or "خير" not in ordinal.text or unit.many != 1:
            return False
        parts.nth = (-1, unit.kind)
    elif unit.kind == "C":
        parts.century = ordinal.value
    elif unit.kind in "wy" and (unit.many == 1 or tokens[match.start()].kind == "O"):
        parts.nth = (ordinal.value, unit.kind)
    else:
        return False
    return True


def _read_fraction(parts: Parts, tokens: list[Token], match: re.Match[str]) -> bool:
    piece, which = tokens[match.start()], tokens[match.start() + 1]
    parts.fraction = (-1 if which.kind == "P" else which.value - 1, piece.value)
    return which.kind == "O" or which.value == -1


def _read_month(parts: Parts, tokens: list[Token], match: re.Match[str]) -> bool:
    months = [tokens[i] for i in range(match.start("month"), match.end("month")) if tokens[i].kind in "MH"]
    named = tuple(dict.fromkeys(m for token in months for m in token.value))
    parts.hijri = months[0].kind == "H"
    shared = [set(token.value) for token in months if len(token.value) > 1]
    narrowed = tuple(m for m in named if all(m in names for names in shared))
    if shared and len(months) > len(shared) and narrowed:
        # "تشرين/نوفمبر": the second name settles which of the two the first one is.
        named = tuple(dict.fromkeys(m for token in months if len(token.value) == 1 for m in token.value))
    parts.months = named
    if match["day"]:
        parts.day = int(tokens[match.start("day")].value)
    if match["day"] is None and match.group().startswith("c"):
        parts.units.pop("c", None)
    return True


def _read_day_of_unit(parts: Parts, tokens: list[Token], match: re.Match[str]) -> bool:
    unit = tokens[match.start("of")]
    if unit.many != 1 or not unit.definite:
        return False
    parts.day = int(tokens[match.start("of_day")].value)
    parts.units["c"] = tokens[match.end() - 1].value if match.group().endswith("P") else 0
    return True


def _read_relative_unit(parts: Parts, tokens: list[Token], match: re.Match[str]) -> bool:
    unit = tokens[match.start("unit")]
    named = match["year"] is not None and unit.kind == "a"
    if named:
        parts.year = tokens[match.end("year") - 1].value
    if not named and match.start("unit") > 0 and tokens[match.start("unit") - 1].kind in "NOq":
        return False
    if match["mod"]:
        which = tokens[match.end("mod") - 1]
        # "قبل عام مضى" is a number of years, "العام الماضي" the last one.
        if unit.many != 1 or (match["year"] and not named) or not (unit.definite or which.definite or named):
            return named
        parts.units[unit.kind] = which.value
        return True
    this = match.group().startswith("v")
    if unit.many == 1 and (unit.definite or this) and not named:
        if not this and unit.kind in "hkC":
            return False
        parts.units[unit.kind] = 0
        parts.unknown += match.end() < len(tokens) and tokens[match.end()].kind in "?X"
        return True
    return named


def _read_quantity(parts: Parts, tokens: list[Token], match: re.Match[str]) -> bool:
    unit = tokens[match.start("counted")]
    number = next((tokens[match.start(g)] for g in ("before", "after") if match[g]), None)
    if match["which"]:
        parts.modifier = tokens[match.end("which") - 1].value
    if unit.many == 2:
        least = most = 2
    elif number is not None and number.kind == "q":
        least, most = number.value
    elif number is not None:
        least = most = int(number.value)
    elif unit.many == 1:
        least = most = 1
    else:
        least, most = table("datewords.yaml")["vague"].get(unit.value, (0, 0))
    if parts.quantity is None and most:
        parts.quantity = (least, most, unit.kind)
    return True


def _read_decade(parts: Parts, tokens: list[Token], match: re.Match[str]) -> bool:
    parts.decades = [tokens[i].value for i in range(match.start(), match.end()) if tokens[i].kind == "K"]
    return True


def _read_year(parts: Parts, tokens: list[Token], match: re.Match[str]) -> bool:
    if parts.year is not None:
        return False
    parts.year = tokens[match.start("plain")].value
    return True


def _read_single(parts: Parts, tokens: list[Token], match: re.Match[str]) -> bool:
    token = tokens[match.start()]
    kind, value = token.kind, token.value
    if kind == "W":
        parts.weekdays.append(value)
    elif kind == "T":
        parts.daypart = value
    elif kind == "R":
        parts.relative = value
    elif kind == "X":
        parts.blocked = True
    elif kind == "?":
        parts.unknown += 1
    elif kind == "A":
        parts.part = parts.part or value
    elif kind in "ON":
        parts.unknown += parts.day is not None or int(value) > 31
        parts.day = parts.day if parts.day is not None else int(value)
    elif kind == "E":
        parts.weekend = True
    else:
        setattr(parts, {"S": "season", "F": "feast", "Z": "zone", "P": "modifier"}[kind], value)
    return True


_READERS = {
    "digits": _read_digits, "clock": _read_clock, "nth_unit": _read_nth, "fraction": _read_fraction,
    "month": _read_month, "day_of_unit": _read_day_of_unit, "relative_unit": _read_relative_unit,
    "quantity": _read_quantity, "decade": _read_decade, "year": _read_year, "single": _read_single,
}  # fmt: skip
