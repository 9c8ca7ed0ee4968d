"""The register of sources: what a maintainer states about each file, checked before anything is written."""

from __future__ import annotations

import codecs
import datetime
import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from corpus.errors import SingleProblem
from corpus.model.foreign_errors import EXHAUSTED, error_of
from corpus.model.names import KEY, SPLITS, inside
from corpus.sources.register_csv import read_rows
from corpus.sources.register_problems import defect, near, register_error, short

OWN_REGISTERS = ("register.toml", "register.csv")
"""What a folder's own register is called; of the second kind are sources without ``[dataset]``."""
DOI = re.compile(r"^10\.\d{4,9}(\.\d+)?/[A-Za-z0-9:/_;.()\[\]-]+$")  # as the Citation File Format takes it
FORMS = {
    "name": "use at most 64 lower-case letters, digits, - and _, with no - or _ at either end",
    "key": "use at most 64 lower-case letters, digits, - and _, with no - or _ at either end",
    "sha256": "64 hexadecimal digits in lower case are expected",
    "doi": "write it as 10.1234/name",
}
"""What a value should look like whose pattern says nothing to people."""
MAX_BYTES = 256 * 1024 * 1024  # a register of a million sources has about 200 MB


KeyPlace = Any  # Callable[[object], str]: names file and line of a key


def _iso(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime.date) else value


def _bare_doi(value: object) -> object:
    """Return a DOI as it is written in lists; people copy the address, or the word before it."""
    return re.sub(r"(?i)^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", "", value) if isinstance(value, str) else value


def _both_splits(names: list[str]) -> list[str]:
    if sorted(names) != sorted(SPLITS):
        raise ValueError(f"write {list(SPLITS)}, or leave splits out")
    return names


ShortText = Annotated[str, Field(max_length=1000)]
ShortTexts = Annotated[list[ShortText], Field(max_length=1000)]
Prose = Annotated[str, Field(max_length=10_000)]
Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class DatasetEntry(_Strict):
    """The data set as a whole."""

    name: Annotated[str, Field(pattern="^[a-z0-9](?:[a-z0-9_-]{0,62}[a-z0-9])?$")] | None = None
    title: ShortText | None = None
    description: Prose | None = None
    voices: Prose | None = None
    uses: Prose | None = None
    not_for: Prose | None = None
    limits: Prose | None = None
    personal_data: Prose | None = None
    quality: Prose | None = None
    authors: ShortTexts = []
    licence: ShortText | None = Field(default=None, validation_alias=AliasChoices("licence", "license"))
    rights: ShortText | None = None
    url: ShortText | None = None
    contact: ShortText | None = None
    rights_statement: ShortText | None = None
    doi: Annotated[str, BeforeValidator(_bare_doi), Field(pattern=DOI.pattern, max_length=1000)] | None = None
    tags: ShortTexts = []
    task_categories: ShortTexts = []
    splits: Annotated[list[ShortText], AfterValidator(_both_splits)] = []
    card: ShortText | None = None
    duplicates: Literal["flag", "drop"] = "flag"
    rules_off: ShortTexts = []
    rules_on: ShortTexts = []


class SourceEntry(_Strict):
    """One source: the facts that its text may not state, or states wrongly."""

    key: Annotated[str, Field(pattern=f"^{KEY.pattern}$")]
    file: str
    sha256: Sha256 | None = None
    title: ShortText | None = None
    subtitle: ShortText | None = None
    publisher: ShortText | None = None
    authors: ShortTexts = []
    places: ShortTexts = []
    date: Annotated[ShortText, BeforeValidator(_iso)] | None = None
    date_basis: ShortText | None = None
    language: ShortText | None = None
    rights: ShortText | None = None
    rights_statement: ShortText | None = None
    personal_data: Annotated[str, Field(min_length=1, max_length=1000)] | None = None
    encoding: ShortText | None = None


@dataclass(frozen=True)
class Register:
    """A checked register: ``sources`` by their path in the source folder, ``places`` (file and line) by their key."""

    path: Path | None = None
    dataset: DatasetEntry = field(default_factory=DatasetEntry)
    sources: Mapping[str, SourceEntry] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)


def read_register(path: Path) -> Register:
    """Read and check a register: ``.toml``, ``.csv`` with a source a row, or ``.jsonl`` with a source a line.

    Raises
    ------
    RegisterError
        With every problem found, each with its place, its code and the near miss.
    """
    return _checked([path])


def read_registers(folder: Path) -> Register:
    """Read and check the registers that a folder has of its own; their sources are put together.

    Raises
    ------
    RegisterError
        As `read_register`; a source that both have is a problem too.
    """
    paths = [folder / name for name in OWN_REGISTERS if (folder / name).is_file()]
    return _checked(paths) if paths else Register()


