"""Citations in every style: complete, and nothing in a title or a name breaks out of its field."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

import corpus
from corpus.errors import RegisterError, UsageError
from corpus.release.description.citation import STYLES, Work, bibtex, cff, gb7714, ris

yaml = pytest.importorskip("yaml")

WORK = Work(
    name="ferry-letters",
    title="渡口来信",
    authors=("钟一鸣", "River House"),
    version="1.2.0",
    date="2026-03-09",
    content_hash="ab" * 32,
    url="https://example.org/ferry",
    doi="10.1234/ferry.7",
    tags=("letters", "书信"),
    accessed="2026-12-01",
)
HASH = f"sha256:{WORK.content_hash}"
BROKEN = "100% of_{A & B}\\input~$x^2#\nER  - \r\n\x1b[31m}, author = {me}"


def test_gb_t_7714() -> None:
    told = "钟一鸣, River House. 渡口来信[DS/OL]. V1.2.0. (2026-03-09)[2026-12-01]. https://example.org/ferry. "
    assert gb7714(WORK) == f"{told}DOI:10.1234/ferry.7. {HASH}."
    part = replace(WORK, paragraph="notice-0002", url=None, doi=None)
    assert "渡口来信[DS/OL]. V1.2.0, 段落 notice-0002. (2026-03-09)[2026-12-01]. sha256:" in gb7714(part)
    for authors, said in (
        (("甲", "乙", "丙", "丁"), "甲, 乙, 丙, 等. "),
        (("A Co.", "B", "C", "D"), "A Co, B, C, et al. "),
        ((), "The maintainers of ferry-letters. "),
    ):
        assert gb7714(replace(WORK, authors=authors)).startswith(said)


def test_ris() -> None:
    lines = ris(WORK).split("\n")
    assert lines[0] == "TY  - DATA" and lines[-1] == "ER  - "
    assert {
        "TI  - 渡口来信", "AU  - 钟一鸣", "AU  - River House", "PY  - 2026", "DA  - 2026/03/09", "ET  - 1.2.0",
        "DO  - 10.1234/ferry.7", "UR  - https://example.org/ferry", "KW  - letters", "Y2  - 2026/12/01",
        f"N1  - Content hash {HASH}",
    } < set(lines)  # fmt: skip


@pytest.mark.parametrize("style", STYLES)
def test_no_field_breaks_out(style: str) -> None:
    text = STYLES[style](replace(WORK, title=BROKEN, authors=(BROKEN,), url=f"https://a.org/{BROKEN}", tags=(BROKEN,)))
    if style == "cff":
        assert yaml.safe_load(text)["title"] == BROKEN
        return
    plain = STYLES[style](WORK)
    assert text.count("\n") == plain.count("\n") - (style == "ris") * 2  # of two authors and two tags, one each
    assert not [mark for mark in text if mark < " " and mark != "\n"]


def test_tex_reads_what_was_written() -> None:
    text = bibtex(replace(WORK, title=BROKEN))
    title = next(line for line in text.split("\n") if line.startswith("  title = "))
    assert r"100\% of\_\textbraceleft{}A \& B\textbraceright{}\textbackslash{}input\textasciitilde{}\$x" in title
    assert text.count("{") == text.count("}")
    assert "\n  doi = {10.1234/ferry.7},\n" in text


def test_doi_and_tags_are_in_the_citation_file() -> None:
    from importlib.resources import files

    jsonschema, _ = pytest.importorskip("jsonschema"), pytest.importorskip("cffconvert")
    told = yaml.load(cff(WORK), Loader=yaml.BaseLoader)
    assert (told["doi"], told["keywords"]) == ("10.1234/ferry.7", ["letters", "书信"])
    schema = json.loads(files("cffconvert").joinpath("schemas/1.2.0/schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(told, schema)


def test_the_day_of_reading_is_today_or_the_one_given() -> None:
    from datetime import UTC, datetime

    assert f"[{datetime.now(UTC).date().isoformat()}]" in corpus.cite("sample", "gb7714")
    assert "[2026-12-01]" in corpus.cite("sample", "gb7714", accessed="2026-12-01")
    for wrong in ("yesterday", "2026-13-01", "2026-2-1"):
        with pytest.raises(UsageError, match="not a valid date"):
            corpus.cite("sample", "ris", accessed=wrong)


def test_doi_tags_and_tasks_come_from_the_register(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("河上起了雾，渡船停在对岸。\n", encoding="utf-8")
    stated = (
        'doi = "https://doi.org/10.1234/ferry.7"\ntags = ["letters", "no"]\ntask_categories = ["fill-mask", "sing"]\n'
    )
    stated += 'url = "https://huggingface.co/datasets/ferry/letters"\n'
    (tmp_path / "in" / "register.toml").write_text(f"[dataset]\n{stated}", encoding="utf-8")
    with pytest.warns(UserWarning, match=r"register\.toml: task_categories: 'sing' is not a value"):
        release = corpus.build(tmp_path / "in", tmp_path / "out", name="set", date="2026-11-24", workers=1)
    card = (release.path / "README.md").read_text(encoding="utf-8")
    front = yaml.safe_load(card.split("---\n")[1])
    assert (front["tags"], front["task_categories"]) == (["letters", "no"], ["fill-mask", "sing"])
    assert front["dataset_info"][0]["homepage"] == "https://doi.org/10.1234/ferry.7"
    assert 'load_dataset("ferry/letters", "paragraphs", revision="v0.1.0", split="train")' in card
    assert "doi = {10.1234/ferry.7}" in release.cite() and "DO  - 10.1234/ferry.7" in release.cite("ris")
    described = json.loads((release.path / "croissant.json").read_text(encoding="utf-8"))
    assert described["sameAs"] == "https://doi.org/10.1234/ferry.7" and described["keywords"] == ["letters", "no"]
    (tmp_path / "in" / "register.toml").write_text('[dataset]\ndoi = "ferry 7"\n', encoding="utf-8")
    with pytest.raises(RegisterError, match="doi"):
        corpus.build(tmp_path / "in", tmp_path / "out", name="set")
