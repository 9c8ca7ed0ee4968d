"""Drop characters of no width, which split words for a program where a reader sees none."""

import re
from collections.abc import Iterator

from corpus.cleaning.rules.rule import rule
from corpus.model.values import Edit

HAN = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
# A soft hyphen at a line's end is a division that the typesetter made: both go. Joiners shape Arabic, Indic
# scripts and emoji, so they go only beside Han. Tags spell the regions of flags after U+1F3F4 and go in other places.
INVISIBLE = re.compile(
    "\u00ad\n[ \t]{0,8}(?=[a-z])|[\u00ad\u200b\u2060-\u2064\ufeff\u180e]+"
    f"|(?<=[{HAN}])[\u200c\u200d]+|[\u200c\u200d]+(?=[{HAN}])"
    "|(?<![\U0001f3f4\U000e0020-\U000e007e])[\U000e0001-\U000e007f]+"
)
# What every alternative needs; a tenth of its time.
_ANY = re.compile("[\u00ad\u200b-\u200d\u2060-\u2064\ufeff\u180e\U000e0001-\U000e007f]")


@rule(
    examples=[("中\u200b文", "中文"), ("\ufeff正文", "正文"), ("exam\u00ad\nple", "example"), ("中\u200d文", "中文")],
    leaves_alone=["👩\u200d💻", "می\u200cخواهم", "葛\U000e0100城"],
)
def invisible_chars(text: str) -> Iterator[Edit]:
    """Drop zero-width spaces, byte-order marks inside text, soft hyphens and hidden tags; variation selectors stay."""
    for match in INVISIBLE.finditer(text) if _ANY.search(text) else ():
        yield Edit(match.start(), match.end())
