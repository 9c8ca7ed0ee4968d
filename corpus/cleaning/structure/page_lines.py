"""Lines about the page or the file at a document's ends: mastheads, page heads, web lines, red heads, numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.cleaning.structure.claims import HEADLINE, Claim
from corpus.cleaning.structure.headings import head_size
from corpus.cleaning.structure.line_parts import LONGEST, STRONG, Part, line_parts, residue
from corpus.cleaning.structure.page import Line, Page
from corpus.cleaning.structure.person_names import is_body, is_organisation

# Lines at either end that are looked at; a head ends at the first line of text.
HEAD, TAIL = 16, 14
# Words that no part explains: the name of a page or a place; more of them are a headline.
_FEW, _SHARE = 6, 0.25
# ``某某市人民政府文件``, spaced as red heads are, ``某某省人民政府令``, ``某市政府　函``.
_RED_HEAD = re.compile(
    r"(?P<who>[\u3400-\u9fff][\u3400-\u9fff \u3000]{2,40}?)[ \u3000]*(?:文[ \u3000]*件|"
    r"(?:办公[厅廳室])?(?:会议纪要|會議紀要)?[ \u3000]*令|[ \u3000]+(?:函|書函|公告|令|通知|开会通知单|"
    r"開會通知單|公文))"
)
_COURT = re.compile(
    r"(?:[\u3400-\u9fff][ \u3000]*){2,30}(?:人[ \u3000]*民[ \u3000]*法[ \u3000]*院|人民检察院|仲裁委员会|"
    r"海事法院|高等法院|原訟法庭|裁判法院|特別行政區)"
)
_DEGREE = re.compile(
    r".{0,24}?(?:[硕碩博学學][ \u3000]*[士位][ \u3000]*(?:专业[ \u3000]*)?"
    r"(?:[学學][ \u3000]*位[ \u3000]*)?[论論][ \u3000]*文|"
    r"毕业(?:设计|论文)(?:（论文）|（设计）)?|畢業論文|Thesis|Dissertation)(?:[ \u3000]+\S{2,4})?",
    re.I,
)
_SCHOOL = re.compile(
    r"(?:[\u3400-\u9fff][ \u3000]*){2,24}(?:[学學][ \u3000]*[院校]|大[ \u3000]*[学學]|研究所|[學学书書]院|"
    r"[學学]?系)(?:[\u3400-\u9fff]{2,12}(?:研究所|[學学]?系|[学學]院))?"
)
_SCHOOLED = re.compile(
    r"(?P<who>(?:[\u3400-\u9fff][ \u3000]*){2,20}?(?:大[ \u3000]*[学學]|[学學][ \u3000]*院|[书書]院|研究院))"
    r"(?P<department>[\u3400-\u9fff]{2,12}?(?:研究所|[学學]?系|[学學]院))?(?=$|[ \u3000]*(?:[硕碩博学學毕畢]|[（(]))"
)
_COLUMN = re.compile(
    r"[【［\[〔·•\-—]\s?[\u3400-\u9fff]{2,10}\s?[】］\]〕·•\-—]|研究论文|研究論文|论著|论\s?坛|综述|"
    r"海外书评|书评|学术论文|学术探讨|"
    r"调查研究|临床研究|专题论文|專題論文|[\u3400-\u9fff]{2}(?:调查|报道|观察|视点|特写|时评)"
)
_MENU = re.compile(r"(?:网站)?首[页頁](?:[ \t\u3000|｜]+[\u3400-\u9fffA-Za-z]{2,8}){2,}")
_STANDARD = re.compile(
    r"ICS\s?\d[\d.]*|[A-Z]\s?\d{2}|(?:CCS|UDC)\s?[\dA-Z.\s]{1,12}|代替\s?[A-Z].{4,30}|"
    r"中华人民共和国.{0,8}标准|\S{0,10}(?:国家|行业|地方|团体|企业)标准"
)
_CASE = re.compile(r"[A-Z]{3,5}\s?\d{1,5}\s?/\s?\d{4}")
_VERDICT = re.compile(r"[\u3400-\u9fff]{4,24}(?:判[决決]|裁[定决決]|调解)[书書]?[ \u3000]{2,}\S{6,40}$")
_ADDRESS = re.compile(r"[\u3400-\u9fff]{2,20}[路街道巷]\s?\d{1,5}[号號].{0,12}")
_NOTICE = re.compile(
    r"[（(](?:此件.{2,10}|公开发布|内部资料.{0,6})[)）]|声明[:：].*|免责声明.*|本文图片.*|长按.{2,14}|"
    r"阅读原文|收录于.{2,30}|"
    r"全国服务热线.*|服务热线.*|聯絡窗口.*|联系方式[:：].*"
)
_AFFILIATION = re.compile(
    r"[（(]?(?:\d{1,2}[.．、]?\s?|[*＊∗†]{1,2}\s?)?[\u3400-\u9fff][\u3400-\u9fff ，,、]{3,60}?(?:大学|大學|"
    r"学院|學院|研究所|研究院|研究中心|医院|中学|保护所|图书馆|博物馆|实验室|[学學]系|公司|候選人|"
    r"教授)(?![\u3400-\u9fff]{0,2}[的在])[^。！？]{0,80}?(?:\d{6})?[)）]?"
)
# Whatever the institution is called: a bracket whose every part ends with a postcode.
_POSTED_PART = r"(?:\d{1,2}[.．、]?\s?)?[\u3400-\u9fff][^；;。！？，,]{2,40}[，,]\s?[\u3400-\u9fff \u3000]{2,16}\d{6}"
_POSTED = re.compile(rf"[（(](?:{_POSTED_PART}[；;]\s?)*{_POSTED_PART}[)）]")
_POSTCODE = re.compile(r"\d{6}(?!\d)")
_ORDER = re.compile(r"[（(]?第\s?[\d〇零一二三四五六七八九十百]{1,6}\s?[号號][)）]?")
_WEB = re.compile(r"(?:https?://|www\.)\S+")
_MINUTES = re.compile(r"[\u3400-\u9fff \u3000]{0,20}会[ \u3000]*议[ \u3000]*纪[ \u3000]*要")
_NUMBERED = re.compile(r"[〔（(【\[]\d{4}[〕）)】\]]\s?\d{1,4}\s?[号號期]|[（(]?第?\s?\d{1,4}\s?[号號期][)）]?")
_DAY = re.compile(
    r"\D{0,8}[\d〇○零一二三四五六七八九十百]{2,5}年[\d一二三四五六七八九十]{1,3}月[\d一二三四五六七八九十]{1,3}日"
)
_NAMED = 20
_PROVINCE = 3  # characters
_ACCOUNT = 24  # characters of the names on a line of an account
_PRESS = re.compile(r"[\u3400-\u9fff]{2,16}(?:出版社|出版公司|印書館|印书馆|书局|書局|書店|书店)(?:出版|发行|發行)?")


def page_lines(page: Page, kinds: Sequence[str]) -> Iterator[Claim]:
    """Claim lines made of dates, names of papers, numbers and fields: a label with a paper's name, else meta."""
    head = True
    tail, size = len(page) - TAIL, head_size(page)
    is_thesis = any(_DEGREE.fullmatch(line.text) for line in page[:HEAD])
    days = [index for index in range(max(0, tail), len(page)) if _DAY.fullmatch("".join(page[index].text.split()))]
    for index, line in enumerate(page):
        if head:
            head = index < HEAD and ((len(line.text) <= LONGEST and not line.finished) or index < 2)
        if kinds[index] or not (head or index >= tail) or len(line.text) > LONGEST or line.mark:
            continue
        if line.stands and index >= size and days != [index]:
            continue  # a form or a list, not the head of a text, nor the one day written out that signs it
        kind = line_kind(line, index, head)
        if not kind and head:
            kind = _by_neighbours(page, index, is_thesis)
        if kind:
            yield index, kind


