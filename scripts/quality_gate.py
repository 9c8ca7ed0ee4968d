#!/usr/bin/env python3
"""Compare the quality of the sample with the floors that are pinned in the repository.

    python scripts/quality_gate.py [--update]

Exit code 0 if every measure holds, 1 if one fell below its floor (or rose above its ceiling), or if the gold or the
sources are not those that the floors were set on. --update writes new floors from what is measured now: look at the
table first, and say in the commit why a floor went down.
"""

from __future__ import annotations

import argparse
import hashlib
import math
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from corpus.evaluating import Estimate, evaluate_gold

ROOT = Path(__file__).resolve().parent.parent
# A value comes down to the hundredth that is at least half of one below it: room for a block or two in a hundred,
# none for a habit. Losses go up likewise by a hundredth of a percent, those of more than a percent by one.
STEP, LOSS_STEP = 0.01, 0.0001
# Shares of the wrong rows: when one of a dozen is put right they may fall.
WITHOUT_FLOOR = frozenset({"held", "caught"})


def digest(folder: Path, pattern: str) -> str:
    """Return the SHA-256 of the names and contents of a folder's files."""
    whole = hashlib.sha256()
    for path in sorted(folder.glob(pattern)):
        whole.update(f"{path.name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return whole.hexdigest()


def limit(estimate: Estimate) -> float | None:
    """Return the floor of a share, the ceiling of a loss; None where nothing was measured.

    >>> limit(Estimate("whole", "whole blocks", 0.987, None, None, 0, 0))
    0.98
    >>> limit(Estimate("lost", "characters lost", 0.00027, None, None, 0, 0, is_loss=True))
    0.0004
    """
    if estimate.value is None or estimate.name in WITHOUT_FLOOR:
        return None
    if estimate.is_loss:
        step = LOSS_STEP if estimate.value < STEP else STEP
        return round(math.ceil(estimate.value / step + 0.5) * step, 4)
    return max(0.0, round(math.floor(estimate.value / STEP - 0.5) * STEP, 2))


def problems(floors: Mapping[str, Any], digests: Mapping[str, str], estimates: tuple[Estimate, ...]) -> Iterator[str]:
    """List what does not hold, each with what was measured and what was demanded."""
    for name, digest in digests.items():
        if floors["digests"].get(name) != digest:
            yield f"{name}: not the files that the floors were set on; look at the table, then run with --update"
    measured = {estimate.name: estimate for estimate in estimates}
    for name, bound in {**floors["at_least"], **floors["at_most"]}.items():
        if name not in measured:
            yield f"{name}: no such measure"
        elif (value := measured[name].value) is None:
            yield f"{name}: nothing to measure it on is left"
        elif (value > bound) if measured[name].is_loss else (value < bound):
            yield f"{name}: {value:.4f}, and {'at most' if measured[name].is_loss else 'at least'} {bound} is demanded"


def page(digests: Mapping[str, str], estimates: tuple[Estimate, ...]) -> str:
    """Write the floors as TOML."""
    lines = [
        "# What the quality table of the sample must reach; made by scripts/quality_gate.py --update.",
        "# The digests show when the gold or the sources have changed, for then the floors say nothing.",
        "",
        "[digests]",
        *(f'{name} = "{value}"' for name, value in digests.items()),
    ]
    for title, is_loss in (("at_least", False), ("at_most", True)):
        lines += ["", f"[{title}]"]
        for estimate in estimates:
            bound = limit(estimate)
            if bound is not None and estimate.is_loss == is_loss:
                lines.append(f"{estimate.name} = {bound:.4f}" if is_loss else f"{estimate.name} = {bound:.2f}")
    return "\n".join([*lines, ""])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--update", action="store_true", help="write the floors instead of demanding them")
    parser.add_argument("--gold", type=Path, default=ROOT / "tests" / "gold")
    parser.add_argument("--sources", type=Path, default=ROOT / "seeds" / "sample")
    parser.add_argument("--floors", type=Path, default=ROOT / "tests" / "quality_floors.toml")
    args = parser.parse_args()
    estimates = evaluate_gold([args.gold], args.sources).total.estimates
    digests = {"gold": digest(args.gold, "*.jsonl"), "sources": digest(args.sources, "*.*")}
    if args.update:
        args.floors.write_text(page(digests, estimates), encoding="utf-8")
        print(f"{args.floors}: written")
        return 0
    found = list(problems(tomllib.loads(args.floors.read_text(encoding="utf-8")), digests, estimates))
    for problem in found:
        print(problem, file=sys.stderr)
    print(f"{len(found)} problems" if found else "every measure holds")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
