"""Running heads and feet: lines at the edges of pages, found by repetition, by a page's number, by their shape."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from difflib import SequenceMatcher
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from corpus.cleaning.reflow import correspondence, page_numbers
from corpus.cleaning.reflow.page_numbers import NUMBER_LONGEST, Edge, is_finished, is_number
from corpus.cleaning.reflow.scalar_arrays import I32, I64, U8

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from corpus.cleaning.reflow.lines import Lines

BODY, PAGE_NUMBER, RUNNING_HEAD, RUNNING_FOOT = range(4)
NAMES = ("", "page_number", "running_head", "running_foot")

DEPTH = 3  # lines at either edge of a page that may be furniture
WIDEST = 100  # cells; a running head is no longer than this
FULL, MANY = 40, 4  # cells of a line of text; lines that recur so often are not of the text, however full
ALIKE = 0.75  # two readings of one running head by OCR have so much in common

# The name of a journal with its issue: a head even on one page only.
_ISSUE = re.compile(
    r"[\u3400-\u9fff·]{2,12}(?:[12]\d{3}年)?[总總]?(?:第[\d一二三四五六七八九十百〇零]{1,5}[卷期輯辑]){1,2}[\u3400-\u9fff]{0,6}"
)
ISSUE_WIDEST = 48  # cells
_DIGITS_AND_SPACE = re.compile(r"[\s\d]+")
_NUMBERED = re.compile(
    r"第\s?[\d一二三四五六七八九十百]{1,5}\s?[章节節编編篇部卷]|(?:\d{1,2}|[A-Z])\.\d{1,2}[\d.]*\s?\D"
)
_ARTICLE = re.compile(r"第[\s\d一二三四五六七八九十百千零〇]+[条條]")
_SENTENCE = "。；，、！？;,：:"


def find(text: str, lines: Lines) -> tuple[NDArray[np.uint8], list[Edge]]:
    """Find which furniture each line is, or BODY; return the running heads that repetition shows too."""
    roles = np.zeros(len(lines), np.uint8)
    roles[page_numbers.find(text, lines)] = PAGE_NUMBER
    pages, running = _pages(lines, roles), list[Edge]()
    if len(pages) > 1:
        heads = [range(start, min(start + DEPTH, stop)) for start, stop in pages]
        feet = [range(stop - 1, max(stop - DEPTH, start) - 1, -1) for start, stop in pages]
        closing = correspondence.closings(text, lines, roles, pages)
        # Where most pages are letters of their own, the line above each is its title.
        letters = 2 * len({bisect_right(pages, (line, len(lines))) for line in closing}) > len(pages)
        running = _edges(text, lines, roles, heads, RUNNING_HEAD, closing, letters=letters)
        _edges(text, lines, roles, feet, RUNNING_FOOT, closing)
        if not letters:
            running += _numbered(text, lines, roles, heads, [*running])
        running += _single(text, lines, roles, heads[1:]) if running or np.count_nonzero(roles) else []
        _keep_title(text, lines, roles, pages[1][0])
    return roles, [edge for edge in running if roles[edge.line] == RUNNING_HEAD]


def _keep_title(text: str, lines: Lines, roles: NDArray[np.uint8], second: int) -> None:
    """Keep a running head that opens the document and not its second page: the title, where heads alternate."""
    if roles[0] != RUNNING_HEAD:
        return
    content = text[int(lines.first[0]) : int(lines.last[0])]
    last = min(second + DEPTH, len(lines)) - 1
    following = _DIGITS_AND_SPACE.sub("", text[int(lines.first[second]) : int(lines.last[last])])
    if _key(content) not in following and not _counts(text, lines, roles, content):
        roles[0] = BODY


def _counts(text: str, lines: Lines, roles: NDArray[np.uint8], content: str) -> bool:
    """Return whether another running head is this line with another number: then the number is the page's."""
    if not any(map(str.isdecimal, content)):
        return False
    heads = (roles == RUNNING_HEAD).nonzero()[0][1:9]
    spans = zip(lines.first[heads].tolist(), lines.last[heads].tolist(), strict=True)
    return any(_key(text[a:b]) == _key(content) and text[a:b] != content for a, b in spans)


def _pages(lines: Lines, roles: NDArray[np.uint8]) -> list[tuple[int, int]]:
    """Return each page's first line and the one after its last: by form feeds, or by page numbers if there are none."""
    starts = lines.page.nonzero()[0].tolist()
    if not starts:
        starts = ((roles == U8[PAGE_NUMBER]).nonzero()[0] + I64[1]).tolist()
    size = len(lines)
    return list(pairwise([0, *[start for start in starts if 0 < start < size], size]))


