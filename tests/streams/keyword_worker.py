"""`python keyword_worker.py [AGENT…]`: a worker with the small extractor of the tests, as a process of its own."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parents[2])]

from keyword_extract import keyword_extract  # noqa: E402

from streams.article import Article  # noqa: E402
from streams.settings import load_settings  # noqa: E402
from streams.telemetry import configure_logging  # noqa: E402
from streams.worker import AGENTS, run_worker  # noqa: E402

SLOW_S = 0.005


def slow_extract(articles: Sequence[Article]) -> list[Any]:
    """Take about as long as a model does, so that a kill hits work in hand."""
    time.sleep(SLOW_S * len(articles))
    return keyword_extract(articles)


if __name__ == "__main__":
    settings = load_settings()
    configure_logging(settings)
    run_worker(settings, sys.argv[1:] or AGENTS, extract=slow_extract)
    assert "torch" not in sys.modules
