"""Publishing: readers see the old or the new, whatever fails; a second run completes; no secret is ever shown."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest
from conftest import ROOT
from hub import READ_TOKEN, WRITE_TOKEN, Hub, ObjectStore

import corpus
from corpus.errors import CorpusError, ResourceError
from corpus.publishing.folder import locked
from corpus.release import layout

pytest.importorskip("huggingface_hub")
pytest.importorskip("s3fs")
LONG = os.environ.get("CORPUS_HYPOTHESIS") == "long"
REPOSITORY = "hf://datasets/user/name"
FAILURES: tuple[tuple[int | str, bool], ...] = (("drop", True), (500, True), (412, False), (503, True), ("lost", False))
TEXTS = {
    "one": "渡口的早晨\n\n河面上还有一层薄雾，摆渡的人已经坐在船头，\n把昨晚收回来的网一节一节理开。\n",
    "two": "集市\n\n天刚亮，卖菜的人就把担子放下来，青菜上还带着露水。\n",
    "three": "晒谷\n\n晒谷场上铺满了新收的稻子，孩子们赤着脚在边上跑。\n",
}


def build(
    folder: Path,
    names: list[str],
    version: str,
    *,
    rights: str = "cc0-1.0",
    name: str = "river",
    previous: Path | None = None,
) -> Path:
    """A release of some of the texts; ``previous``: the one that it follows."""
    sources = folder / f"sources-{version}-{len(names)}-{rights}"
    sources.mkdir(parents=True)
    register = [f'[dataset]\nname = "{name}"\n']
    for key in names:
        (sources / f"{key}.txt").write_text(TEXTS[key], encoding="utf-8")
        register.append(f'[[source]]\nkey = "{key}"\nfile = "{key}.txt"\nrights = "{rights}"\n')
    (sources / "register.toml").write_text("\n".join(register), encoding="utf-8")
    out = folder / "out"
    return corpus.build(sources, out, version=version, date="2026-11-22", workers=1, previous=previous).path


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("first"), ["one", "two"], "0.1.0")


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory, first: Path) -> Path:
    return build(tmp_path_factory.mktemp("second"), ["one", "two", "three"], "0.1.1", previous=first)


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Version 0.1.0 with other content."""
    return build(tmp_path_factory.mktemp("other"), ["one", "three"], "0.1.0")


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """huggingface_hub waits up to 23 s before it gives up; s3fs three."""
    import s3fs
    from huggingface_hub.utils import _http

    monkeypatch.setattr(_http, "time", SimpleNamespace(**{**vars(time), "sleep": lambda seconds: None}))
    monkeypatch.setattr(s3fs.S3FileSystem, "retries", 2)


def content(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in layout.files_of(folder)}


def tagged(hub: Hub, tag: str) -> dict[str, bytes] | None:
    """What a reader of the tag sees."""
    repository = hub.repositories.get(("dataset", "user/name"))
    if repository is None or tag not in repository.tags:
        return None
    return {path: data for path, data in repository.content(tag).items() if path != ".gitattributes"}


def shelved(objects: Mapping[str, bytes], version: str) -> dict[str, bytes] | None:
    """What a reader of the index sees."""
    index = json.loads(objects.get("p/versions.json", b'{"versions": []}'))
    if version not in [entry["version"] for entry in index["versions"]]:
        return None
    prefix = f"p/{version}/"
    return {key.removeprefix(prefix): data for key, data in objects.items() if key.startswith(prefix)}


def sweep(count: int, step: int = 1) -> Iterator[tuple[int, int | str, bool]]:
    """Each ``step``-th request with one failure; in the long form each request with each failure."""
    for number in range(1, count + 1, 1 if LONG else step):
        chosen = FAILURES if LONG else [FAILURES[number % len(FAILURES)]]
        for how, stays in chosen:
            yield number, how, stays


# The Hub


def test_every_client_reads_what_was_published(hub: Hub, first: Path, run_client: Callable[..., object]) -> None:
    done = corpus.publish(first, REPOSITORY)
    assert (done.status, done.version, done.bytes_reused) == ("published", "0.1.0", 0)
    assert tagged(hub, "v0.1.0") == content(first)
    commit = hub.dataset().commit_of("v0.1.0")
    manifest = corpus.open_release(first).manifest
    assert commit.title == "river 0.1.0"
    assert manifest["content_hash"] in commit.message
    code = """
import sys, corpus
from datasets import load_dataset
from huggingface_hub import snapshot_download
want = list(corpus.rows(sys.argv[1]))
options = {"revision": "v0.1.0", "split": "train"}
assert load_dataset("user/name", "paragraphs", **options).to_list() == want
assert list(load_dataset("user/name", "paragraphs", streaming=True, **options)) == want
folder = snapshot_download("user/name", repo_type="dataset", revision="v0.1.0")
assert corpus.open_release(folder).verify().ok
assert list(corpus.rows(folder)) == want
"""
    run_client(code, str(first))


