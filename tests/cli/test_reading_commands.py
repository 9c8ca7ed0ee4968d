"""Commands that show what is in a release, what a rerun would change, and what completes a command line."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT, SAMPLE

import corpus
from corpus.cli import main

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run a command in this process; returns its exit code, stdout and stderr."""
    monkeypatch.setenv("CORPUS_COLOR", "auto")  # which the command line sets
    monkeypatch.setenv("CORPUS_CACHE", str(tmp_path / "cache"))

    def run_command(*arguments: str | Path) -> tuple[int, str, str]:
        capfdbinary.readouterr()
        with pytest.raises(SystemExit) as left:
            main([str(part) for part in arguments])
        out, err = capfdbinary.readouterr()
        assert isinstance(left.value.code, int)
        return left.value.code, out.decode(), err.decode()

    return run_command


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "notice.txt").write_text("　　关于渡口停航的通知，\n十月起生效。\n", encoding="utf-8")
    return folder


def test_versions_are_a_line_each_oldest_first(run: Run, sample_release: Path, tmp_path: Path) -> None:
    for version in ("0.10.0", "0.2.0"):
        shutil.copytree(sample_release, tmp_path / "set" / version)
    assert run("versions", tmp_path / "set") == (0, "0.2.0\n0.10.0\n", "")
    assert json.loads(run("versions", tmp_path / "set", "--format", "json")[1]) == [
        {"version": version, "yanked": None} for version in ("0.2.0", "0.10.0")
    ]
    code, out, err = run("versions", "sampel")
    assert (code, out) == (2, "") and "did you mean 'sample'?" in err


def test_list_has_a_line_for_each_document(run: Run) -> None:
    documents = list(corpus.rows("sample", "documents"))
    code, out, _ = run("list", "sample")
    lines = [line.split("\t") for line in out.splitlines()]
    assert code == 0 and [line[0] for line in lines] == [row["doc_id"] for row in documents]
    assert [line[-1] for line in lines] == [row["title"] or "-" for row in documents]
    assert json.loads(run("list", "sample", "--format", "json")[1])[0]["source_file"] == documents[0]["source_file"]


def test_head_has_the_first_paragraphs(run: Run) -> None:
    first = corpus.scan("sample").head(3)
    code, out, _ = run("head", "sample", "-n", "3")
    assert code == 0
    assert out == "".join(f"{row['paragraph_id']}\t{row['kind']}\t{row['text']}\n" for row in first)
    assert [row["text"] for row in json.loads(run("head", "sample", "--format", "json")[1])] == [
        row["text"] for row in corpus.scan("sample").head(5)
    ]


@pytest.mark.parametrize(("options", "pattern"), [([], "图书馆"), (["--regex"], "图.馆"), (["--regex"], "(图)书(馆)")])
def test_search_finds_the_paragraphs_that_have_a_text(run: Run, options: list[str], pattern: str) -> None:
    having = [row["paragraph_id"] for row in corpus.rows("sample") if "图书馆" in row["text"]]
    code, out, _ = run("search", "sample", pattern, *options)
    assert code == 0 and [line.split("\t")[0] for line in out.splitlines()] == having
    assert all("图书馆" in line for line in out.splitlines())
    assert len(run("search", "sample", pattern, *options, "-n", "2")[1].splitlines()) == 2
    found = json.loads(run("search", "sample", pattern, *options, "--format", "json")[1])
    assert [row["paragraph_id"] for row in found] == having


def test_search_says_when_nothing_is_found_or_the_pattern_is_wrong(run: Run) -> None:
    assert run("search", "sample", "不在其中的字") == (0, "", "nothing found\n")
    code, out, err = run("search", "sample", "(图", "--regex")
    assert (code, out) == (2, "") and "'(图'" in err and "Traceback" not in err


def test_clean_diff_shows_each_edit_with_its_rule(run: Run, sources: Path) -> None:
    (sources / "joined.txt").write_text(
        "河水\u200b很深。\n\n" + "渡船每天早晚各开一班，风大的日子停航，船工在岸边修补渔网和缆绳，等\n待天晴。\n" * 3,
        encoding="utf-8",
    )
    code, out, _ = run("clean", sources / "joined.txt", "--diff")
    lines = out.splitlines()
    assert code == 0 and lines[0].startswith("1: 河水[-\\u200b-]很深。") and "invisible_chars" in lines[0]
    assert "edit" in lines[-1] and "invisible_chars 1" in lines[-1]
    listed = [
        json.loads(line) for line in run("clean", sources / "joined.txt", "--diff", "--format", "jsonl")[1].splitlines()
    ]
    assert listed[0]["removed"] == "\u200b" and (listed[0]["line"], listed[0]["start"]) == (1, 2)
    chars = (sources / "joined.txt").read_text(encoding="utf-8")
    assert all(chars[item["start"] : item["end"]] == item["removed"] for item in listed)
    assert int(lines[-1].split()[0]) == len(listed)


