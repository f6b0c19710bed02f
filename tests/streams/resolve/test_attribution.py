"""Who says so: the cases of `attribution.yaml` (each told in English), the article's source, hostile texts."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from models.annotation import Mention
from streams.resolve.attribution import attribution
from tests.timing import processor_s

CASES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("attribution.yaml").read_text(encoding="utf-8"))
_MARKED = re.compile(r"\[([A-Z]{3,4}): ([^\]]+)\]|<([^>]+)>")


def read_marked(marked: str) -> tuple[str, list[Mention], int]:
    """Return the sentence without marks, its mentions and the trigger's start."""
    text, mentions, trigger, at = "", [], 0, 0
    for match in _MARKED.finditer(marked):
        text += marked[at : match.start()]
        if match[1]:
            mentions.append(Mention(match[1], len(text), len(text) + len(match[2])))
            text += match[2]
        else:
            trigger = len(text)
            text += match[3]
        at = match.end()
    return text + marked[at:], mentions, trigger


@pytest.mark.parametrize("case", CASES, ids=[case["says"] for case in CASES])
def test_attribution_case_names_the_speaker(case: dict[str, Any]) -> None:
    assert attribution(*read_marked(case["text"])) == case["who"]


def test_attribution_nobody_named_falls_back_to_the_articles_source() -> None:
    # "and he added that the forces arrested": the article quoted a ministry before.
    text, mentions, trigger = read_marked("وأضاف أن [MIL: القوات] <اعتقلت> خمسة مطلوبين")
    assert attribution(text, mentions, trigger, "وزارة الداخلية") == "وزارة الداخلية"


def test_attribution_pointing_back_takes_the_articles_source() -> None:
    # "according to the statement": which one the article says elsewhere.
    text, mentions, trigger = read_marked("<بحث> الجانبان الوضع الأمني، وفق البيان")
    assert attribution(text, mentions, trigger, "رئاسة الإقليم") == "رئاسة الإقليم"
    assert attribution(text, mentions, trigger) == "البيان"


def test_attribution_named_in_the_sentence_outweighs_the_articles_source() -> None:
    # "a security source said that gunmen attacked"
    text, mentions, trigger = read_marked("قال [MIL: مصدر أمني] إن [ARM: مسلحين] <هاجموا> القرية")
    assert attribution(text, mentions, trigger, "وزارة الدفاع") == "مصدر أمني"


WORDS = st.sampled_from(
    [
        "قال",
        "وفق",
        "بيان",
        "المتحدث",
        "باسم",
        "لـ",
        "«",
        "»",
        ":",
        "،",
        "نقلا",
        "عن",
        "ما",
        "أعلن",
        "مصدر",
        "في",
        "أن",
        "ـ",
        "زيد",
    ]
)


@settings(max_examples=200)
@given(
    st.lists(WORDS, max_size=20).map(" ".join),
    st.lists(
        st.tuples(st.sampled_from(["PER", "ORG", "DATE", "GPE"]), st.integers(-3, 80), st.integers(-3, 90)), max_size=5
    ),
    st.integers(-2, 90),
)
def test_attribution_any_sentence_gives_its_own_words(
    text: str, spans: list[tuple[str, int, int]], trigger: int
) -> None:
    found = attribution(text, [Mention(*span) for span in spans], trigger)
    assert found is None or found in text or found.removeprefix("ال") in text


@pytest.mark.parametrize(
    "text", ["قال " * 12_000, "وفق ما " * 8_000, "نقلت عن " * 7_000, "المتحدث باسم " * 4_000, "«" * 50_000]
)
def test_attribution_hostile_text_of_50_kb_ends_in_100_ms(text: str) -> None:
    attribution("قال زيد", [], 0)
    mentions = [Mention("PER", at, at + 3) for at in range(0, 2_000, 8)]
    assert processor_s(lambda: attribution(text, mentions, 40_000)) < 0.1
