"""A page of the documents, as the commands and snippets in it, and a fresh environment to run them in.

The info string of a fence says what a test must know of a block:

- ``file: NAME`` writes it, ``exit: 1`` is the exit code of its commands,
- ``needs: LIBRARY`` leaves the page out where that is not installed,
- ``checkout`` runs it in the project's folder,
- ``skip: REASON``: no test runs it, and the line above says so to the reader.

In a console block, lines below a command are what it prints; ``...`` is for anything.
"""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

BLOCK = re.compile(r"^( *)(?:```(\w+)([^\n]*)\n(.*?)^ *```|<!-- setup\n(.*?)^-->)", re.M | re.S)
NOT_RUN = re.compile(r"^\*Not run by the tests: ([^*\n]+)\.\*\n\n", re.M)
RUN = ("console", "python", "sh")


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block, or a comment that prepares what follows (``setup``); ``reason`` is why no test runs it."""

    language: str
    options: dict[str, str]
    text: str
    reason: str | None

    def missing(self) -> str | None:
        """A library that it needs and that is not installed."""
        wanted = filter(None, self.options.get("needs", "").split(", "))
        return next((name for name in wanted if importlib.util.find_spec(name) is None), None)

    def commands(self) -> Iterator[tuple[str, str]]:
        """Each command of a console with what it prints; a command goes on after a backslash."""
        yield from re.findall(r"^\$ ((?:.*\\\n)*.*)\n((?:(?!\$ ).*\n)*)", self.text, re.M)


def blocks(page: Path) -> list[Block]:
    """All blocks of a page, in order."""
    text, found = page.read_text(encoding="utf-8"), []
    for match in BLOCK.finditer(text):
        indent, language, options, body, setup = match.groups()
        pairs = dict(re.findall(r"(\w+)(?:: ([^;]+))?", options or ""))
        above = NOT_RUN.search(text, text.rfind("\n\n", 0, max(0, match.start() - 2)) + 2, match.start())
        lines = (body if setup is None else setup).split("\n")
        own = "\n".join(line.removeprefix(indent) for line in lines)
        found.append(Block(language or "setup", pairs, own, above[1] if above else None))
    return found


@dataclass(frozen=True, slots=True)
class FreshEnvironment:
    """A virtual environment with the project's wheel; ``pip install`` finds that wheel and what the tests have."""

    folder: Path
    wheels: Path

    def variables(self, home: Path) -> dict[str, str]:
        """What a newcomer's shell has: none of our variables, a home of its own, no registry."""
        kept = {key: value for key, value in os.environ.items() if not re.match("CORPUS_|PYTHON|XDG_|VIRTUAL_ENV", key)}
        kept["PATH"] = os.pathsep.join([str(self.folder / "bin"), str(Path(sys.executable).parent), os.environ["PATH"]])
        pip = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(self.wheels), "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
        own = {"HOME": str(home), "CORPUS_CACHE": str(home / "cache"), "HF_HOME": str(home / "hf")}
        return {**kept, **pip, **own, "MPLCONFIGDIR": str(self.folder / "matplotlib"), "PIP_ROOT_USER_ACTION": "ignore"}


def fresh_environment(folder: Path, root: Path) -> FreshEnvironment:
    """Make one: the package from its wheel, and the libraries that the tests themselves have."""
    made = FreshEnvironment(folder / "env", folder / "wheels")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "--directory", str(made.wheels)]
    subprocess.run(build, cwd=root, check=True, capture_output=True)
    venv.create(made.folder, with_pip=True, symlinks=True)
    python = made.folder / "bin" / "python"
    places = {"base": str(made.folder), "platbase": str(made.folder)}
    own = Path(sysconfig.get_path("purelib", "venv", vars=places))
    (own / "libraries_of_the_tests.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    wheel = next(made.wheels.iterdir())
    install = [
        str(python),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        "--ignore-installed",
        str(wheel),
    ]
    subprocess.run(install, check=True, capture_output=True)
    return made


def says(printed: str, shown: str) -> bool:
    """Whether a command printed what the page shows, where ``...`` is for anything."""
    pattern = r"[\s\S]*?".join(re.escape(part) for part in shown.rstrip("\n").split("..."))
    return re.fullmatch(pattern, printed.rstrip("\n")) is not None
