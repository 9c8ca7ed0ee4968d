"""Documents whose bytes were printed as escapes, ``\\xe6\\x96\\x87``: as programs show bytes that are not decoded."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.model.values import Edit, Finding

RULE = "mojibake.utf8_as_escapes"
_RUN = re.compile(r"(?:\\x[0-9A-Fa-f]{2})+")
_SPACE = re.compile(r"\s+")


def consists_of_escapes(text: str) -> bool:
    """Return whether at least half of a text is escapes of bytes above ASCII: a listing of a program has fewer.

    >>> consists_of_escapes(r"\\xe6\\x96\\x87"), consists_of_escapes(r"data = b'\\xe6' # the first byte")
    (True, False)
    """
    size = sum(len(run) for run in _RUN.findall(text) if _high(run))
    return size > 0 and 2 * size >= len(_SPACE.sub("", text))


def find(text: str) -> tuple[list[Edit], list[Finding]]:
    """Return the repairs of such a document, a character each, and the runs that are not UTF-8: these are lost."""
    edits, lost = list[Edit](), list[Finding]()
    for run in _RUN.finditer(text):
        if not _high(run[0]):
            continue
        try:
            edits += _characters(run.start(), bytes.fromhex(run[0].replace("\\x", "")).decode())
        except UnicodeDecodeError:
            lost.append(Finding(*run.span(), "MOJIBAKE", "lost"))
    return edits, lost


def _high(run: str) -> bool:
    return any(digit >= "8" for digit in run[2::4])


def _characters(start: int, chars: str) -> Iterator[Edit]:
    for char in chars:
        end = start + 4 * len(char.encode())
        yield Edit(start, end, char, (RULE,), 0.99)
        start = end
