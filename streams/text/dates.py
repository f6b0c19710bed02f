"""Calendar dates as news writes them: patterns and how to read them. Gregorian only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files

from models.yaml_data import load_yaml
from streams.text.tables import alternation, spelling, words

EARLIEST_YEAR = 1990


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date at the characters `[start, end)`; `weekday` (Monday is 0) is the one written before it, if any."""

    start: int
    end: int
    day: date
    weekday: int | None


@lru_cache(maxsize=1)
def _calendar() -> dict[str, dict[int, list[str]]]:
    text = files("streams.resolve").joinpath("months.yaml").read_text(encoding="utf-8")
    table: dict[str, dict[int, list[str]]] = load_yaml(text)
    return table


@lru_cache(maxsize=1)
def month_numbers() -> dict[str, int]:
    """Return the month of each Gregorian month name, folded: Levantine, Egyptian, Maghrebi and English ones."""
    names = {spelling(name): int(month) for month, all_names in _calendar()["gregorian"].items() for name in all_names}
    for month, name in enumerate(words()["english_month"], start=1):
        names[name] = names[name[:3]] = month
    return names


@lru_cache(maxsize=1)
def weekday_numbers() -> dict[str, int]:
    """Return the weekday (Monday is 0) of each name, folded."""
    names = {spelling(name): int(number) for number, all_names in _calendar()["weekdays"].items() for name in all_names}
    return names | {name: number for number, name in enumerate(words()["english_weekday"])}


@lru_cache(maxsize=1)
def weekday_pattern() -> str:
    """Return a regular expression for a weekday, in a group that captures nothing."""
    return alternation(list(weekday_numbers()))


@lru_cache(maxsize=1)
def date_pattern() -> str:
    """Return a regular expression for a whole date in folded text, without groups that capture."""
    return re.sub(r"\(\?P=\w+\)", "[-/.]", re.sub(r"\(\?P<\w+>", "(?:", _named_date_pattern()))


@lru_cache(maxsize=1)
def _named_date_pattern() -> str:
    month = alternation(list(month_numbers()))
    hijri_year = r"1[34]\d\d ?ه?ـ? ?[-،,/(]? ?(?:الموافق ?:? ?(?:ل ?)?)?"
    hijri = rf"(?:\d{{1,2}} ?(?:/ ?\d{{1,2}} ?/|[ء-ي]{{2,9}}(?: [ء-ي]{{2,9}})?) ?{hijri_year})?"
    double = rf"(?: ?/ ?{month}| ?\( ?{month} ?\))?"
    year = r"(?: من(?: عام)?| عام| سنه)?[ ،,/-]{1,3}(?P<y1>\d{4})"
    named = rf"(?P<d1>\d{{1,2}})(?: من)? ?[-/]? ?(?P<m1>{month}){double}{year}"
    english = rf"(?P<m2>{month})\.? (?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y2>\d{{4}})"
    day_first = r"(?P<d3>\d{1,2}) ?(?P<s3>[-/.]) ?(?P<m3>\d{1,2}) ?(?P=s3) ?(?P<y3>\d{4})"
    year_first = r"(?P<y4>\d{4}) ?(?P<s4>[-/.]) ?(?P<m4>\d{1,2}) ?(?P=s4) ?(?P<d4>\d{1,2})"
    return rf"{hijri}(?<!\d)(?:{named}|{english}|{day_first}|{year_first})(?!\d)(?: ?م(?![ء-ي]))?"


@lru_cache(maxsize=1)
def _written() -> re.Pattern[str]:
    linked = r"[ ،,()|:-]{0,4}(?:(?:الموافق|المصادف) ?(?:ل ?|في )?:?[ (]{0,2})?"
    return re.compile(rf"(?:(?<!\w)(?P<weekday>{weekday_pattern()}){linked})?{_named_date_pattern()}")


def written_dates(folded: str) -> Iterator[WrittenDate]:
    """Yield the whole dates (day, month, year from 1990 on) of a folded text, in order.

    Numbers are read day first; month first where the weekday before them says so. A date that no calendar has, or whose
    weekday is another, is left out.
    """
    for match in _written().finditer(folded):
        weekday = weekday_numbers()[match["weekday"]] if match["weekday"] else None
        day = _read(match, weekday)
        if day is not None and day.year >= EARLIEST_YEAR:
            yield WrittenDate(match.start(), match.end(), day, weekday)


def _read(match: re.Match[str], weekday: int | None) -> date | None:
    for form in "1234":
        if match[f"y{form}"]:
            year, day, name = int(match[f"y{form}"]), int(match[f"d{form}"]), match[f"m{form}"]
            month = month_numbers().get(name) or int(name)
            orders = [(month, day), (day, month)] if form == "3" and weekday is not None else [(month, day)]
            for each_month, each_day in orders:
                try:
                    found = date(year, each_month, each_day)
                except ValueError:
                    continue
                if weekday in (None, found.weekday()):
                    return found
    return None