def test_the_next_version_is_one_commit_that_drops_old_files(hub: Hub, first: Path, second: Path) -> None:
    corpus.publish(first, REPOSITORY)
    repository = hub.dataset()
    signature = {"path": "SHA256SUMS.sig", "content": "", "encoding": "base64"}
    stale = {"key": "file", "value": signature}
    repository.commit("main", [{"key": "header", "value": {"summary": "left over"}}, stale])
    before = len(repository.commits)
    plan = corpus.publish(second, REPOSITORY, dry_run=True)
    assert (plan.status, plan.removed) == ("would publish", ("SHA256SUMS.sig",))
    assert 0 < plan.bytes_reused < plan.bytes_new
    assert len(repository.commits) == before
    corpus.publish(second, REPOSITORY)
    assert len(repository.commits) == before + 1
    assert tagged(hub, "v0.1.1") == content(second)
    assert tagged(hub, "v0.1.0") == content(first)


def test_publishing_again_sends_nothing(hub: Hub, first: Path) -> None:
    corpus.publish(first, REPOSITORY)
    hub.forget()
    assert corpus.publish(first, REPOSITORY).status == "already published"
    assert {request.method for request in hub.requests} == {"GET"}


def test_a_version_that_was_seen_never_changes(hub: Hub, first: Path, second: Path, other: Path) -> None:
    corpus.publish(first, REPOSITORY)
    with pytest.raises(corpus.ReleaseExistsError, match=r"v0\.1\.0 already") as caught:
        corpus.publish(other, REPOSITORY)
    assert "--version 0.1.1" in caught.value.help
    corpus.publish(second, REPOSITORY)
    hub.dataset().tags.pop("v0.1.0")
    with pytest.raises(corpus.UsageError, match=r"newer than 0\.1\.0"):
        corpus.publish(first, REPOSITORY)


def test_a_tag_that_somebody_else_made_meanwhile(hub: Hub, first: Path) -> None:
    """create_tag(exist_ok=True) says nothing of a tag at another commit."""
    repository = hub.create()
    seen = hub.failure_of

    def meddle(method: str, path: str) -> int | str | None:
        if "/tag/" in path:
            repository.tags["v0.1.0"] = repository.branches["main"] = next(iter(repository.commits))
        return seen(method, path)

    hub.failure_of = meddle  # type: ignore[method-assign]
    with pytest.raises(corpus.ReleaseExistsError, match="another publisher was first"):
        corpus.publish(first, REPOSITORY)


def test_a_commit_that_somebody_else_made_meanwhile(hub: Hub, first: Path) -> None:
    repository = hub.create()
    seen = hub.failure_of

    def meddle(method: str, path: str) -> int | str | None:
        if "/preupload/" in path:
            readme = {"path": "README.md", "content": "", "encoding": "base64"}
            repository.commit("main", [{"key": "header", "value": {"summary": "s"}}, {"key": "file", "value": readme}])
        return seen(method, path)

    hub.failure_of = meddle  # type: ignore[method-assign]
    with pytest.raises(corpus.PublishError, match="changed by another publisher"):
        corpus.publish(first, REPOSITORY)
    hub.failure_of = seen  # type: ignore[method-assign]
    assert tagged(hub, "v0.1.0") is None
    corpus.publish(first, REPOSITORY)
    assert tagged(hub, "v0.1.0") == content(first)


def test_each_request_of_a_publish_to_the_hub_may_fail(hub: Hub, first: Path, second: Path) -> None:
    corpus.publish(first, REPOSITORY)
    hub.forget()
    corpus.publish(second, REPOSITORY)
    count, whole = len(hub.requests), content(second)
    failed, runs = 0, list(sweep(count))
    for number, how, stays in runs:
        hub.repositories.clear()
        hub.large.clear()
        corpus.publish(first, REPOSITORY)
        hub.forget()
        hub.fail(number, how, stays=stays)
        try:
            corpus.publish(second, REPOSITORY)
        except CorpusError as error:
            failed += 1
            assert error.exit_code in (1, 2), (number, how, error)
            assert error.__context__ is None
        assert tagged(hub, "v0.1.1") in (None, whole), (number, how)
        assert tagged(hub, "v0.1.0") == content(first), (number, how)
        hub.heal()
        stored = {request.path for request in hub.requests if request.method == "PUT" and request.status == 200}
        hub.forget()
        assert corpus.publish(second, REPOSITORY).status in ("published", "already published"), (number, how)
        assert tagged(hub, "v0.1.1") == whole, (number, how)
        again = {request.path for request in hub.requests if request.method == "PUT"}
        assert not stored & again, (number, how)  # what is there is not sent twice
    assert failed > len(runs) / 2


def test_what_the_mirror_alters_is_found_and_not_tagged(hub: Hub, first: Path) -> None:
    hub.altered["data/paragraphs/part-00000.parquet"] = b"other bytes"
    with pytest.raises(corpus.IntegrityError, match=r"data/paragraphs/part-00000\.parquet comes back with sha256"):
        corpus.publish(first, REPOSITORY)
    assert tagged(hub, "v0.1.0") is None
    corpus.publish(first, REPOSITORY, read_back="hashes")
    with pytest.raises(corpus.IntegrityError):
        corpus.publish(first, REPOSITORY)
    hub.altered.clear()
    assert corpus.publish(first, REPOSITORY).status == "already published"


