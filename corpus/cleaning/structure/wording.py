"""What the end of a line shows: a finished sentence, an open one, or a headline."""

from __future__ import annotations

import re

CLOSERS = "”’」』》）)】〉\"'"
_CLOSERS = frozenset(CLOSERS)
STOPS = frozenset("。！？!?…；;.．｡")
OPEN = frozenset("，、,：:——-（(《“「『〈")
# A headline may ask or exclaim; it never ends like this.
UNFIT = frozenset("。.．；;，,、：:…")
_NO_HEADLINE = OPEN | UNFIT
HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
WORDY = re.compile(r"[^\W\d_][\s\u3000]{0,6}[^\W\d_]")
# Speech: a quotation that ends inside its quotes, or a speaker's name before a question.
_SPOKEN = re.compile(
    r"[“「『\"][^“”「」]{0,60}[！？!?…—]+[”」』\"]$|[\u3400-\u9fffQA]{1,4}[：:].{0,80}[！？!?]$|[问問答QA][：:]"
)
_STOP = re.compile("[。；;:！？!?]")  # a clause has one; a set is looked for at a fifth of the time of a choice
_CLAUSE = re.compile(r"[。；;]|://|[！？!?](?=.)")


def ending(text: str) -> str:
    """Return the last character that is not a closing bracket or quote."""
    last = text[-1] if text else ""
    if last not in _CLOSERS:
        return last
    return text.rstrip(CLOSERS)[-1:] or last


def ends_sentence(text: str) -> bool:
    """Return whether the text ends with a stop.

    >>> ends_sentence("他说：“好。”")
    True
    """
    last = text[-1] if text else ""
    if last not in _CLOSERS:
        return last in STOPS
    return ending(text) in STOPS or text[-2:] in ("—”", "—」")


# An entry of contents: dots that lead to a page's number, or to nothing that was kept.
_LEADER = re.compile(r"(?:[.·．…‥][ \u3000]?){4,}\s*(?:\d{1,4}|[ivxlc]{1,6})?$")
_PAGE_ENDS = frozenset("0123456789ivxlc.·．…‥")


def is_headline(text: str, limit: int) -> bool:
    """Return whether the wording could be a headline of at most ``limit`` characters.

    >>> is_headline("河水清了 人也回来了", 30), is_headline("河水清了，", 30)
    (True, False)
    """
    if not 1 < len(text) <= limit or text[-1] in _NO_HEADLINE:
        return False
    if text[-1] in _CLOSERS and ending(text) in UNFIT:
        return False
    if (_STOP.search(text) and _CLAUSE.search(text, 0, len(text) - 1)) or not WORDY.search(text):
        return False
    if text[-1] in _PAGE_ENDS and _LEADER.search(text):
        return False
    # Speech opens with a quote or a speaker and a colon: what has neither need not be matched.
    spoken = text[0] in '“「『"' or "：" in text or ":" in text
    return not (spoken and _SPOKEN.match(text))


_PART_HEAD = re.compile(
    r"(?:内容|內容|中文|论文|論文)?[ \u3000]*(?:摘[ \u3000]*要|提[ \u3000]*要|撮[ \u3000]*要|"
    r"前[ \u3000]*言|引[ \u3000]*言|导[ \u3000]*言|"
    r"緒[ \u3000]*論|绪[ \u3000]*论|目[ \u3000]*[录錄次]|序|[谢謝][ \u3000]*[辞辭]|Abstract)",
    re.I,
)


def is_part_head(text: str) -> bool:
    """Return whether a line heads the first part of a text: ``摘要``, ``目　录``, ``谢辞``."""
    return _PART_HEAD.fullmatch(text) is not None


def balanced(text: str) -> bool:
    """Return whether each quote and bracket that opens also closes."""
    return all(text.count(a) == text.count(b) for a, b in ("“”", "《》", "（）", "「」", "『』", "【】"))