def _checked(paths: list[Path]) -> Register:
    problems: list[SingleProblem] = []
    dataset = DatasetEntry()
    sources: list[tuple[str, SourceEntry]] = []
    for place, model, table in chain.from_iterable(map(_tables, paths)):
        try:
            entry = model.model_validate(table)
        except ValidationError as error:
            problems += [
                SingleProblem(place(item["loc"][0] if item["loc"] else ""), *_problem(item, model))
                for item in error.errors()
            ]
            continue
        if isinstance(entry, SourceEntry):
            sources.append((place(""), entry))
            if reason := inside(entry.file):
                text = f"file = {short(entry.file)} is not a path inside the source folder"
                problems.append(SingleProblem(place("file"), reason, text))
        elif isinstance(entry, DatasetEntry):
            dataset = entry
    problems += _repeated(sources)
    if problems:
        raise register_error(paths[0], *problems)
    places = {entry.key: place for place, entry in sources}
    return Register(paths[0], dataset, {_plain(entry.file): entry for _, entry in sources}, places)


def _tables(path: Path) -> Iterator[tuple[KeyPlace, type[BaseModel], object]]:
    readers = {".toml": _read_toml, ".csv": _read_csv, ".jsonl": _read_jsonl}
    if path.suffix not in readers:
        raise defect(path, "UNSUPPORTED_TYPE", "a register is a .toml, a .csv or a .jsonl file")
    return readers[path.suffix](path, _read(path))


def _read(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise defect(path, "TOO_LARGE", f"a register has at most {MAX_BYTES} bytes")
        data = path.read_bytes()
    except OSError as error:
        if error.errno in EXHAUSTED:
            raise error_of(error) or error from None
        raise defect(path, "MISSING_FILE", str(error.strerror)) from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        text = f"byte {error.start} is not valid UTF-8{_other_encoding(data)}"
        raise defect(path, "BAD_UNICODE", text, help=f"save it as {_utf8_of(path)}") from None


def _other_encoding(data: bytes) -> str:
    """Say what a register is instead of UTF-8: what spreadsheets and editors write on Chinese Windows."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ": it is UTF-16"
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return ""
    return ": it looks like GB18030"


def _utf8_of(path: Path) -> str:
    return "UTF-8; a spreadsheet calls that CSV UTF-8" if path.suffix == ".csv" else "UTF-8"


def _read_csv(path: Path, text: str) -> Iterator[tuple[KeyPlace, type[BaseModel], object]]:
    for place, row in read_rows(path, text, tuple(SourceEntry.model_fields)):
        yield _fixed_place(place), SourceEntry, row


def _read_toml(path: Path, text: str) -> Iterator[tuple[KeyPlace, type[BaseModel], object]]:
    _require_short_keys(path, text)
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise register_error(path, _syntax(path, text, str(error))) from None
    except RecursionError:
        raise defect(path, "TOO_DEEP", "the register nests too deeply") from None
    lines = text.split("\n")
    unknown = [name for name in data if name not in ("dataset", "source")]
    if unknown:
        raise register_error(path, *(_unknown(path, lines, name) for name in unknown))
    if "dataset" in data:
        yield _placer(path, lines, _header(lines, r"\[\s*dataset\s*\]", 0)), DatasetEntry, data["dataset"]
    sources = data.get("source", [])
    if not isinstance(sources, list):
        raise defect(path, "BAD_TYPE", "write [[source]], with two brackets, for each source")
    starts = [number for number, line in enumerate(lines) if re.match(r"\s*\[\[\s*source\s*\]\]", line)]
    for index, table in enumerate(sources):
        yield _placer(path, lines, starts[index] if index < len(starts) else 0), SourceEntry, table


# A key of n parts takes tomllib n * n / 2 pointers: one of 40 kB took 1.7 GB. Strings and comments are passed over.
_TOML_STRINGS = re.compile(
    "|".join(
        [
            r'"""(?:[^\\]|\\.)*?(?:"{3,5}|\Z)',
            r"'''.*?(?:'{3,5}|\Z)",
            r'"(?:[^"\\\n]|\\.)*+"?',
            r"'[^'\n]*+'?",
            r"#[^\n]*+",
        ]
    ),
    re.S,
)
_LONG_KEY = re.compile(r"(?<![\w.-])[\w-]++(?:[ \t]*+\.[ \t]*+[\w-]++){8,}")


def long_key(text: str) -> str:
    """Return a key of many parts in a TOML file, which must not be parsed; empty where there is none."""
    found = _LONG_KEY.search(_TOML_STRINGS.sub("s", text))
    return found[0] if found else ""


def _require_short_keys(path: Path, text: str) -> None:
    if found := long_key(text):
        raise defect(path, "UNKNOWN_KEY", f"{short(found)}: a key of a register has one part")


