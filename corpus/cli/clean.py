"""corpus clean: one document, repaired, on stdout."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING

import click

from corpus.cli.output import (
    Line,
    Styled,
    changed_text,
    counted,
    format_option,
    quantity,
    read_input,
    write,
    write_lines,
)

if TYPE_CHECKING:
    from corpus.model.values import Document, Edit

EPILOG = """
\b
Examples:
  corpus clean page.txt
  corpus clean page.txt --diff
  pdftotext report.pdf - | corpus clean - --format jsonl
"""


@click.command(epilog=EPILOG)
@click.argument("file")
@click.option("--encoding", help="The stated encoding of the file; evidence can overrule it.")
@click.option("--diff", is_flag=True, help="Show what would change, line by line, instead of the result.")
@format_option("text", "jsonl")
def command(file: str, encoding: str | None, diff: bool, form: str) -> None:
    """Repair FILE (- for stdin) and print it: a paragraph a line, or a JSON object a block.

    jsonl: {"kind", "text", "article", "spans", ...}; furniture (page numbers, running heads) is included as such.

    --diff: each source line with an edit, removed characters as [-...-] and added ones as {+...+} (in colour on a
    terminal), and the rules; as jsonl an edit a line: {"line", "start", "end", "removed", "inserted", "rule", ...}.
    Line breaks between paragraphs are no change. The exit code is 0 whether or not there are changes.
    """
    from corpus.cleaning.clean import clean
    from corpus.cleaning.decoding.declared import checked

    document = clean(read_input(file), declared=checked(encoding, "--encoding") if encoding else None)
    if diff:
        _show_edits(document, form)
        return
    if form == "text":
        write(document.text + "\n")
        return
    for block in document.blocks:
        fields = {
            "kind": block.kind,
            "text": block.text,
            "article": block.article,
            "level": block.level,
            "spans": block.spans,
            "confidence": round(block.confidence, 4),
            "kind_confidence": round(block.kind_confidence, 4),
            "flags": block.flags,
        }
        write(json.dumps(fields, ensure_ascii=False) + "\n")


def _show_edits(document: Document, form: str) -> None:
    chars = document.source.chars
    edits = [edit for edit in document.edits if not _ends_a_paragraph(edit, chars)]
    starts = [0, *(at + 1 for at, char in enumerate(chars) if char == "\n")]
    if form == "jsonl":
        write("".join(json.dumps(_fields(edit, chars, starts), ensure_ascii=False) + "\n" for edit in edits))
        return
    lines = [_changed_line(list(own), chars, starts) for _, own in groupby(edits, lambda edit: _line(edit, starts))]
    rules = Counter(" + ".join(edit.rule) for edit in edits)
    last = f"{quantity(len(edits), 'edit')}: {counted(rules)}" if edits else "nothing would change"
    write_lines([*lines, last])


def _ends_a_paragraph(edit: Edit, chars: str) -> bool:
    return edit.rule == ("layout.break",) and not chars[edit.start : edit.end].strip("\r\n")


def _line(edit: Edit, starts: list[int]) -> int:
    return bisect_right(starts, edit.start)


def _fields(edit: Edit, chars: str, starts: list[int]) -> dict[str, object]:
    facts: dict[str, object] = {"line": _line(edit, starts), "start": edit.start, "end": edit.end}
    facts |= {"removed": chars[edit.start : edit.end], "inserted": edit.inserted}
    return {**facts, "rule": edit.rule, "confidence": round(edit.confidence, 4)}


def _changed_line(edits: list[Edit], chars: str, starts: list[int]) -> Line:
    """Return a line of the source, or several where an edit reaches into the next, with its edits and their rules."""
    number = _line(edits[0], starts)
    at, end = starts[number - 1], chars.find("\n", edits[-1].end)
    line: list[str | Styled] = [f"{number}: "]
    for edit in edits:
        line += [chars[at : edit.start], changed_text(_drawn(chars[edit.start : edit.end]), "removed")]
        line += [changed_text(_drawn(edit.inserted), "added")]
        at = edit.end
    kept = "" if chars[at - 1 : at] == "\n" else chars[at : end if end >= 0 else None]
    rules = dict.fromkeys(" + ".join(edit.rule) for edit in edits)
    return [*line, kept, f"  ({', '.join(rules)})"]


def _drawn(text: str) -> str:
    return text.translate({10: "⏎", 12: "␌", 13: "␍", 9: "→"})
