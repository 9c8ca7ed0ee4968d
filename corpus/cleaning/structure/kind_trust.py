"""How far the kind of a block can be trusted: the share that was right of those with the same evidence.

The evidence is what claimed the kind, whether reflow or a mark of Markdown hinted at it, and for furniture how often
the like is removed in the document. ``benchmarks/kind_trust.py`` counts; what it has never seen is said as doubtful.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from corpus.model.values import Block

UNCERTAIN = 0.8  # below, a kind is for a reader to look at, as a break is
DOUBTFUL = "uncertain_kind"
UNSEEN = 0.7
ALONE, FEW, SERIES = "alone", "two", "series"
ROW = 3  # bylines one after the other that may be a list of names
_DIGITS = re.compile(r"[0-9０-９]+")
_NUMBER, _MARGIN = r"(?:[0-9０-９]{1,4}|[ivxlcIVXLC]{1,6})", r"[\s\-—–－~·•|]*"
# ``- 5 -``, ``第 5 页，共 9 页``, ``Page 5 of 9``, ``5 / 9``; ``5.`` and ``[5]`` may be the mark of an item or a note.
_PLAIN = re.compile(
    rf"{_MARGIN}(?:第|[Pp]age|[Pp]\.)?\s?{_NUMBER}\s?[页頁]?(?:[，,、/\s]*(?:共|of)?\s?{_NUMBER}\s?[页頁]?)?{_MARGIN}"
)


class KindEvidence(NamedTuple):
    """The kind of a block, what claimed it (``""``: nothing, it is text by default), and a hint or its number."""

    kind: str
    by: str
    sign: str = ""


MEASURED: dict[KindEvidence, tuple[int, int]] = {
    KindEvidence("byline", "bylines"): (11, 12),
    KindEvidence("byline", "bylines", "hint"): (2, 2),
    KindEvidence("byline", "creator_lines"): (8, 10),
    KindEvidence("byline", "creator_lines", "hint"): (2, 2),
    KindEvidence("byline", "heads"): (2, 2),
    KindEvidence("byline", "heads", "hint"): (3, 3),
    KindEvidence("byline", "heads", "own_line"): (0, 4),
    KindEvidence("byline", "heads", "row"): (0, 7),
    KindEvidence("byline", "signoffs"): (3, 3),
    KindEvidence("byline", "tails", "own_line"): (0, 3),
    KindEvidence("caption", "captions"): (96, 99),
    KindEvidence("caption", "captions", "hint"): (2, 2),
    KindEvidence("caption", "headlines"): (0, 2),
    KindEvidence("caption", "headlines", "hint"): (0, 2),
    KindEvidence("code", "kept"): (28, 28),
    KindEvidence("furniture", "page_number", "alone"): (4, 4),
    KindEvidence("furniture", "page_number", "marked"): (0, 7),
    KindEvidence("furniture", "page_number", "series"): (2364, 2366),
    KindEvidence("furniture", "page_number", "two"): (92, 92),
    KindEvidence("furniture", "running_head", "alone"): (34, 34),
    KindEvidence("furniture", "running_head", "series"): (1114, 1126),
    KindEvidence("furniture", "running_head", "two"): (60, 64),
    KindEvidence("heading", "headings"): (217, 219),
    KindEvidence("heading", "headings", "hint"): (2625, 2628),
    KindEvidence("heading", "headlines"): (50, 121),
    KindEvidence("heading", "headlines", " beside"): (5, 11),
    KindEvidence("heading", "headlines", "hint"): (384, 447),
    KindEvidence("heading", "headlines", "hint beside"): (3, 3),
    KindEvidence("heading", "references", "hint"): (8, 8),
    KindEvidence("label", "furniture"): (2, 2),
    KindEvidence("label", "headlines"): (2, 2),
    KindEvidence("label", "headlines", "hint"): (2, 2),
    KindEvidence("label", "page_lines"): (2, 2),
    KindEvidence("label", "page_lines", "hint"): (4, 4),
    KindEvidence("list_item", "lists"): (6160, 6164),
    KindEvidence("list_item", "lists", "hint"): (40, 40),
    KindEvidence("list_item", "lists", "own_line"): (2, 2),
    KindEvidence("meta", "notes"): (18, 19),
    KindEvidence("meta", "notes", "hint"): (5, 5),
    KindEvidence("meta", "page_lines"): (12, 19),
    KindEvidence("meta", "page_lines", "hint"): (8, 8),
    KindEvidence("note", "kept"): (220, 220),
    KindEvidence("paragraph", ""): (15609, 15698),
    KindEvidence("paragraph", "", "hint"): (41, 50),
    KindEvidence("paragraph", "", "own_line"): (123, 167),
    KindEvidence("paragraph", "headlines"): (57, 74),
    KindEvidence("paragraph", "headlines", " beside"): (1, 1),
    KindEvidence("reference", "references"): (20, 20),
    KindEvidence("reference", "references", "hint"): (1, 1),
    KindEvidence("subtitle", "headlines"): (5, 6),
    KindEvidence("subtitle", "headlines", "hint"): (7, 10),
    KindEvidence("table", "kept"): (87, 99),
    KindEvidence("title", "headings", "hint"): (46, 50),
    KindEvidence("title", "headlines"): (16, 21),
    KindEvidence("title", "headlines", "hint"): (263, 270),
    KindEvidence("title", "headlines", "hint beside"): (3, 3),
    KindEvidence("title", "references"): (0, 2),
    KindEvidence("title", "references", "hint"): (0, 1),
    KindEvidence("verse", "kept"): (28, 28),
}
"""How many were right, of how many."""


def trusts(blocks: Sequence[Block], evidence: Sequence[KindEvidence]) -> Iterator[float]:
    """Yield how sure the kind of each block is."""
    for number in complete(blocks, evidence):
        yield _SHARES.get(number, UNSEEN)


def flags(known: tuple[str, ...], kind: str, sure: float) -> tuple[str, ...]:
    """Return the flags of a row, with the one for a doubtful kind if it is one; furniture has no row."""
    if sure >= UNCERTAIN or kind == "furniture" or DOUBTFUL in known:
        return known
    return (*known, DOUBTFUL)


def complete(blocks: Sequence[Block], evidence: Sequence[KindEvidence]) -> Iterator[KindEvidence]:
    """Yield the evidence with what only the whole document shows: how often furniture recurs, bylines in a row."""
    shapes = Counter(_shape(block) for block, each in zip(blocks, evidence, strict=True) if each.kind == "furniture")
    row = _rows(evidence)
    for number, (block, each) in enumerate(zip(blocks, evidence, strict=True)):
        if each.kind == "furniture":
            yield _of_furniture(block, shapes[_shape(block)])
        elif each.kind == "byline" and row[number] > ROW:
            yield each._replace(sign="row")
        else:
            yield each


def _of_furniture(block: Block, count: int) -> KindEvidence:
    name = block.flags[0] if block.flags else "other"
    if name == "page_number" and not _PLAIN.fullmatch(block.text):
        return KindEvidence("furniture", name, "marked")
    return KindEvidence("furniture", name, ALONE if count == 1 else FEW if count == 2 else SERIES)


def _shape(block: Block) -> tuple[str, str]:
    """Return what furniture has in common with its like: all page numbers are alike, heads but for their numbers."""
    name = block.flags[0] if block.flags else "other"
    return (name, "") if name == "page_number" else (name, _DIGITS.sub("0", block.text))


def _rows(evidence: Sequence[KindEvidence]) -> list[int]:
    """Return for each block how many bylines in a row it is one of; 0 where it is none."""
    result, start = [0] * len(evidence), 0
    for place in range(len(evidence) + 1):
        if place == len(evidence) or evidence[place].kind != "byline":
            result[start:place] = [place - start] * (place - start)
            start = place + 1
    return result


def _share(each: KindEvidence) -> float:
    """Return the share that was right; what has few of its kind is drawn to what has the same kind and claim."""
    alike = [counts for other, counts in MEASURED.items() if other[:2] == each[:2]]
    usual = (sum(right for right, _ in alike) + 1) / (sum(of for _, of in alike) + 2)
    right, of = MEASURED[each]
    return (right + 2 * usual) / (of + 2)


_SHARES = {each: _share(each) for each in MEASURED}
