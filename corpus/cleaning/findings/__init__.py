"""Places of a decoded source that a maintainer should look at."""

from corpus.cleaning.findings.odd_characters import codes, find

__all__ = ["codes", "find"]
