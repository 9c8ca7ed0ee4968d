"""Metadata read from the labelled heads of ``seeds/heads/dev``: no field may get worse."""

import importlib.util
import sys

import pytest
from conftest import ROOT

# Precision and recall as measured on 2026-12-01, less what a few documents weigh.
FLOORS = {
    "title": (0.82, 0.83),
    "subtitle": (0.65, 0.8),
    "signed": (0.91, 0.74),
    "date": (0.82, 0.81),
    "genre": (0.8, 0.73),
    "language": (0.94, 0.94),
    "script": (0.98, 0.98),
    "authors": (0.9, 0.76),
    "places": (0.97, 0.91),
    "keywords": (0.98, 0.85),
    "affiliations": (0.85, 0.5),
    "contributors": (0.95, 0.89),
    "identifiers": (0.95, 0.88),
}


@pytest.fixture(scope="module")
def shares() -> dict[str, tuple[float, float]]:
    spec = importlib.util.spec_from_file_location("heads", ROOT / "benchmarks" / "heads.py")
    assert spec is not None and spec.loader is not None
    heads = importlib.util.module_from_spec(spec)
    sys.modules["heads"] = heads
    spec.loader.exec_module(heads)
    found: dict[str, tuple[float, float]] = heads.shares(heads.counted(ROOT / "seeds" / "heads" / "dev"))
    return found


@pytest.mark.parametrize("field", FLOORS)
def test_no_field_gets_worse(shares: dict[str, tuple[float, float]], field: str) -> None:
    precision, recall = shares[field]
    assert precision >= FLOORS[field][0]
    assert recall >= FLOORS[field][1]
