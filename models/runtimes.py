"""One trained network served in several ways, side by side: what each precision and runtime costs in speed and F1.

ONNX Runtime runs the network in fp32, with its own dynamic and static quantisation, and as this project exports it;
OpenVINO, if it is installed, runs the fp32 graph in fp32 and bf16. All read the same sentences, one a thread, the best
of three runs, from text to events.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnxruntime import quantization
from tokenizers import Tokenizer

from models.bench import SENTENCES, best, drawn
from models.card import MODEL, read_card, sha256
from models.decode import Thresholds
from models.evaluate import plain, predicted
from models.examples import read_annotated, unlabelled
from models.export import export, ranges_of
from models.extractor import Extractor
from models.pieces import pieces_of
from models.runs import restore
from models.words import words
from streams.errors import ModelError

CALIBRATION = 80
# The quantisers cannot infer the type behind a fused operator; all here is fp32.
_OPTIONS = {"DefaultTensorType": onnx.TensorProto.FLOAT}
Feed = dict[str, Any]


class OpenVino:
    """An ONNX model under OpenVINO, with the `run` of an ONNX Runtime session; a request each thread."""

    def __init__(self, path: Path, precision: str, threads: int) -> None:
        import openvino

        self._names = [output.any_name for output in openvino.Core().read_model(str(path)).outputs]
        options = {"INFERENCE_NUM_THREADS": threads, "NUM_STREAMS": threads, "INFERENCE_PRECISION_HINT": precision}
        self._model = openvino.Core().compile_model(str(path), "CPU", options)

    def run(self, names: Sequence[str], feed: Feed, options: object = None) -> list[Any]:
        """Return the named outputs for one sentence."""
        found = self._model.create_infer_request().infer({n: np.asarray(value) for n, value in feed.items()})
        return [found[name] for name in names]


def compare(
    run: Path, texts: Sequence[str], gold: Path | None, thresholds: Thresholds, report: Callable[[str], None]
) -> list[dict[str, Any]]:
    """Return a row a variant: `variant`, `megabytes`, `sentences_per_s`, and with `gold` the measures of `score.py`.

    A variant that does not run here has `error` instead. Raises ModelError if `run` holds no trained network or there
    is no sentence.
    """
    chosen = drawn([text for text in texts if text.strip()], SENTENCES)
    if not chosen:
        raise ModelError("there is no sentence to measure with; give articles with text")
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for name, make in _variants(run, Path(folder), chosen, thresholds):
            report(name)
            try:
                rows.append({"variant": name, **_measured(make(), chosen, gold)})
            except Exception as error:  # a runtime says in its own words why it cannot run a graph
                rows.append({"variant": name, "error": str(error).strip().splitlines()[0][:200]})
    return rows


def _variants(
    run: Path, folder: Path, texts: Sequence[str], thresholds: Thresholds
) -> Iterator[tuple[str, Callable[[], Extractor]]]:
    network, tokenizer, facts = restore(run)
    ranges = ranges_of(network, tokenizer, [unlabelled(str(n), "", text, "") for n, text in enumerate(_some(texts))])
    stated = {"name": "compared", "version": "0", "encoder": facts["encoder"]}

    def exported(precision: str) -> Path:
        target = folder / precision
        if not target.exists():
            chosen = ranges if precision == "int8" else {}
            export(network, run / "tokenizer.json", target, thresholds, stated, precision, chosen)
        return target

    def quantised(how: str) -> Path:
        target = _copy(exported("fp32"), folder / how)
        source = str(exported("fp32") / MODEL)
        if how == "dynamic":
            quantization.quantize_dynamic(source, str(target / MODEL), per_channel=True, extra_options=_OPTIONS)
        else:
            reader = Calibration(tokenizer, _some(texts))
            quantization.quantize_static(source, str(target / MODEL), reader, per_channel=True, extra_options=_OPTIONS)
        return _signed(target)

    def openvino(precision: str) -> Extractor:
        extractor = Extractor(exported("fp32"))
        extractor._session = OpenVino(extractor.folder / MODEL, precision, extractor.threads)
        return extractor

    yield "ONNX Runtime, fp32", lambda: Extractor(exported("fp32"))
    yield "ONNX Runtime, its dynamic int8", lambda: Extractor(quantised("dynamic"))
    yield "ONNX Runtime, its static int8", lambda: Extractor(quantised("static"))
    yield "ONNX Runtime, int8 as exported", lambda: Extractor(exported("int8"))
    yield "OpenVINO, fp32", lambda: openvino("f32")
    yield "OpenVINO, bf16", lambda: openvino("bf16")


class Calibration(quantization.CalibrationDataReader):  # type: ignore[misc]
    """The inputs of some sentences, for static quantisation."""

    def __init__(self, tokenizer: Tokenizer, texts: Sequence[str]) -> None:
        found = (pieces_of(tokenizer, text, words(text)) for text in texts)
        feeds = ({"ids": [p.ids], "first": p.first, "last": p.last} for p in found)
        self._feeds = iter([{n: np.array(value, dtype=np.int64) for n, value in feed.items()} for feed in feeds])

    def get_next(self) -> Feed | None:
        """Return the inputs of the next sentence, None at the end."""
        return next(self._feeds, None)


def _some(texts: Sequence[str]) -> list[str]:
    return [text for text in drawn(texts, CALIBRATION) if words(text)]


def _copy(source: Path, target: Path) -> Path:
    target.mkdir()
    for path in source.iterdir():
        if path.name != MODEL:
            (target / path.name).write_bytes(path.read_bytes())
    return target


def _signed(folder: Path) -> Path:
    """Write the digest of a changed model into its card."""
    card = read_card(folder)
    replace(card, files={**card.files, MODEL: sha256(folder / MODEL)}).write(folder)
    return folder


def _measured(extractor: Extractor, texts: Sequence[str], gold: Path | None) -> dict[str, Any]:
    row: dict[str, Any] = {
        "megabytes": round((extractor.folder / MODEL).stat().st_size / 1e6, 1),
        "sentences_per_s": round(best(lambda: extractor.extract(texts), len(texts)), 1),
    }
    if gold is not None:
        examples = read_annotated([gold])
        measures = plain({e.id: e.row or {} for e in examples}, predicted(extractor, examples))
        row |= {name: round(value, 1) for name, value in measures.items()}
    extractor.close()
    return row


def table(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return the rows as a Markdown table; rates also as the ratio to the first variant's."""
    measures = [name for name in ("entity", "event", "argument", "argument~") if name in rows[0]]
    head = ["variant", "MB", "sentences/s", "ratio", *measures]
    lines = [f"| {' | '.join(head)} |", "|" + "---|" * len(head)]
    for row in rows:
        if "error" in row:
            lines.append(f"| {row['variant']} | does not run here: {row['error']} |" + " |" * (len(head) - 2))
            continue
        ratio = row["sentences_per_s"] / rows[0]["sentences_per_s"]
        values = [row["megabytes"], row["sentences_per_s"], f"{ratio:.2f}", *(row[name] for name in measures)]
        lines.append(f"| {row['variant']} | {' | '.join(map(str, values))} |")
    return "\n".join(lines)
