"""docs/architecture.md shows the package as it is: its tree, its layers, and files that exist."""

from __future__ import annotations

import re
import tomllib

import pytest
from conftest import ROOT

PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


def block(name: str) -> list[str]:
    found = re.findall(rf"^```text {name}\n(.*?)^```$", PAGE, re.M | re.S)
    assert len(found) == 1, f"docs/architecture.md needs one block ```text {name}"
    return str(found[0]).splitlines()


def drawn() -> set[str]:
    """The packages (with a slash) and modules of the fenced tree, by their paths."""
    paths, parents = set(), list[str]()
    for line in block("tree"):
        name = line.split()[0]
        depth = (len(line) - len(line.lstrip())) // 2
        parents[depth:] = [name.rstrip("/")]
        paths.add("/".join(parents) + ("/" if name.endswith("/") else ""))
    return paths


def real() -> set[str]:
    modules = (path.relative_to(ROOT).as_posix() for path in (ROOT / "corpus").rglob("*.py"))
    return {module.removesuffix("__init__.py") for module in modules}


def test_the_tree_has_every_package_and_module_and_no_other() -> None:
    assert sorted(real() - drawn()) == [], "not in docs/architecture.md: run hatch run docs:make"
    assert sorted(drawn() - real()) == [], "in docs/architecture.md, and not in corpus/: run hatch run docs:make"


def test_every_folder_with_modules_is_a_package() -> None:
    """A folder without ``__init__.py`` would be in no tree and in no wheel's contract."""
    folders = {path.parent for path in (ROOT / "corpus").rglob("*.py")}
    assert [folder for folder in sorted(folders) if not (folder / "__init__.py").is_file()] == []


def test_every_file_that_the_page_names_exists() -> None:
    named = re.findall(r"`(corpus/[\w/.]+)`", PAGE)
    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_the_layers_are_those_of_the_import_contract() -> None:
    """A room in parentheses may be absent: its issue brings it."""
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    layers = next(each["layers"] for each in config["contracts"] if each["type"] == "layers")
    # import-linter has names without the package where the contract names its container
    full = [re.sub(r"(?<![\w.])(?!corpus\b)(?=\w)", "corpus.", re.sub(r"[()]", "", layer)) for layer in layers]
    assert full == block("layers")


@pytest.mark.parametrize("change", ["missing", "extra"])
def test_a_tree_that_differs_is_found(change: str, monkeypatch: pytest.MonkeyPatch) -> None:
    line = next(line for line in block("tree") if "errors.py" in line)
    page = PAGE.replace(f"{line}\n", "" if change == "missing" else f"{line}\n  no_such_module.py  A module\n")
    monkeypatch.setattr(f"{__name__}.PAGE", page)
    with pytest.raises(AssertionError):
        test_the_tree_has_every_package_and_module_and_no_other()
