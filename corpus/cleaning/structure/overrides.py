"""Where structure overrides a break of reflow: the row says so, and how often such rows were whole.

Counted on the sample, two documents of the first corpus, the labelled extractions and made layouts, those of vertical
text left out: rows that were whole, of all with the same override.
"""

from __future__ import annotations

from corpus.model.values import Block

JOINED, PARTED = "joined_by_structure", "parted_by_structure"
"""The flags of rows that reflow had as several blocks, and as one with a neighbour."""

UNCERTAIN = 0.8  # as for the breaks of reflow
OVER_ASIDE = 0.26  # 5 of 22: halves of a paragraph with a caption, a note or furniture between
HALVES = 0.67  # 1 of 1, drawn to a half: lines of a paragraph that only the wording puts together
TITLE = 0.93  # 13 of 13: lines of one title
SPLIT = 0.47  # 21 of 45: parts of what reflow had joined


def overridden(block: Block, flag: str, sure: float) -> Block:
    """Return the row with the flag, and no surer than such rows are."""
    flags = [*block.flags, flag]
    confidence = min(block.confidence, sure)
    if confidence < UNCERTAIN:
        flags.append("uncertain_break")
    return block._replace(confidence=confidence, flags=tuple(dict.fromkeys(flags)))
