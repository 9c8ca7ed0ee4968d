#!/usr/bin/env python3
"""How many keys a review takes, and what it gains: a reviewer who knows the gold decides the most doubtful places.

    python scripts/make_models.py layouts --family tex --seed 77 --out ../made
    python benchmarks/review_keys.py ../made [--documents 20] [--places 50]

Each doubtful break or join is answered by what the gold has there; where the gold does not have the words, the place is
passed over. The decisions are written, built, and F1 of paragraph boundaries is measured before and after.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import corpus
from corpus.evaluating.breaks import Extracted, compare_breaks
from corpus.evaluating.reflow_set import read_extracted
from corpus.evaluating.stream import plain
from corpus.reporting.doubts import Doubt, doubts
from corpus.reporting.key_review import KeyReview
from corpus.sources.review_file import review_text

Gold = Mapping[str, Sequence[Extracted]]
NEAR = 10  # characters on each side that the gold must have


def boundary_f1(release: corpus.Release, gold: Gold) -> float:
    """Return F1 of the boundaries of all documents together."""
    rows = release.paragraphs.to_table(columns=["doc_id", "kind", "text"]).to_pylist()
    counts: Counter[str] = Counter()
    for key, items in gold.items():
        counts.update(compare_breaks(items, [(row["kind"], row["text"]) for row in rows if row["doc_id"] == key]))
    found, wrong = counts["found"], counts["missed"] + counts["false"]
    return 2 * found / (2 * found + wrong)


def answer(doubt: Doubt, gold: Gold) -> str:
    """Return the key that a reviewer presses who knows the gold."""
    before, after = plain(doubt.right.before)[-NEAR:], plain(doubt.right.after)[:NEAR]
    items = [plain(item.text) for item in gold[doubt.right.document]]
    if any(before + after in item for item in items):
        return {"join": "y", "break": "j"}[doubt.what]
    if any(item.endswith(before) for item in items) and any(item.startswith(after) for item in items):
        return {"join": "s", "break": "y"}[doubt.what]
    return "n"


def main() -> None:
    """Build, review, build again."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("made", type=Path)
    parser.add_argument("--documents", type=int, default=20)
    parser.add_argument("--places", type=int, default=50)
    given = parser.parse_args()
    lines = (given.made / "manifest.jsonl").read_text(encoding="utf-8").splitlines()[: given.documents]
    gold = {f"doc-{at:02d}": read_extracted(given.made / f"{_name(line)}.gold.jsonl") for at, line in enumerate(lines)}
    with tempfile.TemporaryDirectory() as work:
        sources, out = Path(work, "sources"), Path(work, "out")
        sources.mkdir()
        for key, line in zip(gold, lines, strict=True):
            shutil.copyfile(given.made / f"{_name(line)}.txt", sources / f"{key}.txt")
        first = corpus.build(sources, out, name="made", date="2026-12-01")
        asked = [doubt for doubt in doubts(first) if doubt.what in ("join", "break")][: given.places]
        session, keys = KeyReview(asked), iter([answer(doubt, gold) for doubt in asked])
        session.run(lambda: next(keys), lambda _: "", lambda _: None)
        path = Path(work, "review.toml")
        path.write_text(review_text("made", first.version, session.decisions()), encoding="utf-8")
        second = corpus.build(sources, out, name="made", date="2026-12-02", previous=first.path, review=path)
        print(f"{len(gold)} documents, {session.keys} keys, {len(session.decisions())} decisions; {second.verify()}")
        print(f"F1 of boundaries {boundary_f1(first, gold):.4f} before, {boundary_f1(second, gold):.4f} after")


def _name(line: str) -> str:
    return str(json.loads(line)["name"])


if __name__ == "__main__":
    main()
