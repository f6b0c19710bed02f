"""Training with any BERT: a tiny random one on disk learns, resumes, exports and serves (needs the extra [train])."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models.extractor import Extractor
from models.labels import labels
from streams.errors import ModelError

pytestmark = [pytest.mark.train, pytest.mark.timeout(300)]
torch = pytest.importorskip("torch", reason="the extra [train] is not installed: training is not tested")
transformers = pytest.importorskip("transformers", reason="the extra [train] is not installed: training is not tested")

# "Gunmen attacked …", "Demonstrators demonstrated …", "… arrested …" in towns: enough for a tiny network to learn.
FRAMES = [
    ("ASSAULT", "firearms", "هاجم", "مسلحون", "ARM"),
    ("PROTEST", "demo", "تظاهر", "محتجون", "GRP"),
    ("COERCE", "arrest", "اعتقلت", "الشرطة", "MIL"),
]
TOWNS = ["كركوك", "البصرة", "الموصل", "تكريت", "الحلة", "الكوت"]


def sentence(number: int) -> dict[str, Any]:
    kind, mode, verb, who, entity = FRAMES[number % 3]
    text = f"{verb} {who} في {TOWNS[number % len(TOWNS)]} أمس"

    def span(word: str) -> dict[str, Any]:
        return {"start": text.index(word), "end": text.index(word) + len(word), "text": word}

    town = TOWNS[number % len(TOWNS)]
    return {
        "id": f"t{number}",
        "source": f"a{number}",
        "text": text,
        "entities": [{"type": entity, **span(who)}, {"type": "GPE", **span(town)}, {"type": "DATE", **span("أمس")}],
        "events": [
            {
                "type": kind,
                "mode": mode,
                "status": "actual",
                "trigger": span(verb),
                "actor": [span(who)],
                "place": [span(town)],
                "date": [span("أمس")],
            }
        ],
        "context": ["crime"],
    }


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A random BERT of 2 layers and 32 units with a WordPiece vocabulary of its own."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

    folder = tmp_path_factory.mktemp("bert")
    letters = sorted({letter for number in range(6) for letter in sentence(number)["text"] if letter != " "})
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *(f"##{letter}" for letter in letters)]
    tokenizer = Tokenizer(models.WordPiece({piece: i for i, piece in enumerate(vocabulary)}, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.NFKC()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    wrapped = transformers.PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        unk_token="[UNK]",
        pad_token="[PAD]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        mask_token="[MASK]",
    )
    wrapped.save_pretrained(str(folder))
    torch.manual_seed(0)
    config = transformers.BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=64,
        max_position_embeddings=64,
    )
    transformers.BertModel(config, add_pooling_layer=False).save_pretrained(str(folder))
    return folder


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("data") / "train.jsonl"
    path.write_text("\n".join(json.dumps(sentence(n), ensure_ascii=False) for n in range(60)), encoding="utf-8")
    return path


def settings(epochs: int) -> Any:
    from models.network import Shape
    from models.train import Settings

    return Settings(
        epochs=epochs,
        batch=8,
        rate=2e-3,
        head_rate=5e-3,
        frozen=-1,
        ema=0.9,
        patience=99,
        without=("synthetic",),
        shape=Shape(layers=None, hidden=32, biaffine=16, vector=16),
    )


@pytest.fixture(scope="module")
def run(encoder: Path, data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    from models.train import train

    folder = tmp_path_factory.mktemp("run")
    train(folder, str(encoder), [data], settings(14), report=lambda line: None)
    return folder


def test_train_tiny_bert_learns_its_sentences(run: Path) -> None:
    rows = [json.loads(line) for line in (run / "log.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["epoch"] for row in rows] == list(range(1, 15))
    assert rows[-1]["loss_tags"] < rows[0]["loss_tags"] / 3
    assert max(row["event"] for row in rows) > 80


def test_train_killed_run_goes_on_with_the_next_epoch(encoder: Path, data: Path, tmp_path: Path) -> None:
    from models.train import Run, train

    class Killed(Exception):
        pass

    def kill(line: str) -> None:
        if '"epoch": 2' in line:
            raise Killed

    with pytest.raises(Killed):
        train(tmp_path, str(encoder), [data], settings(3), report=kill)
    lines: list[str] = []
    train(tmp_path, str(encoder), [data], settings(3), report=lines.append)
    assert any(line.startswith("resumed after epoch") for line in lines)
    rows = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text(encoding="utf-8").splitlines()]
    assert rows[-1]["epoch"] == 3
    with pytest.raises(ModelError, match="other settings"):
        train(tmp_path, str(encoder), [data], settings(4), report=lines.append)
    assert Run is not None


def test_train_same_seed_gives_the_same_weights(encoder: Path, data: Path, tmp_path: Path) -> None:
    from models.train import train

    for name in ("one", "two"):
        train(tmp_path / name, str(encoder), [data], settings(1), report=lambda line: None)
    one, two = (torch.load(tmp_path / name / "network.pt", weights_only=True) for name in ("one", "two"))
    assert all(torch.equal(one[key], two[key]) for key in one)


def test_train_leaves_out_what_is_longer_than_the_encoders_positions(
    encoder: Path, data: Path, tmp_path: Path
) -> None:
    from models.train import train

    # Each sentence again, followed by its own words a hundred times over: "Gunmen attacked in Kirkuk yesterday …".
    rows = [json.loads(line) for line in data.read_text(encoding="utf-8").splitlines()]
    rows += [row | {"id": f"{row['id']}-long", "text": " ".join([row["text"]] * 100)} for row in rows]
    long = tmp_path / "long.jsonl"
    long.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    lines: list[str] = []
    train(tmp_path / "run", str(encoder), [long], settings(1), report=lines.append)
    (counted,) = (line for line in lines if line.startswith("training on"))
    training, held_out = (int(word) for word in counted.split() if word.isdigit() and word != "0")
    assert training + held_out == len(rows) / 2


def test_export_graph_gives_the_networks_scores(run: Path, tmp_path: Path) -> None:
    from models.decode import Thresholds
    from models.examples import annotated
    from models.export import export
    from models.inference import scores_of
    from models.runs import restore

    network, tokenizer, _ = restore(run)
    facts = {"name": "tiny", "version": "1", "encoder": "tiny"}
    export(network, run / "tokenizer.json", tmp_path / "fp32", Thresholds(), facts, "fp32")
    export(network, run / "tokenizer.json", tmp_path / "int8", Thresholds(), facts, "int8")
    example = annotated(sentence(4))
    expected = scores_of(network, tokenizer, [example])[0]
    plain, small = Extractor(tmp_path / "fp32", threads=1), Extractor(tmp_path / "int8", threads=1)
    exact = plain.scores(plain.pieces(example.text)[0])
    for name, value in expected.items():
        assert np.abs(exact[name] - value).max() < 2e-4, name
    assert plain.extract([example.text])[0].to_dict()["events"][0]["type"] == "PROTEST"
    one, other = (each.extract([example.text])[0].to_dict() for each in (plain, small))
    for found in (one, other):
        for event in found["events"]:
            del event["confidence"]
    assert one == other


def test_release_writes_a_card_with_figures_and_tuned_thresholds(run: Path, data: Path, tmp_path: Path) -> None:
    from models.release import release

    card = release(run, tmp_path, [data], "tiny", "1.2", "int8", data, None, lambda line: None)
    assert card.figures["train"]["sentences"] == 60
    assert set(card.figures["train"]["fp32"]) >= {"entity", "event", "argument", "argument~", "status", "mode"}
    assert card.thresholds["temperature"] > 0
    assert Extractor(tmp_path).version == "1.2"


def test_runtimes_measures_each_variant_and_says_which_cannot_run(run: Path, data: Path) -> None:
    from models.decode import Thresholds
    from models.runtimes import compare, table

    rows = compare(run, [sentence(n)["text"] for n in range(20)], data, Thresholds(), report=lambda line: None)
    measured = {row["variant"]: row for row in rows if "error" not in row}
    own = ("fp32", "its dynamic int8", "its static int8", "int8 as exported")
    assert {f"ONNX Runtime, {name}" for name in own} <= set(measured)
    assert measured["ONNX Runtime, fp32"]["event"] > 90
    assert all(row["sentences_per_s"] > 0 for row in measured.values())
    printed = table([*rows, {"variant": "another", "error": "no such runtime"}]).splitlines()
    assert len(printed) == len(rows) + 3
    assert "does not run here: no such runtime" in printed[-1]


def test_train_data_with_a_test_sentence_is_refused(encoder: Path, data: Path, tmp_path: Path) -> None:
    from models.runs import read_corpora

    events = tmp_path / "corpora" / "events"
    events.mkdir(parents=True)
    (events / "train.jsonl").write_text(data.read_text(encoding="utf-8"), encoding="utf-8")
    (events / "dev.jsonl").write_text(json.dumps(sentence(7) | {"id": "d1"}), encoding="utf-8")
    with pytest.raises(ModelError, match="test sentence"):
        read_corpora([tmp_path / "corpora"], ["synthetic"])


def test_losses_of_labels_left_open_are_zero(encoder: Path) -> None:
    from models.batches import collate, encode
    from models.examples import unlabelled
    from models.losses import losses
    from models.network import Shape, build
    from models.runs import tokenizer_of

    network = build(encoder, Shape(layers=1, hidden=8, biaffine=8, vector=8))
    tokenizer, pad = tokenizer_of(str(encoder), encoder / "kept")
    example = unlabelled("u1", "u1", sentence(1)["text"], "gsr")
    batch = collate(encode(tokenizer, [example], 64), pad)
    parts = losses(network(batch.ids, batch.mask, batch.first, batch.last), batch)
    assert set(parts) == {"tags", "triggers"}
    assert all(abs(float(value.detach())) < 1e-5 for value in parts.values())
    example.triggers[0, 1] = False
    parts = losses(
        network(batch.ids, batch.mask, batch.first, batch.last), collate(encode(tokenizer, [example], 64), pad)
    )
    assert float(parts["triggers"].detach()) > 1e-3
    assert len(labels().triggers) == 17
