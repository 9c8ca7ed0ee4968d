"""corpus explain: where a paragraph came from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from corpus.cli.output import (
    Line,
    bold,
    colour,
    columns,
    format_option,
    place_options,
    visible,
    write_json,
    write_lines,
)

if TYPE_CHECKING:
    from corpus.release.explain import EditShown, Explanation, LineShown

EPILOG = """
\b
Examples:
  corpus explain sample river-news-0004
  corpus explain dist/releases/sample bus-notes-0003 --format json
"""


@click.command(epilog=EPILOG)
@click.argument("release")
@click.argument("id")
@place_options
@format_option("text", "json")
def command(release: str, id: str, version: str | None, form: str) -> None:
    """Show paragraph ID of RELEASE: its text, its lines in the source with a mark under each edit, and the rules.

    An ID of an earlier release leads to what it became (several, if it was split), with what happened.

    Under a source line, ^ marks what an edit touches and ~ what is not of this paragraph.
    """
    from corpus.loading.open import open_release
    from corpus.release.explain import explain_all

    found = explain_all(open_release(release, version), id)
    if form == "json":
        write_json(asdict(found[0]) if len(found) == 1 else [asdict(each) for each in found])
    else:
        write_lines(line for at, each in enumerate(found) for line in ([""] if at else []) + _page(each))


def _kind(row: Mapping[str, Any]) -> str:
    """Return the kind and how sure it is, where the release says so."""
    sure = row.get("kind_confidence")
    return str(row["kind"]) if sure is None else f"{row['kind']} ({sure:.2f})"


def _page(found: Explanation) -> list[Line]:
    row, document = found.paragraph, found.document
    place = ", ".join(f"{span['start']}-{span['end']}" for span in row["spans"])
    head: list[Line] = [
        [bold(row["paragraph_id"]), f"  {_kind(row)}, confidence {row['confidence']:.2f}" + _flags(row["flags"])],
        f"  document  {document['doc_id']}: {document['title'] or 'without title'} ({document['source_file']})",
        f"  section   {' > '.join(row['section']) or '-'}",
        f"  place     code points {place} of the decoded source",
        *(f"  history   {event}" for event in found.history),
        "",
        f"  before    {_cut(found.before)}",
        [bold("  text      "), row["text"]],
        f"  after     {_cut(found.after)}",
        "",
    ]
    width = len(str(found.lines[-1].number))
    body = [piece for line in found.lines for piece in _line(line, width)]
    return [*head, [bold("source")], *body, "", [bold(f"edits ({len(found.edits)})")], *map(_edit, found.edits)]


def _flags(flags: list[str]) -> str:
    return f"; flags: {', '.join(flags)}" if flags else ""


def _cut(text: str | None) -> str:
    if text is None:
        return "-"
    return text if len(text) <= 40 else text[:20] + "…" + text[-19:]


def _line(line: LineShown, width: int) -> Iterator[Line]:
    """Yield a line of the source with the marks under it, cut where the terminal would break it."""
    terminal = columns()
    room = max(terminal - width - 5, 2) if terminal else None
    cells = [(_shown(char), _mark(line, at)) for at, char in enumerate(line.text)]
    for at, (shown, marks) in enumerate(_rows(cells, room)):
        yield f"  {'' if at else line.number:>{width}} | {shown}"
        if marks.strip():
            yield [f"  {'':>{width}} | ", colour(marks.rstrip(), "red")]


def _rows(cells: Iterable[tuple[str, str]], room: int | None) -> Iterator[tuple[str, str]]:
    """Yield what fits in ``room`` cells (None: all), with a mark for each cell."""
    from rich.cells import cell_len

    shown, marks = "", ""
    for piece, mark in cells:
        wide = cell_len(piece)
        if room is not None and shown and len(marks) + wide > room:
            yield shown, marks
            shown, marks = "", ""
        shown += piece
        marks += mark * wide
    yield shown, marks


def _shown(char: str) -> str:
    return {"\n": "⏎", "\f": "␌", "\t": "→"}.get(char) or visible(char)


def _mark(line: LineShown, at: int) -> str:
    if not any(low <= at < high for low, high in line.inside):
        return "~"
    return "^" if any(low <= at < high for low, high in line.edited) else " "


def _edit(edit: EditShown) -> str:
    removed = "withheld" if edit.removed is None else quoted(edit.removed)
    return (
        f"  line {edit.line} column {edit.column}: {removed} -> {quoted(edit.inserted)}  "
        f"{' + '.join(edit.rule)} ({edit.confidence:.2f})"
    )


def quoted(text: str) -> str:
    """Quote a text so that each character can be recognised; the full-width blank is one that readers know.

    >>> quoted("　　店\\n\\xa0")
    "'　　店\\\\n\\\\xa0'"
    """
    return "　".join(repr(part)[1:-1] for part in text.split("　")).join("''")
