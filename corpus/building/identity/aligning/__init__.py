"""Which paragraph of a document became which in its next version: kept, edited, moved, split, merged, or gone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from corpus.building.identity.aligning.alike import likeness, overlaps, similar
from corpus.building.identity.aligning.chains import heaviest, longest
from corpus.building.identity.aligning.exact import equal_pairs, left_equal

LIGHT = 0.69  # 30 % of the characters changed is a light edit: such a paragraph is found wherever it went
HEAVY = 0.4  # in its place, between the same neighbours, a paragraph may change more and is still the same one
AWAY = 0.6  # one that moved as well may not
SHORT = 8  # characters; shorter texts have too few shingles
FLOW = 0.3  # share of an old paragraph's shingles that makes another its successor
ORIGIN = 0.5  # share of a new paragraph's shingles that makes another its origin
NEAR = 2  # paragraphs: how far away a short text is looked for


class Flow(NamedTuple):
    """Text of the old paragraph went into the new one."""

    old: int
    new: int


@dataclass(frozen=True, slots=True)
class Alignment:
    """What became of the paragraphs, by their places.

    ``kept`` are the pairs that are one paragraph; ``flows`` the further ones by which text of an old paragraph came
    into a new one (splits and merges); ``moved`` the old places of kept paragraphs that others have overtaken.
    """

    kept: Mapping[int, int]
    flows: tuple[Flow, ...] = ()
    moved: frozenset[int] = frozenset()


def align(old: Sequence[str], new: Sequence[str]) -> Alignment:
    """Align two versions of a document's paragraphs.

    Equal texts are paired first; then those that are lightly edited, in their place or any other; then text is
    followed through splits and merges; at last what is in a place is taken for what was there if enough of it
    is left. Unchanged documents take linear time; changed ones, the time of their changed parts.

    Examples
    --------
    >>> align(["白云镇的老街", "新开了一家旧书店"], ["新开了一家旧书店", "白云镇的老街上"]).kept
    {1: 0, 0: 1}
    """
    if len(old) == len(new) and all(one == two for one, two in zip(old, new, strict=True)):
        return Alignment({place: place for place in range(len(old))})
    numbers = _numbered(old, new)
    search = _PairSearch(old, new, equal_pairs(*numbers))
    if search.in_place(LIGHT):  # what is found narrows the gaps
        search.in_place(LIGHT)
    search.kept.update(left_equal(*numbers, search.kept))
    search.anywhere(LIGHT)
    flows = search.flows()
    search.in_place(HEAVY)
    search.anywhere(AWAY)
    kept = _uncrossed(old, search.kept)
    still = {i for i, _ in longest(sorted(kept.items()))}
    return Alignment(kept, flows, frozenset(i for i in kept if i not in still))


def _uncrossed(old: Sequence[str], kept: dict[int, int]) -> dict[int, int]:
    """Keep equal paragraphs side by side in their order: nothing else could say which of them is which."""
    result, start = dict(kept), 0
    for end in range(1, len(old) + 1):
        if end < len(old) and old[end] == old[start]:
            continue
        if end - start > 1:
            run = [i for i in range(start, end) if i in kept]
            result.update(zip(run, sorted(kept[i] for i in run), strict=True))
        start = end
    return result


def _numbered(old: Sequence[str], new: Sequence[str]) -> tuple[list[int], list[int]]:
    numbers = dict[str, int]()
    return tuple([numbers.setdefault(text, len(numbers)) for text in texts] for texts in (old, new))  # type: ignore[return-value]


class _PairSearch:
    """The pairs found so far, and the ways to find more."""

    def __init__(self, old: Sequence[str], new: Sequence[str], kept: dict[int, int]) -> None:
        self.old, self.new, self.kept = old, new, kept
        self._spent_old, self._spent_new = set[int](), set[int]()  # they have flows, and need no pair
        self._origin = dict[int, int]()

    def _free(self) -> tuple[list[int], list[int]]:
        taken = set(self.kept.values()) | self._spent_new
        old = [i for i in range(len(self.old)) if i not in self.kept and i not in self._spent_old]
        return old, [j for j in range(len(self.new)) if j not in taken]

    def in_place(self, cutoff: float) -> bool:
        """Pair what is alike between neighbours that keep their order; return whether there was any."""
        before = len(self.kept)
        for left, right in self._gaps():
            pairs = similar([self.old[i] for i in left], [self.new[j] for j in right], cutoff)
            self.kept.update((left[i], right[j]) for i, j in heaviest(pairs))
        return len(self.kept) > before

    def _gaps(self) -> Iterator[tuple[list[int], list[int]]]:
        """Yield the free places between the pairs that keep the order."""
        free_old, free_new = self._free()
        if not free_old or not free_new:
            return
        chain = longest(sorted(self.kept.items()))
        groups = defaultdict[int, tuple[list[int], list[int]]](lambda: ([], []))
        for side, free in enumerate((free_old, free_new)):
            number = 0
            for place in free:
                while number < len(chain) and chain[number][side] < place:
                    number += 1
                groups[number][side].append(place)
        yield from (group for _, group in sorted(groups.items()) if group[0] and group[1])

    def anywhere(self, cutoff: float) -> None:
        """Pair what is alike wherever it went, the best first."""
        left, right = self._free()
        found = similar([self.old[i] for i in left], [self.new[j] for j in right], cutoff)
        ordered = sorted(
            ((left[i], right[j], score) for i, j, score in found), key=lambda p: (-p[2], abs(p[0] - p[1]), p)
        )
        taken = set[int]()
        for i, j, _ in ordered:
            if i not in self.kept and j not in taken:
                self.kept[i] = j
                taken.add(j)

    def flows(self) -> tuple[Flow, ...]:
        """Follow text out of old paragraphs that are gone or smaller, into new ones that are there or larger."""
        free_old, free_new = self._free()
        if not free_old and not free_new:
            return ()
        self._origin = {j: i for i, j in self.kept.items()}
        changed = [(i, j) for i, j in self.kept.items() if self.old[i] != self.new[j]]
        left = sorted([*free_old, *(i for i, _ in changed)])
        right = sorted([*free_new, *(j for _, j in changed)])
        edges = sorted({*self._shared(left, right, set(free_old), set(free_new)), *self._short(left, right)})
        return self._settled(edges)

    def _shared(self, left: list[int], right: list[int], free_old: set[int], free_new: set[int]) -> Iterator[Flow]:
        if not left or not right:
            return
        for found in overlaps([self.old[i] for i in left], [self.new[j] for j in right]):
            i, j = left[found.old], right[found.new]
            if self.kept.get(i) == j or (i not in free_old and j not in free_new):
                continue
            enough = found.of_old >= FLOW or found.of_new >= ORIGIN
            if i not in free_old:
                enough = found.of_new >= ORIGIN
            elif j not in free_new:
                enough = found.of_old >= ORIGIN
            if enough and self._is_new_there(i, j):
                yield Flow(i, j)

    def _is_new_there(self, i: int, j: int) -> bool:
        """Return whether the text that the two share left its old place, or was not in the new one before."""
        if i in self.kept and _share(self.new[j], self.new[self.kept[i]]) >= ORIGIN:
            return False
        before = self._before(j)
        return before is None or _share(self.old[i], self.old[before]) < ORIGIN

    def _before(self, j: int) -> int | None:
        return self._origin.get(j)

    def _short(self, left: list[int], right: list[int]) -> Iterator[Flow]:
        """Find short texts in what is beside them: a heading that was joined to its paragraph, or cut off."""
        image = dict(self.kept)
        changed_new, changed_old = set(right), set(left)
        for i in left:
            if i not in image and 2 <= len(self.old[i]) < SHORT:
                yield from (Flow(i, j) for j in self._beside(i, image, changed_new) if self._holds(i, j))
        image = {j: i for i, j in self.kept.items()}
        for j in right:
            if j not in image and 2 <= len(self.new[j]) < SHORT:
                yield from (Flow(i, j) for i in self._beside(j, image, changed_old) if self._held(i, j))

    def _beside(self, place: int, image: Mapping[int, int], among: set[int]) -> list[int]:
        """Return where the neighbours of a place went, and next to it."""
        ends = [image[place + step] for step in (-1, 1) if place + step in image]
        near = {end + step for end in ends for step in range(-NEAR, NEAR + 1)} or {
            place + step for step in range(-NEAR, NEAR + 1)
        }
        return sorted(near & among)

    def _holds(self, i: int, j: int) -> bool:
        before = self._before(j)
        return self.old[i] in self.new[j] and (before is None or self.old[i] not in self.old[before])

    def _held(self, i: int, j: int) -> bool:
        after = self.kept.get(i)
        return self.new[j] in self.old[i] and (after is None or self.new[j] not in self.new[after])

    def _settled(self, edges: Sequence[Flow]) -> tuple[Flow, ...]:
        """Take a flow from one free paragraph to one free paragraph as an edit; the others are splits and merges."""
        out, into = defaultdict[int, list[int]](list), defaultdict[int, list[int]](list)
        for i, j in edges:
            out[i].append(j)
            into[j].append(i)
        taken = set(self.kept.values())
        result = list[Flow]()
        for i, j in edges:
            if i not in self.kept and j not in taken and len(out[i]) == 1 and len(into[j]) == 1:
                self.kept[i] = j
                taken.add(j)
            else:
                result.append(Flow(i, j))
        self._spent_old.update(i for i, _ in result if i not in self.kept)
        self._spent_new.update(j for _, j in result if j not in taken)
        return tuple(result)


def _share(part: str, whole: str) -> float:
    """Measure how much of a text is in another."""
    if len(part) < SHORT:
        return float(part in whole)
    found = overlaps([part], [whole])
    return found[0].of_old if found else 0.0


__all__ = ["Alignment", "Flow", "align", "likeness"]
