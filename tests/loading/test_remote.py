"""A release from elsewhere is the same release: whole, checked on arrival, kept once, and read offline afterwards."""

from __future__ import annotations

import hashlib
import json
import os
import pickle
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fileserver import FileServer
from forging import as_version, write_sums

import corpus
from corpus.errors import IntegrityError, NotAReleaseError, RemoteError, UsageError
from corpus.loading import hub_name_or_path as locating
from corpus.loading.remote.download_cache import ReleaseCache
from corpus.loading.remote.remote_folder import scrubbed, shown
from corpus.release import layout, parquet, shelf
from corpus.release.manifest import canonical, read_manifest, seal

fsspec = pytest.importorskip("fsspec")
TOKEN = "hf_" + "PlantedTokenThatMustNotBeSeen"


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("HF_HOME", "HF_DATASETS_CACHE"):
        monkeypatch.setenv(name, str(tmp_path / name))
    for name in ("CORPUS_OFFLINE", "HF_HUB_OFFLINE", "HF_ENDPOINT", "HF_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CORPUS_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def write_index(folder: Path, versions: list[str]) -> None:
    """The index of a shelf, as publishing writes it."""
    listed = []
    for version in versions:
        data = (folder / version / layout.MANIFEST).read_bytes()
        manifest = json.loads(data)
        digest = hashlib.sha256(data).hexdigest()
        facts = {"version": version, "date": manifest["date"], "content_hash": manifest["content_hash"]}
        listed.append({**facts, "manifest_sha256": digest})
    index = {"format": "corpus-shelf", "name": "sample", "versions": listed}
    (folder / shelf.INDEX).write_text(canonical(index), encoding="utf-8")


@pytest.fixture
def published(sample_release: Path, tmp_path: Path) -> Path:
    """A shelf with two versions and its index."""
    folder = tmp_path / "www" / "set"
    for version in ("0.1.0", "0.2.0"):
        as_version(sample_release, folder / version, version)
    write_index(folder, ["0.1.0", "0.2.0"])
    return folder


@pytest.fixture
def server(published: Path) -> Iterator[FileServer]:
    with FileServer(published.parent).running() as running:
        yield running


@pytest.fixture(scope="module")
def sharded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release with many row groups, a few to a file, on a web server's folder."""
    folder = tmp_path_factory.mktemp("sharded")
    (folder / "in").mkdir()
    for number in range(60):
        digests = [hashlib.sha512(f"{number}.{line}".encode()).hexdigest() for line in range(300)]
        lines = [f"第{number}号文件的第{line}段{''.join(digests[line::30])}。" for line in range(30)]
        (folder / "in" / f"doc{number:02d}.txt").write_text("\n\n".join(lines) + "\n", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parquet, "ROW_GROUP_BYTES", 100_000)
        patch.setattr(parquet, "ROW_GROUPS_PER_FILE", 5)
        release = corpus.build(folder / "in", folder / "out", name="big", date="2026-11-22", workers=1)
    return release.path


# Names


@pytest.mark.parametrize(
    ("name", "remote"),
    [
        ("user/name", True),
        ("hf://datasets/user/name", True),
        ("s3://bucket/prefix/deep", True),
        ("memory://x", True),
        ("https://example.org/a/b/c", True),
        ("./user/name", False),
        ("a/b/c", False),
        ("/a/b", False),
        ("~/a", False),
        ("C:/x", False),
        ("C://x/y", False),
        ("a\\b", False),
        ("sample", False),
        ("user/na me", False),
        ("../name", False),
        (Path("user/name"), False),
        ("file:///a/b", False),
    ],
)
def test_what_may_be_elsewhere(name: str | Path, remote: bool) -> None:
    assert locating.is_remote(name) is remote


def test_an_existing_folder_comes_first(sample_release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(sample_release, tmp_path / "user" / "name")
    monkeypatch.chdir(tmp_path)
    assert corpus.open_release("user/name").origin is None


def test_a_file_url_is_a_folder(sample_release: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(sample_release, tmp_path / "a folder")
    assert corpus.open_release(copy.as_uri()).path == copy
    with pytest.raises(NotAReleaseError, match="there is no such folder"):
        corpus.open_release((tmp_path / "absent").as_uri())


@pytest.mark.parametrize(
    "name",
    [
        "https://x.example/a?key=1",
        "https://x.example/a#b",
        "zip::https://x.example/a",
        "hf://user/name",
        "hf://datasets/user",
        "hf://datasets/user/name@a@b",
    ],
)
def test_a_url_of_no_folder_is_an_error_at_once(name: str) -> None:
    with pytest.raises((UsageError, NotAReleaseError)) as caught:
        corpus.open_release(name)
    assert "key=1" not in caught.value.message


def test_an_unknown_scheme_says_so() -> None:
    with pytest.raises(RemoteError, match="nonsense"):
        corpus.open_release("nonsense://a/b")


# Rows


def test_the_rows_are_those_of_the_folder(server: FileServer, sample_release: Path) -> None:
    url = f"{server.url}/set"
    expected = {config: list(corpus.rows(sample_release, config)) for config in ("paragraphs", "documents", "edits")}
    for config, rows in expected.items():
        assert list(corpus.rows(url, config, version="0.1.0", streaming=True)) == rows
    assert not ReleaseCache().releases()  # nothing was kept
    for config, rows in expected.items():
        assert list(corpus.rows(url, config)) == rows
        assert list(corpus.load(url, config, version="0.1.0")) == rows
    opened = corpus.open_release(url)
    assert opened.version == "0.2.0" and opened.verify().ok
    assert opened.origin == f"{url}@0.2.0" and opened.origin in repr(opened)
    assert f"{url}@0.1.0" in repr(corpus.scan(url, version="~=0.1.0"))


def test_memory_and_a_single_release(sample_release: Path) -> None:
    memory = fsspec.filesystem("memory")
    memory.put(f"{sample_release}/", "/single/release", recursive=True)
    assert list(corpus.rows("memory://single/release")) == list(corpus.rows(sample_release))
    assert corpus.open_release("memory://single/release/", "0.1.0").version == "0.1.0"
    with pytest.raises(UsageError, match=r"is version 0\.1\.0, not '9"):
        corpus.open_release("memory://single/release", "9.0.0")


def test_s3_gives_the_same_rows(s3: Any, published: Path, sample_release: Path) -> None:
    pytest.importorskip("s3fs")
    bucket = s3.bucket("remote-set")
    files = fsspec.filesystem("s3", skip_instance_cache=True)
    for path in sorted(published.rglob("*")):
        if path.is_file():
            key = f"{bucket}/shelf/{path.relative_to(published).as_posix()}"
            files.pipe_file(key, path.read_bytes(), ACL="public-read")
    url = f"s3://{bucket}/shelf"
    expected = list(corpus.rows(sample_release))
    assert list(corpus.rows(url, streaming=True)) == expected
    assert list(corpus.rows(url, version="0.1.0")) == expected
    corpus_cli("cache", "prune", "--all")
    with pytest.MonkeyPatch.context() as patch:  # a bucket that is public is read without a key
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.delenv(name)
        for name in ("AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE"):
            patch.setenv(name, "/absent")
        fsspec.get_filesystem_class("s3").clear_instance_cache()
        assert list(corpus.rows(url, version="0.1.0")) == list(corpus.rows(url, streaming=True)) == expected
    fsspec.get_filesystem_class("s3").clear_instance_cache()
    corpus_cli("cache", "prune", "--all")
    data = (published / "0.2.0" / "data" / "edits" / "part-00000.parquet").read_bytes()
    s3.altered["edits/part-00000.parquet"] = data[:-1] + b"?"
    with pytest.raises(IntegrityError, match=r"edits/part-00000\.parquet: altered: sha256 is .*, expected"):
        corpus.rows(url, "edits", version="0.2.0")


def test_versions_are_those_of_the_index_and_no_others(server: FileServer, published: Path) -> None:
    as_version(published / "0.1.0", published / "0.9.0", "0.9.0")  # being written: not yet listed
    url = f"{server.url}/set"
    assert corpus.open_release(url).version == "0.2.0"
    assert corpus.open_release(url, "~=0.1.0").version == "0.1.0"
    assert corpus.versions(url) == corpus.versions(published) == ["0.1.0", "0.2.0"]
    assert corpus.versions(f"{url}/0.1.0") == ["0.1.0"]
    for wanted in ("0.9.0", "~=3.0", "nonsense"):
        with pytest.raises(UsageError, match=r"it has 0\.1\.0, 0\.2\.0"):
            corpus.open_release(url, wanted)
    assert corpus.open_release(published).version == "0.2.0"
    with pytest.raises(UsageError, match=r"it has 0\.1\.0, 0\.2\.0"):
        corpus.open_release(published, "0.9.0")


def test_offline_the_versions_are_those_in_the_cache(
    server: FileServer, published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"{server.url}/set"
    corpus.open_release(url, "0.1.0")
    server.requests.clear()
    monkeypatch.setenv("CORPUS_OFFLINE", "1")
    assert corpus.versions(url) == ["0.1.0"] and server.requests == []
    with pytest.raises(RemoteError, match="the cache does not hold it"):
        corpus.versions(f"{server.url}/other")


def test_what_is_published_is_asked_for_by_its_index_alone(server: FileServer, sample_release: Path) -> None:
    """The hash in the index is that of the manifest's bytes, so that a reader knows what it has already."""
    corpus.publish(sample_release, server.root / "shelf")
    assert corpus.open_release(f"{server.url}/shelf").verify().ok
    server.requests.clear()
    assert corpus.open_release(f"{server.url}/shelf").version == "0.1.0"
    assert [path for path, _, _ in server.requests] == ["/shelf/versions.json"]


def test_the_index_binds_the_manifests(server: FileServer, published: Path) -> None:
    write_index(published, ["0.1.0", "0.2.0"])
    assert corpus.open_release(f"{server.url}/set", "0.1.0").verify().ok
    manifest = {**read_manifest(published / "0.2.0"), "date": "2020-01-01"}
    (published / "0.2.0" / layout.MANIFEST).write_text(canonical(seal(manifest)), encoding="utf-8")
    write_sums(published / "0.2.0")
    for place in (f"{server.url}/set", str(published)):
        with pytest.raises(IntegrityError, match=r"manifest\.json: altered: sha256 is .* versions\.json says"):
            corpus.open_release(place)


@pytest.mark.parametrize(
    "index",
    ["[]", "{", '{"format": "other", "versions": []}', '{"format": "corpus-shelf", "versions": [{"version": "../x"}]}',
     '{"format": "corpus-shelf", "versions": [{"version": "../x", "manifest_sha256": "' + "0" * 64 + '"}]}'],
)  # fmt: skip
def test_a_broken_index_is_an_error(server: FileServer, published: Path, index: str) -> None:
    (published / shelf.INDEX).write_text(index, encoding="utf-8")
    for place in (f"{server.url}/set", str(published)):
        with pytest.raises(IntegrityError, match=r"versions\.json"):
            corpus.open_release(place)


def test_what_is_no_release_says_what_it_lacks(server: FileServer, tmp_path: Path) -> None:
    with pytest.raises(NotAReleaseError, match=r"no manifest\.json and no versions\.json") as caught:
        corpus.open_release(f"{server.url}/elsewhere")
    assert "datasets.load_dataset" in caught.value.help


# Bytes


def test_a_mirror_that_alters_a_file_is_found_out(server: FileServer, published: Path, own_cache: Path) -> None:
    file = published / "0.2.0" / "data" / "paragraphs" / "part-00000.parquet"
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    server.altered["paragraphs/part-00000.parquet"] = bytes(data)
    expected, found = layout.sha256(file), hashlib.sha256(data).hexdigest()
    with pytest.raises(IntegrityError, match=f"part-00000.parquet: altered: sha256 is {found}, expected {expected}"):
        corpus.open_release(f"{server.url}/set")
    assert not (own_cache / "releases").exists()
    assert not list((own_cache / "tmp").iterdir())
    assert not list(own_cache.rglob(expected)) and not list(own_cache.rglob(found))
    server.altered.clear()
    assert corpus.open_release(f"{server.url}/set").verify().ok


@pytest.mark.parametrize("size", [0, 10, 10**6])
def test_a_file_of_another_size_is_found_out(server: FileServer, size: int) -> None:
    server.altered["README.md"] = b"x" * size
    with pytest.raises(IntegrityError, match=r"README\.md: it has .* bytes, expected"):
        corpus.open_release(f"{server.url}/set")


@pytest.mark.parametrize("name", ["README.md", "manifest.json", "SHA256SUMS", "versions.json"])
def test_no_more_is_read_than_the_manifest_says(
    server: FileServer, name: str, own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("corpus.loading.remote.fetch.MANIFEST_LIMIT", 2_000_000)
    monkeypatch.setattr("corpus.loading.remote.release_sources.INDEX_LIMIT", 2_000_000)
    server.endless = (name,)
    with pytest.raises(IntegrityError, match=f"{name}: it has more than"):
        corpus.open_release(f"{server.url}/set", "0.1.0")
    assert sum(path.stat().st_size for path in own_cache.rglob("*") if path.is_file()) < 2_000_000


@pytest.mark.parametrize(
    "name",
    [
        "../evil",
        "/evil",
        "data/../../evil",
        "a\\evil",
        "C:evil",
        ".git/evil",
        "con.txt",
        "a//b",
        "evil\n",
        "ö",
        "manifest.json",
        "a/./b",
        "-/" * 9 + "x",
    ],
)
def test_no_name_in_a_manifest_leads_out_of_its_folder(
    server: FileServer, published: Path, own_cache: Path, name: str
) -> None:
    manifest = read_manifest(published / "0.2.0")
    manifest["files"] = {**manifest["files"], name: {"bytes": 0, "sha256": hashlib.sha256(b"").hexdigest()}}
    (published / "0.2.0" / layout.MANIFEST).write_text(canonical(seal(manifest)), encoding="utf-8")
    write_index(published, ["0.1.0", "0.2.0"])
    before = set(own_cache.parent.rglob("*"))
    with pytest.raises(IntegrityError, match="is not a valid file name in a release"):
        corpus.open_release(f"{server.url}/set")
    after = {path for path in own_cache.parent.rglob("*") if own_cache not in (path, *path.parents)}
    assert after <= before


@pytest.mark.parametrize(
    "facts", [None, {}, {"bytes": -1}, {"bytes": "9"}, {"bytes": 2**60}, {"sha256": "../" + "0" * 61}, {"rows": None}]
)
def test_a_manifest_without_sizes_and_hashes_is_an_error(
    server: FileServer, published: Path, facts: dict[str, Any] | None
) -> None:
    manifest = read_manifest(published / "0.2.0")
    good = manifest["files"]["README.md"]
    manifest["files"] = {**manifest["files"], "README.md": {**good, **facts} if facts else facts}
    (published / "0.2.0" / layout.MANIFEST).write_text(canonical(seal(manifest)), encoding="utf-8")
    write_index(published, ["0.1.0", "0.2.0"])
    with pytest.raises(IntegrityError, match=r"README\.md"):
        corpus.open_release(f"{server.url}/set")


@pytest.mark.parametrize("name", ["data/edits/part-00000.parquet", "SHA256SUMS", "manifest.json"])
def test_a_file_that_is_not_there_is_named(server: FileServer, published: Path, name: str) -> None:
    (published / "0.2.0" / name).unlink()
    with pytest.raises(IntegrityError, match=f"{name}: missing"):
        corpus.open_release(f"{server.url}/set")


def test_a_version_that_is_not_what_it_was_is_an_error(server: FileServer, published: Path) -> None:
    url = f"{server.url}/set"
    corpus.open_release(url)
    manifest = {**read_manifest(published / "0.2.0"), "date": "2020-01-01"}
    (published / "0.2.0" / layout.MANIFEST).write_text(canonical(seal(manifest)), encoding="utf-8")
    write_sums(published / "0.2.0")
    write_index(published, ["0.1.0", "0.2.0"])
    with pytest.raises(IntegrityError, match=r"version 0\.2\.0 is not what it was"):
        corpus.open_release(url)
    assert corpus.open_release(url, "0.2.0").manifest["date"] == "2026-11-22"  # the one that was loaded


def test_an_older_newest_version_warns(server: FileServer, published: Path) -> None:
    url = f"{server.url}/set"
    assert corpus.open_release(url, "0.1.0").version == "0.1.0"  # saw 0.2.0
    write_index(published, ["0.1.0"])
    with pytest.warns(UserWarning, match=r"newest version is 0\.1\.0, but 0\.2\.0 was there before"):
        corpus.open_release(url)
    corpus.open_release(url, "0.1.0")  # who names a version is not warned


@pytest.mark.parametrize(("status", "message"), [(403, "access is denied"), (401, "access is denied"), (500, "500")])
def test_a_refusal_is_one_line(server: FileServer, status: int, message: str) -> None:
    server.altered["versions.json"] = status
    with pytest.raises(RemoteError, match=message) as caught:
        corpus.open_release(f"{server.url}/set")
    assert "\n" not in caught.value.message and caught.value.help


def test_no_network_is_one_line() -> None:
    with pytest.raises(RemoteError, match="cannot be reached") as caught:
        corpus.open_release("http://127.0.0.1:9/set")
    assert "CORPUS_OFFLINE=1" in caught.value.help


# The cache


def is_table(name: str) -> bool:
    return name.endswith(".parquet")


def test_each_file_is_fetched_once_and_nothing_when_it_is_there(server: FileServer, own_cache: Path) -> None:
    url = f"{server.url}/set"
    corpus.open_release(url, "0.1.0")
    paths = [path for path, _, _ in server.requests]
    files = read_manifest(ReleaseCache().releases()[0])["files"]
    different = {facts["sha256"] for facts in files.values()}  # two files are empty
    assert (
        len(paths) == len(set(paths)) == len(different) + 4  # index, manifest, sums, signature
    )
    server.requests.clear()
    corpus.open_release(url, "0.1.0")
    list(corpus.rows(url, version="0.1.0", streaming=True))
    assert {path for path, _, _ in server.requests} == {"/set/versions.json"}  # whether it was yanked
    corpus.open_release(url)  # 0.2.0: only what differs
    asked = {Path(path).name for path, _, _ in server.requests}
    assert asked >= {"versions.json", "manifest.json", "SHA256SUMS"} and not any(map(is_table, asked))
    server.requests.clear()
    corpus.open_release(url)
    assert [Path(path).name for path, _, _ in server.requests] == ["versions.json"]


def test_offline_reads_what_the_cache_has(
    server: FileServer, sample_release: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"{server.url}/set"
    corpus.open_release(url, "0.1.0")
    server.requests.clear()
    monkeypatch.setenv("CORPUS_OFFLINE", "1")
    assert list(corpus.rows(url)) == list(corpus.rows(url, version="~=0.1")) == list(corpus.rows(sample_release))
    with pytest.raises(RemoteError, match=r"offline: in the cache .* has no version '0\.2\.0'; it has 0\.1\.0"):
        corpus.open_release(url, "0.2.0")
    with pytest.raises(RemoteError, match="offline, and the cache does not hold it"):
        corpus.open_release(f"{server.url}/other")
    assert server.requests == []


def test_a_cache_that_cannot_be_written_is_named_but_can_be_read(server: FileServer, own_cache: Path) -> None:
    url = f"{server.url}/set"
    own_cache.write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(UsageError, match=r"the cache .* cannot be written") as caught:
        corpus.open_release(url)
    assert "CORPUS_CACHE=DIR" in caught.value.help
    own_cache.unlink()
    corpus.open_release(url)
    shutil.rmtree(own_cache / "locks")
    (own_cache / "locks").write_text("no lock can be made here", encoding="utf-8")
    assert corpus.open_release(url).verify().ok


def test_a_version_whose_folder_was_deleted_is_told(published: Path) -> None:
    shutil.rmtree(published / "0.2.0")
    with pytest.raises(UsageError, match=r"0\.2\.0 is gone: versions\.json lists it, .* has 0\.1\.0"):
        corpus.open_release(published, "0.2.0")
    assert corpus.open_release(published, ">=0.1").version == "0.1.0"


def test_what_a_desktop_leaves_breaks_no_release(published: Path) -> None:
    release = published / "0.1.0"
    for folder in (release, release / "data"):
        (folder / ".DS_Store").write_bytes(b"Bud1")
    assert corpus.open_release(release).verify().ok


def test_a_misspelt_folder_is_not_looked_for_on_the_hub(published: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(published.parent.parent)
    with pytest.raises(NotAReleaseError, match="www/sett: there is no such folder") as caught:
        corpus.open_release("www/sett")
    assert "'set'" in caught.value.help and "hf://datasets/www/sett" in caught.value.help


@pytest.mark.skipif(os.name == "nt", reason="permissions are POSIX's")
@pytest.mark.parametrize(("umask", "others", "folders"), [(0o022, 0o044, 0o055), (0o002, 0o044, 0o075)])
def test_a_cache_that_one_user_filled_can_be_read_by_others(
    server: FileServer, own_cache: Path, umask: int, others: int, folders: int
) -> None:
    """Its files are readable and its folders open to whom the umask lets in; a group may add to it and prune it."""
    old = os.umask(umask)
    try:
        corpus.open_release(f"{server.url}/set", "latest")
        list(corpus.rows(f"{server.url}/set"))
    finally:
        os.umask(old)
    for path in own_cache.rglob("*"):
        wanted = folders if path.is_dir() else others
        assert path.stat().st_mode & wanted == wanted, path.relative_to(own_cache)
    writable = [path for place in ("origins", "locks") for path in (own_cache / place).iterdir()]
    assert writable and all(bool(path.stat().st_mode & 0o020) == (umask == 0o002) for path in writable)


def test_what_a_killed_process_left_is_no_harm(server: FileServer, own_cache: Path, published: Path) -> None:
    """Half a file in tmp, half a release in tmp, a lock without owner, an index that is no JSON."""
    url = f"{server.url}/set"
    for folder in ("tmp/tmpabc/data", "locks", "origins"):
        (own_cache / folder).mkdir(parents=True)
    (own_cache / "tmp" / "half").write_bytes(b"half")
    (own_cache / "locks" / "x.lock").write_bytes(b"")
    corpus.open_release(url)
    (path,) = (own_cache / "origins").iterdir()
    path.write_text("{", encoding="utf-8")
    assert corpus.open_release(url).verify().ok
    shutil.rmtree(ReleaseCache().releases()[0])
    assert corpus.open_release(url).verify().ok


def test_a_process_that_is_killed_while_fetching_leaves_nothing_wrong(
    server: FileServer, tmp_path: Path, run_client: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    code = """
import os, sys, corpus
from corpus.loading.remote.download_cache import ReleaseCache
real = ReleaseCache.add_blob
calls = []
def add_blob(self, *arguments):
    calls.append(1)
    if len(calls) == 6:
        os._exit(9)
    return real(self, *arguments)
ReleaseCache.add_blob = add_blob
corpus.open_release(sys.argv[1])
"""
    run_client(code, f"{server.url}/set", exit=9)
    server.requests.clear()
    release = corpus.open_release(f"{server.url}/set")
    assert release.verify().ok
    files = {f"/set/{name}" for name in release.manifest["files"]}
    assert len(files & {path for path, _, _ in server.requests}) <= len(files) - 5  # these were there


def test_an_altered_file_in_the_cache_is_found_and_can_be_mended(server: FileServer, own_cache: Path) -> None:
    url = f"{server.url}/set"
    release = corpus.open_release(url)
    target = release.path / "data" / "paragraphs" / "part-00000.parquet"
    assert not os.access(target, os.W_OK) or os.geteuid() == 0
    target.chmod(0o644)
    data = target.read_bytes()
    target.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    with pytest.raises(IntegrityError):
        corpus.rows(url)
    shown = corpus_cli("cache", "verify", exit=3)
    assert "altered: sha256 is" in shown.stdout and "removed" in shown.stdout
    assert corpus.open_release(url).verify().ok
    assert corpus_cli("cache", "verify").stdout == "1 release, all intact\n"


def corpus_cli(*arguments: str, exit: int = 0, **environment: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONPATH": str(Path(corpus.__file__).parent.parent), **environment}
    command = [sys.executable, "-m", "corpus", *arguments]
    shown = subprocess.run(command, capture_output=True, text=True, env=env)
    assert shown.returncode == exit, shown.stdout + shown.stderr
    assert "Traceback" not in shown.stderr
    return shown


def test_the_cache_can_be_listed_and_pruned(server: FileServer, own_cache: Path) -> None:
    assert corpus_cli("cache", "dir").stdout == f"{own_cache}\n"
    assert corpus_cli("cache", "list").stdout == "" and corpus_cli("cache", "list", "--format", "json").stdout == "[]\n"
    url = f"{server.url}/set"
    for version in ("0.1.0", "0.2.0"):
        corpus.open_release(url, version)
    names = [line.split("\t")[0] for line in corpus_cli("cache", "list").stdout.splitlines()]
    assert names == [f"{url}@0.1.0", f"{url}@0.2.0"]
    assert "Would remove 1 release, 0 files" in corpus_cli("cache", "prune", names[0], "--dry-run").stdout
    corpus_cli("cache", "prune", names[0])
    assert [item["version"] for item in json.loads(corpus_cli("cache", "list", "--format", "json").stdout)] == ["0.2.0"]
    assert corpus.open_release(url, "0.2.0").verify().ok
    assert "did you mean" in corpus_cli("cache", "prune", f"{url}@0.2.1", exit=2).stderr
    corpus_cli("cache", "prune", "--all")
    assert not [path for path in (own_cache / "blobs").rglob("*") if path.is_file()]
    assert not list((own_cache / "hashes").iterdir())
    assert corpus.open_release(url).verify().ok


def test_commands_take_a_place_elsewhere(server: FileServer) -> None:
    url = f"{server.url}/set"
    assert json.loads(corpus_cli("info", url, "--format", "json").stdout)["origin"] == f"{url}@0.2.0"
    assert "34 of 34 sources restored" in corpus_cli("verify", url, "--version", "0.1.0").stdout
    assert "0.2.0" in corpus_cli("cite", url).stdout
    assert "river-news-0004" in corpus_cli("explain", url, "river-news-0004").stdout
    assert "river-news-0004" in corpus_cli("export", url, "--format", "jsonl").stdout
    assert "nothing alike" in corpus_cli("duplicates", url, "--similarity", "1").stderr
    requests = len(server.requests)
    assert "0.2.0" in corpus_cli("cite", url, "--offline").stdout
    assert "offline" in corpus_cli("cite", f"{server.url}/x", "--offline", exit=2).stderr
    assert "offline" in corpus_cli("info", f"{server.url}/x", exit=2, CORPUS_OFFLINE="1").stderr
    assert len(server.requests) == requests
    assert "cannot be reached" in corpus_cli("info", "http://127.0.0.1:9/x", exit=2).stderr


def test_two_processes_that_fetch_and_prune_do_not_harm_each_other(server: FileServer, own_cache: Path) -> None:
    """A blob that vanishes between its arrival and its link is fetched again."""
    real = ReleaseCache.assemble
    calls: list[int] = []

    def pruned(self: ReleaseCache, *arguments: Any) -> str:
        calls.append(1)
        if len(calls) == 1:
            for path in self.leftovers():
                path.unlink()
        return real(self, *arguments)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ReleaseCache, "assemble", pruned)
        assert corpus.open_release(f"{server.url}/set").verify().ok
    assert len(calls) == 2


# Ranges


def test_the_first_rows_transfer_a_small_share(sharded: Path) -> None:
    size = sum(path.stat().st_size for path in sharded.rglob("*") if path.is_file())
    with FileServer(sharded).running() as server:
        rows = corpus.scan(server.url, streaming=True, columns=["paragraph_id", "text"])
        first = rows.head(20)
        assert first == corpus.scan(sharded, columns=["paragraph_id", "text"]).head(20)
        assert server.sent() < 0.25 * size, (server.sent(), size)
        stream = corpus.load(server.url, streaming=True)
        assert next(iter(stream))["text"] == first[0]["text"]
        assert server.sent() < 0.4 * size, (server.sent(), size)


def test_row_groups_that_cannot_match_are_not_transferred(sharded: Path) -> None:
    size = sum(path.stat().st_size for path in sharded.rglob("*") if path.is_file())
    where = {"doc_id": "doc31"}
    with FileServer(sharded).running() as server:
        expected = list(corpus.rows(sharded, where=where))
        assert len(expected) > 5 and list(corpus.rows(server.url, where=where, streaming=True)) == expected
        assert server.sent() < 0.4 * size, (server.sent(), size)
        assert len(corpus.scan(server.url, where=where, streaming=True)) == len(expected)


def test_a_stream_has_all_rows_and_can_be_shared_out(sharded: Path) -> None:
    expected = list(corpus.rows(sharded))
    with FileServer(sharded).running() as server:
        stream = corpus.load(server.url, streaming=True)
        assert stream.num_shards > 1
        assert list(stream) == expected
        assert stream.features == corpus.load(sharded).features
        parts = [list(stream.shard(num_shards=2, index=index)) for index in range(2)]
        assert sorted(row["paragraph_id"] for part in parts for row in part) == sorted(
            row["paragraph_id"] for row in expected
        )
        rows = pickle.loads(pickle.dumps(corpus.scan(server.url, streaming=True, split="test")))
        assert list(rows) == list(corpus.rows(sharded, split="test"))
        with pytest.raises(UsageError, match="IterableDataset"):
            rows.to_datasets()
        assert rows.to_arrow().to_pylist() == list(rows)


def test_damage_in_a_stream_is_found(sharded: Path) -> None:
    name = "paragraphs/part-00000.parquet"
    file = sharded / "data" / name
    data = file.read_bytes()
    with FileServer(sharded).running() as server:
        server.altered[name] = data[:-100]
        with pytest.raises(IntegrityError, match=r"bytes, expected|does not support ranges"):
            list(corpus.rows(server.url, streaming=True))
    copy = Path(shutil.copytree(sharded, sharded.parent / "damaged"))
    (copy / "data" / name).write_bytes(data[:2000] + bytes([data[2000] ^ 1]) + data[2001:])
    with FileServer(copy).running() as server, pytest.raises(IntegrityError, match=r"part-00000\.parquet: damaged"):
        list(corpus.rows(server.url, streaming=True))
    (copy / "data" / name).unlink()
    with FileServer(copy).running() as server, pytest.raises(IntegrityError, match=r"part-00000\.parquet: missing"):
        list(corpus.rows(server.url, streaming=True))
    shutil.rmtree(copy)


def test_a_server_without_ranges_says_so(sharded: Path) -> None:
    with FileServer(sharded, ranges=False).running() as server:
        with pytest.raises(RemoteError, match="does not support ranges") as caught:
            list(corpus.rows(server.url, streaming=True))
        assert "without streaming" in caught.value.help
        assert len(list(corpus.rows(server.url))) == len(corpus.scan(sharded))


# Secrets


def test_a_url_is_shown_without_secrets() -> None:
    assert shown("s3://key:secret@bucket/a/b/?x=y#z") == "s3://bucket/a/b"
    assert shown("https://h.example:8000/a/") == "https://h.example:8000/a"


def test_a_foreign_message_is_scrubbed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI")
    text = f"401 for https://u:p@h.example/x?sig=abc Authorization: Bearer {TOKEN} wJalrXUtnFEMI\nsecond line"
    clean = scrubbed(text, "another")
    assert "second" not in clean and "https://h.example/x" in clean
    for secret in (TOKEN, "wJalrXUtnFEMI", "u:p", "sig=abc"):
        assert secret not in clean


def test_a_secret_in_a_url_is_never_shown(server: FileServer, own_cache: Path) -> None:
    host = server.url.removeprefix("http://")
    url = f"http://someone:{TOKEN}@{host}/set"
    outputs = [repr(corpus.open_release(url)), repr(corpus.scan(url, streaming=True)), repr(corpus.scan(url))]
    for arguments in (
        ("info", url),
        ("cache", "list"),
        ("verify", url),
        ("info", f"{url}/x"),
        ("info", url, "--version", "9"),
    ):
        env = {**os.environ, "PYTHONPATH": str(Path(corpus.__file__).parent.parent), "CORPUS_DEBUG": "1"}
        command = [sys.executable, "-m", "corpus", *arguments]
        shown = subprocess.run(command, capture_output=True, text=True, env=env)
        outputs += [shown.stdout, shown.stderr]
    for status in (401, 403, 500):
        server.altered["versions.json"] = status
        with pytest.raises(RemoteError) as caught:
            corpus.open_release(url)
        outputs += [caught.value.message, caught.value.help]
    with pytest.raises(RemoteError) as caught:
        corpus.open_release(f"http://someone:{TOKEN}@127.0.0.1:9/set")
    outputs += [caught.value.message]
    outputs += [path.read_text(encoding="utf-8") for path in (own_cache / "origins").iterdir()]
    outputs += [path.as_posix() for path in own_cache.rglob("*")]
    assert not [output for output in outputs if TOKEN in output or "someone" in output]


def test_importing_and_reading_a_folder_imports_no_network(sample_release: Path) -> None:
    code = f"import sys, corpus; list(corpus.rows({str(sample_release)!r}))\n"
    code += f"corpus.open_release({str(sample_release)!r})\n"
    code += "names = {'fsspec', 'filelock', 'huggingface_hub', 'aiohttp', 'datasets', 'opencc', 'corpus.building'}\n"
    code += "print(sorted(names & set(sys.modules)))"
    env = {**os.environ, "PYTHONPATH": str(Path(corpus.__file__).parent.parent)}
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=env)
    assert shown.stdout == "[]\n"
