"""Drop control characters, which no reader sees and many programs stumble over."""

import re
from collections.abc import Iterator

from corpus.cleaning.rules.rule import rule
from corpus.model.values import Edit

# All of C0 and C1 but TAB, LF and FF; CR, VT and NEL are line ends and gone before.
CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\r]+")


@rule(examples=[("甲\x00乙", "甲乙"), ("\x07甲", "甲")], leaves_alone=["甲\t乙\n丙\f丁"])
def control_chars(text: str) -> Iterator[Edit]:
    """Drop NUL, BEL and their like, which are damage; TAB, LF and FF carry layout and stay."""
    for match in CONTROL.finditer(text):
        yield Edit(match.start(), match.end())
