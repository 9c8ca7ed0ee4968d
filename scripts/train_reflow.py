"""Learn corpus/cleaning/reflow/weights.json from labelled extractions: ``train_reflow.py DIR [--out FILE]``.

DIR holds NAME.txt with NAME.gold.jsonl and manifest.jsonl (see docs/benchmark.md). Needs numpy and rapidfuzz.
Boosted oblivious trees of depth 6 in two stages; the second sees what the first thinks of the neighbours. The same
seed gives the same file. No text enters it: the questions are about numbers and character classes.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

# One thread: sums in the same order whatever the machine, and no waiting for cores that others use.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from rapidfuzz.distance import Levenshtein
from rewrap import render

from corpus.cleaning.reflow import break_features as features
from corpus.cleaning.reflow import trees as model
from corpus.cleaning.reflow.survey import Survey, survey

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

SEED = 20261122
DEPTH, RATE, FIRST_TREES, SECOND_TREES = 6, 0.1, 80, 180
RENDERINGS = 17  # of each document
RIDGE = 2.0
CATEGORIES = {"tail", "tail_inner", "final", "head", "head_second", "mark"}
IN_BODY = ("title", "heading", "paragraph", "list_item")


@dataclass(frozen=True)
class Sample:
    """The breaks of one text: features, labels, weights."""

    name: str
    doc: str
    layout: str
    rows: NDArray[np.int16]
    edge: NDArray[np.int32]
    ends: NDArray[np.bool_]
    weight: NDArray[np.float32]
    second: NDArray[np.int16] = field(default_factory=lambda: np.zeros((0, 0), np.int16))


def stripped(text: str) -> str:
    """As the labels count characters: NFKC, no white space."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def raw(item: dict[str, Any]) -> str:
    return item["raw"] if item.get("raw") is not None else stripped(item["text"])


def line_items(text: str, known: Survey, gold: Sequence[dict[str, Any]]) -> NDArray[np.int64]:
    """The gold item of each line (-1: none of the running text), by aligning the characters."""
    pieces = [stripped(text[a:b]) for a, b in zip(known.lines.first, known.lines.last, strict=True)]
    body = [item for item in gold if item["kind"] in IN_BODY]
    owner = np.repeat(np.arange(len(body)), [len(raw(item)) for item in body])
    seen, wanted = "".join(pieces), "".join(raw(item) for item in body)
    item = np.full(len(seen), -1)
    for tag, s0, s1, d0, d1 in Levenshtein.opcodes(seen, wanted):
        if tag == "equal" or (tag == "replace" and s1 - s0 == d1 - d0):
            item[s0:s1] = owner[d0:d1]
    result, at = np.full(len(pieces), -1), 0
    for line, piece in enumerate(pieces):
        votes = Counter(item[at : at + len(piece)].tolist())
        result[line] = votes.most_common(1)[0][0] if votes else -1
        at += len(piece)
    return result


def sample(name: str, doc: str, layout: str, known: Survey, items: NDArray[np.int64], scale: float) -> Sample:
    rows, edge = features.first(known.lines, known.body, known.marks, known.counted)
    own = items[known.body]
    weight = np.where((own[:-1] == -1) | (own[1:] == -1), 0.2, 1.0) * scale
    return Sample(name, doc, layout, rows, edge, own[:-1] != own[1:], weight.astype(np.float32))


def extractions(folder: Path) -> Iterable[Sample]:
    """The samples as they were extracted."""
    for row in manifest(folder):
        text, gold = read(folder, row["name"])
        known = survey(text)
        yield sample(row["name"], row["doc"], row["layout"], known, line_items(text, known, gold), 1.0)


