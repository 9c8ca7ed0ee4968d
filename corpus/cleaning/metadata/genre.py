"""What sort of document it is, by the form of its title and parts; none when the signs are few."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from corpus.cleaning.metadata.field_reading import FieldReading, ends
from corpus.model.values import Block, Layout

_TITLES = (
    ("minutes", r"纪要$|紀要$|会议记录$|會議記錄$|会议纪录|會議紀錄"),
    ("notice", r"(?:通知|通告|公告|启事|啟事|公示|通報|通报)(?:书|書)?$"),
    (
        "regulation",
        r"(?:条例|條例|办法|辦法|规定|規定|细则|細則|章程|准则|準則|守则|守則|规程|規程|[^方写书做]法)(?:[（(](?:试行|試行|修订|草案|暂行)[)）])?$",
    ),
    ("manual", r"手册|手冊|指南|教程|使用说明|使用說明|入门|入門|操作规程"),
    ("interview", r"专访|專訪|访谈|訪談|对话|對話|答记者问"),
    ("report", r"(?:报告|報告|总结|總結|汇报|匯報|白皮书|白皮書|公报|年报|年報)(?:[（(].{1,12}[)）])?$"),
    ("news", r"(?:综述|綜述|侧记|側記|纪实|紀實|见闻|見聞|述评|特写|快讯)$"),
)
_RULES = tuple((genre, re.compile(pattern)) for genre, pattern in _TITLES)
_ABSTRACT = re.compile(r"\W{0,3}(?:摘\s?要|内容摘要|關鍵|关\s?键)")
_ARTICLE = re.compile(r"\W{0,3}第\s?[〇零一二三四五六七八九十百千\d]{1,5}\s?[条條]")
_ASKED = re.compile(r"(?:问|問|记者|記者|[QＱ])\s?[:：]")
_ANSWERED = re.compile(r"(?:答|[AＡ])\s?[:：]|[\u3400-\u9fff]{2,4}[:：]")
_REPORTED = re.compile(r"供稿|记者|記者|报道|報導|通讯员|通訊員|[摄攝]\s?[)）]?$")
_PLANNED = re.compile(r"^(?:下一步|今后|下一阶段|存在的问题|主要做法)")
# A sign that occurs once may be chance.
_SURE, _LIKELY = 0.85, 0.6


def read_genre(layout: Layout) -> Iterator[FieldReading]:
    """Take the first sign that holds: title, then parts, then credits."""
    blocks = ends(layout)
    found = _by_title(blocks) or _by_parts(blocks) or _by_credits(blocks)
    if found:
        yield found


def _by_title(blocks: Sequence[Block]) -> FieldReading | None:
    for block in blocks:
        if block.kind in ("title", "subtitle"):
            for genre, pattern in _RULES:
                if match := pattern.search(block.text.rstrip()):
                    return FieldReading("genre", genre, block, match.start(), match.end(), "inferred", _SURE)
    return None


def _by_parts(blocks: Sequence[Block]) -> FieldReading | None:
    """Look for an abstract, numbered articles, questions and answers, plans under headings."""
    signs = Counter[str]()
    first = dict[str, Block]()
    for block in blocks:
        for sign in _signs(block):
            signs[sign] += 1
            first.setdefault(sign, block)
    for genre, parts in _PARTS:
        if all(signs[part] >= times for part, times in parts):
            block = first[parts[0][0]]
            return FieldReading("genre", genre, block, 0, min(len(block.text), 8), "inferred", _LIKELY)
    return None


def _signs(block: Block) -> Iterator[str]:
    if block.kind == "meta" and _ABSTRACT.match(block.text):
        yield "abstract"
    if block.kind in ("reference", "heading", "caption"):
        yield block.kind
    for sign, pattern in (("article", _ARTICLE), ("question", _ASKED), ("answer", _ANSWERED), ("plan", _PLANNED)):
        if pattern.match(block.text):
            yield sign


_PARTS = (
    ("journal_article", (("abstract", 1),)),
    ("regulation", (("article", 3),)),
    ("interview", (("question", 2), ("answer", 2))),
    ("report", (("plan", 1), ("heading", 2))),
)


def _by_credits(blocks: Sequence[Block]) -> FieldReading | None:
    """Call it news when it has a reporter, a photographer or a supplier."""
    for block in blocks:
        if block.kind in ("byline", "caption") and (match := _REPORTED.search(block.text)):
            return FieldReading("genre", "news", block, match.start(), match.end(), "inferred", _LIKELY)
    return None
