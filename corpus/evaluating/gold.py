"""Gold: the blocks that a reader marked in a document, a line each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from corpus.errors import UsageError
from corpus.evaluating.jsonl import JsonLine, read_lines
from corpus.model.values import KINDS, LINED


class Marked(NamedTuple):
    """A block of gold; ``continues`` is the index of the earlier block that it is a part of.

    ``level`` is that of a heading, where the reader stated it.
    """

    kind: str
    text: str
    continues: int | None = None
    article: int | None = None
    level: int | None = None


def gold_files(paths: Iterable[Path]) -> list[Path]:
    """List the gold files that paths name: a file itself, of a folder its ``.jsonl`` files.

    Raises
    ------
    UsageError
        A folder holds no gold, or two files have one key.
    """
    files = [file for path in paths for file in _files(path)]
    seen = dict[str, Path]()
    for file in files:
        if seen.setdefault(file.stem, file) != file:
            raise UsageError(f"{file}: {seen[file.stem]} is gold for {file.stem} too")
    return files


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    files = sorted(path.glob("*.jsonl"))
    if not files:
        raise UsageError(f"{path}: this folder has no .jsonl file", "gold is a file KEY.jsonl with a block a line")
    return files


def read_gold(path: Path) -> list[Marked]:
    """Read and check the gold of one document.

    Raises
    ------
    UsageError
        With file and line.
    """
    lines = read_lines(path)
    if not lines:
        raise UsageError(f"{path}: this file has no blocks")
    return by_line([_marked(line, index, lines) for index, line in enumerate(lines)])


def by_line(gold: Sequence[Marked]) -> list[Marked]:
    """Return gold with a block a line where a block keeps its lines, as the output is compared.

    >>> [block.text for block in by_line([Marked("code", "a = 1\\n  b = 2"), Marked("paragraph", "完。")])]
    ['a = 1', '  b = 2', '完。']
    """
    result, first = list[Marked](), list[int]()
    for block in gold:
        first.append(len(result))
        lines = [line for line in block.text.split("\n") if line.strip()] if block.kind in LINED else []
        continues = None if block.continues is None else first[block.continues]
        result += [block._replace(text=line, continues=continues) for line in lines or [block.text]]
    return result


def _marked(line: JsonLine, index: int, lines: Sequence[JsonLine]) -> Marked:
    kind, text, continues = line.one_of("kind", KINDS), line.string("text"), line.whole("continues")
    if continues is not None and continues >= index:
        raise line.wrong(f"continues = {continues} must be the index of an earlier block (this one is {index})")
    level = line.whole("level")
    if level is not None and (kind != "heading" or not level):
        raise line.wrong(f"level = {level} must be a number from 1, and only a heading has one")
    return Marked(kind, text, continues, line.whole("article"), level)


def roots(gold: Sequence[Marked]) -> list[int]:
    """Return for each part the first part of its block.

    >>> roots([Marked("paragraph", "甲"), Marked("caption", "图"), Marked("paragraph", "乙", continues=0)])
    [0, 1, 0]
    """
    found = list[int]()
    for index, block in enumerate(gold):
        found.append(index if block.continues is None else found[block.continues])
    return found
