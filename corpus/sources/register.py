"""The register of sources: what a maintainer states about each file, checked before anything is written."""

from __future__ import annotations

import datetime
import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from corpus.errors import RegisterError
from corpus.model.names import KEY, inside
from corpus.model.near_miss import near_miss

MAX_BYTES = 256 * 1024 * 1024  # a register of a million sources has about 200 MB


def _iso(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime.date) else value


Line = Annotated[str, Field(max_length=1000)]
Lines = Annotated[list[Line], Field(max_length=1000)]
Prose = Annotated[str, Field(max_length=10_000)]
Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class DatasetEntry(_Strict):
    """The data set as a whole."""

    name: Annotated[str, Field(pattern="^[a-z0-9](?:[a-z0-9_-]{0,62}[a-z0-9])?$")] | None = None
    title: Line | None = None
    description: Prose | None = None
    voices: Prose | None = None
    uses: Prose | None = None
    not_for: Prose | None = None
    limits: Prose | None = None
    personal_data: Prose | None = None
    quality: Prose | None = None
    authors: Lines = []
    licence: Line | None = None
    url: Line | None = None
    contact: Line | None = None
    rights_statement: Line | None = None
    card: Line | None = None
    rules_off: Lines = []
    rules_on: Lines = []


class SourceEntry(_Strict):
    """One source: the facts that its text may not state, or states wrongly."""

    key: Annotated[str, Field(pattern=f"^{KEY.pattern}$")]
    file: str
    sha256: Sha256 | None = None
    title: Line | None = None
    subtitle: Line | None = None
    publisher: Line | None = None
    authors: Lines = []
    places: Lines = []
    date: Annotated[Line, BeforeValidator(_iso)] | None = None
    date_basis: Line | None = None
    language: Line | None = None
    rights: Line = "unknown"
    rights_statement: Line | None = None
    encoding: Line | None = None


@dataclass(frozen=True)
class Register:
    """A checked register: ``sources`` by their path in the source folder."""

    path: Path | None = None
    dataset: DatasetEntry = field(default_factory=DatasetEntry)
    sources: Mapping[str, SourceEntry] = field(default_factory=dict)


def read_register(path: Path) -> Register:
    """Read and check a register (``.toml``, or ``.jsonl`` with a source a line).

    Raises
    ------
    RegisterError
        With every problem found, each with its place, its code and the near miss.
    """
    if path.suffix not in (".toml", ".jsonl"):
        raise RegisterError(f"{path}: UNSUPPORTED_TYPE: a register is a .toml or a .jsonl file")
    text = _read(path)
    tables = _read_toml(path, text) if path.suffix == ".toml" else _read_jsonl(path, text)
    problems: list[str] = []
    dataset = DatasetEntry()
    sources: list[SourceEntry] = []
    for place, model, table in tables:
        try:
            entry = model.model_validate(table)
        except ValidationError as error:
            problems += [
                f"{place(item['loc'][0] if item['loc'] else '')}: {_problem(item, model)}" for item in error.errors()
            ]
            continue
        if isinstance(entry, SourceEntry):
            sources.append(entry)
            if reason := inside(entry.file):
                problems.append(
                    f"{place('file')}: {reason}: file = {_short(entry.file)} is no path inside the source folder"
                )
        elif isinstance(entry, DatasetEntry):
            dataset = entry
    problems += _repeated(path, sources)
    if problems:
        raise RegisterError(
            "\n".join([*problems[:10], *([f"... and {len(problems) - 10} more"] if len(problems) > 10 else [])])
        )
    return Register(path, dataset, {_plain(entry.file): entry for entry in sources})


