"""Draw the tree of the package for docs/architecture.md: each module with the first sentence of its docstring."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent / "corpus"
WIDTH = 140  # characters of a line; the page shows it in a block that does not wrap
COLUMN = 32  # where the sentences begin
BLOCK = re.compile(r"(?<=^```text tree\n).*?(?=^```$)", re.M | re.S)


def with_tree(page: str) -> str:
    """Return the page with the tree as it is now in the block that is marked ``text tree``."""
    tree = "".join(f"{line}\n" for line in tree_lines())
    drawn, count = BLOCK.subn(lambda _: tree, page)
    if count != 1:
        raise SystemExit(f"docs/architecture.md has {count} blocks that open with ```text tree; expected 1")
    return drawn


def tree_lines(folder: Path = PACKAGE, depth: int = 0) -> Iterator[str]:
    """Yield a line for a package, then for its modules, then for the packages in it, each in alphabetical order."""
    yield _line(f"{folder.name}/", folder / "__init__.py", depth)
    for path in sorted(folder.glob("*.py")):
        if path.name != "__init__.py":
            yield _line(path.name, path, depth + 1)
    for path in sorted(folder.iterdir()):
        if (path / "__init__.py").is_file():
            yield from tree_lines(path, depth + 1)


def _line(name: str, path: Path, depth: int) -> str:
    start = f"{'  ' * depth}{name}".ljust(COLUMN - 1)
    sentence = first_sentence(ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "")
    line = f"{start} {sentence}"
    return line if len(line) <= WIDTH else line[: WIDTH - 1].rpartition(" ")[0].rstrip(" ,;:") + " …"


def first_sentence(docstring: str) -> str:
    """Return the first sentence of a docstring in one line."""
    paragraph = " ".join(docstring.split("\n\n")[0].split())
    return re.split(r"(?<=[.!?])\s", paragraph)[0].rstrip(".")
