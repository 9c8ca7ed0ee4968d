"""A block's text with the place of each character in the decoded source; edits are cut and replaced as a whole."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.model.edits import ReadPiece, pieces
from corpus.model.values import Block, Edit


class RowReading:
    """Leads from an index of a block's text to the source."""

    def __init__(self, block: Block, edits: Sequence[Edit]) -> None:
        self.text, self.spans = block.text, block.spans
        self._edits = edits
        self._read: list[ReadPiece] | None = None

    @property
    def _pieces(self) -> list[ReadPiece]:
        if self._read is None:
            self._read = list(pieces(self.spans, self._edits))
        return self._read

    def _piece(self, index: int) -> ReadPiece | None:
        return next((piece for piece in self._pieces if piece.first <= index < piece.last), None)

    def start_of(self, index: int) -> int | None:
        """Return where a character begins; None inside of what an edit inserted, and after the last."""
        piece = self._piece(index)
        if piece is None or (piece.edit and index > piece.first):
            return None
        return piece.place.start + index - piece.first

    def end_of(self, index: int) -> int | None:
        """Return where a character ends; None inside of what an edit inserted, and before the first."""
        piece = self._piece(index)
        if piece is None or (piece.edit and index < piece.last - 1):
            return None
        return piece.place.end if piece.edit else piece.place.start + index - piece.first + 1

    def from_index(self, index: int) -> int:
        """Return where the text from an index on begins, whole edits included."""
        piece = self._piece(index)
        if piece is None:
            return self.spans[-1].end
        return piece.place.start if piece.edit else piece.place.start + index - piece.first

    def up_to(self, index: int) -> int:
        """Return where the text up to an index ends, whole edits included."""
        piece = self._piece(index - 1)
        if piece is None:
            return self.spans[0].start
        return piece.place.end if piece.edit else piece.place.start + index - piece.first

    def replaced(self, low: int, high: int, becomes: str) -> Edit | None:
        """Return the edit that replaces a range of the text; None where the range lies in two spans."""
        inside = [
            piece
            for piece in self._pieces
            if (piece.first < high and piece.last > low) or (piece.first == piece.last and low < piece.first < high)
        ]
        start, end = self.from_index(low), self.up_to(high)
        if not inside or not any(span.start <= start <= end <= span.end for span in self.spans):
            return None
        before = self.text[inside[0].first : low] if inside[0].edit else ""
        after = self.text[high : inside[-1].last] if inside[-1].edit else ""
        return Edit(start, end, before + becomes + after)
