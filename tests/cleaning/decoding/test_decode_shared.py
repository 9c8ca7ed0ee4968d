"""Accuracy on labelled samples, half of them: floors below what was measured when this was written."""

from __future__ import annotations

import hashlib
import importlib.util
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from corpus.cleaning.decoding import decode
from corpus.errors import SourceError

FLOORS = {"clean": 0.99, "noise": 0.97, "mixed": 0.95, "mojibake": 0.975, "control": 1.0}


def half(row: dict[str, Any]) -> bool:
    """Rows by their identity, so that the sample is the same everywhere."""
    return hashlib.sha256(row["id"].encode()).digest()[0] % 2 == 0


@pytest.mark.shared
def test_accuracy_by_group(shared: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    folder = shared / "encoding"
    if not (folder / "dev.parquet").exists():
        pytest.skip("the shared folder has no labelled encodings")
    spec = importlib.util.spec_from_file_location("score_decode", folder / "score_decode.py")
    assert spec is not None and spec.loader is not None
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    good, seen = Counter[str](), Counter[str]()
    for row in filter(half, parquet.read_table(folder / "dev.parquet").to_pylist()):
        seen[row["group"]] += 1
        good[row["group"]] += scorer.right(row, answer(row["data"]))
    assert {group: good[group] / seen[group] for group in seen if good[group] < FLOORS[group] * seen[group]} == {}


def answer(data: bytes) -> str:
    try:
        text = decode(data)
    except SourceError:
        return ""
    assert text.encode() == data
    return text.text
