"""corpus search: the paragraphs of a release that have a text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from corpus.cli.conditions import terms, where_option
from corpus.cli.output import Line, bold, colour, format_option, hint, place_options, write_json, write_lines

EPILOG = """
\b
Examples:
  corpus search sample 图书馆
  corpus search sample '二[〇零]二' --regex --format json
  corpus search sample 渡船 --where document.genre=news
"""
AROUND = 30  # characters kept on each side of the first place


@click.command(epilog=EPILOG)
@click.argument("release")
@click.argument("text")
@click.option("--regex", is_flag=True, help="TEXT is a regular expression (RE2).")
@click.option("-n", "--rows", type=click.IntRange(min=1), help="At most so many.")
@where_option
@place_options
@format_option("text", "json")
def command(
    release: str, text: str, regex: bool, rows: int | None, conditions: tuple[str, ...], version: str | None, form: str
) -> None:
    """Show the paragraphs of RELEASE that have TEXT, one a line: ID, kind, and the text around its first place.

    Searched is what the release has, as it is written there: neither script nor width is converted.
    """
    from corpus.cli.head import COLUMNS
    from corpus.loading.load import scan
    from corpus.release.handle import Release

    condition = _condition(text, regex)
    found = scan(release, version=version, columns=COLUMNS, where=terms(conditions)).filter(condition)
    assert found.folder is not None
    Release(found.folder, found.manifest).require_text()
    shown = found.head(rows) if rows else list(found)
    if form == "json":
        write_json(shown)
    else:
        places = _places([row["text"] for row in shown], text, regex)
        write_lines(_line(row, *place) for row, place in zip(shown, places, strict=True))
    if not shown:
        hint("nothing found")


def _condition(text: str, regex: bool) -> Any:
    import pyarrow as pa
    import pyarrow.compute as pc

    from corpus.errors import UsageError

    if not regex:
        return pc.match_substring(pc.field("text"), text)
    try:
        pc.match_substring_regex(pa.array([""]), text)
    except pa.ArrowInvalid as error:
        raise UsageError(f"{text!r}: {error}", "leave --regex out to search it as it is written") from None
    return pc.match_substring_regex(pc.field("text"), text)


def _places(texts: list[str], wanted: str, regex: bool) -> list[tuple[int, int]]:
    """Return where each text has the first match, by the engine that found it."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not regex:
        return [(at := text.index(wanted), at + len(wanted)) for text in texts]
    mark = next(char for char in map(chr, range(0xFDD0, 0x10FFFF)) if not any(char in text for text in texts))
    # Not find_substring_regex: before pyarrow 26 its `.` is one byte, that of match_substring_regex a character.
    marked = pc.replace_substring_regex(pa.array(texts, pa.string()), wanted, mark, max_replacements=1).to_pylist()
    heads = [text.index(mark) for text in marked]
    lengths = [len(text) - len(less) + 1 for text, less in zip(texts, marked, strict=True)]
    return [(head, head + length) for head, length in zip(heads, lengths, strict=True)]


def _line(row: Mapping[str, Any], start: int, end: int) -> Line:
    text = row["text"]
    low, high = max(0, start - AROUND), end + AROUND
    head = [bold(row["paragraph_id"]), f"\t{row['kind']}\t", "…" * (low > 0) + text[low:start]]
    return [*head, colour(text[start:end], "red"), text[end:high] + "…" * (high < len(text))]
