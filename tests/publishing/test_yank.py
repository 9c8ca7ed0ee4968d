"""A yanked version: passed over by readers without a version, readable by its number, and everybody is told why."""

from __future__ import annotations

import json
import shutil
import time
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from fileserver import FileServer
from hub import READ_TOKEN, Hub, ObjectStore

import corpus
from corpus.errors import PublishError, UsageError
from corpus.loading.remote import fetch
from corpus.release.yanked import Yank, read_yanks, written_yanks

pytest.importorskip("huggingface_hub")
pytest.importorskip("s3fs")
REASON = "two pages of the gazette are missing"


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shelf as it is built, with 0.1.0 and 0.1.1, and no index."""
    folder = tmp_path_factory.mktemp("two")
    (folder / "in").mkdir()
    (folder / "in" / "register.toml").write_text('[dataset]\nname = "ferry"\nrights = "cc0-1.0"\n\n'
        '[[source]]\nkey = "a"\nfile = "a.txt"\n', encoding="utf-8")  # fmt: skip
    previous = None
    for text in ("河上起了雾，渡船停在对岸。\n", "河上起了雾，渡船停在对岸。\n\n中午雾散了。\n"):
        (folder / "in" / "a.txt").write_text(text, encoding="utf-8")
        release = corpus.build(folder / "in", folder, date="2026-11-22", workers=1, previous=previous)
        previous = release.path
    assert release.version == "0.1.1"
    return folder / "ferry"


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("CORPUS_OFFLINE", "HF_HUB_OFFLINE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CORPUS_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def hub(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> Hub:
    """The test hub, also for what reads the endpoint when it is imported, by whichever test came first."""
    from huggingface_hub import HfFileSystem, constants

    monkeypatch.setattr(constants, "ENDPOINT", hub.url)
    template = hub.url + "/{repo_id}/resolve/{revision}/{filename}"
    monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", template)
    HfFileSystem.clear_instance_cache()
    return hub


@pytest.fixture(params=["hub", "s3", "folder", "built"])
def place(request: pytest.FixtureRequest, two: Path, tmp_path: Path) -> str:
    """The name of a data set with two versions, in each place where one can be."""
    kind = request.param
    if kind == "built":
        return str(shutil.copytree(two, tmp_path / "built" / "ferry"))
    if kind == "hub":
        request.getfixturevalue("hub")
        to = name = "hf://datasets/user/name"
    elif kind == "s3":
        store: ObjectStore = request.getfixturevalue("s3")
        to = name = f"s3://{store.bucket(f'yank-{time.monotonic_ns()}')}/p"
    else:
        to = name = str(tmp_path / "shelf")
    for version in ("0.1.0", "0.1.1"):
        corpus.publish(two / version, to)
    return name


def silent(name: str, version: str | None = None) -> corpus.Release:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return corpus.open_release(name, version)


def told(name: str, version: str) -> str:
    with pytest.warns(UserWarning, match=r"was yanked") as seen:
        found = corpus.open_release(name, version)
    assert found.version == version
    (message,) = {str(warning.message) for warning in seen}
    return message


def test_a_reader_without_a_version_passes_over_it(place: str) -> None:
    assert silent(place).version == "0.1.1"
    done = corpus.yank(place, "0.1.1", reason=REASON)
    assert (done.status, done.reason) == ("yanked", REASON)
    for wanted in (None, "latest", "~=0.1", "<2"):
        assert silent(place, wanted).version == "0.1.0"
    assert REASON in told(place, "0.1.1")
    assert corpus.versions(place) == ["0.1.0", "0.1.1"]
    assert list(corpus.yanked(place)) == ["0.1.1"] and corpus.yanked(place)["0.1.1"].endswith(f": {REASON}")
    assert corpus.yank(place, "0.1.1", reason=REASON).status == "unchanged"
    assert corpus.yank(place, "0.1.1", reason="worse: it is another paper").status == "yanked"
    assert "another paper" in told(place, "0.1.1")
    assert corpus.yank(place, "0.1.1", undo=True).status == "not yanked any more"
    assert corpus.yank(place, "0.1.1", undo=True).status == "unchanged"
    assert silent(place).version == "0.1.1" and corpus.yanked(place) == {}


def test_where_all_are_yanked_a_reader_is_told(place: str) -> None:
    for version in ("0.1.0", "0.1.1"):
        corpus.yank(place, version, reason=REASON)
    with pytest.raises(UsageError, match=rf"0\.1\.1 was yanked \d.*: {REASON}; no other version is there") as refused:
        corpus.open_release(place)
    assert refused.value.code == "YANKED" and "0.1.1" in refused.value.help
    with pytest.raises(UsageError, match=r"no other version meets '~=0\.1'"):
        corpus.open_release(place, "~=0.1")
    assert REASON in told(place, "0.1.0")


def test_what_is_not_there_is_not_yanked(place: str) -> None:
    with pytest.raises(UsageError, match=r"no version '0\.3\.0'; it has 0\.1\.0, 0\.1\.1"):
        corpus.yank(place, "0.3.0", reason=REASON)
    with pytest.raises(UsageError, match="not a valid version"):
        corpus.yank(place, "latest", reason=REASON)
    with pytest.raises(UsageError, match="a reason is needed"):
        corpus.yank(place, "0.1.0", reason=" \n")
    with pytest.raises(UsageError, match="at most 500"):
        corpus.yank(place, "0.1.0", reason="x" * 501)
    with pytest.raises(UsageError, match="takes no --reason"):
        corpus.yank(place, "0.1.0", reason=REASON, undo=True)
    assert corpus.yanked(place) == {}


def test_the_next_version_follows_and_keeps_what_was_said(place: str, two: Path, tmp_path: Path) -> None:
    """A yanked version has its IDs: the next one is built from it, published after it, and the yank stays."""
    corpus.yank(place, "0.1.1", reason=REASON)
    sources = tmp_path / "in"
    shutil.copytree(two.parent / "in", sources)
    text = (sources / "a.txt").read_text(encoding="utf-8")
    (sources / "a.txt").write_text(text + "\n下午船来了。\n", encoding="utf-8")
    with pytest.warns(UserWarning, match="was yanked"):
        third = corpus.build(sources, tmp_path / "out", previous=place, workers=1, date="2026-11-24")
    assert third.version == "0.1.2" and third.manifest["previous"]["version"] == "0.1.1"
    if place.endswith("/built/ferry"):
        return  # nothing is published to a shelf that was only built
    corpus.publish(third, place)
    assert list(corpus.yanked(place)) == ["0.1.1"] and corpus.open_release(place).version == "0.1.2"


def test_a_cached_reader_is_told(place: str, own_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has the version in the cache and asks for its number needs no file; whether it was yanked is asked."""
    if "://" not in place:
        pytest.skip("a folder is not cached")
    assert list(corpus.rows(place, version="0.1.1"))
    assert silent(place, "0.1.1")
    corpus.yank(place, "0.1.1", reason=REASON)
    assert REASON in told(place, "0.1.1")
    monkeypatch.setenv("CORPUS_OFFLINE", "1")
    assert REASON in told(place, "0.1.1")
    assert corpus.yanked(place) == {"0.1.1": corpus.yanked(place)["0.1.1"]}
    monkeypatch.delenv("CORPUS_OFFLINE")
    corpus.yank(place, "0.1.1", undo=True)
    assert silent(place, "0.1.1")
    monkeypatch.setenv("CORPUS_OFFLINE", "1")
    assert silent(place, "0.1.1")


