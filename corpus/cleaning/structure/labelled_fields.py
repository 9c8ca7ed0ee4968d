"""The fields that a line states after a label: ``发布时间：2022-08-15　来源：某某报　作者：某某``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from corpus.cleaning.structure.credits import ROLES
from corpus.cleaning.structure.spaced_words import SpacedWords

_WORDS = {
    "title": "主旨 书名 書名 题名 題名 论文题目 論文題目 论文名称 论文题名 中文题名 中文題名 学位论文题目 "
    "文件名称 法规名称 法規名稱 標題 标题 题目 題目",
    "author": "作者 作者姓名 著者 著作者 撰稿人 研究生 研究生姓名 硕士生 碩士生 博士生 硕士研究生 博士研究生 "
    "学位申请人 申请人姓名 论文作者 "
    "論文作者 学生姓名 學生姓名 姓名 主讲人 主講人 演讲人 演講者 讲话人 口述人",
    "source": "来源 來源 信息来源 信息來源 文章来源 文章來源 稿件来源 稿源 新闻来源 新聞來源 转载自 轉載自 出处 "
    "出處 原载 原載",
    "publisher": "出版社 出版者 出版发行 出版發行 发行人 出版 发行 發行 发行者 發行所 出版单位 主办单位 主辦單位 主办 "
    "主辦 公众号 公眾號 "
    "学位授予单位 學位授予單位 授予学位单位",
    "issuer": "发布机构 發布機構 发布机关 發布機關 发文机关 發文機關 发文单位 發文單位 发布单位 發布單位 制定机关 "
    "制定機關 公布机关 发文机构 "
    "颁布单位 編製單位 编制单位 公告单位 公告單位 审理法院 審理法院 裁判法院 发布部门 發布部門 制定单位 "
    "起草单位 归口单位 提出单位",
    "date": "版次 发布时间 發布時間 发布日期 發布日期 发表时间 發表時間 发表日期 發表日期 发文日期 發文日期 "
    "成文日期 印发日期 印發日期 公布日期 "
    "公佈日期 公发布日期 刊登日期 出版日期 出版时间 出版年月 签发日期 裁判日期 判决日期 判决书日期 "
    "判案書日期 判決日期 修正日期 论文提交日期 "
    "提交日期 提交时间 完成日期 完成时间 报告日期 報告日期 日期 时间 時間 更新时间 更新時間 更新日期 "
    "编制日期 編製日期 会议时间 會議時間 "
    "開會時間 会议日期 發文時間 访谈时间 訪談時間 谈话时间 讲话时间 演講時間 发稿时间 發稿時間 发稿日期 日期时间",
    "aside": "收稿日期 收稿 修回日期 修订日期 接受日期 录用日期 通過日期 网络首发日期 網路首發日期 施行日期 "
    "实施日期 實施日期 生效日期 聆訊日期 "
    "开庭日期 访问日期 截止日期 截止时间 報名日期 报名时间 生成日期 生成时间 活动时间 活動時間 展览时间 "
    "出生日期 答辩日期 论文答辩日期 口試日期",
    "document_number": "发文字号 發文字號 文号 文號 文件编号 文件編號 发文文号 字號 字号",
    "case_number": "案号 案號 裁判字號 裁判字号",
    "doi": "DOI doi",
    "clc": "中图分类号 中圖分類號 图书分类号 中图法分类号 分类号 分類號",
    "udc": "UDC",
    "issn": "ISSN",
    "isbn": "ISBN 书号 書號 国际标准书号 國際標準書號",
    "article_number": "文章编号 文章編號",
    "standard": "标准编号 标准号 標準編號",
    "keywords": "标签 標籤 关键词 關鍵詞 关键字 關鍵字 主题词 主題詞",
    "affiliation": "作者单位 作者單位 工作单位 所在单位 培养单位 就讀系所 系别 系別 学院 學院",
    "people": "执行编辑 编者 編者 签发人 簽發人 主持人 主持 訪問 访谈人 责任印制",
    "noise": "型号 型號 分类 分類 主题 浏览次数 瀏覽次數 浏览量 浏览 瀏覽 点击 点击量 点击数 點閱數 點閱 點擊 "
    "阅读 阅读量 阅读次数 閱讀 访问量 字体 字體 索引号 索引號 "
    "主题分类 公开方式 公开范围 有效性 体裁分类 分享到 分享 打印 转发 轉發 文献标识码 文獻標識碼 "
    "文献标志码 密级 密級 页数 頁數 定价 定價 开本 開本 "
    "印张 字数 字數 印数 印數 印次 电话 電話 传真 傳真 邮编 郵遞區號 地址 邮箱 电子邮箱 電子信箱 联系人 "
    "聯絡人 承辦人 联系电话 聯絡電話 "
    "基金项目 基金項目 作者简介 作者簡介 通信作者 通讯作者 学号 學號 专业 專業 学科专业 学科 专业名称 系 "
    "班级 班級 研究方向 学位类别 学位类型 "
    "论文类型 论文编号 学校代码 學校代碼 单位代码 受文者 速別 密等及解密條件或保密期限 附件 说明 說明 "
    "抄送 抄報 主送 正本 副本 案由 "
    "地点 地點 会议地点 會議地點 開會地點 出席 列席 参加 缺席 请假 請假 摘要 摘 內容摘要 内容摘要 "
    "内容提要 提要 法規類別 法规类别",
}
LABELS = dict.fromkeys(ROLES, "people") | {word: field for field, words in _WORDS.items() for word in words.split()}
_KNOWN = SpacedWords(LABELS)
# Where a label may begin, and what follows it: a colon, a stroke, a bar, or its closing bracket.
_START = re.compile(rf"(?:^|(?<=[ \t\u3000|｜丨/／【\[（(〔；;，,。•·*]))(?=[{re.escape(_KNOWN.first)}])", re.M)
_AFTER = re.compile(r"(?:(?:[】\]〕）)]|\*\*)?[ \t\u3000]*[:：丨｜|/／](?!/)|[】\]〕](?=[ \t\u3000]*\S))\s*(?:\*\*)?")
# A label at the head of a line may have its value set apart by blanks: ``书　　名　山中灯火``.
_SET_APART = re.compile(r"(?:\u3000[ \u3000]*|[ ]{2,})(?=[^\s\u3000:：])")
_ANY = re.compile(r"(?<=[ \t\u3000|｜；;])(?:[\u3400-\u9fff]{2,8}|[A-Z]{2,8})\s?[:：]")
# What parts fields on one line.
_GAP = re.compile(r"[ \t]*\u3000[ \t\u3000]*|[ \t]{2,}|\s*[|｜丨]\s*|\n")
_TRIM = " \t\u3000；;，,。|｜丨[]【】（()）"
LONGEST = 60  # characters of a value that is one name


class LabelledField(NamedTuple):
    """A field with the text after its label and the place of that text in the line."""

    field: str
    label: str
    value: str
    start: int
    end: int


def labelled_fields(text: str) -> Iterator[LabelledField]:
    """Yield the fields of a line, each up to the next label.

    >>> [field[:3] for field in labelled_fields("来源：河口报　作 者：许青禾　马家辉　浏览次数：12")][:2]
    [('source', '来源', '河口报'), ('author', '作者', '许青禾　马家辉')]
    """
    found = list(_labels(text)) if _COLONS.search(text) else []
    if not found and "\u3000" in text[:16] and len(text) <= LONGEST and (label := _label(text, 0, _SET_APART)):
        found = [label]
    for at, label in enumerate(found):
        stop = found[at + 1].start if at + 1 < len(found) else len(text)
        other = _ANY.search(text, label.end, stop)
        start, end = trimmed(text, label.end, other.start() if other else stop)
        if start < end:
            yield LabelledField(LABELS[label.word], label.word, text[start:end], start, end)


def opens_field(text: str) -> bool:
    """Return whether a line opens with a known label of two characters or more."""
    label = _label(text, 0, _AFTER) if _COLONS.search(text, 0, 16) else None
    return label is not None and len(label.word) > 1


class _Label(NamedTuple):
    """A label without blanks, its place, and where its value may begin."""

    word: str
    start: int
    end: int


def _labels(text: str) -> Iterator[_Label]:
    at = 0
    for match in _START.finditer(text):
        if match.start() >= at and (label := _label(text, match.start(), _AFTER)):
            at = label.end
            yield label


def _label(text: str, at: int, after: re.Pattern[str]) -> _Label | None:
    """Return the label at a place, if what must follow it does."""
    known = _KNOWN.longest(text, at)
    follows = after.match(text, known.end) if known else None
    return _Label(known.word, at, follows.end()) if known and follows else None


_COLONS = re.compile("[:：丨｜|/／】〕]|]")


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the range without the blanks and separators at its ends; brackets go where they have no partner."""
    while end > start and text[end - 1] in _TRIM and not _closes(text, start, end):
        end -= 1
    while start < end and text[start] in " \t\u3000":
        start += 1
    return start, end


def _closes(text: str, start: int, end: int) -> bool:
    pairs = {"）": "（", ")": "(", "】": "【", "]": "["}
    opener = pairs.get(text[end - 1])
    return opener is not None and opener in text[start : end - 1]


def first_part(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the range up to the next wide gap: what is after it belongs to no label."""
    gap = _GAP.search(text, start, end)
    return trimmed(text, start, gap.start() if gap else end)
