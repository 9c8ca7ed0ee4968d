"""Which ID each paragraph gets: assigned once, in the order of the source, and never given twice."""

from __future__ import annotations

from corpus.names import paragraph_id


def first_ids(doc_id: str, count: int) -> list[str]:
    """The IDs of a document that no earlier release had: numbered from 1 in the order of the source.

    >>> first_ids("river", 2)
    ['river-0001', 'river-0002']
    """
    return [paragraph_id(doc_id, number) for number in range(1, count + 1)]
