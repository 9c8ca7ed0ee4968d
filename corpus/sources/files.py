"""Source files: found in folders, and read safely; only regular files inside the folder are ever opened."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from corpus.errors import SingleProblem, SourceError, UsageError
from corpus.model import names
from corpus.model.counting import counted
from corpus.model.decisions import Decision
from corpus.model.foreign_errors import EXHAUSTED, error_of
from corpus.sources.register import OWN_REGISTERS, Register, SourceEntry, read_register, read_registers
from corpus.sources.register_problems import register_error

MAX_BYTES = 512 * 1024 * 1024  # a source is held in memory as a whole, several times over
OWN = (b".withdrawn.json",)  # what corpus itself keeps beside a register
SUFFIXES = (b".txt", b".text", b".md", b".markdown", b"")  # in either case
FLAGS = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | getattr(os, "O_NOFOLLOW", 0)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that may become a document: where it is, what it is called, what register and reviewers say of it."""

    key: str
    path: Path
    name: str
    size: int
    entry: SourceEntry | None = None
    flags: tuple[str, ...] = ()
    decisions: tuple[Decision, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that becomes none: quarantined or skipped, with the reason's code."""

    name: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class FoundSources:
    """All that was found, each file once."""

    sources: tuple[SourceFile, ...] = ()
    quarantined: tuple[Refused, ...] = ()
    skipped: tuple[Refused, ...] = ()


@dataclass(frozen=True, slots=True)
class _File:
    root: Path
    relative: bytes
    entry: os.DirEntry[bytes] | None = None


def find_sources(
    paths: Sequence[Path], register: Path | None = None, *, any_hash: bool = False
) -> tuple[FoundSources, Register]:
    """Walk the folders and match what is there with the register; with ``any_hash`` hashes are not compared.

    Raises
    ------
    UsageError
        A path does not exist, or two sources have one key.
    RegisterError
        The register has a defect, names a file that is not there, or another hash than the file has.
    """
    registers = [_register_of(path, register) for path in paths]
    parts = [_found_in(path, own) for path, own in zip(paths, registers, strict=True)]
    found = FoundSources(
        tuple(sorted((source for part in parts for source in part.sources), key=lambda source: source.key)),
        tuple(sorted((item for part in parts for item in part.quarantined), key=lambda item: item.name)),
        tuple(sorted((item for part in parts for item in part.skipped), key=lambda item: item.name)),
    )
    _check_keys(found.sources)
    used = next((own for own in registers if own.path), Register())
    for own, part in [(used, found)] if register else zip(registers, parts, strict=True):
        _check_files_are_there(own, part)
        if not any_hash:
            _check_hashes(own, part)
    return replace(found, sources=_flagged(found.sources)), used


def _register_of(path: Path, register: Path | None) -> Register:
    if register is not None:
        return read_register(register)
    for own in (path / name for name in OWN_REGISTERS):
        if own.is_symlink():
            text = "it is a link; a register that is found among sources is a file of their folder"
            raise register_error(
                own, SingleProblem(str(own), "SYMLINK", text), help="--register FILE names one in another place"
            )
    return read_registers(path)


def _found_in(root: Path, register: Register) -> FoundSources:
    sources, quarantined, skipped = list[SourceFile](), list[Refused](), list[Refused]()
    card = _card_in(root, register)
    for file, refusal, skip in _walk(root):
        if file.relative == card:
            continue
        name = names.shown(file.relative)
        if refusal:
            (skipped if skip else quarantined).append(Refused(name, *refusal))
        else:
            sources.append(_source(file, name, register))
    return FoundSources(tuple(sources), tuple(quarantined), tuple(skipped))


def _card_in(root: Path, register: Register) -> bytes | None:
    """Return the card of a register that is in a folder of sources: like the register itself, it is no source."""
    card = register.dataset.card
    beside = register.path is not None and register.path.parent == root
    return os.fsencode(os.path.normpath(card)) if card and beside and card not in register.sources else None


def _source(file: _File, name: str, register: Register) -> SourceFile:
    entry = register.sources.get(os.fsdecode(file.relative))
    path = Path(os.fsdecode(os.path.join(os.fsencode(file.root), file.relative)))
    flags = ("BAD_NAME",) if names.is_bad_name(file.relative) else ()
    key = entry.key if entry else names.key_of_path(file.relative)
    return SourceFile(key, path, name, path.lstat().st_size, entry, flags)


Refusal = tuple[str, str] | None


def _walk(root: Path) -> Iterator[tuple[_File, Refusal, bool]]:
    """Yield every file below a folder, why it is refused (None: it is not), and whether that is a mere skip."""
    if not root.is_dir():
        yield _single(root)
        return
    top = os.path.realpath(os.fsencode(root))
    folders = [b""]
    while folders:
        folder = folders.pop()
        try:
            entries = sorted(os.scandir(os.path.join(top, folder)), key=lambda entry: entry.name)
        except OSError as error:
            if not folder or error.errno in EXHAUSTED:
                raise error_of(error) or error from None
            yield _File(root, folder), ("UNREADABLE_DIR", f"cannot be listed: {error.strerror}"), False
            continue
        for entry in entries:
            relative = os.path.join(folder, entry.name)
            if entry.is_dir(follow_symlinks=False) and not entry.name.startswith(b"."):
                folders.append(relative)
                continue
            if folder == b"" and entry.name in OWN and entry.is_file(follow_symlinks=False):
                continue
            is_register = folder == b"" and os.fsdecode(entry.name) in OWN_REGISTERS
            refusal, skip = _refusal(entry, top, is_register)
            if refusal or not is_register:
                yield _File(root, relative), refusal, skip


def _single(path: Path) -> tuple[_File, Refusal, bool]:
    if not path.exists():
        raise UsageError(f"{path} does not exist", "give a folder of sources, or a file")
    return _File(path.parent, os.fsencode(path.name)), None, False


def _refusal(entry: os.DirEntry[bytes], top: bytes, is_register: bool) -> tuple[Refusal, bool]:
    if entry.name.startswith(b"."):
        return ("HIDDEN", "a name that begins with a dot"), True
    if entry.is_symlink():
        return _link(entry, top)
    if not entry.is_file(follow_symlinks=False):
        return ("NOT_REGULAR", "no regular file"), False
    if os.path.splitext(entry.name)[1].lower() not in SUFFIXES and not is_register:
        return ("UNSUPPORTED_TYPE", "sources are .txt, .text, .md, .markdown and files without extension"), False
    if entry.stat(follow_symlinks=False).st_size > MAX_BYTES:
        return ("TOO_LARGE", f"more than {MAX_BYTES} bytes"), False
    return None, False


def _link(entry: os.DirEntry[bytes], top: bytes) -> tuple[Refusal, bool]:
    """Refuse a link: none is followed, one to a folder is skipped, one to a file quarantined."""
    try:
        target = os.path.realpath(entry.path, strict=True)
    except OSError:
        return ("SYMLINK", "a symbolic link to nothing, or to itself"), False
    outside = target != top and not target.startswith(top + b"/")
    code = "OUTSIDE_ROOT" if outside else "SYMLINK"
    return (code, "a symbolic link" + (" out of the folder" if outside else "")), os.path.isdir(target)


def _check_keys(sources: Sequence[SourceFile]) -> None:
    for one, two in pairwise(sources):
        if one.key == two.key:
            raise UsageError(
                f"DUPLICATE_KEY: {one.name} and {two.name} have one key, {one.key!r}",
                "give them different keys in a register",
                where=one.name,
                code="DUPLICATE_KEY",
            )


def _check_files_are_there(register: Register, found: FoundSources) -> None:
    here = {source.entry.key for source in found.sources if source.entry}
    refused = {item.name for item in found.quarantined}
    missing = [entry for entry in register.sources.values() if entry.key not in here and entry.file not in refused]
    if missing:
        listed = ", ".join(ascii(entry.file) for entry in missing[:10])
        text = f"not in the folder: {len(missing)} of {counted(len(register.sources), 'source')}: {listed}"
        raise register_error(register.path, SingleProblem(str(register.path), "MISSING_FILE", text))


def _check_hashes(register: Register, found: FoundSources) -> None:
    """Compare each file with the hash that the register states; all that differ are named."""
    problems = [
        SingleProblem(
            register.places[source.key],
            "WRONG_HASH",
            f"{source.name} (key {source.key!r}): sha256 is {actual}, the register says {source.entry.sha256}",
        )
        for source in found.sources
        if source.entry and source.entry.sha256 and source.entry.sha256 != (actual := sha256_of(source.path))
    ]
    if problems:
        renew = "corpus register FOLDER --write --renew-hashes takes over a change that is meant"
        raise register_error(register.path, *problems, help=f"fetch the file again; {renew}")


def sha256_of(path: Path) -> str:
    """Hash a file with SHA-256, in hexadecimal; for an unreadable one, return the reason (it is quarantined later)."""
    import hashlib

    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        return f"unknown ({error.strerror})"


def _flagged(sources: Sequence[SourceFile]) -> tuple[SourceFile, ...]:
    """Flag names that some file system takes to be the same."""
    seen: dict[str, str] = {}
    result = []
    for source in sources:
        folded = names.folded(os.fsencode(source.path))
        clash = seen.setdefault(folded, source.key) != source.key
        result.append(replace(source, flags=(*source.flags, "NAME_COLLISION")) if clash else source)
    return tuple(result)


def read_source(path: Path) -> bytes:
    """Read the bytes of a source, all of one moment.

    Raises
    ------
    SourceError
        ``VANISHED``, ``UNREADABLE``, ``NOT_REGULAR``, ``TOO_LARGE`` or ``CHANGED_DURING_READ`` (twice).
    """
    for _ in range(2):
        data = _read_once(path)
        if data is not None:
            return data
    raise SourceError("CHANGED_DURING_READ", "the file changed while it was read, twice")


def _read_once(path: Path) -> bytes | None:
    try:
        with open(os.open(path, FLAGS), "rb") as file:
            before = os.fstat(file.fileno())
            if not stat.S_ISREG(before.st_mode):
                raise SourceError("NOT_REGULAR", "no regular file")
            if before.st_size > MAX_BYTES:
                raise SourceError("TOO_LARGE", f"more than {MAX_BYTES} bytes")
            data = file.read(before.st_size + 1)
            after = os.fstat(file.fileno())
    except FileNotFoundError:
        raise SourceError("VANISHED", "deleted since the folder was listed") from None
    except OSError as error:
        if error.errno in EXHAUSTED:  # not the source is at fault: without it the release would be another one
            raise error_of(error) or error from None
        code = "SYMLINK" if error.errno == errno.ELOOP else "UNREADABLE"
        raise SourceError(code, f"cannot be read: {error.strerror}") from None
    same = (before.st_size, before.st_mtime_ns, before.st_ino) == (after.st_size, after.st_mtime_ns, after.st_ino)
    return data if same and len(data) == before.st_size else None


def entry_facts(entry: SourceEntry | None) -> Mapping[str, object]:
    """Return what a register states about a document, as the metadata stage takes it."""
    if entry is None:
        return {}
    facts = entry.model_dump(
        exclude={"key", "file", "sha256", "rights", "rights_statement", "personal_data", "encoding"}
    )
    return {name: value for name, value in facts.items() if value not in (None, [])}
