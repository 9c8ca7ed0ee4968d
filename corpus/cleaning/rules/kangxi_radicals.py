"""Replace radicals by the ideographs that they look like: PDF fonts often name the wrong one of the two."""

import re
import unicodedata
from collections.abc import Iterator

from corpus.cleaning.rules.rule import rule
from corpus.model.values import Edit

# Kangxi radicals have a compatibility mapping each; of the radicals supplement only two do, the others stay.
RADICAL = re.compile("[\u2f00-\u2fd5\u2e9f\u2ef3]")


@rule(examples=[("⽂字", "文字"), ("⼤⼩", "大小")], leaves_alone=["文字", "⺮字头", "豈"])
def kangxi_radicals(text: str) -> Iterator[Edit]:
    """Replace U+2F00..U+2FD5 by unified ideographs (Unicode's own mapping); a search for 文 would miss ⽂."""
    for match in RADICAL.finditer(text):
        yield Edit(match.start(), match.end(), unicodedata.normalize("NFKC", match[0]))
