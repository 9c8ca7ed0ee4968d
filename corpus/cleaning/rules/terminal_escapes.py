"""Drop the escape sequences with which programs colour a terminal."""

import re
from collections.abc import Iterator

from corpus.cleaning.rules.rule import rule
from corpus.model.values import Edit

# ECMA-48, 5.4 (CSI) and 8.3.89 (OSC); the lengths are bounded, so that a stray ESC costs no long scan.
ESCAPE = re.compile("\x1b\\[[0-?]{0,32}[ -/]{0,4}[@-~]|\x1b\\][^\x07\x1b\n]{0,512}(?:\x07|\x1b\\\\)")


@rule(
    examples=[("\x1b[31m红\x1b[0m", "红"), ("\x1b]8;;http://example.org\x07链\x1b]8;;\x07", "链")],
    leaves_alone=["[31m", "[1] 参考文献"],
)
def terminal_escapes(text: str) -> Iterator[Edit]:
    """Drop escape sequences: they are commands to a terminal, not text, and could move the cursor when shown."""
    if "\x1b" in text:
        for match in ESCAPE.finditer(text):
            yield Edit(match.start(), match.end())
