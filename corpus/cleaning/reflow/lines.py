"""The lines of a text as arrays: where each begins and ends, how wide it is, what its edges look like."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from corpus.cleaning.reflow.character_classes import (
    CLASS,
    COLON,
    COUNT_BITS,
    END,
    FEED,
    NEWLINE,
    SPACE,
    count_table,
    trait_table,
)
from corpus.cleaning.reflow.scalar_arrays import I32, I64, U8, U32

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    Ints = NDArray[np.int32]
    Codes = NDArray[np.uint32]

HEAD, TAIL = 12, 4
TAB = 9
CHUNK = 1 << 18  # code points looked at together: 20 bytes of arrays for each
LONGEST = 1 << 12  # of a longer line only this much at each end is counted


@dataclass(frozen=True, slots=True)
class Lines:
    """All lines that hold a character other than white space. Offsets are code points of the text.

    ``first`` and ``last`` bound the characters (half-open), ``stop`` is the line break after them. ``blanks`` counts
    the empty lines before; ``page`` marks a form feed before. ``gaps`` counts runs of white space (two or more)
    inside, ``wide_gaps`` those of three or a tab, ``spaced`` single spaces; ``clauses`` counts stops, commas and
    colons, ``solid`` the characters that are no white space. ``head`` and ``tail`` are the codes of the first and last
    characters without white space at the edge, ``head_class`` and ``tail_class`` their classes: a row for each place
    (tail[0] holds the very last characters), a column for each line.
    """

    first: Ints
    last: Ints
    stop: Ints
    blanks: Ints
    page: NDArray[np.bool_]
    indent: Ints
    width: Ints
    wide: Ints
    alnum: Ints
    opens: Ints
    solid: Ints
    gaps: Ints
    wide_gaps: Ints
    spaced: Ints
    clauses: Ints
    head: NDArray[np.uint32]
    tail: NDArray[np.uint32]
    head_class: NDArray[np.uint8]
    tail_class: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.first)


def split(text: str, start: int = 0, end: int | None = None) -> Lines:
    """Measure the lines of a part of a text, some hundred thousand characters at a time."""
    parts, blanks, page = [], 0, False
    for offset, piece in _chunks(text, start, len(text) if end is None else end):
        if len(piece) > 4 * CHUNK:
            part, blanks, page = _huge(piece, offset, blanks, page)
        else:
            part, blanks, page = _measure(piece, offset, blanks, page)
        parts.append(part)
    return _joined(parts)


def _joined(parts: list[Lines]) -> Lines:
    if len(parts) == 1:
        return parts[0]
    if not parts:
        return _empty()
    return Lines(*(np.concatenate([getattr(part, f.name) for part in parts], axis=-1) for f in fields(Lines)))


def _chunks(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    """Yield the text in pieces that end after a line break (or at the end)."""
    while start < end:
        stop = end if end - start <= 2 * CHUNK else _break_after(text, start + CHUNK, end)
        yield start, text[start:stop]
        start = stop


def _break_after(text: str, at: int, end: int) -> int:
    stop = text.find("\n", at, end) + 1 or end
    return text.find("\f", at, stop) + 1 or stop


def _huge(piece: str, offset: int, blanks: int, page: bool) -> tuple[Lines, int, bool]:
    """Measure a piece whose last line is huge by the two ends of that line."""
    begin = max(piece.rfind("\n", 0, CHUNK + 1), piece.rfind("\f", 0, CHUNK + 1)) + 1
    part, blanks, page = _measure(piece[:begin], offset, blanks, page) if begin else (_empty(), blanks, page)
    line = piece[begin:]
    solid = line.strip()
    if not solid:
        return part, blanks + 1, page or line.endswith("\f")
    lead = len(line) - len(line.lstrip())
    mark = line[-1] if line[-1] in "\n\f" else ""
    ends = line[max(0, lead - LONGEST) : lead] + solid[:LONGEST] + solid[-LONGEST:] + mark
    only, blanks, page = _measure(ends, 0, blanks, page)
    first = offset + begin + lead
    only = replace(
        only,
        first=np.array([first], np.int32),
        last=np.array([first + len(solid)], np.int32),
        stop=np.array([offset + len(piece) - len(mark)], np.int32),
    )
    return _joined([part, only]), blanks, page


def _measure(piece: str, offset: int, blanks: int, page: bool) -> tuple[Lines, int, bool]:
    codes = np.frombuffer(piece.encode("utf-32-le", "surrogatepass"), np.uint32)
    traits = trait_table().take(codes)
    classes = traits & U8[CLASS]
    # The classes SPACE, NEWLINE and FEED are neighbours: one subtraction finds all white space.
    solid = (classes - U8[SPACE] > U8[FEED - SPACE]).nonzero()[0]
    fed = page or "\f" in piece
    # NEWLINE and FEED differ in their last bit only.
    breaks = (classes & U8[CLASS - 1] == U8[NEWLINE] if fed else classes == U8[NEWLINE]).nonzero()[0]
    # A break is no solid character: where the solid ones of a line end, those of the next begin.
    edges = np.zeros(len(breaks) + 2, np.int64)
    edges[1:-1], edges[-1] = solid.searchsorted(breaks), len(solid)
    full = (edges[1:] > edges[:-1]).nonzero()[0]
    if not len(full):
        return _empty(), blanks + len(breaks), fed
    low, high = edges.take(full), edges.take(full + I64[1]) - I64[1]
    begin, stop = _bounds(breaks, len(codes), full)
    first, last = solid.take(low), solid.take(high) + I64[1]
    before = full.astype(np.int32)
    before[1:] -= before[:-1] + I32[1]
    before[0] += blanks
    fresh = np.zeros(len(full), np.bool_)
    if fed:
        fed = _fresh(fresh, first, (classes == U8[FEED]).nonzero()[0], page)
    at = np.empty((HEAD + TAIL, len(full)), np.int64)
    np.add(first, _FROM_FIRST, out=at[:HEAD])
    np.subtract(last, _FROM_LAST, out=at[HEAD:])
    inside = last - first > _REACH
    ends, kinds = codes.take(at, mode="clip") * inside, classes.take(at, mode="clip") * inside
    width, wide, alnum, opens = _counts(traits, first, last)
    gaps, wide_gaps, spaced = _between(codes, solid, low)
    places = (np.array((first, last, stop)) + offset).astype(np.int32)
    lines = Lines(
        first=places[0],
        last=places[1],
        stop=places[2],
        blanks=before,
        page=fresh,
        indent=_indents(piece, begin, first),
        width=width,
        wide=wide,
        alnum=alnum,
        opens=opens,
        solid=(high - low + I64[1]).astype(np.int32),
        gaps=gaps,
        wide_gaps=wide_gaps,
        spaced=spaced,
        clauses=_clauses(classes, first),
        head=ends[:HEAD],
        tail=ends[HEAD:],
        head_class=kinds[:HEAD],
        tail_class=kinds[HEAD:],
    )
    # The piece ends after a line break: what follows its last full line is blank lines.
    rest = len(breaks) - 1 - int(full[-1]) if piece[-1] in "\n\f" else 0
    return lines, rest, fed


_FROM_FIRST, _FROM_LAST = np.arange(HEAD)[:, None], np.arange(1, TAIL + 1)[:, None]
_REACH = np.concatenate((_FROM_FIRST, _FROM_LAST - 1))


def _fresh(fresh: NDArray[np.bool_], first: NDArray[np.int64], feeds: NDArray[np.int64], page: bool) -> bool:
    """Mark the lines that have a form feed before them; return whether one follows the last."""
    after = first.searchsorted(feeds)
    fresh[after[after < len(first)]] = True
    fresh[0] |= page
    return bool(len(after)) and int(after[-1]) == len(first)


def _bounds(
    breaks: NDArray[np.int64], size: int, full: NDArray[np.intp]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return where each of the full lines begins, and the line break after it."""
    bounds = np.empty(len(breaks) + 2, np.int64)
    bounds[0], bounds[1:-1], bounds[-1] = -1, breaks, size
    return bounds.take(full) + I64[1], bounds.take(full + I64[1])


