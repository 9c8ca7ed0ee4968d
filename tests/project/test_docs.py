"""Every page's commands and snippets run as written, in order, in an empty folder."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import ROOT

PAGES = sorted(path for path in (ROOT / "docs").glob("*.md"))
BLOCK = re.compile(r"^( *)(?:```(\w+)([^\n]*)\n(.*?)^ *```|<!-- setup\n(.*?)^-->)", re.M | re.S)


@dataclass
class Block:
    language: str
    options: dict[str, str]
    text: str


def blocks(page: Path) -> list[Block]:
    found = []
    for indent, language, options, text, setup in BLOCK.findall(page.read_text(encoding="utf-8")):
        pairs = dict(re.findall(r"(\w+): ([^;]+)", options))
        lines = (setup or text).split("\n")
        found.append(Block(language or "python", pairs, "\n".join(line.removeprefix(indent) for line in lines)))
    return found


def run(command: list[str] | str, folder: Path, code: int) -> None:
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    environment |= {"PYTHONPATH": str(ROOT), "CORPUS_CACHE": str(folder / ".cache"), "HF_HOME": str(folder / ".hf")}
    shown = subprocess.run(
        command, shell=isinstance(command, str), cwd=folder, env=environment, capture_output=True, text=True
    )
    assert shown.returncode == code, f"{command}\n{shown.stdout}\n{shown.stderr}"
    assert "Traceback" not in shown.stderr


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_page_runs_as_written(page: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    if page.stem == "publish":  # its places are a hub and an S3 on loopback
        request.getfixturevalue("hub")
        request.getfixturevalue("s3").bucket("my-bucket")
    for block in blocks(page):
        if "skip" in block.options:
            continue
        for library in filter(None, block.options.get("needs", "").split(", ")):
            if importlib.util.find_spec(library) is None:
                pytest.skip(f"{library} is not installed")
        if block.language == "console":
            for line in re.findall(r"^\$ (.*)$", block.text, re.M):
                run(
                    line.replace("corpus ", f"{sys.executable} -m corpus ", 1),
                    tmp_path,
                    int(block.options.get("exit", 0)),
                )
        elif block.language == "python":
            run([sys.executable, "-c", block.text], tmp_path, 0)
        elif "file" in block.options:
            (tmp_path / block.options["file"]).write_text(block.text, encoding="utf-8")


def test_links_between_pages_lead_somewhere() -> None:
    for page in [*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md")]:
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_no_paragraph_of_a_chinese_page_is_wrapped() -> None:
    """A line break inside Chinese is shown as a blank."""
    for page in ROOT.rglob("*.zh.md"):
        text = re.sub(r"(?ms)^```.*?^```$", "", page.read_text(encoding="utf-8"))
        assert re.findall(r"(?m)^[^#|\n-].*\n(?=[^#|\n-])", text) == [], page.name


def test_the_readmes_lead_to_every_page() -> None:
    """In English and in Chinese, each page once, in four groups."""
    pages = {
        f"docs/{page.relative_to(ROOT / 'docs')}" for page in [*PAGES, *(ROOT / "docs" / "reference").glob("*.md")]
    }
    for name in ("README.md", "README.zh.md"):
        linked = re.findall(r"\]\((?!https?:|#)([^)#]+)", (ROOT / name).read_text(encoding="utf-8"))
        assert pages - {*linked} == set(), name
        assert {"CONTRIBUTING.md", "SECURITY.md"} <= {*linked}, name
        assert len([target for target in linked if target in pages]) == len(pages), f"{name} links a page twice"


def test_every_command_is_documented() -> None:
    from corpus.cli import COMMANDS

    reference = (ROOT / "docs" / "reference" / "cli.md").read_text(encoding="utf-8")
    assert all(f"## corpus {name}" in reference for name in COMMANDS)


def test_every_public_name_is_in_the_api_reference() -> None:
    import corpus

    page = (ROOT / "docs" / "reference" / "api.md").read_text(encoding="utf-8")
    described = {*re.findall(r"^### corpus\.(\w+)$", page, re.M), *re.findall(r"^\| `corpus\.(\w+)` \|", page, re.M)}
    assert described == {*corpus.__all__} - {"__version__"}
    for kind in (corpus.Release, corpus.Rows, type(corpus.clean(b"a\n")), type(corpus.decode(b"a\n"))):
        own = [name for name, value in vars(kind).items() if callable(value) and not name.startswith("_")]
        assert [name for name in own if f"\n#### {kind.__name__}.{name}\n" not in page] == []


def test_the_reference_is_what_the_code_says() -> None:
    script = [sys.executable, str(ROOT / "scripts" / "make_reference.py"), "--check"]
    shown = subprocess.run(script, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert shown.returncode == 0, shown.stderr


def test_the_readmes_commands_are_those_of_the_project() -> None:
    for name in ("README.md", "README.zh.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "$ pip install hatch && hatch run corpus build\n" in text
        assert "$ pip install hatch && hatch test\n" in text


def test_the_readme_shows_what_a_build_prints(tmp_path: Path) -> None:
    """Figures aside: they change with every better rule."""
    shown = subprocess.run(
        [sys.executable, "-m", "corpus", "build", str(ROOT / "seeds" / "sample"), "--out", str(tmp_path)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    printed = (shown.stdout + shown.stderr).replace(str(tmp_path), "dist/releases")
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    block = next(b for b in text.split("```") if "Built sample" in b)
    for line in block.splitlines()[2:]:
        assert re.sub(r"\d+", "N", line) in re.sub(r"\d+", "N", printed)
