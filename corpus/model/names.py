"""Naming rules: keys, paragraph IDs, versions, data set names, and paths inside a folder."""

from __future__ import annotations

import datetime
import hashlib
import os
import re
import unicodedata
from collections.abc import Iterable
from pathlib import PurePosixPath

from corpus.errors import UsageError

KEY = re.compile(r"[a-z0-9](?:[a-z0-9_-]{0,62}[a-z0-9])?")
VERSION = re.compile(r"(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})")
SPLITS = ("train", "test")
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_WINDOWS = re.compile(r"(?i)(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?")


def is_day(text: str) -> bool:
    """Return whether a text is a day, written as 2026-11-22."""
    try:
        return bool(DATE.fullmatch(text) and datetime.date.fromisoformat(text))
    except ValueError:
        return False


def key_of_path(path: bytes) -> str:
    """Return the key of an unregistered source, from its relative path alone.

    ``notes/a.txt`` and ``notes-a.txt`` must differ, so any path that is more than a slug with ``.txt`` gets a
    piece of its own hash: 48 bits, with which a million paths collide once in 500 folders, and then aloud.

    >>> key_of_path(b"river.txt"), key_of_path("河.txt".encode())
    ('river', 'f-bad1e4b289c8')
    """
    slug = path.removesuffix(b".txt").decode("ascii", "ignore")
    if KEY.fullmatch(slug) and path == slug.encode() + b".txt":
        return slug
    plain = re.sub(r"[^a-z0-9]+", "-", slug.lower())[:40].strip("-")
    return f"{plain or 'f'}-{hashlib.sha256(path).hexdigest()[:12]}"


def paragraph_id(doc_id: str, number: int) -> str:
    """Return the ID of a document's paragraph; numbers are never given twice.

    >>> paragraph_id("river", 7)
    'river-0007'
    """
    return f"{doc_id}-{number:04d}"


def number_of(paragraph_id: str) -> int:
    """Return the number in a paragraph's ID.

    >>> number_of("river-0007")
    7
    """
    return int(paragraph_id.rpartition("-")[2])


def document_of(paragraph_id: str) -> str:
    """Return the document in a paragraph's ID.

    >>> document_of("river-0007")
    'river'
    """
    return paragraph_id.rpartition("-")[0]


def shown(path: bytes) -> str:
    """Return a path as it may be printed and stored: UTF-8, with unprintable and deceptive characters escaped.

    >>> shown(b"new\\nline.txt")
    'new\\\\nline.txt'
    """
    text = path.decode("utf-8", "backslashreplace")
    return "".join(char if char.isprintable() else _escape(char) for char in text)


def _escape(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")


def is_bad_name(path: bytes) -> bool:
    """Return whether a path's names would trouble some system: not UTF-8, unprintable, or reserved on Windows."""
    text = path.decode("utf-8", "surrogateescape")
    return not text.isprintable() or any(_WINDOWS.fullmatch(part) for part in text.split("/"))


def folded(path: bytes) -> str:
    """Return a path as a file system that ignores case and normal forms compares it."""
    return unicodedata.normalize("NFC", os.fsdecode(path)).casefold()


def inside(path: str) -> str | None:
    """Return why a register's path does not lead inside its folder: a reason code, or None if it does."""
    if "\0" in path or not path or any(0xD800 <= ord(char) < 0xE000 for char in path):
        return "BAD_PATH"
    parts = PurePosixPath(path).parts
    foreign = path.startswith(("/", "~")) or "\\" in path or re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", path)
    return "PATH_ESCAPE" if foreign or ".." in parts else None


def slug(text: str) -> str:
    """Return a data set name from a folder's name."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:64] or "corpus"


def checked_version(version: str) -> str:
    """Return a version X.Y.Z, which becomes a folder's name.

    Raises
    ------
    UsageError
        It is none.
    """
    if not VERSION.fullmatch(version):
        raise UsageError(
            f"BAD_VERSION: {version!r} is not a valid version", "a version is three numbers, such as 0.1.0"
        )
    return version


def version_key(version: str) -> tuple[int, ...]:
    """Return what versions are sorted by: their numbers."""
    return tuple(int(part) for part in version.split("."))


def next_version(taken: Iterable[str]) -> str:
    """Return the next free patch version on a shelf."""
    major, minor, patch = max((version_key(version) for version in taken), default=(0, 1, -1))
    return f"{major}.{minor}.{patch + 1}"
