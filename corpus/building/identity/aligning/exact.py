"""Equal paragraphs of two versions of a document: in order first, then those that moved."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from corpus.building.identity.aligning.chains import Pair, longest

DEPTH = 24  # how often a gap is cut again; patience needs a few, a hostile text as many as it has paragraphs
CELLS = 1 << 24  # up to here a gap of repeated paragraphs is aligned as a whole: 4,000 by 4,000 take 20 ms


def equal_pairs(old: Sequence[int], new: Sequence[int]) -> dict[int, int]:
    """Find the place in ``new`` of each paragraph of ``old`` that is there unchanged; equal numbers are equal texts.

    Repeated paragraphs are distinguished by what is around them. One that nothing distinguishes is left out if it
    moved: `left_equal` pairs it, when those that were edited in their place are known.
    """
    pairs = dict(_in_order(old, new))
    pairs.update(_moved(old, new, pairs))
    return _beside_neighbours(old, new, pairs)


def _in_order(old: Sequence[int], new: Sequence[int]) -> Iterator[Pair]:
    waiting = [(0, len(old), 0, len(new), 0)]
    while waiting:
        i0, i1, j0, j1, depth = waiting.pop()
        while i0 < i1 and j0 < j1 and old[i0] == new[j0]:
            yield i0, j0
            i0, j0 = i0 + 1, j0 + 1
        while i0 < i1 and j0 < j1 and old[i1 - 1] == new[j1 - 1]:
            i1, j1 = i1 - 1, j1 - 1
            yield i1, j1
        if i0 == i1 or j0 == j1:
            continue
        anchors = _once(old, new, range(i0, i1), range(j0, j1)) if depth < DEPTH else []
        if not anchors:
            yield from _repeated(old[i0:i1], new[j0:j1], i0, j0)
            continue
        yield from anchors
        for (a, b), (c, d) in zip([(i0 - 1, j0 - 1), *anchors], [*anchors, (i1, j1)], strict=True):
            waiting.append((a + 1, c, b + 1, d, depth + 1))


def _once(old: Sequence[int], new: Sequence[int], left: range, right: range) -> list[Pair]:
    """Pair what occurs once on each side, in order."""
    place = dict[int, int]()
    for j in right:
        place[new[j]] = -1 if new[j] in place else j
    counts = Counter(old[i] for i in left)
    return longest([(i, place[old[i]]) for i in left if counts[old[i]] == 1 and place.get(old[i], -1) >= 0])


def _repeated(old: Sequence[int], new: Sequence[int], i0: int, j0: int) -> Iterator[Pair]:
    """Pair paragraphs where everything in common is repeated."""
    common = set(old) & set(new)
    left, right = (
        [i for i, code in enumerate(old) if code in common],
        [j for j, code in enumerate(new) if code in common],
    )
    if not common:
        return
    if len(left) * len(right) > CELLS:
        chain = longest(sorted(_ranked([old[i] for i in left], [new[j] for j in right])))
        yield from ((i0 + left[i], j0 + right[j]) for i, j in chain)
        return
    from rapidfuzz.distance import LCSseq

    for block in LCSseq.opcodes([old[i] for i in left], [new[j] for j in right]).as_matching_blocks():
        yield from ((i0 + left[block.a + k], j0 + right[block.b + k]) for k in range(block.size))


def _ranked(old: Sequence[int], new: Sequence[int]) -> Iterator[Pair]:
    """Pair the first of a kind with the first, the second with the second."""
    places = defaultdict[int, list[int]](list)
    for j, code in enumerate(new):
        places[code].append(j)
    seen = Counter[int]()
    for i, code in enumerate(old):
        if seen[code] < len(places[code]):
            yield i, places[code][seen[code]]
        seen[code] += 1


def _beside_neighbours(old: Sequence[int], new: Sequence[int], pairs: dict[int, int]) -> dict[int, int]:
    """Pair repeated paragraphs with a neighbour that occurs once: the one after (as a heading does), or before."""
    counts, others = Counter(old), Counter(new)
    if len(counts) == len(old) and len(others) == len(new):
        return pairs
    wanted, taken = dict[int, int](), set[int]()
    for step in (1, -1):
        for i, j in pairs.items():
            place, to = i - step, j - step
            single = counts[old[i]] == others[old[i]] == 1
            if not (single and 0 <= place < len(old) and 0 <= to < len(new)) or old[place] != new[to]:
                continue
            if counts[old[place]] + others[new[to]] > 2 and place not in wanted and to not in taken:
                wanted[place] = to
                taken.add(to)
    if all(pairs.get(i) == j for i, j in wanted.items()):
        return pairs
    return {**{i: j for i, j in pairs.items() if i not in wanted and j not in taken}, **wanted}


def _moved(old: Sequence[int], new: Sequence[int], known: dict[int, int]) -> Iterator[Pair]:
    left, right = _common(old, new, known)
    return _spread(_single(old, new, left, right), old, new, set(left), set(right))


def _common(old: Sequence[int], new: Sequence[int], known: dict[int, int]) -> tuple[list[int], list[int]]:
    """Return the places without a pair whose text is free on both sides."""
    taken = set(known.values())
    free_old = [i for i in range(len(old)) if i not in known]
    free_new = [j for j in range(len(new)) if j not in taken]
    common = {old[i] for i in free_old} & {new[j] for j in free_new}
    return [i for i in free_old if old[i] in common], [j for j in free_new if new[j] in common]


def left_equal(old: Sequence[int], new: Sequence[int], known: dict[int, int]) -> Iterator[Pair]:
    """Pair what is still equal and only the order distinguishes."""
    left, right = _common(old, new, known)
    return ((left[i], right[j]) for i, j in _ranked([old[i] for i in left], [new[j] for j in right]))


def _single(old: Sequence[int], new: Sequence[int], left: Sequence[int], right: Sequence[int]) -> list[Pair]:
    here, there = Counter(old[i] for i in left), Counter(new[j] for j in right)
    place = {new[j]: j for j in right}
    return [(i, place[old[i]]) for i in left if here[old[i]] == there[old[i]] == 1]


def _spread(
    seeds: Sequence[Pair], old: Sequence[int], new: Sequence[int], left: set[int], right: set[int]
) -> Iterator[Pair]:
    """Yield the seeds, and beside each the repeated paragraphs that moved with it."""
    for i, j in seeds:
        left.discard(i)
        right.discard(j)
    yield from seeds
    for step in (1, -1):
        for i, j in seeds:
            i, j = i + step, j + step
            while i in left and j in right and old[i] == new[j]:
                left.discard(i)
                right.discard(j)
                yield i, j
                i, j = i + step, j + step
