"""The figures agree with the scorers that stand beside the shared data."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import corpus
from corpus.evaluating import evaluate_cases, evaluate_encoding, evaluate_gold, evaluate_reflow

pytestmark = pytest.mark.shared


def scorer(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def items(path: Path) -> list[dict[str, Any]]:
    return [{"kind": block.kind, "text": block.text} for block in corpus.clean(path).blocks]


@pytest.mark.parametrize("key", ["000", "001"])
def test_gold(shared: Path, key: str) -> None:
    gold = shared / "gold" / f"{key}.jsonl"
    (source,) = (shared / "seeds").glob(f"{key}_*.txt")
    module = scorer(shared / "gold" / "score.py")
    theirs, _ = module.score(rows(gold), items(source))
    ours = evaluate_gold([gold], shared / "seeds").total
    assert ours.value("boundary_f1") == pytest.approx(theirs["boundary"]["f1"], abs=0.01)
    assert ours.value("whole") == pytest.approx(theirs["exact_block"], abs=0.01)
    assert ours.value("lost") == pytest.approx(theirs["char_lost"] / theirs["gold_chars"], abs=0.01)
    assert ours.value("invented") == pytest.approx(theirs["char_invented"] / theirs["gold_chars"], abs=0.01)


def test_reflow(shared: Path) -> None:
    folder, module = shared / "reflow" / "dev", scorer(shared / "reflow" / "score_set.py")
    names = [row["name"] for row in rows(folder / "manifest.jsonl")][::16]
    theirs = [module.score_one(rows(folder / f"{name}.gold.jsonl"), items(folder / f"{name}.txt")) for name in names]
    total, ours = module.agg(theirs), evaluate_reflow(folder, names).total
    pairs = {"boundary_f1": "F1", "whole": "exact", "interrupted": "page", "lost": "lost", "invented": "inv"}
    assert ours.samples == len(names)
    for mine, other in pairs.items():
        assert ours.value(mine) == pytest.approx(total[other], abs=0.002)


def test_encoding(shared: Path) -> None:
    import pyarrow.parquet as pq

    path, module = shared / "encoding" / "dev.parquet", scorer(shared / "encoding" / "score_decode.py")
    groups: dict[str, list[bool]] = {}
    for row in pq.read_table(path).to_pylist():
        try:
            got = corpus.decode(row["data"]).text
        except corpus.errors.CorpusError:
            got = ""
        groups.setdefault(row["group"], []).append(module.right(row, got))
    ours = evaluate_encoding(path).groups
    assert {name: group.value("right") for name, group in ours.items()} == {
        name: sum(right) / len(right) for name, right in groups.items()
    }


def test_cases(shared: Path) -> None:
    """Run the script itself: it says which cases pass. It reads no sections, for which ours asks too."""
    script = [sys.executable, shared / "cases" / "score_cases.py", shared / "cases" / "text"]
    shown = subprocess.run(script, capture_output=True, text=True, check=False).stdout
    theirs = {line.split()[1]: line.startswith("pass") for line in shown.splitlines() if line[:4] in ("pass", "FAIL")}
    ours = {case.name: not case.problems for case in evaluate_cases(shared / "cases" / "text").cases}
    sections = {
        path.stem
        for path in (shared / "cases" / "text").glob("*.json")
        if "section_of" in path.read_text(encoding="utf-8")
    }
    assert len(theirs) > 40
    assert {name: theirs[name] for name in theirs if name not in sections} == {
        name: ours[name] for name in ours if name not in sections
    }
