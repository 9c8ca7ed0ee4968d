"""What one rendering looks like."""

from __future__ import annotations

from dataclasses import dataclass

ENDLESS = 10**6  # a width or a length that nothing reaches


@dataclass(frozen=True, slots=True)
class Style:
    """Every choice of one rendering; widths and indents count cells, half a Han character each."""

    # The column and how lines fill it.
    width: int
    latin: float  # cells of a Latin character
    kinsoku: str  # what may not begin a line: "push" takes a character with it, "hang" overhangs, "naive" allows it
    justify: float  # by which share the width of a line varies
    # Paragraphs.
    first: int  # indent of the first line
    shows_first: str  # whether the text has that indent: "no", "ideographic" spaces, "spaces"
    margin: int
    hanging: int  # indent of the further lines of a list item
    separator: str  # blank lines between items: "none", "blank", "double", "some"
    heading_blanks: int
    # Pages.
    page_length: int
    page_mark: str  # what begins a page: characters, "blank" line, "lead"ing space, "none"
    head: str
    number: str
    columns: bool
    # Disturbances: how often each is met.
    false_blank: float
    fragments: float
    captions: float
    notes: float
    noise: float
    half_comma: bool
    corner_quotes: bool
    spread: float
    column_cuts: float = 0.0
    bylines: float = 0.0
    pinched: float = 0.0
    second_head: str = ""  # of even pages; "" if it is the same
    labels_apart: float = 0.0  # labels of items on lines of their own, as extractors print what stands in a gap
    label_blanks: int = 0  # blank lines behind these
    calls: float = 0.0  # marks of notes behind signs

    @property
    def wraps(self) -> bool:
        """Tell whether paragraphs have lines at all."""
        return self.width < ENDLESS

    @property
    def paged(self) -> bool:
        """Tell whether there are pages."""
        return self.page_length < ENDLESS
