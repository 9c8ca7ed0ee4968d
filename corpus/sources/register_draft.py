"""A register made from a folder, or brought up to date in place, for a maintainer to complete."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import UsageError
from corpus.model import names
from corpus.model.foreign_errors import translated
from corpus.sources.files import FoundSources, Refused, SourceFile, find_sources
from corpus.sources.register import MAX_BYTES, OWN_REGISTERS, Register, SourceEntry
from corpus.sources.register_csv import require_writable, to_csv, updated

REGISTER, CSV = OWN_REGISTERS
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class RegisterUpdate:
    """What a folder's registers become, the keys of the sources that this changes, and files that cannot be sources.

    ``texts`` has the new text of each register that changes, by its name.
    """

    texts: Mapping[str, str]
    added: tuple[str, ...]
    hashed: tuple[str, ...]
    licensed: tuple[str, ...]
    refused: tuple[Refused, ...]

    @property
    def changes(self) -> bool:
        """Whether anything is new."""
        return bool(self.added or self.hashed or self.licensed)


@translated
def draft(
    folder: Path, *, renew_hashes: bool = False, rights: str | None = None
) -> tuple[dict[str, Any], tuple[Refused, ...]]:
    """Draft the tables of a register for a folder, and list the files that cannot be sources.

    What the folder's own register states is kept, new sources are added with ``rights``, else those of the data set,
    else ``"unknown"``.
    """
    found, register = _found(folder, renew_hashes)
    dataset = register.dataset.model_dump(exclude_defaults=True)
    dataset.setdefault("name", names.slug(folder.resolve().name))
    sources = []
    nameable, refused = _nameable(found)
    for source in nameable:
        stated = source.entry.model_dump(exclude_defaults=True) if source.entry else {}
        changed = dict(_changes(source, register, renew_hashes, rights))
        sources.append({**_fresh(source, register, rights), **stated, **changed})
    return {"dataset": dataset, "source": sources}, refused


@translated
def update(folder: Path, *, renew_hashes: bool = False, rights: str | None = None) -> RegisterUpdate:
    """Bring the text of a folder's registers up to date: what is written there stays, comments included.

    Sources that they do not name are added at the end of the CSV one, if there is one, else of the other; hashes that
    are missing are filled in. ``renew_hashes`` takes over
    the hashes of files that changed; ``rights`` is filled in where a source has none, or ``"unknown"``.

    Raises
    ------
    RegisterError
        The register has a defect, or a hash differs and ``renew_hashes`` is not given.
    UsageError
        It is not a folder, or the sources are written in another form than ``[[source]]``.
    """
    found, register = _found(folder, renew_hashes)
    nameable, refused = _nameable(found)
    known = [source for source in nameable if source.entry]
    changes = {source.key: dict(_changes(source, register, renew_hashes, rights)) for source in known}
    changes = {key: change for key, change in changes.items() if change}
    new = [source for source in nameable if not source.entry]
    return RegisterUpdate(
        _texts(folder, changes, [_fresh(source, register, rights) for source in new]),
        tuple(source.key for source in new),
        tuple(key for key, change in changes.items() if "sha256" in change),
        tuple(key for key, change in changes.items() if "rights" in change),
        refused,
    )


def own_register(folder: Path) -> str:
    """Return the name of the register to which a folder's new sources are added."""
    return CSV if (folder / CSV).is_file() else REGISTER


def _found(folder: Path, renew_hashes: bool) -> tuple[FoundSources, Register]:
    if not folder.is_dir():
        raise UsageError(f"{folder} is not a folder", where=str(folder))
    return find_sources([folder], any_hash=renew_hashes)


