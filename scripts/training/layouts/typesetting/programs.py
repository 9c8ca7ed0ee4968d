"""How programs of others are run: a clear error if one is missing or fails."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

from corpus.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

PACKAGES = {
    "chromium": "chromium",
    "groff": "groff",
    "pdftotext": "poppler-utils",
    "soffice": "libreoffice-writer-nogui",
    "tesseract": "tesseract-ocr tesseract-ocr-chi-sim tesseract-ocr-chi-tra",
    "w3m": "w3m",
    "xelatex": "texlive-xetex texlive-lang-chinese",
}
"""The Debian packages that hold each program."""
SECONDS = 240


def missing(names: Sequence[str]) -> list[str]:
    """List the programs that are not installed."""
    return [name for name in names if shutil.which(name) is None]


def run(command: Sequence[str], folder: Path, given: str | None = None) -> str:
    """Run a program in a folder and return what it prints."""
    if missing(command[:1]):
        package = PACKAGES.get(command[0], command[0])
        raise UsageError(
            f"{command[0]}: not installed", f"on Debian: apt-get install --no-install-recommends {package}"
        )
    try:
        done = subprocess.run(
            list(command),
            cwd=folder,
            input=None if given is None else given.encode(),
            capture_output=True,
            timeout=SECONDS,
        )
    except subprocess.TimeoutExpired:
        raise UsageError(f"{command[0]}: no result within {SECONDS} seconds") from None
    if done.returncode:
        said = (done.stderr or done.stdout).decode("utf-8", "replace").strip()[-400:]
        raise UsageError(f"{command[0]}: failed with exit code {done.returncode}: {said}")
    return done.stdout.decode("utf-8", "replace")
