"""What sort of document it is: by its numbers and its head, then by its title, its parts and its credits."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from corpus.cleaning.metadata.field_reading import FieldReading, ends
from corpus.cleaning.structure.page_lines import is_degree, red_head
from corpus.model.values import Block, Layout

Found = Mapping[str, Sequence[FieldReading]]
_END = r"(?:[书書])?(?:[（(][^（()）]{1,14}[)）])?$"
_TITLES = (
    ("judgment", r"(?:判决|判決|裁定|裁決|调解|調解|判案|决定|決定)[书書]$|(?:刑事|民事|行政)(?:判[决決]|裁[定決决])$"),
    ("minutes", r"纪要$|紀要$|会议记录$|會議記錄$|会议纪录$|會議紀錄$|会议纪要"),
    ("interview", r"专访|專訪|访谈|訪談|^对话|^對話|答记者问|答記者問|口述"),
    ("speech", r"(?:讲话|講話|致辞|致辭|致詞|致词|演讲|演講|发言|發言|报告词|开幕词|開幕詞|闭幕词|献词|贺词)" + _END),
    ("letter", r"(?:一封信|公开信|公開信|书信|的信|家书|慰问信|感谢信|感謝信|倡议书|邀请函|邀請函|推荐信)" + _END),
    ("notice", r"(?:通知|通告|公告|启事|啟事|公示|通報|通报)" + _END),
    ("official_paper", r"(?:意见|意見|决定|決定|批复|批覆|的函|复函|請示|请示|命令|方案|答复|批示)" + _END),
    (
        "regulation",
        r"(?:条例|條例|办法|辦法|规定|規定|细则|細則|章程|准则|準則|守则|守則|规程|規程|规则|規則|公约|公約|[^方写书做说想看用魔书书]法)"
        + _END,
    ),
    ("manual", r"手册|手冊|指南|教程|使用说明|使用說明|说明书|說明書|入门|入門|操作规程|用户须知"),
    (
        "report",
        r"(?:报告|報告|总结|總結|汇报|匯報|白皮书|白皮書|公报|年报|年報|调查报告|調查報告)(?:[（(].{1,12}[)）])?$",
    ),
    ("news", r"(?:综述|綜述|侧记|側記|纪实|紀實|见闻|見聞|述评|特写|快讯)$"),
)
_RULES = tuple((genre, re.compile(pattern)) for genre, pattern in _TITLES)
_ABSTRACT = re.compile(r"\W{0,3}(?:摘\s{0,4}要|内容摘要|內容摘要|關鍵|关\s{0,4}键|Abstract)", re.I)
_ARTICLE = re.compile(r"\W{0,3}第\s?[〇零一二三四五六七八九十百\d]{1,5}\s?[条條]")
_ASKED = re.compile(r"(?:[一二三四五六七八九十]、)?(?:问|問|记者|記者|[QＱ])\s?[:：]")
_ANSWERED = re.compile(r"(?:答|[AＡ])\s?[:：]|[\u3400-\u9fff]{2,4}[:：]")
_REPORTED = re.compile(r"供稿|记者|記者|报道|報導|通讯员|通訊員|本报讯|[摄攝]\s?[)）]?$")
_PLANNED = re.compile(r"^(?:下一步|今后|下一阶段|存在的问题|主要做法)")
_SALUTED = re.compile(
    r"(?:同志们|同學們|同学们|各位.{1,14}|女士们、先生们.{0,6}|老师们.{0,8}|尊敬的.{2,14}|亲爱的.{1,10})[，、]?.{0,14}[:：]$"
)
_DEAR = re.compile(
    r"(?:.{0,10}(?:先生|女士|小姐|老师|同志|姐|兄|弟|爸|妈|爷|奶奶|外婆|妈妈|爸爸|朋友们?|业主|读者)|[\u3400-\u9fff]{1,8})[:：]$"
)
_SPOKEN = re.compile("谢谢大家|謝謝大家|謝謝！|谢谢！|讲几点意见|讲三点|祝.{2,16}[！!]|借此机会")
_WIRE = re.compile(
    r"[\s\u3000【〔（(\[]*(?:本报讯|本報訊|本刊讯|特訊|讯|訊)|.{0,14}\d{1,2}月\d{1,2}日[电電讯]|.{0,16}\d{1,2}日[电電]"
)
_BOOK = re.compile(r"ISBN|图书在版编目|版权页|出版发行|初版|定[\s\u3000]*价|定[\s\u3000]*價|印[\s\u3000]*次")
_STANDARD = re.compile(r"(?:国家|行业|地方|团体|企业)标准|国家标准|ICS\s?\d")
_FIRST = re.compile("[我咱]")
_TOLD_BY = re.compile("口述|受访者|受訪者|采访、撰文|访谈时间")
_OPINION = re.compile("评论|評論|时评|時評|杂谈|雜談|巷议|随笔|隨筆|散文|副刊")
_ORIGINAL = re.compile("原[创創]|.{0,14}发表于|.{0,14}發表於")
_POSTED = re.compile("来源|來源|发布时间|發布日期|发布日期|浏览|点击|评论[(（]")
_NEWSY = re.compile("(?:报|報|网|網|社|发布|新闻|新聞|融媒体中心|电视台|广播电台)$")
# A sign that occurs once may be chance.
_CERTAIN, _SURE, _LIKELY, _GUESS = 0.95, 0.85, 0.6, 0.4


def read_genre(layout: Layout, found: Found, language: str) -> Iterator[FieldReading]:
    """Take the first sign that holds: numbers and page heads, then the title, the parts, the credits.

    ``found`` are the readings of the other fields.
    """
    blocks = ends(layout)
    for signs in (_by_head, _by_title, _by_parts, _by_credits):
        reading = signs(blocks, found)
        if reading is None and signs is _by_head and language == "lzh" and blocks:
            reading = _reading("classical", blocks[0], _SURE)
        if reading:
            yield reading
            return


def _reading(genre: str, block: Block, sure: float, start: int = 0, end: int | None = None) -> FieldReading:
    return FieldReading("genre", genre, block, start, min(len(block.text), 8) if end is None else end, "inferred", sure)


def _schemes(found: Found) -> dict[str, FieldReading]:
    return {item.value.partition(":")[0]: item for item in reversed(found.get("identifiers", ()))}


def _by_head(blocks: Sequence[Block], found: Found) -> FieldReading | None:
    """Look at numbers that only one sort of document has, and at the words on covers."""
    schemes = _schemes(found)
    if "case_number" in schemes:
        return _reading("judgment", schemes["case_number"].block, _CERTAIN)
    return _by_cover(blocks[:16], schemes) or _by_numbers(blocks[:16], schemes)


def _by_cover(head: Sequence[Block], schemes: Mapping[str, FieldReading]) -> FieldReading | None:
    for block in head[:4]:
        if red_head(block.text) and (match := re.search(r"[令函]$|公告$", block.text.strip())):
            return _reading("notice" if match[0] == "公告" else "official_paper", block, _SURE)
    for block in head:
        if is_degree(block.text):
            return _reading("thesis", block, _CERTAIN)
        if "standard" in schemes and _STANDARD.search(block.text):
            return _reading("standard", block, _CERTAIN)
    return None


def _by_numbers(head: Sequence[Block], schemes: Mapping[str, FieldReading]) -> FieldReading | None:
    of_paper = [scheme for scheme in ("doi", "article_number", "clc") if scheme in schemes]
    if of_paper and "isbn" not in schemes:
        return _reading("journal_article", schemes[of_paper[0]].block, _CERTAIN)
    if "isbn" in schemes:
        return _reading("book", schemes["isbn"].block, _SURE)
    books = [
        block for block in head if len(block.text) <= 80 and block.kind != "paragraph" and _BOOK.search(block.text)
    ]
    return _reading("book", books[0], _SURE) if len(books) > 1 else None


def _by_title(blocks: Sequence[Block], found: Found) -> FieldReading | None:
    title = found.get("title")
    for block in blocks:
        if block.kind in ("title", "subtitle") or (title and block is title[0].block):
            text = title[0].value if title and block is title[0].block else block.text.rstrip()
            for genre, pattern in _RULES:
                if match := pattern.search(text):
                    at = max(0, block.text.find(match[0]))
                    return _reading(genre, block, _SURE, at, at + len(match[0]))
    return None


def _by_parts(blocks: Sequence[Block], found: Found) -> FieldReading | None:
    """Look for an abstract, numbered articles, questions and answers, salutations, plans under headings."""
    signs = Counter[str]()
    first = dict[str, Block]()
    for block in blocks:
        for sign in _signs(block):
            signs[sign] += 1
            first.setdefault(sign, block)
    for genre, parts in _PARTS:
        if all(signs[part] >= times for part, times in parts):
            return _reading(genre, first[parts[0][0]], _LIKELY)
    return None


def _signs(block: Block) -> Iterator[str]:
    if block.kind in ("meta", "heading") and _ABSTRACT.match(block.text):
        yield "abstract"
    if block.kind in ("reference", "heading", "caption"):
        yield block.kind
    for sign, pattern in _SIGNS:
        if pattern.match(block.text):
            yield sign
    if _SPOKEN.search(block.text[-60:]) or _SPOKEN.search(block.text[:60]):
        yield "spoken"


_SIGNS = (
    ("article", _ARTICLE),
    ("question", _ASKED),
    ("answer", _ANSWERED),
    ("plan", _PLANNED),
    ("saluted", _SALUTED),
    ("dear", _DEAR),
    ("wire", _WIRE),
)
_PARTS = (
    ("journal_article", (("abstract", 1),)),
    ("regulation", (("article", 3),)),
    ("interview", (("question", 2), ("answer", 2))),
    ("news", (("wire", 1),)),
    ("speech", (("saluted", 1), ("spoken", 1))),
    ("letter", (("saluted", 1),)),
    ("report", (("plan", 1), ("heading", 2))),
)


def _by_credits(blocks: Sequence[Block], found: Found) -> FieldReading | None:
    """Call it news when it has a reporter, a photographer or a supplier; an essay when an author speaks of himself."""
    about = [block for block in blocks if block.kind in ("byline", "caption", "meta", "label")]
    for genre, kinds, pattern in _CREDITED:
        for block in about:
            if block.kind in kinds and (match := pattern.search(block.text)):
                return _reading(genre, block, _LIKELY, *match.span())
    journal = sorted({"container.volume", "container.pages"} & set(found))
    if journal and "container.edition" not in found:
        return _reading("journal_article", found[journal[0]][0].block, _LIKELY)
    text = "".join(block.text for block in blocks if block.kind == "paragraph")
    return _guessed(blocks, text, found) if text else None


_CREDITED = (
    ("interview", ("byline", "meta"), _TOLD_BY),
    ("essay", ("label", "meta"), _OPINION),
    ("news", ("byline", "caption", "meta", "label"), _REPORTED),
)


def _guessed(blocks: Sequence[Block], text: str, found: Found) -> FieldReading | None:
    """Guess by who speaks, and where the text was posted."""
    if _DEAR.fullmatch(blocks[0].text) and len(blocks[0].text) < 12:
        return _reading("letter", blocks[0], _LIKELY)
    meta = [block for block in blocks[:12] if block.kind == "meta"]
    original = next((block for block in meta if _ORIGINAL.match(block.text)), None)
    if original is not None and "authors" in found:
        return _reading("essay", original, _GUESS)
    posted = next((block for block in meta if _POSTED.search(block.text)), None)
    if posted is not None and len(_FIRST.findall(text)) < 3:
        return _reading("news", posted, _GUESS)
    publisher, authors = found.get("publisher"), found.get("authors")
    if publisher and (_NEWSY.search(publisher[0].value) or not authors):
        return _reading("news", publisher[0].block, _GUESS)
    return _reading("essay", authors[0].block, _GUESS) if authors else None
