"""One document's gold against the blocks that were made of it: counts, from which the measures are shares."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import pairwise

from corpus.evaluating.alignment import AlignedStretch, align
from corpus.evaluating.gold import Marked, roots
from corpus.evaluating.produced import Made, in_source_order
from corpus.evaluating.stream import Stream, plain, stream
from corpus.model.values import KINDS

Counts = Counter[str]
FURNITURE = "furniture"
NOWHERE = -1  # the article of a block that is not in the output


class Comparison:
    """Gold and output with their characters aligned.

    ``parts[i]`` are the output blocks that hold gold block ``i``, in its order, each named once for every stretch;
    ``held[o]`` the gold blocks that output block ``o`` holds.
    """

    def __init__(self, gold: Sequence[Marked], blocks: Sequence[Made]) -> None:
        self.gold, self.blocks, self.roots = gold, blocks, roots(gold)
        self.wanted = stream((number, block.text) for number, block in enumerate(gold))
        self.given = stream(in_source_order(blocks))
        self.steps = align(self.wanted.text, self.given.text)
        self.parts: list[list[int]] = [[] for _ in gold]
        self.held = defaultdict[int, list[int]](list)
        for mine, theirs in matches(self.wanted, self.given, self.steps):
            if self.parts[mine][-1:] != [theirs]:
                self.parts[mine].append(theirs)
            if self.held[theirs][-1:] != [mine]:
                self.held[theirs].append(mine)

    def is_row(self, number: int) -> bool:
        """Return whether an output block gets a row."""
        return self.blocks[number].kind != FURNITURE


def matches(wanted: Stream, given: Stream, steps: Iterable[AlignedStretch]) -> Iterator[tuple[int, int]]:
    """Yield for each character that both have the gold block and the output block that hold it."""
    for step in steps:
        if step.equal:
            mine = wanted.owners[step.a_start : step.a_end]
            yield from zip(mine, given.owners[step.b_start : step.b_end], strict=True)


def compare(gold: Sequence[Marked], blocks: Sequence[Made], kinds: Collection[str] = KINDS) -> Counts:
    """Count what a reader would call right and wrong.

    ``kinds`` are those that the set of gold distinguishes.

    >>> gold = [Marked("heading", "一、起步"), Marked("paragraph", "书车开进了村。")]
    >>> counts = compare(gold, [Made("paragraph", ((0, "一、起步书车开进了村。"),))])
    >>> counts["missed"], counts["whole"], counts["blocks"], counts["lost"]
    (1, 0, 2, 0)
    """
    return compare_pair(Comparison(gold, blocks), kinds)


def compare_pair(pair: Comparison, kinds: Collection[str] = KINDS) -> Counts:
    """Count as `compare` does, in what is aligned already."""
    gold, blocks, whole = pair.gold, pair.blocks, whole_blocks(pair)
    counts: Counts = Counter(blocks=sum(block.kind != FURNITURE for block in gold), whole=len(whole))
    for part in (boundaries(pair), articles(pair), continuations(pair), furniture(pair), characters(pair)):
        counts.update(part)
    counts["kinds"] = sum(same_kind(gold[mine].kind, blocks[theirs].kind, kinds) for mine, theirs in whole.items())
    return counts


def boundaries(pair: Comparison) -> Counts:
    """Count boundaries ``found``, ``missed`` and ``false``.

    One is between each block of gold and the next. It is found when the characters beside it are in different
    output blocks. Each change of output block inside a block of gold is false. Parts of a continued paragraph are
    blocks here: what is between must be apart from both, and whether they are joined is counted by itself. Output
    that glues together what does not even touch (two columns) misses a boundary as well.
    """
    counts: Counts = Counter()
    for before, after in pairwise(range(len(pair.gold))):
        if pair.roots[before] != pair.roots[after]:
            counts["found" if _is_apart(pair, before, after) else "missed"] += 1
    counts["false"] = sum(max(0, len(parts) - 1) for parts in pair.parts)
    for stretches in pair.held.values():
        counts["missed"] += sum(_is_glued(pair, before, after) for before, after in pairwise(stretches))
    return counts


def _is_apart(pair: Comparison, before: int, after: int) -> bool:
    """Return whether two blocks are apart: dropped furniture is; a lost paragraph is not, its start being unknown."""
    left, right = pair.parts[before], pair.parts[after]
    if left and right:
        return left[-1] != right[0]
    return all(parts or pair.gold[block].kind == FURNITURE for block, parts in ((before, left), (after, right)))


def _is_glued(pair: Comparison, before: int, after: int) -> bool:
    return pair.roots[before] != pair.roots[after] and after != before + 1


def whole_blocks(pair: Comparison) -> dict[int, int]:
    """Find the blocks of gold that are exactly one row, with the number of that row.

    White space, width and Markdown marks aside, every character must be there and no other. A part of a continued
    paragraph is whole when the row is all its parts together, or this part alone: whether they are joined is counted
    by itself.
    """
    texts = {number: plain(pair.blocks[number].text) for number in pair.held if pair.is_row(number)}
    together = defaultdict[int, list[str]](list)
    for block, root in zip(pair.gold, pair.roots, strict=True):
        together[root].append(plain(block.text))
    whole = dict[int, int]()
    for mine, (block, root) in enumerate(zip(pair.gold, pair.roots, strict=True)):
        if block.kind != FURNITURE and len(pair.parts[mine]) == 1:
            theirs = pair.parts[mine][0]
            if texts.get(theirs) in ("".join(together[root]), plain(block.text)):
                whole[mine] = theirs
    return whole


def same_kind(wanted: str, given: str, kinds: Collection[str]) -> bool:
    """Return whether a kind is right."""
    return wanted == known_kind(given, kinds)


def known_kind(given: str, kinds: Collection[str]) -> str:
    """Take a list item for a paragraph where gold has none: there they were marked so."""
    return "paragraph" if given == "list_item" and given not in kinds else given


def articles(pair: Comparison) -> Counts:
    """Count blocks in the right article: ``articles`` of ``articles_of``, and the same where gold has several.

    The numbers are names: output articles are matched with those of gold one to one, the pair that shares most
    blocks first; only a block that belongs to no article must say so. Where a page has one article there is little
    to get wrong, so pages with several are counted apart too.
    """
    rows = [
        (block.article, pair.blocks[parts[0]].article if parts else NOWHERE)
        for block, parts in zip(pair.gold, pair.parts, strict=True)
        if block.kind != FURNITURE
    ]
    named = _one_to_one(Counter((mine, theirs) for mine, theirs in rows if mine is not None and theirs is not None))
    right = sum(theirs is None if mine is None else (mine, theirs) in named for mine, theirs in rows)
    several = len({mine for mine, _ in rows} - {None}) > 1
    counts: Counts = Counter(articles=right, articles_of=len(rows))
    if several:
        counts.update(several=right, several_of=len(rows))
    return counts


def _one_to_one(shared: Counter[tuple[int, int]]) -> Collection[tuple[int, int | None]]:
    named = dict[int, int]()
    for (mine, theirs), _ in sorted(shared.items(), key=lambda item: (-item[1], item[0])):
        if theirs != NOWHERE and mine not in named and theirs not in named.values():
            named[mine] = theirs
    return named.items()


def continuations(pair: Comparison) -> Counts:
    """Count parts of an interrupted paragraph that are joined with the part before: ``joined`` of ``links``.

    They are in one block, and nothing from between them is in it: a block that swallowed the caption as well
    joined nothing.
    """
    links = [(block.continues, mine) for mine, block in enumerate(pair.gold) if block.continues is not None]
    return Counter(joined=sum(_is_joined(pair, first, mine) for first, mine in links), links=len(links))


def _is_joined(pair: Comparison, first: int, mine: int) -> bool:
    if not pair.parts[first] or pair.parts[first][-1:] != pair.parts[mine][:1]:
        return False
    between = (other for other in range(first + 1, mine) if pair.roots[other] != pair.roots[mine])
    return not any(pair.parts[mine][0] in pair.parts[other] for other in between)


def furniture(pair: Comparison) -> Counts:
    """Count page numbers and running heads without a character in a row: ``kept_out`` of ``furniture``."""
    pages = [parts for block, parts in zip(pair.gold, pair.parts, strict=True) if block.kind == FURNITURE]
    return Counter(kept_out=sum(not any(map(pair.is_row, parts)) for parts in pages), furniture=len(pages))


def characters(pair: Comparison) -> Counts:
    """Count characters ``lost`` (of ``chars`` in gold that is not furniture) and ``invented``.

    Lost is what no row has: text that was taken for furniture is lost to the reader of the data set, although a
    release keeps it in its edits. Invented is what a row has and gold has not, its furniture included: a page number
    inside a paragraph is counted where furniture is.
    """
    chars = sum(pair.gold[mine].kind != FURNITURE for mine in pair.wanted.owners)
    rows = sum(map(pair.is_row, pair.given.owners))
    kept = shared = 0
    for mine, theirs in matches(pair.wanted, pair.given, pair.steps):
        if pair.is_row(theirs):
            shared += 1
            kept += pair.gold[mine].kind != FURNITURE
    return Counter(lost=chars - kept, chars=chars, invented=rows - shared)
