"""The people whom a line names after their role, wherever in the line: ``责编：甲　版式：乙``, ``审判长　丙``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from corpus.cleaning.structure.credits import ROLES, Credit
from corpus.cleaning.structure.person_names import is_common_word, is_organisation, is_person
from corpus.cleaning.structure.spaced_words import SpacedWords

_BLANK = "[ \t\u3000]"
_HAN = "[\u3400-\u9fff\U00020000-\U0003ffff]"
_SINGLE = "文图圖摄攝译譯"
_ROLES = SpacedWords(word for word in ROLES if len(word) > 1)
# Where a role may begin: at no other Han character; the paper of a reporter and a bracket are passed over.
_HEAD = r"(?<![\u3400-\u9fff])(?:本报|本刊|本報|【|（|\()?"
_START = re.compile(f"{_HEAD}(?=[{re.escape(_ROLES.first)}])")
_ANY = re.compile(f"{_HEAD}(?=[{re.escape(_ROLES.first)}{_SINGLE}])")
# What follows a role: a colon, a stroke, a bar, blanks, or the name at once.
_AFTER = re.compile(
    rf"[】）)]?{_BLANK}*[:：丨｜|/／]{_BLANK}*|{_BLANK}+|(?=[\u3400-\u9fff]{{2,3}}(?:$|[\s\u3000／/）)、]))"
)
_BY_SIGN = re.compile(
    rf"(?<![\u3400-\u9fff])(?P<role>[{_SINGLE}])\s?[:：/／|｜丨]\s?(?:本报|本報)?(?:记者|記者|通讯员|通訊員)?"
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
    for _, names in _groups(text):
        yield from names


def first_role(text: str) -> int:
    """Return where the first role may begin, -1 where none does."""
    found = _ANY.search(text)
    return found.start() if found else -1


def role_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield the ranges of a line that roles and their names fill, with the place where a report was filed."""
    filed = _FILED.search(text)
    for start, names in _groups(text):
        end = names[-1].end
        yield start, len(text) if filed and 0 <= filed.start() - end < 2 else end


class _Role(NamedTuple):
    """A role without blanks, its place, where names may begin, and whether a sign says so."""

    word: str
    start: int
    end: int
    is_marked: bool


def _groups(text: str) -> Iterator[tuple[int, list[Credit]]]:
    """Yield each role that has names: where it begins, and these."""
    filed = _FILED.search(text)
    stop = filed.start() if filed else len(text)
    for role in _roles(text, stop):
        names = list(_names(text, role.end, stop, ROLES[role.word]))
        # After blanks at least half must look like names: a menu has such words too.
        if names and (role.is_marked or 2 * sum(is_person(_plain(name.name)) for name in names) >= len(names)):
            yield role.start, names


def _roles(text: str, stop: int) -> Iterator[_Role]:
    found = [
        role for match in _START.finditer(text, 0, stop) if (role := _role(text, match.start(), match.end(), stop))
    ]
    single = (_Role(match["role"], *match.span(), True) for match in _BY_SIGN.finditer(text, 0, stop))
    at = 0
    for role in sorted([*found, *single], key=_place):
        if role.start >= at:
            at = role.end
            yield role


def _place(role: _Role) -> tuple[int, int]:
    return role.start, -role.end


def _role(text: str, start: int, at: int, stop: int) -> _Role | None:
    known = _ROLES.longest(text, at)
    follows = _AFTER.match(text, known.end, stop) if known else None
    if known is None or follows is None:
        return None
    return _Role(known.word, start, follows.end(), _MARK.search(follows[0]) is not None)


def _plain(name: str) -> str:
    return "".join(name.split())


def _names(text: str, at: int, stop: int, role: str) -> Iterator[Credit]:
    bench = _BENCH.match(text, at) if role == "judge" else None
    at = bench.end() if bench else at
    for _ in range(_MOST):
        match = _NAME.match(text, at, stop)
        if (
            match is None
            or text[match.end() : match.end() + 1] in _LABELLING
            or _is_word(match[0])
            or _role(text, at, at, stop)
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
    plain = _plain(name)
    return plain in ROLES or is_common_word(plain) or bool(_RANK.fullmatch(plain)) or is_organisation(plain)
