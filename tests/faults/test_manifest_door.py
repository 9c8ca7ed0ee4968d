"""A manifest is read at one door: whatever stands in any of its fields, the error is ours and names the field."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import corpus
from corpus.errors import CorpusError, IntegrityError, UsageError
from corpus.model.untrusted import parse_json, read_bounded, safe_join
from corpus.release.manifest import MANIFEST_LIMIT, Manifest, canonical, checked_manifest, seal
from corpus.release.shelf import read_index

ABSENT = object()
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
JSON = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3))


@pytest.fixture(scope="module")
def sound(sample_release: Path) -> dict[str, Any]:
    return dict(corpus.open_release(sample_release).manifest)


def places(value: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every field of a JSON value, however deep."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield (*place, key)
        yield from places(inner, (*place, key))


def changed(manifest: dict[str, Any], place: tuple[Any, ...], value: Any) -> dict[str, Any]:
    copy = json.loads(json.dumps(manifest))
    inner = copy
    for key in place[:-1]:
        inner = inner[key]
    if value is ABSENT:
        del inner[place[-1]]
    else:
        inner[place[-1]] = value
    return seal(copy)


@given(data=st.data())
def test_any_json_in_any_field_is_read_or_refused(sound: dict[str, Any], data: st.DataObject) -> None:
    place = data.draw(st.sampled_from(sorted(places(sound), key=str)))
    value = data.draw(JSON | st.just(ABSENT))
    try:
        manifest = checked_manifest(canonical(changed(sound, place, value)).encode("utf-8", "surrogatepass"), "there")
    except CorpusError as error:
        assert error.headline.startswith("there: ")
        return
    assert corpus.Release(Path("nowhere"), manifest).name == sound["name"] or place == ("name",)
    release = corpus.Release(Path("nowhere"), manifest)
    assert repr(release) and all(release.cite(style) for style in ("bibtex", "apa", "cff"))


FORGED = {
    "name": ["../../etc", "a/b", "", "A", ".", "..", "con\x00", 7, None, "a" * 65],
    "version": ["../0.1.0", "<script>", "0.1", "1.0.0\n", "01.0.0", 5],
    "date": ["2026-13-01", "yesterday", "2026-02-30", 20261122],
    "text": ["all", None, "standoff"],
    "content_hash": ["0" * 63, "G" * 64, None],
    "schema_version": ["one", "1", 1.0, "1.0.0"],
    "format": ["corpus", None],
    "counts": [{"input": 1}, {"input": 9, "accepted": 17, "quarantined": 0, "skipped": 0}, []],
    "files": [{}, [], {"../x": {"sha256": "0" * 64, "bytes": 1}}, {"README.md": None}],
    "tables": [{}, None, {"paragraphs": None}],
    "previous": [{}, {"version": "x"}, 0],
    "dataset": [{}, {"title": None}],
    "rules": [{"../x": 1}, {"a": -1}, {"a": True}, ["a"]],
    "tools": [{}, {"corpus-zh": "1; rm"}, None],
    "rights": [[1], {"cc0-1.0": "1"}, {"cc0-1.0": 2**60}],
    "full": [{"content_hash": "0" * 64}],
}


@pytest.mark.parametrize(("field", "value"), [(field, value) for field, values in FORGED.items() for value in values])
def test_a_field_that_cannot_be_right_is_named(sound: dict[str, Any], field: str, value: Any) -> None:
    with pytest.raises(IntegrityError) as refused:
        checked_manifest(canonical(seal({**sound, field: value})).encode(), "there")
    assert field in refused.value.headline and refused.value.exit_code == 3


@pytest.mark.parametrize(
    "name",
    [
        "/etc/passwd",
        "../up",
        "a/../../up",
        ".hidden",
        "a//b",
        "a\\b",
        "nul",
        "a/con.txt",
        "manifest.json",
        "SHA256SUMS",
        "data/paragraphs/deep/part-00001.parquet",
        "data/paragraphs/note.txt",
        "data/x.parquet",
        "readme.MD",
        "a" * 10 + "\n",
    ],
)
def test_a_file_that_a_release_cannot_have_is_refused(sound: dict[str, Any], name: str) -> None:
    files = {**sound["files"], name: {"sha256": "0" * 64, "bytes": 1, "rows": 0}}
    with pytest.raises(IntegrityError):
        Manifest.parse(canonical(seal({**sound, "files": files})).encode())


def test_rows_of_files_and_of_their_table_must_agree(sound: dict[str, Any]) -> None:
    tables = {**sound["tables"], "paragraphs": {**sound["tables"]["paragraphs"], "rows": 1}}
    with pytest.raises(IntegrityError, match=r"tables\.paragraphs\.rows"):
        Manifest.parse(canonical(seal({**sound, "tables": tables})).encode())


def test_another_major_schema_is_refused_with_the_version_that_reads_it(sound: dict[str, Any]) -> None:
    tools = {**sound["tools"], "corpus-zh": "9.1.0"}
    later = seal({**sound, "schema_version": "9.0", "tools": tools, "tables": "of another shape"})
    with pytest.raises(UsageError, match=r"its schema is '9\.0'") as refused:
        Manifest.parse(canonical(later).encode())
    assert "corpus-zh>=9.1.0" in refused.value.help and refused.value.code == "UNKNOWN_SCHEMA"


def test_a_manifest_is_bounded_before_it_is_read(tmp_path: Path) -> None:
    with (tmp_path / "manifest.json").open("wb") as file:
        file.truncate(3 << 30)  # sparse: it takes no space, and reading it would take all memory
    with pytest.raises(IntegrityError, match="at most"):
        corpus.open_release(tmp_path)


@pytest.mark.parametrize(
    "text", ['{"a": 1, "a": 2}', '{"a": NaN}', "[" * 100_000, '{"a": "\\ud800"}', "{", "", "\ufeff{}", "1" * 5000]
)
def test_json_with_surprises_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_json(text.encode())
    with pytest.raises(IntegrityError):
        Manifest.parse(text.encode())
    with pytest.raises(IntegrityError):
        read_index(text.encode(), "there")


def test_a_small_file_is_read_up_to_its_limit(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"12345")
    assert read_bounded(tmp_path / "a", 5) == b"12345"
    for path, limit in ((tmp_path / "a", 4), (tmp_path, 4), (tmp_path / "absent", 4)):
        with pytest.raises(IntegrityError):
            read_bounded(path, limit)
    assert MANIFEST_LIMIT == 16_000_000


def test_a_path_is_joined_inside_its_folder_only(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "private.md").write_text("secret")
    (tmp_path / "in" / "link.md").symlink_to(tmp_path / "private.md")
    (tmp_path / "in" / "up").symlink_to(tmp_path)
    assert safe_join(tmp_path / "in", "a/b.md") == tmp_path / "in" / "a" / "b.md"
    for name in ("../private.md", "/etc/passwd", "~/x", "a/../../b", "link.md", "up/private.md", "", "a\0b", "C:/x"):
        with pytest.raises(UsageError) as refused:
            safe_join(tmp_path / "in", name)
        assert refused.value.code
