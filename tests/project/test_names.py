"""One name, one thing: no class and no module of the package is called as another."""

from __future__ import annotations

import ast
from collections import defaultdict

from conftest import ROOT

# A command's module bears the name of what it calls.
COMMANDS = ROOT / "corpus" / "cli"


def modules() -> dict[str, list[str]]:
    """The modules by file name, those of commands and packages aside."""
    found = defaultdict[str, list[str]](list)
    for path in sorted((ROOT / "corpus").rglob("*.py")):
        if path.name != "__init__.py" and COMMANDS not in path.parents:
            found[path.name].append(path.relative_to(ROOT).as_posix())
    return found


def classes() -> dict[str, list[str]]:
    """The classes of all modules by name, private ones too: an error message or a debugger shows no more of it."""
    found = defaultdict[str, list[str]](list)
    for path in sorted((ROOT / "corpus").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                found[node.name].append(f"{path.relative_to(ROOT).as_posix()}:{node.lineno}")
    return found


def shared(names: dict[str, list[str]]) -> dict[str, list[str]]:
    return {name: places for name, places in names.items() if len(places) > 1}


def test_no_two_classes_have_one_name() -> None:
    assert shared(classes()) == {}


def test_no_two_modules_have_one_file_name() -> None:
    assert shared(modules()) == {}
