"""Which lines of a headline group are the title, the subtitle (or kicker) and the label above or below."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.cleaning.structure.page import Line, Page
from corpus.cleaning.structure.person_names import is_body
from corpus.cleaning.structure.wording import balanced, is_part_head

_DASH = re.compile(r"(?:[—–―─\-]{2,}|[—―])\s*(?=\S)")
# Words that say what sort of text follows; a title says what it is about.
_GENRE = re.compile(
    r"(?:综述|綜述|侧记|側記|纪实|紀實|述评|述評|见闻|見聞|观察|走笔|札记|札記|手记|手記|回访|扫描|巡礼|掠影|系列报道(?:之[一二三四五六七八九十]+)?)$"
)
_LABEL = re.compile(
    r".{0,8}(?:周刊|週刊|周报|週報|日报|日報|晚报|晚報|专栏|專欄|专版|專版|专刊|專刊|副刊|要闻|要聞|综合新闻|特稿|头版|时评|時評|论坛|論壇|视点|专题|專題)"
    r"|\S{2,8}(?:报|報|刊|网|網)[\s\u3000]+\S.{0,14}"
    r"|第?\s?[A-D]?\d{1,2}\s?版.{0,12}|.{2,6}[·•]\s?.{2,6}版?"
)
_OPEN_END = re.compile(
    r"(?:[：:、，（(《“「—]|[^目标]的|与|就|關於|关于|"
    # By what means, before what is done: the verb is still to come.
    r"以[^，。\s]{2,16}[为為](?:抓手|引领|引領|契机|契機|导向|導向|牵引|牽引|支撑|支撐|依托|载体|龙头|突破口|主线|主線))$"
)
# A line does not begin a title with these; 和平 and 及时 are words.
_LEANING = re.compile(
    r"和(?!平|谐|諧|睦|美|风|風|合|声|聲|服)|及(?!时|時|早|格|第)|与(?!时|其|众|人)|與(?!時|其|眾|人)|暨"
)
_OFFICIAL = re.compile(
    r"(?:报告|報告|公告|通告|通知|办法|辦法|意见|意見|方案|规定|規定|决定|決定|纪要|紀要|总结|總結|请示|請示|批复|批覆|"
    r"条例|條例|细则|細則|规划|規劃|计划|計畫|讲话|講話|公报|公報|章程|的函)(?:[（(].{1,8}[)）])?$"
)
# Phrases of a headline: one of several characters, with blanks between.
_PARALLEL = frozenset("把让讓以用")
_PHRASE, _PARTED = 6, re.compile(r"[\u3400-\u9fff]{2}[ \u3000]+[\u3400-\u9fff]{2}")
# How the titles of papers end; their first line says of what.
_STUDIED, _STUDY = (
    8,
    re.compile(r"(?:研究|分析|探讨|探討|探析|初探|设计与实现|应用|策略|对策|关系|特点|特征|变迁|演变)$"),
)
# A second line with no more than the document's kind and a word or two is no subtitle.
_CLOSING = 10
# Two shorter lines of one length are no rarity, two longer ones are a title and its subtitle.
_COUPLET = range(7, 11)
# What qualifies the document named above.
_QUALIFIED = re.compile(
    r"[（(](?:试行|試行|暂行|草案|修订.{0,6}|修正.{0,6}|征求意见稿|送审稿|摘要|节选|全文|上|中|下|\d{4}年.{0,6})[)）]"
)
# How the last phrase of an official headline begins.
_DOING = re.compile(
    "(?:全力|奋力|着力|大力|扎实|积极|全面|深入|推动|推进|打造|助力|努力|加快|切实|持续|奮力|積極|深入)"
)
_NAME = re.compile(r"[\u3400-\u9fffA-Za-z0-9]{2,8}")


def is_dashed(line: Line) -> bool:
    """Return whether ``——`` opens the line, as it does a subtitle."""
    return bool(_DASH.match(line.text))


def is_label(line: Line) -> bool:
    """Return whether it is a column or page name by its wording."""
    return not line.mark and len(line.text) <= 24 and bool(_LABEL.fullmatch(line.text))


def could_be_page_name(line: Line) -> bool:
    """Return whether it may be a page's or a paper's name: a few characters without a mark after the last text."""
    return not line.mark and bool(_NAME.fullmatch(line.text))


def roles(page: Page, group: Sequence[int], *, last: bool = False) -> Iterator[tuple[int, str]]:
    """Yield the kind of each line of a group; the lines of one title are all ``title``. ``last``: after all text."""
    labels = {
        index
        for index in group
        if is_label(page[index]) or (last and index != group[0] and could_be_page_name(page[index]))
    }
    lines = [index for index in group if index not in labels]
    if not lines and not any(char.isspace() for char in page[group[-1]].text):
        lines = list(group[-1:])
    main = set(_main(page, [index for index in lines if not is_dashed(page[index])]))
    for index in group:
        if index != group[0] and is_part_head(page[index].text):
            yield index, "heading"
        else:
            yield index, "title" if index in main else "subtitle" if index in lines else "label"


def _main(page: Page, lines: Sequence[int]) -> Sequence[int]:
    """Return the lines of the title proper."""
    if not lines:
        return ()
    if len(lines) > 1 and (_is_kicker(page[lines[0]], page[lines[1]]) or _is_overline(page, lines)):
        return _main(page, lines[1:])
    end, text = 1, page[lines[0]].text
    while end < len(lines) and lines[end] == lines[end - 1] + 1 and _continues(page, lines[0], lines[end], text):
        text = joined(text, page[lines[end]].text)
        end += 1
    return lines[:end]


def joined(first: str, second: str) -> str:
    """Join two lines of a title: a space between Latin words, nothing else.

    >>> joined("岭南：", "小巴进村"), joined("Open", "Data")
    ('岭南：小巴进村', 'Open Data')
    """
    return f"{first}{between(first, second)}{second}"


def between(first: str, second: str) -> str:
    """Return what a join puts between two lines: a blank between Latin words and between phrases that stand apart."""
    if first[-1:].isascii() and second[:1].isascii():
        return " " if (first[-1:] + second[:1]).isalnum() else ""
    return " " if _are_phrases(first, second) else ""


def _are_phrases(first: str, second: str) -> bool:
    """Return whether two lines are phrases of one headline, as in ``老旧小区装上新电梯 / 六旬老人下楼不再难``."""
    if min(len(first), len(second)) < _PHRASE or _OPEN_END.search(first) or _LEANING.match(second):
        return False
    if _OFFICIAL.search(second) or first[:2] in ("关于", "關於") or not (balanced(first) and balanced(second)):
        return False
    return bool(_PARTED.search(first)) or (first[0] in _PARALLEL and second[0] in _PARALLEL)


def _is_kicker(first: Line, second: Line) -> bool:
    """Return whether the line above names the sort of text (``某县普查综述``), the next being the title itself."""
    return not first.mark and bool(_GENRE.search(first.text)) and not _GENRE.search(second.text)


def _is_overline(page: Page, lines: Sequence[int]) -> bool:
    """Return whether a short phrase stands over a headline of two phrases and the authors."""
    first, second = page[lines[0]], page[lines[1]]
    if first.mark or first.text[-1:] in "：:" or is_dashed(second) or _PARTED.search(first.text) or len(lines) > 2:
        return False
    return len(first.text) * 3 <= len(second.text) * 2 and bool(_PARTED.search(second.text))


def _continues(page: Page, above: int, below: int, text: str) -> bool:
    """Return whether a line goes on with the title ``text`` that began at ``above``."""
    second = page[below]
    if page[above].mark or second.mark or is_dashed(second) or len(text) > 60:
        return False
    if _QUALIFIED.fullmatch(second.text) or (second.text.startswith(("关于", "關於")) and is_body(text)):
        return True
    if _OPEN_END.search(text) or _LEANING.match(second.text) or not balanced(text) or _is_couplet(page, below, text):
        return True
    return _ends_official(text, second.text) or (len(text) >= _STUDIED and bool(_STUDY.search(second.text)))


def _ends_official(text: str, second: str) -> bool:
    """Return whether the kind of document closes the title above: ``关于...期间 / 车辆停放的公告``."""
    if _OFFICIAL.search(text) or not _OFFICIAL.search(second):
        return False
    return text[:2] in ("关于", "關於") or len(second) <= _CLOSING


def _is_couplet(page: Page, below: int, text: str) -> bool:
    """Return whether four-character phrases open both; or they are of one length over a subtitle or a text."""
    second = page[below].text
    if len(text) == len(second) in _COUPLET and text.isalnum() and second.isalnum() and not _GENRE.search(second):
        return True
    if all(len(phrase) == 4 for phrase in text.split()) and len(second) >= 6 and " " not in second:
        return True
    if _PARTED.search(text) and _DOING.match(second) and not _GENRE.search(second):
        return True
    under = page[below + 1] if below + 1 < len(page) else None
    return abs(len(text) - len(second)) <= 2 and under is not None and under.short and is_dashed(under)