def test_a_private_repository(hub: Hub, first: Path) -> None:
    corpus.publish(first, REPOSITORY, private=True)
    assert hub.dataset().private


# Object stores and folders


def added_by_somebody(path: str, data: bytes) -> None:
    from huggingface_hub import HfApi

    client = HfApi(endpoint=os.environ["HF_ENDPOINT"])
    client.upload_file(path_or_fileobj=data, path_in_repo=path, repo_id="user/name", repo_type="dataset")


def test_what_others_did_on_the_hub_is_not_lost(hub: Hub, first: Path, second: Path) -> None:
    """A picture that they added stays; a card that they edited stops the next publication until it is named."""
    corpus.publish(first, REPOSITORY)
    card = (first / "README.md").read_bytes() + "\n## 致谢\n\n感谢渡口的人。\n".encode()
    for path, data in (("figures/ferry.png", b"PNG"), ("README.md", card)):
        added_by_somebody(path, data)
    with pytest.raises(CorpusError, match=r"README\.md was changed there") as refused:
        corpus.publish(second, REPOSITORY, dry_run=True)
    assert "--overwrite README.md" in refused.value.help
    done = corpus.publish(second, REPOSITORY, overwrite=["README.md"])
    assert done.kept == ("figures/ferry.png",) and "README.md" in done.new
    seen = tagged(hub, "v0.1.1")
    assert seen is not None and seen["figures/ferry.png"] == b"PNG"
    assert seen["README.md"] == (second / "README.md").read_bytes()
    assert corpus.publish(second, REPOSITORY).status == "already published"


class Shelf:
    """A published set in a folder or on S3, and the files in it as another client sees them."""

    def __init__(self, place: str, folder: Path | None = None, s3: ObjectStore | None = None) -> None:
        self.place, self._folder, self._s3 = place, folder, s3

    def write(self, path: str, data: bytes) -> None:
        if self._folder:
            (self._folder / path).parent.mkdir(parents=True, exist_ok=True)
            (self._folder / path).write_bytes(data)
        else:
            import fsspec

            fsspec.filesystem("s3").pipe_file(f"{self.place}/{path}", data)

    def files(self) -> dict[str, bytes]:
        if self._folder:
            paths = [path for path in self._folder.rglob("*") if path.is_file() and path.name != ".versions.lock"]
            return {path.relative_to(self._folder).as_posix(): path.read_bytes() for path in paths}
        assert self._s3
        return {key.removeprefix("p/"): data for key, data in self._s3.content(self.place.split("/")[2]).items()}


@pytest.fixture(params=["folder", "s3"])
def shelf(request: pytest.FixtureRequest, tmp_path: Path) -> Shelf:
    if request.param == "folder":
        return Shelf(str(tmp_path / "shelf"), tmp_path / "shelf")
    store = request.getfixturevalue("s3")
    name = f"others-{abs(hash(request.node.name))}"
    return Shelf(f"s3://{store.bucket(name)}/p", s3=store)


def test_what_others_did_on_a_shelf_is_not_lost(shelf: Shelf, first: Path, second: Path) -> None:
    """A picture in the last version's folder stays; its card, which they edited, is asked for, and stays as well."""
    corpus.publish(first, shelf.place)
    card = (first / "README.md").read_bytes() + "\n## 致谢\n\n感谢渡口的人。\n".encode()
    theirs = {"0.1.0/figures/ferry.png": b"PNG", "0.1.0/README.md": card, "notes.txt": b"ours"}
    for path, data in theirs.items():
        shelf.write(path, data)
    before = shelf.files()
    with pytest.raises(corpus.UsageError, match=r"README\.md was changed there") as refused:
        corpus.publish(second, shelf.place)
    assert "--overwrite README.md" in refused.value.help and refused.value.code == "EDITED_THERE"
    assert shelf.files() == before
    done = corpus.publish(second, shelf.place, overwrite=["README.md"])
    assert done.kept == ("0.1.0/figures/ferry.png",) and done.status == "published"
    after = shelf.files()
    assert {path: after[path] for path in theirs} == theirs
    assert after["0.1.1/README.md"] == (second / "README.md").read_bytes()
    assert corpus.publish(second, shelf.place).status == "already published"


@pytest.mark.parametrize("path", ["README.md", "data/paragraphs/part-00000.parquet", "figure.png"])
def test_a_version_that_others_edited_is_not_mended_without_a_question(shelf: Shelf, first: Path, path: str) -> None:
    """An edited card, a cell of a table, and a file that readers of the folder would refuse."""
    corpus.publish(first, shelf.place)
    shelf.write(f"0.1.0/{path}", b"another content")
    for dry_run in (True, False):
        with pytest.raises(corpus.UsageError, match=f"{path} was changed there"):
            corpus.publish(first, shelf.place, dry_run=dry_run)
    assert shelf.files()[f"0.1.0/{path}"] == b"another content"
    corpus.publish(first, shelf.place, overwrite=[path])
    assert corpus.publish(first, shelf.place).status == "already published"
    found = {name.removeprefix("0.1.0/"): data for name, data in shelf.files().items() if name.startswith("0.1.0/")}
    assert found == content(first)


