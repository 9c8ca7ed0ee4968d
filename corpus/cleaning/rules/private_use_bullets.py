"""Replace the private-use bullets of symbol fonts by the signs that they show; off unless a register asks for it."""

import re
from collections.abc import Iterator

from corpus.cleaning.rules.rule import rule
from corpus.model.values import Edit

# Wingdings and Symbol in the private use area, as Word puts them at the head of list items: F000 and the font's code.
SIGNS = str.maketrans(
    {
        "\uf06c": "●", "\uf06d": "❍", "\uf06e": "■", "\uf06f": "□", "\uf071": "❑", "\uf075": "◆", "\uf076": "❖",
        "\uf077": "◆", "\uf09f": "•", "\uf0a7": "▪", "\uf0a8": "◻", "\uf0b2": "★", "\uf0b7": "•", "\uf0d8": "➢",
        "\uf0e0": "→", "\uf0f0": "⇨", "\uf0fc": "✔", "\uf0fe": "☑",
    }
)  # fmt: skip
BULLET = re.compile(f"^[ \t\u3000]{{0,40}}([{''.join(map(chr, SIGNS))}])(?=[ \t\u3000\xa0])", re.M)


@rule(
    examples=[("\uf0b7 预热十分钟", "• 预热十分钟"), ("  \uf06c\t断电", "  ●\t断电")],
    leaves_alone=["甲\uf0b7乙", "\ue000 字"],
    default=False,
)
def private_use_bullets(text: str) -> Iterator[Edit]:
    """Replace a symbol font's code before a blank at the head of a line; other private use stays, flagged."""
    for match in BULLET.finditer(text):
        yield Edit(match.start(1), match.end(1), match[1].translate(SIGNS))
