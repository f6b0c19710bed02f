"""Arabic passes; Kurdish, Persian, Urdu and other scripts do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.text.language import why_not_arabic


@pytest.mark.parametrize(
    "text",
    [
        # "Security forces arrested two suspects in the centre of the city."
        "اعتقلت القوات الأمنية اثنين من المطلوبين وسط المدينة.",
        # A headline without article or particle: "roadside bomb explodes"
        "انفجار عبوة ناسفة",
        # An Arabic sentence full of Kurdish names
        "استقبل نێچیرڤان بارزانی في أربيل وفداً من حزب پارتی وقوباد طالەبانی وناقش معه الوضع الأمني في كركوك",
        # Arabic typed on a Persian keyboard: "the army announced the killing of two in Kirkuk"
        "أعلن الجیش العراقی مقتل اثنین من المسلحین فی محافظة کرکوک بعد عملیة أمنیة فی الحویجة",
        # Presentation forms: "in Baghdad the army"
        "ﻓﻲ ﺑﻐﺪﺍﺩ ﺍﻟﺠﻴﺶ",
        # A page's code around 40 words of Arabic
        "#vote_area ul { padding: 0; margin: 0 } " * 60 + "قالت الشرطة إن القوات عثرت على المخزن في المدينة. " * 6,
        # English quotation inside an Arabic report
        'قال المتحدث باسم التحالف إن "we are here to advise and assist" وأضاف أن القوات باقية حتى نهاية العام',
    ],
)
def test_why_not_arabic_arabic_passes(text: str) -> None:
    assert why_not_arabic(text) is None


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("Three people were killed in Baghdad on Monday, police said.", "0% of its letters are Arabic"),
        # Sorani: "the president met the delegation and discussed the peshmerga forces"
        ("سەرۆکی هەرێم لەگەڵ شاندەکە کۆبووەوە و باسی دۆخی هێزەکانی پێشمەرگە و پەرەسەندنە ئەمنییەکان کرا", "Kurdish"),
        # Persian: "the foreign minister met his counterpart in Tehran today and spoke of the region"
        (
            "وزیر خارجه امروز در تهران با همتای خود دیدار کرد و درباره مسائل منطقه و همکاری دو کشور گفتگو کردند",
            "Persian",
        ),
        # Urdu: "the prime minister said that the situation in the country is improving"
        ("وزیراعظم نے کہا ہے کہ ملک میں امن و امان کی صورتحال پہلے سے بہتر ہو رہی ہے اور حکومت کام کر رہی ہے", "Urdu"),
        ("12345 !!!", "no letters"),
        ("", "no letters"),
        ("ـــ", "no letters"),
    ],
)
def test_why_not_arabic_other_text_tells_why(text: str, part: str) -> None:
    why = why_not_arabic(text)
    assert why is not None
    assert part in why


@given(st.text(max_size=300))
def test_why_not_arabic_any_text_does_not_fail(text: str) -> None:
    why_not_arabic(text)


def test_why_not_arabic_marks_alone_count_as_no_letters() -> None:
    assert why_not_arabic("ـَـِ") == "it has no letters"
