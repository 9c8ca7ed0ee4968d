"""Which ID each paragraph gets: assigned once, carried from release to release, and never given twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from corpus.building.identity.aligning import Alignment, align
from corpus.model.names import paragraph_id


class IdChange(NamedTuple):
    """What became of an ID: a row of the lineage without its version."""

    old_id: str
    new_id: str | None
    relation: str


@dataclass(frozen=True, slots=True)
class Carried:
    """The IDs of a document's paragraphs in its new version, whether each is new, and what changed."""

    ids: tuple[str, ...]
    fresh: tuple[bool, ...]
    changes: tuple[IdChange, ...] = ()


def first_ids(doc_id: str, count: int) -> list[str]:
    """Make the IDs of a document that no earlier release had: numbered from 1 in the order of the source.

    >>> first_ids("river", 2)
    ['river-0001', 'river-0002']
    """
    return [paragraph_id(doc_id, number) for number in range(1, count + 1)]


def carry(doc_id: str, old_ids: Sequence[str], old: Sequence[str], new: Sequence[str], last: int) -> Carried:
    """Give the paragraphs of a document's new version the IDs that they had.

    Parameters
    ----------
    doc_id
        The document.
    old_ids, old
        The IDs and texts of the previous version, in order.
    new
        The texts of the new version, in order.
    last
        The highest number ever given in this document, also to a paragraph that is gone.

    Examples
    --------
    >>> carry("river", ["river-0001", "river-0002"], ["甲。", "乙。"], ["乙。", "丙。"], 7).ids
    ('river-0002', 'river-0008')
    """
    alignment = align(old, new)
    given = {j: old_ids[i] for i, j in alignment.kept.items()}
    ids = list[str]()
    for place in range(len(new)):
        if place not in given:
            last += 1
        ids.append(given[place] if place in given else paragraph_id(doc_id, last))
    fresh = tuple(place not in given for place in range(len(new)))
    return Carried(tuple(ids), fresh, tuple(_changes(alignment, old_ids, ids, old, new)))


def _changes(
    alignment: Alignment, old_ids: Sequence[str], ids: Sequence[str], old: Sequence[str], new: Sequence[str]
) -> Iterator[IdChange]:
    out, into = defaultdict[int, list[int]](list), defaultdict[int, list[int]](list)
    for flow in alignment.flows:
        out[flow.old].append(flow.new)
        into[flow.new].append(flow.old)
    for i, old_id in enumerate(old_ids):
        j: int | None = alignment.kept.get(i)
        heirs = sorted({*out[i], j} if j is not None else out[i])
        if len(heirs) > 1:
            yield from (IdChange(old_id, ids[heir], "split") for heir in heirs)
        elif not heirs:
            yield IdChange(old_id, None, "removed")
        elif heirs[0] != j or into[heirs[0]]:
            yield IdChange(old_id, ids[heirs[0]], "merged")
        elif old[i] != new[heirs[0]]:
            yield IdChange(old_id, old_id, "edited")
        if i in alignment.moved:
            yield IdChange(old_id, old_id, "moved")
