"""Articles of web pages: what a page says around its story is not the story's."""

from __future__ import annotations

import pytest

from streams.feeds.page import article_of

TITLE = "انفجار في الموصل"  # "explosion in Mosul"
# "The police announced{day} that two people were killed by an explosive device in Mosul, a security source said." /
# "The source said that the investigations go on to learn how it happened, near the market of the old town."
STORY = (
    "<p>أعلنت الشرطة{day} مقتل شخصين بانفجار عبوة ناسفة في مدينة الموصل، بحسب ما أفاد مصدر أمني.</p>"
    "<p>وقال المصدر إن التحقيقات ما زالت جارية لمعرفة ملابسات الحادث الذي وقع قرب سوق المدينة القديمة.</p>"
)
TODAY = "، اليوم السبت (22 أيار 2021)،"  # "today, Saturday (22 May 2021)"
META = '<meta property="article:published_time" content="{}T14:00:00+03:00">'
TIME = '<time datetime="2021-05-21T14:00:00+03:00">x</time>'


def published_of(above: str = "", below: str = "", head: str = "", day: str = "") -> object:
    """Return `published` of a page of STORY with so much around it."""
    article = f"<article><h1>{TITLE}</h1>{STORY.format(day=day)}</article>"
    page = f"<html><head><title>{TITLE}</title>{head}</head><body>{above}{article}{below}</body></html>"
    return article_of(page.encode())["published"]


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("<div class='top'>Friday, 13 February 2026</div>", ""),
        ("<div class='date'>13/02/2026</div>", "<footer>Copyright 2026</footer>"),
    ],
)
def test_article_of_clock_of_the_page_is_not_its_publication(above: str, below: str) -> None:
    assert published_of(above, below, day=TODAY) is None


def test_article_of_clock_above_an_undated_story_is_not_its_publication() -> None:
    assert published_of("<div class='top'>Friday, 13 February 2026</div>") is None


@pytest.mark.parametrize(("above", "head"), [("", META.format("2021-05-21")), (TIME, "")])
def test_article_of_dated_page_gives_its_day(above: str, head: str) -> None:
    assert published_of(above, head=head) == "2021-05-21"


def test_article_of_day_in_the_text_goes_before_the_page_s() -> None:
    assert published_of(head=META.format("2026-02-13"), day=TODAY) is None
