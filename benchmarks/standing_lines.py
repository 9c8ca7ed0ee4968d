"""Harm and repair side by side: lines that stand and are joined, wrapped lines of the same words that are not.

``python benchmarks/standing_lines.py [--words tuning|reporting] [--seed N] [--each N] [--show KIND]``. Prints for each
kind of standing lines the share of its borders that were joined, alone and inside prose, and for wrapped text of the
same words the boundary F1. The texts come out of ``scripts/training/standing.py``; nothing is fetched.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from bisect import bisect_right
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parent.parent / "scripts" / "training"))
import standing as made

from corpus.cleaning.clean import clean
from corpus.cleaning.reflow import standing
from corpus.cleaning.reflow import trees as model
from corpus.errors import SourceError

LISTS = {"tuning": (made.TUNING, 1), "reporting": (made.REPORTING, 20261130)}
DROPPED = ("layout.", "furniture.")


def joined(text: str) -> set[int]:
    """The places of line breaks that cleaning takes out of a block."""
    try:
        edits = clean(text).edits
    except SourceError:
        return set()
    ends = [edit.end for edit in edits]
    found = set[int]()
    at = text.find("\n")
    while at >= 0:
        place = bisect_right(ends, at)
        if place < len(edits) and edits[place].start <= at and not edits[place].rule[-1].startswith(DROPPED):
            found.add(at)
        at = text.find("\n", at + 1)
    return found


class Border(NamedTuple):
    """The break behind a line: whether an item ends there, and whether a line that stands is beside it."""

    place: int
    ends: bool
    stands: bool


def borders(piece: made.Piece) -> list[Border]:
    """Of each line that is not blank, the last one apart."""
    full, at = list[tuple[int, int]](), 0
    for number, line in enumerate(piece.lines):
        at += len(line)
        if line.strip():
            full.append((number, at))
        at += 1
    return [
        Border(place, piece.ends[number], piece.stands[number] or piece.stands[below])
        for (number, place), (below, _) in pairwise(full)
    ]


def harm(piece: made.Piece, show: bool) -> Counter[str]:
    """Count borders of lines that stand and those ``joined``, ends in prose ``missed``, and inner breaks ``cut``."""
    text = "\n".join(piece.lines) + "\n"
    gone, counts = joined(text), Counter[str]()
    for place, ends, stands in borders(piece):
        name = "standing" if stands else "ends" if ends else "inner"
        wrong = {"standing": "joined", "ends": "missed", "inner": "cut"}[name]
        counts[name] += 1
        counts[wrong] += ends == (place in gone)
        if show and ends == (place in gone):
            around = text[max(0, place - 30) : place], text[place : place + 30]
            print(f"{wrong:7}", repr(around[0]), "|", repr(around[1]))
    return counts


def share(part: int, whole: int) -> str:
    return f"{part / whole:.2%}" if whole else "-"


def f1(counts: Counter[str]) -> str:
    """Of boundaries in wrapped text."""
    found = counts["ends"] - counts["missed"]
    return f"{2 * found / (2 * found + counts['cut'] + counts['missed']):.3f}" if counts["ends"] > 9 else "-"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--words", choices=LISTS, default="reporting")
    parser.add_argument("--seed", type=int)
    parser.add_argument("--each", type=int, default=40)
    parser.add_argument("--trees", type=Path, help="trees other than those of the package, in their form")
    parser.add_argument("--only", nargs="*", default=tuple(made.KINDS), choices=made.KINDS)
    parser.add_argument("--show", help="print what goes wrong in this kind")
    options = parser.parse_args()
    if options.trees:
        other = model.load(json.loads(options.trees.read_text(encoding="utf-8")), standing.ALL)
        standing.shipped = lambda: other  # type: ignore[assignment]
    words, seed = LISTS[options.words]
    rng = random.Random(options.seed if options.seed is not None else seed)
    total, wrapped = Counter[str](), Counter[str]()
    print(
        f"{'kind':20} {'borders':>8} {'joined':>7} {'alone':>7} {'in prose':>9} | {'prose cut':>9} {'wrapped F1':>10}"
    )
    for kind, maker in made.KINDS.items():
        if kind not in options.only or (options.show and kind != options.show):
            continue
        alone, inside, prose = Counter[str](), Counter[str](), Counter[str]()
        for _ in range(options.each):
            lines, show = maker(rng, words), bool(options.show)
            alone += harm(made.standing(lines), show)
            inside += harm(made.embedded(lines, rng, words), show)
            many = [line for _ in range(3) for line in maker(rng, words)]
            prose += harm(made.prose(made.running(many, rng), made.setting(rng)), show)
        both = alone + inside
        total += both
        wrapped += prose
        print(
            f"{kind:20} {both['standing']:8d} {share(both['joined'], both['standing']):>7}"
            f" {share(alone['joined'], alone['standing']):>7} {share(inside['joined'], inside['standing']):>9}"
            f" | {share(inside['cut'], inside['inner']):>9} {f1(prose):>10}"
        )
    for kind, paragraphs in (("long entries", made.entries), ("Latin and mixed", made.latin)):
        if options.show and kind != options.show:
            continue
        prose = Counter[str]()
        for _ in range(options.each):
            texts = paragraphs(rng, words)
            set_again = (
                made.wrapped_words(texts, rng) if paragraphs is made.latin else made.prose(texts, made.setting(rng))
            )
            prose += harm(set_again, bool(options.show))
        print(f"{kind:66} {f1(prose):>10}")
        wrapped += prose
    print(f"{'all':20} {total['standing']:8d} {share(total['joined'], total['standing']):>7}{f1(wrapped):>39}")


if __name__ == "__main__":
    main()
