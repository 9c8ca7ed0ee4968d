"""Harm and repair side by side: lines that stand and are joined, wrapped lines of the same words that are not.

``python benchmarks/standing_lines.py [--words tuning|reporting] [--seed N] [--each N] [--show KIND]``. Prints for each
kind of standing lines the share of its borders that were joined, alone and inside prose, and for wrapped text of the
same words the boundary F1. The texts come out of ``scripts/training/standing.py``; nothing is fetched.
"""

from __future__ import annotations

import argparse
import random
import sys
from bisect import bisect_right
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "scripts" / "training"))
import standing as made

from corpus.cleaning import clean
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


def borders(piece: made.Piece) -> list[tuple[int, bool]]:
    """The place of the break behind each line that is not blank (the last one apart), and whether an item ends."""
    places, at, last = list[tuple[int, bool]](), 0, -1
    for number, line in enumerate(piece.lines):
        at += len(line)
        if line.strip():
            places.append((at, piece.ends[number]))
            last = at
        at += 1
    return [place for place in places if place[0] < last]


def harm(piece: made.Piece, show: bool) -> Counter[str]:
    """``standing`` borders and those of them that were ``joined``; of inner breaks of prose those left apart."""
    text = "\n".join(piece.lines) + "\n"
    gone, counts = joined(text), Counter[str]()
    for place, ends in borders(piece):
        counts["standing" if ends else "inner"] += 1
        counts["joined" if ends else "repaired"] += place in gone
        if show and ends == (place in gone):
            around = text[max(0, place - 30) : place], text[place : place + 30]
            print("JOINED " if ends else "CUT    ", repr(around[0]), "|", repr(around[1]))
    return counts


def f1(counts: Counter[str]) -> float:
    """Of boundaries in wrapped text."""
    found = counts["standing"] - counts["joined"]
    false = counts["inner"] - counts["repaired"]
    return 2 * found / max(1, 2 * found + false + counts["joined"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--words", choices=LISTS, default="reporting")
    parser.add_argument("--seed", type=int)
    parser.add_argument("--each", type=int, default=40)
    parser.add_argument("--show", help="print what goes wrong in this kind")
    options = parser.parse_args()
    words, seed = LISTS[options.words]
    rng = random.Random(options.seed if options.seed is not None else seed)
    total, all_wrapped = Counter[str](), Counter[str]()
    print(f"{'kind':20} {'borders':>8} {'alone':>7} {'in prose':>9} {'around':>7} | {'wrapped F1':>10}")
    for kind, maker in made.KINDS.items():
        if options.show and kind != options.show:
            continue
        alone, inside, prose = Counter[str](), Counter[str](), Counter[str]()
        for _ in range(options.each):
            lines, show = maker(rng, words), bool(options.show)
            alone += harm(made.standing(lines), show)
            inside += harm(made.embedded(lines, rng, words), show)
            many = [line for _ in range(3) for line in maker(rng, words)]
            prose += harm(made.prose(made.running(many, rng), made.setting(rng)), show)
        total += alone + inside
        all_wrapped += prose
        print(
            f"{kind:20} {alone['standing'] + inside['standing']:8d} {alone['joined'] / max(1, alone['standing']):7.2%}"
            f" {inside['joined'] / max(1, inside['standing']):9.2%} {inside['repaired'] / max(1, inside['inner']):7.2%}"
            f" | {f1(prose):10.3f}"
        )
    long = Counter[str]()
    for _ in range(options.each if not options.show or options.show == "entries" else 0):
        long += harm(made.prose(made.entries(rng, words), made.setting(rng)), bool(options.show))
    all_wrapped += long
    latin = Counter[str]()
    for _ in range(options.each if not options.show or options.show == "latin" else 0):
        latin += harm(made.wrapped_words(made.latin(rng, words), rng), bool(options.show))
    print(f"{'Latin and mixed':20} {'':>8} {'':>7} {'':>9} {'':>7} | {f1(latin):10.3f}")
    all_wrapped += latin
    print(f"{'long entries':20} {'':>8} {'':>7} {'':>9} {'':>7} | {f1(long):10.3f}")
    print(
        f"{'all':20} {total['standing']:8d} joined {total['joined'] / max(1, total['standing']):.2%};"
        f" wrapped F1 {f1(all_wrapped):.3f}"
    )


if __name__ == "__main__":
    main()
