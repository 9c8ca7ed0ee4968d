"""A build on the previous release: IDs carried through whatever happens to the files, and everything else refused."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from conftest import ROOT
from histories import COMMON, History
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

import corpus
from corpus.errors import IntegrityError, NotAReleaseError, RegisterError, ReleaseExistsError, UsageError
from corpus.model.names import document_of, number_of
from corpus.release import layout

LONG = os.environ.get("CORPUS_HYPOTHESIS") == "long"
A = "白云镇的老街上，新开了一家旧书店，店主是一位退休的教师。"
B = "他每天早晨七点开门，晚上九点关门，从不休息，雨天也是。"
C = "河对岸的渡口仍在使用，每天往返十二次，票价两元。"
D = "镇上的中学今年扩建了操场，添置了三十台显微镜。"
E = "新桥将于秋季动工，预计两年后通车，造价由县里承担。"


def put(folder: Path, **files: list[str]) -> Path:
    """A folder with exactly these files."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, paragraphs in files.items():
        (folder / f"{name}.txt").write_text("\n\n".join(paragraphs) + "\n", encoding="utf-8")
    return folder


def build(folder: Path, **options: Any) -> corpus.Release:
    shelf = folder.parent / "out"
    if "previous" not in options and (shelf / "x").exists():
        options["previous"] = shelf / "x"
    return corpus.build(folder, shelf, name="x", **{"date": "2026-01-01", "workers": 1, **options})


def rows(release: corpus.Release) -> dict[str, str]:
    table = release.paragraphs.to_table(columns=["paragraph_id", "text"]).to_pylist()
    return {row["paragraph_id"]: row["text"] for row in table}


def lineage(release: corpus.Release) -> list[tuple[str, ...]]:
    return [tuple(row.values()) for row in pq.read_table(release.path / "ids" / "lineage.parquet").to_pylist()]


def test_ids_are_carried_through_edits_moves_and_other_files(tmp_path: Path) -> None:
    first = build(put(tmp_path / "in", a=[A, B, C], b=[D]))
    assert first.version == "0.1.0" and first.manifest["previous"] is None
    second = build(put(tmp_path / "in", a=[E, C, A.replace("一位", "一名"), B], b=[D], c=[E]))
    assert rows(second) == {
        "a-0004": E,
        "a-0003": C,
        "a-0001": A.replace("一位", "一名"),
        "a-0002": B,
        "b-0001": D,
        "c-0001": E,
    }
    assert second.version == "0.1.1" and second.verify().ok
    assert second.manifest["previous"] == {"version": "0.1.0", "content_hash": first.manifest["content_hash"]}
    assert lineage(second) == [("0.1.1", "a-0001", "a-0001", "edited"), ("0.1.1", "a-0003", "a-0003", "moved")]
    versions = second.paragraphs.to_table(columns=["paragraph_id", "first_version"]).to_pylist()
    assert {row["paragraph_id"] for row in versions if row["first_version"] == "0.1.1"} == {"a-0004", "c-0001"}


def test_a_number_never_comes_back(tmp_path: Path) -> None:
    build(put(tmp_path / "in", a=[A, B, C]))
    second = build(put(tmp_path / "in", a=[A, B]))
    assert second.version == "0.2.0"
    third = build(put(tmp_path / "in", a=[A, B, C]))
    assert list(rows(third)) == ["a-0001", "a-0002", "a-0004"]
    tombstones = [json.loads(line) for line in (third.path / "removed.jsonl").read_text().splitlines()]
    assert tombstones == [
        {"kind": "paragraph", "id": "a-0003", "relation": "removed", "reason": "not in the sources any more",
         "version": "0.2.0", "date": "2026-01-01"}
    ]  # fmt: skip
    assert third.verify().ok


