"""From blocks to a document's structure: kinds, articles, levels and sections; the text is never touched or moved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from corpus.cleaning.structure import kind_trust
from corpus.cleaning.structure.article_numbers import number
from corpus.cleaning.structure.articles import HeadlineGroup, Words, bodies, groups
from corpus.cleaning.structure.bylines import bylines, heads, tails
from corpus.cleaning.structure.captions import captions
from corpus.cleaning.structure.claims import Stage, claim_all, furniture
from corpus.cleaning.structure.continuations import continued
from corpus.cleaning.structure.creator_lines import creator_lines
from corpus.cleaning.structure.halves import whole
from corpus.cleaning.structure.heading_levels import levels
from corpus.cleaning.structure.headings import headings, headlines
from corpus.cleaning.structure.headline_kinds import settle
from corpus.cleaning.structure.kept import kept
from corpus.cleaning.structure.kind_trust import KindEvidence
from corpus.cleaning.structure.lists import lists
from corpus.cleaning.structure.notes import notes
from corpus.cleaning.structure.owners import owners, parted
from corpus.cleaning.structure.page import Line, Page, page_of
from corpus.cleaning.structure.page_lines import page_lines
from corpus.cleaning.structure.references import references
from corpus.cleaning.structure.sections import sections
from corpus.cleaning.structure.short_rows import without_rows
from corpus.cleaning.structure.signoffs import signoffs
from corpus.cleaning.structure.splits import split
from corpus.cleaning.structure.title_joins import join
from corpus.model.values import Block, Layout

__all__ = ["STAGES", "evidence_of", "structure"]

# The surest first: a line keeps the first kind that is claimed for it.
STAGES: tuple[Stage, ...] = (
    furniture,
    kept,
    references,
    page_lines,
    notes,
    creator_lines,
    signoffs,
    bylines,
    captions,
    heads,
    tails,
    lists,
    headings,
    headlines,
)


def structure(layout: Layout) -> Layout:
    """Name the kind of each block and its article, level and section.

    Blocks keep their order and every character; only the broken lines of one title, and the halves of a paragraph
    that a caption, a page or a column cuts, become one block.

    Examples
    --------
    >>> from corpus.model.values import Span
    >>> text = "一、起步\\n书车开进了村。"
    >>> blocks = (Block("paragraph", "一、起步", (Span(0, 4),)), Block("paragraph", "书车开进了村。", (Span(5, 12),)))
    >>> [(block.kind, block.section) for block in structure(Layout(text, blocks)).blocks]
    [('heading', ()), ('paragraph', ('一、起步',))]
    """
    layout, seen = _seen(layout)
    return Layout(layout.text, tuple(continued(layout.text, _refined(layout.blocks, seen))), layout.edits)


def _seen(layout: Layout) -> tuple[Layout, _Seen]:
    """Return the layout with halves and the lines of titles joined, and what is seen in it."""
    layout = whole(split(layout))
    seen = _see(layout)
    titled = join(layout, _titles(seen))
    return (layout, seen) if titled is layout else (titled, _see(titled))


class _Seen(NamedTuple):
    """What the stages see in a layout: the kinds, and the article of each line."""

    page: Page
    heads: Sequence[HeadlineGroup]
    kinds: Sequence[str]
    numbers: Sequence[int | None]
    stages: Sequence[str]


def _see(layout: Layout) -> _Seen:
    page = page_of(layout)
    claims = claim_all(page, STAGES)
    raw = without_rows(page, claims.kinds)
    texts = bodies(page, raw)
    heads, owned = list(groups(raw, texts)), dict[int, int]()
    words = Words(page, texts if len(texts) > 1 else ())
    if len(texts) > 1:
        heads = list(parted(page, heads, len(texts), words))
        owned = owners(page, heads, len(texts), words)
    kinds = settle(page, raw, heads, texts, owned)
    return _Seen(page, heads, kinds, number(page, kinds, texts, owned, words), claims.stages)


def _titles(seen: _Seen) -> Iterator[list[int]]:
    """Yield the lines of each title, one after the other."""
    for group in seen.heads:
        lines = [index for index in group.lines if seen.kinds[index] == "title"]
        if len(lines) > 1:
            yield lines


def _evidence(seen: _Seen) -> list[KindEvidence]:
    """Say what each kind rests on: what claimed it, a hint, and lines that stand, of which few are headlines."""
    stands = any(line.stands for line in seen.page)
    return [
        KindEvidence(kind, by, _sign(line, stands and by == headlines.__name__))
        for line, kind, by in zip(seen.page, seen.kinds, seen.stages, strict=True)
    ]


def _sign(line: Line, beside: bool) -> str:
    if line.stands:
        return "own_line"
    return ("hint" if line.hinted else "") + (" beside" if beside else "")


def evidence_of(layout: Layout) -> list[tuple[Block, KindEvidence]]:
    """Return the blocks of a layout from reflow with their kinds, before halves are joined, and the evidence of each.

    For measuring how often which evidence is right.
    """
    layout, seen = _seen(layout)
    blocks = _refined(layout.blocks, seen)
    return list(zip(blocks, kind_trust.complete(blocks, _evidence(seen)), strict=True))


def _refined(blocks: Sequence[Block], seen: _Seen) -> list[Block]:
    depths = levels(seen.page, seen.kinds)
    paths = sections(seen.page, seen.kinds, depths, seen.numbers)
    trust = kind_trust.trusts(blocks, _evidence(seen))
    return [
        Block(
            kind,
            block.text,
            block.spans,
            article,
            level,
            path,
            block.confidence,
            kind_trust.flags(block.flags, kind, sure),
            sure,
        )
        for block, kind, article, level, path, sure in zip(
            blocks, seen.kinds, seen.numbers, depths, paths, trust, strict=True
        )
    ]
