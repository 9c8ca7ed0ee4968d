"""Where the tests find their documents, and how hard the property tests try."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "seeds" / "sample"

settings.register_profile(
    "ci", max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("long", parent=settings.get_profile("ci"), max_examples=5000, derandomize=False)
settings.load_profile(os.environ.get("CORPUS_HYPOTHESIS", "ci"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real documents and labelled data."""
    folder = os.environ.get("CORPUS_SHARED")
    if not folder:
        pytest.skip("CORPUS_SHARED names no folder of labelled data")
    return Path(folder)


@pytest.fixture(scope="session")
def sample_release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of the sample; tests that change it take a copy."""
    import corpus

    out = tmp_path_factory.mktemp("releases")
    return corpus.build(SAMPLE, out, date="2026-11-22", workers=1).path