def test_a_source_that_cannot_be_read_any_more_is_told(tmp_path: Path) -> None:
    build(put(tmp_path / "in", a=[A, B], b=[D]))
    (tmp_path / "in" / "a.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    options = ["--out", tmp_path / "out", "--name", "x", "--previous", tmp_path / "out" / "x", "--dry-run"]
    shown = command("build", tmp_path / "in", *options)
    assert shown.returncode == 1 and "Would add x 0.2.0" in shown.stdout
    assert "a: its source a.txt is quarantined, and so its IDs would be lost for good" in shown.stderr


def test_a_document_that_comes_back_gets_new_numbers(tmp_path: Path) -> None:
    build(put(tmp_path / "in", a=[A, B], b=[D]))
    build(put(tmp_path / "in", b=[D]))
    third = build(put(tmp_path / "in", a=[A, B], b=[D]))
    assert list(rows(third)) == ["b-0001", "a-0003", "a-0004"]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_a_renamed_or_encoded_source_is_the_same_document(tmp_path: Path, encoding: str) -> None:
    first = build(put(tmp_path / "in", a=[A, B, C], b=[D, E]))
    put(tmp_path / "in", b=[D, E])
    (tmp_path / "in" / "其他.txt").write_text("\n\n".join([A, B, C]) + "\n", encoding=encoding)
    second = build(tmp_path / "in")
    assert rows(second) == rows(first)
    files = second.documents.to_table(columns=["doc_id", "source_file"]).to_pylist()
    assert files == [{"doc_id": "a", "source_file": "其他.txt"}, {"doc_id": "b", "source_file": "b.txt"}]


def test_a_source_extracted_anew_under_another_name_is_the_same_document(tmp_path: Path) -> None:
    build(put(tmp_path / "in", a=[A, B, C], b=[D, E]))
    changed = [text.replace("，", ",", 1) for text in (A, B, C)]
    second = build(put(tmp_path / "in", z=changed, b=[D, E]))
    assert {key: document_of(key) for key in rows(second)} == dict.fromkeys(
        ("a-0001", "a-0002", "a-0003"), "a"
    ) | dict.fromkeys(("b-0001", "b-0002"), "b")


def test_two_files_that_changed_names_keep_their_ids(tmp_path: Path) -> None:
    first = build(put(tmp_path / "in", a=[A, B, C], b=[D, E]))
    second = build(put(tmp_path / "in", b=[A, B, C], a=[D, E]))
    assert rows(second) == rows(first)
    third = build(put(tmp_path / "in", b=[A, B.replace("雨天", "雪天"), C], a=[D, E]))
    assert set(rows(third)) == set(rows(first))


def test_a_new_file_under_an_old_name_is_another_document(tmp_path: Path) -> None:
    build(put(tmp_path / "in", a=[A, B, C]))
    second = build(put(tmp_path / "in", moved=[A, B, C], a=[D, E]))
    assert list(rows(second)) == ["a-0001", "a-0002", "a-0003", "a-2-0001", "a-2-0002"]
    third = build(put(tmp_path / "in", moved=[A, B, C], a=[D, E + "年"]))
    assert list(rows(third)) == list(rows(second))


def test_copies_keep_their_own_ids(tmp_path: Path) -> None:
    first = build(put(tmp_path / "in", a=[A, B], b=[A, B], c=[A, B]))
    second = build(put(tmp_path / "in", a=[A, B], c=[A, B], z=[A, B]))
    files = {row["doc_id"]: row["source_file"] for row in second.documents.to_table().to_pylist()}
    assert files == {"a": "a.txt", "b": "z.txt", "c": "c.txt"}
    assert rows(second) == rows(first)


def register(folder: Path, **keys: str) -> None:
    entries = [f'[[source]]\nkey = "{key}"\nfile = "{file}.txt"\nrights = "cc0-1.0"\n' for key, file in keys.items()]
    (folder / "register.toml").write_text("\n".join(entries), encoding="utf-8")


def test_a_renamed_key_keeps_the_old_ids(tmp_path: Path) -> None:
    register(put(tmp_path / "in", a=[A, B], b=[D]), one="a", two="b")
    build(tmp_path / "in")
    register(tmp_path / "in", uno="a", two="b")
    assert list(rows(build(tmp_path / "in"))) == ["one-0001", "one-0002", "two-0001"]


def test_a_registered_key_holds_whatever_the_file_says(tmp_path: Path) -> None:
    register(put(tmp_path / "in", a=[A, B]), one="a")
    build(tmp_path / "in")
    register(put(tmp_path / "in", new=[D, E]), one="new")
    assert list(rows(build(tmp_path / "in"))) == ["one-0003", "one-0004"]


def test_a_register_that_drops_a_key_whose_file_is_there_is_refused(tmp_path: Path) -> None:
    register(put(tmp_path / "in", a=[A, B], b=[D]), one="a", two="b")
    build(tmp_path / "in")
    register(tmp_path / "in", two="b")
    with pytest.raises(RegisterError, match=r"DROPPED_KEY.*'one' \(a\.txt\)"):
        build(tmp_path / "in")
    (tmp_path / "in" / "a.txt").unlink()
    assert build(tmp_path / "in").version == "0.2.0"


def versions(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "out" / "x").iterdir())


