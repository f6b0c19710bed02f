"""Fixtures of the model's tests: the shipped model, and the annotated sentences beside the repository."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.examples import Example, read_annotated
from models.extractor import WEIGHTS, Extractor


@pytest.fixture(scope="session")
def extractor() -> Iterator[Extractor]:
    """The shipped model on two threads."""
    loaded = Extractor(WEIGHTS, threads=2)
    yield loaded
    loaded.close()


@pytest.fixture(scope="session")
def dev(shared: Path) -> list[Example]:
    """The annotated sentences for testing."""
    return read_annotated([shared / "data" / "events" / "dev.jsonl"])
