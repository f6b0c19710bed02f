"""Extraction as it is served: ONNX Runtime, the tokenizer and NumPy; no torch.

Every sentence runs alone through the network, so a sentence's result is the same bit for bit whatever it travels with:
padding and the per-tensor scales of dynamic quantisation never see another sentence. Sentences run side by side on one
single-threaded session each core, which on two cores is faster than a batch on both.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import Tokenizer

from models.annotation import Annotation
from models.card import MODEL, TOKENIZER, Card, read_card, verify
from models.decode import FloatArray, decode
from models.pieces import Pieces, pieces_of
from models.stitch import stitch
from models.windows import Window, windows
from models.words import Span, words
from streams.errors import ModelError

WEIGHTS = Path(__file__).with_name("weights")
_OUTPUTS = ("tags", "triggers", "statuses", "modes", "roles", "contexts", "vector")


class Extractor:
    """A loaded model; `extract` may be called from several threads at once.

    `folder` is a model folder (`models/weights` by default), `threads` the sentences run side by side (default: the
    cores this process may use), `min_confidence` leaves out events below it. Raises ModelError if the folder's files
    are missing, changed or unfit.
    """

    def __init__(
        self, folder: Path | None = None, threads: int | None = None, min_confidence: float | None = None
    ) -> None:
        self.folder = Path(folder) if folder is not None else WEIGHTS
        self.card: Card = read_card(self.folder)
        verify(self.folder, self.card)
        self.threads = max(1, threads or _cores())
        self.min_confidence = min_confidence or 0.0
        self.thresholds = self.card.decoding
        try:
            self._tokenizer = Tokenizer.from_file(str(self.folder / TOKENIZER))
            self._session = _session(self.folder / MODEL)
        except Exception as error:
            raise ModelError(f"the model in {self.folder} cannot be loaded ({error}); export it again") from error
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._pool = ThreadPoolExecutor(self.threads, thread_name_prefix="extract")

    @property
    def name(self) -> str:
        """The model's name."""
        return self.card.name

    @property
    def version(self) -> str:
        """The model's version."""
        return self.card.version

    def extract(self, texts: Sequence[str], vectors: bool = True) -> list[Annotation]:
        """Return one annotation a text, in order; a text without a word gets an empty one without vector."""
        if len(texts) < 2 or self.threads == 1:
            return [self._one(text, vectors) for text in texts]
        # The longest first, so that no core ends alone on a long one.
        order = sorted(range(len(texts)), key=lambda index: -len(texts[index]))
        found = self._pool.map(lambda index: self._one(texts[index], vectors), order)
        by_index = dict(zip(order, found, strict=True))
        return [by_index[index] for index in range(len(texts))]

    def close(self) -> None:
        """End the threads."""
        self._pool.shutdown()

    def scores(self, pieces: Pieces) -> dict[str, FloatArray]:
        """Return the network's scores of one sentence (or window) of at most the encoder's number of pieces."""
        feed = {"ids": [pieces.ids], "first": pieces.first, "last": pieces.last}
        values = self._session.run(_OUTPUTS, {name: np.array(value, dtype=np.int64) for name, value in feed.items()})
        return dict(zip(_OUTPUTS, values, strict=True))

    def pieces(self, text: str) -> list[Pieces]:
        """Return a text's pieces, in several windows if it has more than the encoder takes; none without a word."""
        spans = words(text)
        if not spans:
            return []
        whole = pieces_of(self._tokenizer, text, spans)
        if len(whole.ids) <= self.card.pieces:
            return [whole]
        return [window.pieces for window in windows(whole, self.card.pieces)]

    def encode(self, pieces: Pieces) -> FloatArray:
        """Return the sentence vector alone: the encoder without the heads."""
        options = onnxruntime.RunOptions()
        options.only_execute_path_to_fetches = True
        ids = np.array([pieces.ids], dtype=np.int64)
        first, last = (np.array(index, dtype=np.int64) for index in (pieces.first, pieces.last))
        vector: FloatArray = self._session.run(["vector"], {"ids": ids, "first": first, "last": last}, options)[0]
        return vector

    def _one(self, text: str, vectors: bool) -> Annotation:
        spans = words(text)
        if not spans:
            return Annotation(text, (), (), (), None)
        pieces = pieces_of(self._tokenizer, text, spans)
        if len(pieces.ids) <= self.card.pieces:
            return self._decode(text, spans, pieces, vectors)
        return self._long(text, spans, pieces, vectors)

    def _decode(self, text: str, spans: Sequence[Span], pieces: Pieces, vectors: bool) -> Annotation:
        scores = self.scores(pieces)
        vector = scores["vector"] if vectors else None
        return decode(text, spans, scores, self.thresholds, vector, self.min_confidence)

    def _long(self, text: str, spans: Sequence[Span], pieces: Pieces, vectors: bool) -> Annotation:
        """Read a sentence of more pieces than the encoder takes in overlapping windows."""
        parts: list[tuple[Window, Annotation]] = []
        for window in windows(pieces, self.card.pieces):
            inside = spans[window.first_word : window.end_word]
            parts.append((window, self._decode(text, inside, window.pieces, vectors)))
        joined = stitch(text, spans, parts)
        return replace(joined, vector=_mean([part.vector for _, part in parts]) if vectors else None)


def _mean(vectors: Sequence[npt.NDArray[np.float32] | None]) -> npt.NDArray[np.float32]:
    total = np.sum([vector for vector in vectors if vector is not None], axis=0)
    result: npt.NDArray[np.float32] = (total / np.linalg.norm(total)).astype(np.float32)
    return result


def _session(path: Path) -> Any:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    # The exporter writes fused operators already; the extended rewrites would put a slower skip-normalisation back.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def _cores() -> int:
    """Return the number of cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