def test_clean_diff_of_a_clean_document_is_nothing(run: Run, sources: Path) -> None:
    (sources / "fine.txt").write_text("渡船停航。\n\n船工在岸边修网。\n", encoding="utf-8")
    assert run("clean", sources / "fine.txt", "--diff") == (0, "nothing would change\n", "")
    assert run("clean", sources / "fine.txt", "--diff", "--format", "jsonl") == (0, "", "")


def test_build_check_exits_1_where_anything_would_change(run: Run, sources: Path, tmp_path: Path) -> None:
    check = ("build", sources, "--out", tmp_path / "out", "--check")
    code, out, _ = run(*check)
    assert code == 1 and out.startswith("Would add papers 0.1.0") and not (tmp_path / "out").exists()
    assert run("build", sources, "--out", tmp_path / "out", "--date", "2026-11-22", "-q")[0] == 0
    code, out, _ = run(*check)
    assert code == 0 and out.startswith("Nothing would change: papers 0.1.0")
    (sources / "notice.txt").write_text("　　关于渡口停航的通知，\n冬月起生效。\n", encoding="utf-8")
    before = {path: path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()}
    code, out, _ = run(*check, "--format", "json")
    assert code == 1 and json.loads(out)["status"] == "would change"
    assert {path: path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()} == before


def test_build_check_compares_with_the_previous_release(run: Run, sources: Path, tmp_path: Path) -> None:
    assert run("build", sources, "--out", tmp_path / "out", "--date", "2026-11-22", "-q")[0] == 0
    check = ("build", sources, "--out", tmp_path / "out", "--check", "--previous", tmp_path / "out" / "papers")
    assert run(*check)[0] == 0
    (sources / "letter.txt").write_text("　　河边的旧仓库空了。\n", encoding="utf-8")
    code, out, _ = run(*check)
    assert code == 1 and "documents 1 added" in out


def test_a_variable_bears_the_name_of_its_option(
    run: Run, sources: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CORPUS_BUILD_FORMAT", "json")
    assert json.loads(run("build", sources, "--out", tmp_path / "out", "--dry-run")[1])["name"] == "papers"
    monkeypatch.delenv("CORPUS_BUILD_FORMAT")
    shown = run("build", "--help")[1]
    assert "CORPUS_BUILD_FORMAT" in shown and "CORPUS_BUILD_FORM;" not in shown and "CORPUS_BUILD_FORM]" not in shown


def test_one_problem_is_one(run: Run, sample_release: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(sample_release, tmp_path / "copy"))
    (copy / "README.md").write_bytes(b"another")
    code, out, _ = run("verify", copy)
    assert code == 3 and "not proved: 1 problem;" in out


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_printed_and_works(run: Run, shell: str) -> None:
    code, out, _ = run("completion", shell)
    assert code == 0 and f"_CORPUS_COMPLETE={shell}_complete" in out


def test_a_command_line_is_completed() -> None:
    def completed(words: str, at: int) -> str:
        environment = {"_CORPUS_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(at)}
        code = [sys.executable, "-c", "from corpus.cli import main; main()"]
        return subprocess.run(code, capture_output=True, text=True, env={**os.environ, **environment}, cwd=ROOT).stdout

    assert completed("corpus ver", 1).splitlines() == ["plain,verify", "plain,versions"]
    assert "plain,--format" in completed("corpus info --f", 2)
    assert completed(f"corpus cite {SAMPLE} --style b", 4).splitlines() == ["plain,bibtex"]


def test_a_dry_run_refuses_what_the_run_refuses(run: Run, sources: Path, tmp_path: Path) -> None:
    arguments = ("build", sources, "--out", tmp_path / "out", "--version", "0.1.0")
    assert run(*arguments)[0] == 0
    first = next(path for path in sources.iterdir() if path.suffix in (".txt", ""))
    first.write_bytes(first.read_bytes() + "\n　　另行通知。\n".encode())
    assert run(*arguments, "--dry-run")[0] == run(*arguments)[0] == 2
    register = sources / "register.toml"
    register.write_text('[dataset]\nnam = "x"\n', encoding="utf-8")
    assert run(*arguments, "--dry-run")[::2] == run(*arguments)[::2]


def test_what_is_to_be_withdrawn_is_offered_by_its_kind(run: Run, sources: Path, tmp_path: Path) -> None:
    """For a misspelt document a document, for a paragraph a paragraph."""
    assert run("build", sources, "--out", tmp_path / "out", "--name", "papers")[0] == 0
    document = next(corpus.rows(tmp_path / "out" / "papers", "documents"))["doc_id"]
    for wanted in (document, f"{document}-0001"):
        misspelt = wanted[:1] + wanted[2:]
        code, _, said = run("withdraw", tmp_path / "out" / "papers", misspelt, "--reason", "x")
        assert code == 2 and f"did you mean '{wanted}'?" in said


def test_variables_are_named_in_the_reference() -> None:
    page = (ROOT / "docs" / "reference" / "cli.md").read_text(encoding="utf-8")
    for name in ("OFFLINE", "QUIET", "NO_PROGRESS", "COLOR", "BUILD_OUT", "BUILD_FORMAT", "BUILD_PREVIOUS", "SIGN_KEY"):
        assert f"env var: CORPUS_{name}" in " ".join(page.split()), name
