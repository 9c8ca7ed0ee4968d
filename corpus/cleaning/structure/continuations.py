"""A paragraph that a caption or furniture cuts in two is one block with several spans; what cuts it is another."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.cleaning.structure.enumerators import enumerator
from corpus.cleaning.structure.overrides import JOINED, OVER_ASIDE, overridden
from corpus.cleaning.structure.wording import HAN, ends_sentence
from corpus.model.values import Block

_ASIDE = frozenset({"caption", "note", "furniture"})
# So many captions and lines of furniture can be together between the halves.
_MOST = 6
# A shorter line without a stop is a headline or an item, not the half of a paragraph.
_RUNNING = 20


def continued(text: str, blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks, with the halves of a paragraph as one; blocks stay in the order of their first span."""
    result, taken = list(blocks), set[int]()
    # A block of another kind, or with nothing aside below it, goes on nowhere: most need no closer look.
    kinds = [block.kind for block in blocks]
    for index, under in enumerate(kinds[1:]):
        if under not in _ASIDE or kinds[index] != "paragraph" or index in taken:
            continue
        below = _continuation(text, blocks, index)
        while below is not None:
            taken.add(below)
            result[index] = _together(result[index], blocks[below])
            below = _continuation(text, blocks, below)
    return [block for index, block in enumerate(result) if index not in taken] if taken else result


def _continuation(text: str, blocks: Sequence[Block], index: int) -> int | None:
    """Find where the block at ``index`` goes on, if something lies between and the sentence is open."""
    if not _is_open(blocks[index]):
        return None
    below = index + 1
    while below < min(len(blocks), index + 1 + _MOST) and _is_aside(blocks[below]):
        below += 1
    if below == index + 1 or below == len(blocks) or not _goes_on(text, blocks[index], blocks[below]):
        return None
    return below


def _is_aside(block: Block) -> bool:
    """Return whether it is a caption or furniture; a table's title is neither, for rows of the table surround it."""
    return block.kind in _ASIDE and not block.text.startswith(("表", "Table"))


def _is_open(block: Block) -> bool:
    if block.kind != "paragraph" or len(block.text) < _RUNNING or ends_sentence(block.text):
        return False
    return block.text[-1] in "，、,“「『（《" or HAN.match(block.text[-1]) is not None


def _goes_on(text: str, above: Block, below: Block) -> bool:
    """Return whether it is a paragraph of the same article, not indented: an indent would begin another."""
    start = below.spans[0].start
    indented = text[max(0, start - 1) : start] == "\u3000"
    return below.kind == "paragraph" and below.article == above.article and not indented and not enumerator(below.text)


def _together(above: Block, below: Block) -> Block:
    together = above._replace(
        text=above.text + below.text,
        spans=(*above.spans, *below.spans),
        confidence=min(above.confidence, below.confidence),
        flags=tuple(dict.fromkeys((*above.flags, *below.flags))),
        kind_confidence=min(above.kind_confidence, below.kind_confidence),
    )
    return overridden(together, JOINED, OVER_ASIDE)
