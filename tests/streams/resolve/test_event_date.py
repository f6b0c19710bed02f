"""Of the dates that a sentence gives, the one of the event; sentences are marked as in `test_attribution`.

The day of publication is Saturday, 22 May 2021.
"""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.annotation import Annotation, EventMention, Mention
from streams.resolve.dates import BAGHDAD
from streams.resolve.event_date import event_date
from streams.resolve.standpoint import Standpoint
from tests.streams.resolve.test_attribution import read_marked

PUBLISHED = datetime(2021, 5, 22, 15, 0, tzinfo=BAGHDAD)


def dated(marked: str, published: datetime = PUBLISHED, only: int | None = None) -> tuple[str, str, str, str] | None:
    """The words, first day, precision and time of the event at the marked trigger; all dates are its, or only one."""
    text, mentions, trigger = read_marked(marked)
    event = EventMention("ASSAULT", None, "actual", trigger, trigger + 3, 0.9, ())
    dates = [m for m in mentions if m.type == "DATE"]
    sentence = Annotation(text, tuple(mentions), (event,), (), None)
    found = event_date(
        sentence, event, dates if only is None else dates[only : only + 1], Standpoint(published, BAGHDAD)
    )
    if found is None:
        return None
    at = f"{found.date.time_from:%H:%M}" if found.date.time_from else ""
    return text[found.start : found.end], str(found.date.from_), found.date.precision, at


@pytest.mark.parametrize(
    ("says", "marked", "wanted"),
    [
        (
            "on Sunday evening, at eight",
            "<انفجرت> عبوة [DATE: مساء الأحد] قرب السوق [DATE: عند الساعة الثامنة]",
            ("مساء الأحد", "2021-05-16", "time", "20:00"),
        ),
        (
            "at eight in the morning, on 5 May",
            "[DATE: عند الساعة الثامنة صباحا] <انفجرت> عبوة قرب السوق في [DATE: 5 أيار الجاري]",
            ("5 أيار الجاري", "2021-05-05", "time", "08:00"),
        ),
        (
            "Thursday, at eight, of which half of the day nobody tells: the day alone",
            "<انفجرت> عبوة [DATE: الخميس] قرب السوق [DATE: عند الساعة الثامنة]",
            ("الخميس", "2021-05-20", "day", ""),
        ),
        (
            "announced today, killed yesterday",
            "أعلنت [ORG: وزارة الدفاع]، [DATE: اليوم السبت]، <مقتل> ثلاثة إرهابيين في عملية نفذت [DATE: أمس الجمعة]",
            ("أمس الجمعة", "2021-05-21", "day", ""),
        ),
        (
            "announced on Thursday, killed on Wednesday, which stands before the trigger too",
            "أعلنت [ORG: وزارة الدفاع] [DATE: الخميس] أن قوة [DATE: الأربعاء] <قتلت> ثلاثة إرهابيين",
            ("الأربعاء", "2021-05-19", "day", ""),
        ),
        (
            "announced today and nothing else: the day of the announcement",
            "أعلنت [ORG: وزارة الدفاع]، [DATE: اليوم السبت]، <مقتل> ثلاثة إرهابيين",
            ("اليوم السبت", "2021-05-22", "day", ""),
        ),
        (
            "two days of two attacks, each with its own",
            "<هاجم> مسلحون القرية [DATE: الثلاثاء] وعادوا إليها [DATE: الخميس]",
            ("الثلاثاء", "2021-05-18", "day", ""),
        ),
        (
            "last month, and the day in it",
            "<نفذ> التنظيم في [DATE: نيسان الماضي] هجوما وقع في [DATE: 7 نيسان]",
            ("7 نيسان", "2021-04-07", "day", ""),
        ),
    ],
)
def test_event_date_of_several(says: str, marked: str, wanted: tuple[str, str, str, str]) -> None:
    assert dated(marked) == wanted, says


@pytest.mark.parametrize("only", [None, 0, 1])
def test_event_date_weekday_with_the_written_date_in_brackets_is_one(only: int | None) -> None:
    """Read years later, Sunday is another one, and the written date rules, whichever of the two is the event's."""
    marked = "<أعلنت> القيادة، [DATE: يوم الأحد]، ([DATE: 27 أيلول 2020])، استمرار العملية"
    later = datetime(2026, 2, 13, 12, 0, tzinfo=BAGHDAD)
    assert dated(marked, later, only) == ("يوم الأحد، (27 أيلول 2020", "2020-09-27", "day", "")


def test_event_date_evening_with_the_written_date_keeps_the_evening() -> None:
    marked = "<انفجرت> عبوة [DATE: مساء الأحد] [DATE: 16 أيار 2021] قرب السوق"
    assert dated(marked) == ("مساء الأحد 16 أيار 2021", "2021-05-16", "time", "17:00")


def test_event_date_two_days_beside_each_other_are_not_joined() -> None:
    """Sunday and Monday, with a dash: two days, of which the nearer one is taken."""
    found = dated("<خرجت> تظاهرات [DATE: الأحد] - [DATE: الاثنين] في البصرة")
    assert found is not None and found[:2] == ("الأحد", "2021-05-16")


def test_event_date_without_dates_is_none_and_unknown_stays_unknown() -> None:
    assert dated("<قتل> مدني في السوق") is None
    # "in the days of the siege"
    found = dated("<قتل> مدني في السوق [DATE: أيام الحصار]")
    assert found is not None and found[1:3] == ("None", "unknown")


WORDS = st.sampled_from(
    ["مساء", "الأحد", "الساعة", "الثامنة", "5", "أيار", "2021", "(", ")", "،", "أعلنت", "أن", "أمس"]
)


@given(
    st.lists(WORDS, max_size=14).map(" ".join), st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=4)
)
def test_event_date_any_sentence_gives_its_own_words(text: str, spans: list[tuple[int, int]]) -> None:
    mentions = [Mention("DATE", min(a, b), max(a, b)) for a, b in spans if max(a, b) <= len(text) and a != b]
    event = EventMention("ASSAULT", None, "actual", 0, 1, 0.9, ())
    found = event_date(
        Annotation(text, tuple(mentions), (event,), (), None), event, mentions, Standpoint(PUBLISHED, BAGHDAD)
    )
    assert (found is None) == (not mentions)
    assert found is None or 0 <= found.start < found.end <= len(text)
