"""The real documents: built, proved, and compared with the paragraphs that people marked."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

import corpus

pytestmark = pytest.mark.shared
PLAIN = ROOT / "tests" / "support" / "plain_restore.py"


@pytest.fixture(scope="module")
def release(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("flagship")
    register = ROOT / "seeds" / "register.toml"
    return corpus.build(shared / "seeds", out, name="smart-policing-zh", register=register, date="2026-11-22").path


def test_five_of_five_sources_are_restored(release: Path, shared: Path) -> None:
    opened = corpus.open_release(release)
    assert str(opened.verify()) == "5 of 5 sources restored"
    for row in opened.documents.to_table().to_pylist():
        assert opened.restore(row["doc_id"]) == (shared / "seeds" / row["source_file"]).read_bytes()


def test_plain_pyarrow_restores_them_too(release: Path) -> None:
    shown = subprocess.run([sys.executable, str(PLAIN), str(release)], capture_output=True, text=True, check=True)
    assert len(shown.stdout.splitlines()) == 5


def test_fetching_the_seeds_verifies_them(shared: Path, tmp_path: Path) -> None:
    script = [sys.executable, str(ROOT / "scripts" / "fetch_seeds.py"), "--to", str(tmp_path / "raw"), "--from"]
    assert subprocess.run([*script, str(shared / "seeds")], capture_output=True).returncode == 0
    assert len(list((tmp_path / "raw").iterdir())) == 5
    copy = Path(shutil.copytree(shared / "seeds", tmp_path / "copy"))
    changed = min(copy.iterdir())
    changed.chmod(0o644)
    changed.write_bytes(b"x")
    assert subprocess.run([*script, str(copy)], capture_output=True).returncode == 1


ARTICLES = [
    [["沈翠英", "丁绍华"], ["薛必喆"], ["陆晗"], ["魏汉中"], ["张佳良"]],
    [["乌海市公安局"]],
    [["乌兰察布市公安局"], ["通辽市公安局"]],
    [["戚思宇"]],
    [["陆晗"]],
]


def test_every_article_has_its_own_authors(shared: Path, release: Path) -> None:
    """With the register, which lists six authors of the first page, and without it."""
    alone = [corpus.clean(path).articles for path in sorted((shared / "seeds").glob("*.txt"))]
    assert [[list(article.meta.authors) for article in articles] for articles in alone] == ARTICLES
    rows = list(corpus.rows(release, "articles"))
    assert [row["authors"] for row in rows] == [authors for document in ARTICLES for authors in document]


@pytest.mark.parametrize("key", ["000", "001"])
def test_boundaries_agree_with_the_gold(shared: Path, tmp_path: Path, key: str) -> None:
    (source,) = (shared / "seeds").glob(f"{key}_*.txt")
    output = tmp_path / "output.jsonl"
    blocks = corpus.clean(source).blocks
    output.write_text("\n".join(json.dumps({"kind": b.kind, "text": b.text}) for b in blocks), encoding="utf-8")
    scorer = [
        sys.executable,
        str(shared / "gold" / "score.py"),
        str(shared / "gold" / f"{key}.jsonl"),
        str(output),
        "--quiet",
    ]
    score = json.loads(subprocess.run(scorer, capture_output=True, check=True).stdout)
    assert (score["char_lost"], score["char_invented"]) == (0, 0)
    assert score["boundary_lenient"]["f1"] >= 0.95
