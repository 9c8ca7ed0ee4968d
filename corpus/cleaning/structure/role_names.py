"""The people whom a line names after their role, wherever in the line: ``责编：甲　版式：乙``, ``审判长　丙``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.cleaning.structure.credits import ROLES, Credit
from corpus.cleaning.structure.person_names import is_common_word, is_organisation, is_person

_BLANK = "[ \t\u3000]"
_LONG = sorted((word for word in ROLES if len(word) > 1), key=len, reverse=True)
_SPACED = "|".join(f"{_BLANK}{{0,4}}".join(map(re.escape, word)) for word in _LONG)
_HAN = "[\u3400-\u9fff\U00020000-\U0003ffff]"
# The role, then a colon, a stroke, a bar or blanks.
_ROLE = re.compile(
    rf"(?<![\u3400-\u9fff])(?:本报|本刊|本報|【|（|\()?(?P<role>{_SPACED})(?:[】）)]?{_BLANK}*[:：丨｜|/／]{_BLANK}*|{_BLANK}+|(?=[\u3400-\u9fff]{{2,3}}(?:$|[\s\u3000／/）)、])))"
    rf"|(?<![\u3400-\u9fff])(?P<single>[文图圖摄攝译譯])\s?[:：/／|｜丨]\s?(?:本报|本報)?(?:记者|記者|通讯员|通訊員)?"
)
# A name in one piece, or its characters set apart; foreign ones have a point.
_RANKS = "教授|副教授|研究员|副研究员|研究員|博士|讲师|講師|高工|高级工程师|女士|先生|律师|律師|老师"
_NAME = re.compile(
    rf"{_HAN}{{1,8}}[·•・]{_HAN}{{1,8}}|{_HAN}{{2,3}}(?=(?:{_RANKS})(?!{_HAN}))|{_HAN}{{2,4}}(?!{_HAN})|{_HAN}(?:{_BLANK}{{1,3}}{_HAN}){{1,2}}(?!{_HAN})"
)
_BETWEEN = re.compile(r"[ \t\u3000]*[、，,;；/／&和及與]?[ \t\u3000]*")
_RANK = re.compile(_RANKS)
_BENCH = re.compile(rf"{_HAN}{{2,10}}[法推][官事](?={_HAN})")  # 高等法院暫委法官, before the name
# Where a report was filed, after its authors: ``／高雄－屏東連線報導``.
_FILED = re.compile(rf"[／/]{_HAN}{{2,6}}(?:[－—-]{_HAN}{{2,6}})?(?:報導|報道|报道|[电電])")
_MARK, _LABELLING = re.compile("[:：丨｜|/／]"), ("：", ":", "丨", "｜", "|", "/", "／")
# Names that one role can have on one line.
_MOST = 12


def role_names(text: str) -> Iterator[Credit]:
    """Yield the names after each role of a line, with their places.

    >>> [credit[:2] for credit in role_names("责编：何海鹰　版式：韩　露")]
    [('何海鹰', 'editor'), ('韩　露', 'designer')]
    """
    if not _ANY.search(text):
        return
    stop = filed.start() if (filed := _FILED.search(text)) else len(text)
    for match in _ROLE.finditer(text, 0, stop):
        yield from _named(text, match, stop)


def first_role(text: str) -> int:
    """Return where the first role may begin, -1 where none does."""
    found = _ANY.search(text)
    return found.start() if found else -1


def role_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield the ranges of a line that roles and their names fill."""
    if not _ANY.search(text):
        return
    stop = filed.start() if (filed := _FILED.search(text)) else len(text)
    for match in _ROLE.finditer(text, 0, stop):
        names = list(_named(text, match, stop))
        if names:
            yield match.start(), len(text) if filed and stop - names[-1].end < 2 else names[-1].end


def _named(text: str, match: re.Match[str], stop: int) -> Iterator[Credit]:
    word = re.sub(r"\s", "", match["role"] or match["single"])
    marked = match["single"] is not None or bool(_MARK.search(match[0]))
    found = list(_names(text, match.end(), stop, ROLES[word]))
    # Behind blanks at least half must look like names: a menu has such words too.
    if marked or 2 * sum(is_person(re.sub(r"\s", "", credit.name)) for credit in found) >= max(1, len(found)):
        yield from found


# Where a role may begin: at the head of a run of Han.
_ANY = re.compile(
    rf"(?<![\u3400-\u9fff])(?:本报|本刊|本報|[【（(])?[{re.escape(''.join(sorted({word[0] for word in _LONG} | set('文图圖摄攝译譯'))))}]"
)


def _names(text: str, at: int, stop: int, role: str) -> Iterator[Credit]:
    bench = _BENCH.match(text, at) if role == "judge" else None
    at = bench.end() if bench else at
    for _ in range(_MOST):
        match = _NAME.match(text, at, stop)
        if (
            match is None
            or text[match.end() : match.end() + 1] in _LABELLING
            or _is_word(match[0])
            or _ROLE.match(text, at)
        ):
            return
        yield Credit(match[0], role, *match.span())
        at = _past_rank(text, match.end())
        gap = _BETWEEN.match(text, at)
        at = gap.end() if gap else at


def _past_rank(text: str, at: int) -> int:
    gap = _BETWEEN.match(text, at)
    rank = _RANK.match(text, gap.end() if gap else at)
    return rank.end() if rank else at


def _is_word(name: str) -> bool:
    plain = re.sub(r"\s", "", name)
    return plain in ROLES or is_common_word(plain) or bool(_RANK.fullmatch(plain)) or is_organisation(plain)
