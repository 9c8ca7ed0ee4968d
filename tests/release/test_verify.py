"""Whatever is changed in a release, verify says so and names the file."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from conftest import SAMPLE
from forging import write_sums

from corpus.errors import IntegrityError, NotAReleaseError
from corpus.release import layout
from corpus.release.content_hash import TableHash
from corpus.release.manifest import canonical, read_manifest, seal
from corpus.release.verify import verify


@pytest.fixture
def release(sample_release: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sample_release, tmp_path / "0.1.0"))


def named(release: Path) -> set[str]:
    try:
        result = verify(release)
    except IntegrityError as error:
        return {error.message.split(":")[0]}
    assert not result.ok
    return {problem.where for problem in result.problems}


def places(release: Path) -> list[tuple[str, int]]:
    """Every file, with some bytes of it: the first, the last, and a few between."""
    return [
        (name, at)
        for name in layout.files_of(release)
        for size in [(release / name).stat().st_size]
        for at in sorted({0, size // 3, size // 2, size - 1})
        if size
    ]


def test_a_flipped_bit_is_found_and_the_file_named(release: Path) -> None:
    for name, at in places(release):
        path = release / name
        data = bytearray(path.read_bytes())
        for bit in (1, 32):
            data[at] ^= bit
            path.write_bytes(data)
            assert name in named(release), (name, at, bit)
            data[at] ^= bit
        path.write_bytes(data)
    assert verify(release).ok


def test_a_deleted_file_is_named(release: Path) -> None:
    for name in layout.files_of(release):
        data = (release / name).read_bytes()
        (release / name).unlink()
        assert name in named(release), name
        (release / name).write_bytes(data)
    assert verify(release).ok


@pytest.mark.parametrize("name", ["extra.txt", "data/paragraphs/part-00001.parquet", "data/new/x", ".hidden"])
def test_an_added_file_is_named(release: Path, name: str) -> None:
    (release / name).parent.mkdir(exist_ok=True)
    (release / name).write_bytes(b"x")
    assert name in named(release)


def test_a_link_is_no_file_of_a_release(release: Path) -> None:
    (release / "linked").symlink_to(release / "README.md")
    assert "linked" in named(release)
    (release / "linked").unlink()
    (release / "folder").symlink_to(release / "data")
    assert "folder" in named(release)


def test_what_git_and_the_hubs_client_leave_is_ignored(release: Path) -> None:
    (release / ".gitattributes").write_text("*.parquet filter=lfs\n")
    (release / ".git").mkdir()
    (release / ".git" / "HEAD").write_text("ref")
    assert verify(release).ok


def test_a_truncated_table_is_named(release: Path) -> None:
    path = release / "data" / "edits" / "part-00000.parquet"
    path.write_bytes(path.read_bytes()[:-100])
    assert "data/edits/part-00000.parquet" in named(release)


def reseal(release: Path) -> None:
    """What a forger would do: write the sums and the manifest anew, over changed tables."""
    manifest = read_manifest(release)
    for name, facts in manifest["files"].items():
        facts["sha256"] = layout.sha256(release / name)
    (release / layout.MANIFEST).write_text(canonical(seal(manifest)), encoding="utf-8")
    write_sums(release)


def change(release: Path, table: str, column: str, value: object) -> None:
    path = release / "data" / table / "part-00000.parquet"
    read = pq.read_table(path)
    rows = read.to_pylist()
    rows[3][column] = value
    changed = read.from_pylist(rows, schema=read.schema)
    pq.write_table(changed, path)
    hashes = TableHash(read.schema)
    for batch in changed.to_batches():
        hashes.update(batch)
    manifest = read_manifest(release)
    manifest["tables"][table]["columns"] = dict(hashes.columns())
    (release / layout.MANIFEST).write_text(canonical(manifest), encoding="utf-8")
    reseal(release)


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("paragraphs", "text", "伪造的段落。"),
        ("paragraphs", "paragraph_id", "bridge-news-0001"),
        ("paragraphs", "index", 99),
        ("paragraphs", "spans", [{"start": 0, "end": 5}]),
        ("edits", "removed", "x"),
        ("edits", "inserted", "伪造"),
        ("documents", "source_sha256", "0" * 64),
        ("documents", "n_edits", 1),
    ],
)
def test_a_forged_row_is_found_even_with_new_hashes(release: Path, table: str, column: str, value: object) -> None:
    change(release, table, column, value)
    assert named(release)


def test_the_content_hash_does_not_depend_on_how_a_table_is_written(release: Path) -> None:
    path = release / "data" / "paragraphs" / "part-00000.parquet"
    table = pq.read_table(path)
    one, two = TableHash(table.schema), TableHash(table.schema)
    for batch in table.to_batches():
        one.update(batch)
    for batch in table.to_batches(max_chunksize=7):
        two.update(batch)
    assert one.columns() == two.columns()


def test_a_folder_that_is_no_release_says_what_it_lacks(tmp_path: Path) -> None:
    with pytest.raises(NotAReleaseError, match=r"manifest\.json"):
        verify(tmp_path)


def test_the_manifest_says_what_is_in_the_files(release: Path) -> None:
    manifest = json.loads((release / "manifest.json").read_text(encoding="utf-8"))
    sources = len([path for path in SAMPLE.iterdir() if path.suffix != ".toml"])
    assert manifest["counts"] == {"input": sources, "accepted": sources, "quarantined": 0, "skipped": 0}
    for name, facts in manifest["files"].items():
        assert facts["bytes"] == (release / name).stat().st_size


@pytest.mark.parametrize("name", ["data/paragraphs/part-00000.parquet", "README.md", "manifest.json"])
def test_a_pointer_of_git_lfs_is_called_so(
    release: Path, name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Git without LFS checks pointers out in place of large files: they are not altered, they are not there."""
    from corpus.cli import main

    monkeypatch.setenv("CORPUS_CACHE", str(tmp_path / "cache"))
    digest, size = layout.sha256(release / name), (release / name).stat().st_size
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{digest}\nsize {size}\n"
    (release / name).write_text(pointer, encoding="utf-8")
    for check in (lambda: main(["verify", str(release)]), lambda: main(["head", str(release)])):
        with pytest.raises(SystemExit) as left:
            check()
        shown = capsys.readouterr()
        assert left.value.code == 3 and "run git lfs pull" in shown.out + shown.err and name in shown.out + shown.err
        assert "altered" not in shown.out + shown.err and "1 problems" not in shown.out
