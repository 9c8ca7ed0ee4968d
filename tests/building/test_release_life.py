"""The three releases of docs/release-life.md: the difference is what a count by hand says."""

from __future__ import annotations

from pathlib import Path

import pyarrow.dataset as ds
import pytest
from test_carrying import rows
from test_withdraw import command

import corpus
from corpus.release.inline_diff import diff_runs

Three = tuple[corpus.Release, corpus.Release, corpus.Release]


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> Three:
    """0.1.0 of the sample, 0.1.1 with one rule more and a name corrected, 0.2.0 without the last line of an essay."""
    folder = tmp_path_factory.mktemp("life")
    texts = folder / "texts"
    texts.mkdir()
    sample = corpus.open_release("sample")
    for row in sample.documents.to_table(columns=["doc_id", "source_file"]).to_pylist():
        (texts / row["source_file"]).write_bytes(sample.restore(row["doc_id"]))
    register = texts / "register.toml"
    register.write_text('[dataset]\nname = "life"\n', encoding="utf-8")
    first = corpus.build(texts, folder / "out", date="2026-01-01", workers=1)
    register.write_text('[dataset]\nname = "life"\nrules_on = ["punctuation_width"]\n', encoding="utf-8")
    change(texts / "river-news.txt", "孟长根", "孟长庚")
    second = corpus.build(texts, folder / "out", date="2026-02-01", workers=1, previous=first.path)
    essay = texts / "ferry-essay.txt"
    essay.write_text("".join(essay.read_text(encoding="utf-8").splitlines(keepends=True)[:-1]), encoding="utf-8")
    third = corpus.build(texts, folder / "out", date="2026-03-01", workers=1, previous=folder / "out" / "life")
    return first, second, third


def change(path: Path, before: str, after: str) -> None:
    path.write_bytes(path.read_bytes().replace(before.encode(), after.encode(), 1))


def test_versions_and_proof(life: Three) -> None:
    assert [release.version for release in life] == ["0.1.0", "0.1.1", "0.2.0"]
    assert all(release.verify().ok for release in life)
    assert "## 0.2.0" in (log := (life[2].path / "CHANGELOG.md").read_text(encoding="utf-8"))
    assert log.index("## 0.2.0") < log.index("## 0.1.1") < log.index("## 0.1.0")


def test_the_difference_agrees_with_a_count_by_hand(life: Three) -> None:
    first, second, third = life
    one, two, three = map(rows, life)
    found = first.diff(second)
    edited = {key for key in one if key in two and one[key] != two[key]}
    gone, new = set(one) - set(two), set(two) - set(one)
    assert {c.paragraph_id for c in found.paragraphs if c.relation == "edited"} == edited
    assert {c.paragraph_id for c in found.paragraphs if c.relation == "split"} == gone
    assert {heir for c in found.paragraphs for heir in c.heirs} == new
    assert found.counts()["paragraphs"]["unchanged"] == sum(one[key] == two.get(key) for key in one)
    # The rule widens the commas of the chronicle but for one at a line's end, which is now the odd one.
    flags = [
        release.documents.to_table(filter=ds.field("doc_id") == "umbrella-chronicle")["flags"][0].as_py()
        for release in (first, second)
    ]
    assert set(flags[1]) - set(flags[0]) == {"MIXED_WIDTH"}
    assert [c.doc_id for c in found.documents] == ["river-news", "umbrella-chronicle"] and found.step.level == "patch"
    corrected = [c for c in found.paragraphs if c.doc_id == "river-news"]
    assert [
        [(r.text, r.state) for r in diff_runs(c.before or "", c.after or "") if r.state != "kept"] for c in corrected
    ] == [[("根", "removed"), ("庚", "added")]]
    last = second.diff(third)
    assert [(c.paragraph_id, c.relation) for c in last.paragraphs] == [
        ([key for key in two if key.startswith("ferry-")][-1], "removed")
    ]
    assert len(three) == len(two) - 1 and last.step.level == "major"


def test_every_old_id_resolves(life: Three) -> None:
    first, _, third = life
    for key in rows(first):
        fate = third.trace(key)
        assert fate.heirs or fate.events[-1].relation == "removed"


def test_over_two_releases_at_once(life: Three) -> None:
    first, second, third = life
    counts = first.diff(third).counts()["paragraphs"]
    assert counts == {**first.diff(second).counts()["paragraphs"], "removed": 1, "unchanged": counts["unchanged"]}
    assert third.diff(third).step.reasons == ("no row changed",)
    with pytest.raises(corpus.UsageError, match="older"):
        third.diff(first)


def test_the_diff_marks_characters(life: Three) -> None:
    shown = command("diff", life[0].path, life[1].path).stdout
    assert "孟长[-根-]{+庚+}" in shown and "step        PATCH" in shown
    assert command("diff", life[0].path, "sample").returncode == 2
    assert "\x1b[31m根\x1b[0m" in command("--color", "always", "diff", life[0].path, life[1].path).stdout
