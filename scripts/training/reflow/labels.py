"""Which item of the gold each line of a text belongs to, found by aligning the characters."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np
from rapidfuzz.distance import Levenshtein

from training.layouts.labelled import IN_BODY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

NO_ITEM = -1
BESIDE = ("caption", "note")  # kinds that stand beside the running text


def line_items(lines: Sequence[str], gold: Sequence[dict[str, Any]]) -> NDArray[np.int64]:
    """Find the item that most characters of each line belong to (-1: none); notes and captions are items too."""
    pieces = [stripped(line) for line in lines]
    item = _character_items("".join(pieces), [_raw(item) for item in gold if item["kind"] in IN_BODY])
    others = [stripped(item["text"]) for item in gold if item["kind"] in BESIDE]
    result, at = np.full(len(pieces), NO_ITEM), 0
    for line, piece in enumerate(pieces):
        votes = Counter(item[at : at + len(piece)].tolist())
        result[line] = votes.most_common(1)[0][0] if votes else NO_ITEM
        if result[line] == NO_ITEM and len(piece) > 1:
            result[line] = _other(piece, others)
        at += len(piece)
    return result


def _other(piece: str, others: Sequence[str]) -> int:
    """Give the note or caption that a line is of a number, below all other numbers."""
    found = [number for number, other in enumerate(others) if piece in other]
    return NO_ITEM - 1 - found[0] if found else NO_ITEM


def _character_items(seen: str, wanted: Sequence[str]) -> NDArray[np.int64]:
    """Give the number of the item of each character that is equal, or in a replacement of equal length."""
    owner = np.repeat(np.arange(len(wanted)), [len(text) for text in wanted])
    item = np.full(len(seen), NO_ITEM)
    for step in Levenshtein.opcodes(seen, "".join(wanted)):
        here, there = slice(step.src_start, step.src_end), slice(step.dest_start, step.dest_end)
        if step.tag == "equal" or (step.tag == "replace" and here.stop - here.start == there.stop - there.start):
            item[here] = owner[there]
    return item


def stripped(text: str) -> str:
    """Write the text as the labels count characters: NFKC, no white space."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def _raw(item: dict[str, Any]) -> str:
    """Return the item as the extraction has it: where OCR changed the text, ``raw`` holds what it read."""
    raw = item.get("raw")
    return stripped(item["text"]) if raw is None else str(raw)