def test_too_small_a_step_is_refused_with_the_least_one(tmp_path: Path) -> None:
    build(put(tmp_path / "in", a=[A, B, C]))
    put(tmp_path / "in", a=[A, C])
    with pytest.raises(UsageError, match=r"0\.1\.1 is too small .* demands 0\.2\.0 .*MAJOR: .*a-0002") as caught:
        build(tmp_path / "in", version="0.1.1")
    assert "0.2.0" in caught.value.help
    assert versions(tmp_path) == ["0.1.0"]
    assert build(tmp_path / "in", version="0.7.0").version == "0.7.0"


def test_the_previous_release_must_be_older(tmp_path: Path) -> None:
    first = build(put(tmp_path / "in", a=[A]), version="0.3.0")
    with pytest.raises(UsageError, match=r"not older than 0\.3\.0"):
        build(tmp_path / "in", previous=first.path, version="0.3.0")
    with pytest.raises(UsageError, match=r"no version below 0\.2\.0; it has 0\.3\.0"):
        build(tmp_path / "in", version="0.2.0")
    assert versions(tmp_path) == ["0.3.0"]


def test_on_a_shelf_the_newest_below_the_version_is_followed(tmp_path: Path) -> None:
    build(put(tmp_path / "in", a=[A, B]))
    build(put(tmp_path / "in", a=[A, B, C]))
    again = build(tmp_path / "in", version="0.1.1")
    assert again.manifest["previous"]["version"] == "0.1.0"
    assert build(tmp_path / "in").version == "0.1.2"


def test_a_previous_release_of_another_name_is_refused(tmp_path: Path) -> None:
    first = build(put(tmp_path / "in", a=[A]))
    with pytest.raises(UsageError, match="of 'x', not of 'y'"):
        corpus.build(tmp_path / "in", tmp_path / "out", name="y", previous=first.path)
    assert not (tmp_path / "out" / "y").exists()


def test_without_a_name_the_previous_release_lends_its_own(tmp_path: Path) -> None:
    first = build(put(tmp_path / "in", a=[A]))
    assert corpus.build(tmp_path / "in", tmp_path / "out", previous=first.path).name == "x"


@pytest.mark.parametrize("harm", ["data/paragraphs/part-00000.parquet", "ids/lineage.parquet", "README.md"])
@pytest.mark.parametrize("cut", [True, False])
def test_a_previous_release_that_is_not_proved_is_refused(tmp_path: Path, harm: str, cut: bool) -> None:
    first = build(put(tmp_path / "in", a=[A]))
    path = first.path / harm
    if cut:
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(IntegrityError, match=harm) as caught:
        build(tmp_path / "in")
    assert caught.value.exit_code == 3
    assert versions(tmp_path) == ["0.1.0"]


def test_a_half_copied_version_on_the_shelf_is_refused(tmp_path: Path) -> None:
    first = build(put(tmp_path / "in", a=[A]))
    shutil.copytree(first.path / "data", first.path.parent / "0.1.1" / "data")
    with pytest.raises(IntegrityError, match=r"0\.1\.1 has no manifest\.json: it was copied in part"):
        build(tmp_path / "in")
    with pytest.raises(NotAReleaseError):
        build(tmp_path / "in", previous=first.path.parent / "0.1.1")


def command(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "corpus", *map(str, arguments)], capture_output=True, text=True, cwd=ROOT
    )


