"""The test hub and the test S3 behave to the real clients as the real ones do."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hub import READ_TOKEN, Hub, ObjectStore

pytest.importorskip("huggingface_hub")
PUBLISH = """
import os, sys
from huggingface_hub import CommitOperationAdd, HfApi
api = HfApi()
api.create_repo("user/name", repo_type="dataset", exist_ok=True)
head = api.dataset_info("user/name").sha
root = sys.argv[1]
paths = [os.path.join(top, name) for top, _, names in os.walk(root) for name in names]
operations = [CommitOperationAdd(os.path.relpath(path, root), path) for path in paths]
oid = api.create_commit("user/name", operations, commit_message="m", repo_type="dataset", parent_commit=head).oid
api.create_tag("user/name", tag="v0.1.0", revision=oid, repo_type="dataset")
"""
READ = """
from datasets import load_dataset
from huggingface_hub import HfFileSystem, hf_hub_download, snapshot_download
for config in ("paragraphs", "documents", "edits"):
    print(load_dataset("user/name", config, revision="v0.1.0", split="train").num_rows)
print(sum(1 for _ in load_dataset("user/name", "edits", revision="v0.1.0", split="train", streaming=True)))
print(snapshot_download("user/name", repo_type="dataset", revision="v0.1.0"))
hf_hub_download("user/name", "manifest.json", repo_type="dataset", revision="v0.1.0")
assert HfFileSystem().cat_file("datasets/user/name@v0.1.0/README.md", 0, 3) == b"---"
"""
Client = Callable[..., "object"]


def test_the_real_clients_write_and_read(hub: Hub, run_client: Client, sample_release) -> None:
    import corpus

    run_client(PUBLISH, str(sample_release))
    assert set(hub.dataset().content("v0.1.0")) > {"README.md", "manifest.json", "data/edits/part-00000.parquet"}
    lines = run_client(READ).stdout.split()
    rows = corpus.open_release(sample_release).manifest["tables"]
    assert lines[:4] == [str(rows[table]["rows"]) for table in ("paragraphs", "documents", "edits", "edits")]
    assert corpus.open_release(lines[4]).verify().ok


@pytest.mark.parametrize(
    ("token", "status"),
    [("", 401), ("hf_" + "unknown", 401), (READ_TOKEN, 403)],
    ids=["no token", "a wrong token", "a token that may only read"],
)
def test_who_may_write(hub: Hub, run_client: Client, token: str, status: int) -> None:
    hub.create()
    code = "from huggingface_hub import HfApi; HfApi().create_tag('user/name', tag='v1', repo_type='dataset')"
    run_client(code, exit=1, HF_TOKEN=token)
    assert [request.status for request in hub.requests] == [status]


def test_a_failure_comes_where_it_was_asked_for(hub: Hub, run_client: Client) -> None:
    hub.create()
    ask = "a.list_repo_refs('user/name', repo_type='dataset')"
    code = f"from huggingface_hub import HfApi; a = HfApi(); {ask}; {ask}"
    hub.fail(2, "drop")
    run_client(code, exit=1)
    assert [request.status for request in hub.requests] == [200, 0]
    hub.fail(1, 412, path="/refs")
    run_client(code, exit=1)
    hub.heal()
    run_client(code)


def test_what_is_lost_was_done(hub: Hub, run_client: Client) -> None:
    hub.create()
    hub.fail(1, "lost")
    code = "from huggingface_hub import HfApi; HfApi().create_tag('user/name', tag='v1', repo_type='dataset')"
    run_client(code, exit=1)
    assert "v1" in hub.dataset().tags


def test_s3_with_the_real_client(s3: ObjectStore) -> None:
    fsspec = pytest.importorskip("fsspec")
    pytest.importorskip("s3fs")
    bucket = s3.bucket("test-hub")
    files = fsspec.filesystem("s3", skip_instance_cache=True)
    files.pipe_file(f"{bucket}/a/b.txt", b"one")
    assert files.cat_file(f"{bucket}/a/b.txt", start=1, end=3) == b"ne"
    s3.fail(1, 403, method="PUT")
    with pytest.raises(PermissionError):
        files.pipe_file(f"{bucket}/a/b.txt", b"two")
    s3.fail(1, "lost", method="PUT")
    files.pipe_file(f"{bucket}/a/b.txt", b"three")  # tried again
    assert [request.status for request in s3.requests if request.method == "PUT"] == [200, 403, 0, 200]
    assert s3.content(bucket) == {"a/b.txt": b"three"}
    s3.altered["b.txt"] = b"other"
    files.invalidate_cache()
    assert files.cat_file(f"{bucket}/a/b.txt") == b"other"
