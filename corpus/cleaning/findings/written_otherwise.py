"""Places of a decoded source that do not say what was meant: escapes, glyphs without characters, blanks between Han."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from corpus.cleaning.rules import escape_forms
from corpus.cleaning.rules.han_spaces import spaced_lines
from corpus.model.values import Finding

# What pdfminer and its kin print for a glyph that a font names by number only.
_GLYPHS = re.compile(r"\(cid:\d{1,5}\)(?:[ \n]?\(cid:\d{1,5}\)){0,500}")


def find(chars: str) -> Iterator[Finding]:
    """Find what an extractor or a program wrote for the characters that were meant."""
    if "(cid:" in chars:
        yield from (Finding(*match.span(), "GLYPHS_MISSING", "lost") for match in _GLYPHS.finditer(chars))
    escapes = (escape for name in escape_forms.FORMS for escape in escape_forms.find(chars, name))
    yield from _escaped(sorted(escape for escape in escapes if not escape.at_home))
    yield from (Finding(start, end, "SPACED") for start, end in spaced_lines(chars))


def _escaped(escapes: Iterable[escape_forms.Escape]) -> Iterator[Finding]:
    """Yield the places of escapes: those beside one another are one."""
    start = end = -1
    for escape in escapes:
        if start >= 0 and escape.start > end:
            yield Finding(start, end, "ESCAPED")
            start = -1
        start, end = (escape.start if start < 0 else start), escape.end
    if start >= 0:
        yield Finding(start, end, "ESCAPED")
