"""Serving: the same output in any company, long and odd texts, changed files."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
import time
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from models.annotation import Annotation
from models.extractor import WEIGHTS, Extractor
from streams.errors import ModelError

SENTENCES = [
    # "The army killed five Daesh members in an air strike south of Kirkuk on Sunday."
    "قتل الجيش خمسة من عناصر داعش بضربة جوية جنوب كركوك، يوم الأحد.",
    # "Dozens of graduates demonstrated in Basra to demand work."
    "تظاهر عشرات الخريجين في البصرة للمطالبة بفرص عمل.",
    # "The foreign minister received the French ambassador in Baghdad."
    "استقبل وزير الخارجية السفير الفرنسي في بغداد.",
    # "The striker attacked the defence and scored twice." (sport, no event)
    "هاجم المهاجم دفاع الخصم وسجل هدفين في مباراة الزوراء والشرطة.",
    # "Police arrested a drug dealer in Maysan."
    "ألقت الشرطة القبض على تاجر مخدرات في ميسان.",
]


def same(one: Annotation, other: Annotation) -> bool:
    """Whether two annotations agree bit for bit."""
    assert one.vector is not None and other.vector is not None
    return one.to_dict() == other.to_dict() and one.vector.tobytes() == other.vector.tobytes()


def test_extract_air_strike_gives_event_with_killed_and_place(extractor: Extractor) -> None:
    found = extractor.extract(SENTENCES[:1])[0].to_dict()
    events = [event for event in found["events"] if event["type"] == "ASSAULT"]
    assert len(events) == 1
    assert [argument["text"] for argument in events[0]["killed"]] == ["خمسة من عناصر داعش"]
    assert any("كركوك" in argument["text"] for argument in events[0]["place"])


def test_extract_sentence_alone_and_in_any_batch_is_bit_for_bit_the_same(extractor: Extractor) -> None:
    alone = [extractor.extract([text])[0] for text in SENTENCES]
    together = extractor.extract(SENTENCES)
    repeated = extractor.extract([*SENTENCES[::-1], *SENTENCES * 3])
    for index, annotation in enumerate(alone):
        assert same(annotation, together[index])
        assert same(annotation, repeated[len(SENTENCES) - 1 - index])


def test_extract_from_several_threads_at_once_gives_the_same(extractor: Extractor) -> None:
    expected = extractor.extract(SENTENCES)
    results: list[list[Annotation]] = []
    threads = [threading.Thread(target=lambda: results.append(extractor.extract(SENTENCES))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 4
    assert all(same(a, b) for result in results for a, b in zip(result, expected, strict=True))


@pytest.mark.parametrize("text", ["", " ", "\n\t", "؟ … !", "«»"])
def test_extract_text_without_a_word_gives_an_empty_annotation(extractor: Extractor, text: str) -> None:
    found = extractor.extract([text])[0]
    assert found == Annotation(text, (), (), (), None)


def test_extract_vectors_are_of_unit_length_and_left_out_on_request(extractor: Extractor) -> None:
    vector = extractor.extract(SENTENCES[:1])[0].vector
    assert vector is not None and vector.shape == (384,) and vector.dtype == np.float32
    assert abs(float(np.linalg.norm(vector)) - 1) < 1e-5
    assert extractor.extract(SENTENCES[:1], vectors=False)[0].vector is None


def test_extract_offsets_point_into_the_given_text(extractor: Extractor) -> None:
    # Marks that the tokenizer normalises away must not move an offset.
    text = "  \u200f" + SENTENCES[0].replace("قتل", "قَتَلَ") + "\u200e  ﷺ ½"
    for part in extractor.extract([text])[0].to_dict()["entities"]:
        assert text[part["start"] : part["end"]] == part["text"]


def test_extract_sentence_over_the_encoders_pieces_is_read_to_its_end(extractor: Extractor) -> None:
    # Sixty different reports of air strikes joined by "and then"; the last one stands far beyond the 512th piece.
    towns = ["الموصل", "تكريت", "الرمادي", "كركوك", "بعقوبة", "الحلة", "الكوت", "العمارة", "الناصرية", "السماوة"]
    parts = [f"وقصفت طائرات التحالف مخزناً للأسلحة تابعاً لتنظيم داعش قرب مدينة {town} في العراق" for town in towns * 6]
    text = "، ثم ".join([*parts, "وقصفت المدفعية أمس مواقع للمسلحين في مدينة أربيل"])
    assert len(extractor.pieces(text)) > 2
    found = extractor.extract([text])[0]
    starts = [mention.start for mention in found.entities]
    assert starts == sorted(starts)
    assert all(a.end <= b.start for a, b in pairwise(found.entities))
    # "Erbil", the very last word, is found, and so are entities of every hundredth part of the text.
    assert found.entities[-1].end == len(text)
    assert all(low - before < len(text) / 40 for before, low in pairwise(starts))


def test_extract_one_endless_word_is_no_failure(extractor: Extractor) -> None:
    found = extractor.extract(["ا" * 20000, "قتل جندي في " + "ب" * 5000 + " أمس"])
    assert len(found) == 2


def test_extract_min_confidence_leaves_out_only_events_below_it() -> None:
    everything = Extractor(WEIGHTS, threads=1).extract(SENTENCES)
    sure = Extractor(WEIGHTS, threads=1, min_confidence=0.7).extract(SENTENCES)
    for whole, part in zip(everything, sure, strict=True):
        assert part.events == tuple(event for event in whole.events if event.confidence >= 0.7)


def test_load_changed_weights_are_refused_by_name(tmp_path: Path) -> None:
    shutil.copytree(WEIGHTS, tmp_path / "model")
    with (tmp_path / "model" / "model.onnx").open("r+b") as stream:
        stream.seek(1000)
        stream.write(b"\x00\x01\x02")
    with pytest.raises(ModelError, match=r"model\.onnx was changed.*sha256.*restore"):
        Extractor(tmp_path / "model")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda folder: (folder / "card.json").unlink(), "card.json is missing"),
        (lambda folder: (folder / "card.json").write_text("{", encoding="utf-8"), "not a model card"),
        (lambda folder: (folder / "tokenizer.json").unlink(), "tokenizer.json is missing"),
        (lambda folder: _with(folder, format=99), "format 99"),
        (lambda folder: _with(folder, labels={"tags": ["O"]}), "another ontology"),
    ],
)
def test_load_unfit_folder_is_refused_with_what_to_do(tmp_path: Path, change: object, message: str) -> None:
    shutil.copytree(WEIGHTS, tmp_path / "model")
    change(tmp_path / "model")  # type: ignore[operator]
    with pytest.raises(ModelError, match=message):
        Extractor(tmp_path / "model")


def _with(folder: Path, **changes: object) -> None:
    path = folder / "card.json"
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | changes), encoding="utf-8")


def test_import_of_serving_code_loads_no_training_library() -> None:
    code = (
        "import sys; import models.extractor, models.decode, models.evaluate, models.bench, streams.commands.model; "
        "print([name for name in ('torch', 'transformers', 'onnx') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_load_to_first_result_takes_little_time_and_memory() -> None:
    code = (
        "import resource, time; start = time.perf_counter()\n"
        "from models.extractor import Extractor\n"
        f"Extractor().extract([{SENTENCES[0]!r}])\n"
        f"first = time.perf_counter() - start\nExtractor().extract({SENTENCES!r} * 40)\n"
        "print(first, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
    )
    started = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    first, memory = map(float, done.stdout.split())
    # 1.5 s on an idle machine (measured: 0.8 s); the bound leaves room for a busy one.
    assert first < 6.0 and time.perf_counter() - started < 50
    assert memory < 500


def test_weights_folder_is_small_enough_to_ship() -> None:
    assert sum(path.stat().st_size for path in WEIGHTS.iterdir()) < 40e6
