"""Standoff annotations: the same sentences back from article, offsets and hash, and refusal of any other text."""

from __future__ import annotations

import json
import lzma
from pathlib import Path
from typing import Any

import pytest

from models.standoff import read_standoff, standoff_files, to_standoff
from streams.errors import ModelError
from tests.models.test_examples import row

# "Police in the province said: gunmen killed a policeman in Kirkuk. An investigation began."
ARTICLE = "وقالت شرطة المحافظة: قتل مسلحون شرطياً في كركوك. وبدأ تحقيق."


def written(folder: Path, *rows: dict[str, Any]) -> Path:
    path = folder / "standoff.jsonl"
    path.write_text("".join(json.dumps(each) + "\n" for each in rows), encoding="utf-8")
    return path


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    with lzma.open(folder / "a.jsonl.xz", "wt", encoding="utf-8") as lines:
        lines.write(json.dumps({"id": "a1", "text": ARTICLE}) + "\n")
    return folder


def test_standoff_gives_the_annotated_sentence_back_without_holding_its_text(tmp_path: Path, articles: Path) -> None:
    sentence = row(date="2021-05-22")
    told = to_standoff(sentence, ARTICLE)
    assert "كركوك" not in json.dumps(told, ensure_ascii=False)
    (example,) = read_standoff([written(tmp_path, told)], articles)
    assert example.text == sentence["text"] and example.corpus == "standoff" and example.source == "a1"
    assert example.row is not None
    assert example.row["entities"] == sentence["entities"] and example.row["events"] == sentence["events"]


def test_standoff_of_a_changed_article_is_refused(tmp_path: Path, articles: Path) -> None:
    told = to_standoff(row(date="2021-05-22"), ARTICLE)
    with pytest.raises(ModelError, match=r"x1.*not the annotated one"):
        read_standoff([written(tmp_path, told | {"start": told["start"] + 1})], articles)
    with pytest.raises(ModelError, match="no article 'a2'"):
        read_standoff([written(tmp_path, told | {"source": "a2"})], articles)
    with pytest.raises(ModelError, match="does not stand"):
        to_standoff(row(date="2021-05-22"), "")


def test_shipped_standoff_has_no_text_and_no_test_article(shared: Path) -> None:
    files = standoff_files()
    raw = "".join(path.read_text(encoding="utf-8") for path in files)
    assert not any("\u0600" <= letter <= "\u06ff" for letter in raw)
    lines = (shared / "data" / "events" / "dev.jsonl").read_text(encoding="utf-8").splitlines()
    dev = [json.loads(line) for line in lines]
    examples = read_standoff(files, shared / "data" / "articles")
    assert len({example.id for example in examples}) == len(examples) >= 1900
    assert not {example.source for example in examples} & {sentence["source"] for sentence in dev}
    assert not {example.text for example in examples} & {sentence["text"] for sentence in dev}
