"""Spellings of one name meet in one key; folding keeps every offset."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.text.normalize import fold, normalize, normalize_digits, strip_clitics


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("كركوك", "كركوك"),  # Kirkuk
        ("کرکوک", "كركوك"),  # Kirkuk typed with Persian kaf
        ("كوردستان", "كوردستان"),  # Kurdistan, Kurdish spelling; its و stays
        ("أربيل", "اربيل"),  # Erbil with hamza
        ("إقليم", "اقليم"),  # region
        ("آذار", "اذار"),  # March
        ("كربلاء", "كربلا"),  # Karbala with hamza on the line
        ("البصرة", "البصره"),  # Basra
        ("الأعلى", "الاعلي"),  # the supreme
        ("نێچیرڤان", "نيجيرفان"),  # Nechirvan in Kurdish letters
        ("مُحَمَّد", "محمد"),  # Muhammad with vowel marks
        ("محـــمد", "محمد"),  # Muhammad with tatweel
        ("«القوات»، (الأمنية)!", "القوات الامنيه"),  # security forces between marks
        ("٣٫٥ ملايين", "3.5 ملايين"),  # 3.5 million in Arabic-Indic digits
        ("١٬٥٠٠", "1500"),  # 1,500
        ("14.10.2020", "14.10.2020"),
        ("انتهى.", "انتهي"),  # ended
        ("ﻛﺮﻛﻮﻙ", "كركوك"),  # Kirkuk in presentation forms
        ("PUKMEDIA", "pukmedia"),
        ("  سهل   نينوى ", "سهل نينوي"),  # Nineveh plain
        ("لواء_30", "لوا 30"),  # brigade 30
        ("", ""),
    ],
)
def test_normalize_spelling_gives_key(written: str, key: str) -> None:
    assert normalize(written) == key


@given(st.text())
def test_normalize_twice_changes_nothing(text: str) -> None:
    once = normalize(text)
    assert normalize(once) == once


@given(st.text())
def test_fold_keeps_length(text: str) -> None:
    assert len(fold(text)) == len(text)


@pytest.mark.parametrize(
    ("written", "digits"),
    [("٢٠٢٠", "2020"), ("۱۴۰۰", "1400"), ("٣٫٥", "3.5"), ("١٬٥٠٠", "1500"), ("الفوج 3", "الفوج 3")],
)
def test_normalize_digits_gives_western_ones(written: str, digits: str) -> None:
    assert normalize_digits(written) == digits


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("بغداد", "بغداد"),  # Baghdad itself comes first
        ("وبغداد", "بغداد"),  # and Baghdad
        ("ببغداد", "بغداد"),  # in Baghdad
        ("وببغداد", "بغداد"),  # and in Baghdad
        ("بالعراق", "العراق"),  # in Iraq, with its article
        ("للعراق", "العراق"),  # to Iraq
        ("وللعراق", "العراق"),  # and to Iraq
        ("والعراق", "عراق"),  # and Iraq, without its article
        ("كالموصل", "الموصل"),  # like Mosul
        ("فلكركوك", "كركوك"),  # so to Kirkuk
    ],
)
def test_strip_clitics_word_offers_stem(word: str, expected: str) -> None:
    candidates = strip_clitics(word)
    assert candidates[0] == word
    assert expected in candidates


@given(st.text(max_size=12))
def test_strip_clitics_any_word_keeps_two_letters(word: str) -> None:
    assert all(len(candidate) >= 2 for candidate in strip_clitics(word)[1:])
    assert len(set(strip_clitics(word))) == len(strip_clitics(word))
