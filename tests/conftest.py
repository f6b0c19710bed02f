"""Fixtures that all tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# Property tests have no deadline an example, since a busy machine is no fault of the code.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

ROOT = Path(__file__).resolve().parents[1]
REQUIRE_SHARED = "RASID_TEST_SHARED"
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository's folder."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with real articles and annotations beside the repository; the test is skipped where it is absent."""
    if not SHARED.is_dir():
        if os.environ.get(REQUIRE_SHARED) == "1":
            pytest.fail(f"{REQUIRE_SHARED}=1, and there is no folder 'shared' beside the repository")
        pytest.skip("no folder 'shared' beside the repository: the tests on real articles do not run")
    return SHARED
