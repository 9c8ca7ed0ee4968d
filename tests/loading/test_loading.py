"""Rows come whole or not at all, in every form the same."""

from __future__ import annotations

import json
import pickle
import shutil
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from conftest import SAMPLE
from forging import write_sums

import corpus
from corpus.errors import IntegrityError, MissingExtraError, NotAReleaseError, UsageError
from corpus.model import schema
from corpus.release import layout, parquet
from corpus.release.manifest import canonical, read_manifest, seal
from corpus.release.train_test import split_of

CONFIGS = tuple(schema.TABLES)


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CORPUS_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    monkeypatch.setenv("HF_DATASETS_CACHE", str(tmp_path / "hf" / "datasets"))
    return tmp_path / "cache"


@pytest.fixture
def release(sample_release: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sample_release, tmp_path / "sample" / "0.1.0"))


@pytest.fixture(scope="module")
def sharded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release whose tables have two files each."""
    folder = tmp_path_factory.mktemp("sharded")
    (folder / "in").mkdir()
    for number in range(40):
        (folder / "in" / f"doc{number:02d}.txt").write_text(f"第{number}号文件的内容。\n\n第二段。\n", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parquet, "ROW_GROUP_BYTES", 3000)
        patch.setattr(parquet, "ROW_GROUPS_PER_FILE", 1)
        release = corpus.build(folder / "in", folder / "out", date="2026-11-22")
    assert len(list((release.path / "data" / "paragraphs").iterdir())) > 1
    return release.path


@pytest.mark.parametrize("config", CONFIGS)
def test_every_form_has_the_same_rows(release: Path, config: str) -> None:
    expected = pq.read_table(release / "data" / config).to_pylist()
    scanned = corpus.scan(release, config)
    assert list(corpus.rows(release, config)) == expected
    assert len(scanned) == len(expected)
    assert scanned.to_arrow().to_pylist() == expected
    assert scanned.to_polars().to_dicts() == expected
    names = ", ".join(f'"{name}"' for name in scanned.schema.names)
    assert scanned.to_duckdb().query("t", f"select {names} from t").to_arrow_table().to_pylist() == expected
    assert scanned.to_pandas()["doc_id"].tolist() == [row["doc_id"] for row in expected]


@pytest.mark.parametrize("config", CONFIGS)
def test_datasets_has_the_same_rows(release: Path, config: str) -> None:
    import datasets

    expected = list(corpus.rows(release, config))
    assert list(corpus.load(release, config)) == expected
    assert list(corpus.load(release, config, streaming=True)) == expected
    assert list(datasets.load_dataset(str(release), config, split="train")) == expected


def test_every_table_is_json_to_the_common_tools(release: Path, tmp_path: Path) -> None:
    """Also bytes that are no UTF-8, of which the sample has some: they are in hexadecimal."""
    raw = [segment["raw"] for row in corpus.rows(release, "documents") for segment in row["segments"]]
    assert "fffe" in raw and "efbbbf" in raw
    for config in CONFIGS:
        path = tmp_path / f"{config}.jsonl"
        corpus.load(release, config).to_json(path)
        assert len(path.read_text(encoding="utf-8").splitlines()) == len(corpus.scan(release, config))
        assert len(json.loads(corpus.scan(release, config).to_pandas().to_json(orient="records"))) > 10
        assert json.loads(json.dumps(list(corpus.rows(release, config)))) == list(corpus.rows(release, config))


def test_datasets_own_cache_keeps_two_releases_apart(release: Path, sharded: Path) -> None:
    """Both folders are called 0.1.0, as is their version: the card's citation tells them apart."""
    import datasets

    for folder in (release, sharded):
        expected = list(corpus.rows(folder))
        for found in (datasets.load_dataset(str(folder), "paragraphs", split="train"), corpus.load(folder)):
            assert list(found) == expected
            assert str(found.info.version) == "0.1.0"


def test_a_shard_that_datasets_would_miss_is_no_silence(sharded: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(sharded, tmp_path / "copy"))
    (copy / "data" / "paragraphs" / "part-00001.parquet").unlink()
    with pytest.raises(IntegrityError, match=r"part-00001\.parquet"):
        corpus.load(copy)


