"""Near-duplicate signatures: an agency's text edited by outlets is one text, news of the same kind is not."""

from __future__ import annotations

import time

from streams.neardup import COPY, distinct, likeness, signature

# An agency's report of a roadside bomb near Tarmiyah, as two outlets print it, and a report of another bomb.
AGENCY = (
    "انفجرت عبوة ناسفة كانت موضوعة على جانب الطريق لدى مرور دورية للجيش في أطراف قضاء الطارمية شمالي بغداد، ما أسفر عن "
    "إصابة جنديين بجروح متفاوتة نقلا على إثرها إلى مستشفى الكاظمية لتلقي العلاج. وقال مصدر في الشرطة إن قوة أمنية طوقت "
    "مكان الحادث وباشرت البحث عن المنفذين وسط انتشار كثيف في القرى المجاورة."
)
EDITED = "بغداد. " + AGENCY.replace("الطارمية", "الطارميه").replace("إصابة", "اصابة").replace(" وسط انتشار كثيف", "")
OTHER = (
    "انفجرت عبوة لاصقة أسفل سيارة مدنية في حي الغدير شرقي العاصمة صباح اليوم، وأدت إلى مقتل سائقها وهو موظف في وزارة "
    "الكهرباء. وأوضح مصدر في الشرطة أن خبراء المتفجرات وصلوا إلى المكان وفتحوا تحقيقاً في ملابسات الحادث."
)


def test_signature_of_an_edited_copy_is_like_the_original() -> None:
    assert likeness(signature(AGENCY), signature(EDITED)) >= COPY


def test_signature_of_another_report_is_not() -> None:
    assert likeness(signature(AGENCY), signature(OTHER)) < 0.2


def test_distinct_counts_texts_not_copies() -> None:
    marks = [signature(t) for t in (AGENCY, EDITED, OTHER, AGENCY)]
    assert distinct(marks) == 2
    assert distinct([]) == 0


def test_signature_is_hex_and_the_same_in_every_run() -> None:
    mark = signature(AGENCY)
    assert len(mark) == 256
    assert mark == signature(AGENCY)
    int(mark, 16)


def test_signature_of_hostile_text_is_quick() -> None:
    started = time.perf_counter()
    for text in ("", "ا", "ا " * 25_000, "\U0001f600" * 50_000, "(" * 50_000):
        assert len(signature(text)) == 256
    assert time.perf_counter() - started < 5
