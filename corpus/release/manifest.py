"""The manifest of a release: written with sorted keys, sealed by a hash of its own, read and checked."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from corpus.errors import IntegrityError, NotAReleaseError, UsageError
from corpus.model import names, schema
from corpus.release import layout
from corpus.release.content_hash import of_hashes


def canonical(value: object) -> str:
    """Return JSON with sorted keys, for files that people read and hashes bind."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def seal(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """Return the manifest with a hash of its own other content, so that a change in it differs from one in the sums."""
    rest = {key: value for key, value in manifest.items() if key != "manifest_sha256"}
    return {**rest, "manifest_sha256": hashlib.sha256(canonical(rest).encode()).hexdigest()}


def describe_tables(rows: Mapping[str, int], hashes: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """Return the part of a manifest that binds the tables: their rows, their columns' hashes and the content hash."""
    return {
        "tables": {name: {"rows": rows[name], "columns": dict(columns)} for name, columns in hashes.items()},
        "content_hash": of_hashes(hashes),
    }


def derive_manifest(
    manifest: Mapping[str, Any], text: str, hashes: Mapping[str, Mapping[str, str]], full_hash: str | None = None
) -> dict[str, Any]:
    """Return a release's manifest for the same release with or without its text: other tables, all else as it is.

    Parameters
    ----------
    text
        ``full`` or ``standoff``.
    full_hash
        The content hash of the full release, where this one is standoff.
    """
    rows = {name: table["rows"] for name, table in manifest["tables"].items()}
    kept = {key: value for key, value in manifest.items() if key != "full"}
    full = {"full": {"content_hash": full_hash}} if full_hash else {}
    return {**kept, **full, "text": text, **describe_tables(rows, hashes)}


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of a release.

    Raises
    ------
    NotAReleaseError
        The folder has none.
    IntegrityError
        It cannot be read, or is not a JSON object.
    """
    path = folder / layout.MANIFEST
    if not path.is_file():
        raise NotAReleaseError(
            f"{folder} is not a release: it has no {layout.MANIFEST}", "corpus build makes a release", str(folder)
        )
    if layout.is_pointer(path):
        raise _altered("it is a Git LFS pointer, not the file: run git lfs pull")
    try:
        if path.stat().st_size > MANIFEST_LIMIT:
            raise _altered(f"too large: a manifest has at most {MANIFEST_LIMIT:,} bytes")
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise _altered(f"altered: it is not valid JSON ({error})") from None
    except OSError as error:
        raise _altered(f"cannot be read: {error.strerror or error}") from None
    if not isinstance(manifest, dict):
        raise _altered("altered: it is not a JSON object")
    name, version = str(manifest.get("name")), str(manifest.get("version"))
    if not names.KEY.fullmatch(name) or not names.VERSION.fullmatch(version):
        # Both become names of folders: what leads out of one is not a name.
        raise _altered(f"altered: {name[:80]!a} {version[:40]!a} is not the name of a data set with a version")
    _check_schema(manifest, str(folder))
    return manifest


def _altered(problem: str) -> IntegrityError:
    return IntegrityError(f"{layout.MANIFEST}: {problem}", where=layout.MANIFEST, problems=(problem,))


MANIFEST_LIMIT = 256_000_000  # bytes: a million shards

FILE = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*){0,7}")
"""What a file of a release may be called: nothing that leads out of its folder, or means something to a system."""


def files_of_tables(manifest: Mapping[str, Any], tables: Collection[str] | None) -> dict[str, Mapping[str, Any]]:
    """Return what a manifest states of the files of some tables, by their names; None: of all files of the release."""
    files = manifest.get("files")
    wanted = tuple(f"data/{table}/" for table in tables or ())
    stated = files.items() if isinstance(files, Mapping) else ()  # altered: who compares hashes reports it
    return {name: facts for name, facts in stated if tables is None or name.startswith(wanted)}


def checked_manifest(data: bytes, where: str) -> Mapping[str, Any]:
    """Return a remote manifest: sealed, and fit to say which files are fetched and how large they may be.

    Raises
    ------
    IntegrityError
        It is not; the message says what is wrong with it.
    """
    try:
        manifest = json.loads(data)
        sealed = seal(manifest)["manifest_sha256"] == manifest["manifest_sha256"]
        version, name, files = str(manifest["version"]), str(manifest["name"]), dict(manifest["files"])
    except (ValueError, RecursionError, KeyError, TypeError, AttributeError) as error:
        raise IntegrityError(f"{where}: it is not a manifest ({type(error).__name__}: {error})") from None
    if not sealed:
        raise IntegrityError(f"{where}: altered: its content is not what its own hash says")
    if not names.VERSION.fullmatch(version) or not names.KEY.fullmatch(name):
        raise IntegrityError(f"{where}: {name!r} {version!r} is not the name of a data set with a version")
    for file, facts in files.items():
        _check_file(file, facts, where)
    if len({names.folded(file.encode()) for file in files}) < len(files):
        raise IntegrityError(f"{where}: two of its files have the same name on a system that ignores case")
    _check_schema(manifest, where)
    return dict(manifest)


def _check_schema(manifest: Mapping[str, Any], where: str) -> None:
    """Refuse a release whose schema is newer than those that are known; whether it is altered is another question."""
    version = schema.version_of(manifest)
    if version not in schema.VERSIONS and seal(manifest)["manifest_sha256"] == manifest.get("manifest_sha256"):
        raise UsageError(
            f"{where}: its schema is {version!a}; this corpus-zh reads {', '.join(schema.VERSIONS)}",
            "pip install --upgrade corpus-zh",
        )


def _check_file(file: str, facts: Any, where: str) -> None:
    if not FILE.fullmatch(file) or names.is_bad_name(file.encode()) or file in (layout.MANIFEST, layout.SUMS):
        raise IntegrityError(f"{where}: {file!r} is not a valid file name in a release", "ask its publisher")
    good = isinstance(facts, dict) and layout.DIGEST.fullmatch(str(facts.get("sha256")))
    sizes = [facts.get("bytes"), facts.get("rows", 0)] if good else [None]
    if not all(isinstance(size, int) and 0 <= size < 2**50 for size in sizes):
        raise IntegrityError(f"{where}: {file!r} lacks a valid hash, size or number of rows")
