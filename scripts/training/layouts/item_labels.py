"""The number or bullet that a heading or a list item begins with, and the text behind it."""

from __future__ import annotations

import re

NUMERALS = "一二三四五六七八九十百零〇"
LABEL = re.compile(
    rf"(?:[•●■◆○□·‧\-*–]|\d+(?:\.\d+)+\.?|\d+[.、．)）]|第[{NUMERALS}\d ]+[章节節條条編编篇]"
    rf"|[（(](?:[{NUMERALS}]+|\d+)[)）]"
    rf"|[{NUMERALS}]+、|[①-⑳])(?=\s*\S)"
)


def split(kind: str, text: str) -> tuple[str, str]:
    """Take the label of an item from its text; other kinds have none."""
    found = LABEL.match(text) if kind in ("heading", "list_item") else None
    return (found[0], text[found.end() :].strip()) if found else ("", text)