def test_what_others_wrote_into_the_index_stays(shelf: Shelf, first: Path, second: Path) -> None:
    corpus.publish(first, shelf.place)
    index = json.loads(shelf.files()["versions.json"])
    index["owner"] = "渡口"
    index["versions"][0]["note"] = "read by us"
    shelf.write("versions.json", json.dumps(index).encode())
    corpus.publish(second, shelf.place)
    after = json.loads(shelf.files()["versions.json"])
    assert after["owner"] == "渡口" and after["versions"][0]["note"] == "read by us"
    assert [entry["version"] for entry in after["versions"]] == ["0.1.0", "0.1.1"]


def test_a_file_that_a_shelf_lost_is_put_back(first: Path, tmp_path: Path) -> None:
    """Nobody's work is in a file that is not there."""
    corpus.publish(first, tmp_path / "s")
    (tmp_path / "s" / "0.1.0" / "LICENSE").unlink()
    done = corpus.publish(first, tmp_path / "s")
    assert (done.status, done.new) == ("published", ("LICENSE",))
    assert content(tmp_path / "s" / "0.1.0") == content(first)


def test_an_edit_while_a_publisher_waits_is_not_lost(first: Path, tmp_path: Path) -> None:
    """The folder is looked at again under the lock."""
    from corpus.publishing.folder import FolderDestination
    from corpus.publishing.shipment import prepared

    place = FolderDestination(tmp_path / "s")
    corpus.publish(first, tmp_path / "s")
    (tmp_path / "s" / "0.1.0" / "LICENSE").unlink()
    with prepared(corpus.open_release(first), "full") as shipment:
        plan = place.look(shipment)
        (tmp_path / "s" / "0.1.0" / "README.md").write_text("theirs")
        with pytest.raises(corpus.UsageError, match=r"README\.md was changed there"):
            place.send(shipment, plan, lambda done, total: None)


def test_a_cell_that_others_corrected_on_the_hub_is_not_lost(hub: Hub, first: Path, second: Path) -> None:
    import io

    import pyarrow.parquet as pq

    corpus.publish(first, REPOSITORY)
    place = "data/paragraphs/part-00000.parquet"
    table = pq.read_table(first / place)
    column = table.schema.get_field_index("text")
    corrected = table.set_column(column, table.schema.field(column), [["更正", *table["text"].to_pylist()[1:]]])
    theirs = io.BytesIO()
    pq.write_table(corrected, theirs)
    added_by_somebody(place, theirs.getvalue())
    with pytest.raises(corpus.UsageError, match=f"{place} was changed there"):
        corpus.publish(second, REPOSITORY)
    assert hub.dataset().content("main")[place] == theirs.getvalue()
    assert corpus.publish(second, REPOSITORY, overwrite=[place]).status == "published"


def test_a_first_index_hides_no_version(first: Path, second: Path, tmp_path: Path) -> None:
    """A shelf that was built has its versions without an index."""
    for release in (first, second):
        shutil.copytree(release, tmp_path / "s" / release.name)
    with pytest.raises(corpus.UsageError, match=r"has 0\.1\.0 and no versions\.json: readers would see 0\.1\.1 alone"):
        corpus.publish(second, tmp_path / "s")
    assert corpus.versions(tmp_path / "s") == ["0.1.0", "0.1.1"]


def test_foreign_rows_are_not_published_as_ours(hub: Hub, first: Path, second: Path) -> None:
    """The card's globs would take a file of others in a table's folder for a part of the table."""
    corpus.publish(first, REPOSITORY)
    place = "data/paragraphs/part-00001.parquet"
    added_by_somebody(place, b"PAR1")
    with pytest.raises(CorpusError, match=place):
        corpus.publish(second, REPOSITORY)
    assert corpus.publish(second, REPOSITORY, overwrite=[place]).removed == (place,)


def test_a_release_on_the_hub_follows_the_newest_there(hub: Hub, first: Path, tmp_path: Path) -> None:
    corpus.publish(first, REPOSITORY)
    lost = build(tmp_path, ["three"], "0.1.1")
    with pytest.raises(CorpusError, match="follows no release") as refused:
        corpus.publish(lost, REPOSITORY)
    assert f"--previous {REPOSITORY}" in refused.value.help and "--new-ids" in refused.value.help
    sources = first.parent.parent.parent / "sources-0.1.0-2-cc0-1.0"
    for place in ("user/name", REPOSITORY):
        again = run_corpus("build", str(sources), "--out", str(tmp_path), "--previous", place, "--dry-run")
        assert again.returncode == 0 and "since 0.1.0" in again.stdout, again.stderr
    assert corpus.publish(lost, REPOSITORY, new_ids=True).status == "published"


