"""Halves of a paragraph, or of a caption, that reflow left apart and that the wording puts together."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.cleaning.structure.captions import is_caption, photographer
from corpus.cleaning.structure.credits import read_credits
from corpus.cleaning.structure.enumerators import enumerator
from corpus.cleaning.structure.notes import is_note
from corpus.cleaning.structure.overrides import HALVES
from corpus.cleaning.structure.title_joins import join
from corpus.cleaning.structure.wording import HAN, ends_sentence
from corpus.model.values import Block, Layout

RULE = ("structure.join_halves",)

_ORDINALS = "一二三四五六七八九十"
# ``二是狠抓采集。``: the second of a list that runs on inside a paragraph, or that begins one.
# The lookbehind comes last: at every character of a text it would take thrice the time.
_INNER = re.compile(f"[{_ORDINALS[1:]}]是(?<=[。；！？”]..)")
_FIRST = re.compile(f"[{_ORDINALS[1:]}]是")
# A topic without a word on it; where the topics before it had some, the paragraph does not end here.
_TOPIC = re.compile(f"(?<=[。；！？”])([{_ORDINALS[1:9]}])是[^。；！？]{{2,30}}。$")
# So many lists run on for each that begins a paragraph anew.
_RUN_ON = 3
# A shorter line that breaks off, or one without a clause, may be a headline.
_LEAST, _CLAUSES = 24, re.compile("[，,]")
_UNWRAPPED = 65  # no column has so many characters
# A caption's first line is full, and no sentence ends in it.
_CAPTION_LONGEST = 60
_SENTENCE = re.compile("[。！？；]|[)）]$")


def whole(layout: Layout) -> Layout:
    """Return the layout with such halves as one block; the same layout where there are none."""
    chains = list[list[int]]()
    for at in _upper_halves(layout):
        if chains and chains[-1][-1] == at:
            chains[-1].append(at + 1)
        else:
            chains.append([at, at + 1])
    return join(layout, chains, rule=RULE, sure=HALVES) if chains else layout


def _upper_halves(layout: Layout) -> Iterator[int]:
    run_on = _runs_on(layout)
    for at, below in enumerate(layout.blocks[1:]):
        above = layout.blocks[at]
        text = above.text
        if len(text) < _LEAST or above.kind == "furniture" or len(above.spans) > 1:
            continue
        if below.text[-1] in "摄攝":
            if _is_caption(layout, above, below):
                yield at
        elif text[-1] == "。":
            if run_on and below.kind == "paragraph" and _goes_through(text, below.text):
                yield at
        elif below.kind == "paragraph" and _breaks_off(layout.text, above) and _goes_on(layout.text, below):
            yield at


def _breaks_off(source: str, above: Block) -> bool:
    """Return whether one line with a clause, no note, item or headline, stops in the middle of a sentence.

    Of text in lines of a column reflow knows more: there a line that is not full ends its block.
    """
    text = above.text
    if (
        "\n" in source[above.spans[0].start : above.spans[0].end]
        or above.kind != "paragraph"
        or not (text[-1] in "，、," or HAN.match(text[-1]))
        or not _CLAUSES.search(text)
    ):
        return False
    return not (text[0] in "#*|" or enumerator(text) or is_note(text, True) or read_credits(text) or is_caption(text))


def _goes_on(text: str, below: Block) -> bool:
    """Return whether it is a paragraph's rest: one long line with a clause and an end, not indented, not marked."""
    start, rest = below.spans[0].start, below.text
    if len(rest) < _UNWRAPPED or "\n" in text[start : below.spans[0].end]:
        return False
    if not ends_sentence(rest) or not _CLAUSES.search(rest) or text[start - 1] == "\u3000":
        return False
    return HAN.match(rest[0]) is not None and not enumerator(rest) and not is_note(rest, False)


def _runs_on(layout: Layout) -> bool:
    """Return whether the lists of this text run on inside paragraphs: ``一是……。二是……。``"""
    if "二是" not in layout.text:
        return False
    inner = sum(len(_INNER.findall(block.text)) for block in layout.blocks)
    return inner >= _RUN_ON * max(1, sum(_FIRST.match(block.text) is not None for block in layout.blocks))


def _goes_through(above: str, below: str) -> bool:
    """Return whether the list of ``above`` goes on in ``below``: with its next number or a word on its last topic."""
    last = above.rfind("是", 0, len(above) - 1)
    while last > 0 and above[last - 1] not in _ORDINALS:
        last = above.rfind("是", 0, last)
    if last < 1 or (last > 1 and above[last - 2] not in "。；！？”"):
        return False
    number = _ORDINALS.index(above[last - 1])
    following = _ORDINALS[min(number + 1, 9)] + "是"
    if below.startswith(following):
        return True
    topic = _TOPIC.search(above, max(0, len(above) - 40))
    if not topic or not number or _FIRST.match(below):
        return False
    before = above.rfind(_ORDINALS[number - 1] + "是", 0, topic.start())
    return before >= 0 and above.count("。", before, topic.start()) > 1


def _is_caption(layout: Layout, above: Block, below: Block) -> bool:
    """Return whether it is a credited caption in two lines, the upper one full, only a line break between them."""
    gap = layout.text[above.spans[-1].end : below.spans[0].start]
    if gap.count("\n") != 1 or len(above.text) > _CAPTION_LONGEST or len(above.text) < len(below.text):
        return False
    if _SENTENCE.search(above.text) or "\n" in layout.text[above.spans[0].start : above.spans[-1].end]:
        return False
    return above.text[-1] not in "：:" and bool(photographer(below.text)) and not enumerator(above.text)
