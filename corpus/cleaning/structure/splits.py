"""Blocks that reflow joined and that cannot be one: text after a signature, two references, a headline's lines."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from corpus.cleaning.structure.captions import photographer
from corpus.cleaning.structure.creator_lines import explains_roles
from corpus.cleaning.structure.credits import signature
from corpus.cleaning.structure.labelled_fields import opens_field
from corpus.cleaning.structure.line_parts import LONGEST
from corpus.cleaning.structure.overrides import PARTED, SPLIT, overridden
from corpus.cleaning.structure.page_lines import ends_page_line
from corpus.cleaning.structure.references import is_bibliography
from corpus.cleaning.structure.title_joins import RULE
from corpus.cleaning.structure.wording import ends_sentence, is_headline
from corpus.model.edits import read, within
from corpus.model.values import Block, Edit, Layout, Span

# Behind a sentence, so that a name in brackets inside one (``甲（乙）说``) is none.
_SIGNED = re.compile(r"[。！？!?”」…]\s*[（(][^（()）]{2,28}[)）]$")
_TAKEN = re.compile(r"(?:^|[。！？!?”」）)])[\s\u3000]*\S{2,12}[\s\u3000]+[摄攝]$")
_CLOSING = frozenset("）)摄攝")
_DASHES = re.compile("——|──|――")
_DASH = frozenset("—─―")  # what they begin with
_OPENING = frozenset("（(责責")
# Below a join: a line in brackets that says who the author is, or one that names the editor.
_WHO = re.compile(
    r"[（(](?:本文)?作者(?:单位|單位|简介|簡介)?(?:系|為|为|[:：])|"
    r"[（(]?(?:责任编辑|责编|責任編輯|責編)[\s:：/／]{1,3}[\u3400-\u9fff]{2,4}[)）]?[ \u3000]{0,4}(?:\n|$)"
)
# ``Aldermoor, P. (2008)``; ``卓明朗（2016）``; ``[3]``
_ENTRY = re.compile(
    r"[A-Z][\w'’-]+, [A-Z]\.|[\u3400-\u9fff·、]{2,24}[（(](?:1[89]|20)\d\d[a-z]?[)）]|[\[［]\d{1,3}[\]］]"
)
_ENTRIES = 400  # blocks from the end: no bibliography has more
_TAIL, _HEADLINES = 48, 120
_ENDS = 1000  # characters at either end in which lines about the text are looked for
# Of the first so many characters; with all lines apart, half of the lines are blank.
_SAMPLE, _SPACED = 20_000, 0.8


def split(layout: Layout) -> Layout:
    """Part these blocks of the layout; the joins between them are undone."""
    text, size = layout.text, len(layout.text)
    cuts, loose = {edit.start for edit in _references(layout)}, False
    # Every document has its joins looked at here, and hardly any is cut: one pass, over single characters.
    for edit in layout.edits:
        start, end = edit.start, edit.end
        if not 0 < start < end < size:
            continue
        below = text[end]
        if (start < _ENDS or end > size - _ENDS) and _is_about(text, start, end):
            cuts.add(start)
        if (text[start - 1] in _CLOSING and _closes(text, start)) or (below in _OPENING and _WHO.match(text, end)):
            cuts.add(start)
        loose = loose or below in _DASH or (end - start > 1 and text.count("\n", start, end) > 1)
    layout = _apart(layout, cuts)
    return _apart(layout, {edit.start for edit in _headlines(layout)}) if loose else layout


def cut_out(layout: Layout, lines: Sequence[tuple[int, int]]) -> Layout:
    """Part the blocks before and after lines of the text, so that each line is a block."""
    ends = {place for line in lines for place in line}
    cuts = (edit for edit in layout.edits if edit.start < edit.end)
    return _apart(layout, {edit.start for edit in cuts if not ends.isdisjoint((edit.start, edit.end))})


def _is_about(text: str, start: int, end: int) -> bool:
    """Return whether a line above or below the join is about the page or the text: a field, a number, a page head."""
    if "\n" not in text[start:end]:
        return False
    stop = text.find("\n", end)
    below = text[end : stop if stop >= 0 else len(text)].strip()
    above = text[text.rfind("\n", 0, start) + 1 : start].strip()
    if len(above) <= LONGEST and ends_page_line(above):
        return True
    if not (opens_field(below) or explains_roles(below)):
        return False
    if below.isascii() and above[-1:].isdigit():
        return True  # ISBN, DOI: a figure does not run on to a number of its own
    return below[0] in "【[［〔" or above[-1:] in "。！？；）)】" or opens_field(above) or explains_roles(above)


def _apart(layout: Layout, cuts: set[int]) -> Layout:
    if not cuts:
        return layout
    ordered = sorted(cuts)
    blocks = [part for block in layout.blocks for part in _parts(layout, block, ordered, cuts)]
    undone = cuts & {block.spans[-1].end for block in blocks}
    return Layout(layout.text, tuple(blocks), tuple(edit for edit in layout.edits if edit.start not in undone))


def _references(layout: Layout) -> Iterator[Edit]:
    """Yield joins after an entry of the bibliography, before the next that opens with a name and a year."""
    text = layout.text
    head = max(text.rfind("参考文献"), text.rfind("參考文獻"), text.rfind("References"))
    if head < 0 or not any(is_bibliography(block.text.strip()) for block in layout.blocks[-_ENTRIES:]):
        return
    for edit in layout.edits[bisect_left(layout.edits, head, key=lambda edit: edit.start) :]:
        if text[edit.start - 1] in ".。" and edit.start < edit.end and _ENTRY.match(text, edit.end):
            yield edit


def _headlines(layout: Layout) -> Iterator[Edit]:
    """Yield joins in blocks that are no sentence: before a subtitle's dash, over a blank line after a headline."""
    text, edits = layout.text, layout.edits
    parting: bool | None = None
    stops = [edit.end for edit in edits]
    for block in layout.blocks:
        if len(block.text) > _HEADLINES or ends_sentence(block.text):
            continue
        for start, end in block.spans:
            low = bisect_right(stops, start)
            if low == len(stops) or stops[low] > end:
                continue
            for edit in edits[low : bisect_right(stops, end, low)]:
                blank = text.count("\n", edit.start, edit.end) > 1
                if blank and parting is None:
                    parting = not _is_double_spaced(text)
                if (
                    edit.start < edit.end
                    and edit.rule != RULE
                    and (
                        _DASHES.match(text, edit.end)
                        or (blank and parting and is_headline(text[start : edit.start].strip(), 80))
                    )
                ):
                    yield edit
                start = edit.end