def test_s3_holds_the_release_and_the_index(s3: ObjectStore, first: Path, second: Path) -> None:
    bucket = s3.bucket("both-versions")
    corpus.publish(second, f"s3://{bucket}/p")
    plan = corpus.publish(first, f"s3://{bucket}/p/", dry_run=True)
    assert (plan.status, plan.bytes_reused) == ("would publish", 0)
    corpus.publish(first, f"s3://{bucket}/p")
    objects = s3.content(bucket)
    assert shelved(objects, "0.1.0") == content(first)
    assert shelved(objects, "0.1.1") == content(second)
    index = json.loads(objects["p/versions.json"])
    assert [entry["version"] for entry in index["versions"]] == ["0.1.0", "0.1.1"]
    assert not [key for key in objects if ".publishing" in key]
    s3.forget()
    assert corpus.publish(first, f"s3://{bucket}/p").status == "already published"
    assert {request.method for request in s3.requests} == {"GET", "HEAD"}


def test_each_request_of_a_publish_to_s3_may_fail(s3: ObjectStore, first: Path, second: Path) -> None:
    bucket = s3.bucket("counting")
    corpus.publish(first, f"s3://{bucket}/p")
    before = s3.content(bucket)
    s3.forget()
    corpus.publish(second, f"s3://{bucket}/p")
    runs, failed = list(sweep(len(s3.requests), 8)), 0
    for number, how, stays in runs:
        bucket = s3.bucket(f"sweep-{number}-{how}")
        url = f"s3://{bucket}/p"
        s3.fill(bucket, before)
        s3.forget()
        s3.fail(number, how, stays=stays)
        try:
            corpus.publish(second, url)
        except CorpusError as error:
            failed += 1
            assert error.exit_code in (1, 2), (number, how, error)
            assert error.__context__ is None
        s3.heal()
        objects = s3.content(bucket)
        assert shelved(objects, "0.1.1") in (None, content(second)), (number, how)
        assert shelved(objects, "0.1.0") == content(first), (number, how)
        stored = {request.path for request in s3.requests if request.method == "PUT" and request.status == 200}
        s3.forget()
        corpus.publish(second, url)
        assert shelved(s3.content(bucket), "0.1.1") == content(second), (number, how)
        again = {request.path for request in s3.requests if request.method == "PUT"}
        assert not {path for path in stored & again if "0.1.1/" in path}, (number, how)
    assert failed > len(runs) / 2


def test_publishers_of_s3_do_not_lose_each_others_versions(s3: ObjectStore, first: Path, second: Path) -> None:
    """The index is read, somebody else writes it, then it is written: the condition fails, and it is read again."""
    bucket = s3.bucket("at-once")
    url, seen, done = f"s3://{bucket}/p", s3.failure_of, []

    def meddle(method: str, path: str) -> int | str | None:
        if method == "PUT" and path.endswith("versions.json") and not done:
            done.append(1)
            corpus.publish(first, url)
        return seen(method, path)

    s3.failure_of = meddle  # type: ignore[method-assign]
    try:
        corpus.publish(second, url)
    finally:
        s3.failure_of = seen  # type: ignore[method-assign]
    objects = s3.content(bucket)
    assert shelved(objects, "0.1.0") == content(first)
    assert shelved(objects, "0.1.1") == content(second)


def test_two_contents_of_a_version_are_never_mixed(s3: ObjectStore, first: Path, other: Path) -> None:
    bucket = s3.bucket("two-contents")
    url = f"s3://{bucket}/p"
    s3.fail(3, 500, stays=True, method="PUT", path="/0.1.0/")
    with pytest.raises(corpus.PublishError):
        corpus.publish(first, url)
    s3.heal()
    with pytest.raises(corpus.ReleaseExistsError, match=r"another content of 0\.1\.0") as caught:
        corpus.publish(other, url)
    assert f"s3://{bucket}/p/.publishing/0.1.0.json" in caught.value.help
    corpus.publish(first, url)
    with pytest.raises(corpus.ReleaseExistsError, match=r"has 0\.1\.0 already"):
        corpus.publish(other, url)


def test_what_a_store_alters_is_not_published(s3: ObjectStore, first: Path) -> None:
    bucket = s3.bucket("altered")
    s3.altered["0.1.0/README.md"] = bytes((first / "README.md").stat().st_size)
    with pytest.raises(corpus.IntegrityError, match=r"README\.md comes back with sha256"):
        corpus.publish(first, f"s3://{bucket}/p")
    assert shelved(s3.content(bucket), "0.1.0") is None


def test_another_file_system_of_fsspec(first: Path, second: Path) -> None:
    import fsspec

    for release in (first, second, second):
        corpus.publish(release, "memory://shelf/p")
    files = fsspec.filesystem("memory")
    objects = {key.removeprefix("/shelf/"): files.cat_file(key) for key in files.find("/shelf")}
    assert shelved(objects, "0.1.1") == content(second)
    assert shelved(objects, "0.1.0") == content(first)


Call = Callable[..., "subprocess.CompletedProcess[str]"]
STEPS = ("replace", "rename", "copyfile", "flock")


