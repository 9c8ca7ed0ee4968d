"""Credit lines: who wrote, took, edited or supplied, read from ``（记者 甲 乙）``, ``丙 摄`` or ``责任编辑：丁``."""

from __future__ import annotations

import re
from typing import NamedTuple

from corpus.cleaning.structure.person_names import is_organisation, is_person

# The word in the line and the role that it gives; long ones first.
_ROLES = {
    "author": (
        "推荐人 推薦人 采访撰文 採訪撰文 文稿 致词人 致詞人 致辞人 致辭人 讲述人 講述人 讲述 口述者 "
        "撰稿者 作者签名 学位论文作者签名 论文作者签名 学位论文作者 楼主 執筆人 本报特约记者 本报记者 "
        "本刊记者 本台记者 本网记者 新华社记者 特约记者 特约通讯员 "
        "本报通讯员 特約撰述 特约撰述 特约撰稿 見習記者 采访 採訪 见习记者 实习记者 实习生 口述人 口述 "
        "首席记者 通讯员 记者 报道 報導 報道 记 文字 作者 撰稿人 撰稿 撰文 采写 执笔 "
        "供稿人 本報記者 特約記者 通訊員 記者 撰稿 採寫 執筆 文"
    ),
    "editor": "特约编辑 特約編輯 策劃編輯 策划编辑 文字编辑 副主编 副主編 责任编辑 责编 本期编辑 本版编辑 "
    "本文编辑 值班编辑 网络编辑 编辑 执行主编 主编 "
    "責任編輯 責編 編輯 主編 總編輯",
    "photographer": "攝影師 摄影师 图片摄影 摄影报道 摄影 摄制 摄 图片 图 攝影 攝 圖片 圖 供图 供圖",
    "translator": "翻译 译者 编译 译 翻譯 譯者 編譯 譯",
    "proofreader": "校對者 校对者 校对员 校字 责任校对 責任校對 校对 校對 審校 审校 校",
    "reviewer": "一审 二审 值班主任 三审 审核 审签 终审 复审 初审 审稿 監製 监制 審核 終審",
    "designer": "版面設計 版面设计 書籍設計 书籍设计 組版 组版 版面 平面设计 美術設計 美术设计 装帧设计 "
    "封面设计 封面設計 视觉 排版 设计 美術編輯 制图 美编 美术编辑 版式设计 "
    "版式 插图 設計 美編 製圖",
    "judge": "审判长 審判長 人民陪审员 代理审判员 审判员 審判員 主審法官 主审法官 法官",
    "clerk": "法官助理 书记员 書記官 書記員",
    "supervisor": "副导师 导师签名 導師簽名 指导教师签名 指导教师姓名、职称 指导教师姓名 校内导师 企业导师 校外导师 "
    "合作导师 共同指導教授 指导教师 指導教授 "
    "指导老师 指導教師 指導老師 指导教授 导师姓名 导师 導師",
    "speaker": "受访嘉宾 受访 受訪 嘉宾 嘉賓 受访者 受訪者 受访人 受訪人",
    "compiler": "记录人 记录 記錄 紀錄 整理人 点校 點校 校注 记录整理 紀錄整理 整理 汇编 編纂",
    "supplier": "供稿 来源 來源 稿源 稿件来源 出处",
}
ROLES = {word: role for role, words in _ROLES.items() for word in words.split()}
_SINGLE = "文图圖摄攝译譯校记"
_LONG = "|".join(sorted((word for word in ROLES if len(word) > 1), key=len, reverse=True))
_TOKEN = re.compile(
    rf"(?P<role>{_LONG}|(?:(?<=[\s/／∕⁄、|｜])|^)[{_SINGLE}](?=[\s/／∕⁄、:：|｜]|$)|[摄攝译譯](?=$)|"
    rf"[文图圖](?=[/／∕⁄:：]))"
    r"|(?P<sep>[\s/／∕⁄:：、，,;；|｜┃│—\-_&和■□●◆▲★☆◎○]+)"
    r"|(?P<latin>[A-Z][a-z.'’-]*(?: [A-Z][A-Za-z.'’-]*){0,3}(?![A-Za-z]))"
    r"|(?P<word>[\u3400-\u9fff\U00020000-\U0003ffff·•・‧]+?)"
    rf"(?=[\s/／∕⁄:：、，,;；|｜—\-_&]|$|{_LONG}|[摄攝译譯]$)"
)
_SET_APART = 3
_BULLET = re.compile(r"[■□●◆▲★☆◎○▍]\s*")
_BRACKETS = {"（": "）", "(": ")", "【": "】", "[": "]", "〔": "〕", "「": "」"}
_MARKS = frozenset("■□●◆▲★☆◎○▍").union(_BRACKETS)  # what a bullet or a bracket begins with
# A signature at a paragraph's end; bounded, for it is looked for at the end of every paragraph.
_TAIL = re.compile(r"[（(]\s?([^（()）]{2,28})\s?[)）]$")
_POSTFIX = "摄攝"
# ``记者 甲 石桥报道``: what comes before is a place.
_REPORTS = ("报道", "報導", "報道")
# A role that is stated holds one of these; it spares most lines the cutting into tokens. Words alone, without a set
# of characters among them, are looked for at their first characters only: 0.3 against 4 µs.
_ROLE_WORD = re.compile("|".join([*_SINGLE, _LONG]))
_FIGURES = frozenset("0123456789¹²³⁴⁵⁶⁷⁸⁹①②③④⑤*＊∗†‡△")
# Raised figures and asterisks after the names over a paper.
_RAISED = re.compile(
    r"(?<=[\u3400-\u9fffa-z])[ ]?(?:[0-9](?:\s?[,，]\s?[0-9])*|[¹²³⁴⁵⁶⁷⁸⁹]+|"
    r"[①②③④⑤⑥⑦⑧⑨]+)?[*＊∗†‡#△]{0,3}(?<![\u3400-\u9fffA-Za-z ])(?=$|[\s,，、;；])"
)
_PROSE = re.compile(r"[。；;！？!?“”《》…%0-9]")
LONGEST = 60
# What an organisation can be credited with.
_OFFICES = frozenset({"supplier", "author", "photographer", "editor", "compiler"})