def test_two_maintainers_who_build_one_version_at_once(tmp_path: Path) -> None:
    """One of them is told that it is there; with the same content both are content."""
    build(put(tmp_path / "in", a=[A, B]))
    put(tmp_path / "one", a=[A, B, C])
    put(tmp_path / "two", a=[A, B, D])
    shelf = tmp_path / "out" / "x"

    def run(folder: str) -> subprocess.CompletedProcess[str]:
        options = ["--out", tmp_path / "out", "--name", "x", "--date", "2026-01-01", "--workers", "1"]
        return command("build", tmp_path / folder, *options, "--previous", shelf / "0.1.0")

    with ThreadPoolExecutor(2) as pool:
        both = list(pool.map(run, ["one", "two"]))
    assert sorted(shown.returncode for shown in both) == [0, 2]
    loser = next(shown for shown in both if shown.returncode == 2)
    assert "already exists with different content" in loser.stderr and "0.1.2" in loser.stderr
    assert versions(tmp_path) == ["0.1.0", "0.1.1"]
    assert corpus.open_release(shelf).verify().ok
    with ThreadPoolExecutor(2) as pool:
        same = list(pool.map(run, ["one", "one"] if both[0].returncode == 0 else ["two", "two"]))
    assert [shown.returncode for shown in same] == [0, 0]


def test_a_dry_run_shows_the_changes_and_the_step(tmp_path: Path) -> None:
    build(put(tmp_path / "in", a=[A, B, C]))
    put(tmp_path / "in", a=[A.replace("一位", "一名"), B[:14], B[14:], D])
    options = ["--out", tmp_path / "out", "--name", "x", "--previous", tmp_path / "out" / "x", "--dry-run"]
    shown = command("build", tmp_path / "in", *options)
    assert shown.returncode == 0, shown.stderr
    assert "Would add x 0.2.0" in shown.stdout
    assert "MAJOR, at least 0.2.0: paragraphs removed (1): a-0003" in shown.stdout
    facts = json.loads(command("build", tmp_path / "in", *options, "--format", "json").stdout)
    assert facts["previous"] == "0.1.0"
    assert facts["changes"]["paragraphs"] == {"added": 1, "removed": 1, "edited": 1, "split": 1, "unchanged": 0}
    assert versions(tmp_path) == ["0.1.0"]


def test_a_duplicate_is_no_change_of_the_next_release(tmp_path: Path) -> None:
    """It is flagged before the releases are compared, so the change log does not say it at every build."""
    put(tmp_path / "in", a=[A], copy=[A])
    (tmp_path / "in" / "copy.txt").write_bytes((tmp_path / "in" / "a.txt").read_bytes())
    first = build(tmp_path / "in")
    assert "DUPLICATE" in first.documents.to_table()["flags"].to_pylist()[1]
    later = corpus.build(tmp_path / "in", tmp_path / "out", name="x", previous=first.path, workers=1)
    assert later.documents.to_table()["flags"].to_pylist() == first.documents.to_table()["flags"].to_pylist()
    assert "flags" not in (later.path / "CHANGELOG.md").read_text(encoding="utf-8")


def test_ids_are_numbered_anew_only_when_that_is_asked_for(tmp_path: Path) -> None:
    build(put(tmp_path / "in", a=[A]))
    options = ("build", tmp_path / "in", "--out", tmp_path / "out", "--name", "x", "--date", "2026-01-01")
    refused = command(*options, "--version", "0.2.0")
    assert refused.returncode == 2 and "--previous" in refused.stderr and "--first" in refused.stderr
    assert versions(tmp_path) == ["0.1.0"]
    assert command(*options, "--version", "0.2.0", "--first", "--dry-run").returncode == 0


def test_the_bytes_do_not_depend_on_workers(tmp_path: Path) -> None:
    history = History.begun(7)
    texts = {f"d{number}": [history.prose(40) for _ in range(3)] for number in range(90)}
    build(put(tmp_path / "in", **texts), workers=2)
    for number in (3, 50, 88):
        texts[f"d{number}"][1] = history.edited(texts[f"d{number}"][1])
    texts["new"] = texts.pop("d20")
    put(tmp_path / "in", **texts)
    found = []
    for workers, seed in ((1, "1"), (2, "2")):
        out = tmp_path / f"out{workers}"
        options = ["--out", out, "--name", "x", "--date", "2026-01-02", "--workers", str(workers)]
        arguments = ["build", tmp_path / "in", *options, "--previous", tmp_path / "out" / "x"]
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run([sys.executable, "-m", "corpus", *map(str, arguments)], check=True, env=environment, cwd=ROOT)
        found.append((out / "x" / "0.1.1" / layout.SUMS).read_text())
    assert found[0] == found[1]


