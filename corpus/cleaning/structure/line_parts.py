"""What a line about the page or about the text is made of: dates, papers' names, editions, issues, numbers, fields."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from corpus.cleaning.structure.dates import find_dates
from corpus.cleaning.structure.labelled_fields import labelled_fields
from corpus.cleaning.structure.role_names import role_spans

_H = "[\u3400-\u9fff]"
_PAPER_NAME = (
    r"(?:[\u3400-\u9fff]{1,10}?(?:日报|日報|晚报|晚報|晨报|晨報|早报|早報|时报|時報|周报|週報|快报|快報|"
    r"导报|導報|公报|商报|商報|学报|學報|观察报|"
    r"月报|月報|画报|畫報|周刊|週刊|月刊|季刊|双月刊|雙月刊|旬刊|杂志|雜誌|学刊|學刊|副刊|通讯|評論|评论|"
    r"新闻网|新聞網|网|網|在线|"
    r"(?<=[\u3400-\u9fff]{2})(?:报|報|刊|誌)))"
)
_NO_PAPER = re.compile(
    "举报|舉報|汇报|匯報|通报|通報|情报|情報|简报|簡報|上报|填报|申报|海报|海報|预报|預報|电报|電報|档案|"
    "标志|日志|意志|[一二三四五六七八九十]期刊|本报|本報|本刊|官网|上网|互联网|联网|網站|网站"
)
_PATTERNS = {
    "number": rf"(?<!\d)\d{{2,3}}\s?年度?\s?{_H}{{1,8}}字第\s?\d{{1,6}}\s?[号號]|"
    rf"{_H}{{2,16}}字第\s?\d{{6,12}}(?:-\d)?\s?[号號]|"
    rf"{_H}{{1,16}}[〔\[（(［【]\s?\d{{4}}\s?[〕\]）)］】]\s?(?:第\s?)?\d{{1,5}}\s?[号號]|"
    rf"[（(〔]\d{{4}}[）)〕]{_H}{{0,3}}\d{{0,4}}{_H}{{0,8}}字?第?\s?\d{{1,6}}\s?[号號](?:之[一二三四五六七八九十])?",
    "standard": r"\b(?:GB(?:/[TZ])?|DB\s?\d{2,4}(?:/T)?|T/[A-Z]{2,8}|[A-Z]{2}/T|CNS|"
    r"ISO)\s?\d{2,6}(?:\.\d{1,2})?\s?[-—–]{1,2}\s?(?:19|20)\d\d",
    "lunar": r"(?:农历|農曆|夏历|夏曆)[\u3400-\u9fff]{2,14}",
    "weekday": "(?:星期|周|週|礼拜)[一二三四五六日天](?![\u3400-\u9fff])|[（(][一二三四五六日][)）]",
    "time": r"(?<!\d)\d{1,2}\s?[:：]\s?\d\d(?:\s?[:：]\s?\d\d)?(?!\d)|\d{1,2}/\d{1,2}(?=\s\d\d:)",
    "issue": (
        r"(?:(?:19|20)\d\d\s?年)?[（(]?\s?(?:总|總)?第?\s?(?:\d{1,4}|"
        r"[〇零一二三四五六七八九十百]{1,5})\s?(?:[~—－/-]\s?\d{1,4}\s?)?(?:卷|期|辑|輯)(?:\s?[（(]?\s?(?:总|"
        r"總)第\s?\d{1,4}\s?期\s?[)）]?)?[)）]?"
        r"|\bVol\.?\s?\d{1,4}|\bNo\.?\s?\d{1,4}|(?:19|"
        r"20)\d\d\s?[,，]\s?\d{1,3}\s?[（(]\s?\d{1,3}\s?[)）](?:\s?[:：]\s?\d{1,5}\s?[-–—~]\s?\d{1,5})?"
    ),
    "pages": r"\bpp?\.\s?\d{1,5}\s?[-–—~－]\s?\d{1,5}|第\s?\d{1,5}\s?[-–—~－至]\s?\d{1,5}\s?[页頁]",
    "edition": r"第?\s?(?:[A-Z]?\d{1,3}|[一二三四五六七八九十]{1,3})\s?版(?:面)?(?=\s|$|[:：·•|｜/／\u3000])|"
    r"(?<![A-Za-z0-9])[A-D]\d{1,2}(?![A-Za-z0-9-])",
    "chrome": (
        r"打印本?[页頁]?|列印|关闭(?:窗口|本页)?|關閉|分享(?:到|至)?[:：]?|收藏(?:本页)?|纠错|返回顶部|"
        r"返回首页|回上(?:一)?[頁页]|回首[頁页]|"
        r"友善列印|上一[篇页頁]|下一[篇页頁]|扫一扫[^\s]{0,16}|"
        r"(?:字号|字體|字体|字級)\s?[:：]?|【\s?大\s{0,2}中\s{0,2}小\s?】|"
        r"[【\[]?\s?大\s?[\s|｜]\s?中\s?[\s|｜]\s?小\s?[】\]]?|微信|微博|QQ空间|朋友圈|网站首页|网站地图|"
        r"(?:浏览|瀏覽|阅读|閱讀|点击|點擊|點閱)(?:次数|次數|量|数|數)?\s?[:：]?\s?\d[\d,.万]*\+?\s?次?|"
        r"\d+\s?(?:次浏览|人阅读)|"
        r"T\s?[|｜]\s?T|责任编辑[:：]?(?=\s|$)|"
        r"(?:点击|點擊)上方[^\s]{0,20}|关注我们|点赞|在看|听全文|收听|设为首页|加入收藏|无障碍|长者模式|繁體|简体"
    ),
    "web": r"https?://\S+|www\.\S+|[\w.]+@[\w.]+|(?:CN|ISSN|ISBN)\s?[\d-]{4,}(?:/[A-Z])?",
    "wechat": r"原[创創](?=\s|$)|[发發]表[于於]\s?[\u3400-\u9fff]{2,3}(?=\s|$)|微信号\s?[:：]?\s?[\w-]*|已关注|"
    r"\d+人(?:听过|付费)",
    "update": r"[（(][^（()）]{0,12}更新[)）]",
}
_PART = {kind: re.compile(pattern) for kind, pattern in _PATTERNS.items()}
# Each part has one of these characters, so that most lines of running text are searched for few.
_SIGNS = {
    "crumbs": ">》›»→＞/／&",
    "number": "号號",
    "issue": "卷期辑輯VN（(",
    "standard": "BST",
    "lunar": "历曆",
    "weekday": "期周週礼（(",
    "time": ":：/",
    "update": "更",
    "edition": "版ABCD",
    "pages": "p页頁",
    "web": "/w@N",
    "field": ":：丨｜|/／】〕]\u3000",
    "chrome": "印闭閉享藏纠返篇页頁扫字小微Q圈网浏瀏阅閱点點T辑关看听设障模繁简",
    "wechat": "创創表微注听付",
    "paper": "报報刊志誌讯論论网網线",
}
_KINDS: dict[str, frozenset[str]] = {
    char: frozenset(kind for kind, signs in _SIGNS.items() if char in signs) for char in "".join(_SIGNS.values())
}
_ANY_SIGN = frozenset(_KINDS)
_PAPER = re.compile(
    rf"(?:^|(?<=[\s\u3000|｜《]))(?P<who>{_PAPER_NAME})(?P<press>社出版|社)?(?=$|[\s\u3000|｜》·•（(]|\d|[A-D]\d)"
)
_CRUMBS = re.compile(r"\s?(?:>+|》|›|»|→|＞|/|／|-&gt;)\s?")
_HERE = re.compile(
    r"(?:您?(?:的|现在的?)?(?:当前|目前|现在|所在|所處)?(?:位置|所在)|首\s?[页頁]\s?[/／|｜]|首\s?[页頁]|"
    r"现在位置|您現在的位置|"
    r"目前位置)\s?[:：>＞»›/／]|^[\u3400-\u9fff]{2,12}\s?[>＞»›]\s?[\u3400-\u9fff]"
)
_WORDS = re.compile("[\u3400-\u9fffA-Za-z]+")
# What alone shows that a line is about the page or the text; the others are in running text as well.
STRONG = frozenset({"standard", "number", "edition", "issue", "chrome", "wechat", "field", "crumbs", "paper"})
LONGEST = 160


class Part(NamedTuple):
    """A part of a line: what it is, and its place."""

    kind: str
    start: int
    end: int


def line_parts(text: str) -> list[Part]:
    """Find the parts of a line that are no words of a text, in order and without overlaps.

    >>> [part.kind for part in line_parts("河口日报　2019年6月18日　星期二　第03版：文化")]
    ['paper', 'date', 'weekday', 'edition']
    """
    found = list[Part]()
    for part in _candidates(text):
        if all(part.end <= other.start or part.start >= other.end for other in found):
            found.append(part)
    return sorted(found, key=_place)


def _place(part: Part) -> int:
    return part.start


def _candidates(text: str) -> Iterator[Part]:
    """Yield what may be a part; of two that overlap the first stays."""
    likely = _likely(text)
    if "crumbs" in likely and _HERE.search(text) and _CRUMBS.search(text):
        yield Part("crumbs", 0, len(text))
    yield from _matches(text, likely, "number", "issue")
    yield from (Part("date", found.start, found.end) for found in find_dates(text))
    yield from _matches(text, likely, "standard", "lunar", "weekday", "time", "update", "edition", "pages", "web")
    for field in labelled_fields(text) if "field" in likely else ():
        label = text.rfind(field.label[0], 0, field.start)
        yield Part("people" if field.field in ("people", "author") else "field", max(0, label), field.end)
    yield from (Part("people", *span) for span in role_spans(text))
    yield from _matches(text, likely, "chrome", "wechat")
    for match in _PAPER.finditer(text) if "paper" in likely else ():
        if not _NO_PAPER.search(match["who"][-3:]):
            yield Part("paper", match.start("who"), match.end())


def _likely(text: str) -> frozenset[str]:
    """Return the kinds whose signs the text has."""
    return frozenset[str]().union(*[_KINDS[char] for char in _ANY_SIGN.intersection(text)])


def _matches(text: str, likely: frozenset[str], *kinds: str) -> Iterator[Part]:
    for kind in kinds:
        if kind in likely:
            yield from (Part(kind, *match.span()) for match in _PART[kind].finditer(text))


def residue(text: str, parts: Sequence[Part]) -> str:
    """Return the words that belong to no part."""
    rest, at = list[str](), 0
    for part in parts:
        rest.append(text[at : part.start])
        at = max(at, part.end)
    return "".join(_WORDS.findall(" ".join([*rest, text[at:]])))
