"""Drop code points that Unicode reserves as noncharacters."""

import re
from collections.abc import Iterator

from corpus.cleaning.rules.rule import rule
from corpus.model.values import Edit

# The Unicode Standard, 23.7: U+FDD0..U+FDEF and the last two of each plane.
NONCHARACTER = re.compile(
    "[\ufdd0-\ufdef\ufffe\uffff" + "".join(chr(p * 0x10000 + e) for p in range(1, 17) for e in (0xFFFE, 0xFFFF)) + "]+"
)
# A class with single characters beyond U+FFFF takes five times as long as one of ranges, which most texts fail.
_ANY = re.compile("[\ufdd0-\ufdef\ufffe\uffff\U0001fffe-\U0010ffff]")


@rule(examples=[("甲\ufdd0乙", "甲乙"), ("甲\uffff乙", "甲乙")], leaves_alone=["甲\ufffd乙", "甲\ue000乙"])
def noncharacters(text: str) -> Iterator[Edit]:
    """Drop noncharacters, which are never text; private use characters and U+FFFD can be, and stay, flagged."""
    for match in NONCHARACTER.finditer(text) if _ANY.search(text) else ():
        yield Edit(match.start(), match.end())
