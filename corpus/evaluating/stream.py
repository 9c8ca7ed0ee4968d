"""Texts as streams of characters in which only what a reader would call a change is one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from corpus.cleaning.rules.kangxi_radicals import RADICAL, ideographs

# White space, controls, and what has neither width nor ink. Private use characters stay: they replace a glyph.
UNSEEN = re.compile(r"[\s\x00-\x1f\x7f-\x9f\xad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]+")
MARKDOWN = re.compile(r"^\s*(?:#{1,6}\s+)+|\*\*")


class Stream(NamedTuple):
    """Characters, and for each the number of the block that holds it."""

    text: str
    owners: list[int]


def plain(text: str) -> str:
    """Return the characters after NFKC, without white space and without the marks of Markdown headings and emphasis.

    NFKC, because a width is no loss (``１`` and ``1``); no white space, because its place is what reflow
    decides and boundaries measure; no Markdown marks, because a rule that drops them loses no text. Radicals are the
    ideographs that they look like, those too that NFKC does not know.

    >>> plain("## １. **春** 天"), plain("C# 语言"), plain("⻅⻔")
    ('1.春天', 'C#语言', '见门')
    """
    if RADICAL.search(text):
        text = text.translate(ideographs())
    return UNSEEN.sub("", unicodedata.normalize("NFKC", MARKDOWN.sub("", text)))


def stream(pieces: Iterable[tuple[int, str]]) -> Stream:
    """Make the stream of pieces of text, each with the number of its block."""
    texts, owners = list[str](), list[int]()
    for owner, piece in pieces:
        text = plain(piece)
        texts.append(text)
        owners += [owner] * len(text)
    return Stream("".join(texts), owners)


def plain_lengths(parts: Iterable[str]) -> list[int]:
    """Return how long the plain text of parts is that together make one text, each with those before it.

    A sign before each part but the first keeps a mark of Markdown that only the head of a text can have.

    >>> plain_lengths(["# 春 江", "# 水 ", "暖"])
    [2, 4, 5]
    """
    lengths, total = list[int](), 0
    for number, part in enumerate(parts):
        total += len(plain(part)) if not number else len(plain("春" + part)) - 1
        lengths.append(total)
    return lengths
