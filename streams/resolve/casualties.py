"""Killed and wounded counted together: `33 قتيلا وجريحا` are 33 of both, `قتيل و5 جرحى` are one and five.

The words that tell of the one and of the other stand in `quantities.yaml` under `killed` and `wounded`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from streams.resolve.nouns import bare
from streams.resolve.numerals import fold, read_number, table
from streams.resolve.quantities import match, noun, plain

# Up to ten the counted noun is a plural, above it a singular: of `15 قتيل وجريح` the number tells of both nouns, of
# `5 قتلى وجريح` the singular is one more.
_LAST_PLURAL = 10


def pooled(tokens: Sequence[str]) -> bool:
    """Tell whether the phrase tells of killed and of wounded with one number, or none, for both together."""
    first = next((at for at, token in enumerate(tokens) if _casualty(token)), len(tokens))
    second = next((at for at in range(first + 1, len(tokens)) if _other(tokens[first], tokens[at])), None)
    if second is None or any(_counts(tokens, at) for at in range(first + 1, second + 1)):
        return False
    numbers = [at for at in range(first) if _counts(tokens, at)]
    if any(match(tokens, at, "between") for at in range(first)):
        return len(numbers) < 2
    lead, other = noun(tokens, first), noun(tokens, second)
    if not numbers:
        return bool(lead and other and lead.max is None and other.max is None)
    if len(numbers) > 1 or (other and other.max == 2):
        return False
    number = plain(tokens, numbers[0])
    return other is None or other.max is None or number is None or number.value > _LAST_PLURAL


@lru_cache(maxsize=65536)
def _casualty(token: str) -> str:
    """Return `killed` or `wounded` for a word that counts the one or the other, else ""."""
    words = set(bare(token))
    return next((kind for kind in ("killed", "wounded") if words & set(map(fold, table("quantities.yaml")[kind]))), "")


def _other(first: str, second: str) -> bool:
    return _casualty(second) not in ("", _casualty(first))


def _counts(tokens: Sequence[str], at: int) -> bool:
    """Tell whether a number or a vague quantity begins at index `at`, not only goes on there."""
    if match(tokens, at, "vague") is not None:
        return at == 0 or match(tokens, at - 1, "vague") is None
    number = read_number(tokens, at)
    before = read_number(tokens, at - 1) if at else None
    return number is not None and not number.ordinal and not (before and before.end > at)
