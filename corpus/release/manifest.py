"""The manifest of a release: written with sorted keys, sealed by a hash of its own, and read at one door.

Whatever reads a manifest, from disk or from a remote place, gets a `Manifest`: every field that corpus uses has been
checked before it is used as a name, a path, a count or a hash.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from packaging.version import InvalidVersion, Version

from corpus._version import __version__
from corpus.errors import IntegrityError, NotAReleaseError, UsageError
from corpus.model import names, schema
from corpus.model.untrusted import parse_json, read_bounded
from corpus.release import layout
from corpus.release.content_hash import of_hashes
from corpus.release.rights import FULL, STANDOFF, TEXTS

FORMAT = "corpus-release"
MANIFEST_LIMIT = 16_000_000  # bytes: 100,000 files; parsed, the worst of this size takes 350 MB


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


class Manifest(dict[str, Any]):
    """A manifest whose fields have been checked; unknown ones are kept, for the seal covers them.

    A dict, so that ``json.dumps(release.manifest)`` works.
    """

    @classmethod
    def parse(cls, data: bytes, where: str = layout.MANIFEST) -> Manifest:
        """Read a manifest from its bytes.

        Raises
        ------
        IntegrityError
            It is not a valid manifest: every field that is wrong is named.
        UsageError
            Its schema is one that this version of corpus does not read; the help names a version that does.
        """
        try:
            facts = parse_json(data)
        except ValueError as error:
            raise _invalid(where, (f"altered: it is not valid JSON ({error})",)) from None
        if not isinstance(facts, dict):
            raise _invalid(where, ("altered: it is not a JSON object",))
        _require_known_schema(facts, where)
        problems = tuple(problem for _, problem in zip(range(SHOWN), _problems(facts), strict=False))
        if problems:
            raise _invalid(where, problems)
        return cls(facts)

    @property
    def is_sealed(self) -> bool:
        """Whether its content is what its own hash says."""
        return bool(seal(self)["manifest_sha256"] == self["manifest_sha256"])


SHOWN = 10  # problems in a message


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of a release, its fields checked; whether its seal is right is for `verify` to see.

    Raises
    ------
    NotAReleaseError
        The folder has none.
    IntegrityError
        It cannot be read, or is not a valid manifest.
    UsageError
        Its schema is one that this version of corpus does not read.
    """
    path = folder / layout.MANIFEST
    if not path.is_file():
        raise NotAReleaseError(
            f"{folder} is not a release: it has no {layout.MANIFEST}", "corpus build makes a release", str(folder)
        )
    if layout.is_pointer(path):
        raise _invalid(layout.MANIFEST, ("it is a Git LFS pointer, not the file: run git lfs pull",))
    try:
        data = read_bounded(path, MANIFEST_LIMIT)
    except IntegrityError as error:
        raise _invalid(layout.MANIFEST, (error.message.removeprefix(f"{path}: "),)) from None
    return Manifest.parse(data)


def checked_manifest(data: bytes, where: str) -> Manifest:
    """Return a remote manifest: valid, sealed, and fit to say which files are fetched and how large they may be.

    Raises
    ------
    IntegrityError, UsageError
        As `Manifest.parse`, or its seal is wrong.
    """
    manifest = Manifest.parse(data, where)
    if not manifest.is_sealed:
        raise IntegrityError(f"{where}: altered: its content is not what its own hash says", where=where)
    return manifest


def _invalid(where: str, problems: tuple[str, ...]) -> IntegrityError:
    return IntegrityError(f"{where}: {'; '.join(problems)}", where=where, problems=problems)


def _require_known_schema(facts: Mapping[str, Any], where: str) -> None:
    """Refuse a schema that is not known, whose fields may mean anything; an altered manifest is for the checks."""
    version = facts.get("schema_version")
    if facts.get("format") != FORMAT or not isinstance(version, str) or not SCHEMA.fullmatch(version):
        return  # no manifest of corpus: the checks say so
    if version in schema.VERSIONS or seal(facts)["manifest_sha256"] != facts.get("manifest_sha256"):
        return
    tools = facts.get("tools")
    made = tools.get("corpus-zh") if isinstance(tools, dict) else None
    raise UsageError(
        f"{where}: its schema is {version!a}; this corpus-zh reads {', '.join(schema.VERSIONS)}",
        f"pip install 'corpus-zh>={made}' reads it" if _is_newer(made) else "pip install --upgrade corpus-zh",
        where=where,
        code="UNKNOWN_SCHEMA",
    )


