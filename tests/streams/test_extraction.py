"""Records of the shipped model: valid against the schema, true to the text, the same in every run."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from streams.article import parse
from streams.errors import ArticleError
from streams.extraction import Extraction
from streams.feeds.files import Reader
from streams.feeds.item import Item
from streams.record import Record
from streams.settings import Settings

pytestmark = pytest.mark.timeout(180)
RECEIVED = datetime(2026, 1, 1, tzinfo=timezone.utc)


@pytest.fixture(scope="module")
def extraction() -> Extraction:
    return Extraction.load(Settings())


@pytest.fixture(scope="module")
def schema(root: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((root / "streams" / "record.schema.json").read_text(encoding="utf-8"))
    return found


def records(extraction: Extraction, folder: Path) -> list[Record]:
    items = [i for i in Reader(1 << 20).read([str(folder)]) if isinstance(i, Item)]
    found = extraction.records([parse(i.raw, received=RECEIVED) for i in items])
    assert not [r for r in found if isinstance(r, ArticleError)]
    return [r for r in found if not isinstance(r, ArticleError)]


@pytest.fixture(scope="module")
def samples(extraction: Extraction, root: Path) -> list[Record]:
    return records(extraction, root / "streams" / "samples")


def spans(value: Any) -> Iterator[dict[str, Any]]:
    """All objects with text, start and end, at any depth."""
    if isinstance(value, dict):
        if {"text", "start", "end"} <= set(value):
            yield value
        for inner in value.values():
            yield from spans(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from spans(inner)


def check(record: Record, schema: dict[str, Any]) -> None:
    jsonschema.validate(record, schema, format_checker=jsonschema.FormatChecker())
    json.dumps(record, allow_nan=False)
    text = record["article"]["text"]
    for span in spans([record["events"], record["entities"]]):
        assert text[span["start"] : span["end"]] == span["text"]
    assert len({e["id"] for e in record["events"]}) == len(record["events"])


def test_records_of_all_samples_are_valid(samples: list[Record], schema: dict[str, Any]) -> None:
    assert len(samples) == 14
    for record in samples:
        check(record, schema)
    assert sum(len(r["events"]) for r in samples) > 20


def test_records_of_the_seeds_are_valid(extraction: Extraction, schema: dict[str, Any], shared: Path) -> None:
    found = records(extraction, shared / "seeds")
    assert len(found) == 5
    for record in found:
        check(record, schema)


def test_records_are_the_same_alone_and_in_a_batch(extraction: Extraction, samples: list[Record], root: Path) -> None:
    alone = records(extraction, root / "streams" / "samples" / "02-daquq-attack.txt")[0]
    assert alone in samples


def test_records_attack_with_place_day_and_losses(samples: list[Record]) -> None:
    """Gunmen attacked a checkpoint near al-Zarka in Daquq on 17 April 2021: two policemen killed, three wounded."""
    (record,) = [r for r in samples if r["article"]["text"].startswith("قتيلان وثلاثة جرحى")]
    assert record["article"]["published"].startswith("2021-04-17")
    assert record["article"]["published_from"] == "text"
    attacks = [e for e in record["events"] if e["type"] == "ASSAULT" and e["places"]]
    assert any(p["admin1"] == "كركوك" for e in attacks for p in e["places"])
    assert any(e["killed"] and e["killed"]["min"] == 2 for e in attacks)


def test_records_of_a_football_match_has_no_attack(samples: list[Record]) -> None:
    """The text says: the attack of the Air Force club overpowered the defence of the Police club."""
    (record,) = [r for r in samples if "القوة الجوية" in (r["article"]["title"] or r["article"]["text"])[:60]]
    assert not [e for e in record["events"] if e["type"] == "ASSAULT"]


def test_record_of_an_unforeseen_fault_is_that_articles_refusal(extraction: Extraction) -> None:
    class Broken:
        def resolve(self, *_: Any) -> Any:
            raise RuntimeError("a fault of ours")

        zone = Settings().tzinfo

    broken = Extraction(extraction.extractor, Broken())  # type: ignore[arg-type]
    # "The ministry denied the report."
    (result,) = broken.records([parse('{"text": "نفت الوزارة صحة الخبر."}'.encode(), received=RECEIVED)])
    assert isinstance(result, ArticleError)
    assert result.reason == "internal"


def test_extract_command_prints_records_and_needs_no_torch(root: Path, schema: dict[str, Any]) -> None:
    code = (
        "import sys; from streams.cli import rasid\n"
        "rasid.main(['extract', 'streams/samples/10-denial.txt', '--json'], standalone_mode=False)\n"
        "assert not {'torch', 'transformers', 'kafka', 'faust'} & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    check(json.loads(done.stdout), schema)
