"""The level of each heading: by its family of marks, as Markdown's own levels come out of OCR at random."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.cleaning.structure.enumerators import RANKS
from corpus.cleaning.structure.page import Line, Page
from corpus.cleaning.structure.references import is_bibliography

# Headings without a mark are above all that are numbered by figures, below chapters and sections.
_UNMARKED = RANKS["han"] - 0.5
_DEEPEST = 9


def levels(page: Page, kinds: Sequence[str]) -> list[int | None]:
    """Give each heading a level: 1 for the highest family of the page, and so on; ``1.2`` is one deeper than ``1.``."""
    ranks = {index: _rank(page[index]) for index, kind in enumerate(kinds) if kind == "heading"}
    if any(rank == RANKS["decimal"] for rank, _ in ranks.values()):
        ranks = {index: _as_decimal(rank) for index, rank in ranks.items()}
    order = {rank: min(level, _DEEPEST) for level, rank in enumerate(sorted(set(ranks.values()) - {_TOP}), 1)}
    result: list[int | None] = [None] * len(kinds)
    for index, rank in ranks.items():
        result[index] = order.get(rank, 1)
    return result


_TOP = (-1.0, 0)


def _as_decimal(rank: tuple[float, int]) -> tuple[float, int]:
    """Rank ``1.`` above ``1.1`` where both occur."""
    return (float(RANKS["decimal"]), 1) if rank[0] == RANKS["digit"] else rank


def _rank(line: Line) -> tuple[float, int]:
    """Rank families in their usual order; among unmarked headings Markdown's level decides."""
    if is_bibliography(line.text):
        return _TOP
    found = line.item
    if not found or found.family == "bullet":
        return _UNMARKED, line.mark
    return float(RANKS[found.family]), found.depth