def _is_double_spaced(text: str) -> bool:
    """Return whether most lines have blank lines between them, so that one more means nothing."""
    lines = text[:_SAMPLE].split("\n")
    return 2 * sum(not line.strip() for line in lines) > _SPACED * len(lines)


def _closes(text: str, end: int) -> bool:
    """Return whether a credit precedes the join; its last character is one of ``_CLOSING``."""
    tail = text[max(0, end - _TAIL) : end]
    if tail[-1] in "）)":
        return bool(_SIGNED.search(tail) and signature(tail))
    return bool(_TAKEN.search(tail) and photographer(tail))


def _parts(layout: Layout, block: Block, ordered: Sequence[int], cuts: set[int]) -> Iterator[Block]:
    """Yield the block, or its parts where a join of one of its spans is cut."""
    spans = list[Span]()
    for span in block.spans:
        for edit in within(layout.edits, span) if _has_cut(ordered, span) else ():
            if edit.start in cuts and span.start < edit.start and edit.end < span.end:
                yield _part(layout, block, [*spans, Span(span.start, edit.start)])
                spans, span = [], Span(edit.end, span.end)
        spans.append(span)
    yield block if len(spans) == len(block.spans) and spans[0] == block.spans[0] else _part(layout, block, spans)


def _has_cut(cuts: Sequence[int], span: Span) -> bool:
    at = bisect_left(cuts, span.start)
    return at < len(cuts) and cuts[at] < span.end


def _part(layout: Layout, block: Block, spans: Sequence[Span]) -> Block:
    text = read(layout.text, spans, layout.edits)
    part = Block("paragraph", text, tuple(spans), block.article, None, (), block.confidence, block.flags)
    return overridden(part, PARTED, SPLIT)
