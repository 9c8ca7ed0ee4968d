"""Title, authors and date as read from the text alone, against what a register states of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from corpus.evaluating.stream import plain
from corpus.model.values import Metadata
from corpus.sources.register import SourceEntry

FROM_TEXT = ("stated", "inferred")


def compare_metadata(entry: SourceEntry | None, read: Metadata, text: str) -> Counter[str]:
    """Count for each field that the register states and the text holds: ``title`` of ``title_of``, and so on.

    A title or a name can be read when the text has it; a date when the register says that it was stated or inferred.
    What the text does not have nobody can read from it: no reader is blamed for it. Names count as a set, all or
    nothing: one author too many is as wrong as one too few.
    """
    counts: Counter[str] = Counter()
    for field, is_right in _judged(entry, read, plain(text)) if entry else ():
        counts[field] += is_right
        counts[f"{field}_of"] += 1
    return counts


def _judged(entry: SourceEntry, read: Metadata, text: str) -> Iterator[tuple[str, bool]]:
    if entry.title and plain(entry.title) in text:
        yield "title", plain(read.title or "") == plain(entry.title)
    if entry.authors and all(plain(name) in text for name in entry.authors):
        yield "authors", set(map(plain, read.authors)) == set(map(plain, entry.authors))
    if entry.date and entry.date_basis in FROM_TEXT:
        yield "date", read.date == entry.date
