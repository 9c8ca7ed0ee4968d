"""Drop the asterisks of Markdown's strong emphasis; off unless a register asks for it."""

import re
from collections.abc import Iterator

from corpus.cleaning.rules.rule import rule
from corpus.model.values import Edit

# Bounded, so that a line of asterisks costs no long scan.
STRONG = re.compile(r"(?<!\*)\*\*(?=[^\s*])[^*\n]{0,199}(?<=[^\s*])\*\*(?!\*)")


@rule(examples=[("**摘要** 本文", "摘要 本文")], leaves_alone=["2 ** 3 ** 4", "****"], default=False)
def markdown_strong(text: str) -> Iterator[Edit]:
    """Drop a pair of double asterisks on one line; by default the marks stay."""
    for match in STRONG.finditer(text):
        yield Edit(match.start(), match.start() + 2)
        yield Edit(match.end() - 2, match.end())
