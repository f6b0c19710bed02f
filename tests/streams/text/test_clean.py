"""Pages lose what is not their story, and nothing of the story; each character left can be traced."""

from __future__ import annotations

import hashlib
import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from streams.errors import ArticleError
from streams.text.clean import clean
from streams.text.normalize import normalize
from streams.text.sentences import sentences
from tests.timing import processor_s

HERE = Path(__file__).parent
PAGES: list[dict[str, Any]] = yaml.safe_load((HERE / "pages.yaml").read_text(encoding="utf-8"))
SEEDS: list[dict[str, Any]] = yaml.safe_load((HERE / "seeds.yaml").read_text(encoding="utf-8"))
FRAGMENTS = st.sampled_from(
    [
        *("قال المتحدث", "بغداد/واع- ", "\n", "\n\n", " ", "  ", "\u00a0", "\u200f", "ـ", " ـ ", "ﻻ", "ا\u0654"),
        *("&quot;", "&amp;lt;", "<b>", "<br>", "&", ";", "<", ">", "logo", "التعليقات", "التعليقات (3)", "اقرأ أيضا"),
        *("كركوك.وقال", "»", "”.", "..", ":", "،", "عنوان طويل جداً لهذا الخبر", "(رويترز)", "| رووداو", "\r\n"),
        *("\x00", "\ud800", "د.", "3.5", "سمات ", "Next Previous ", "* "),
    ]
)
TEXTS = st.one_of(st.text(max_size=200), st.lists(FRAGMENTS, max_size=60).map("".join))


@pytest.mark.parametrize("case", PAGES, ids=[case["about"] for case in PAGES])
def test_clean_page_keeps_the_story(case: dict[str, Any]) -> None:
    page = clean(case["text"])
    assert page.text == case["story"]
    assert [cut.reason for cut in page.removed] == case["reasons"]
    assert (page.title, page.source) == (case["title"], case["source"])


@pytest.mark.parametrize("seed", SEEDS, ids=[seed["name"] for seed in SEEDS])
def test_clean_real_page_removes_the_listed_offsets(shared: Path, seed: dict[str, Any]) -> None:
    text = (shared / "seeds" / f"{seed['name']}.txt").read_text(encoding="utf-8")
    page = clean(text)
    assert len(text) == seed["characters"]
    assert [[cut.start, cut.end, cut.reason] for cut in page.removed] == seed["removed"]
    assert hashlib.sha256(page.text.encode("utf-8")).hexdigest() == seed["sha256"]
    # Besides the listed parts only white space is gone, and besides the inserted spaces nothing has come.
    gone = set(range(len(text))) - set(page.origin) - {at for cut in page.removed for at in range(cut.start, cut.end)}
    assert not [at for at in gone if not text[at].isspace()]
    changed = [i for i, at in enumerate(page.origin) if text[at] != page.text[i] and text[at] != "\u00a0"]
    assert [page.text[i] for i in changed] == [" "] * seed["inserted_spaces"]


def test_clean_hundred_real_articles_lose_no_sentence(shared: Path) -> None:
    total = lost = 0
    with (shared / "data" / "articles" / "iraq.jsonl").open(encoding="utf-8") as lines:
        for _, line in zip(range(100), lines, strict=False):
            row = json.loads(line)
            text = row["text"]
            page = clean(text, row["title"])
            key = normalize(page.text).replace(" ", "")
            total += len(text)
            for cut in page.removed:
                removed = text[cut.start : cut.end]
                # A newspaper's link back gives the title once more.
                linked = removed.startswith("رابط الخبر")
                lost += 0 if linked else cut.end - cut.start
                for start, end in sentences(removed) if cut.reason != "tags" and not linked else ():
                    words = removed[start:end].split()
                    # What is as long as a sentence is gone only where another copy of it stays.
                    assert len(words) < 8 or normalize(removed[start:end]).replace(" ", "") in key, (row["id"], cut)
    assert lost / total < 0.01


@given(TEXTS)
def test_clean_any_text_is_traced_and_stable(text: str) -> None:
    try:
        page = clean(text)
    except ArticleError as err:
        assert err.reason == "empty_after_cleaning"
        return
    assert len(page.text) == len(page.origin)
    assert all(a <= b for a, b in pairwise(page.origin))
    assert all(a.end <= b.start for a, b in pairwise(page.removed))
    assert all(0 <= cut.start < cut.end <= len(text) for cut in page.removed)
    for index, character in enumerate(page.text):
        start, end = page.to_original(index, index + 1)
        assert 0 <= start < end <= len(text)
        if character.isalpha() and text[start] != character:
            # A letter that is not the original's own comes from an entity, a drawn form or a hamza typed apart.
            assert text[start] == "&" or not "ء" <= text[start] <= "غ" or end - start == 2
    again = clean(page.text, page.title)
    assert (again.text, again.removed) == (page.text, ())


