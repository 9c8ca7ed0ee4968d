"""Replace Chinese that was escaped as in a program's string; off unless a register asks for it."""

from collections.abc import Iterator

from corpus.cleaning.rules import escape_forms
from corpus.cleaning.rules.rule import rule
from corpus.model.values import Edit


@rule(
    examples=[(r"纸条：\u8bf7\u8d81\u70ed\u5403，", "纸条：请趁热吃，")],
    leaves_alone=[r'print("\u8bf7")', r"{title: \u8bf7}", r"\u0041", "```\n\\u8bf7\n```"],
    default=False,
)
def unicode_escapes(text: str) -> Iterator[Edit]:
    """Replace escapes that say Chinese in running text; a listing keeps its own."""
    for escape in escape_forms.find(text, "unicode_escapes"):
        if escape.in_text:
            yield Edit(escape.start, escape.end, escape.says)
