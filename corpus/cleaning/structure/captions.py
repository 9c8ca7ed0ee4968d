"""Captions: credited photographs, numbered figures and tables, and short lines that interrupt a paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.cleaning.structure.claims import Claim
from corpus.cleaning.structure.credits import read_credits
from corpus.cleaning.structure.page import Page
from corpus.cleaning.structure.wording import ends_sentence

_NUMBERED = re.compile(
    r"(?:图表|圖表|表格|图|圖|表|照片|插图|插圖|Figure|Fig\.|Table)\s?"
    r"(?:\d{1,3}|[一二三四五六七八九十]{1,3})(?:\s?[-–.．]\s?\d{1,3})?\s?(?:[:：.．、]|[\s\u3000]+(?=\S)|$)"
)
_CREDITED = re.compile(
    r"(?:^|[\s\u3000。！？”）)])\S{2,12}(?:[\s\u3000]{0,3}[摄攝]|[\s\u3000]{1,3}供[图圖])\s?[）)]?$|[（(]\s?(?:图片|圖片|资料图|資料圖|供图|供圖)[^（()）]{0,20}[)）]$"
)
_CREDIT = re.compile("[摄攝图圖]")  # each of these has one; it spares most brackets the expression
_CREDIT_ENDS = frozenset("摄攝图圖)）")
_NUMBERED_FIRST = frozenset("图圖表照插FT")
_PHOTO = re.compile(r"^[▲△▼◀▶←→↑↓]|^(?:图为|圖為|图片为|上图|下图|左图|右图|上圖|下圖|摄影[:：]|攝影[:：])")
_PHOTO_FIRST = frozenset("▲△▼◀▶←→↑↓图圖上下左右摄攝")
_FIRST = _NUMBERED_FIRST | _PHOTO_FIRST
# A longer line may name its photographer at the end; longer still, it is text with a credit after it.
_LONG = 160


def captions(page: Page, kinds: Sequence[str]) -> Iterator[Claim]:
    """Claim what reflow saw inside a paragraph, and what the wording gives away."""
    for index, line in enumerate(page):
        if kinds[index]:
            continue
        worded = (line.last in _CREDIT_ENDS or line.first in _FIRST) and is_caption(line.text)
        if worded or line.hint == "caption" or (line.inside and line.short and not line.mark):
            yield index, "caption"


def is_caption(text: str) -> bool:
    """Return whether the wording is that of a caption.

    >>> is_caption("图3 流动书车的路线"), is_caption("清晨的码头。 许青禾 摄"), is_caption("图3说明了这一点。")
    (True, True, False)
    """
    if len(text) > _LONG:
        return False
    tail = max(0, len(text) - 40)
    if text[-1:] in _CREDIT_ENDS and _CREDIT.search(text, tail) and _CREDITED.search(text, tail):
        return True
    if text[:1] in _NUMBERED_FIRST and _NUMBERED.match(text):
        return len(text) <= 60 and not ends_sentence(text)
    return text[:1] in _PHOTO_FIRST and bool(_PHOTO.match(text))


def photographer(text: str) -> str:
    """Return the name before ``摄`` at a caption's end, or nothing."""
    tail = text[max(0, len(text) - 14) :].replace("。", " ").split()
    found = read_credits(" ".join(tail[-2:])) if tail else ()
    return found[0].name if found and found[0].role == "photographer" else ""
