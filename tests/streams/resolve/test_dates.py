"""Dates: the table of cases (`dates.tsv`, each with its meaning in English), and that no text crashes or hangs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.resolve.dates import BAGHDAD, UNKNOWN, ResolvedDate, resolve_date
from streams.resolve.datewords import lexicon
from tests.timing import processor_s

SATURDAY = datetime(2021, 5, 22, 15, 0, tzinfo=BAGHDAD)
PRECISIONS = {"time", "day", "week", "month", "year", "span", "unknown"}


@dataclass(frozen=True)
class Case:
    text: str
    published: datetime
    sentence: str
    start: int
    expected: ResolvedDate


def read_cases() -> list[Case]:
    cases = []
    for line in Path(__file__).with_name("dates.tsv").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        text, published, first, last, precision, begin, finish, sentence, _ = line.split("\t")
        days = [None if day == "-" else date.fromisoformat(day) for day in (first, last)]
        times = [datetime.fromisoformat(t).replace(tzinfo=BAGHDAD) if t else None for t in (begin, finish)]
        start = sentence.index("[") if sentence else 0
        cases.append(
            Case(
                text,
                datetime.fromisoformat(published) if published else SATURDAY,
                sentence.replace("[", "").replace("]", ""),
                start,
                ResolvedDate(days[0], days[1], precision, times[0], times[1]),
            )
        )
    return cases


CASES = read_cases()


def test_cases_are_at_least_150() -> None:
    assert len(CASES) >= 150


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.text}|{case.sentence[:20]}")
def test_resolve_date_case_gives_days_and_precision(case: Case) -> None:
    assert resolve_date(case.text, case.published, sentence=case.sentence, start=case.start) == case.expected


def test_resolve_date_utc_publication_counts_as_the_local_day() -> None:
    # "today", published at 22:30 UTC: in Baghdad it is the next day already.
    late = datetime(2021, 5, 21, 22, 30, tzinfo=timezone.utc)
    assert resolve_date("اليوم", late).from_ == date(2021, 5, 22)
    assert resolve_date("اليوم", late, zone=timezone.utc).from_ == date(2021, 5, 21)


def test_resolve_date_naive_publication_is_local() -> None:
    # "yesterday"
    assert resolve_date("أمس", datetime(2021, 5, 22, 1, 0)).from_ == date(2021, 5, 21)


def test_resolve_date_named_zone_moves_the_day() -> None:
    # "22:47 Greenwich time" is 01:47 of the next day in Baghdad.
    found = resolve_date("الأحد 16 أيار 2021 الساعة 22:47 بتوقيت غرينتش", SATURDAY)
    assert found.time_from == datetime(2021, 5, 17, 1, 47, tzinfo=BAGHDAD)
    assert found.from_ == date(2021, 5, 17)


def test_resolve_date_near_day_in_clause_without_tense_is_ahead() -> None:
    # "the call to resume the talks on 30 May": no verb of either tense, and the day is eight days off.
    sentence = "الدعوة إلى استئناف المحادثات في 30 أيار"
    assert resolve_date("30 أيار", SATURDAY, sentence=sentence, start=sentence.index("30")).from_ == date(2021, 5, 30)


def test_resolve_date_other_zone_keeps_its_local_times() -> None:
    # "Sunday evening" resolved for Cairo
    cairo = ZoneInfo("Africa/Cairo")
    found = resolve_date("مساء الأحد", SATURDAY, zone=cairo)
    assert found.time_from == datetime(2021, 5, 16, 17, tzinfo=cairo)


@pytest.mark.parametrize(
    "text", ["", " ", "،", "()", "و", "\u200f", "ـــ", "99999999999999/1/1", "عام 0000", "منذ 9999 عقدا"]
)
def test_resolve_date_nothing_to_read_is_unknown(text: str) -> None:
    # empty, marks alone, joiners, numbers beyond any calendar
    assert resolve_date(text, SATURDAY) == UNKNOWN


WORDS = sorted({" ".join(key) for entries in lexicon().values() for key, _ in entries})
PIECES = st.sampled_from([*WORDS, *"0123456789/-.:،()ووالـ", "2014", "خمسة", "عشر", "الثالث"])


@settings(max_examples=200)
@given(st.lists(PIECES, max_size=14).map(" ".join), st.datetimes(datetime(1950, 1, 1), datetime(2060, 1, 1)))
def test_resolve_date_any_words_keep_the_contract(text: str, published: datetime) -> None:
    found = resolve_date(text, published, sentence=f"سيجري {text} ثم", start=6)
    assert found.precision in PRECISIONS
    assert (found.from_ is None and found.to is None) == (found.precision == "unknown")
    assert found.from_ is None or found.to is None or found.from_ <= found.to
    assert (found.time_from is None) == (found.time_to is None)
    if found.time_from and found.time_to and found.from_ and found.to:
        assert found.precision == "time"
        assert found.from_ <= found.time_from.date() <= found.time_to.date() <= found.to


@settings(max_examples=150)
@given(st.text(max_size=200), st.text(max_size=400), st.integers(-5, 500))
def test_resolve_date_any_text_does_not_raise(text: str, sentence: str, start: int) -> None:
    assert resolve_date(text, SATURDAY, sentence=sentence, start=start).precision in PRECISIONS


HOSTILE = {
    "digits": "1" * 50_000,
    "slashes": "1/" * 25_000,
    "numbers": "خمسة و" * 8_000,
    "months": "تشرين " * 8_000,
    "clitics": "و" * 50_000,
    "since": "منذ قبل " * 6_000,
    "brackets": "(" * 50_000,
    "ligatures": "\ufdfa" * 50_000,
    "ranges": "من إلى - و" * 5_000,
    "glued": "ةى" * 25_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_resolve_date_hostile_text_of_50_kb_ends_in_100_ms(name: str) -> None:
    text = HOSTILE[name]
    resolve_date("أمس", SATURDAY)
    sentence = text + text
    assert processor_s(lambda: resolve_date(text, SATURDAY, sentence=sentence, start=len(text))) < 0.1
