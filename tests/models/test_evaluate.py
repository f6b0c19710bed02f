"""Evaluation: the measures on known answers, intervals, the baseline, others' test sets, the speed measure."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from models import bench
from models.baseline import Lexicon
from models.evaluate import calibration, evaluate, intervals, plain, predicted
from models.examples import Example, read_annotated
from models.extractor import Extractor
from models.ner import Agreement, agreement
from models.score import score
from streams.errors import ModelError

STATEMENTS = Path(__file__).with_name("statements.jsonl")
DATA = Path(bench.__file__).with_name("data")


def rows(*found: tuple[str, int, int]) -> dict[str, Any]:
    """One sentence with an ASSAULT for each (type, start, end) of `found`."""
    events = [
        {"type": kind, "status": "actual", "mode": None, "confidence": 0.8, "trigger": {"start": a, "end": b}}
        for kind, a, b in found
    ]
    return {"s": {"id": "s", "text": "x", "entities": [], "events": events, "context": []}}


def test_plain_half_of_two_events_found_is_two_thirds() -> None:
    gold = rows(("ASSAULT", 0, 3), ("COERCE", 5, 8))
    assert round(plain(gold, rows(("ASSAULT", 0, 3)))["event"], 1) == 66.7
    assert plain(gold, rows(("COERCE", 0, 3)))["trigger"] > plain(gold, rows(("COERCE", 0, 3)))["event"]


def test_calibration_of_sure_but_wrong_events_is_their_confidence() -> None:
    assert calibration(rows(("ASSAULT", 0, 3)), rows(("COERCE", 0, 3))) == pytest.approx(0.8)
    assert calibration(rows(("ASSAULT", 0, 3)), rows(("ASSAULT", 0, 3))) == pytest.approx(0.2)


def test_intervals_hold_the_measure_and_repeat(extractor: Extractor, dev: list[Example]) -> None:
    gold = {e.id: e.row for e in dev[:40] if e.row}
    found = predicted(extractor, dev[:40])
    once, again = intervals(gold, found, rounds=100), intervals(gold, found, rounds=100)
    assert once == again
    assert {name: pytest.approx(value.value) for name, value in once.items()} == plain(gold, found)
    assert all(value.low <= value.value <= value.high for value in once.values())


def test_evaluate_shipped_model_beats_the_lexicon_and_the_floors(extractor: Extractor, shared: Path) -> None:
    events = shared / "data" / "events"
    result = evaluate(extractor, events / "dev.jsonl", [events / "train.jsonl"])
    floors = {"entity": 76, "trigger": 72, "event": 67, "argument": 52, "argument~": 57, "status": 85, "mode": 78}
    for name, floor in floors.items():
        assert result["measures"][name]["value"] >= floor, name
        assert result["measures"][name]["value"] > result["baseline"][name], name
    assert result["calibration_error"] < 0.12


def test_evaluate_short_official_statements_that_no_training_saw(extractor: Extractor) -> None:
    measures = evaluate(extractor, STATEMENTS)["measures"]
    for name, floor in {"entity": 75, "event": 68, "argument": 55, "argument~": 60, "status": 82, "mode": 80}.items():
        assert measures[name]["value"] >= floor, name
    written = [sentence for path in DATA.glob("*.jsonl") for sentence in read_annotated([path])]
    squashed = {"".join(example.text.split()) for example in written}
    assert len(squashed) > 1500
    assert not [e.text for e in read_annotated([STATEMENTS]) if "".join(e.text.split()) in squashed]


def test_evaluate_shipped_model_loses_little_against_fp32(extractor: Extractor, shared: Path) -> None:
    stored = extractor.card.figures["dev"]
    lost = [stored["fp32"][name] - stored["measures"][name]["value"] for name in ("entity", "event", "argument~")]
    assert max(lost) <= 0.6 and sum(lost) / len(lost) <= 0.5
    # The stored figures are those of these weights: measured again they are the same.
    measured = evaluate(extractor, shared / "data" / "events" / "dev.jsonl")["measures"]
    assert measured == stored["measures"]


def test_score_of_gold_against_itself_is_full(dev: list[Example]) -> None:
    gold = {e.id: e.row for e in dev if e.row}
    assert all(r.get("f1", r.get("accuracy")) == 100 for r in score(gold, gold).values())


def test_lexicon_counts_words_that_are_mostly_triggers(shared: Path) -> None:
    lexicon = Lexicon.counted(read_annotated([shared / "data" / "events" / "train.jsonl"]))
    assert 300 < len(lexicon.triggers) < 3000
    assert lexicon.roles["ASSAULT", "DATE"] == "date"


def test_agreement_counts_exact_and_touching_spans(extractor: Extractor, tmp_path: Path) -> None:
    # "The president visited the city of Mosul": the corpus marks the name alone, the guide takes in "city of".
    lines = ["زار O", "الرئيس O", "مدينة O", "الموصل B-LOC", ". O", "", "اعتقلت IO", "الشرطة OO", "متهماً O"]
    lines += ["في O", "البصرة B-LOC"]
    path = tmp_path / "aqmar.conll"
    path.write_text("\n".join(lines), encoding="utf-8")
    found = agreement(extractor, path, "aqmar")
    assert found["overlap"].f1 >= found["exact"].f1
    assert found["overlap"].recall == 100


def test_agreement_of_counts() -> None:
    assert Agreement.of(1, 2, 4) == Agreement(25.0, 50.0, 33.3)
    assert Agreement.of(0, 0, 0).f1 == 0


def test_bench_without_training_libraries_leaves_the_baseline_null(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "pipeline_rate", lambda *_: None)
    # "A soldier was killed in Tikrit."
    result = bench.measure(["قتل جندي في تكريت."] * 30, sentences=10)
    assert set(result) == {"sentences_per_s", "encoder_sentences_per_s", "baseline_sentences_per_s", "ratio"}
    assert result["baseline_sentences_per_s"] is None and result["ratio"] is None
    assert (result["sentences_per_s"] or 0) > 0 and (result["encoder_sentences_per_s"] or 0) > 0


def test_bench_without_sentences_is_refused() -> None:
    with pytest.raises(ModelError, match="no sentence"):
        bench.measure(["", " "])


def test_drawn_sentences_cover_all_lengths() -> None:
    texts = ["x" * n for n in range(1, 101)]
    chosen = bench.drawn(texts, 10)
    assert len(chosen) == 10 and len(chosen[0]) == 1 and len(chosen[-1]) > 90
    assert json.dumps(bench.drawn(texts, 500)) == json.dumps(texts)
