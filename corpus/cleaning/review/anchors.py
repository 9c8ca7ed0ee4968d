"""Where the words of a decision are in a document: found by content, the place in the source decides between equals."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from corpus.cleaning.review.row_reading import RowReading
from corpus.model.decisions import HEAD, Decision
from corpus.model.values import Block, Edit, Span

GONE = "nothing there reads so"


class Anchored(NamedTuple):
    """A decision with its place: what changes there, and what it is read in (``around``); ``done``: it is so already.

    Of a break the range is what is between the two sides, empty where nothing is.
    """

    decision: Decision
    start: int
    end: int
    around: Span
    done: bool = False
    inserted: str = ""
    unfit: str = ""


def readings(blocks: Sequence[Block], edits: Sequence[Edit]) -> dict[bool, list[RowReading]]:
    """Return the rows and, under True, the furniture, to be searched for many decisions."""
    return {
        furniture: [RowReading(block, edits) for block in blocks if (block.kind == "furniture") == furniture]
        for furniture in (False, True)
    }


def anchored(decision: Decision, read: Mapping[bool, Sequence[RowReading]]) -> Anchored:
    """Find the place of a decision in blocks as they are before any decision of its time is applied.

    It is ``unfit`` where its words are not found, or at several places and none of them is the one stated.
    """
    for finder, furniture in _FINDERS[decision.action]:
        found = list(dict.fromkeys(finder(decision, read[furniture])))
        if len(found) > 1:
            found = [each for each in found if decision.at in (each.start, each.end)] or found
        if len(found) == 1:
            return found[0]
        if found:
            return unfit(decision, f"{len(found)} places read so")
    return unfit(decision, GONE)


def unfit(decision: Decision, why: str) -> Anchored:
    """Return a decision that has no place, and why."""
    return Anchored(decision, 0, 0, Span(0, 0), unfit=why)


def head(text: str) -> str:
    """Return the words by which a block is known as a whole."""
    return text[:HEAD]


def _breaks(decision: Decision, rows: Sequence[RowReading]) -> Iterator[Anchored]:
    """Find where one row ends with the words before and the next begins with those after."""
    before, after = decision.before.rstrip(), decision.after.lstrip()
    for one, two in pairwise(rows):
        if one.text.endswith(before) and two.text.startswith(after):
            start, end = one.spans[-1].end, two.spans[0].start
            around = Span(one.from_index(len(one.text) - len(before)), two.up_to(len(after)))
            if start <= end:
                yield Anchored(decision, start, end, around)


def _inside(decision: Decision, rows: Sequence[RowReading]) -> Iterator[Anchored]:
    """Find where a row reads on from the words before to those after; blanks at the point belong to neither."""
    whole = decision.before + decision.after
    for row in rows:
        for at in _occurrences(row.text, whole):
            point = at + len(decision.before)
            left = len(row.text[:point].rstrip())
            right = len(row.text) - len(row.text[point:].lstrip())
            start, end = row.end_of(left - 1), row.start_of(right)
            if start is not None and end is not None and start <= end:
                yield Anchored(decision, start, end, Span(row.from_index(at), row.up_to(at + len(whole))))


def _joined(decision: Decision, rows: Sequence[RowReading]) -> Iterator[Anchored]:
    """Find where a row reads on already, with what a join may have put between."""
    for between in ("", " "):
        words = decision._replace(before=decision.before.rstrip() + between, after=decision.after.lstrip())
        yield from (found._replace(decision=decision, done=True) for found in _inside(words, rows))


def _parted(decision: Decision, rows: Sequence[RowReading]) -> Iterator[Anchored]:
    yield from (found._replace(done=True) for found in _breaks(decision, rows))


def _words(decision: Decision, rows: Sequence[RowReading]) -> Iterator[Anchored]:
    """Find a word between the words around it, and what replaces it in the source: whole edits."""
    for row, at, around in _quoted(decision, decision.exact, rows):
        low = at + len(decision.before)
        edit = row.replaced(low, low + len(decision.exact), decision.becomes[0])
        if edit:
            yield Anchored(decision, edit.start, edit.end, around, inserted=edit.inserted)


def _corrected(decision: Decision, rows: Sequence[RowReading]) -> Iterator[Anchored]:
    """Find the corrected word: the source has it now, or another rule mends it."""
    for _, _, around in _quoted(decision, decision.becomes[0], rows):
        yield Anchored(decision, around.start, around.end, around, done=True)


def _quoted(decision: Decision, word: str, rows: Sequence[RowReading]) -> Iterator[tuple[RowReading, int, Span]]:
    whole = decision.before + word + decision.after
    for row in rows:
        for at in _occurrences(row.text, whole):
            yield row, at, Span(row.from_index(at), row.up_to(at + len(whole)))


def _wholes(decision: Decision, rows: Sequence[RowReading]) -> Iterator[Anchored]:
    """Find the block that begins with the exact words."""
    for row in rows:
        if head(row.text) == decision.exact:
            start, end = row.spans[0].start, row.spans[-1].end
            yield Anchored(decision, start, end, Span(min(start, end), max(start, end)))


def _kept(decision: Decision, rows: Sequence[RowReading]) -> Iterator[Anchored]:
    yield from (found._replace(done=True) for found in _wholes(decision, rows))


def _points(decision: Decision, rows: Sequence[RowReading]) -> Iterator[Anchored]:
    if not decision.exact:
        yield from _breaks(decision, rows)
        yield from _inside(decision, rows)


def _confirmed_words(decision: Decision, rows: Sequence[RowReading]) -> Iterator[Anchored]:
    if decision.of_word:
        for _, _, around in _quoted(decision, decision.exact, rows):
            yield Anchored(decision, around.start, around.end, around, done=True)


def _confirmed(decision: Decision, rows: Sequence[RowReading]) -> Iterator[Anchored]:
    if decision.exact and not decision.of_word:
        yield from _wholes(decision, rows)


def _anywhere(decision: Decision, rows: Sequence[RowReading]) -> Iterator[Anchored]:
    yield Anchored(decision, 0, 0, Span(0, 0))


_Finder = Callable[[Decision, Sequence[RowReading]], Iterator[Anchored]]
_FINDERS: dict[str, tuple[tuple[_Finder, bool], ...]] = {
    "join": ((_breaks, False), (_joined, False)),
    "split": ((_inside, False), (_parted, False)),
    "correct": ((_words, False), (_corrected, False)),
    "kind": ((_wholes, False),),
    "keep": ((_wholes, True), (_kept, False)),
    "right": ((_points, False), (_confirmed, False), (_confirmed, True), (_confirmed_words, False)),
    "title": ((_anywhere, False),),
    "authors": ((_anywhere, False),),
}
"""How the place of each action is found, in rows or (True) in furniture; then how, where it is so already."""


def _occurrences(text: str, words: str) -> Iterator[int]:
    at = text.find(words) if words else -1
    while at >= 0:
        yield at
        at = text.find(words, at + 1)
