"""Other ways to repair line breaks, scored on the same labelled extractions.

``python benchmarks/reflow_peers.py DIR``. The rules need nothing; ``unstructured`` and ``textunwrap`` are scored where
they are installed (``pip install unstructured textunwrap``) and named as absent where not.
"""

from __future__ import annotations

import argparse
import importlib.util
import re
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent / "scripts"))
sys.path.insert(0, str(Path(__file__).parent))
from reflow_cv import scorer

from corpus.cleaning.reflow import reflow
from corpus.cleaning.reflow.lines import split
from training.layouts.labelled import manifest, read

SENTENCE_END = re.compile(r"[。！？…：.!?:][”’」』）)》】]*$")


def blank_lines(text: str) -> list[str]:
    return re.split(r"\n\s*\n|\f", text)


def every_line(text: str) -> list[str]:
    return re.split(r"[\n\f]", text)


def joined(text: str, ends: Callable[[str, int, int], bool]) -> list[str]:
    """Join lines until one ends; ``ends`` sees the line, its width and the column's."""
    lines = split(text)
    if not len(lines):
        return []
    edges = lines.indent + lines.width
    column = int(np.percentile(edges, 90))
    result, pieces = list[str](), list[str]()
    for first, last, edge in zip(lines.first.tolist(), lines.last.tolist(), edges.tolist(), strict=True):
        pieces.append(text[first:last])
        if ends(pieces[-1], edge, column):
            result.append("".join(pieces))
            pieces = []
    return [*result, "".join(pieces)]


def punctuation(text: str) -> list[str]:
    return joined(text, lambda line, edge, column: bool(SENTENCE_END.search(line)))


def width(text: str) -> list[str]:
    return joined(text, lambda line, edge, column: edge < 0.9 * column)


def ours(text: str) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in reflow(text).blocks]


def unstructured(text: str) -> list[str]:
    from unstructured.cleaners.core import group_broken_paragraphs

    return re.split(r"\n\s*\n", group_broken_paragraphs(text))


def textunwrap(text: str) -> list[str]:
    import textunwrap as tool

    lines = split(text)
    fitted = int(np.percentile(lines.width, 90)) if len(lines) else 80
    return re.split(r"\n+", tool.unwrap(text, width=fitted))


SYSTEMS: dict[str, Callable[[str], list[str] | list[tuple[str, str]]]] = {
    "blank lines": blank_lines,
    "every line": every_line,
    "sentence-final punctuation": punctuation,
    "line shorter than 0.9 of the column": width,
    "unstructured": unstructured,
    "textunwrap": textunwrap,
    "corpus (weights saw dev)": ours,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dir", type=Path)
    folder = parser.parse_args().dir
    score = scorer(folder)
    rows = manifest(folder)
    print(f"{'':38}{'F1':>8}{'exact':>8}{'page':>8}")
    for name, system in SYSTEMS.items():
        if name in ("unstructured", "textunwrap") and importlib.util.find_spec(name) is None:
            print(f"{name:38}  not installed")
            continue
        results = []
        for row in rows:
            text, gold = read(folder, row["name"])
            items = [item if isinstance(item, tuple) else ("paragraph", item) for item in system(text)]
            results.append(score.score_one(gold, [{"kind": kind, "text": content} for kind, content in items]))
        total = score.agg(results)
        print(f"{name:38}{total['F1']:8.3f}{total['exact']:8.3f}{total['page']:8.3f}")


if __name__ == "__main__":
    main()