@pytest.mark.parametrize("step", STEPS)
def test_each_step_of_a_publish_to_a_folder_may_kill(first: Path, second: Path, tmp_path: Path, step: str) -> None:
    """The process is killed at the N-th call of a step, for each N; the next run completes."""
    code = """
import os, shutil, sys, fcntl, corpus
step, at = sys.argv[3], int(sys.argv[4])
place = {"replace": os, "rename": os, "copyfile": shutil, "flock": fcntl}[step]
real, calls = getattr(place, step), []
def killing(*args, **kwargs):
    calls.append(1)
    if len(calls) == at:
        if step == "copyfile":
            open(args[1], "wb").write(open(args[0], "rb").read()[:20])
        os.kill(os.getpid(), 9)
    return real(*args, **kwargs)
setattr(place, step, killing)
corpus.publish(sys.argv[1], sys.argv[2])
"""
    at = 0
    ats = (
        iter(range(1, 100))
        if LONG
        else iter((2, len(content(second)) + 1, 99) if step in ("replace", "copyfile") else (1, 99))
    )
    for at in ats:
        shelf = tmp_path / f"shelf-{at}"
        corpus.publish(first, shelf)
        command = [sys.executable, "-c", code, str(second), str(shelf), step, str(at)]
        killed = subprocess.run(command, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True)
        assert killed.returncode in (0, -9), killed.stderr
        listed = [entry["version"] for entry in json.loads((shelf / "versions.json").read_bytes())["versions"]]
        assert listed in (["0.1.0"], ["0.1.0", "0.1.1"])
        if (shelf / "0.1.1").exists():
            assert content(shelf / "0.1.1") == content(second)
        corpus.publish(second, shelf)
        assert content(shelf / "0.1.1") == content(second)
        assert content(shelf / "0.1.0") == content(first)
        listed = [entry["version"] for entry in json.loads((shelf / "versions.json").read_bytes())["versions"]]
        assert listed == ["0.1.0", "0.1.1"]
        assert sorted(path.name for path in shelf.iterdir()) == [".versions.lock", "0.1.0", "0.1.1", "versions.json"]
        if killed.returncode == 0:
            break
    assert at > 1


def test_publishers_of_a_folder_at_once(first: Path, second: Path, tmp_path: Path) -> None:
    code = "import sys, corpus; corpus.publish(sys.argv[1], sys.argv[2])"
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    releases = [first, second, first, second]
    running = [subprocess.Popen([sys.executable, "-c", code, str(r), str(tmp_path / "s")], env=env) for r in releases]
    assert [process.wait() for process in running] == [0, 0, 0, 0]
    index = json.loads((tmp_path / "s" / "versions.json").read_bytes())
    assert [entry["version"] for entry in index["versions"]] == ["0.1.0", "0.1.1"]
    assert corpus.open_release(tmp_path / "s", "0.1.1").verify().ok


def test_a_publisher_waits_for_one_whose_version_is_not_named_yet(first: Path, second: Path, tmp_path: Path) -> None:
    shelf = tmp_path / "s"
    corpus.publish(first, shelf)
    index = (shelf / "versions.json").read_bytes()
    (shelf / "versions.json").unlink()  # as another publisher leaves it for a moment, under its lock
    with ThreadPoolExecutor(1) as pool, locked(shelf / ".versions.lock"):
        waiting = pool.submit(corpus.publish, second, shelf)
        with pytest.raises(TimeoutError):
            waiting.result(0.5)
        (shelf / "versions.json").write_bytes(index)
    assert waiting.result(60).status == "published"


def test_a_folder_that_was_altered_before_it_was_named(first: Path, tmp_path: Path) -> None:
    shelf = tmp_path / "s"
    shutil.copytree(first, shelf / "0.1.0")
    (shelf / "0.1.0" / "LICENSE").write_text("altered")
    with pytest.raises(corpus.UsageError, match="LICENSE was changed there"):
        corpus.publish(first, shelf)
    assert not (shelf / "versions.json").exists()
    assert corpus.publish(first, shelf, overwrite=["LICENSE"]).status == "published"
    assert content(shelf / "0.1.0") == content(first)


def test_a_folder_that_cannot_be_written(first: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "afile").write_text("x")
    with pytest.raises(corpus.UsageError, match="afile: cannot be written") as caught:
        corpus.publish(first, tmp_path / "afile")
    assert caught.value.exit_code == 2

    def full(source: Path, target: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(target))

    monkeypatch.setattr(shutil, "copyfile", full)
    with pytest.raises(ResourceError, match="No space left on device") as out_of_space:
        corpus.publish(first, tmp_path / "s")
    assert out_of_space.value.exit_code == 4
    monkeypatch.undo()
    corpus.publish(first, tmp_path / "s")
    assert sorted(path.name for path in (tmp_path / "s").iterdir()) == [".versions.lock", "0.1.0", "versions.json"]