class Credit(NamedTuple):
    """A name with its role ("" where none is stated) and its place in the line."""

    name: str
    role: str
    start: int
    end: int


class _Token(NamedTuple):
    kind: str
    text: str
    start: int
    end: int


def read_credits(text: str, *, bare: bool = False) -> tuple[Credit, ...]:
    """Read the credits of a line that holds nothing else; none when it holds more.

    ``bare``: names alone, without role, bracket or bullet, are credits too (a line under a title).

    >>> [credit[:2] for credit in read_credits("（记者 李晓月 张 明）")]
    [('李晓月', 'author'), ('张 明', 'author')]
    >>> read_credits("韩村的路修好了")
    ()
    """
    raised = bare and any(char in _FIGURES for char in text) and "、" not in text
    if raised:
        text = _RAISED.sub(lambda match: "、" * len(match[0]), text)
    if not 1 < len(text) <= LONGEST or _PROSE.search(text):
        return ()
    if not (bare or text[0] in _MARKS or _ROLE_WORD.search(text)):
        return ()
    start, end, marked = _inner(text)
    tokens = _tokens(text, start, end)
    if not tokens or not (bare or marked or any(token.kind == "role" for token in tokens)):
        return ()
    # Raised figures follow names only.
    return _assigned(tokens) or (
        tuple(_credit(token, "") for token in tokens) if raised and "、" in text and _are_short(tokens) else ()
    )


def _are_short(tokens: list[_Token]) -> bool:
    return all(token.kind == "word" and 2 <= len(token.text) <= 4 for token in tokens)


def signature(text: str) -> tuple[Credit, ...]:
    """Return the credits in brackets at the end of a paragraph.

    >>> signature("雾散了。 （许青禾）")
    (Credit(name='许青禾', role='', start=6, end=9),)
    """
    if text[-1:] not in ("）", ")"):
        return ()
    tail = max(0, len(text) - 40)
    match = _TAIL.search(text, tail)
    if not match or match.start() == 0:
        return ()
    found = read_credits(text[match.start() :])
    return tuple(Credit(c.name, c.role, c.start + match.start(), c.end + match.start()) for c in found)


def _inner(text: str) -> tuple[int, int, bool]:
    """Return the range without bullet or brackets, and whether there were any."""
    start, end = 0, len(text.rstrip())
    if bullet := _BULLET.match(text):
        return bullet.end(), end, True
    if end > 2 and _BRACKETS.get(text[0]) == text[end - 1]:
        return 1, end - 1, True
    return start, end, False


def _tokens(text: str, start: int, end: int) -> list[_Token]:
    """Cut the line into roles and names; nothing when a piece is neither."""
    tokens, at, text = list[_Token](), start, text[:end]
    while at < end:
        match = _TOKEN.match(text, at)
        if not match:
            return []
        if match.lastgroup != "sep":
            kind = "word" if match.lastgroup == "latin" else str(match.lastgroup)
            tokens.append(_Token(kind, match[0], match.start(), match.end()))
        at = match.end()
    return _spaced(tokens)


def _spaced(tokens: list[_Token]) -> list[_Token]:
    """Join two single characters with space between into one name: ``张 明``."""
    result = list[_Token]()
    for token in tokens:
        last = result[-1] if result else None
        single = token.kind == "word" and len(token.text) == 1
        # Each character of a name that is set apart is by itself: 葛　洪　生, not 李晓 月.
        pieces = last.text.split() if last else []
        apart = 0 < len(pieces) < _SET_APART and all(len(piece) == 1 for piece in pieces)
        if last and single and last.kind == "word" and apart and token.start - last.end <= 2:
            gap = " " * (token.start - last.end)
            result[-1] = _Token("word", last.text + gap + token.text, last.start, token.end)
        else:
            result.append(token)
    return result


def _assigned(tokens: list[_Token]) -> tuple[Credit, ...]:
    """Give each name the role before it, or the one after it where none comes before."""
    found, role, waiting = list[Credit](), "", list[_Token]()
    for token in tokens:
        if token.kind == "role":
            if token.text in _POSTFIX and found and not waiting:
                waiting = [_Token("word", found[-1].name, found[-1].start, found.pop().end)]
            found += (_credit(word, ROLES[token.text]) for word in waiting)
            role, waiting = ("" if waiting else ROLES[token.text]), []
        elif role:
            found.append(_credit(token, role))
        else:
            waiting.append(token)
        if token.text in _REPORTS and found and not is_person(found[-1].name.replace(" ", "")):
            found.pop()
    found += (_credit(word, "") for word in waiting)
    is_latin = found and all(credit.name.isascii() for credit in found) and not any(credit.role for credit in found)
    return tuple(found) if not is_latin and all(map(_is_named, found)) else ()


def _credit(token: _Token, role: str) -> Credit:
    return Credit(token.text, role, token.start, token.end)


def _is_named(credit: Credit) -> bool:
    name = credit.name.replace(" ", "")
    return is_person(name) or name.isascii() or (credit.role in _OFFICES and is_organisation(name))
