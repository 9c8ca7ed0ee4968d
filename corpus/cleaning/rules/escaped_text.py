"""Read a document that consists of escapes: every line of it says something else than what it means."""

import re
from collections.abc import Iterator

from corpus.cleaning.rules import escape_forms
from corpus.cleaning.rules.rule import rule
from corpus.model.values import Edit

FORMS = ("html_entities", "percent_escapes", "unicode_escapes")
LINES = 0.5
"""The share of lines that must have an escape."""
CHARS = 0.1
"""The share of the text that escapes must say."""
# Who writes about escapes means them.
_ABOUT = re.compile(
    "编码|編碼|转义|轉義|字符|字元|实体|實體|代码|代碼|程式|程序|unicode|utf-?8|url|html|ascii|json", re.I
)


@rule(
    examples=[
        ("&nbsp;&nbsp;&#x9762;&#x5305;节", "\xa0\xa0面包节"),
        (r"纸条：\u8bf7\u8d81\u70ed\u5403", "纸条：请趁热吃"),
    ],
    leaves_alone=["第一行。\n第二行。\n他写道：&hellip;", "“面”的编码是%e9%9d%a2", "http://example.org/%e9%9d%a2"],
)
def escaped_text(text: str) -> Iterator[Edit]:
    """Replace HTML, percent and Unicode escapes where at least half of the lines have some; never in code or a URL."""
    escapes = [escape for name in FORMS for escape in escape_forms.find(text, name)]
    if escapes and all(escape.in_text for escape in escapes) and _throughout(text, escapes):
        yield from (Edit(escape.start, escape.end, escape.says) for escape in escapes)


def _throughout(text: str, escapes: list[escape_forms.Escape]) -> bool:
    if _ABOUT.search(text):
        return False
    lines = sum(bool(line.strip()) for line in text.split("\n"))
    hit = len({text.count("\n", 0, escape.start) for escape in escapes})
    said = sum(len(escape.says) for escape in escapes)
    size = len(text) - sum(escape.end - escape.start for escape in escapes) + said
    return hit >= LINES * lines and said >= CHARS * size
