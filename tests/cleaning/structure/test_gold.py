"""Kinds and articles on blocks that people marked, with the kinds blanked: structure alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from corpus.cleaning.structure import structure
from corpus.cleaning.structure.kept import KEPT
from corpus.cleaning.structure.page import RUNNING
from corpus.model.values import Block, Layout, Span

SAMPLE = sorted((Path(__file__).parents[2] / "gold").glob("*.jsonl"))
# The scorer of the shared gold counts a list item as a paragraph, and so does this.
SAME = {"list_item": "paragraph"}
FLOOR = 0.95
# Kinds that nobody tuned for, as they are today: page heads and pictures of web pages, briefs that share a page,
# English titles, cells of a table by columns. A floor may rise; one that falls is a loss.
WEAK = {
    "loom-wechat": (0.73, 0.78),
    "moss-journal": (0.8, 0.95),
    "orchard-letter": (0.9, 1.0),
    "pond-web": (0.71, 0.71),
    "seed-columns": (0.94, 1.0),
    "trail-notice": (0.73, 0.94),
    "valley-briefs": (0.81, 0.36),
    "well-judgment": (0.94, 1.0),
}
# What only the lines and the page tell.
FROM_REFLOW = KEPT | {"furniture"}


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def blank(gold: list[dict[str, Any]]) -> Layout:
    """A block for each row, ``paragraph`` or what only reflow knows; a continuation is a second span of it."""
    text, blocks, place = "", list[Block](), dict[int, int]()
    heads = {row["text"] for row in gold if row["kind"] == "furniture"}  # of one copy that stays reflow knows too
    for index, row in enumerate(gold):
        span = Span(len(text), len(text) + len(row["text"]))
        text += row["text"] + "\n"
        if row.get("continues") is None:
            place[index] = len(blocks)
            kind = row["kind"] if row["kind"] in FROM_REFLOW else "paragraph"
            kept = row["kind"] == "label" and row["text"] in heads
            head = ("label", (RUNNING,)) if kept else (kind, ())
            blocks.append(Block(head[0], row["text"], (span,), flags=head[1]))
            continue
        at = place[index] = place[row["continues"]]
        blocks[at] = Block(blocks[at].kind, blocks[at].text + row["text"], (*blocks[at].spans, span))
    return Layout(text, tuple(blocks))


def compare(gold: list[dict[str, Any]], alternatives: dict[str, list[str]]) -> tuple[float, float]:
    """The shares of rows whose kind, and whose article, a reader would agree with."""
    result = structure(blank(gold))
    found = {span.start: block for block in result.blocks for span in block.spans}
    kinds, articles, position = list[bool](), list[bool](), 0
    for index, row in enumerate(gold):
        block = found.get(position)
        position += len(row["text"]) + 1
        if row["kind"] == "furniture" or row.get("continues") is not None or block is None:
            continue
        kind, expected = SAME.get(block.kind, block.kind), SAME.get(row["kind"], row["kind"])
        kinds.append(kind == expected or kind in alternatives.get(str(index), []))
        articles.append(block.article == row.get("article"))
    return sum(kinds) / len(kinds), sum(articles) / len(articles)


@pytest.mark.parametrize("path", SAMPLE, ids=[path.stem for path in SAMPLE])
def test_sample(path: Path) -> None:
    kinds, articles = compare(rows(path), {})
    least = WEAK.get(path.stem, (FLOOR, 1.0))
    assert kinds >= least[0]
    assert articles >= least[1]


@pytest.mark.shared
@pytest.mark.parametrize("name", ["000", "001"])
def test_real_documents(shared: Path, name: str) -> None:
    ambiguous = json.loads((shared / "gold" / "AMBIGUOUS.json").read_text(encoding="utf-8"))
    kinds, articles = compare(rows(shared / "gold" / f"{name}.jsonl"), ambiguous.get(name, {}).get("alt_kinds", {}))
    assert kinds >= FLOOR
    assert articles == 1
