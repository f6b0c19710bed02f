"""Dates of relative clauses, of meetings "which were held", and of history; marked as in `test_attribution`.

The day of publication is Saturday, 22 May 2021.
"""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.annotation import Annotation, EventMention, Mention
from streams.resolve.date_clauses import elsewhere, held_on, opening
from streams.resolve.dates import BAGHDAD
from streams.resolve.event_date import event_date
from streams.resolve.standpoint import Standpoint
from tests.streams.resolve.test_attribution import read_marked

PUBLISHED = datetime(2021, 5, 22, 15, 0, tzinfo=BAGHDAD)


def marked_event(
    marked: str, type: str, status: str = "actual", others: tuple[tuple[str, str], ...] = ()
) -> tuple[Annotation, EventMention]:
    """The sentence with the event of the marked trigger, and others of a type at a word."""
    text, mentions, trigger = read_marked(marked)
    length = marked.index(">") - marked.index("<") - 1
    event = EventMention(type, None, status, trigger, trigger + length, 0.9, ())
    more = [EventMention(t, None, "actual", text.index(w), text.index(w) + len(w), 0.9, ()) for t, w in others]
    events = tuple(sorted((event, *more), key=lambda e: e.start))
    return Annotation(text, tuple(mentions), events, (), None), event


def day(sentence: Annotation, event: EventMention, given: bool) -> str | None:
    dates = [m for m in sentence.entities if m.type == "DATE"] if given else []
    found = event_date(sentence, event, dates, Standpoint(PUBLISHED, BAGHDAD))
    return f"{found.date.from_} {found.date.precision}" if found else None


@pytest.mark.parametrize(
    ("says", "marked", "type", "others", "wanted"),
    [
        (
            "the talks about incidents which had befallen the city yesterday",
            "<بحث> المجلس تداعيات الأحداث التي ضربت المدينة [DATE: أمس]",
            "CONSULT",
            (),
            None,
        ),
        (
            "the arrest of one who took part in an attack on Thursday",
            "<اعتقال> المتهم الذي شارك في هجوم [DATE: الخميس]",
            "COERCE",
            (("ASSAULT", "هجوم"),),
            None,
        ),
        (
            "the attack within that clause keeps its day",
            "اعتقال المتهم الذي شارك في <هجوم> [DATE: الخميس]",
            "ASSAULT",
            (("COERCE", "اعتقال"),),
            "2021-05-20 day",
        ),
        (
            "the explosion which shook the market yesterday",
            "<الانفجار> العنيف الذي هز السوق [DATE: أمس]",
            "ASSAULT",
            (),
            "2021-05-21 day",
        ),
        (
            "the attack of Daesh which hit the village yesterday",
            "<هجوم> [ARM: داعش] الذي ضرب القرية [DATE: أمس]",
            "ASSAULT",
            (),
            "2021-05-21 day",
        ),
        (
            "the arrest of a Daesh member who fled yesterday",
            "<اعتقال> [ARM: عنصر داعش] الذي هرب من السجن [DATE: أمس]",
            "COERCE",
            (),
            None,
        ),
        (
            "killed in the explosion, an event too, which shook the market yesterday",
            "<مقتل> مدني في الانفجار الذي هز السوق [DATE: أمس]",
            "ASSAULT",
            (("ASSAULT", "الانفجار"),),
            "2021-05-21 day",
        ),
        (
            "an attack on the village which lies north of the town, yesterday",
            "<هجوم> على القرية التي تقع شمال البلدة [DATE: أمس]",
            "ASSAULT",
            (),
            "2021-05-21 day",
        ),
        (
            "the clause ends with the comma",
            "<هجوم> على القرية التي هجرها أهلها، [DATE: أمس]",
            "ASSAULT",
            (),
            "2021-05-21 day",
        ),
    ],
)
def test_date_of_a_relative_clause_is_of_what_the_clause_tells(
    says: str, marked: str, type: str, others: tuple[tuple[str, str], ...], wanted: str | None
) -> None:
    assert day(*marked_event(marked, type, others=others), given=True) == wanted, says