def _read(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise RegisterError(f"{path}: TOO_LARGE: a register has at most {MAX_BYTES} bytes")
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise RegisterError(f"{path}: MISSING_FILE: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise RegisterError(f"{path}: BAD_UNICODE: byte {error.start} is no UTF-8") from None


Place = Any  # Callable[[object], str]: names file and line of a key


def _read_toml(path: Path, text: str) -> Iterator[tuple[Place, type[BaseModel], object]]:
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RegisterError(_syntax(path, text, str(error))) from None
    except RecursionError:
        raise RegisterError(f"{path}: TOO_DEEP: the register nests too deeply") from None
    lines = text.split("\n")
    unknown = [name for name in data if name not in ("dataset", "source")]
    if unknown:
        raise RegisterError("\n".join(_unknown(path, lines, name) for name in unknown[:5]))
    if "dataset" in data:
        yield _placer(path, lines, _header(lines, r"\[\s*dataset\s*\]", 0)), DatasetEntry, data["dataset"]
    sources = data.get("source", [])
    if not isinstance(sources, list):
        raise RegisterError(f"{path}: BAD_TYPE: write [[source]], with two brackets, for each source")
    starts = [number for number, line in enumerate(lines) if re.match(r"\s*\[\[\s*source\s*\]\]", line)]
    for index, table in enumerate(sources):
        yield _placer(path, lines, starts[index] if index < len(starts) else 0), SourceEntry, table


def _unknown(path: Path, lines: list[str], name: str) -> str:
    return f"{path}:{_line_of(lines, 0, name)}: UNKNOWN_KEY: {_short(name)}{_near(name, ('dataset', 'source'))}"


def _syntax(path: Path, text: str, message: str) -> str:
    """tomllib says line and column of a repeated key but not its name: read it there."""
    at = re.search(r"\(at line (\d+), column (\d+)\)", message)
    line = text.split("\n")[int(at[1]) - 1] if at else ""
    key = re.match(r"\s*(?:\[+\s*)?([\w.\"'-]{1,80})", line)
    place = f"{path}:{at[1]}:{at[2]}" if at else f"{path}"
    if "overwrite" in message.lower() or "twice" in message or "Cannot declare" in message:
        return f"{place}: DUPLICATE_KEY: {key[1] if key else line.strip()[:80]!r} is given twice"
    return f"{place}: SYNTAX: {message.split(' (at line')[0]}"


def _header(lines: list[str], pattern: str, start: int) -> int:
    return next((n for n in range(start, len(lines)) if re.match(r"\s*" + pattern, lines[n])), 0)


def _line_of(lines: list[str], start: int, key: object) -> int:
    pattern = re.compile(rf"\s*[\"']?{re.escape(str(key))}[\"']?\s*[=.]|\s*\[+\s*{re.escape(str(key))}\b")
    return next((n for n in range(start, len(lines)) if pattern.match(lines[n])), start) + 1


def _placer(path: Path, lines: list[str], start: int) -> Place:
    return lambda key: f"{path}:{_line_of(lines, start, key)}"


class _RepeatedError(ValueError):
    pass


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    for key, count in Counter(key for key, _ in pairs).items():
        if count > 1:
            raise _RepeatedError(key)
    return dict(pairs)


def _no_constant(name: str) -> Any:
    raise OverflowError(f"{name} is no value")


def _read_jsonl(path: Path, text: str) -> Iterator[tuple[Place, type[BaseModel], object]]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield _fixed_place(f"{path}:{number}"), SourceEntry, _json_line(f"{path}:{number}", line)


def _fixed_place(place: str) -> Place:
    return lambda key: place


def _json_line(place: str, line: str) -> Any:
    try:
        value = json.loads(line, object_pairs_hook=_pairs, parse_constant=_no_constant)
        json.dumps(value, ensure_ascii=False).encode()
    except _RepeatedError as error:
        raise RegisterError(f"{place}: DUPLICATE_KEY: {_short(str(error))} is given twice") from None
    except json.JSONDecodeError as error:
        raise RegisterError(f"{place}:{error.colno}: SYNTAX: {error.msg}") from None
    except RecursionError:
        raise RegisterError(f"{place}: TOO_DEEP: the line nests too deeply") from None
    except UnicodeEncodeError:
        raise RegisterError(f"{place}: BAD_UNICODE: a lone surrogate is no character") from None
    except (OverflowError, ValueError) as error:
        raise RegisterError(f"{place}: BAD_TYPE: {str(error)[:80]}") from None
    return value


def _problem(item: Any, model: type[BaseModel]) -> str:
    name = ".".join(str(part) for part in item["loc"][:2])
    if item["type"] == "extra_forbidden":
        return f"UNKNOWN_KEY: {_short(name)}{_near(name, tuple(model.model_fields))}"
    if item["type"] == "missing":
        return f"MISSING_KEY: {name} is needed"
    if item["type"] in ("string_too_long", "too_long"):
        return f"FIELD_TOO_LONG: {name}: {item['msg']}"
    return f"BAD_TYPE: {name}: {item['msg']}"


def _near(name: str, known: tuple[str, ...]) -> str:
    return "; " + near_miss(name, known, f"the keys are {', '.join(known)}")


def _short(value: str) -> str:
    text = ascii(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _plain(file: str) -> str:
    return str(PurePosixPath(file))


def _repeated(path: Path, sources: Iterable[SourceEntry]) -> Iterator[str]:
    sources = list(sources)
    for code, what, values in (
        ("DUPLICATE_KEY", "key", [entry.key for entry in sources]),
        ("DUPLICATE_PATH", "file", [_plain(entry.file) for entry in sources]),
    ):
        for value, count in Counter(values).items():
            if count > 1:
                yield f"{path}: {code}: {count} sources have {what} = {_short(value)}"
