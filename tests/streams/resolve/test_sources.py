"""Whom an article names as its source, and which of its sentences that speaks for."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from models.annotation import Annotation, EventMention
from streams.resolve.dates import BAGHDAD
from streams.resolve.facts import Telling
from streams.resolve.resolver import Resolver
from streams.resolve.sources import article_sources, is_news
from tests.streams.resolve.test_attribution import read_marked

PUBLISHED = datetime(2021, 5, 22, 15, 0, tzinfo=BAGHDAD)


def annotated(marked: str, status: str = "actual") -> Annotation:
    """A sentence with one assault at its marked trigger, and its first date as the event's."""
    text, mentions, trigger = read_marked(marked)
    dates = [i for i, m in enumerate(mentions) if m.type == "DATE"]
    arguments = (("date", dates[0]),) if dates else ()
    event = EventMention("ASSAULT", None, status, trigger, trigger + 3, 0.9, arguments)
    return Annotation(text, tuple(mentions), (event,) if "<" in marked else (), (), None)


def told(*sentences: Annotation) -> list[dict[str, Any]]:
    """The events of an article of these sentences."""
    tellings, start = [], 0
    for sentence in sentences:
        tellings.append(Telling(start, start + len(sentence.text), sentence))
        start += len(sentence.text) + 1
    return Resolver.load().resolve("a1", PUBLISHED, tellings).events


# "Two policemen killed south of Kirkuk"
TITLE = annotated("<مقتل> شرطيين جنوبي كركوك")
# "A security source said that gunmen attacked a checkpoint"
LEAD = annotated("وقال [MIL: مصدر أمني] إن [ARM: مسلحين] <هاجموا> نقطة تفتيش")
# "The attackers burned a vehicle and fled"
UNNAMED = annotated("وأحرق المهاجمون عجلة <وقتلوا> شرطيا آخر قبل فرارهم")


def test_source_of_the_lead_stands_in_for_title_and_later_sentences() -> None:
    assert [e["attribution"] for e in told(TITLE, LEAD, UNNAMED)] == ["مصدر أمني"] * 3


def test_source_another_speaker_ends_what_the_lead_speaks_for() -> None:
    """Once the ministry of health told of the dead, nobody can say whose the sentence after it is."""
    other = annotated("من جهتها أعلنت [ORG: وزارة الصحة] <مقتل> ثلاثة")
    events = told(TITLE, LEAD, other, UNNAMED)
    assert [e["attribution"] for e in events] == ["مصدر أمني", "مصدر أمني", "وزارة الصحة", None]


def test_source_a_speech_that_goes_on_is_of_the_one_named_last() -> None:
    """What "it added" is the ministry's, "the source said" the source's as the article names it."""
    other = annotated("من جهتها أعلنت [ORG: وزارة الصحة] <مقتل> ثلاثة")
    added = annotated("وأضافت أن مدنيا <قتل> في الهجوم")
    assert told(LEAD, other, added)[2]["attribution"] == "وزارة الصحة"
    assert told(LEAD, annotated("وتابع المصدر أن القوات <قتلت> أحدهم"))[1]["attribution"] == "مصدر أمني"


@pytest.mark.parametrize(
    "background",
    [
        # "and an attack on 3 May had killed a soldier": before the news
        annotated("وكان هجوم في [DATE: 3 أيار الجاري] قد <أوقع> قتيلا"),
        # "and the organisation occupied the town": what the model calls history
        annotated("وكان التنظيم قد <احتل> البلدة", status="historical"),
    ],
)
def test_source_does_not_speak_for_background(background: Annotation) -> None:
    assert told(LEAD, background)[1]["attribution"] is None


def test_source_does_not_come_from_a_quoted_politician() -> None:
    """A minister's opinion in the lead: what the sentence after it tells is not his."""
    lead = annotated("وأكد الوزير [PER: كريم ناصر] أن بلاده <تدين> الهجوم")
    assert [e["attribution"] for e in told(lead, UNNAMED)] == ["الوزير كريم ناصر", None]


def test_source_named_far_below_the_lead_is_not_the_articles() -> None:
    found = article_sources([UNNAMED, UNNAMED, UNNAMED, LEAD, UNNAMED])
    assert [s.article for s in found] == [None] * 5
    assert found[-1].previous == "مصدر أمني"


def test_source_of_no_sentences_is_nobody() -> None:
    assert article_sources([]) == []


@pytest.mark.parametrize(
    ("status", "last", "news"),
    [
        ("actual", None, True),
        ("actual", date(2021, 5, 19), True),
        ("actual", date(2021, 5, 18), False),
        ("future", date(2021, 6, 1), True),
        ("historical", None, False),
    ],
)
def test_news_is_recent_and_no_history(status: str, last: date | None, news: bool) -> None:
    assert is_news(status, last, date(2021, 5, 22)) is news


REPORT = annotated("قال [MIL: مصدر أمني] إن مسلحين <هاجموا> نقطة تفتيش")


@pytest.mark.parametrize(
    ("says", "marked", "who"),
    [
        ("in the attack two were killed", "وأسفر <الهجوم> عن مقتل شرطيين", "مصدر أمني"),
        ("he added that", "وأضاف أن القوات <اعتقلت> اثنين", "مصدر أمني"),
        ("on the other hand a bomb exploded", "من جهة أخرى، <انفجرت> عبوة في هيت", None),
        ("and elsewhere he added", "وفي سياق آخر، أضاف أن القوات <اعتقلت> اثنين", None),
        ("from another side of the town", "من جهة المدينة الأخرى <انفجرت> عبوة", "مصدر أمني"),
        ("the tribes - who else - stressed that", "[GRP: عشائر كثيرة] شددت ليلا على أن القوات <تقدمت>", "عشائر كثيرة"),
    ],
)
def test_sources_other_news_and_other_subjects_are_not_the_speakers(says: str, marked: str, who: str | None) -> None:
    assert told(REPORT, annotated(marked))[1]["attribution"] == who, says


def test_article_sources_speaker_named_by_the_way_is_not_the_articles() -> None:
    """The council cut the power, after the weather service had announced a heat wave."""
    lead = annotated("<قطع> المجلس الكهرباء بعد أن أعلنت [ORG: هيئة الأنواء الجوية] موجة حر")
    assert [s.article for s in article_sources([lead, TITLE])] == [None, None]
    lead = annotated("أعلنت [ORG: هيئة الأنواء الجوية] <إغلاق> الطرق")
    assert article_sources([lead, TITLE])[1].article == "هيئة الأنواء الجوية"
