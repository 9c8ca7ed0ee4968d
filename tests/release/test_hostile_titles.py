"""A hostile title, author or tag comes out harmless in every style of citation and in every text of a release."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import corpus
from corpus.release.description.citation import STYLES, Work

HOSTILE = {
    "escape": "渡口\x1b[31m红",
    "link": "渡口\x1b]8;;https://example.org\x07书\x1b]8;;\x07",
    "direction": "渡口\u202e三二一\u2066\u200f",
    "line break": "渡口\r\nTY  - BOOK\u2028AU  - 他人\x85x: y",
    "script": "渡口</script><script>alert(1)</script>",
    "formula": '=cmd|"/c calc"!A1',
    "braces": "渡口}{\\ \\input{/etc/passwd} % #",
    "yaml": "渡口: - [*a] !!python/object:os.system & {",
}
COMMANDING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("kind", HOSTILE)
def test_citations(style: str, kind: str) -> None:
    text = HOSTILE[kind]
    plain = Work("set", "渡口", ("作者",), "0.1.0", "2026-12-01", "0" * 64, tags=("词",), accessed="2026-12-01")
    hostile = Work("set", text, (text,), "0.1.0", "2026-12-01", "0" * 64, tags=(text,), accessed="2026-12-01")
    found = STYLES[style](hostile)
    assert not COMMANDING.search(found), ascii(found)
    assert found.count("\n") == STYLES[style](plain).count("\n")
    if style == "bibtex":
        entry = re.sub(r"\\[{}]", "", re.sub(r"\\textbackslash\{\}", "", found))
        assert entry.count("{") == entry.count("}") and r"\input" not in entry, found
    if style == "cff":
        yaml = pytest.importorskip("yaml")
        facts = yaml.safe_load(found)
        assert facts["title"] == text and [author["name"] for author in facts["authors"]] == [text]


@pytest.mark.parametrize("kind", HOSTILE)
def test_texts_of_a_release(tmp_path: Path, kind: str) -> None:
    yaml = pytest.importorskip("yaml")
    (tmp_path / "ferry.txt").write_text("渡口\n\n　　船走得很慢，\n桥还没有修好。\n", encoding="utf-8")
    title = json.dumps(HOSTILE[kind]).replace("\\x7f", "\\u007f")
    (tmp_path / "register.toml").write_text(
        f'[dataset]\ntitle = {title}\nauthors = [{title}]\ntags = [{title}]\n[[source]]\nkey = "ferry"\n'
        f'file = "ferry.txt"\nrights = "cc0-1.0"\ntitle = {title}\nauthors = [{title}]\n',
        encoding="utf-8",
    )
    folder = corpus.build(tmp_path, tmp_path / "out", name="set", workers=1).path
    for path in sorted(path for path in folder.rglob("*") if path.suffix in (".md", ".cff", ".bib", ".yml")):
        assert not COMMANDING.search(path.read_text(encoding="utf-8")), path
    card = (folder / "README.md").read_text(encoding="utf-8")
    facts = yaml.safe_load(card.split("---\n")[1])
    assert facts["pretty_name"] == HOSTILE[kind] or kind == "line break", facts["pretty_name"]
    rendered = re.sub(r"```.*?```", "", card.split("---\n", 2)[2], flags=re.DOTALL)  # code is shown as it is
    assert not re.search(r"(?<!\\)</?script", rendered)
