"""What the end of a line tells: a finished sentence, an open one, or a headline."""

from __future__ import annotations

import re

CLOSERS = "”’」』》）)】〉\"'"
STOPS = frozenset("。！？!?…；;.．｡")
OPEN = frozenset("，、,：:——-（(《“「『〈")
# A headline may ask or exclaim; it never ends like this.
UNFIT = frozenset("。.．；;，,、：:…")
HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
WORDY = re.compile(r"[^\W\d_][\s\u3000]?[^\W\d_]")
# Speech: a quotation that ends inside its quotes, or a speaker's name before a question.
_SPOKEN = re.compile(
    r"[“「『\"][^“”「」]{0,60}[！？!?…—]+[”」』\"]$|[\u3400-\u9fffQA]{1,4}[：:].{0,80}[！？!?]$|[问問答QA][：:]"
)
_CLAUSE = re.compile(r"[。；;]|://|[！？!?](?=.)")


def ending(text: str) -> str:
    """The last character that is not a closing bracket or quote."""
    stripped = text.rstrip(CLOSERS)
    return stripped[-1:] if stripped else text[-1:]


def ends_sentence(text: str) -> bool:
    """Whether the text ends with a stop.

    >>> ends_sentence("他说：“好。”")
    True
    """
    return ending(text) in STOPS or text[-2:] in ("—”", "—」")


def is_headline(text: str, limit: int) -> bool:
    """Whether the wording could stand as a headline of at most ``limit`` characters.

    >>> is_headline("河水清了 人也回来了", 30), is_headline("河水清了，", 30)
    (True, False)
    """
    if not 1 < len(text) <= limit or ending(text) in UNFIT or text[-1] in OPEN or _SPOKEN.match(text):
        return False
    return bool(WORDY.search(text)) and not _CLAUSE.search(text, 0, len(text) - 1)


def balanced(text: str) -> bool:
    """Whether each quote and bracket that opens also closes."""
    return all(text.count(a) == text.count(b) for a, b in ("“”", "《》", "（）", "「」", "『』", "【】"))
