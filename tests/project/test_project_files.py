"""The files for people who carry on the work are valid, and say what the project says."""

from __future__ import annotations

import configparser
import os
import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT

import corpus

FORMS = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml"))
KINDS = {"markdown", "input", "textarea", "dropdown", "checkboxes"}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def loaded(path: Path) -> dict[Any, Any]:
    yaml = pytest.importorskip("yaml")
    found = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def test_the_citation_is_valid_and_of_this_version() -> None:
    cffconvert = pytest.importorskip("cffconvert")
    text = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    citation = cffconvert.Citation(text)
    citation.validate()
    assert f"\nversion: {corpus.__version__}\n" in text
    assert PROJECT["project"]["name"] in citation.as_bibtex()


def test_the_urls_are_those_of_the_package() -> None:
    assert PROJECT["project"]["urls"] == {"Homepage": f"https://pypi.org/project/{PROJECT['project']['name']}/"}


@pytest.mark.parametrize("path", [path for path in FORMS if path.stem != "config"], ids=lambda path: path.stem)
def test_an_issue_form_is_one(path: Path) -> None:
    """By the schema of the forge: its keys, kinds of fields, and IDs that occur once."""
    form = loaded(path)
    assert {"name", "description", "body"} <= {*form} <= {"name", "description", "title", "labels", "body"}
    fields = [item for item in form["body"] if item["type"] != "markdown"]
    assert fields
    assert {item["type"] for item in form["body"]} <= KINDS
    assert {key for item in form["body"] for key in item} <= {"type", "id", "attributes", "validations"}
    ids = [item["id"] for item in fields]
    assert len(ids) == len({*ids})
    assert all(item["attributes"]["label"] for item in fields)


@pytest.mark.parametrize("path", [path for path in FORMS if path.stem != "config"], ids=lambda path: path.stem)
def test_a_form_asks_for_the_version_and_the_rights(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "corpus --version" in text
    assert "right" in text


@pytest.mark.parametrize("name", ["line-break", "character", "metadata"])
def test_a_form_about_a_text_asks_for_the_explanation_and_demands_the_rights(name: str) -> None:
    form = loaded(ROOT / ".github" / "ISSUE_TEMPLATE" / f"{name}.yml")
    fields = {item["id"]: item["attributes"] for item in form["body"] if "id" in item}
    assert "corpus explain RELEASE ID" in fields["explain"]["description"]
    assert fields["rights"]["options"][0]["required"]


def test_the_forge_runs_what_every_machine_runs() -> None:
    workflow = loaded(ROOT / ".github" / "workflows" / "ci.yml")
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    assert "bash .ci/run" in [step.get("run") for step in steps]
    assert workflow["permissions"] == {"contents": "read"}


def test_the_forge_runs_both_ends_of_what_is_declared() -> None:
    """The oldest versions on the oldest Python, and the newest Python of the classifiers."""
    pythons = [line.rsplit(" ", 1)[1] for line in PROJECT["project"]["classifiers"] if "Python :: 3." in line]
    jobs = loaded(ROOT / ".github" / "workflows" / "ci.yml")["jobs"]
    assert pythons[-1] in [step.get("with", {}).get("python-version") for step in jobs["newest"]["steps"]]
    commands = [step.get("run") for step in jobs["newest"]["steps"]]
    assert f'hatch test --python {pythons[-1]} tests -m "not slow"' in commands
    for name in ("lower", "extras"):
        assert f"hatch run {name}:test" in [step.get("run") for step in jobs[name]["steps"]]
    environments = PROJECT["tool"]["hatch"]["envs"]
    assert environments["hatch-test"]["matrix"] == [{"python": pythons}]
    assert environments["lower"]["env-vars"] == {"UV_RESOLUTION": "lowest-direct"}
    assert PROJECT["project"]["requires-python"] == f">={pythons[0]}" == f">={environments['lower']['python']}"


def test_every_dependency_has_a_lower_bound() -> None:
    extras = PROJECT["project"]["optional-dependencies"]
    tests = PROJECT["tool"]["hatch"]["envs"]["hatch-test"]["extra-dependencies"]
    wanted = [*PROJECT["project"]["dependencies"], *tests, *(line for lines in extras.values() for line in lines)]
    assert [line for line in wanted if not line.startswith("corpus-zh[") and not re.search(r"[>=]=", line)] == []


def test_the_extra_all_has_every_extra() -> None:
    """Except torch, which is larger than all others together."""
    extras = PROJECT["project"]["optional-dependencies"]
    listed = re.fullmatch(r"corpus-zh\[(.*)\]", extras["all"][0])
    assert listed and {*listed[1].split(",")} == {*extras} - {"all", "torch"}
    assert {*PROJECT["tool"]["hatch"]["envs"]["hatch-test"]["features"]} == {*extras} - {"all", "torch"}


def attributes(*paths: str) -> dict[str, str]:
    """What git does with line ends in each file."""
    if not (ROOT / ".git").exists():
        pytest.skip("no checkout of git")
    shown = subprocess.run(
        ["git", "check-attr", "-z", "text", "--", *paths], cwd=ROOT, capture_output=True, text=True, check=True
    )
    words = shown.stdout.split("\0")
    return dict(zip(words[0::3], words[2::3], strict=False))


def test_git_never_touches_bytes_that_count() -> None:
    folders = ("seeds/sample", "tests/gold", "corpus/data/releases")
    kept = [
        Path(top, name).relative_to(ROOT).as_posix()
        for folder in folders
        for top, _, names in os.walk(ROOT / folder)
        for name in names
        if name != "register.toml"
    ]
    kept += [
        path.relative_to(ROOT).as_posix() for end in ("bin", "parquet") for path in ROOT.glob(f"corpus/**/*.{end}")
    ]
    assert len(kept) > 50
    assert set(attributes(*kept).values()) == {"unset"}
    assert attributes("README.md", "corpus/errors.py") == {"README.md": "auto", "corpus/errors.py": "auto"}


def test_no_editor_touches_the_specimens() -> None:
    parser = configparser.ConfigParser()
    parser.read_string("[top]\n" + (ROOT / ".editorconfig").read_text(encoding="utf-8"))
    section = next(name for name in parser.sections() if "seeds/sample/**" in name)
    assert parser[section]["charset"] == parser[section]["end_of_line"] == "unset"
    assert parser[section]["trim_trailing_whitespace"] == parser[section]["insert_final_newline"] == "false"


def test_the_contributors_page_names_commands_that_there_are() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    environments = PROJECT["tool"]["hatch"]["envs"]
    scripts = {f"{env}:{name}" for env, facts in environments.items() for name in facts.get("scripts", {})}
    scripts |= {*environments["default"].get("scripts", {})}
    named = {word for word in re.findall(r"hatch run ([\w:-]+)", text) if word not in ("corpus", "python")}
    assert named
    assert named - scripts == set()