def _nameable(found: FoundSources) -> tuple[tuple[SourceFile, ...], tuple[Refused, ...]]:
    """Split the sources into those that a register can name and the refused, with those whose name it cannot hold."""
    strange = [source for source in found.sources if source.entry is None and _cannot_be_named(source)]
    text = "a register cannot name this file; built without an entry, or rename it"
    refused = [*found.quarantined, *(Refused(source.name, "BAD_NAME", text) for source in strange)]
    nameable = tuple(source for source in found.sources if source not in strange)
    return nameable, tuple(sorted(refused, key=lambda item: item.name))


def _cannot_be_named(source: SourceFile) -> bool:
    """Return whether a file's name is escaped where it is shown, or would mean another place on some system."""
    literal = str(source.path).endswith(source.name) and "\\" not in source.name
    return not literal or names.inside(source.name) is not None


def _fresh(source: SourceFile, register: Register, rights: str | None) -> dict[str, str]:
    """Return what a new source states; the data set's rights are not repeated."""
    facts = {"key": source.key, "file": source.name, "sha256": _hash(source)}
    if rights is None and register.dataset.rights:
        return facts
    return {**facts, "rights": rights or UNKNOWN}


def _hash(source: SourceFile) -> str:
    """Return the SHA-256 of a source; one that cannot be read stops the draft, for no entry would be true."""
    with source.path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _changes(
    source: SourceFile, register: Register, renew_hashes: bool, rights: str | None
) -> Iterator[tuple[str, str]]:
    """Yield what a source that the register names lacks, or has to be renewed."""
    entry = source.entry
    if entry is None:
        return
    if entry.sha256 is None or (renew_hashes and entry.sha256 != _hash(source)):
        yield "sha256", _hash(source)
    stated = entry.rights or register.dataset.rights or UNKNOWN
    if rights and stated == UNKNOWN:
        yield "rights", rights


def _texts(folder: Path, changes: Mapping[str, Mapping[str, str]], new: list[dict[str, str]]) -> dict[str, str]:
    """Return the new text of each register that changes."""
    old = {name: _text_of(folder / name) for name in OWN_REGISTERS if (folder / name).is_file()}
    texts = dict(old) or {REGISTER: _head(folder)}
    if CSV in texts:
        texts[CSV] = updated(texts[CSV], changes, new)
        new = []
    if REGISTER in texts:
        text = _changed(texts[REGISTER], changes) if changes else texts[REGISTER]
        texts[REGISTER] = _appended(text, new) if new else text
    return {name: text for name, text in texts.items() if text != old.get(name)}


def _text_of(path: Path) -> str:
    """Return the text of a register that was read and checked; line ends and, of CSV, the mark at its begin stay."""
    with path.open("rb") as file:
        return file.read(MAX_BYTES).decode("utf-8" if path.name == CSV else "utf-8-sig")


def _head(folder: Path) -> str:
    return to_toml({"dataset": {"name": names.slug(folder.resolve().name)}})


def _changed(text: str, changes: Mapping[str, Mapping[str, str]]) -> str:
    """Write the changes into the tables of the sources, by their keys."""
    import tomlkit

    document = tomlkit.parse(text)
    for table in document.get("source", []):
        for name, value in changes.get(str(table["key"]), {}).items():
            table[name] = value
    return tomlkit.dumps(document)


def _appended(text: str, sources: list[dict[str, str]]) -> str:
    """Write new sources after the last line: a parser's tables grow slower than the file does."""
    new = to_toml({"source": sources})
    text = text.rstrip() + "\n\n" + new if text.strip() else new
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise UsageError(
            "the register has its sources in a list in brackets: nothing can be added after it",
            "write [[source]] for each source",
        ) from None
    return text


def to_csv_text(folder: Path, sources: list[dict[str, Any]]) -> str:
    """Write the tables of the sources as CSV.

    Raises
    ------
    RegisterError
        A name cannot be written in a cell.
    """
    require_writable(folder / CSV, sources)
    return to_csv(sources, tuple(SourceEntry.model_fields))


def to_toml(tables: dict[str, Any]) -> str:
    """Write the tables as TOML."""
    import tomlkit

    return tomlkit.dumps(tables)
