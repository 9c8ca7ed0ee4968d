"""docs/release-format.md is complete: a verifier written from it proves releases, and finds what was altered."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import ROOT

import corpus
from corpus.release.standoff import make_standoff

RELEASE = corpus.open_release("sample")
SAMPLE, COUNT = RELEASE.path, RELEASE.manifest["tables"]["documents"]["rows"]
PAGE = (ROOT / "docs" / "release-format.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def standoff(tmp_path_factory: pytest.TempPathFactory) -> corpus.Release:
    return make_standoff(RELEASE, tmp_path_factory.mktemp("made") / "standoff")


@pytest.fixture(scope="module")
def withdrawn(tmp_path_factory: pytest.TempPathFactory) -> corpus.Release:
    """A release after one from which a paragraph and a document were withdrawn."""
    targets = ["river-news-0003", "tea-journal"]
    out = tmp_path_factory.mktemp("withdrawn")
    return corpus.withdraw("sample", targets, reason="asked for", out=out, date="2026-11-23").release


def verified(release: Path) -> subprocess.CompletedProcess[str]:
    program = [sys.executable, str(ROOT / "tests" / "support" / "plain_verify.py"), str(release)]
    return subprocess.run(program, capture_output=True, text=True)


def table_of(heading: str) -> list[str]:
    """The first column of the tables under a heading."""
    section = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return re.findall(r"^\| `([^`]+)` \|", section, re.M)


def test_the_sample() -> None:
    shown = verified(SAMPLE)
    assert shown.stdout == f"{COUNT} of {COUNT} sources restored, 0 in part\n", shown.stderr


def test_a_standoff_release(standoff: corpus.Release) -> None:
    shown = verified(standoff.path)
    assert shown.stdout == f"0 of {COUNT} sources restored, {COUNT} in part\n", shown.stderr


def test_a_release_from_which_texts_were_withdrawn(withdrawn: corpus.Release) -> None:
    shown = verified(withdrawn.path)
    assert shown.stdout == f"{COUNT - 2} of {COUNT - 1} sources restored, 1 in part\n", shown.stderr


def altered_text(release: Path) -> None:
    (release / "LICENSE").write_text("mine\n", encoding="utf-8")


def extra_file(release: Path) -> None:
    (release / "extra.txt").write_text("", encoding="utf-8")


def missing_file(release: Path) -> None:
    (release / "croissant.json").unlink()


def altered_manifest(release: Path) -> None:
    path = release / "manifest.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"skipped": 0', '"skipped": 1'), encoding="utf-8")


def altered_sums(release: Path) -> None:
    path = release / "SHA256SUMS"
    path.write_text("".join(reversed(path.read_text(encoding="utf-8").splitlines(keepends=True))), encoding="utf-8")


@pytest.mark.parametrize(
    ("alter", "message"),
    [
        (altered_text, "LICENSE is not what the manifest says"),
        (extra_file, "a file is missing or extra"),
        (missing_file, "a file is missing or extra"),
        (altered_manifest, "the seal is wrong"),
        (altered_sums, "SHA256SUMS is wrong"),
    ],
)
def test_what_was_altered_is_found(alter: Callable[[Path], None], message: str, tmp_path: Path) -> None:
    release = Path(shutil.copytree(SAMPLE, tmp_path / "release"))
    alter(release)
    assert message in verified(release).stderr


def resealed(release: Path, change: Callable[[dict[str, object]], None]) -> None:
    """Change the manifest and seal it again, as somebody would who knows the page."""
    import plain_verify

    manifest = json.loads((release / "manifest.json").read_bytes())
    for name, facts in manifest["files"].items():
        data = (release / name).read_bytes()
        facts.update(sha256=plain_verify.sha256(data), bytes=len(data))
    change(manifest)
    del manifest["manifest_sha256"]
    manifest["manifest_sha256"] = plain_verify.sha256(plain_verify.canonical(manifest))
    (release / "manifest.json").write_bytes(plain_verify.canonical(manifest))
    sums = {name: facts["sha256"] for name, facts in manifest["files"].items()}
    sums["manifest.json"] = plain_verify.sha256((release / "manifest.json").read_bytes())
    lines = "".join(f"{sums[name]}  {name}\n" for name in sorted(sums))
    (release / "SHA256SUMS").write_text(lines, encoding="utf-8")


def test_a_changed_character_is_found_though_every_file_hash_fits(tmp_path: Path) -> None:
    release = Path(shutil.copytree(SAMPLE, tmp_path / "release"))
    path = next((release / "data" / "paragraphs").iterdir())
    table = pq.read_table(path)
    texts = table["text"].to_pylist()
    texts[0] = "甲" + texts[0][1:]
    place = table.schema.get_field_index("text")
    pq.write_table(table.set_column(place, table.schema.field(place), pa.array(texts)), path)
    resealed(release, lambda manifest: None)
    assert "paragraphs.text has another content hash" in verified(release).stderr


def test_what_the_page_seals_corpus_takes(tmp_path: Path) -> None:
    """Both directions of the seal: a manifest that was written by the page alone is one for corpus."""
    release = Path(shutil.copytree(SAMPLE, tmp_path / "release"))
    resealed(release, lambda manifest: manifest.update(new_key=["", "\u007f\u2028", {}, []]))
    assert corpus.open_release(release).verify().ok
    assert verified(release).stdout.startswith(f"{COUNT} of {COUNT}")


def test_every_key_of_a_manifest_is_on_the_page(standoff: corpus.Release) -> None:
    assert sorted(table_of("The manifest")) == sorted(standoff.manifest)


def test_every_file_of_a_release_is_on_the_page() -> None:
    files = {re.sub(r"\d{5}", "NNNNN", path) for path in RELEASE.manifest["files"]}
    assert {*table_of("The folder")} == {*files, "manifest.json", "SHA256SUMS", "SHA256SUMS.sig"}


def test_every_key_of_the_other_files_is_on_the_page(withdrawn: corpus.Release, tmp_path: Path) -> None:
    stones = (withdrawn.path / "removed.jsonl").read_text(encoding="utf-8").splitlines()
    corpus.publish("sample", tmp_path / "shelf")
    index = json.loads((tmp_path / "shelf" / "versions.json").read_bytes())
    facts = {*json.loads(stones[0]), *index, *index["versions"][0], *RELEASE.manifest["dataset"]}
    assert not [key for key in sorted(facts) if f"`{key}`" not in PAGE]