def _edges(
    text: str,
    lines: Lines,
    roles: NDArray[np.uint8],
    pages: Sequence[range],
    role: int,
    closing: set[int],
    *,
    letters: bool = False,
) -> list[Edge]:
    """Peel furniture off one edge of all pages, line by line inwards, for as long as there is any.

    Lines in ``closing`` stay, those above letters too. Returns the running heads that repetition shows.
    """
    measures = [values.tolist() for values in (roles, lines.width, lines.first, lines.last)]
    running = list[Edge]()
    outer = [(page, place) for place, page in enumerate(pages)]
    for depth in range(DEPTH):
        at = [(page[depth], place) for page, place in outer if depth < len(page) and page[depth] not in closing]
        peeled, rest = _peel(text, measures, roles, at, role) if at else (set[int](), [])
        inner = any(depth and roles[page[depth - 1]] == role for page, _ in outer if depth < len(page))
        repeated = _repeated(rest) if len(rest) > 1 and not letters else []
        lasting = _lasting(text, lines, roles, repeated, inner=inner) if repeated else []
        if running:  # a head is below the page's number on some pages, above it on others
            known, found = {edge.key for edge in running}, {edge.line for edge in lasting}
            lasting += [edge for edge in rest if edge.key in known and edge.line not in found]
        if lasting:
            roles[[edge.line for edge in lasting]] = role
            peeled.update([edge.line for edge in lasting])
            running += lasting
        if not peeled:
            break
        outer = [(page, place) for page, place in outer if depth < len(page) and page[depth] in peeled]
    return running


def _numbered(
    text: str, lines: Lines, roles: NDArray[np.uint8], heads: Sequence[range], running: Sequence[Edge]
) -> list[Edge]:
    """Find heads of one page only by its number: in their own line or right below them.

    Of most pages the number must be known: of its line, or of a head that repetition shows.
    """
    spans = [(int(lines.first[line]), int(lines.last[line])) for page in heads for line in page]
    content = dict(zip([line for page in heads for line in page], [text[a:b] for a, b in spans], strict=True))
    known = [(edge.page, value) for edge in running for value in page_numbers.borne(edge.content)]
    known += [(at, int(content[line])) for at, page in enumerate(heads) for line in page if content[line].isdecimal()]
    ahead, found = page_numbers.offset(known), list[Edge]()
    for at, page in enumerate(heads) if ahead is not None else ():
        deepest = next(
            (line for line in reversed(page) if at + (ahead or 0) in page_numbers.borne(content[line])), None
        )
        inside = [line for line in page if deepest is not None and line <= deepest and roles[line] == BODY]
        if any(lines.width[line] > WIDEST or content[line][-1] in _SENTENCE for line in inside):
            continue
        for line in inside:
            bare = content[line].isdecimal()
            roles[line] = PAGE_NUMBER if bare else RUNNING_HEAD
            if not bare and (key := _key(content[line])):
                found.append(Edge(line, at, content[line], key))
    return found


def _single(text: str, lines: Lines, roles: NDArray[np.uint8], heads: Sequence[range]) -> list[Edge]:
    """Find heads of one page only: inside a sentence that the page cuts, a numbered line that another line repeats.

    The items of a list recur too, at the head of a page by chance: only numbers of chapters and sections are sure.
    """
    found = dict[str, Edge]()
    for at, page in enumerate(heads):
        line = next((line for line in page if roles[line] == BODY), None)
        above = next(
            (line for line in range(page.start - 1, max(-1, page.start - DEPTH - 1), -1) if not roles[line]), None
        )
        if line is None or above is None or int(lines.width[line]) > FULL or line + 1 >= len(lines):
            continue
        content, stop = text[int(lines.first[line]) : int(lines.last[line])], int(lines.last[above])
        if _NUMBERED.match(content) and _key(content) and not is_finished(text[max(0, stop - 3) : stop]):
            found.setdefault("".join(content.split()), Edge(line, at + 1, content, _key(content)))
    if not found:
        return []
    alike = np.isin(lines.head[0], [ord(content[0]) for content in found]) & (lines.width <= I32[FULL])
    alike &= roles == U8[BODY]
    repeated = Counter(
        "".join(text[start:stop].split())
        for start, stop in zip(lines.first[alike].tolist(), lines.last[alike].tolist(), strict=True)
    )
    result = [edge for content, edge in found.items() if repeated[content] > 1 and _narrow(lines, edge.line)]
    roles[[edge.line for edge in result]] = RUNNING_HEAD
    return result


def _narrow(lines: Lines, line: int) -> bool:
    """Return whether there is room left in a line."""
    return int(lines.indent[line] + lines.width[line]) * 5 < 4 * int(
        (lines.indent + lines.width)[max(0, line - 8) : line + 9].max()
    )


def _peel(
    text: str, measures: Sequence[list[int]], roles: NDArray[np.uint8], outer: list[tuple[int, int]], role: int
) -> tuple[set[int], list[Edge]]:
    """Mark those of the outermost lines, one of each page, that their shape gives away; what else could repeat.

    ``measures``: the role that each line has, its width, where it begins and ends.
    """
    peeled, rest, numbers = set[int](), list[Edge](), list[tuple[int, int, str]]()
    given, widths, starts, stops = measures
    for line, page in outer:
        width, start, stop = widths[line], starts[line], stops[line]
        if given[line] != BODY:
            peeled.add(line)
        elif width > WIDEST:
            continue
        elif width <= 2 * NUMBER_LONGEST and is_number(text[start:stop]):
            roles[line] = PAGE_NUMBER
            peeled.add(line)
            numbers.append((line, page, text[start:stop]))
        elif width <= ISSUE_WIDEST and _is_issue(text[start:stop]):
            roles[line] = role
            peeled.add(line)
        elif width >= 4 and (key := _key(content := text[start:stop])):
            rest.append(Edge(line, page, content, key))
    for line in _no_page_numbers(text, stops, given, numbers):
        roles[line] = BODY
        peeled.discard(line)
    return peeled, rest