def manifest(folder: Path) -> list[dict[str, Any]]:
    lines = (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def read(folder: Path, name: str) -> tuple[str, list[dict[str, Any]]]:
    lines = (folder / f"{name}.gold.jsonl").read_text(encoding="utf-8").splitlines()
    return (folder / f"{name}.txt").read_bytes().decode(), [json.loads(line) for line in lines]


def renderings(folder: Path, each: int) -> Iterable[Sample]:
    """The paragraphs of each document set anew."""
    rng, done = random.Random(SEED), set[str]()
    for row in manifest(folder):
        if row["doc"] in done:
            continue
        done.add(row["doc"])
        gold = read(folder, row["name"])[1]
        items = [(item["kind"], item["text"]) for item in gold if item["kind"] in IN_BODY]
        for number in range(each):
            text, lines = render(_some(items, rng), rng)
            known = survey(text)
            kept = np.array([line.item for line in lines])
            if len(kept) != len(known.lines) or len(known.body) < 4:
                continue
            yield sample(f"{row['doc']}~{number}", row["doc"], "rewrapped", known, kept, 0.5)


def _some(items: list[tuple[str, str]], rng: random.Random) -> list[tuple[str, str]]:
    """A run of the items, so that renderings differ in content too."""
    size = min(len(items), rng.randint(30, 90))
    start = rng.randint(0, len(items) - size)
    return items[start : start + size]


# --- boosting ---------------------------------------------------------------------------------------------------


def questions(names: Sequence[str], rows: NDArray[np.int16]) -> list[tuple[int, bool, int]]:
    """Candidate questions: quantiles of numbers, the values of categories."""
    result = []
    for column, name in enumerate(names):
        values, counts = np.unique(rows[column], return_counts=True)
        if name.split(".")[0] in CATEGORIES:
            result += [(column, True, int(v)) for v, c in zip(values, counts, strict=True) if c >= 50]
        else:
            at = np.searchsorted(np.cumsum(counts), np.linspace(0.005, 0.995, 18) * counts.sum())
            result += [(column, False, int(v)) for v in sorted(set(values[at.clip(1)])) if v > values[0]]
    return result


def answers(rows: NDArray[np.int16], asked: list[tuple[int, bool, int]]) -> NDArray[np.float32]:
    table = np.empty((rows.shape[1], len(asked)), np.float32)
    for k, (column, equal, value) in enumerate(asked):
        table[:, k] = rows[column] == value if equal else rows[column] >= value
    return table


def boost(
    names: Sequence[str], rows: NDArray[np.int16], ends: NDArray[np.bool_], weight: NDArray[np.float32], trees: int
) -> dict[str, Any]:
    """Fit trees by Newton steps on the logistic loss, each on some of the breaks and of the questions."""
    rng = np.random.default_rng(SEED)
    asked = questions(names, rows)
    table = answers(rows, asked)
    target = ends.astype(np.float32)
    bias = float(np.log(np.average(target, weights=weight) / (1 - np.average(target, weights=weight))))
    score = np.full(len(target), bias, np.float32)
    grown = []
    for _ in range(trees):
        chance = 1 / (1 + np.exp(-score))
        gradient, hessian = weight * (target - chance), weight * chance * (1 - chance)
        some = np.flatnonzero(rng.random(len(target)) < 0.5)
        columns = np.sort(rng.permutation(len(asked))[: len(asked) // 3])
        chosen = _grow(table[np.ix_(some, columns)], gradient[some], hessian[some])
        picked = columns[chosen]
        leaf = (table[:, picked] @ (1 << np.arange(len(picked)))).astype(np.intp)
        size = 1 << DEPTH
        values = np.bincount(leaf, gradient, size) / (np.bincount(leaf, hessian, size) + RIDGE)
        values = np.rint(np.clip(values, -4, 4) * RATE * model.SCALE)
        score += values[leaf].astype(np.float32) / model.SCALE
        grown.append({"if": [_spoken(names, asked[q]) for q in picked], "then": values.astype(int).tolist()})
    return {"bias": round(bias, 4), "trees": grown}


def _grow(table: NDArray[np.float32], gradient: NDArray[np.float32], hessian: NDArray[np.float32]) -> list[int]:
    """The questions of one tree, one a level, each the best for all leaves together."""
    leaf, chosen = np.zeros(len(gradient), np.intp), list[int]()
    for level in range(DEPTH):
        leaves = 1 << level
        sides = np.zeros((2 * leaves, len(gradient)), np.float32)
        sides[leaf, np.arange(len(gradient))] = gradient
        sides[leaves + leaf, np.arange(len(gradient))] = hessian
        total = sides.sum(1)
        yes = sides @ table
        no = total[:, None] - yes
        gain = (yes[:leaves] ** 2 / (yes[leaves:] + RIDGE) + no[:leaves] ** 2 / (no[leaves:] + RIDGE)).sum(0)
        gain[chosen] = -1
        best = int(np.argmax(gain))
        chosen.append(best)
        leaf += table[:, best].astype(np.intp) << level
    return chosen


def _spoken(names: Sequence[str], question: tuple[int, bool, int]) -> str:
    column, equal, value = question
    return f"{names[column]}{'==' if equal else '>='}{value}"


# --- two stages ---------------------------------------------------------------------------------------------------


def together(samples: Sequence[Sample], stage: str) -> tuple[NDArray[np.int16], NDArray[np.bool_], NDArray[np.float32]]:
    rows = np.concatenate([getattr(s, stage) for s in samples], axis=1)
    return rows, np.concatenate([s.ends for s in samples]), np.concatenate([s.weight for s in samples])


def fit_first(samples: Sequence[Sample]) -> dict[str, Any]:
    return boost(features.FIRST, *together(samples, "rows"), FIRST_TREES)


def fit_second(samples: Sequence[Sample]) -> dict[str, Any]:
    return boost(features.ALL, *together(samples, "second"), SECOND_TREES)


def with_second(samples: Sequence[Sample], trees: model.Trees) -> list[Sample]:
    """The samples with the rows of the second stage, from a first stage that has not seen them."""
    return [replace(s, second=features.second(s.rows, s.edge, model.chance(trees.logit(s.rows)))) for s in samples]


def folds(samples: Sequence[Sample], count: int) -> list[set[str]]:
    docs = sorted({s.doc for s in samples})
    random.Random(SEED).shuffle(docs)
    return [set(docs[k::count]) for k in range(count)]


def fit(samples: Sequence[Sample], inner: int = 2) -> dict[str, Any]:
    """Both stages; the second learns from what a first stage says of documents that it was not trained on."""
    prepared = list[Sample]()
    for held in folds(samples, inner):
        trees = model.load(fit_first([s for s in samples if s.doc not in held]))
        prepared += with_second([s for s in samples if s.doc in held], trees)
    return {"first": fit_first(samples), "second": fit_second(prepared)}


def calibration(pairs: NDArray[np.float64]) -> list[list[float]]:
    """Probability for a few logits, by pooling neighbours until it rises; ``pairs`` are logits and labels held out."""
    ordered = pairs[np.argsort(pairs[:, 0], kind="stable")]
    blocks = list[list[float]]()
    for part in np.array_split(ordered, 60):
        blocks.append([part[:, 0].mean(), part[:, 1].sum() + 0.5, len(part) + 1.0])
        while len(blocks) > 1 and blocks[-2][1] / blocks[-2][2] >= blocks[-1][1] / blocks[-1][2]:
            logit, ends, size = blocks.pop()
            before = blocks[-1]
            blocks[-1] = [
                (before[0] * before[2] + logit * size) / (before[2] + size),
                before[1] + ends,
                before[2] + size,
            ]
    return [[round(float(logit), 2), round(float(ends / size), 4)] for logit, ends, size in blocks]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dir", type=Path)
    parser.add_argument("--out", type=Path, default=Path("corpus/cleaning/reflow/weights.json"))
    options = parser.parse_args()
    samples = [*extractions(options.dir), *renderings(options.dir, RENDERINGS)]
    content = fit(samples)
    content["calibration"] = calibration(held_out(samples))
    write(options.out, content)


def shipped_curve() -> list[list[float]]:
    """The calibration of the weights that ship: a curve of sixteen points from held-out documents."""
    return [list(point) for point in zip(*(axis.tolist() for axis in model.shipped().curve), strict=True)]


def held_out(samples: Sequence[Sample], count: int = 3) -> NDArray[np.float64]:
    """Logits and labels of the extractions, each from weights that have not seen its document."""
    pairs = []
    for held in folds(samples, count):
        fitted = fit([s for s in samples if s.doc not in held])
        first, second = model.load(fitted["first"]), model.load(fitted["second"])
        for s in with_second([s for s in samples if s.doc in held and s.layout != "rewrapped"], first):
            pairs.append(np.stack((second.logit(s.second), s.ends), axis=1))
    return np.concatenate(pairs)


def write(path: Path, content: dict[str, Any]) -> None:
    """JSON with a tree on each line."""
    stages = []
    for stage in ("first", "second"):
        trees = ",\n".join(json.dumps(tree, separators=(",", ":")) for tree in content[stage]["trees"])
        stages.append(f'"{stage}": {{"bias": {content[stage]["bias"]}, "trees": [\n{trees}\n]}}')
    stages.append(f'"calibration": {json.dumps(content["calibration"])}')
    path.write_text("{" + ",\n".join(stages) + "}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
