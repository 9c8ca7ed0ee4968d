"""Replace compatibility ideographs by the unified ones; off unless a register asks for it."""

import re
import unicodedata
from collections.abc import Iterator

from corpus.cleaning.rules.rule import rule
from corpus.model.values import Edit

# The twelve of U+FA0E-FA29 that are unified ideographs have no decomposition.
COMPATIBILITY = re.compile("[\uf900-\ufad9\U0002f800-\U0002fa1d]+")


@rule(examples=[("豈有此理", "豈有此理"), ("更新", "更新")], leaves_alone=["更新", "﨏", "㈱"], default=False)
def compatibility_ideographs(text: str) -> Iterator[Edit]:
    """Replace them by Unicode's canonical equivalents; a name may want the form that it has, so it is your choice."""
    for match in COMPATIBILITY.finditer(text):
        unified = unicodedata.normalize("NFC", match[0])
        if unified != match[0]:
            yield Edit(match.start(), match.end(), unified)
