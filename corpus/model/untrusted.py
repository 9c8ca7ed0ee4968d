"""Read what strangers wrote: bounded before it is read, JSON without surprises, and no path outside its folder."""

from __future__ import annotations

import json
import os
import re
import stat
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from corpus.errors import IntegrityError, UsageError
from corpus.model.names import inside


def read_bounded(path: Path, limit: int) -> bytes:
    """Read a small file: its size is looked at first, and no more than ``limit`` bytes are ever read.

    Raises
    ------
    IntegrityError
        It is not a regular file, has more bytes, or cannot be read.
    """
    try:
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            data = b"" if status.st_size > limit or not stat.S_ISREG(status.st_mode) else file.read(limit + 1)
    except OSError as error:
        raise IntegrityError(f"{path}: cannot be read: {error.strerror or error}", where=str(path)) from None
    if not stat.S_ISREG(status.st_mode):
        raise IntegrityError(f"{path}: not a regular file", where=str(path), code="NOT_REGULAR")
    if max(status.st_size, len(data)) > limit:
        found = f"{max(status.st_size, len(data)):,}"
        raise IntegrityError(f"{path}: it has {found} bytes; at most {limit:,} are read", where=str(path))
    return data


def parse_json(data: bytes) -> Any:
    """Return a JSON value; a key that is given twice, NaN, deep nesting and lone surrogates are refused.

    Raises
    ------
    ValueError
        It is not such JSON; the message says why.
    """
    try:
        value = json.loads(data.decode(), object_pairs_hook=_distinct, parse_constant=_no_constant)
        if b"\\ud" in data.lower():
            json.dumps(value, ensure_ascii=False).encode()
    except RecursionError:
        raise ValueError("it nests too deeply") from None
    except UnicodeEncodeError:
        raise ValueError("a lone surrogate is not a character") from None
    return value


def read_records(path: Path, limit: int, fields: Mapping[str, re.Pattern[str]]) -> list[dict[str, Any]]:
    """Read JSON objects, one a line, whose fields are texts of a form; others are refused.

    Raises
    ------
    IntegrityError
        As `read_bounded`, or a line is not such an object; the message names it.
    """
    found = []
    for number, line in enumerate(read_bounded(path, limit).split(b"\n"), 1):
        if not line:
            continue
        try:
            record = parse_json(line)
            if not isinstance(record, dict) or record.keys() != fields.keys():
                raise ValueError(f"expected an object with {', '.join(fields)}")
            for name, form in fields.items():
                if not isinstance(record[name], str) or not form.fullmatch(record[name]):
                    raise ValueError(f"{name} is {ascii(record[name])[:60]}")
        except ValueError as error:
            raise IntegrityError(f"{path}: line {number}: {error}", where=str(path), code="BAD_LINE") from None
        found.append(record)
    return found


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        repeated = Counter(key for key, _ in pairs).most_common(1)[0][0]
        raise ValueError(f"the key {ascii(repeated)[:60]} is given twice")
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a JSON value")


def safe_join(folder: Path, name: str) -> Path:
    """Return the path of what a file of a stranger names inside a folder.

    Raises
    ------
    UsageError
        The name leads out of the folder, or passes through a link: what a link leads to was not sent by whoever
        wrote the name.
    """
    if code := inside(name):
        raise UsageError(f"{name!a} is not a path inside {folder}", where=str(folder), code=code)
    path = folder
    for part in Path(name).parts:
        path /= part
        if path.is_symlink():
            raise UsageError(f"{path} is a link; {name!a} must not pass through one", where=str(path), code="LINK")
    return path