def test_a_version_that_stands_there_with_other_content_is_refused(tmp_path: Path) -> None:
    first = build(put(tmp_path / "in", a=[A, B]))
    build(put(tmp_path / "in", a=[A, B, C]), previous=first.path)
    with pytest.raises(ReleaseExistsError):
        build(put(tmp_path / "in", a=[A, B, D]), previous=first.path)


ENCODINGS = ("utf-8", "gb18030", "utf-8-sig", "utf-16")


class Files:
    """Three documents as files: two change with each release, are renamed and encoded anew; the third stays."""

    def __init__(self, seed: int, folder: Path) -> None:
        self.rng, self.folder = random.Random(seed), folder
        self.histories = [History.begun(seed + number, size=14, chars=COMMON) for number in range(3)]
        self.names = ["a", "b", "c"]
        self.encodings = ["utf-8"] * 3

    def write(self) -> None:
        put(self.folder)
        for name, encoding, history in zip(self.names, self.encodings, self.histories, strict=True):
            text = "\n\n".join(f"　　{p.text}" for p in history.paragraphs) + "\n"
            (self.folder / f"{name}.txt").write_text(text, encoding=encoding)

    def change(self, release: int) -> None:
        for history in self.histories[:2]:
            history.next_release()
        self.names[release % 2] = f"n{release}-{self.rng.randrange(1000)}"
        self.encodings[(release + 1) % 2] = self.rng.choice(ENCODINGS[1:])


def light_edits(old: Any, new: Any) -> dict[str, str]:
    """The texts that were edited lightly, before and after, where both are unmistakable."""
    after = {p.uid: p.text for p in new if not p.touched}
    counts = Counter([p.text for p in old] + [p.text for p in new])
    return {
        p.text: after[p.uid]
        for p in old
        if p.uid in after and len(p.text) >= 10 and counts[p.text] == 1 and counts[after[p.uid]] == 1
        and Levenshtein.distance(p.text, after[p.uid]) <= 0.3 * len(p.text)
    }  # fmt: skip


def test_ids_survive_random_histories_of_files(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The whole build: bytes in, releases out. What reflow makes of a line is no matter; rows are compared."""
    tally = Counter[str]()

    @settings(
        max_examples=30 if LONG else 2, derandomize=not LONG, suppress_health_check=list(HealthCheck), deadline=None
    )
    @given(st.integers(0, 2**32))
    def run(seed: int) -> None:
        folder = tmp_path_factory.mktemp("history")
        files = Files(seed, folder / "in")
        files.write()
        old, ever = build(folder / "in"), set[str]()
        for number in range(4):
            before = [list(history.paragraphs) for history in files.histories]
            files.change(number)
            files.write()
            new = build(folder / "in")
            ever |= set(rows(old))
            check(
                old,
                new,
                ever,
                [light_edits(*pair) for pair in zip(before, (h.paragraphs for h in files.histories), strict=True)],
            )
            old = new
        tally["histories"] += 1

    def check(old: corpus.Release, new: corpus.Release, ever: set[str], edits: list[dict[str, str]]) -> None:
        assert new.verify().ok
        one, two = rows(old), rows(new)
        assert {k: v for k, v in one.items() if document_of(k) == "c"} == {
            k: v for k, v in two.items() if document_of(k) == "c"
        }
        assert not (set(two) - set(one)) & ever, "no ID comes back"
        assert {document_of(key) for key in two} == {"a", "b", "c"}
        resolved = {row[1] for row in lineage(new)}
        assert all(key in two or key in resolved for key in one)
        for doc_id, light in zip("abc", edits, strict=True):
            own, then = ({text: key for key, text in side.items() if document_of(key) == doc_id} for side in (one, two))
            counts = Counter([text for key, text in [*one.items(), *two.items()] if document_of(key) == doc_id])
            for text, key in own.items():
                if text in then and counts[text] == 2:
                    assert then[text] == key, text
                    tally["unchanged"] += 1
            for text, edited in light.items():
                if text in own and edited in then:
                    tally["light"] += 1
                    tally["kept"] += own[text] == then[edited]

    run()
    print(dict(tally))
    assert tally["unchanged"] > 50 and tally["light"] > 5
    assert tally["kept"] >= 0.99 * tally["light"]


def test_numbers_and_documents_of_ids() -> None:
    assert (document_of("a-2-0007"), number_of("a-2-0007")) == ("a-2", 7)
