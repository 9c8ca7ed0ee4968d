"""Where each file of a release is, which files there are, and the hashes that bind them."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Mapping
from itertools import groupby
from pathlib import Path

from corpus.errors import IntegrityError
from corpus.model import schema

MANIFEST = "manifest.json"
SUMS = "SHA256SUMS"
SIGNATURE = "SHA256SUMS.sig"
CARD = "README.md"
CHANGELOG = "CHANGELOG.md"
RIGHTS = "LICENSE"
CITATION = "CITATION.cff"
CROISSANT = "croissant.json"
PROVENANCE = "provenance.json"
QUARANTINE = "quarantine.jsonl"
TOMBSTONES = "removed.jsonl"
LINEAGE = "ids/lineage.parquet"
FINDINGS = "findings.parquet"
DIGEST = re.compile(r"[0-9a-f]{64}")
YANKS = "yanked.json"
IGNORED = (".gitattributes", ".git", ".cache", YANKS)  # on the Hub the versions share their folder with these
LITTER = frozenset((".DS_Store", "Thumbs.db", "desktop.ini"))
"""What a desktop leaves in any folder that somebody looks at."""
LFS = b"version https://git-lfs.github.com/spec/v1\n"
TABLE_FILES = {
    **{name: (f"data/{name}/", columns) for name, columns in schema.TABLES.items()},
    "lineage": (LINEAGE, schema.LINEAGE),
    "findings": (FINDINGS, schema.FINDINGS),
}
SMALL_TABLES = {"lineage": LINEAGE, "findings": FINDINGS}
"""The tables that are one file each, also without rows."""


def paths_of(folder: Path, table: str) -> list[Path]:
    """Return the Parquet files of a table, in row order."""
    place, _ = TABLE_FILES[table]
    path = folder / place
    if not place.endswith("/"):
        return [path]
    try:
        found = os.listdir(path)  # not glob, which takes a folder that cannot be listed for one without files
    except FileNotFoundError:
        return []
    return sorted(path / name for name in found if name.endswith(".parquet"))


def named_paths_of(folder: Path, table: str) -> list[tuple[str, list[Path]]]:
    """Return what the Parquet files of a table are called (``part``, or the names of its splits), and the files."""
    grouped = groupby(paths_of(folder, table), lambda path: path.name.rpartition("-")[0])
    return [(name, list(paths)) for name, paths in grouped]


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def is_pointer(path: Path) -> bool:
    """Return whether a file is what git keeps in place of a large one, by its first line."""
    try:
        with path.open("rb") as file:
            return file.read(len(LFS)) == LFS
    except OSError:
        return False


def files_of(folder: Path) -> list[str]:
    """Return the files of a release by their relative path, sorted; git's, the Hub's and a desktop's are ignored.

    Raises
    ------
    IntegrityError
        Something is not a regular file. Links are followed only inside the Hub's cache, which is made of them.
    """
    found = []
    for top, folders, files in os.walk(folder, onerror=_fail):
        folders[:] = sorted(name for name in folders if not (top == str(folder) and name in IGNORED))
        for name in [*files, *(name for name in folders if (Path(top) / name).is_symlink())]:
            path = Path(top) / name
            relative = path.relative_to(folder).as_posix()
            if relative in IGNORED or name in LITTER:
                continue
            if not path.is_file() or (path.is_symlink() and not _in_hub_cache(folder)):
                problem = "not a regular file"
                raise IntegrityError(f"{relative}: {problem}", where=relative, problems=(problem,))
            found.append(relative)
    return sorted(found)


def _fail(error: OSError) -> None:
    raise error  # os.walk passes over a folder that cannot be listed


def _in_hub_cache(folder: Path) -> bool:
    return folder.resolve().parent.name == "snapshots"


def hashes_of(folder: Path, hasher: Callable[[Path], str] = sha256) -> dict[str, str]:
    """Return the hash of every file but the sums and their signature."""
    return {name: hasher(folder / name) for name in files_of(folder) if name not in (SUMS, SIGNATURE)}


def sums_text(hashes: Mapping[str, str]) -> str:
    """Return the text of ``SHA256SUMS``, in the format of ``sha256sum``."""
    return "".join(f"{hashes[name]}  {name}\n" for name in sorted(hashes))
