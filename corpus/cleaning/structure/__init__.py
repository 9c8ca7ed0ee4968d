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
from corpus.cleaning.structure.headline_kinds import around_title, settle
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
from corpus.cleaning.structure.splits import cut_out, split
from corpus.cleaning.structure.title_choice import (
    CERTAIN,
    LIKELY,
    SURE,
    UNLIKELY,
    Choice,
    blocks_of,
    choose,
    chosen_title,
)
from corpus.cleaning.structure.title_joins import join
from corpus.cleaning.structure.titles import goes_on, is_sort_of_text
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
    if seen.n_texts <= 1:
        layout, seen = _titled(layout, seen)
    titled = join(layout, _titles(seen))
    if titled is layout:
        return layout, seen
    chosen = seen.chosen and seen.chosen[:1]
    return titled, _see(titled, chosen)


def _titled(layout: Layout, seen: _Seen) -> tuple[Layout, _Seen]:
    """Return the layout with the title that is chosen among the lines of the head, if it is not the one seen."""
    choice = choose(layout)
    by_rules = [at for at, kind in enumerate(seen.kinds) if kind == "title"]
    doubted = by_rules and _chance(layout, choice, by_rules) < UNLIKELY
    if not choice.lines or choice.sure < (LIKELY if doubted else SURE):
        return layout, seen
    last = choice.lines[-1].text
    if by_rules and len(choice.lines) > 1 and last[0] in "（(" and not goes_on(choice.lines[-2].text, last):
        return layout, seen  # a remark, no part of the title
    if by_rules and any(is_sort_of_text(line.text) for line in choice.lines):
        return layout, seen  # a kicker, over the headline
    if len(by_rules) > 1 and choice.sure < CERTAIN and _is_within(layout, choice, by_rules):
        return layout, seen
    apart = cut_out(layout, [(line.start, line.end) for line in choice.lines])
    if apart is not layout and choice.sure < CERTAIN:
        return layout, seen  # reflow joined the lines to what is around
    chosen = blocks_of(apart, choice.lines)
    if chosen and not by_rules and any(block.kind in _LINED for block in apart.blocks[chosen[-1] + 1 :][:1]):
        return layout, seen  # what leads to a formula or a listing
    if not chosen or "heading" in seen.kinds[: chosen[0]] or (apart is layout and chosen == by_rules):
        return layout, seen
    return apart, _see(apart, tuple(chosen))


_LINED = frozenset({"code", "table"})


def _is_within(layout: Layout, choice: Choice, blocks: Sequence[int]) -> bool:
    """Return whether the choice is a part of the title which the rules see."""
    start, end = layout.blocks[blocks[0]].spans[0].start, layout.blocks[blocks[-1]].spans[-1].end
    return start <= choice.lines[0].start and choice.lines[-1].end <= end


def _chance(layout: Layout, choice: Choice, blocks: Sequence[int]) -> float:
    """Return the chance that the title which the rules see is the title."""
    return choice.chance(layout.blocks[blocks[0]].spans[0].start, layout.blocks[blocks[-1]].spans[-1].end)


class _Seen(NamedTuple):
    """What the stages see in a layout: the kinds, and the article of each line."""

    page: Page
    heads: Sequence[HeadlineGroup]
    kinds: Sequence[str]
    numbers: Sequence[int | None]
    stages: Sequence[str]
    n_texts: int
    chosen: tuple[int, ...] = ()


def _see(layout: Layout, chosen: tuple[int, ...] = ()) -> _Seen:
    """Let the stages name the kinds; the lines that are chosen as the title are taken for it."""
    page = page_of(layout)
    claims = claim_all(page, (chosen_title(chosen), *STAGES) if chosen else STAGES)
    raw = without_rows(page, claims.kinds)
    texts = bodies(page, raw)
    heads, owned = list(groups(raw, texts)), dict[int, int]()
    words = Words(page, texts if len(texts) > 1 else ())
    if len(texts) > 1:
        heads = list(parted(page, heads, len(texts), words))
        owned = owners(page, heads, len(texts), words)
    kinds = settle(page, raw, heads, texts, owned)
    if chosen:
        kinds = around_title(page, kinds, chosen)
    return _Seen(page, heads, kinds, number(page, kinds, texts, owned, words), claims.stages, len(texts), chosen)


def _titles(seen: _Seen) -> Iterator[list[int]]:
    """Yield the lines of each title, one after the other."""
    if len(seen.chosen) > 1:
        yield list(seen.chosen)
        return
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
