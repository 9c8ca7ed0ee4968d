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
from typing import Annotated, Any, NamedTuple

from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from corpus.errors import RegisterError
from corpus.model.foreign_errors import EXHAUSTED, error_of
from corpus.model.names import KEY, inside
from corpus.model.near_miss import near_miss

SHOWN = 10  # problems in a message
MAX_BYTES = 256 * 1024 * 1024  # a register of a million sources has about 200 MB


def _iso(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime.date) else value


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
    card: ShortText | None = None
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
    """A checked register: ``sources`` by their path in the source folder."""

    path: Path | None = None
    dataset: DatasetEntry = field(default_factory=DatasetEntry)
    sources: Mapping[str, SourceEntry] = field(default_factory=dict)


class RegisterProblem(NamedTuple):
    """A problem in a register: the file with the line, a code, and what is wrong."""

    where: str
    code: str
    text: str

    def __str__(self) -> str:
        return f"{self.where}: {self.code}: {self.text}"


def register_error(path: object, *problems: RegisterProblem, help: str = "") -> RegisterError:
    """Make the error for some problems; the message lists the first ten, and ``problems`` has all of them."""
    listed = tuple(map(str, problems))
    more = [f"... and {len(listed) - SHOWN} more"] if len(listed) > SHOWN else []
    codes = {problem.code for problem in problems}
    code = codes.pop() if len(codes) == 1 else ""
    return RegisterError("\n".join([*listed[:SHOWN], *more]), help, str(path), code, listed)


def read_register(path: Path) -> Register:
    """Read and check a register (``.toml``, or ``.jsonl`` with a source a line).

    Raises
    ------
    RegisterError
        With every problem found, each with its place, its code and the near miss.
    """
    if path.suffix not in (".toml", ".jsonl"):
        raise _defect(path, "UNSUPPORTED_TYPE", "a register is a .toml or a .jsonl file")
    text = _read(path)
    tables = _read_toml(path, text) if path.suffix == ".toml" else _read_jsonl(path, text)
    problems: list[RegisterProblem] = []
    dataset = DatasetEntry()
    sources: list[SourceEntry] = []
    for place, model, table in tables:
        try:
            entry = model.model_validate(table)
        except ValidationError as error:
            problems += [
                RegisterProblem(place(item["loc"][0] if item["loc"] else ""), *_problem(item, model))
                for item in error.errors()
            ]
            continue
        if isinstance(entry, SourceEntry):
            sources.append(entry)
            if reason := inside(entry.file):
                text = f"file = {_short(entry.file)} is not a path inside the source folder"
                problems.append(RegisterProblem(place("file"), reason, text))
        elif isinstance(entry, DatasetEntry):
            dataset = entry
    problems += _repeated(path, sources)
    if problems:
        raise register_error(path, *problems)
    return Register(path, dataset, {_plain(entry.file): entry for entry in sources})


def _read(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise _defect(path, "TOO_LARGE", f"a register has at most {MAX_BYTES} bytes")
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        if error.errno in EXHAUSTED:
            raise error_of(error) or error from None
        raise _defect(path, "MISSING_FILE", str(error.strerror)) from None
    except UnicodeDecodeError as error:
        raise _defect(path, "BAD_UNICODE", f"byte {error.start} is not valid UTF-8") from None


def _defect(path: Path, code: str, text: str, where: str = "") -> RegisterError:
    return register_error(path, RegisterProblem(where or str(path), code, text))


KeyPlace = Any  # Callable[[object], str]: names file and line of a key


def _read_toml(path: Path, text: str) -> Iterator[tuple[KeyPlace, type[BaseModel], object]]:
    _require_short_keys(path, text)
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise register_error(path, _syntax(path, text, str(error))) from None
    except RecursionError:
        raise _defect(path, "TOO_DEEP", "the register nests too deeply") from None
    lines = text.split("\n")
    unknown = [name for name in data if name not in ("dataset", "source")]
    if unknown:
        raise register_error(path, *(_unknown(path, lines, name) for name in unknown))
    if "dataset" in data:
        yield _placer(path, lines, _header(lines, r"\[\s*dataset\s*\]", 0)), DatasetEntry, data["dataset"]
    sources = data.get("source", [])
    if not isinstance(sources, list):
        raise _defect(path, "BAD_TYPE", "write [[source]], with two brackets, for each source")
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


def _require_short_keys(path: Path, text: str) -> None:
    found = _LONG_KEY.search(_TOML_STRINGS.sub("s", text))
    if found:
        raise _defect(path, "UNKNOWN_KEY", f"{_short(found[0])}: a key of a register has one part")


def _unknown(path: Path, lines: list[str], name: str) -> RegisterProblem:
    text = f"{_short(name)}{_near(name, ('dataset', 'source'))}"
    return RegisterProblem(f"{path}:{_line_of(lines, 0, name)}", "UNKNOWN_KEY", text)


def _syntax(path: Path, text: str, message: str) -> RegisterProblem:
    """Word a TOML error; tomllib gives line and column of a repeated key but not its name, which is read there."""
    at = re.search(r"\(at line (\d+), column (\d+)\)", message)
    line = text.split("\n")[int(at[1]) - 1] if at else ""
    key = re.match(r"\s*(?:\[+\s*)?([\w.\"'-]{1,80})", line)
    place = f"{path}:{at[1]}:{at[2]}" if at else f"{path}"
    if "overwrite" in message.lower() or "twice" in message or "Cannot declare" in message:
        repeated = key[1] if key else line.strip()[:80]
        return RegisterProblem(place, "DUPLICATE_KEY", f"{repeated!r} is given twice")
    return RegisterProblem(place, "SYNTAX", message.split(" (at line")[0])


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
        raise _defect(path, "DUPLICATE_KEY", f"{_short(str(error))} is given twice", place) from None
    except json.JSONDecodeError as error:
        raise _defect(path, "SYNTAX", error.msg, f"{place}:{error.colno}") from None
    except RecursionError:
        raise _defect(path, "TOO_DEEP", "the line nests too deeply", place) from None
    except UnicodeEncodeError:
        raise _defect(path, "BAD_UNICODE", "a lone surrogate is not a valid character", place) from None
    except (OverflowError, ValueError) as error:
        raise _defect(path, "BAD_TYPE", str(error)[:80], place) from None
    return value


def _problem(item: Any, model: type[BaseModel]) -> tuple[str, str]:
    name = ".".join(str(part) for part in item["loc"][:2])
    if item["type"] == "extra_forbidden":
        return "UNKNOWN_KEY", f"{_short(name)}{_near(name, tuple(model.model_fields))}"
    if item["type"] == "missing":
        return "MISSING_KEY", f"{name} is needed"
    if item["type"] in ("string_too_long", "too_long"):
        return "FIELD_TOO_LONG", f"{name}: {item['msg']}"
    return "BAD_TYPE", f"{name}: {item['msg']}"


def _near(name: str, known: tuple[str, ...]) -> str:
    return "; " + near_miss(name, known, f"the keys are {', '.join(known)}")


def _short(value: str) -> str:
    text = ascii(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _plain(file: str) -> str:
    return str(PurePosixPath(file))


def _repeated(path: Path, sources: Iterable[SourceEntry]) -> Iterator[RegisterProblem]:
    sources = list(sources)
    for code, what, values in (
        ("DUPLICATE_KEY", "key", [entry.key for entry in sources]),
        ("DUPLICATE_PATH", "file", [_plain(entry.file) for entry in sources]),
    ):
        for value, count in Counter(values).items():
            if count > 1:
                yield RegisterProblem(str(path), code, f"{count} sources have {what} = {_short(value)}")
