"""How fast the extractor is, beside its bare encoder and beside the usual way to serve a BERT.

All three read the same sentences on the same cores, the best of three runs each: the extractor from text to events,
the encoder's session fed with ready pieces, and a `transformers` token-classification pipeline over a BERT of AraBERT's
size (12 layers, 768 units, 64,000 pieces; random weights cost the same time) in PyTorch fp32 at its best batch size.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from models.card import TOKENIZER
from models.extractor import Extractor
from models.pieces import Pieces
from streams.errors import ModelError

ROUNDS = 3
BATCHES = (1, 8, 32)
# The pipeline needs ten times as long; this many sentences, drawn evenly over all lengths, bound the run to minutes.
SENTENCES = 300
_LONGEST = 512


def measure(
    texts: Sequence[str], folder: Path | None = None, threads: int | None = None, sentences: int = SENTENCES
) -> dict[str, float | None]:
    """Return the rates of extractor, encoder and pipeline in sentences/s, and extractor over pipeline.

    Pipeline and ratio are None where torch and transformers are not installed. Raises ModelError without a sentence.
    """
    chosen = drawn([text for text in texts if text.strip()], sentences)
    if not chosen:
        raise ModelError("there is no sentence to measure with; give articles with text")
    extractor = Extractor(folder, threads)
    served = best(lambda: extractor.extract(chosen), len(chosen))
    encoder = _encoder_rate(extractor, chosen)
    usual = pipeline_rate(chosen, extractor.folder / TOKENIZER, extractor.threads)
    return {
        "sentences_per_s": round(served, 1),
        "encoder_sentences_per_s": round(encoder, 1),
        "baseline_sentences_per_s": None if usual is None else round(usual, 2),
        "ratio": None if usual is None else round(served / usual, 2),
    }


def drawn(texts: Sequence[str], count: int) -> list[str]:
    """Return at most `count` of the texts, evenly over their lengths, shortest first."""
    ordered = sorted(texts, key=len)
    if len(ordered) <= count:
        return ordered
    return [ordered[index * len(ordered) // count] for index in range(count)]


def best(work: Callable[[], object], count: int) -> float:
    """Return the best rate of `ROUNDS` runs of `work`, which reads `count` sentences; one run before them warms up."""
    work()
    rates = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        work()
        rates.append(count / (time.perf_counter() - started))
    return max(rates)


def _encoder_rate(extractor: Extractor, texts: Sequence[str]) -> float:
    pieces = [piece for text in texts for piece in extractor.pieces(text)]

    def run(each: Pieces) -> None:
        extractor.encode(each)

    def work() -> None:
        with ThreadPoolExecutor(extractor.threads) as pool:
            list(pool.map(run, reversed(pieces)))

    return best(work, len(texts))


def pipeline_rate(texts: Sequence[str], tokenizer: Path, threads: int) -> float | None:
    """Return the pipeline's best rate over the batch sizes; None where torch or transformers is missing."""
    try:
        import torch
        from transformers import BertConfig, BertForTokenClassification, PreTrainedTokenizerFast, pipeline
    except ImportError:
        return None
    before = torch.get_num_threads()
    torch.set_num_threads(threads)
    try:
        wrapped = PreTrainedTokenizerFast(
            tokenizer_file=str(tokenizer), pad_token="<pad>", unk_token="<unk>", model_max_length=_LONGEST
        )
        network = BertForTokenClassification(BertConfig(vocab_size=64000, num_labels=21)).eval()
        usual = pipeline("token-classification", model=network, tokenizer=wrapped, device="cpu")
        ordered = sorted(texts, key=len)
        rates = []
        for size in BATCHES:
            with torch.inference_mode():
                rates.append(best(lambda size=size: list(usual(ordered, batch_size=size)), len(ordered)))  # type: ignore[misc]
        return max(rates)
    finally:
        torch.set_num_threads(before)
