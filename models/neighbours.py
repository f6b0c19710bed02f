"""Whether sentence vectors still mean what the untouched encoder's did: do the same sentences stand near?"""

from __future__ import annotations

import numpy as np

from models.decode import FloatArray


def overlap(one: FloatArray, other: FloatArray, count: int = 10) -> float:
    """Return the mean share of each sentence's `count` nearest others that both sets of vectors agree on (0 to 1).

    Rows are sentences, in the same order, of unit length.
    """
    sets = []
    for vectors in (one, other):
        likeness = vectors @ vectors.T
        np.fill_diagonal(likeness, -np.inf)
        sets.append(np.argsort(-likeness, axis=1, kind="stable")[:, :count])
    shared = [len(set(a.tolist()) & set(b.tolist())) / count for a, b in zip(*sets, strict=True)]
    return float(np.mean(shared))
