"""Learn corpus/cleaning/reflow/standing.json: ``train_standing.py DIR... [--out FILE]``.

Each DIR holds labelled extractions (see ``train_reflow.py``): what is wrapped there, and the same paragraphs set anew,
teaches what must be joined. Lines that stand are made by ``standing.py`` from its list for tuning. The same seed gives
the same file; no text enters it.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import NamedTuple

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parent.parent)]

import numpy as np
import standing as made
import train_reflow as train
from numpy.typing import NDArray
from rewrap import render

from corpus.cleaning.reflow import break_decision as decide
from corpus.cleaning.reflow import break_features as features
from corpus.cleaning.reflow import standing
from corpus.cleaning.reflow.survey import survey
from corpus.cleaning.reflow.trees import shipped

SEED, TREES, RATE, EACH, RENDERINGS = 20261130, 48, 0.17, 120, 6
PART = 0.35  # of the breaks that go on
STANDS = 0.6  # a standing border weighs so much of a wrapped one: harm to wrapped text is the worse


class Example(NamedTuple):
    """The breaks of one text: what is measured, whether they stand, their weights."""

    rows: NDArray[np.int16]
    stands: NDArray[np.bool_]
    weight: NDArray[np.float32]


def example(text: str, ends: NDArray[np.bool_], stands: NDArray[np.bool_] | bool, scale: float) -> Example | None:
    """Ends of wrapped paragraphs teach nothing: their lines neither stand nor go on."""
    known = survey(text)
    if len(known.body) < 2 or len(ends) != len(known.lines):
        return None
    rows, edge = features.first(known.lines, known.body, known.marks, known.counted)
    chances = decide.judge_wrapped(known, rows, edge, shipped()).ends
    ends = ends[known.body[:-1]]
    standing_here = (
        np.broadcast_to(stands, len(known.lines))[known.body[:-1]] if np.ndim(stands) else np.full(len(ends), stands)
    )
    weight = np.where(ends, np.where(standing_here, STANDS, 0.0), 1.0) * scale
    return Example(standing.table(known, rows, edge, chances), ends & standing_here, weight.astype(np.float32))


def extracted(folder: Path) -> Iterator[Example]:
    for row in train.manifest(folder):
        text, gold = train.read(folder, row["name"])
        known = survey(text)
        items = train.line_items(text, known, gold)
        ends = np.append(items[1:] != items[:-1], True) | (items == -1) | (np.append(items[1:], -1) == -1)
        if (found := example(text, ends, False, 1.0)) is not None:
            yield found


def rewrapped(folder: Path, rng: random.Random) -> Iterator[Example]:
    done = set[str]()
    for row in train.manifest(folder):
        if row["doc"] in done:
            continue
        done.add(row["doc"])
        gold = train.read(folder, row["name"])[1]
        items = [(item["kind"], item["text"]) for item in gold if item["kind"] in train.IN_BODY]
        for _ in range(RENDERINGS):
            text, lines = render(train._some(items, rng), rng)
            own = np.array([line.item for line in lines])
            ends = np.append(own[1:] != own[:-1], True) | (own == -1)
            if (found := example(text, ends, False, 1.0)) is not None:
                yield found


def of_piece(piece: made.Piece, rng: random.Random, scale: float) -> Example | None:
    full = [number for number, line in enumerate(piece.lines) if line.strip()]
    ends = np.array([piece.ends[number] for number in full])
    stands = np.array([piece.stands[number] for number in full])
    gap = "\n\n" if rng.random() < 0.1 else "\n"
    return example(gap.join(piece.lines) + "\n", ends, stands, scale)


def invented(rng: random.Random, left_out: Collection[str] = ()) -> Iterator[Example]:
    words = made.TUNING
    for kind, maker in made.KINDS.items():
        if kind in left_out:
            continue
        for _ in range(EACH):
            lines = maker(rng, words)
            many = [line for _ in range(3) for line in maker(rng, words)]
            for piece in (
                made.standing(lines),
                made.embedded(lines, rng, words),
                made.prose(made.running(many, rng), made.setting(rng)),
                made.prose(made.entries(rng, words), made.setting(rng)),
                made.wrapped_words(made.latin(rng, words), rng),
            ):
                if piece.lines and (found := of_piece(piece, rng, 1.0)) is not None:
                    yield found


def joined(examples: list[Example]) -> Example:
    return Example(
        np.concatenate([example.rows for example in examples], axis=1),
        np.concatenate([example.stands for example in examples]),
        np.concatenate([example.weight for example in examples]),
    )


def learn(examples: list[Example]) -> dict[str, object]:
    """Of the many breaks that go on a part is enough, with more weight."""
    every = joined([example for example in examples if example.weight.any()])
    drawn = np.random.default_rng(SEED).random(len(every.stands)) < PART
    taught = (every.weight > 0) & (every.stands | drawn)
    weight = np.where(every.stands, every.weight, every.weight / PART).astype(np.float32)
    train.RATE = RATE
    return train.boost(standing.ALL, every.rows[:, taught], every.stands[taught], weight[taught], TREES)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dirs", type=Path, nargs="*")
    parser.add_argument("--leave-out", nargs="*", default=(), choices=made.KINDS, help="kinds not to learn from")
    parser.add_argument("--out", type=Path, default=Path("corpus/cleaning/reflow/standing.json"))
    options = parser.parse_args()
    rng = random.Random(SEED)
    examples = list(invented(rng, options.leave_out))
    for folder in options.dirs:
        examples += extracted(folder)
        examples += rewrapped(folder, rng)
    print(
        len(examples),
        "texts",
        sum(len(e.stands) for e in examples),
        "breaks",
        sum(int(e.stands.sum()) for e in examples),
        "stand",
    )
    options.out.write_text(json.dumps(learn(examples), separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
