"""Places of a decoded source that a maintainer should look at: characters that are hidden, private or unassigned.

A finding says where and what; it changes nothing. The codes are those that quarantine uses, for a threshold alone
separates a flag from a refusal.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from corpus.model.values import Finding

HUGE_LINE = 100_000  # characters; the longest paragraph of the reference documents has under 2,000
ONE_CHAR_LINES = 1_000  # lines of one character; vertical OCR has such runs, prose has none

_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f]+")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060-\u2064\ufeff\u180e\U000e0001-\U000e007f]+")
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]+")
# Not the enclosed numerals U+2460-24FF and ideographs U+3220-3243, which Chinese texts use for enumeration.
_COMPAT = re.compile("[\u2e80-\u2fd5\u3200-\u321f\u3244-\u33ff\uf900-\ufaff\ufb00-\ufb06\U0002f800-\U0002fa1d]+")
_COMBINING = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{5,}")
_ONE_CHAR_LINES = re.compile(f"(?:^[^\n][ \t]?\n){{{ONE_CHAR_LINES},}}", re.M)
_LONG_LINE = re.compile(f"[^\n]{{{HUGE_LINE},}}")

_PATTERNS = (
    ("CONTROL_CHARS", _CONTROL),
    ("INVISIBLE", _INVISIBLE),
    ("BIDI", _BIDI),
    ("PUA", _PRIVATE),
    ("COMPAT", _COMPAT),
    ("COMBINING", _COMBINING),
    ("HUGE_LINE", _LONG_LINE),
    ("ONE_CHAR_LINES", _ONE_CHAR_LINES),
)
# One class of all their characters: a twentieth of the time of the patterns as alternatives.
_RARE = re.compile(
    "[" + "".join(pattern.pattern[1 : pattern.pattern.rindex("]")] for _, pattern in _PATTERNS[:6]) + "]"
)


def find(chars: str) -> tuple[Finding, ...]:
    """Find all odd characters of a decoded source, in order; no pattern looks back, so the time is linear."""
    patterns = _PATTERNS if _RARE.search(chars) else _PATTERNS[6:]
    found = [
        Finding(match.start(), match.end(), code) for code, pattern in patterns for match in pattern.finditer(chars)
    ]
    return tuple(sorted([*found, *_unassigned(chars)]))


def _unassigned(chars: str) -> Iterator[Finding]:
    # Only distinct characters are looked up: a text has thousands of them, not millions.
    hidden = [char for char in set(chars) if not char.isprintable()]
    strange = "".join(sorted(char for char in hidden if unicodedata.category(char) == "Cn"))
    if strange:
        for match in re.finditer(f"[{re.escape(strange)}]+", chars):
            yield Finding(match.start(), match.end(), "UNASSIGNED")


def codes(findings: Iterable[Finding]) -> tuple[str, ...]:
    """Return the codes that occur, each once, sorted: a document's flags."""
    return tuple(sorted({finding.type for finding in findings}))
