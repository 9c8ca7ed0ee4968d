"""Drop controls of writing direction from lines that have no right-to-left text."""

import re
from collections.abc import Iterator

from corpus.cleaning.rules.rule import rule
from corpus.model.values import Edit

CONTROL = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")


@rule(examples=[("姓名\u202e余额\u202c", "姓名余额")], leaves_alone=["他说\u2067שלום\u2069。"])
def bidi_controls(text: str) -> Iterator[Edit]:
    """Drop controls that can only hide or reorder Chinese text; beside Hebrew or Arabic they are needed and stay."""
    needed = RIGHT_TO_LEFT.search(text) is not None
    for match in CONTROL.finditer(text):
        if not (needed and RIGHT_TO_LEFT.search(*_line(text, match.start()))):
            yield Edit(match.start(), match.end())


def _line(text: str, at: int) -> tuple[str, int, int]:
    # A window of 2,000 characters each side: a line without end must not make the rule quadratic.
    start = text.rfind("\n", max(0, at - 2000), at)
    end = text.find("\n", at, at + 2000)
    return text, start if start >= 0 else max(0, at - 2000), end if end >= 0 else min(len(text), at + 2000)