def _is_newer(made: Any) -> bool:
    """Return whether a manifest names a later version of corpus than this one."""
    try:
        return bool(TOOL_VERSION.fullmatch(made)) and Version(made) > Version(__version__)
    except (TypeError, InvalidVersion):
        return False


FILE = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*){0,7}")
"""What a file of a release may be called: nothing that leads out of its folder, or means something to a system."""
SCHEMA = re.compile(r"[1-9]\d{0,3}\.\d{1,4}")
RULE = re.compile(r"[a-z0-9][a-z0-9_.-]{0,63}")
TOOL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
TOOL_VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+!_-]{0,63}")
COLUMN = re.compile(r"[a-z][a-z0-9_]{0,63}")
MOST = 2**50  # of rows or bytes; more than any file has

# A check yields the problems of a value, with the place in the manifest.
Check = Callable[[Any, str], Iterator[str]]


def files_of_tables(manifest: Mapping[str, Any], tables: Collection[str] | None) -> dict[str, Mapping[str, Any]]:
    """Return what a manifest states of the files of some tables, by their names; None: of all files of the release."""
    files = manifest.get("files")
    wanted = tuple(f"data/{table}/" for table in tables or ())
    stated = files.items() if isinstance(files, Mapping) else ()  # altered: who compares hashes reports it
    return {name: facts for name, facts in stated if tables is None or name.startswith(wanted)}


def _text(longest: int) -> Check:
    def check(value: Any, place: str) -> Iterator[str]:
        if not isinstance(value, str) or len(value) > longest:
            yield _expected(place, f"a string of at most {longest:,} characters", value)

    return check


def _matching(pattern: re.Pattern[str], what: str) -> Check:
    def check(value: Any, place: str) -> Iterator[str]:
        if not isinstance(value, str) or not pattern.fullmatch(value):
            yield _expected(place, what, value)

    return check


def _one_of(*values: str) -> Check:
    def check(value: Any, place: str) -> Iterator[str]:
        if not isinstance(value, str) or value not in values:
            yield _expected(place, " or ".join(map(repr, values)), value)

    return check


def _count(value: Any, place: str) -> Iterator[str]:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < MOST:
        yield _expected(place, "a number, 0 or more", value)


def _date(value: Any, place: str) -> Iterator[str]:
    try:
        if not names.DATE.fullmatch(value):
            raise ValueError
        datetime.date.fromisoformat(value)
    except (TypeError, ValueError):
        yield _expected(place, "a date, YYYY-MM-DD", value)


def _file_name(value: Any, place: str) -> Iterator[str]:
    if not FILE.fullmatch(value):
        yield f"files: {value!a} is not a valid file name in a release"


def _or_null(check: Check) -> Check:
    return lambda value, place: check(value, place) if value is not None else iter(())