def test_a_place_that_does_not_answer_keeps_nobody_waiting(
    two: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus.publish(two / "0.1.0", tmp_path / "www" / "set")
    corpus.yank(tmp_path / "www" / "set", "0.1.0", reason=REASON)
    with FileServer(tmp_path / "www").running() as server:
        url = f"{server.url}/set"
        assert REASON in told(url, "0.1.0")
        monkeypatch.setattr(fetch, "ANSWER_SECONDS", 0.3)
        waited: list[int] = []

        def slow(self: object) -> dict[str, Yank]:
            waited.append(1)
            time.sleep(2)
            return {}

        monkeypatch.setattr("corpus.loading.remote.release_sources.UrlSource.yanks", slow)
        started = time.monotonic()
        assert REASON in told(url, "0.1.0")  # what it said when it last answered
        assert REASON in told(url, "0.1.0")
        assert time.monotonic() - started < 1.5 and len(waited) == 1
        monkeypatch.setattr(fetch, "ASK_AGAIN_SECONDS", 0.0)
        assert REASON in told(url, "0.1.0")
        assert len(waited) == 2


def test_a_version_at_its_tag_or_in_its_folder_is_told_too(hub: Hub, two: Path, tmp_path: Path) -> None:
    corpus.publish(two / "0.1.0", "hf://datasets/user/name")
    corpus.yank("user/name", "0.1.0", reason=REASON)
    for name in ("hf://datasets/user/name@v0.1.0", f"{hub.url}/datasets/user/name/tree/v0.1.0"):
        with pytest.warns(UserWarning, match=REASON):
            corpus.open_release(name)
    corpus.publish(two / "0.1.0", tmp_path / "shelf")
    corpus.yank(tmp_path / "shelf", "0.1.0", reason=REASON)
    with pytest.warns(UserWarning, match=REASON):
        corpus.scan(tmp_path / "shelf" / "0.1.0")
    with pytest.warns(UserWarning, match=REASON):
        corpus.scan("user/name", version="0.1.0", streaming=True)


def test_a_copy_of_the_repository_is_still_the_release(hub: Hub, two: Path, tmp_path: Path) -> None:
    """The file that says it lies beside the release on the main branch, and in the tags that come later."""
    from huggingface_hub import snapshot_download

    corpus.publish(two / "0.1.0", "hf://datasets/user/name")
    corpus.yank("user/name", "0.1.0", reason=REASON)
    corpus.publish(two / "0.1.1", "hf://datasets/user/name")
    assert "yanked.json" in hub.dataset().content("v0.1.1") and "yanked.json" not in hub.dataset().content("v0.1.0")
    folder = snapshot_download("user/name", repo_type="dataset", revision="v0.1.1", cache_dir=tmp_path / "hub")
    assert corpus.open_release(folder).verify().ok
    corpus.yank("user/name", "0.1.0", undo=True)
    assert "yanked.json" not in hub.dataset().content("main")


def test_who_may_not_write_may_not_yank(hub: Hub, two: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus.publish(two / "0.1.0", "hf://datasets/user/name")
    for token, said in (("", "no token"), (READ_TOKEN, "may not write")):
        monkeypatch.setenv("HF_TOKEN", token)
        with pytest.raises(UsageError, match=said):
            corpus.yank("user/name", "0.1.0", reason=REASON)


def test_each_request_of_a_yank_may_fail(hub: Hub, two: Path) -> None:
    corpus.publish(two / "0.1.0", "hf://datasets/user/name")
    hub.forget()
    corpus.yank("user/name", "0.1.0", reason=REASON)
    count = len(hub.requests)
    corpus.yank("user/name", "0.1.0", undo=True)
    for number in range(1, count + 1):
        hub.forget()
        hub.fail(number, "lost" if number % 2 else "drop", stays=False)
        try:
            corpus.yank("user/name", "0.1.0", reason=REASON)
        except PublishError:
            hub.heal()
            corpus.yank("user/name", "0.1.0", reason=REASON)
        hub.heal()
        assert list(corpus.yanked("user/name")) == ["0.1.0"]
        corpus.yank("user/name", "0.1.0", undo=True)


def test_two_who_yank_at_once_lose_nothing(s3: ObjectStore, two: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The index is put only if it is as it was read."""
    from corpus.publishing.object_store import ObjectStoreDestination

    url = f"s3://{s3.bucket('yanked-at-once')}/p"
    for version in ("0.1.0", "0.1.1"):
        corpus.publish(two / version, url)
    put, other = ObjectStoreDestination._put_if_unchanged, iter([None])

    def meddling(self: ObjectStoreDestination, *args: object) -> None:
        if next(other, "done") is None:
            ObjectStoreDestination(url).yank("0.1.0", Yank("theirs", "2026-12-01"))
        put(self, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(ObjectStoreDestination, "_put_if_unchanged", meddling)
    corpus.yank(url, "0.1.1", reason="ours")
    assert [reason.split(": ")[1] for reason in corpus.yanked(url).values()] == ["theirs", "ours"]


@pytest.fixture
def shelf(two: Path, tmp_path: Path) -> Iterator[Path]:
    yield Path(shutil.copytree(two, tmp_path / "ferry"))


def test_what_others_wrote_there_is_one_short_line(shelf: Path) -> None:
    facts = {"0.1.1": {"reason": "a\n\x1b[31m‮b" + "c" * 900, "date": "soon"}, "0.1.0": 3, "x": {}}
    (shelf / "yanked.json").write_text(json.dumps({"format": "corpus-yanked", "yanked": facts}), encoding="utf-8")
    reasons = corpus.yanked(shelf)
    assert reasons["0.1.0"] == "yanked: no reason is given" and list(reasons) == ["0.1.0", "0.1.1"]
    assert reasons["0.1.1"].startswith("yanked: a [31m bccc") and len(reasons["0.1.1"]) == 508
    for broken in ("[]", "{", '{"yanked": {}}', '{"format": "corpus-yanked", "yanked": 3}'):
        with pytest.raises(corpus.IntegrityError, match="where: it"):
            read_yanks(broken.encode(), "where")
    assert read_yanks(written_yanks({"0.1.0": Yank("a", "2026-12-01")}), "") == {"0.1.0": Yank("a", "2026-12-01")}


@pytest.mark.filterwarnings("default")
def test_the_command(shelf: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from corpus.cli import main

    def run(*args: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            main(list(args))
        shown = capsys.readouterr()
        return int(left.value.code or 0), shown.out, shown.err

    code, out, _ = run("yank", str(shelf), "0.1.1", "--reason", REASON)
    assert (code, out) == (0, f"0.1.1 of {shelf}: yanked: {REASON}\n")
    lines = run("versions", str(shelf))[1].splitlines()
    assert lines[0] == "0.1.0" and lines[1].startswith("0.1.1  yanked 2") and lines[1].endswith(f": {REASON}")
    listed = json.loads(run("versions", str(shelf), "--format", "json")[1])
    assert listed[0] == {"version": "0.1.0", "yanked": None} and REASON in listed[1]["yanked"]
    code, out, err = run("info", str(shelf), "--version", "0.1.1")
    assert code == 0 and "0.1.1" in out and err.startswith("warning: ") and REASON in err
    assert run("info", str(shelf))[2] == ""
    code, _, err = run("yank", str(shelf), "0.1.0")
    assert code == 2 and "a reason is needed" in err
    facts = json.loads(run("yank", str(shelf), "0.1.1", "--undo", "--format", "json")[1])
    assert facts == {"to": str(shelf), "version": "0.1.1", "status": "not yanked any more", "reason": None}
