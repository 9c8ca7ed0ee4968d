"""Drop the number signs of Markdown headings; off unless a register asks for it."""

import re
from collections.abc import Iterator

from corpus.cleaning.rules.rule import rule
from corpus.model.values import Edit

HEADING = re.compile(r"^(?:#{1,6} +)+(?=\S)", re.M)


@rule(examples=[("# 题目", "题目")], leaves_alone=["#标签", "C# 语言"], default=False)
def markdown_headings(text: str) -> Iterator[Edit]:
    """Drop the number signs; by default they stay, and the level is recorded in its own column either way."""
    for match in HEADING.finditer(text):
        yield Edit(match.start(), match.end())
