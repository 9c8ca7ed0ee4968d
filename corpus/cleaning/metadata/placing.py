"""The places that a document names, ranked by their first mention."""

from __future__ import annotations

from collections.abc import Iterator

from corpus.cleaning.metadata.field_reading import Read
from corpus.cleaning.metadata.places import MOST, WINDOW, find_places
from corpus.model.values import Layout


def read_places(layout: Layout) -> Iterator[Read]:
    """At most ``MOST`` units, from the first ``WINDOW`` characters."""
    seen, left = set[str](), WINDOW
    for block in layout.blocks:
        if block.kind in ("furniture", "reference"):
            continue
        for place in find_places(block.text[:left]):
            if place.name not in seen:
                seen.add(place.name)
                yield Read("places", place.name, block, place.start, place.end, "stated", place.confidence)
            if len(seen) == MOST:
                return
        left -= len(block.text)
        if left <= 0:
            return
