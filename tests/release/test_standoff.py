"""A standoff release has nothing of its documents' text, and its places still prove themselves."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from conftest import ROOT, SAMPLE
from greps import shared_runs

import corpus
from corpus.errors import ReleaseExistsError, RightsError, UsageError
from corpus.publishing.gate import require_publishable
from corpus.release import layout, parquet
from corpus.release.description import write as describing
from corpus.release.explain import explain
from corpus.release.standoff import LEAST_HASHED, WITHHELD_LINE, make_standoff

QUOTED = "老船工在岸上坐了一个下午，看着孩子们上船又下船。"


@pytest.fixture(scope="module")
def standoff(sample_release: Path, tmp_path_factory: pytest.TempPathFactory) -> corpus.Release:
    return make_standoff(corpus.open_release(sample_release), tmp_path_factory.mktemp("standoff") / "sample")


def registered(release: corpus.Release) -> list[str]:
    """The titles, subtitles, authors, publishers and places that the register states, and those of the data set."""
    fields = ("title", "subtitle", "authors", "publisher", "places")
    rows = release.documents.to_table(columns=["evidence"])["evidence"].to_pylist()
    facts = [
        item["value"]
        for row in rows
        for item in row
        if item["field"] in fields and item["basis"].startswith("register")
    ]
    return [*facts, release.manifest["dataset"]["title"]]


def sources_of(release: corpus.Release, folder: Path) -> list[str]:
    rows = release.documents.to_table(columns=["source_file", "encoding"]).to_pylist()
    return [(folder / row["source_file"]).read_bytes().decode(row["encoding"], "replace") for row in rows]


def test_no_file_shares_eight_characters_with_the_sample(standoff: corpus.Release) -> None:
    # The specimens have English too, and "position" is a word of the card.
    assert shared_runs(standoff.path, sources_of(standoff, SAMPLE), registered(standoff), latin=False) == {}


def test_the_full_release_does_share_them(sample_release: Path) -> None:
    """The search finds what is there, in every file that has it."""
    release = corpus.open_release(sample_release)
    found = shared_runs(release.path, sources_of(release, SAMPLE), registered(release))
    assert {"data/paragraphs/part-00000.parquet", "data/documents/part-00000.parquet", "README.md"} <= set(found)
    assert sum(map(len, found.values())) > 10_000


@pytest.mark.shared
def test_no_file_shares_eight_characters_with_the_five_documents(shared: Path, tmp_path: Path) -> None:
    register = ROOT / "seeds" / "register.toml"
    release = corpus.build(shared / "seeds", tmp_path, register=register, date="2026-11-24", workers=1)
    standoff = make_standoff(release, tmp_path / "standoff")
    assert shared_runs(standoff.path, sources_of(standoff, shared / "seeds"), registered(standoff)) == {}
    assert str(standoff.verify()).endswith("the places of 5 of 5 sources proved")


def test_what_stays_and_what_goes(standoff: corpus.Release, sample_release: Path) -> None:
    full = corpus.open_release(sample_release)
    for mine, theirs in zip(corpus.rows(standoff.path), corpus.rows(full.path), strict=True):
        gone = {"text": None, "section": None}
        if theirs["n_chars"] < LEAST_HASHED:  # it could be guessed from its hash
            gone["content_hash"] = None
        assert mine == {**theirs, **gone}
    for mine, theirs in zip(corpus.rows(standoff.path, "edits"), corpus.rows(full.path, "edits"), strict=True):
        assert mine == {**theirs, "removed": None, "inserted": None}
    kept = ("doc_id", "date", "date_basis", "genre", "language", "script", "rights", "source_sha256", "n_edits")
    for mine, theirs in zip(corpus.rows(standoff.path, "documents"), corpus.rows(full.path, "documents"), strict=True):
        assert [mine[name] for name in kept] == [theirs[name] for name in kept]
    assert standoff.manifest["text"] == "standoff"
    assert standoff.manifest["full"]["content_hash"] == full.manifest["content_hash"]


def test_registered_facts_stay_and_those_read_from_the_text_go(standoff: corpus.Release) -> None:
    rows = {row["doc_id"]: row for row in corpus.rows(standoff.path, "documents")}
    assert rows["river-news"]["title"] == "白芦河边又见白鹭"  # the register states it
    assert rows["museum-plain"]["title"] is None
    assert rows["river-news"]["contributors"] is None
    values = [
        item["value"] for row in rows.values() for item in row["evidence"] if not item["basis"].startswith("register")
    ]
    assert values and set(values) == {None}


def test_it_verifies_and_says_what_that_proves(standoff: corpus.Release) -> None:
    result = standoff.verify()
    assert result.ok, result.problems
    assert (result.documents, result.restored, result.in_part, result.standoff) == (34, 0, 34, True)
    assert str(result).startswith("standoff: the text is not here;")


def test_the_loaders_read_it(standoff: corpus.Release) -> None:
    assert {row["text"] for row in corpus.rows(standoff.path, columns=["text"])} == {None}
    assert corpus.load(standoff.path).num_rows == len(list(corpus.rows(standoff.path)))
    assert corpus.load(standoff.path, "documents", streaming=True).take(1)


def test_what_needs_the_text_says_how_to_get_it(standoff: corpus.Release) -> None:
    from corpus.release.explain import explain

    for use in (lambda: standoff.restore("river-news"), lambda: explain(standoff, "river-news-0001")):
        with pytest.raises(UsageError, match="standoff release: the text is not here") as caught:
            use()
        assert "corpus hydrate" in caught.value.help
    assert standoff.paragraph("river-news-0001")["text"] is None
    assert "standoff" in repr(standoff)


def test_it_may_be_published_as_what_it_is(standoff: corpus.Release) -> None:
    require_publishable(standoff, "standoff")
    with pytest.raises(RightsError, match="it has no text to publish"):
        require_publishable(standoff)


def test_making_one_twice_gives_the_same_bytes(standoff: corpus.Release, sample_release: Path, tmp_path: Path) -> None:
    again = make_standoff(corpus.open_release(sample_release), tmp_path / "again")
    assert (again.path / layout.SUMS).read_bytes() == (standoff.path / layout.SUMS).read_bytes()


def test_a_standoff_release_has_no_standoff_and_nothing_is_overwritten(
    standoff: corpus.Release, sample_release: Path, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match="standoff release already"):
        make_standoff(standoff, tmp_path / "twice")
    with pytest.raises(ReleaseExistsError):
        make_standoff(corpus.open_release(sample_release), tmp_path)
    assert list(tmp_path.iterdir()) == []


def _with_card(folder: Path, card: str, description: str = "") -> corpus.Release:
    (folder / "in").mkdir()
    (folder / "in" / "ferry.txt").write_text(f"渡口纪事\n\n　　{QUOTED}\n", encoding="utf-8")
    (folder / "in" / "card.md").write_text(card, encoding="utf-8")
    register = f'[dataset]\ncard = "card.md"\ndescription = "{description}"\n'
    (folder / "in" / "register.toml").write_text(register, encoding="utf-8")
    return corpus.build(folder / "in", folder / "out", name="set", date="2026-11-24", workers=1)


@pytest.mark.parametrize("place", ["card", "description"])
def test_a_maintainers_text_that_quotes_a_document_is_refused(tmp_path: Path, place: str) -> None:
    card = "---\n# corpus:front-matter\n---\n# Set\n"
    texts = {"card": card + f"\nIt says: {QUOTED}\n", "description": card}
    release = _with_card(tmp_path, texts[place], QUOTED if place == "description" else "Ferries.")
    with pytest.raises(RightsError, match="it quotes a document"):
        make_standoff(release, tmp_path / "standoff")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "out"]  # nothing is left behind


def test_a_file_named_by_a_sentence_is_refused(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / f"{QUOTED}.txt").write_text(f"　　{QUOTED}\n", encoding="utf-8")
    release = corpus.build(tmp_path / "in", tmp_path / "out", name="set", date="2026-11-24", workers=1)
    with pytest.raises(RightsError, match=r"documents\.source_file: it quotes"):
        make_standoff(release, tmp_path / "standoff")


def test_a_changelog_line_that_quotes_a_document_is_left_out(tmp_path: Path) -> None:
    release = _with_card(tmp_path, "---\n# corpus:front-matter\n---\n# Set\n", "Ferries.")
    changelog = release.path / "CHANGELOG.md"
    changelog.write_text(f"## 0.1.0\n\nset-0001: now {QUOTED}\n", encoding="utf-8")
    describing.finish(release.path, release.manifest)
    standoff = make_standoff(corpus.open_release(release.path), tmp_path / "standoff")
    assert (standoff.path / "CHANGELOG.md").read_text(encoding="utf-8") == f"## 0.1.0\n\n{WITHHELD_LINE}\n"


def test_an_altered_release_makes_none(sample_release: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(sample_release, copy)
    (copy / "LICENSE").write_text("all yours\n", encoding="utf-8")
    with pytest.raises(corpus.IntegrityError, match="LICENSE"):
        make_standoff(corpus.open_release(copy), tmp_path / "standoff")


def _rewritten(standoff: corpus.Release, folder: Path, table: str, change: object) -> corpus.Release:
    """A copy with changed rows, sealed again as a forger would."""
    copy = folder / "forged"
    shutil.copytree(standoff.path, copy)
    path = copy / "data" / table / "part-00000.parquet"
    rows = pq.read_table(path)
    changed = change(rows.to_pylist())  # type: ignore[operator]
    manifest = json.loads((copy / layout.MANIFEST).read_text(encoding="utf-8"))
    shutil.rmtree(path.parent)
    tables = {**{name: item["columns"] for name, item in manifest["tables"].items()}}
    tables[table] = parquet.write_table(path.parent, rows.schema, [("part", [rows.from_pylist(changed, rows.schema)])])
    from corpus.release.content_hash import of_hashes

    manifest["tables"][table]["columns"] = dict(tables[table])
    manifest["content_hash"] = of_hashes(tables)
    describing.finish(copy, manifest)
    return corpus.open_release(copy)


def _moved(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    rows[3]["spans"] = [{"start": span["start"] + 1, "end": span["end"]} for span in rows[3]["spans"]]  # type: ignore[attr-defined]
    return rows


def _filled(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    rows[3]["text"] = "字"
    return rows


def _shortened(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    rows[3]["n_chars"] = 1
    return rows


@pytest.mark.parametrize(
    ("change", "message"),
    [(_moved, "exactly once"), (_filled, "there is text in it"), (_shortened, "its spans leave")],
)
def test_a_forged_place_is_found(standoff: corpus.Release, tmp_path: Path, change: object, message: str) -> None:
    result = _rewritten(standoff, tmp_path, "paragraphs", change).verify()
    assert message in str(result.problems)


def test_what_needs_the_text_says_so(tmp_path: Path) -> None:
    corpus.build(SAMPLE, tmp_path / "full", date="2026-11-22", workers=1)
    full = corpus.open_release(tmp_path / "full" / "sample")
    bare = make_standoff(full, tmp_path / "bare")
    calls = {
        "build": lambda: corpus.build(SAMPLE, tmp_path / "next", previous=bare.path),
        "withdraw": lambda: corpus.withdraw(bare.path, "bus-notes", reason="a test", out=tmp_path / "next"),
        "diff": lambda: full.diff(bare),
        "explain": lambda: explain(bare, "bus-notes-0002"),
    }
    for name, call in calls.items():
        with pytest.raises(UsageError, match="standoff release") as error:
            call()
        assert "corpus hydrate" in error.value.help, name
    assert not (tmp_path / "next").exists()