# The last counter may be negative: no mask; the others never are, so that none borrows.
_PLACES = np.arange(4)[:, None] * COUNT_BITS
_MASKS = np.array([[(1 << COUNT_BITS) - 1]] * 3 + [[-1]])


def _counts(traits: NDArray[np.uint8], first: NDArray[np.int64], last: NDArray[np.int64]) -> Ints:
    """Unpack the packed counters of each line; a very long line is counted at its two ends only."""
    sums = np.zeros(len(traits) + 1, np.int64)
    np.add.accumulate(count_table().take(traits), out=sums[1:])
    if len(traits) > 2 * LONGEST and int((last - first).max()) > 2 * LONGEST:
        long = last - first > 2 * LONGEST
        total = sums[np.where(long, first + LONGEST, last)] - sums[first]
        total += np.where(long, sums[last] - sums[np.where(long, last - LONGEST, last)], 0)
    else:
        total = sums.take(last) - sums.take(first)
    counts: Ints = ((total >> _PLACES) & _MASKS).astype(np.int32)
    return counts


def _between(codes: Codes, solid: NDArray[np.int64], low: NDArray[np.int64]) -> Sequence[Ints]:
    """Count the gaps of two or more, of three or more (or a tab), and of one space in each line."""
    step = solid[1:] - solid[:-1]
    step[low[1:] - I64[1]] = 1  # the gaps between the lines
    at = (step > I64[1]).nonzero()[0]
    if not len(at):
        return [np.zeros(len(low), np.int32)] * 3
    step = step.take(at)
    at += I64[1]
    wide = (step > I64[3]) | (codes.take(solid.take(at) - I64[1]) == U32[TAB])
    line = low.searchsorted(at, "right") - I64[1]
    kinds = (line[step > I64[2]], line[wide], line[step == I64[2]])
    return [np.bincount(of, minlength=len(low)).astype(np.int32) for of in kinds]