def _by_neighbours(page: Page, index: int, is_thesis: bool) -> str:
    """Return the kind of a head's line that the lines around explain."""
    text, below = page[index].text, page[index + 1].text if index + 1 < len(page) else ""
    if not any(char.isalnum() for char in text):
        return "label"
    if index < 2 and _WEB.fullmatch(below) and len(text) <= _NAMED:
        return "label"
    if index < 2 and _MINUTES.fullmatch(text) and _NUMBERED.fullmatch(below):
        return "label"
    if is_thesis and (_SCHOOL.fullmatch(text) or text.isascii()):
        return "label"
    return ""


def line_kind(line: Line, index: int, head: bool) -> str:
    """Return ``label`` for a line about the page, ``meta`` for one about the text, "" for a line of the text."""
    if head and index < 4 and red_head(line.text):
        return "label"
    text = line.text
    if any(form.fullmatch(text) for form in (_ORDER, _PRESS, _NOTICE, _CASE, _ADDRESS)):
        return "meta"
    if head and any(form.fullmatch(text) for form in (_COURT, _DEGREE, _COLUMN, _MENU, _STANDARD)):
        return "label"
    if head and is_affiliation(text):
        return "meta"
    if head and _VERDICT.match(text):
        return HEADLINE
    parts = line_parts(line.text)
    kinds = {part.kind for part in parts}
    if not parts:
        return ""
    if not _is_explained(text, parts):
        return "meta" if _is_signed(text, parts, kinds) or (index and is_account(text, parts)) else ""
    if "paper" in kinds or "crumbs" in kinds or ("edition" in kinds and "number" not in kinds):
        return "label" if _is_page_name(kinds, line.text) else "meta"
    # Names alone are the creators' line.
    return "meta" if kinds & STRONG or kinds & {"date", "web"} else ""


