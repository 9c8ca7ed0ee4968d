"""Edits that somebody made in the published Parquet, as decisions of a review: found by comparing cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, NamedTuple

from corpus.errors import UsageError
from corpus.model.decisions import HEAD, Decision, around, of_paragraph
from corpus.release import parquet
from corpus.release.handle import Release
from corpus.release.layout import paths_of
from corpus.sources.review_checks import decision_problems

Row = Mapping[str, Any]
KEYS = {"documents": "doc_id", "paragraphs": "paragraph_id"}
# What follows from the text, and what an editor of cells leaves as it was.
DERIVED = ("n_chars", "content_hash", "n_edits", "n_paragraphs")
NEW_LINE = "a line break: split the paragraph in the report or with corpus review"


class EditedCells(NamedTuple):
    """The decisions that edited cells come to, and what cannot be one, by the ID of the row."""

    decisions: tuple[Decision, ...]
    left: tuple[tuple[str, str], ...]


def edited_cells(release: Release, edited: Path, date: str, reviewer: str = "") -> EditedCells:
    """Compare a folder with an edited copy of a release with that release.

    Raises
    ------
    UsageError
        The folder has no such tables, or its release is standoff.
    """
    release.require_text()
    decisions, left = list[Decision](), list[tuple[str, str]]()
    for table, compare in (("paragraphs", _paragraph), ("documents", _document)):
        before, after = _rows(release.path, table), _rows(edited, table)
        for key, row in before.items():
            if key not in after:
                left.append((key, "the row is gone: corpus withdraw takes text out"))
            elif row != after[key]:
                for found in compare(row, after[key]):
                    problem = "" if isinstance(found, str) else _problem(found)
                    if isinstance(found, str) or problem:
                        left.append((key, str(found) if isinstance(found, str) else problem))
                    else:
                        decisions.append(found._replace(date=date, reviewer=reviewer, version=release.version))
        left += ((key, "the row is new: text comes from sources alone") for key in after if key not in before)
    return EditedCells(tuple(decisions), tuple(left))


def _rows(folder: Path, table: str) -> dict[str, Row]:
    paths = paths_of(folder, table)
    if not paths:
        raise UsageError(f"{folder} has no data/{table}", "give the folder of the edited release", str(folder))
    key, found = KEYS[table], dict[str, Row]()
    for path in paths:
        columns = parquet.read_whole(path)
        if key not in columns.column_names:
            raise UsageError(f"{path} has no column {key}", "give the folder of the edited release", str(path))
        found |= {str(row[key]): row for row in columns.to_pylist()}
    return found


def _problem(decision: Decision) -> str:
    facts = {name: value for name, value in decision._asdict().items() if value not in (None, "", ())}
    if "becomes" in facts:
        facts["becomes"] = list(decision.becomes)
    return "; ".join(problem.text for problem in decision_problems("", facts))


def _paragraph(row: Row, edited: Row) -> Iterator[Decision | str]:
    if row["text"] != edited.get("text"):
        yield from _words(row, edited.get("text") or "")
    if (row["kind"], row["level"]) != (edited.get("kind"), edited.get("level")):
        yield of_paragraph(
            "kind",
            row["paragraph_id"],
            exact=row["text"][:HEAD],
            becomes=(str(edited.get("kind")),),
            level=edited.get("level"),
            at=row["spans"][0]["start"],
        )
    yield from _others(row, edited, ("text", "kind", "level", *DERIVED))


def _words(row: Row, text: str) -> Iterator[Decision | str]:
    """Yield a correction for each run that differs; what was inserted takes the character before it along."""
    old = row["text"]
    if not text.strip():
        yield "the text is empty: corpus withdraw takes text out"
        return
    end = 0
    for tag, low, high, first, last in _changes(old, text):
        if tag == "equal" or (low < end):
            continue
        becomes = text[first:last]
        if low == high:
            low, high, becomes = (low - 1, high, old[low - 1] + becomes) if low else (0, 1, becomes + old[0])
        before, after = around(old, low, high)
        end = high
        if "\n" in becomes:
            yield NEW_LINE
        else:
            yield of_paragraph(
                "correct", row["paragraph_id"], before=before, exact=old[low:high], after=after, becomes=(becomes,)
            )


def _changes(old: str, new: str) -> list[tuple[str, int, int, int, int]]:
    """Return the runs that differ; one edit in the middle is found without comparing all of a long text."""
    shorter = min(len(old), len(new))
    first = next((at for at in range(shorter) if old[at] != new[at]), shorter)
    rest = shorter - first
    last = next((at for at in range(rest) if old[-1 - at] != new[-1 - at]), rest)
    middle = old[first : len(old) - last], new[first : len(new) - last]
    if max(map(len, middle)) > 2000:  # difflib is quadratic
        return [("replace", first, len(old) - last, first, len(new) - last)]
    codes = SequenceMatcher(None, *middle, autojunk=False).get_opcodes()
    return [(tag, low + first, high + first, a + first, b + first) for tag, low, high, a, b in codes]


def _document(row: Row, edited: Row) -> Iterator[Decision | str]:
    if row["title"] != edited.get("title"):
        yield Decision("title", row["doc_id"], becomes=(str(edited.get("title") or ""),))
    if row["authors"] != edited.get("authors"):
        yield Decision("authors", row["doc_id"], becomes=tuple(map(str, edited.get("authors") or ())))
    yield from _others(row, edited, ("title", "authors", *DERIVED))


def _others(row: Row, edited: Row, known: tuple[str, ...]) -> Iterator[str]:
    for name in row:
        if name not in known and row[name] != edited.get(name):
            yield f"{name} was edited: it follows from the source or the register, and is changed there"