def damage(folder: Path, kind: str) -> str:
    """Damage a release and return the name of the file that must be told."""
    data = folder / "data" / "paragraphs"
    first, second = data / "part-00000.parquet", data / "part-00001.parquet"
    if kind == "deleted":
        second.unlink()
    elif kind == "added":
        shutil.copyfile(first, data / "part-99999.parquet")
        return "part-99999.parquet"
    elif kind == "truncated":
        second.write_bytes(second.read_bytes()[:-9])
    elif kind == "swapped":
        one, two = first.read_bytes(), second.read_bytes()
        first.write_bytes(two)
        second.write_bytes(one)
    else:
        content = bytearray(second.read_bytes())
        content[len(content) // 2] ^= 4
        second.write_bytes(content)
    return "part-0000[01].parquet" if kind == "swapped" else "part-00001.parquet"


@pytest.mark.parametrize("kind", ["deleted", "added", "truncated", "swapped", "bit-flipped"])
@pytest.mark.parametrize("how", ["load", "rows", "scan", "verify"])
def test_damage_is_found_by_every_reader(sharded: Path, tmp_path: Path, kind: str, how: str) -> None:
    copy = Path(shutil.copytree(sharded, tmp_path / "copy"))
    list(corpus.rows(copy))  # its hashes are remembered now
    name = damage(copy, kind)
    if how == "verify":
        problems = corpus.open_release(copy).verify().problems
        assert any(Path(problem.where).match(name) for problem in problems)
        return
    with pytest.raises(IntegrityError) as caught:
        getattr(corpus, how)(copy)
    assert Path(caught.value.message.split(":")[0]).match(name)


def test_without_hashes_names_sizes_and_counts_are_still_compared(sharded: Path, tmp_path: Path) -> None:
    for kind in ("deleted", "added", "truncated"):
        copy = Path(shutil.copytree(sharded, tmp_path / kind))
        damage(copy, kind)
        with pytest.raises(IntegrityError):
            corpus.rows(copy, verify=False)


def test_hashes_are_remembered_and_forgotten_when_a_file_changes(
    release: Path, own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    time.sleep(0.1)  # a file that has just changed is hashed again
    list(corpus.rows(release))
    assert len(list((own_cache / "hashes").iterdir())) == 1
    calls: list[Path] = []
    real = layout.sha256
    monkeypatch.setattr(layout, "sha256", lambda path: calls.append(path) or real(path))
    list(corpus.rows(release))
    assert calls == []
    (release / "README.md").touch()
    list(corpus.rows(release))
    assert [path.name for path in calls] == ["README.md"]


def test_a_cache_that_cannot_be_written_or_read_is_no_error(release: Path, own_cache: Path) -> None:
    own_cache.write_text("a file where the folder should be", encoding="utf-8")
    assert corpus.scan(release).head(1)
    own_cache.unlink()
    (own_cache / "hashes").mkdir(parents=True)
    list(corpus.rows(release))
    for path in (own_cache / "hashes").iterdir():
        path.write_text("[not json", encoding="utf-8")
    assert corpus.scan(release).head(1)


def test_columns_come_in_the_order_asked_for(release: Path) -> None:
    assert list(corpus.scan(release, columns=["kind", "doc_id"]).head(1)[0]) == ["kind", "doc_id"]
    assert corpus.scan(release).select("n_chars").to_arrow().column_names == ["n_chars"]


def test_where_takes_a_dict_terms_or_an_expression(release: Path) -> None:
    everything = list(corpus.rows(release))
    headings = [row for row in everything if row["kind"] == "heading"]
    assert headings
    assert list(corpus.rows(release, where={"kind": "heading"})) == headings
    assert list(corpus.rows(release, where=pc.field("kind") == "heading")) == headings
    long = [row for row in everything if row["kind"] in ("title", "heading") and row["n_chars"] > 10]
    assert list(corpus.rows(release, where=[("kind", "in", ["title", "heading"]), ("n_chars", ">", 10)])) == long
    assert len(corpus.scan(release, where={"kind": ["title", "heading"]})) == len(
        [row for row in everything if row["kind"] in ("title", "heading")]
    )
    assert list(corpus.load(release, where={"kind": "heading"})) == headings
    assert list(corpus.rows(release, where={"kind": "nothing"})) == []


@pytest.mark.parametrize(
    "where",
    [
        {"knid": "x"},
        [("n_chars", ">", "many")],
        pc.field("nothing") == 1,
        {"n_chars": "x"},
        [("kind", "~", "x")],
        "kind",
        [],
    ],
)
def test_a_wrong_filter_is_an_error_with_the_schema(release: Path, where: object) -> None:
    with pytest.raises(UsageError, match=r"n_chars \(int32\)"):
        corpus.scan(release, where=where)


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        ({"config": "paragraph"}, "did you mean 'paragraphs'"),
        ({"split": "tset"}, "did you mean 'test'"),
        ({"columns": ["txet"]}, "did you mean 'text'"),
    ],
)
def test_an_unknown_name_is_an_error_with_the_choices(release: Path, arguments: dict[str, str], hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        corpus.scan(release, **arguments)
    assert hint in caught.value.help


def test_splits_are_by_document_and_cover_all(release: Path) -> None:
    sides = {side: list(corpus.rows(release, split=side)) for side in ("train", "test")}
    assert len(sides["train"]) + len(sides["test"]) == len(corpus.scan(release))
    assert all(split_of(row["doc_id"]) == side for side, found in sides.items() for row in found)
    counted = Counter(split_of(f"document-{number}") for number in range(10_000))
    assert 900 < counted["test"] < 1100


def test_versions_are_exact_latest_or_specified(release: Path) -> None:
    shelf = release.parent
    for version in ("0.1.1", "0.2.0", "0.10.0"):
        copy = Path(shutil.copytree(release, shelf / version))
        manifest = {**read_manifest(copy), "version": version}
        (copy / "manifest.json").write_text(canonical(seal(manifest)), encoding="utf-8")
        write_sums(copy)
    assert corpus.open_release(shelf).version == "0.10.0"
    assert corpus.open_release(shelf, "latest").version == "0.10.0"
    assert corpus.open_release(shelf, "0.1.1").version == "0.1.1"
    assert corpus.open_release(shelf, "~=0.1.0").version == "0.1.1"
    assert corpus.scan(shelf, version="<0.10").manifest["version"] == "0.2.0"
    for wanted in ("0.1.2", "~=3.0", "nonsense"):
        with pytest.raises(UsageError, match=r"0\.1\.0, 0\.1\.1, 0\.2\.0, 0\.10\.0"):
            corpus.open_release(shelf, wanted)
    with pytest.raises(UsageError, match="is version"):
        corpus.open_release(release, "9.9.9")


@pytest.mark.parametrize(
    "name", ["./nothing", "/nothing", "~/nothing-there", "a/b/c", "a\\b", "C:/x", "sampel", "user/na me"]
)
def test_an_absent_name_is_an_error_at_once(name: str) -> None:
    with pytest.raises(NotAReleaseError, match="there is no such folder") as caught:
        corpus.scan(name)
    if name == "sampel":
        assert "did you mean 'sample'" in caught.value.help


def test_a_folder_says_what_it_lacks(tmp_path: Path) -> None:
    with pytest.raises(NotAReleaseError, match=r"no manifest\.json, and no version"):
        corpus.scan(tmp_path)


def test_a_folder_called_sample_comes_first(release: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(release.parent.parent)
    assert corpus.scan("sample").folder == Path("sample/0.1.0")


def test_the_repr_says_what_it_is(release: Path) -> None:
    shown = repr(corpus.scan(release))
    digest = read_manifest(release)["content_hash"]
    assert "sample 0.1.0 paragraphs: " in shown and "cc0-1.0" in shown and digest[:16] in shown
    assert "sample 0.1.0" in repr(corpus.open_release(release))


def test_the_repr_of_what_datasets_has_says_it_too(release: Path) -> None:
    pytest.importorskip("datasets")
    loaded = corpus.load(release)
    digest = read_manifest(release)["content_hash"]
    assert f"release: sample 0.1.0; rights cc0-1.0; sha256:{digest[:16]}\n}})" in repr(loaded)
    assert pickle.loads(pickle.dumps(loaded))[0] == loaded[0] and repr(loaded.select([0])).startswith("Dataset({")
    assert len(corpus.load(release, where={"kind": "none of them"})) == 0


@pytest.mark.parametrize(
    ("method", "extra"),
    [
        ("to_pandas", "pandas"),
        ("to_polars", "polars"),
        ("to_duckdb", "duckdb"),
        ("to_datasets", "datasets"),
        ("to_torch", "torch"),
    ],
)
def test_a_missing_library_names_its_extra(
    release: Path, monkeypatch: pytest.MonkeyPatch, method: str, extra: str
) -> None:
    monkeypatch.setitem(sys.modules, extra, None)
    with pytest.raises(MissingExtraError) as caught:
        getattr(corpus.scan(release), method)()
    assert caught.value.help == f"pip install 'corpus-zh[{extra}]'"


def test_torch_shares_the_rows_out_among_workers(release: Path) -> None:
    torch = pytest.importorskip("torch", reason="torch is not installed")
    rows = corpus.scan(release, "edits", columns=["doc_id", "start"])
    loader = torch.utils.data.DataLoader(rows.to_torch(), batch_size=None, num_workers=2)
    key = lambda row: (row["doc_id"], row["start"])  # noqa: E731
    assert sorted(map(key, loader)) == sorted(map(key, rows))


def test_importing_corpus_imports_nothing_heavy() -> None:
    code = (
        "import sys, corpus; dir(corpus); print(sorted({'pyarrow', 'datasets', 'numpy', 'click'} & set(sys.modules)))"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout == "[]\n"


def test_reading_needs_none_of_the_builders_libraries(release: Path) -> None:
    code = f"import sys, corpus; list(corpus.rows({str(release)!r})); corpus.open_release({str(release)!r}).verify()\n"
    code += "print(sorted({'chardet', 'pydantic', 'tomlkit', 'corpus.building', 'corpus.cleaning'} & set(sys.modules)))"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout == "[]\n"


def test_an_empty_table_loads_as_one(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_bytes(b"")
    release = corpus.build(tmp_path / "in", tmp_path / "out")
    assert list(corpus.rows(release.path)) == []
    assert corpus.scan(release.path).to_arrow() == pa.Table.from_batches([], schema=schema.arrow(schema.PARAGRAPHS))
    assert corpus.load(release.path).num_rows == 0


def test_the_packages_sample_is_what_a_build_gives(tmp_path: Path) -> None:
    """If this fails after a change of the pipeline: python scripts/make_sample_release.py"""
    ours = corpus.open_release("sample")
    if Path("sample").exists():
        pytest.skip("a folder called sample stands here and comes first")
    assert ours.verify().ok
    facts, shelf = ours.manifest, ours.path.parent
    previous = facts["previous"]["version"]
    again = corpus.build(SAMPLE, tmp_path, version=ours.version, date=facts["date"], previous=shelf / previous)
    assert facts["content_hash"] == again.manifest["content_hash"]


def test_the_packages_sample_has_the_ids_of_the_release_before() -> None:
    old, new = (corpus.open_release("sample", version) for version in ("0.1.0", "0.2.0"))
    assert old.verify().ok and corpus.versions("sample") == [old.version, new.version]
    assert new.manifest["previous"]["content_hash"] == old.manifest["content_hash"]
    before, after = ({row["paragraph_id"]: row for row in corpus.rows(each.path)} for each in (old, new))
    assert len(before) == 497 < len(after)
    same = {key for key, row in before.items() if key in after and after[key]["text"] == row["text"]}
    assert len(same) > 0.95 * len(before)
    for key in before.keys() - same:
        fate = new.trace(key)
        assert fate.heirs or fate.events[-1].relation in ("removed", "withdrawn"), key
    added = {row["paragraph_id"] for row in after.values() if row["first_version"] == "0.2.0"}
    assert not added & before.keys()


def test_explain_shows_lines_and_edits(release: Path) -> None:
    from corpus.release.explain import explain

    opened = corpus.open_release(release)
    for row in corpus.scan(release, where={"doc_id": "lighthouse-news"}):
        found = explain(opened, row["paragraph_id"])
        chars = "".join(line.text for line in found.lines)
        assert found.paragraph == row
        inside = "".join(line.text[low:high] for line in found.lines for low, high in line.inside)
        assert "".join(inside.split()) == "".join(row["text"].split())
        assert all(edit.removed in chars or edit.removed.strip() in chars for edit in found.edits)


def test_explain_cite_info_and_rules_speak_json_and_text(release: Path) -> None:
    def run(*arguments: str) -> str:
        command = [sys.executable, "-m", "corpus", *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    facts = json.loads(run("explain", str(release), "river-news-0004", "--format", "json"))
    assert facts["paragraph"]["paragraph_id"] == "river-news-0004" and facts["edits"]
    assert json.loads(run("info", str(release), "--format", "json"))["rows"]["documents"] == 34
    assert {"line_ends", "reflow.join"} <= {item["name"] for item in json.loads(run("rules", "--format", "json"))}
    assert "reflow.join" in run("explain", str(release), "river-news-0004")
    assert "river-news-0004" in run("cite", str(release), "--paragraph", "river-news-0004", "--style", "apa")
    assert run("cite", str(release)).startswith("@misc{sample-0.1.0,")
    assert run("cite", str(release), "--style", "cff") == (release / "CITATION.cff").read_text(encoding="utf-8")


def test_every_rule_in_a_release_is_explained(sample_release: Path) -> None:
    from corpus.cleaning.rules import find_rule

    for name in {rule for row in corpus.rows(sample_release, "edits") for rule in row["rule"]}:
        assert find_rule(name)["doc"]
