"""Harm and repair side by side: lines that stand and are joined, wrapped lines of the same words that are not.

``python benchmarks/standing_lines.py [--words tuning|reporting] [--seed N] [--each N] [--show KIND]``. Prints for each
kind of standing lines the share of its borders that were joined, alone and inside prose, and for wrapped text of the
same words the boundary F1. The texts are made by ``scripts/training/layouts/standing_lines``; nothing is fetched.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parent.parent / "scripts"))
from corpus.cleaning.clean import clean
from corpus.cleaning.reflow import standing
from corpus.errors import SourceError
from training.layouts.standing_lines.kinds import KINDS, Maker
from training.layouts.standing_lines.pieces import Piece, embedded, prose, prose_style
from training.layouts.standing_lines.pieces import standing as alone
from training.layouts.standing_lines.vocabulary import REPORTING, TUNING, Words
from training.layouts.standing_lines.wrapped_words import entries, latin, prose_of_words, running

LISTS = {"tuning": (TUNING, 1), "reporting": (REPORTING, 20261130)}
HEAD = f"{'kind':20} {'borders':>8} {'joined':>7} {'alone':>7} {'in prose':>9} | {'prose cut':>9} {'wrapped F1':>10}"
DROPPED = ("layout.", "furniture.")


def joined(text: str) -> set[int]:
    """Find the line breaks that cleaning takes out of a block."""
    try:
        edits = clean(text=text).edits
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


def borders(piece: Piece) -> list[Border]:
    """List the border behind each line that is not blank, but for the last one."""
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


def harm(piece: Piece, show: bool) -> Counter[str]:
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
    """Write a share in percent."""
    return f"{part / whole:.2%}" if whole else "-"


def f1(counts: Counter[str]) -> str:
    """Write the F1 of boundaries in wrapped text."""
    found = counts["ends"] - counts["missed"]
    return f"{2 * found / (2 * found + counts['cut'] + counts['missed']):.3f}" if counts["ends"] > 9 else "-"


class Counts(NamedTuple):
    """The counts of one kind: its lines alone, inside prose, and their words wrapped."""

    alone: Counter[str]
    inside: Counter[str]
    wrapped: Counter[str]

    @property
    def both(self) -> Counter[str]:
        """Add up what stands."""
        return self.alone + self.inside


def of_kind(maker: Maker, rng: random.Random, words: Words, each: int, show: bool) -> Counts:
    """Make so many drafts of a kind and count what cleaning does to them."""
    counts = Counts(Counter(), Counter(), Counter())
    for _ in range(each):
        lines = maker(rng, words)
        counts.alone.update(harm(alone(lines), show))
        counts.inside.update(harm(embedded(lines, rng, words), show))
        many = [line for _ in range(3) for line in maker(rng, words)]
        counts.wrapped.update(harm(prose(running(many, rng), prose_style(rng)), show))
    return counts


def long_entries(rng: random.Random, words: Words) -> Piece:
    """Wrap entries with labels or numbers."""
    return prose(entries(rng, words), prose_style(rng))


def latin_and_mixed(rng: random.Random, words: Words) -> Piece:
    """Wrap Latin, and Han with Latin between."""
    return prose_of_words(latin(rng, words), rng)


WRAPPED = {"long entries": long_entries, "Latin and mixed": latin_and_mixed}


def report(rng: random.Random, words: Words, each: int, kinds: Sequence[str], show: bool) -> Iterator[str]:
    """Write a line for each kind, and one for all."""
    total, wrapped = Counter[str](), Counter[str]()
    yield HEAD
    for kind in (kind for kind in KINDS if kind in kinds):
        counts = of_kind(KINDS[kind], rng, words, each, show)
        both, inside = counts.both, counts.inside
        yield (
            f"{kind:20} {both['standing']:8d} {share(both['joined'], both['standing']):>7}"
            f" {share(counts.alone['joined'], counts.alone['standing']):>7}"
            f" {share(inside['joined'], inside['standing']):>9}"
            f" | {share(inside['cut'], inside['inner']):>9} {f1(counts.wrapped):>10}"
        )
        total += both
        wrapped += counts.wrapped
    for kind in (kind for kind in WRAPPED if kind in kinds):
        found = sum((harm(WRAPPED[kind](rng, words), show) for _ in range(each)), Counter[str]())
        yield f"{kind:66} {f1(found):>10}"
        wrapped += found
    yield f"{'all':20} {total['standing']:8d} {share(total['joined'], total['standing']):>7}{f1(wrapped):>39}"


def main() -> None:
    """Print the report that the options ask for."""
    kinds = (*KINDS, *WRAPPED)
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--words", choices=LISTS, default="reporting")
    parser.add_argument("--seed", type=int)
    parser.add_argument("--each", type=int, default=40)
    parser.add_argument("--trees", type=Path, help="trees other than those of the package, in their form")
    parser.add_argument("--only", nargs="*", default=kinds, choices=kinds, metavar="KIND")
    parser.add_argument("--show", choices=kinds, metavar="KIND", help="print what goes wrong in this kind")
    options = parser.parse_args()
    if options.trees:
        other = standing.load(json.loads(options.trees.read_text(encoding="utf-8")))
        standing.shipped = lambda: other  # type: ignore[assignment]
    words, seed = LISTS[options.words]
    rng = random.Random(options.seed if options.seed is not None else seed)
    only = [options.show] if options.show else options.only
    for line in report(rng, words, options.each, only, bool(options.show)):
        print(line)


if __name__ == "__main__":
    main()