def line_form(text: str) -> str:
    """Return which form of a line about the page or the file a text has, "" for none of them."""
    for name, form in _FORMS.items():
        if form.fullmatch(text):
            return name
    return "affiliation" if is_affiliation(text) else "verdict" if _VERDICT.match(text) else ""


_FORMS = {
    "order": _ORDER, "press": _PRESS, "notice": _NOTICE, "case": _CASE, "address": _ADDRESS, "court": _COURT,
    "column": _COLUMN, "menu": _MENU, "standard": _STANDARD, "web": _WEB,
}  # fmt: skip


def _is_signed(text: str, parts: Sequence[Part], kinds: set[str]) -> bool:
    """Return whether it is an organisation and a date, as under an official paper."""
    dates = [part for part in parts if part.kind == "date"]
    if len(dates) != 1 or kinds - {"date", "weekday"}:
        return False
    before, after = text[: dates[0].start].strip(), text[dates[0].end :].strip()
    return (not after or after in ("印发", "印發", "发")) and is_body(before)


def is_account(text: str, parts: Sequence[Part]) -> bool:
    """Return whether it is the line under a title of an account: names, a date, perhaps a place."""
    kinds = {part.kind for part in parts}
    rest = residue(text, parts)
    if "wechat" in kinds:
        return len(rest) <= _ACCOUNT
    date = next((part for part in parts if part.kind == "date"), None)
    if date is None or kinds - {"date", "time", "paper", "chrome"} or len(rest) > _ACCOUNT:
        return False
    names = text[: date.start].split()
    after = text[date.end :].strip()
    return (
        1 <= len(names) <= 3
        and all(2 <= len(name) <= 14 and name.isalnum() for name in names)
        # Accounts say from which province they write.
        and (("time" in kinds and len(after) <= _PROVINCE) or not any("\u3400" <= char <= "\u9fff" for char in after))
    )


def _is_page_name(kinds: set[str], text: str) -> bool:
    return "wechat" not in kinds and "来源" not in text and "來源" not in text


def _is_explained(text: str, parts: Sequence[Part]) -> bool:
    rest = residue(text, parts)
    size = sum(char.isalnum() for char in text)
    return len(rest) <= min(_FEW, size // 2) or len(rest) <= _SHARE * size


def is_affiliation(text: str) -> bool:
    """Return whether a line says where authors work: an institution with a postcode, in brackets or numbered."""
    if _POSTED.fullmatch(text):
        return True
    if not _AFFILIATION.fullmatch(text):
        return False
    return _POSTCODE.search(text) is not None or text[0] in "（(*＊∗†" or text[0].isdigit()


def is_degree(text: str) -> bool:
    """Return whether a line says that a paper is for a degree: ``硕士学位论文``."""
    return len(text) <= 60 and _DEGREE.fullmatch(text.strip()) is not None


def school_of(text: str) -> re.Match[str] | None:
    """Match the school, and the department after it, of a line of a thesis' cover."""
    return _SCHOOLED.match(text.strip())


# A sentence with its commas is running text, unless it has a field or ends with a paper's number.
_SENTENCE = re.compile("[，。]")
_FIELD_SIGNS, _NUMBER_ENDS = frozenset(":：丨｜|】〕]>》›»"), tuple("号號之一二三四五六七八九十")


def ends_page_line(text: str) -> bool:
    """Return whether a line is about the page or the file, or ends with a number of a paper or a case."""
    if "年" not in text and not any(map(str.isdigit, text)):
        return False
    if _SENTENCE.search(text) and not _FIELD_SIGNS.intersection(text) and not text.endswith(_NUMBER_ENDS):
        return False
    parts = line_parts(text)
    if not parts:
        return False
    if parts[-1].kind == "number" and parts[-1].end == len(text):
        return True
    kinds = {part.kind for part in parts}
    if kinds & STRONG:
        return _is_explained(text, parts)
    return "date" in kinds and not residue(text, parts)


def red_head(text: str) -> tuple[int, int] | None:
    """Return where the issuer is in the head of an official paper, ``某市人民政府文件``; None in another line."""
    match = _RED_HEAD.fullmatch(text.strip())
    if not match:
        return None
    who = "".join(match["who"].split())
    if not (is_organisation(who) or who.endswith(_AUTHORITIES)):
        return None
    start = text.find(match["who"])
    return start, start + len(match["who"])


_AUTHORITIES = ("政府", "委员会", "委員會", "国务院", "國務院", "总统", "總統", "委", "厅", "廳", "局", "部")