def test_a_folder_with_another_content_or_set(first: Path, other: Path, tmp_path: Path) -> None:
    corpus.publish(first, tmp_path / "s")
    with pytest.raises(corpus.ReleaseExistsError, match=r"0\.1\.0 already"):
        corpus.publish(other, tmp_path / "s")
    with pytest.raises(CorpusError, match="follows no release"):
        corpus.publish(build(tmp_path / "unrelated", ["three"], "0.1.1"), tmp_path / "s")
    foreign = build(tmp_path / "foreign", ["one"], "0.2.0", name="hill")
    with pytest.raises(corpus.UsageError, match="'river'"):
        corpus.publish(foreign, tmp_path / "s")
    (tmp_path / "s" / "versions.json").write_text("[]")
    with pytest.raises(corpus.IntegrityError, match="not a valid index of a shelf"):
        corpus.publish(first, tmp_path / "s")


# What is refused before the first byte


def test_what_is_not_proved_is_not_published(hub: Hub, first: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(first, copy)
    (copy / "README.md").write_text("changed")
    with pytest.raises(corpus.IntegrityError, match=r"README\.md: altered"):
        corpus.publish(copy, REPOSITORY)
    assert not hub.requests


def test_rights_come_before_the_first_byte(hub: Hub, tmp_path: Path) -> None:
    closed = build(tmp_path, ["one", "two"], "0.1.0", rights="unknown")
    with pytest.raises(CorpusError, match="2 of 2 documents may not be published") as caught:
        corpus.publish(closed, REPOSITORY)
    assert "standoff" in caught.value.help
    assert not hub.requests
    corpus.publish(closed, REPOSITORY, text="standoff")
    files = tagged(hub, "v0.1.0")
    assert files
    (tmp_path / "got").mkdir()
    for name, data in files.items():
        (tmp_path / "got" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "got" / name).write_bytes(data)
    rows = list(corpus.rows(tmp_path / "got"))
    assert rows
    assert all(row["text"] is None for row in rows)
    assert not any("露水".encode() in data for data in files.values())


def run_corpus(*args: str, **environment: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    return subprocess.run([sys.executable, "-m", "corpus", *args], env=env, capture_output=True, text=True, timeout=100)


@pytest.fixture
def call_corpus(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., subprocess.CompletedProcess[str]]:
    """The command in this process, which takes a tenth of the time; for what is read at an import it is too late."""

    def call(*args: str, **environment: str) -> subprocess.CompletedProcess[str]:
        from corpus.cli import main

        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        with pytest.raises(SystemExit) as left:
            main(list(args))
        shown = capfd.readouterr()
        return subprocess.CompletedProcess(args, int(left.value.code or 0), shown.out, shown.err)

    return call


def one_error(done: subprocess.CompletedProcess[str], code: int, *words: str) -> None:
    lines = done.stderr.splitlines()
    assert done.returncode == code, done.stderr
    assert [line.split(":")[0] for line in lines] == ["error", "help"], done.stderr
    assert all(word in done.stderr for word in words), done.stderr


BAD_HUB = {
    "no token": ({"HF_TOKEN": ""}, 2, ("no token", "HF_TOKEN")),
    "a wrong token": ({"HF_TOKEN": "hf_" + "WrongWrongWrong"}, 2, ("does not accept the token",)),
    "a token that may only read": ({"HF_TOKEN": READ_TOKEN}, 2, ("may not write",)),
    "no network": ({"HF_ENDPOINT": "http://127.0.0.1:9"}, 1, ("cannot be reached", "run the same command again")),
    "no Xet": ({"HF_HUB_DISABLE_XET": "0"}, 2, ("no Xet", "HF_HUB_DISABLE_XET=1")),
}


@pytest.mark.parametrize("case", BAD_HUB)
def test_a_hub_that_refuses(hub: Hub, first: Path, case: str, call_corpus: Call) -> None:
    environment, code, words = BAD_HUB[case]
    call = run_corpus if case == "no Xet" else call_corpus
    one_error(call("publish", str(first), "--to", REPOSITORY, **environment), code, *words)
    assert tagged(hub, "v0.1.0") is None
    repository = hub.repositories.get(("dataset", "user/name"))
    assert repository is None or len(repository.commits) == 1


def test_a_repository_of_another_kind(hub: Hub, first: Path) -> None:
    for url in ("hf://user/name", "hf://models/user/name", "hf://spaces/user/name"):
        with pytest.raises(corpus.UsageError, match="another kind"):
            corpus.publish(first, url)
    assert not hub.requests
    hub.one_namespace = True
    hub.create(kind="model")
    with pytest.raises(corpus.UsageError, match="another kind"):
        corpus.publish(first, REPOSITORY)


def test_a_repository_that_holds_something_else(hub: Hub, first: Path, tmp_path: Path) -> None:
    repository = hub.create()
    value = {"path": "photos/one.txt", "content": "", "encoding": "base64"}
    repository.commit("main", [{"key": "header", "value": {"summary": "s"}}, {"key": "file", "value": value}])
    with pytest.raises(corpus.UsageError, match=r"something else \(photos/one\.txt"):
        corpus.publish(first, REPOSITORY)
    hub.repositories.clear()
    corpus.publish(first, REPOSITORY)
    with pytest.raises(corpus.UsageError, match="not of 'hill'"):
        corpus.publish(build(tmp_path, ["one"], "0.2.0", name="hill"), REPOSITORY)


def test_a_store_that_refuses(s3: ObjectStore, first: Path, call_corpus: Call) -> None:
    with pytest.raises(corpus.UsageError, match="no such bucket"):
        corpus.publish(first, "s3://absent-bucket/p")
    bucket = s3.bucket("no-rights")
    s3.fail(1, 403, stays=True, method="PUT")
    with pytest.raises(corpus.UsageError, match="the store refuses"):
        corpus.publish(first, f"s3://{bucket}/p")
    s3.fail(1, 403, stays=True)
    with pytest.raises(corpus.UsageError, match="the store refuses"):
        corpus.publish(first, f"s3://{bucket}/p")
    s3.heal()
    assert s3.content(bucket) == {}
    done = run_corpus("publish", str(first), "--to", f"s3://{bucket}/p", AWS_ENDPOINT_URL_S3="http://127.0.0.1:9")
    one_error(done, 1, "not published")
    done = run_corpus(
        "publish", str(first), "--to", f"s3://{bucket}/p",
        AWS_ACCESS_KEY_ID="", AWS_SECRET_ACCESS_KEY="", AWS_SHARED_CREDENTIALS_FILE="/absent",
    )  # fmt: skip
    one_error(done, 2, "no credentials")


@pytest.mark.parametrize(
    ("to", "said"),
    [
        ("https://example.org/x", "read, not written"),
        ("nosuch://bucket/x", "no file system"),
        ("hf://datasets/onlyname", "names no repository"),
        ("hf://datasets/user/name@v1", "names no repository"),
        ("s3:bucket/x", "neither a folder nor a URL"),
    ],
)
def test_a_place_that_is_none(first: Path, to: str, said: str) -> None:
    with pytest.raises(corpus.UsageError, match=said):
        corpus.publish(first, to)


# Secrets


@pytest.mark.parametrize("how", ["ok", 500])
def test_no_token_is_ever_shown(hub: Hub, first: Path, how: int | str) -> None:
    """In the environment, in the flags of a wrong call, in a URL, and in what the server answers."""
    if how != "ok":
        hub.fail(4, how)
    planted = {"HF_TOKEN": WRITE_TOKEN, "HF_DEBUG": "1", "CORPUS_DEBUG": "1", "MY_API_KEY": "planted/secret+value"}
    done = run_corpus("publish", str(first), "--to", REPOSITORY, **planted)
    assert WRITE_TOKEN not in done.stdout + done.stderr
    assert "signature=" not in done.stderr


def test_a_token_in_the_call_is_not_echoed(first: Path, call_corpus: Call) -> None:
    token = "hf_" + "PlantedInTheCall"
    for place in (f"hf://user:{token}@datasets/user/name", f"s3://KEY:{token}@bucket/p", f"s3://bucket/p?token={token}",
                  f"https://user:{token}@example.org/"):  # fmt: skip
        done = call_corpus("publish", str(first), "--to", place)
        assert done.returncode == 2
        assert token not in done.stdout + done.stderr
    done = call_corpus("publish", str(first), "--to", REPOSITORY, f"--token={token}")
    assert done.returncode == 2
    assert token not in done.stdout + done.stderr


def test_an_exception_that_holds_a_token_is_scrubbed(monkeypatch: pytest.MonkeyPatch) -> None:
    from corpus.loading.remote.redact_secrets import scrub
    from corpus.publishing.third_party_errors import one_line, translate_errors

    monkeypatch.setenv("HF_TOKEN", "planted-odd/token+1")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "planted/aws+secret")
    said = "GET https://u:pw@h/x?X-Amz-Signature=abc&b=1 Authorization: Bearer xyz planted-odd%2Ftoken%2B1"
    said += " planted/aws+secret"
    told = scrub(said)
    for secret in ("pw", "abc", "xyz", "planted"):
        assert secret not in told.replace("hidden", "")

    def fails() -> None:
        raise ValueError(said)

    with pytest.raises(corpus.PublishError) as caught:
        translate_errors(fails, lambda error: corpus.PublishError(one_line(error)))
    assert caught.value.__context__ is None
    assert "planted" not in repr(caught.value)


def test_the_command_says_what_was_sent(hub: Hub, first: Path, call_corpus: Call) -> None:
    done = call_corpus("publish", str(first), "--to", REPOSITORY, "--dry-run")
    assert "Would publish river 0.1.0 to hf://datasets/user/name" in done.stdout
    assert "would send manifest.json" in done.stdout
    assert not hub.repositories
    done = call_corpus("publish", str(first), "--to", REPOSITORY, "--format", "json")
    facts = json.loads(done.stdout)
    assert (facts["status"], facts["bytes_new"]) == ("published", sum(map(len, content(first).values())))
    done = call_corpus("publish", str(first), "--to", REPOSITORY)
    assert done.stdout.startswith("Already published river 0.1.0 in")
    assert done.returncode == 0