def _unknown(path: Path, lines: list[str], name: str) -> SingleProblem:
    text = f"{short(name)}{near(name, ('dataset', 'source'))}"
    return SingleProblem(f"{path}:{_line_of(lines, 0, name)}", "UNKNOWN_KEY", text)


def _syntax(path: Path, text: str, message: str) -> SingleProblem:
    """Word a TOML error; tomllib gives line and column of a repeated key but not its name, which is read there."""
    at = re.search(r"\(at line (\d+), column (\d+)\)", message)
    line = text.split("\n")[int(at[1]) - 1] if at else ""
    key = re.match(r"\s*(?:\[+\s*)?([\w.\"'-]{1,80})", line)
    place = f"{path}:{at[1]}:{at[2]}" if at else f"{path}"
    if "overwrite" in message.lower() or "twice" in message or "Cannot declare" in message:
        repeated = key[1] if key else line.strip()[:80]
        return SingleProblem(place, "DUPLICATE_KEY", f"{repeated!r} is given twice")
    return SingleProblem(place, "SYNTAX", message.split(" (at line")[0])


def _header(lines: list[str], pattern: str, start: int) -> int:
    return next((n for n in range(start, len(lines)) if re.match(r"\s*" + pattern, lines[n])), 0)


def _line_of(lines: list[str], start: int, key: object) -> int:
    pattern = re.compile(rf"\s*[\"']?{re.escape(str(key))}[\"']?\s*[=.]|\s*\[+\s*{re.escape(str(key))}\b")
    return next((n for n in range(start, len(lines)) if pattern.match(lines[n])), start) + 1


def _placer(path: Path, lines: list[str], start: int) -> KeyPlace:
    return lambda key: f"{path}:{_line_of(lines, start, key)}"


class _RepeatedError(ValueError):
    pass


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    for key, count in Counter(key for key, _ in pairs).items():
        if count > 1:
            raise _RepeatedError(key)
    return dict(pairs)


def _no_constant(name: str) -> Any:
    raise OverflowError(f"{name} is not a valid value")


def _read_jsonl(path: Path, text: str) -> Iterator[tuple[KeyPlace, type[BaseModel], object]]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield _fixed_place(f"{path}:{number}"), SourceEntry, _json_line(path, f"{path}:{number}", line)


def _fixed_place(place: str) -> KeyPlace:
    return lambda key: place


def _json_line(path: Path, place: str, line: str) -> Any:
    try:
        value = json.loads(line, object_pairs_hook=_pairs, parse_constant=_no_constant)
        json.dumps(value, ensure_ascii=False).encode()
    except _RepeatedError as error:
        raise defect(path, "DUPLICATE_KEY", f"{short(str(error))} is given twice", place) from None
    except json.JSONDecodeError as error:
        raise defect(path, "SYNTAX", error.msg, f"{place}:{error.colno}") from None
    except RecursionError:
        raise defect(path, "TOO_DEEP", "the line nests too deeply", place) from None
    except UnicodeEncodeError:
        raise defect(path, "BAD_UNICODE", "a lone surrogate is not a valid character", place) from None
    except (OverflowError, ValueError) as error:
        raise defect(path, "BAD_TYPE", str(error)[:80], place) from None
    return value


def _problem(item: Any, model: type[BaseModel]) -> tuple[str, str]:
    name = ".".join(str(part) for part in item["loc"][:2])
    if item["type"] == "extra_forbidden":
        return "UNKNOWN_KEY", f"{short(name)}{near(name, tuple(model.model_fields))}"
    if item["type"] == "missing":
        return "MISSING_KEY", f"{name} is needed"
    if item["type"] in ("string_too_long", "too_long"):
        return "FIELD_TOO_LONG", f"{name}: {item['msg']}"
    if item["type"] == "string_pattern_mismatch" and name in FORMS:
        return "BAD_TYPE", f"{name}: {FORMS[name]}"
    return "BAD_TYPE", f"{name}: {item['msg']}"


def _plain(file: str) -> str:
    return str(PurePosixPath(file))


def _repeated(sources: list[tuple[str, SourceEntry]]) -> Iterator[SingleProblem]:
    for code, what, values in (
        ("DUPLICATE_KEY", "key", [entry.key for _, entry in sources]),
        ("DUPLICATE_PATH", "file", [_plain(entry.file) for _, entry in sources]),
    ):
        places: dict[str, list[str]] = {}
        for (place, _), value in zip(sources, values, strict=True):
            places.setdefault(value, []).append(place)
        for value, found in places.items():
            if len(found) > 1:
                text = f"{len(found)} sources have {what} = {short(value)}; the first is {found[0]}"
                yield SingleProblem(found[1], code, text)
