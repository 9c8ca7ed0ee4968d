"""One extraction's known items against the blocks that were made of it: boundaries on the body's characters."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from corpus.evaluating.alignment import AlignedStretch, align
from corpus.evaluating.stream import plain

BODY = ("title", "heading", "paragraph", "list_item")
ASIDES = ("caption", "note")
ALIKE = 0.85  # a caption counts as found with OCR errors in one character of seven


class Extracted(NamedTuple):
    """An item as it was extracted; ``is_inside``: it interrupts the item before it."""

    kind: str
    text: str
    is_inside: bool = False


class BlockPlace(NamedTuple):
    """The place of a block in the body's characters; ``text`` is empty for furniture, captions and notes."""

    start: int
    text: str


def compare_breaks(gold: Sequence[Extracted], blocks: Sequence[tuple[str, str]]) -> Counter[str]:
    """Count boundaries ``found``, ``missed``, ``false``; ``whole`` of ``blocks``; ``joined`` of ``links``; characters.

    Only the body is compared, as it was extracted, so that an OCR error counts against nobody. Page furniture, captions
    and notes may be dropped, labelled or left as blocks of their own: none of that breaks a paragraph. Inside a
    paragraph they are invented characters.

    >>> gold = [Extracted("paragraph", "春江水暖。"), Extracted("paragraph", "鸭先知。")]
    >>> counts = compare_breaks(gold, [("paragraph", "春江水暖。鸭"), ("paragraph", "先知。")])
    >>> counts["found"], counts["missed"], counts["false"]
    (0, 1, 1)
    """
    items = [plain(item.text) for item in gold if item.kind in BODY]
    wanted = "".join(items)
    stretches = body(gold, blocks)
    given = "".join(stretch.text for stretch in stretches)
    steps = align(given, wanted)
    starts = _moved(steps, [stretch.start for stretch in stretches], len(wanted))
    ends = _ends(items)
    cuts = set(starts) - {0, len(wanted)}
    if given != wanted:
        cuts = _snapped(cuts, set(ends[:-1]))
    counts = _boundaries(cuts, set(ends[:-1]) - {0, len(wanted)})
    counts.update(_whole(items, ends, cuts, _texts_at(starts, stretches)))
    counts.update(_interrupted(gold, ends, cuts))
    counts.update(_characters(steps, len(wanted)))
    return counts


def body(gold: Sequence[Extracted], blocks: Sequence[tuple[str, str]]) -> list[BlockPlace]:
    """Return the places of the blocks of the body, in order."""
    stretches, at = list[BlockPlace](), 0
    for _, text in of_body(gold, blocks):
        stretches.append(BlockPlace(at, text))
        at += len(text)
    return stretches


def of_body(gold: Sequence[Extracted], blocks: Sequence[tuple[str, str]]) -> Iterator[tuple[int, str]]:
    """Yield the number and the plain text of each block that is left in the text; none of gold's asides has any.

    Blocks labelled furniture are left out, right or wrong. A running head may have a title's words: of equal texts only
    as many are taken for furniture as gold has and the output did not label.
    """
    furniture = Counter(plain(item.text) for item in gold if item.kind == "furniture")
    furniture -= Counter(plain(text) for kind, text in blocks if kind == "furniture")
    captions = [plain(item.text) for item in gold if item.kind in ASIDES]
    for number, (kind, text) in enumerate(blocks):
        text = plain(text)
        if not text or kind == "furniture":
            continue
        if furniture[text]:
            furniture[text] -= 1
            text = ""
        elif (place := _find_alike(text, captions)) is not None:
            captions.pop(place)
            text = ""
        yield number, text


def _find_alike(text: str, captions: Sequence[str]) -> int | None:
    """Find the first caption that is the text, or nearly (the longest common subsequence decides)."""
    for place, caption in enumerate(captions):
        if text == caption or _similarity(text, caption) >= ALIKE:
            return place
    return None


def _similarity(text: str, other: str) -> float:
    """Return twice the common characters over all."""
    from rapidfuzz.distance import Indel

    return float(Indel.normalized_similarity(text, other))


def _ends(items: Sequence[str]) -> list[int]:
    ends, at = list[int](), 0
    for item in items:
        at += len(item)
        ends.append(at)
    return ends


def _moved(steps: Sequence[AlignedStretch], places: Sequence[int], length: int) -> list[int]:
    """Map places of one text to places of the other; inside a changed stretch as far in, at most to its end."""
    starts = [step.a_start for step in steps]

    def move(place: int) -> int:
        for step in steps[max(0, bisect_right(starts, place) - 2) :]:
            if step.a_start <= place <= step.a_end:
                ahead = step.b_start + place - step.a_start
                return ahead if step.equal else min(step.b_end, ahead)
        return length

    return [move(place) for place in places]


def _snapped(cuts: set[int], ends: set[int]) -> set[int]:
    """Move cuts one character beside an end that is not met yet to it: the alignment of an error is not unique."""
    free = ends - cuts
    snapped = cuts & ends
    for cut in sorted(cuts - ends):
        near = next((cut + step for step in (-1, 1) if cut + step in free), cut)
        free.discard(near)
        snapped.add(near)
    return snapped


def _boundaries(cuts: set[int], ends: set[int]) -> Counter[str]:
    found = len(cuts & ends)
    return Counter(found=found, missed=len(ends) - found, false=len(cuts) - found)


def _texts_at(starts: Sequence[int], stretches: Sequence[BlockPlace]) -> dict[int, set[str]]:
    texts = defaultdict[int, set[str]](set)
    for start, stretch in zip(starts, stretches, strict=True):
        texts[start].add(stretch.text)
    return texts


def _whole(items: Sequence[str], ends: Sequence[int], cuts: set[int], texts: dict[int, set[str]]) -> Counter[str]:
    """Count items with a boundary at either end, none inside, and a block of just their characters."""
    edges = cuts | {0, ends[-1] if ends else 0}
    in_one = _in_one(items, ends, cuts)
    whole = sum(
        one and end - len(item) in edges and end in edges and item in texts.get(end - len(item), ())
        for item, end, one in zip(items, ends, in_one, strict=True)
    )
    return Counter(whole=whole, blocks=len(items))


def _in_one(items: Sequence[str], ends: Sequence[int], cuts: set[int]) -> Iterator[bool]:
    """Yield for each item whether no cut is inside it."""
    places = sorted(cuts)
    for item, end in zip(items, ends, strict=True):
        yield bisect_right(places, end - len(item)) == bisect_left(places, end)


def _interrupted(gold: Sequence[Extracted], ends: Sequence[int], cuts: set[int]) -> Counter[str]:
    """Count the items that a page's end or a figure interrupts, and those of them that were not cut."""
    items, interrupted = list[str](), set[int]()
    for item in gold:
        if item.is_inside and items:
            interrupted.add(len(items) - 1)
        if item.kind in BODY:
            items.append(plain(item.text))
    in_one = list(_in_one(items, ends, cuts))
    return Counter(joined=sum(in_one[number] for number in interrupted), links=len(interrupted))


def _characters(steps: Sequence[AlignedStretch], length: int) -> Counter[str]:
    changed = [step for step in steps if not step.equal]
    lost = sum(step.b_end - step.b_start for step in changed)
    invented = sum(step.a_end - step.a_start for step in changed)
    return Counter(lost=lost, invented=invented, chars=length)
