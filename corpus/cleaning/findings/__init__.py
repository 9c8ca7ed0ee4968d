"""Places of a decoded source that a maintainer should look at."""

from __future__ import annotations

from corpus.cleaning.findings import odd_characters, personal_data
from corpus.cleaning.findings.odd_characters import codes
from corpus.model.values import Finding

__all__ = ["codes", "find"]


def find(chars: str) -> tuple[Finding, ...]:
    """Find odd characters and personal data in a decoded source, in order."""
    return tuple(sorted([*odd_characters.find(chars), *personal_data.find(chars)]))