@given(st.text(max_size=50), st.one_of(st.none(), st.text(max_size=30)))
def test_clean_any_title_does_not_fail(text: str, title: str | None) -> None:
    assert clean("قال المتحدث إن القوات باقية.\n" + text, title).text


def test_clean_given_title_in_the_text_stays_once() -> None:
    title = "الجيش يصل إلى القضاء"  # "the army reaches the district"
    page = clean(f"{title}\n{title}\nوصل الجيش إلى القضاء.", title)
    assert page.text == f"{title}\nوصل الجيش إلى القضاء."
    assert page.title == title


def test_clean_given_title_not_in_the_text_is_not_added() -> None:
    page = clean("وصل الجيش إلى القضاء.", "الجيش يصل &quot;سريعاً&quot;")
    assert page.text == "وصل الجيش إلى القضاء."
    assert page.title == 'الجيش يصل "سريعاً"'


def test_clean_title_twice_on_a_line_stays_once() -> None:
    title = "القوات تصل إلى مركز المدينة"  # "the forces reach the town's centre"
    assert clean(f"{title} {title}\nوصلت القوات إلى مركز المدينة.").text.split("\n")[0] == title


def test_clean_first_line_like_a_byline_stays_as_title() -> None:
    # "three soldiers killed - Rudaw": words, a dash, an outlet; no town, so it can be a title
    page = clean("مقتل ثلاثة جنود - رووداو\n\nقتل ثلاثة جنود في كمين نصبه مسلحون على الطريق العام.")
    assert page.text.startswith("مقتل ثلاثة جنود\n")
    assert page.source == "رووداو"


def test_clean_span_is_found_in_the_original() -> None:
    text = "\u200fأعلـــن &quot;الجيش&quot; ذلك.وقال"
    page = clean(text)
    start = page.text.index('"الجيش"')
    assert page.to_original(start, start + len('"الجيش"')) == (text.index("&quot;"), text.index(" ذلك"))
    with pytest.raises(ValueError, match="no characters"):
        page.to_original(3, 3)


@pytest.mark.parametrize("text", ["التعليقات\nأضف تعليقاً", "logo\nTop", "...", "12345", " \n "])
def test_clean_furniture_alone_raises_empty(text: str) -> None:
    with pytest.raises(ArticleError, match="holds no story") as caught:
        clean(text)
    assert caught.value.reason == "empty_after_cleaning"


@pytest.mark.parametrize(
    "unit", [" ", "كركوك ", "&amp;", "<a ", "ﻻ", "كركوك.وقال", "ا\n", "بغداد/\n", "اقرأ أيضا\n", "."]
)
def test_clean_hostile_megabyte_takes_seconds_at_most(unit: str) -> None:
    # A quadratic search takes minutes; a busy machine needs up to three times the processor time of an idle one.
    text = "خبر\n" + unit * ((1 << 20) // len(unit.encode("utf-8")))
    assert processor_s(lambda: clean(text)) < 5.0


LINKED = [
    # "(story.) Link of the report at the newspaper Al-Fajr: (title)": the space before it goes with the white space
    ("وقال المتحدث إن النيران التهمت ثلاثة مخازن. ", "رابط الخبر بصحيفة الفجر: حريق كبير في مخازن المدينة"),
    # without a full stop before it, and with a title that has full stops itself
    ("وانتهت المهمة دون خسائر بعد ساعتين من بدئها ", "رابط الخبر بصحيفة المساء: بالصور .. نهاية المهمة"),
    # "link of the article on the site of …"
    ("ولم تعلن أي جهة مسؤوليتها عن الهجوم حتى الآن.   ", "رابط المقال في موقع أخبار الشرق: هجوم بلا تبن"),
    # "to read the report from the source, press here"
    ("ولم تعلن أي جهة مسؤوليتها عن الهجوم حتى الآن. ", "لقراءة الخبر كاملا من المصدر اضغط الرابط"),
]


@pytest.mark.parametrize(("story", "link"), LINKED)
def test_clean_link_back_behind_the_last_sentence_goes(story: str, link: str) -> None:
    text = f"{story}{link}"
    page = clean(text)
    assert page.text == story.rstrip()
    assert [(cut.start, cut.end, cut.reason) for cut in page.removed] == [(len(story), len(text), "chrome")]


@pytest.mark.parametrize(
    "text",
    [
        # "the police closed the link of the report after complaints": prose
        "أغلقت الشرطة رابط الخبر بعد شكاوى كثيرة من سكان المدينة القديمة.",
        # "the site put up the link of the article on the paper's page.": no colon
        "ونشر الموقع رابط المقال في صحيفة محلية قبل أن يحذفه مساء أمس.",
        # a link back within the story does not end the page
        "قال المتحدث إن اللقاء تأجل. رابط الخبر بصحيفة الفجر: تأجيل اللقاء\nوأضاف أن موعدا آخر سيحدد خلال أسبوع.",
    ],
)
def test_clean_prose_about_links_stays(text: str) -> None:
    page = clean(text)
    assert page.text == text and not page.removed
