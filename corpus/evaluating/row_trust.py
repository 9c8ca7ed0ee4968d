"""Whether a row may be trusted as it says: rows by what confidence they have, and how many of these are right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from typing import NamedTuple

from corpus.evaluating.comparing import Comparison, same_kind, whole_blocks

EDGES = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)  # the lower ends of the bins; the last reaches to 1
SURE = 0.95
UNIT = 10_000  # what is said is counted in ten-thousandths, so that counts stay whole numbers
BREAK, KIND = "uncertain_break", "uncertain_kind"


class Claimed(NamedTuple):
    """A row, or its kind: what it says of itself, and the truth."""

    said: float
    is_right: bool
    is_flagged: bool


def row_trust(pair: Comparison) -> Counter[str]:
    """Count rows by their confidence; a row is right if it is a whole block of gold."""
    right = set(whole_blocks(pair).values())
    rows = [
        Claimed(block.confidence, number in right, BREAK in block.flags)
        for number, block in enumerate(pair.blocks)
        if pair.is_row(number) and block.text.strip()
    ]
    return counts_of("row", rows)


def kind_trust(pair: Comparison, kinds: Collection[str], leaving: Collection[int] = ()) -> Counter[str]:
    """Count the rows that are cut right by the confidence of their kind.

    ``leaving`` are rows whose kind the set does not distinguish: they say nothing of it.
    """
    whole = ((mine, theirs) for mine, theirs in whole_blocks(pair).items() if theirs not in leaving)
    found = ((pair.gold[mine].kind, pair.blocks[theirs]) for mine, theirs in whole)
    return counts_of(
        "kind",
        (
            Claimed(block.kind_confidence, same_kind(wanted, block.kind, kinds), KIND in block.flags)
            for wanted, block in found
        ),
    )


def counts_of(what: str, judged: Iterable[Claimed]) -> Counter[str]:
    """Count what was judged, in bins and as wrong, wrong though sure, flagged, wrong and flagged.

    >>> counts = counts_of("row", [Claimed(0.97, False, False), Claimed(0.7, False, True), Claimed(0.99, True, False)])
    >>> [counts[f"row.{name}"] for name in ("all", "wrong", "held", "flagged", "caught")]
    [3, 2, 1, 1, 1]
    """
    counts = Counter({f"{what}.{name}": 0 for name in ("all", "wrong", "held", "flagged", "caught")})
    for said, is_right, is_flagged in judged:
        place = sum(said >= edge for edge in EDGES[1:])
        counts.update({f"{what}.{place}.all": 1, f"{what}.{place}.right": is_right})
        counts.update({f"{what}.{place}.said": round(said * UNIT), f"{what}.all": 1, f"{what}.flagged": is_flagged})
        if not is_right:
            counts.update({f"{what}.wrong": 1, f"{what}.held": said >= SURE, f"{what}.caught": is_flagged})
    return counts
