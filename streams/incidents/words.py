"""The words of a sentence that say what it is about, and how much each says."""

from __future__ import annotations

import math
import re
from functools import lru_cache
from importlib import resources
from typing import Any

from models.yaml_data import load_yaml
from streams.text.normalize import normalize

# A word that stands in a hundredth of all news sentences tells little of one event.
COMMON = 0.35
_WORD = re.compile(r"[^\W\d_]{3,}")
_PREFIXES = ("وال", "بال", "كال", "فال", "لل", "ال", "و", "ب", "ل", "ف")


@lru_cache(maxsize=1)
def tables() -> dict[str, Any]:
    """Return the data of the package: families, compatible types and word lists."""
    text = resources.files("streams.incidents").joinpath("families.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = load_yaml(text)
    return found


def content_words(sentence: str) -> frozenset[str]:
    """Return the words of a sentence that say what it is about: without clitics, articles and function words."""
    return frozenset(
        stem for word in _WORD.findall(normalize(sentence)) if (stem := stripped(word)) not in function_words()
    )


def stripped(word: str) -> str:
    """Return a word without a prefixed conjunction, preposition or article, while three letters remain."""
    for prefix in _PREFIXES:
        if word.startswith(prefix) and len(word) - len(prefix) >= 3:
            return word[len(prefix) :]
    return word


@lru_cache(maxsize=1)
def function_words() -> frozenset[str]:
    """Return normalised words that tell nothing of an event."""
    return stems("function_words") | frozenset(normalize(word) for word in tables()["function_words"])


@lru_cache(maxsize=1)
def common_words() -> frozenset[str]:
    """Return stems of words that tell little of one event."""
    return stems("common_words")


@lru_cache(maxsize=1)
def generic_names() -> frozenset[str]:
    """Return names that stand for anybody (مسلحون) or for a place of any kind (طريق), normalised."""
    return frozenset(normalize(word) for word in tables()["generic_names"])


@lru_cache(maxsize=1)
def apart_words() -> frozenset[str]:
    """Return stems of words that open the report of another incident (منفصل)."""
    return stems("apart_words")


@lru_cache(maxsize=1)
def answer_words() -> frozenset[str]:
    """Return stems of words between an act and another one, before it or beside it (ردا, عقب)."""
    return stems("answer_words")


@lru_cache(maxsize=1)
def toll_words() -> frozenset[str]:
    """Return stems of what is counted as people hurt, whose number rises, or as time."""
    return stems("toll_words")


def stems(table: str) -> frozenset[str]:
    """Return a word list as `content_words` writes words."""
    return frozenset(stripped(normalize(word)) for word in tables()[table])


def weight(words: frozenset[str]) -> float:
    """Return how much words say together."""
    common = len(words & common_words())
    return len(words) - common + COMMON * common


def overlap(a: frozenset[str], b: frozenset[str]) -> float:
    """Return how much of two sentences is shared, 0 to 1: the weighted cosine of their sets of words."""
    whole = math.sqrt(weight(a) * weight(b))
    return weight(a & b) / max(1.0, whole)
