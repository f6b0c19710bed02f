"""`rasid model`: predict, evaluate and info on the shipped model, and clear refusals."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from streams.commands.model import model
from streams.errors import InputError, ModelError


def test_predict_writes_every_sentence_with_its_own_fields(tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    # "Gunmen attacked a checkpoint in Kirkuk."; a text of blanks; "The minister said nothing."
    texts = ["هاجم مسلحون نقطة تفتيش في كركوك.", "  ", "لم يقل الوزير شيئاً."]
    lines = [json.dumps({"id": f"s{i}", "text": text, "date": "2024-01-02"}) for i, text in enumerate(texts)]
    source.write_text("\n".join(lines) + "\n\n", encoding="utf-8")
    done = CliRunner().invoke(model, ["predict", str(source), str(target)], catch_exceptions=False)
    assert done.exit_code == 0
    rows = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
    assert [(row["id"], row["text"], row["date"]) for row in rows] == [
        (f"s{i}", text, "2024-01-02") for i, text in enumerate(texts)
    ]
    trigger = rows[0]["events"][0]["trigger"]
    assert texts[0][trigger["start"] : trigger["end"]] == trigger["text"] == "هاجم"
    assert rows[1]["events"] == rows[1]["entities"] == []


@pytest.mark.parametrize("line", ["{", "[]", '{"id": "s1"}', '{"id": "s1", "text": 5}'])
def test_predict_unfit_line_is_named(tmp_path: Path, line: str) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text('{"id": "s0", "text": "x"}\n' + line, encoding="utf-8")
    with pytest.raises(InputError, match=r"in\.jsonl:2"):
        CliRunner().invoke(model, ["predict", str(source), str(tmp_path / "out")], catch_exceptions=False)


def test_info_names_version_digests_figures_and_licences() -> None:
    done = CliRunner().invoke(model, ["info", "--json"], catch_exceptions=False)
    facts = json.loads(done.stdout)
    assert facts["name"] and facts["version"] and len(facts["files"]["model.onnx"]) == 64
    assert {"dev", "held_out"} <= set(facts["figures"])
    assert any(entry["licence"] == "MIT" for entry in facts["licences"])
    plain = CliRunner().invoke(model, ["info"], catch_exceptions=False)
    assert facts["files"]["model.onnx"] in plain.stdout


def test_evaluate_prints_measures_with_intervals(shared: Path, tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    lines = (shared / "data" / "events" / "dev.jsonl").read_text(encoding="utf-8").splitlines()[:12]
    gold.write_text("\n".join(lines), encoding="utf-8")
    done = CliRunner().invoke(model, ["evaluate", "--gold", str(gold)], catch_exceptions=False)
    assert done.exit_code == 0
    assert "argument~" in done.stdout and "[" in done.stdout and "calibration" in done.stdout


def test_train_without_the_extra_says_how_to_install_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    data = tmp_path / "a.jsonl"
    data.write_text("", encoding="utf-8")
    with pytest.raises(ModelError, match=r"rasid\[train\]"):
        CliRunner().invoke(model, ["train", "--encoder", "x", "--data", str(data)], catch_exceptions=False)
