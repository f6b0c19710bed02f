"""Other corpora: clitics joined, types mapped, and nothing unlabelled counted as negative."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from models.corpora import read_gsr, read_newsfane, read_wojood
from models.labels import labels

SPACE = labels()


def allowed(row: list[bool]) -> set[str]:
    return {SPACE.tags[i] for i, value in enumerate(row) if value}


def test_newsfane_split_clitics_are_joined_and_marks_stripped(tmp_path: Path) -> None:
    # "and he said that he had visited Germany with his delegation", clitics apart as the corpus has them
    tokens = [("و", "O"), ("قال", "O"), ("ان", "O"), ("ه", "O"), ("زار", "O"), ("المانيا", "B-Nation"), ("ب", "O")]
    tokens += [("وفد", "O"), ("ه", "O")]
    path = tmp_path / "NewsFANE.txt"
    path.write_text("\ufeff" + "\n".join(f"\u200e{token}\t{tag}" for token, tag in tokens), encoding="utf-8")
    example = read_newsfane(path)[0]
    assert example.text == "وقال انه زار المانيا بوفده"
    place = allowed(example.tags[3].tolist())
    assert "B-GPE" in place and "O" not in place and "B-PER" not in place
    # A word without a label there may still be one of the types that the corpus does not mark.
    plain = allowed(example.tags[2].tolist())
    assert {"O", "B-GRP", "B-DATE", "B-WEA"} <= plain and "B-PER" not in plain and "B-ORG" not in plain
    assert example.triggers.all() and example.contexts is None and not example.events


def test_wojood_outermost_tag_counts_and_unknown_classes_say_nothing(tmp_path: Path) -> None:
    # "the ambassador of Russia visited Baghdad": the post is a class that has no like here.
    lines = ["زار O", "سفير B-OCC", "روسيا I-OCC B-GPE", "بغداد B-GPE", "أمس B-DATE"]
    path = tmp_path / "train.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    example = read_wojood(path)[0]
    assert example.tags[1].all() and example.tags[2].all()
    assert allowed(example.tags[4].tolist()) == {"B-DATE"}


def gsr_folder(folder: Path, row: dict[str, object], refused: str) -> Path:
    for stem in ("assault", "protest"):
        rows = [row] if stem == "assault" else []
        (folder / f"{stem}_spans.json").write_text(json.dumps(rows), encoding="utf-8")
        head = "accept,event_type,id,label,reject,text,total\n"
        line = f"0,{stem.upper()},{stem}-1,easy no,3,{refused},3\n"
        (folder / f"{stem}_gsr.csv").write_text(head + line, encoding="utf-8")
    return folder


def test_gsr_target_may_be_any_role_of_one_acted_on_and_other_words_are_open(tmp_path: Path) -> None:
    # "Gunmen kidnapped two workers in the town."
    text = "خطف مسلحون عاملين اثنين في البلدة"
    span = {"verb": ["خطف"], "source_actor": ["مسلحون"], "target_actor": ["عاملين", "اثنين"]}
    row = {"_id": "1", "source": "d1", "text": text, "spans": [span]}
    example = read_gsr(gsr_folder(tmp_path, row, "قال الوزير كلاماً"))[0]
    event = example.events[0]
    roles = {SPACE.roles[i] for i, value in enumerate(event.roles[2]) if value}
    assert roles == {"recipient", "killed", "wounded", "captured", "place"}
    assert {SPACE.roles[i] for i, value in enumerate(event.roles[1]) if value} == {"actor"}
    assert event.weights[4] == 0 and event.status == -1 and event.mode == -1
    assert example.triggers[0].sum() == 1 and example.triggers[4].all() and example.tags.all()


def test_gsr_unanimous_refusal_forbids_only_its_own_type(tmp_path: Path) -> None:
    row = {"_id": "1", "source": "d1", "text": "خطف مسلحون عاملين", "spans": []}
    examples = read_gsr(gsr_folder(tmp_path, row, "قال الوزير كلاماً"))
    refused = next(example for example in examples if example.id == "gsr-protest-1")
    kind = SPACE.triggers.index("PROTEST")
    assert not refused.triggers[:, kind].any()
    assert refused.triggers[:, [i for i in range(len(SPACE.triggers)) if i != kind]].all()


@pytest.mark.parametrize(("corpus", "least"), [("gsr", 4000), ("newsfane", 4500), ("wojood", 1000)])
def test_corpora_beside_the_repository_are_read(shared: Path, corpus: str, least: int) -> None:
    data = shared / "data"
    if corpus == "gsr":
        examples = read_gsr(data / "gsr")
        assert sum(bool(example.events) for example in examples) > 400
    elif corpus == "newsfane":
        examples = read_newsfane(next((data / "ner" / "newsfane").glob("NewsFANE*.txt")))
    else:
        examples = read_wojood(data / "ner" / "wojood" / "train.txt")
    assert len(examples) >= least
