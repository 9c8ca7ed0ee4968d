"""Floors on the labelled extractions; the weights saw dev, so that only a loss of quality shows here."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest

from corpus.cleaning.reflow import reflow

pytest.importorskip("rapidfuzz", reason="the scorer needs rapidfuzz")
pytestmark = pytest.mark.shared


def scores(folder: Path) -> Any:
    spec = importlib.util.spec_from_file_location("score_set", folder.parent / "score_set.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    results = []
    for line in (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines():
        name = json.loads(line)["name"]
        gold = [json.loads(item) for item in (folder / f"{name}.gold.jsonl").read_text(encoding="utf-8").splitlines()]
        blocks = reflow((folder / f"{name}.txt").read_bytes().decode()).blocks
        results.append(module.score_one(gold, [{"kind": b.kind, "text": b.text} for b in blocks]))
    return module.agg(results)


@pytest.mark.parametrize(("part", "boundary", "exact"), [("dev", 0.982, 0.95), ("natural", 0.975, 0.935)])
def test_floors(shared: Path, part: str, boundary: float, exact: float) -> None:
    total = scores(shared / "reflow" / part)
    assert total["F1"] >= boundary
    assert total["exact"] >= exact
    assert total["lost"] <= 0.0006
    assert total["inv"] <= 0.0006
