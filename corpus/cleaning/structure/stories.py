"""The lines of stories: where there is speech, all that are set in as its paragraphs are, however short."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from corpus.model.values import Block

_SPEECH = frozenset('“「『"')
# So many lines of speech, and so large a share of the lines set in, make a story.
_LEAST, _SHARE = 2, 6
_BLANK = " \t\u3000"


def story_blocks(text: str, blocks: Sequence[Block]) -> frozenset[int]:
    """Find the places of the blocks of a story; none where the text is not a story, or sets nothing in."""
    speech = [index for index, block in enumerate(blocks) if block.text[:1] in _SPEECH]
    if len(speech) < _LEAST:
        return frozenset()
    depth, count = Counter(_indent(text, blocks[index]) for index in speech).most_common(1)[0]
    if not depth or count < _LEAST:
        return frozenset()
    found = [index for index, block in enumerate(blocks) if _indent(text, block) == depth]
    return frozenset(found) if _SHARE * count >= len(found) else frozenset()


def _indent(text: str, block: Block) -> str:
    """Return the white space before a block on its line."""
    start = block.spans[0].start
    low = start
    while low and text[low - 1] in _BLANK and start - low < 16:
        low -= 1
    return text[low:start] if low == 0 or text[low - 1] in "\n\f" else ""