def _array(check: Check) -> Check:
    def checked(value: Any, place: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield _expected(place, "an array", value)
            return
        for number, item in enumerate(value):
            yield from check(item, f"{place}[{number}]")

    return checked


def _each(key: Check, check: Check) -> Check:
    """Make the check of an object whose keys are names."""

    def checked(value: Any, place: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield _expected(place, "an object", value)
            return
        for name, item in value.items():
            yield from key(name, f"a key of {place}")
            yield from check(item, f"{place}.{name if name.isprintable() else ascii(name)}"[:100])

    return checked


def _object(optional: Mapping[str, Check] | None = None, **needed: Check) -> Check:
    """Make the check of an object with these fields; others are ignored."""

    def checked(value: Any, place: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield _expected(place or "the manifest", "an object", value)
            return
        for name, check in {**needed, **(optional or {})}.items():
            below = f"{place}.{name}" if place else name
            if name in value:
                yield from check(value[name], below)
            elif name in needed:
                yield f"{below}: missing"

    return checked


def _expected(place: str, what: str, value: Any) -> str:
    shown = ascii(value)
    return f"{place}: expected {what}, found {shown if len(shown) <= 60 else shown[:57] + '...'}"


_DIGEST = _matching(layout.DIGEST, "a SHA-256 in hexadecimal")
_VERSION = _matching(names.VERSION, "a version, X.Y.Z")
_WORD, _PROSE = _text(1000), _text(10_000)
_COUNTS = _each(_WORD, _count)
_TABLE = _object(rows=_count, columns=_each(_matching(COLUMN, "the name of a column"), _DIGEST))
_FIELDS = _object(
    format=_one_of(FORMAT),
    schema_version=_matching(SCHEMA, "a version of the schema, X.Y"),
    name=_matching(names.KEY, "a name of a data set"),
    version=_VERSION,
    date=_date,
    text=_one_of(*TEXTS),
    content_hash=_DIGEST,
    previous=_or_null(_object(version=_VERSION, content_hash=_DIGEST)),
    dataset=_object(
        title=_WORD,
        description=_PROSE,
        authors=_array(_WORD),
        licence=_or_null(_WORD),
        url=_or_null(_WORD),
        contact=_or_null(_WORD),
        optional={
            **dict.fromkeys(("voices", "uses", "not_for", "limits", "personal_data", "quality"), _or_null(_PROSE)),
            "doi": _or_null(_WORD),
            **dict.fromkeys(("tags", "task_categories", "splits"), _or_null(_array(_WORD))),
        },
    ),
    counts=_object(input=_count, accepted=_count, quarantined=_count, skipped=_count),
    kinds=_COUNTS,
    encodings=_COUNTS,
    flags=_COUNTS,
    rights=_COUNTS,
    rights_statements=_COUNTS,
    rules=_each(_matching(RULE, "the name of a rule"), _count),
    tools=_each(_matching(TOOL, "the name of a library"), _matching(TOOL_VERSION, "a version")),
    tables=_each(_matching(COLUMN, "the name of a table"), _TABLE),
    files=_each(
        _file_name,
        _object(sha256=_DIGEST, bytes=_count, optional={"rows": _count}),
    ),
    manifest_sha256=_DIGEST,
    optional={"card_template": _text(1_000_000), "full": _object(content_hash=_DIGEST)},
)


def _problems(facts: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with a manifest: field by field, and where all are right, what does not fit together."""
    found = False
    for problem in _FIELDS(facts, ""):
        found = True
        yield problem
    if not found:
        yield from _contradictions(facts)


def _contradictions(facts: Mapping[str, Any]) -> Iterator[str]:
    counts, tables = facts["counts"], facts["tables"]
    if counts["input"] != counts["accepted"] + counts["quarantined"] + counts["skipped"]:
        yield "counts: input is not accepted + quarantined + skipped"
    if "corpus-zh" not in facts["tools"]:
        yield "tools.corpus-zh: missing"
    version = schema.version_of(facts)  # altered, it may be an unknown one
    own = schema.tables(version if version in schema.VERSIONS else schema.VERSIONS[0])
    known = (*own, *layout.SMALL_TABLES)
    yield from (f"tables.{name}: missing" for name in sorted(known) if name not in tables)
    if ("full" in facts) != (facts["text"] == STANDOFF):
        yield f"full: a release whose text is {facts['text']!r} {'has none' if facts['text'] == FULL else 'needs it'}"
    yield from _file_problems(facts["files"])
    for name in (name for name in sorted(known) if name in tables):
        place = f"data/{name}/"
        rows = sum(item["rows"] for file, item in facts["files"].items() if file.startswith(place) and "rows" in item)
        if name not in layout.SMALL_TABLES and rows != tables[name]["rows"]:
            yield f"tables.{name}.rows: {tables[name]['rows']}, but its files have {rows}"


def _file_problems(files: Mapping[str, Any]) -> Iterator[str]:
    for name, item in files.items():
        if names.is_bad_name(name.encode()) or name in (layout.MANIFEST, layout.SUMS, layout.SIGNATURE):
            yield f"files: {name!r} is not a valid file name in a release"
        elif name.endswith(".parquet") and "rows" not in item:
            yield f"files.{name}.rows: missing"
        elif name.startswith("data/") and not (name.endswith(".parquet") and name.count("/") == 2):
            # A loader takes every file of a table's folder for rows of it, and a verifier those that it finds there.
            yield f"files: {name!r} is not a file of a table"
    if len({names.folded(name.encode()) for name in files}) < len(files):
        yield "files: two have the same name on a system that ignores case"
