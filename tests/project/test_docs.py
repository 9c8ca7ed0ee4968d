"""Every page's commands and snippets run as written, in order, in a fresh environment and an empty folder."""

from __future__ import annotations

import io
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pyarrow.parquet as pq
import pytest
import yaml
from conftest import ROOT
from fileserver import FileServer
from pages import RUN, Block, FreshEnvironment, blocks, fresh_environment, says

if TYPE_CHECKING:
    from hub import Hub, ObjectStore

PAGES = sorted(path for path in (ROOT / "docs").glob("*.md"))
READMES = [ROOT / "README.md", ROOT / "README.zh.md"]
# What no test runs: page and reason. One more needs a good one.
LEFT_OUT = [("benchmark", "installs packages of Debian")]


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> FreshEnvironment:
    pytest.importorskip("hatchling")
    return fresh_environment(tmp_path_factory.mktemp("fresh"), ROOT)


class Reader:
    """Somebody who types what a page says; the machines that it names as examples are on loopback."""

    def __init__(self, fresh: FreshEnvironment, folder: Path, machines: dict[str, str]) -> None:
        self.folder, self.machines = folder / "reader", machines
        self.folder.mkdir()
        self.variables = fresh.variables(folder / "home")
        Path(self.variables["HOME"]).mkdir()

    def follow(self, block: Block) -> None:
        """Run or write a block."""
        text, code = self.reached(block.text), int(block.options.get("exit", 0))
        where = ROOT if "checkout" in block.options else self.folder
        if "file" in block.options:
            (self.folder / block.options["file"]).write_text(text, encoding="utf-8")
        elif block.language == "console":
            for command, printed in block.commands():
                shown = self.run(self.reached(command), where, code)
                assert not printed or says(self.named(shown), printed), f"{command}\n{shown}"
        elif block.language == "sh":
            self.run(text, where, code)
        elif block.language in ("python", "setup"):
            self.run(shlex.join(["python", "-c", text]), where, code)

    def reached(self, text: str) -> str:
        for example, machine in self.machines.items():
            text = text.replace(example, machine)
        return text

    def named(self, text: str) -> str:
        for example, machine in self.machines.items():
            text = text.replace(machine, example)
        return text.replace(self.variables["HOME"], "~")

    def run(self, command: str, where: Path, code: int = 0, **more: str) -> str:
        """Run a line of a shell; return what a terminal would show, in the order of writing."""
        done = subprocess.run(
            ["sh", "-ec", command],
            cwd=where,
            env={**self.variables, **more},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert done.returncode == code, f"{command}\n{done.stdout}"
        assert "Traceback" not in done.stdout and "does not provide the extra" not in done.stdout
        return done.stdout


@pytest.fixture
def reader(fresh: FreshEnvironment, tmp_path: Path, hub: Hub) -> Reader:
    """A reader with a hub, and a web server of the folder ``web``."""
    return Reader(fresh, tmp_path, {"https://hub.example.org": hub.url})


def follow(reader: Reader, page: Path, request: pytest.FixtureRequest) -> None:
    found = blocks(page)
    if any("s3://" in block.text for block in found if block.language in RUN):
        request.getfixturevalue("s3").bucket("my-bucket")
        reader.variables |= {key: value for key, value in os.environ.items() if key.startswith("AWS_")}
    with FileServer(reader.folder / "web").running() as server:
        reader.machines |= {"https://example.org": server.url}
        for block in found:
            if missing := block.missing():
                pytest.skip(f"{missing} is not installed")
            if "skip" not in block.options:
                reader.follow(block)


@pytest.mark.parametrize("page", [page for page in PAGES if page.stem != "withdraw"], ids=lambda page: page.stem)
def test_the_page_runs_as_written(page: Path, reader: Reader, request: pytest.FixtureRequest) -> None:
    follow(reader, page, request)


def test_after_the_page_on_withdrawal_no_place_has_the_text(
    reader: Reader, hub: Hub, s3: ObjectStore, request: pytest.FixtureRequest
) -> None:
    """Nor any commit of the hub; what stays is the newest version, with its tag."""
    follow(reader, ROOT / "docs" / "withdraw.md", request)
    repository = hub.dataset("user/papers")
    assert [*repository.tags] == ["v0.2.0"] and {*repository.tags.values()} == {*repository.commits}
    tables = [
        data
        for commit in repository.commits
        for path, data in repository.content(commit).items()
        if path.endswith(".parquet")
    ]
    tables += [path.read_bytes() for path in (reader.folder / "published").rglob("*.parquet")]
    tables += [path.read_bytes() for path in (reader.folder / "open").rglob("*.parquet")]
    tables += [data for path, data in s3.content("my-bucket").items() if path.endswith(".parquet")]
    assert len(tables) > 12
    assert not [table for table in tables if "柳树巷" in str(pq.read_table(io.BytesIO(table)).to_pydict())]


@pytest.mark.parametrize("step", ["0.1.1", "0.2.0"])
def test_the_recipe_of_a_job_runs_as_it_is(step: str, reader: Reader, hub: Hub) -> None:
    """Its steps, for the first tag and the next: an ID that both versions have is the same paragraph."""
    for block in blocks(ROOT / "docs" / "publish.md"):
        if "file" in block.options or block.language == "setup":
            reader.follow(block)
    recipe = yaml.safe_load((reader.folder / "release.yml").read_text(encoding="utf-8"))
    steps = [part for part in recipe["jobs"]["release"]["steps"] if "run" in part]
    assert len(steps) == 2 and any("${{ secrets.HF_TOKEN }}" in str(part.get("env")) for part in steps)
    for version in ("0.1.0", step):
        for part in steps:
            reader.run(part["run"], reader.folder, GITHUB_REF_NAME=f"v{version}")
        source = reader.folder / "papers" / "notice.txt"
        lines = source.read_text(encoding="utf-8").splitlines(keepends=True)
        source.write_text("".join([*lines[:2], "　　周六另设旧书摊。\n\n", *lines[2:]]), encoding="utf-8")
    assert [*hub.dataset("user/my-papers").tags] == ["v0.1.0", f"v{step}"]
    texts = []
    for revision in ("v0.1.0", f"v{step}"):
        content = hub.dataset("user/my-papers").content(revision)
        table = pq.read_table(io.BytesIO(content["data/paragraphs/part-00000.parquet"]))
        texts.append(dict(zip(table["paragraph_id"].to_pylist(), table["text"].to_pylist(), strict=True)))
    first, second = texts
    assert len(second) == len(first) + 1
    assert all(second[paragraph] == text for paragraph, text in first.items())


def test_what_no_test_runs_is_said_above_it_and_rare() -> None:
    found = [(page.stem, block) for page in PAGES for block in blocks(page)]
    assert [(stem, block.reason) for stem, block in found if "skip" in block.options] == LEFT_OUT
    assert [(stem, block.reason) for stem, block in found if block.reason] == LEFT_OUT
    assert all(block.options.get("skip", block.reason) == block.reason for _, block in found)


def test_a_console_has_commands_and_what_they_print() -> None:
    """A command without its prompt would be taken for what the one above prints, or be overlooked."""
    for page in PAGES:
        for block in blocks(page):
            if block.language == "console" and "skip" not in block.options:
                assert block.text.startswith("$ "), f"{page.stem}: {block.text}"
                assert not re.search(r"^(?:corpus|pip|python) [a-z-]", block.text, re.M), f"{page.stem}: {block.text}"


def test_commands_in_running_text_and_help_are_ones_that_there_are() -> None:
    """Their options and the number of their arguments too; words in capitals are for what a reader has."""
    pages = [*PAGES, *READMES, ROOT / "CONTRIBUTING.md", ROOT / "docs" / "reference" / "cli.md"]
    written = re.compile(r"`(corpus [a-z-]+ [^`]+)`|^(?:\$| {4}(?! )(?:.* \|)?) ?(corpus [a-z-]+(?: \S+)*)", re.M)
    commands = [
        (page.name, one or other)
        for page in pages
        for one, other in written.findall(re.sub(r" +# .*$", "", page.read_text(encoding="utf-8"), flags=re.M))
    ]
    assert len(commands) > 60
    assert [(page, command, wrong) for page, command in commands if (wrong := misuse(command))] == []


def misuse(command: str) -> str:
    """What click says of a command line, without looking whether its files are there."""
    from corpus.cli import cli

    words = shlex.split(re.split(r" (?:2?>|\||\|\|) ", command)[0].replace("...", "PLACE"))[1:]
    group: click.Group = cli
    try:
        while isinstance(group, click.Group):
            context = click.Context(group)
            _, group, words = group.resolve_command(context, words)
        left = group.make_parser(click.Context(group)).parse_args(words)[1]
    except click.ClickException as error:
        return error.format_message()
    return f"too many arguments: {left}" if left else ""


def test_what_a_page_shows_is_compared() -> None:
    assert says("one\ntwo\n", "one\n...\n") and says("a 17 b\n", "a ... b\n")
    assert not says("one\ntwo\n", "one\n") and not says("one\n", "two\n") and not says("a 17 c", "a ... b\n")


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
