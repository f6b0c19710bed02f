"""Sentences end where a reader ends them: never inside numbers, dates, abbreviations and quotations."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from streams.text.clean import clean
from streams.text.sentences import LONGEST_SENTENCE_CHARS, sentences
from tests.timing import processor_s

CASES = yaml.safe_load((Path(__file__).parent / "sentences.yaml").read_text(encoding="utf-8"))
PIECES = st.sampled_from(
    [
        "قال",
        "وأضاف",
        " ",
        " ",
        ".",
        "..",
        "؟",
        "!",
        "،",
        "؛",
        "\n",
        '"',
        "«",
        "»",
        "“",
        "”",
        "(",
        ")",
        "د",
        "3",
        "أ.ف.ب",
        "x",
        "…",
    ]
)


@pytest.mark.parametrize("case", CASES, ids=[case["about"] for case in CASES])
def test_sentences_text_is_cut_as_read(case: dict[str, str]) -> None:
    text = case["text"]
    assert " | ".join(text[start:end] for start, end in sentences(text)) == case["cut"]


@given(st.one_of(st.text(), st.lists(PIECES, max_size=400).map("".join)))
def test_sentences_any_text_is_covered_in_order(text: str) -> None:
    spans = sentences(text)
    assert all(start < end for start, end in spans)
    assert all(left[1] <= right[0] for left, right in pairwise(spans))
    kept = "".join(text[start:end] for start, end in spans)
    assert "".join(kept.split()) == "".join(text.split())
    assert all(text[start:end] == text[start:end].strip() for start, end in spans)
    assert all(end - start <= LONGEST_SENTENCE_CHARS for start, end in spans)


def test_sentences_very_long_one_is_cut_before_a_clause_outside_quotes() -> None:
    # "the forces took part in the operation, and reached the district" 40 times, with a quotation over one comma
    clause = "شاركت القوات في العملية الواسعة، ووصلت إلى القضاء "
    text = clause * 10 + "«شاركت، ووصلت، وعادت» " + clause * 30
    spans = sentences(text)
    assert len(spans) > 2
    assert all(text[start:end].endswith("،") for start, end in spans[:-1])
    quote = text.index("«"), text.index("»")
    assert not any(quote[0] < end <= quote[1] for _, end in spans)


def test_sentences_long_quotation_is_cut_at_its_stops() -> None:
    # one quotation of 60 sentences "we are staying here."
    text = "قال «" + "نحن باقون هنا في المدينة. " * 60 + "» ومضى."
    spans = sentences(text)
    assert len(spans) > 1
    assert all(text[start:end].endswith(".") for start, end in spans)


@pytest.mark.parametrize("unit", [" ", "(", '"', ".", ". ", "د. ", "كركوك ", "1.", "“("])
def test_sentences_hostile_megabyte_takes_seconds_at_most(unit: str) -> None:
    # A quadratic search takes minutes; a busy machine needs up to three times the processor time of an idle one.
    text = unit * ((1 << 20) // len(unit.encode("utf-8")))
    assert processor_s(lambda: sentences(text)) < 4.0


def test_sentences_real_articles_are_of_reading_length(shared: Path) -> None:
    lengths: list[int] = []
    with (shared / "data" / "articles" / "iraq.jsonl").open(encoding="utf-8") as lines:
        for _, line in zip(range(100), lines, strict=False):
            row = json.loads(line)
            lengths += [end - start for start, end in sentences(clean(row["text"], row["title"]).text)]
    lengths.sort()
    assert 80 <= lengths[len(lengths) // 2] <= 250
    assert lengths[-1] <= LONGEST_SENTENCE_CHARS
