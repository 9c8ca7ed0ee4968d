"""corpus explain: where a paragraph came from."""

from __future__ import annotations

import unicodedata
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from corpus.cli.output import format_option, place_options, write, write_json

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
        write("\n\n".join("\n".join(_page(each)) for each in found) + "\n")


def _page(found: Explanation) -> list[str]:
    row, document = found.paragraph, found.document
    place = ", ".join(f"{span['start']}-{span['end']}" for span in row["spans"])
    head = [
        _bold(row["paragraph_id"]) + f"  {row['kind']}, confidence {row['confidence']:.2f}" + _flags(row["flags"]),
        f"  document  {document['doc_id']}: {document['title'] or 'without title'} ({document['source_file']})",
        f"  section   {' > '.join(row['section']) or '-'}",
        f"  place     code points {place} of the decoded source",
        *(f"  history   {event}" for event in found.history),
        "",
        f"  before    {_cut(found.before)}",
        _bold("  text      ") + row["text"],
        f"  after     {_cut(found.after)}",
        "",
    ]
    width = len(str(found.lines[-1].number))
    body = [piece for line in found.lines for piece in _line(line, width)]
    return [*head, _bold("source"), *body, "", _bold(f"edits ({len(found.edits)})"), *map(_edit, found.edits)]


def _bold(text: str) -> str:
    return click.style(text, bold=True) if _coloured() else text


def _coloured() -> bool:
    import sys

    context = click.get_current_context()
    return sys.stdout.isatty() if context.color is None else context.color


def _flags(flags: list[str]) -> str:
    return f"; flags: {', '.join(flags)}" if flags else ""


def _cut(text: str | None) -> str:
    if text is None:
        return "-"
    return text if len(text) <= 40 else text[:20] + "…" + text[-19:]


def _line(line: LineShown, width: int) -> list[str]:
    shown, marks = "", ""
    for at, char in enumerate(line.text):
        piece = {"\n": "⏎", "\f": "␌", "\t": "→"}.get(char) or (
            char if char.isprintable() or char == "\u3000" else _escaped(char)
        )
        shown += piece
        marks += _mark(line, at) * _cells(piece)
    lines = [f"  {line.number:>{width}} | {shown}"]
    return [*lines, f"  {'':>{width}} | {_red(marks.rstrip())}"] if marks.strip() else lines


def _mark(line: LineShown, at: int) -> str:
    if not any(low <= at < high for low, high in line.inside):
        return "~"
    return "^" if any(low <= at < high for low, high in line.edited) else " "


def _red(text: str) -> str:
    return click.style(text, fg="red") if _coloured() else text


def _escaped(char: str) -> str:
    return char.encode("unicode_escape").decode()


def _cells(text: str) -> int:
    """Return the width on a terminal (UAX #11): wide and full-width characters take two cells, combining marks none."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _edit(edit: EditShown) -> str:
    removed = "withheld" if edit.removed is None else repr(edit.removed)
    return (
        f"  line {edit.line} column {edit.column}: {removed} -> {edit.inserted!r}  "
        f"{' + '.join(edit.rule)} ({edit.confidence:.2f})"
    )