@pytest.mark.parametrize(
    ("says", "marked", "type", "others", "wanted"),
    [
        (
            "the meeting between two ministries which was held on 5 May",
            "أكد <الاجتماع> بين وزارتي النفط والمالية، الذي عقد في [DATE: 5 أيار 2021]، دعم المشروع",
            "CONSULT",
            (),
            "2021-05-05 day",
        ),
        (
            "the verb of that meeting: 'a meeting discussed'",
            "<بحث> اجتماع لجنة الطاقة الذي عقد في بغداد [DATE: الثلاثاء] ملف الكهرباء",
            "CONSULT",
            (("CONSULT", "اجتماع"),),
            "2021-05-18 day",
        ),
        (
            "the blast which occurred on Thursday",
            "أدانت الوزارة <التفجير> الإرهابي الذي وقع [DATE: الخميس]",
            "ASSAULT",
            (),
            "2021-05-20 day",
        ),
        (
            "who condemned the blast did so another day",
            "<أدانت> الوزارة التفجير الذي وقع [DATE: الخميس]",
            "ACCUSE",
            (("ASSAULT", "التفجير"),),
            None,
        ),
        (
            "an attack before a conference which was held on Thursday",
            "وقع <الهجوم> قبل المؤتمر الذي عقد [DATE: الخميس]",
            "ASSAULT",
            (("CONSULT", "المؤتمر"),),
            None,
        ),
        (
            "a visit before a conference which was held on Thursday",
            "جاءت <الزيارة> بعد المؤتمر الذي عقد [DATE: الخميس]",
            "CONSULT",
            (("CONSULT", "المؤتمر"),),
            None,
        ),
    ],
)
def test_date_on_which_it_was_held_is_the_events(
    says: str, marked: str, type: str, others: tuple[tuple[str, str], ...], wanted: str | None
) -> None:
    assert day(*marked_event(marked, type, others=others), given=False) == wanted, says


@pytest.mark.parametrize(
    ("says", "marked", "status", "wanted"),
    [
        (
            "in 2008 the army announced the taking of the city",
            "أعلن الجيش [DATE: عام 2008] <استعادة> المدينة من المسلحين",
            "historical",
            "2008-01-01 year",
        ),
        (
            "of a full date the year, since the day is that of the announcement",
            "أعلن الجيش في [DATE: 3 آذار 2008] <استعادة> المدينة",
            "historical",
            "2008-01-01 year",
        ),
        ("news is not history", "أعلن الجيش [DATE: عام 2008] <استعادة> المدينة", "actual", None),
        (
            "but its cells still attack",
            "أعلن الجيش [DATE: عام 2008] النصر، لكن خلاياه تشن <هجمات> متفرقة",
            "historical",
            None,
        ),
        (
            "a year told behind it may be another event's",
            "بعد <استعادة> المدينة سقطت البلدة [DATE: عام 2009]",
            "historical",
            None,
        ),
        (
            "the year in which the brigade was formed is not that of its battle",
            "خاض اللواء الذي شكل [DATE: عام 2004]، <معارك> كثيرة",
            "historical",
            None,
        ),
        ("a month without a year says none", "أعلن في [DATE: أيار] <استعادة> المدينة", "historical", None),
        ("a year ahead is no history", "يعلن [DATE: عام 2035] <استعادة> المدينة", "historical", None),
    ],
)
def test_history_without_a_date_takes_the_year_told_before_it(
    says: str, marked: str, status: str, wanted: str | None
) -> None:
    assert day(*marked_event(marked, "COERCE", status), given=False) == wanted, says


PIECES = st.sampled_from(["الاجتماع", "الذي", "التي", "عقد", "قد", "،", "شهدها", "أمس", "2017", "لكن", "في", "."])


@given(st.lists(PIECES, max_size=14).map(" ".join), st.integers(0, 60), st.integers(0, 60))
def test_any_words_give_a_date_of_the_sentence_or_none(text: str, at: int, trigger: int) -> None:
    mentions = (Mention("DATE", at, at + 4),) if at + 4 <= len(text) else ()
    event = EventMention("CONSULT", None, "historical", min(trigger, len(text)), min(trigger, len(text)) + 1, 0.9, ())
    sentence = Annotation(text, mentions, (event,), (), None)
    assert held_on(sentence, event) in (None, *mentions)
    assert set(opening(sentence, event)) <= set(mentions)
    assert all(elsewhere(sentence, event, m) in (True, False) for m in mentions)


def test_date_that_counts_from_a_year_dates_nothing() -> None:
    """The fourth meeting so far since 2019 is none of 2019; a fight goes on since 2014."""
    marked = "وقال بعد <الاجتماع> الرابع المنعقد حتى الآن [DATE: منذ عام 2019] إن العمل مستمر"
    assert day(*marked_event(marked, "CONSULT"), given=True) is None
    assert day(*marked_event("<القتال> مستمر [DATE: منذ عام 2014] حتى الآن", "ASSAULT"), given=True) is not None


@pytest.mark.parametrize(
    ("says", "marked", "wanted"),
    [
        ("attacks rose, compared with the last months", "تصاعدت <الهجمات> قياسا [DATE: بالأشهر الماضية]", None),
        ("attacks rose in comparison with 2019", "تصاعدت <الهجمات> بالمقارنة مع [DATE: عام 2019]", None),
        ("attacks in 2019", "تصاعدت <الهجمات> في [DATE: عام 2019]", "2019-01-01 year"),
    ],
)
def test_event_date_what_an_event_is_compared_with_does_not_date_it(says: str, marked: str, wanted: str | None) -> None:
    assert day(*marked_event(marked, "ASSAULT"), True) == wanted, says
