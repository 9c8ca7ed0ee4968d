"""A release on the Hub: the real clients and ours read the same rows from it, and it is fetched once."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hub import READ_TOKEN, WRITE_TOKEN, Hub

import corpus
from corpus.loading.remote.download_cache import ReleaseCache
from corpus.release.verify import verify

pytest.importorskip("huggingface_hub")
ROOT = Path(corpus.__file__).parent.parent
ROUNDS = int(os.environ.get("CORPUS_ROUNDS", "3"))
Client = Callable[..., "subprocess.CompletedProcess[str]"]
PUBLISH = """
import os, sys
from huggingface_hub import CommitOperationAdd, HfApi
api = HfApi()
api.create_repo("user/name", repo_type="dataset", exist_ok=True)
for root, tag in zip(sys.argv[1::2], sys.argv[2::2]):
    paths = [os.path.join(top, name) for top, _, names in os.walk(root) for name in names]
    operations = [CommitOperationAdd(os.path.relpath(path, root), path) for path in paths]
    oid = api.create_commit("user/name", operations, commit_message="m", repo_type="dataset").oid
    if tag != "-":
        api.create_tag("user/name", tag=tag, revision=oid, repo_type="dataset")
"""


@pytest.fixture(autouse=True)
def no_offline(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CORPUS_OFFLINE", "HF_HUB_OFFLINE", "CORPUS_CACHE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def published(hub: Hub, run_client: Client, sample_release: Path) -> Hub:
    """user/name with the sample as v0.1.0."""
    run_client(PUBLISH, str(sample_release), "v0.1.0")
    hub.forget()
    return hub


SAME = """
import sys, corpus
from datasets import load_dataset
from huggingface_hub import snapshot_download
folder = sys.argv[1]
for config in ("paragraphs", "documents", "edits"):
    expected = list(corpus.rows(folder, config))
    assert list(load_dataset("user/name", config, revision="v0.1.0", split="train")) == expected
    assert list(load_dataset("user/name", config, revision="v0.1.0", split="train", streaming=True)) == expected
    assert list(corpus.rows("user/name", config, version="0.1.0", streaming=True)) == expected
    assert list(corpus.load("user/name", config, version="0.1.0", streaming=True)) == expected
    assert list(corpus.load("user/name", config, version="0.1.0")) == expected
    assert list(corpus.load("hf://datasets/user/name", config)) == expected
    assert list(corpus.rows(snapshot_download("user/name", repo_type="dataset", revision="v0.1.0"), config)) == expected
release = corpus.open_release("user/name")
assert release.verify().ok
print(release)
print(corpus.scan("user/name"))
"""


def test_every_client_reads_the_rows_of_the_folder(published: Hub, run_client: Client, sample_release: Path) -> None:
    shown = run_client(SAME, str(sample_release)).stdout.splitlines()
    commit = published.dataset().tags["v0.1.0"]
    assert len(shown) == 2 and all(f"hf://datasets/user/name on {published.url}@{commit}" in line for line in shown)


def test_a_stream_keeps_nothing_and_needs_no_file_whole(published: Hub, run_client: Client, tmp_path: Path) -> None:
    code = "import corpus; r = corpus.scan('user/name', columns=['kind'], streaming=True); print(len(r.head(3)))"
    assert run_client(code).stdout == "3\n"
    assert not (tmp_path / "cache" / "blobs").exists()
    parquet = [request for request in published.requests if request.path.endswith(".parquet")]
    assert {Path(request.path).parent.name for request in parquet} == {"paragraphs"}


PUBLISHED_TWO = """
import corpus, sys
print(corpus.open_release("user/name").version)
print(corpus.open_release("user/name", "~=0.1.0").version)
print(corpus.open_release("hf://datasets/user/name@v0.1.0").version)
for wanted in ("0.3.0", "~=2.0"):
    try:
        corpus.open_release("user/name", wanted)
    except corpus.UsageError as error:
        print(error.message)
