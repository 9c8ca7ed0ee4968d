"""Places of a decoded source that a maintainer should look at."""

from __future__ import annotations

from corpus.cleaning.findings import doubtful_text, odd_characters, personal_data, written_otherwise
from corpus.cleaning.findings.odd_characters import codes
from corpus.model.values import Finding

__all__ = ["codes", "find", "find_in_layout"]

find_in_layout = doubtful_text.find


def find(chars: str) -> tuple[Finding, ...]:
    """Find odd characters, what is written otherwise and personal data in a decoded source, in order."""
    return tuple(sorted([*odd_characters.find(chars), *written_otherwise.find(chars), *personal_data.find(chars)]))