def _clauses(classes: NDArray[np.uint8], first: NDArray[np.int64]) -> Ints:
    """Count the signs that end a sentence or a clause in each line. The classes from END to COLON are neighbours."""
    at = (classes - U8[END] <= U8[COLON - END]).nonzero()[0]
    return np.bincount(first.searchsorted(at, "right") - I64[1], minlength=len(first)).astype(np.int32)


def _indents(piece: str, begin: NDArray[np.int64], first: NDArray[np.int64]) -> Ints:
    """Count the cells before the first character (an ideographic space is two, a tab four)."""
    depth = np.minimum(first - begin, I64[400])
    result: Ints = depth.astype(np.int32)
    at = depth.nonzero()[0]
    if len(at) and ("\u3000" in piece or "\t" in piece):
        ends, sizes = first.take(at).tolist(), depth.take(at).tolist()
        leads = [piece[end - size : end] for end, size in zip(ends, sizes, strict=True)]
        result[at] += np.array([lead.count("\u3000") + 3 * lead.count("\t") for lead in leads], np.int32)
    return result


def _empty() -> Lines:
    ints, codes, classes = np.zeros(0, np.int32), np.zeros((HEAD, 0), np.uint32), np.zeros((HEAD, 0), np.uint8)
    names = [field.name for field in fields(Lines)]
    values: dict[str, Any] = dict.fromkeys(names, ints)
    values |= {"page": ints > 0, "head": codes, "tail": codes[:TAIL]}
    values |= {"head_class": classes, "tail_class": classes[:TAIL]}
    return Lines(**values)
