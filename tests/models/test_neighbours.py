"""Agreement of neighbours."""

from __future__ import annotations

import numpy as np

from models.neighbours import overlap


def test_overlap_of_the_same_vectors_turned_around_is_full() -> None:
    rng = np.random.default_rng(1)
    vectors = rng.normal(size=(60, 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    turn = np.linalg.qr(rng.normal(size=(8, 8)))[0].astype(np.float32)
    assert overlap(vectors, vectors @ turn) > 0.99


def test_overlap_of_unrelated_vectors_is_what_chance_gives() -> None:
    rng = np.random.default_rng(2)
    one, other = (rng.normal(size=(200, 16)).astype(np.float32) for _ in range(2))
    assert overlap(one, other) < 0.12
