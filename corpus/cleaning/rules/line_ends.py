"""One line end: CR LF, CR, NEL, VT and the Unicode separators become LF; form feeds stay, they mark pages."""

import re
from collections.abc import Iterator

from corpus.cleaning.rules.rule import rule
from corpus.model.values import Edit

LINE_END = re.compile("\r(?=\n)|[\r\x0b\x85\u2028\u2029]")


@rule(
    examples=[("甲\r\n乙", "甲\n乙"), ("甲\r乙", "甲\n乙"), ("甲\u2028乙", "甲\n乙")],
    leaves_alone=["甲\n乙", "甲\f乙"],
)
def line_ends(text: str) -> Iterator[Edit]:
    """Make every line end LF, so that a file from any system has the same lines."""
    for match in LINE_END.finditer(text):
        before_lf = text.startswith("\n", match.end())
        yield Edit(match.start(), match.end(), "" if match[0] == "\r" and before_lf else "\n")