def _no_page_numbers(
    text: str, stops: Sequence[int], given: Sequence[int], numbers: Sequence[tuple[int, int, str]]
) -> Iterator[int]:
    """Yield the lines of numbers that are the text's own: of an item, ``（3）``, or bare ones that no page counts."""
    yield from page_numbers.alone(
        [
            (line, page, int(shown[1:-1]))
            for line, page, shown in numbers
            if shown[0] in "（(" and shown[1:-1].isdecimal()
        ]
    )
    for line in page_numbers.strays([(line, page, int(shown)) for line, page, shown in numbers if shown.isdecimal()]):
        if not line or is_finished(text[max(0, stops[line - 1] - 2) : stops[line - 1]]) or given[line - 1] != BODY:
            yield line


def _lasting(text: str, lines: Lines, roles: NDArray[np.uint8], repeated: list[Edge], *, inner: bool) -> list[Edge]:
    """Keep those that are furniture: numbered lines whose number follows the page, no full line that breaks off.

    ``inner``: below another head. What recurs there a few times, each time after a finished text, is a heading.
    """
    groups = defaultdict[str, list[Edge]](list)
    for edge in repeated:
        groups[edge.key].append(edge)
    result = list[Edge]()
    for group in groups.values():
        if not page_numbers.follow(group):
            counts = Counter(edge.content for edge in group)
            group = [edge for edge in group if counts[edge.content] > 1]
        if len(group) < MANY:
            group = [edge for edge in group if not _breaks_off(text, lines, edge.line)]
            if inner and all(_is_after_text(text, lines, roles, edge.line) for edge in group):
                continue
        result += group
    return sorted(result)


def _is_after_text(text: str, lines: Lines, roles: NDArray[np.uint8], line: int) -> bool:
    """Return whether the last line of text above ends a sentence; the feet are not known yet."""
    for above in range(line - 1, max(-1, line - 2 * DEPTH - 1), -1):
        start, stop = int(lines.first[above]), int(lines.last[above])
        if not roles[above] and not (stop - start <= NUMBER_LONGEST and is_number(text[start:stop])):
            return is_finished(text[max(0, stop - 3) : stop])
    return True


def _breaks_off(text: str, lines: Lines, line: int) -> bool:
    """Return whether a line without gaps fills its column and stops inside a sentence, as running text does."""
    if lines.gaps[line] or lines.spaced[line] or text[int(lines.last[line]) - 1] < "\u3400":
        return False
    near = lines.width[max(0, line - 8) : line + 9]
    return int(lines.width[line]) >= FULL and int(lines.width[line]) * 20 >= int(near.max()) * 19


def _is_issue(content: str) -> bool:
    return "第" in content and bool(_ISSUE.fullmatch("".join(content.split())))


def _key(content: str) -> str:
    """Return the line without digits and spaces; empty where it cannot be a running head."""
    if content[-1] in _SENTENCE or (content[0] == "第" and _ARTICLE.match(content)):
        return ""
    return content if content.isalpha() else _DIGITS_AND_SPACE.sub("", content)


def _repeated(edges: list[Edge]) -> list[Edge]:
    """Find the lines whose key recurs on another page, exactly or nearly."""
    keys = [(edge, set(edge.key)) for edge in edges]
    counts = Counter([edge.key for edge in edges])
    often = [(edge, signs) for edge, signs in keys if counts[edge.key] > 1]
    often = list({edge.key: (edge, signs) for edge, signs in often}.values())[:8]
    result = list[Edge]()
    for number, key in enumerate(keys):
        near = keys[max(0, number - 4) : number] + keys[number + 1 : number + 5]
        if counts[key[0].key] > 1 or _has_similar(key, often + near):
            result.append(key[0])
    return result


def _has_similar(key: tuple[Edge, set[str]], others: Iterable[tuple[Edge, set[str]]]) -> bool:
    """Return whether any of the others is like one line read twice by OCR; each comes with the set of its signs."""
    edge, signs = key
    one, long, least = edge.key, len(edge.key), 0.6 * len(signs)
    for near, found in others:
        other = near.key
        size = min(long, len(other))
        if size < 4 or abs(long - len(other)) > 0.4 * size or len(signs & found) < least:
            continue
        if SequenceMatcher(None, one, other, autojunk=False).ratio() >= ALIKE:
            follows = page_numbers.alike_but_for_number(edge, near)
            if follows is not False:
                return True
    return False
