"""Replace Chinese that was escaped as in a URL; off unless a register asks for it."""

from collections.abc import Iterator

from corpus.cleaning.rules import escape_forms
from corpus.cleaning.rules.rule import rule
from corpus.model.values import Edit


@rule(
    examples=[("他把%e9%9d%a2%e5%8c%85放下", "他把面包放下"), ("他把%u9762%u5305放下", "他把面包放下")],
    leaves_alone=["http://example.org/%e9%9d%a2", "降了100%20天", "?q=%e9%9d%a2%e5%8c%85"],
    default=False,
)
def percent_escapes(text: str) -> Iterator[Edit]:
    """Replace escapes of UTF-8 that say Han in running text; an address keeps its own."""
    for escape in escape_forms.find(text, "percent_escapes"):
        if escape.in_text:
            yield Edit(escape.start, escape.end, escape.says)