print(corpus.versions("user/name"))
"""


def test_versions_are_the_tags(hub: Hub, run_client: Client, sample_release: Path, tmp_path: Path) -> None:
    from test_remote import as_version

    newer = as_version(sample_release, tmp_path / "newer", "0.10.0")
    run_client(PUBLISH, str(sample_release), "v0.1.0", str(newer), "v0.10.0", str(sample_release), "-")
    shown = run_client(PUBLISHED_TWO).stdout.splitlines()
    assert shown[:3] == ["0.10.0", "0.1.0", "0.1.0"]
    assert all("it has 0.1.0, 0.10.0" in line for line in shown[3:5]) and len(shown) == 6
    assert shown[5] == "['0.1.0', '0.10.0']"


def test_without_tags_the_main_branch_is_the_release(hub: Hub, run_client: Client, sample_release: Path) -> None:
    run_client(PUBLISH, str(sample_release), "-")
    code = "import corpus; r = corpus.open_release('user/name'); print(corpus.versions('user/name'), r.origin)"
    shown = run_client(code).stdout
    assert shown.startswith("['0.1.0'] ") and hub.dataset().branches["main"] in shown
    assert "is version 0.1.0, not '0.2.0'" in cli("info", "user/name", "--version", "0.2.0", cache=None, exit=2)


def test_the_address_of_a_page_means_its_data_set(monkeypatch: pytest.MonkeyPatch) -> None:
    from corpus.loading.remote.release_sources import HubSource, release_source

    monkeypatch.setenv("HF_ENDPOINT", "https://hub.example.org:8443/")
    source, tagged = HubSource("user/name"), HubSource("user/name", "v0.1.0")
    for hub in ("https://huggingface.co", "https://hf.co", "https://hub.example.org:8443"):
        assert release_source(f"{hub}/datasets/user/name") == release_source(f"{hub}/datasets/user/name/") == source
        assert release_source(f"{hub}/datasets/user/name/tree/main?x=1") == source
        for page in ("", "/blob/main/README.md", "/viewer/paragraphs/train?p=2", "/discussions#top", "/tree/main/data"):
            assert release_source(f"{hub}/datasets/user/name{page}") == source
        for page in ("/tree/v0.1.0", "/blob/v0.1.0/README.md", "/resolve/v0.1.0/data/a.parquet?download=true"):
            assert release_source(f"{hub}/datasets/user/name{page}") == tagged
    for other in ("https://huggingface.co/user/name", "https://example.org/datasets/user/name"):
        assert not isinstance(release_source(other), HubSource)


@pytest.mark.parametrize("name", ["huggingface.co/datasets/user/name", "hf.co/datasets/user/name/tree/main"])
def test_an_address_without_its_scheme_is_told_the_name(name: str) -> None:
    with pytest.raises(corpus.NotAReleaseError) as refused:
        corpus.open_release(name)
    assert refused.value.help == "on the Hub this data set is called user/name"


def test_a_tag_that_holds_another_version_is_an_error(hub: Hub, run_client: Client, sample_release: Path) -> None:
    run_client(PUBLISH, str(sample_release), "v0.2.0")
    assert "it is version 0.1.0, expected 0.2.0" in cli("info", "user/name", cache=None, exit=3)


def cli(*arguments: str, cache: Path | None, exit: int = 0, **environment: str) -> str:
    env = {**os.environ, "PYTHONPATH": str(ROOT), "CORPUS_CACHE": str(cache or f"{os.environ['HF_HOME']}-c")}
    command = [sys.executable, "-m", "corpus", *arguments]
    shown = subprocess.run(command, capture_output=True, text=True, env={**env, **environment})
    assert shown.returncode == exit, shown.stdout + shown.stderr
    assert "Traceback" not in shown.stderr
    return shown.stdout + shown.stderr


def test_offline_reads_what_was_fetched(published: Hub, tmp_path: Path) -> None:
    place = tmp_path / "c"
    assert "offline" in cli("info", "user/name", "--offline", cache=place, exit=2)
    assert "0.1.0" in cli("info", "user/name", cache=place)
    assert "lacks" in cli("verify", "user/name", "--offline", cache=place, exit=2)
    cli("verify", "user/name", cache=place)
    published.forget()
    for environment in ({"CORPUS_OFFLINE": "1"}, {"HF_HUB_OFFLINE": "1"}):
        assert "0.1.0" in cli("info", "user/name", cache=place, **environment)
    assert "34 of 34" in cli("verify", "user/name", "--offline", cache=place)
    assert published.requests == []
    listed = json.loads(cli("cache", "list", "--format", "json", cache=place))
    assert listed[0]["commit"] == published.dataset().tags["v0.1.0"]


def test_a_mirror_that_alters_bytes_is_found_out(published: Hub, tmp_path: Path) -> None:
    files = published.dataset().content("v0.1.0")
    name = "data/edits/part-00000.parquet"
    published.altered[name] = files[name][:-1] + b"?"
    shown = cli("verify", "user/name", cache=tmp_path / "c", exit=3)
    assert f"{name}: altered: sha256 is" in shown and "expected" in shown
    assert not list((tmp_path / "c" / "tmp").iterdir())
    published.altered.clear()
    cli("verify", "user/name", cache=tmp_path / "c")


def test_a_data_set_that_is_no_release_says_so(hub: Hub, run_client: Client, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "data.csv").write_text("a\n1\n", encoding="utf-8")
    run_client(PUBLISH, str(tmp_path / "other"), "-")
    shown = cli("info", "user/name", cache=None, exit=2)
    assert "it has no manifest.json" in shown and "datasets.load_dataset" in shown


@pytest.mark.parametrize("token", ["", WRITE_TOKEN, READ_TOKEN, "hf_" + "WrongTokenWhichIsPlantedHere"])
def test_what_may_not_be_read_is_one_line_without_the_token(published: Hub, tmp_path: Path, token: str) -> None:
    published.create("user/secret", private=True)
    place = tmp_path / "c"
    wrong = "Wrong" in token
    outputs = [cli("info", "user/absent", cache=place, exit=2, HF_TOKEN=token)]
    known = token in (WRITE_TOKEN, READ_TOKEN)  # only to these the hub says that there is no such data set
    assert ("it may not be read" if known else "access is denied") in outputs[0] and outputs[0].count("\n") == 2
    if wrong:
        outputs.append(cli("info", "user/name", cache=place, exit=2, HF_TOKEN=token))
        assert "access is denied (401)" in outputs[1]
    for status in (500, "drop") if wrong else ():  # of /refs: the client tries it only once
        published.fail(1, status, stays=True, path="/refs")
        outputs.append(cli("info", "user/name", cache=place, exit=2, HF_TOKEN=token, CORPUS_DEBUG=""))
        published.heal()
    outputs += [path.read_text("utf-8", "replace") for path in place.rglob("*") if path.is_file()]
    assert not [output for output in outputs if token and token in output]


def test_a_failure_while_fetching_is_tried_again(published: Hub, tmp_path: Path) -> None:
    published.fail(1, "drop", method="GET", path=r"paragraphs/part-00000\.parquet")
    assert "34 of 34" in cli("verify", "user/name", cache=tmp_path / "c")
    dropped = [request for request in published.requests if request.status == 0]
    assert len(dropped) == 1


def test_eight_processes_fetch_once(published: Hub, tmp_path: Path, sample_release: Path) -> None:
    """CORPUS_ROUNDS=50 for the long form."""
    code = """
import corpus, hashlib
corpus.open_release('user/name')
print(hashlib.sha256(repr(list(corpus.rows('user/name'))).encode()).hexdigest())
"""
    expected = hashlib.sha256(repr(list(corpus.rows(sample_release))).encode()).hexdigest() + "\n"
    for number in range(ROUNDS):
        published.forget()
        env = {**os.environ, "PYTHONPATH": str(ROOT), "CORPUS_CACHE": str(tmp_path / f"round{number}")}
        command = [sys.executable, "-c", code]
        started = [subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) for _ in range(8)]
        assert [process.communicate()[0] for process in started] == [expected] * 8
        got = Counter(request.path.split("?")[0] for request in published.requests
                      if request.method == "GET" and "/resolve/" in request.path
                      and not request.path.endswith("/yanked.json"))  # fmt: skip
        assert len(got) >= 12 and set(got.values()) == {1}, got
        (folder,) = ReleaseCache(tmp_path / f"round{number}").releases()
        assert verify(folder).ok
