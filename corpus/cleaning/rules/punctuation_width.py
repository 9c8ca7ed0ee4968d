"""Make half-width punctuation between Han full-width; off unless a register asks for it."""

import re
from collections.abc import Iterator

from corpus.cleaning.rules.rule import rule
from corpus.model.values import Edit

WIDE = str.maketrans(",;:?!()", "，；：？！（）")
HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
MARK = re.compile(
    f"(?<=[{HAN}”’》）%0-9A-Za-z])[,;:?!](?=[{HAN}“‘《（])|(?<=[{HAN}])\\((?=[{HAN}])|(?<=[{HAN}])\\)(?=[{HAN}，。；：])"
)


@rule(
    examples=[("近年来,全市", "近年来，全市"), ("他说:“好”", "他说：“好”")],
    leaves_alone=["1,000", "see a, b", "12:30", "f(x)"],
    default=False,
)
def punctuation_width(text: str) -> Iterator[Edit]:
    """Widen punctuation between Han; many sites use half-width commas on purpose, so it is your choice."""
    for match in MARK.finditer(text):
        yield Edit(match.start(), match.end(), match[0].translate(WIDE))
