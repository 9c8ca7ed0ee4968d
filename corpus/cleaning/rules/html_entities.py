"""Replace HTML's character references by what they say; off unless a register asks for it."""

from collections.abc import Iterator

from corpus.cleaning.rules import escape_forms
from corpus.cleaning.rules.rule import rule
from corpus.model.values import Edit


@rule(
    examples=[("&ldquo;老站&rdquo;&#24191;场", "“老站”广场"), ("风和&amp;amp;雨", "风和&雨")],
    leaves_alone=["AT&T;", "<p>&nbsp;</p>", "写成`&amp;`", "http://example.org/?a=1&copy;"],
    default=False,
)
def html_entities(text: str) -> Iterator[Edit]:
    """Replace them in running text; not beside tags, in code or in an address."""
    for escape in escape_forms.find(text, "html_entities"):
        if escape.in_text:
            yield Edit(escape.start, escape.end, escape.says)
