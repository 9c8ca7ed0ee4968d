"""Commands on a terminal, as a person sees them."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import struct
import subprocess
import sys
import termios
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from conftest import ROOT

END = "===="
RUN = f"""
import json, sys
from corpus.cli import main
for arguments in json.loads(sys.argv[1]):
    try:
        main(arguments)
    except SystemExit:
        print({END!r}, end="", flush=True)
"""


def on_terminal(*arguments: str | Path, columns: int = 80, **environment: str) -> str:
    """Run a command whose stdout and stderr are a terminal, and return what it shows."""
    return all_on_terminal({"": arguments}, columns, **environment)[""]


def all_on_terminal(commands: Mapping[str, Sequence[str | Path]], columns: int, **environment: str) -> dict[str, str]:
    """Run commands in one process, for starting Python takes longer than most of them."""
    main, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 25, columns, 0, 0))
    inherited = {
        name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR", "COLUMNS")
    }
    texts = json.dumps([[str(part) for part in command] for command in commands.values()])
    with subprocess.Popen(
        [sys.executable, "-c", RUN, texts], stdin=subprocess.DEVNULL, stdout=terminal, stderr=terminal,
        env={**inherited, "TERM": "xterm-256color", **environment}, cwd=ROOT,
    ):  # fmt: skip
        os.close(terminal)
        shown = b"".join(pieces(main)).decode().replace("\r\n", "\n")
    os.close(main)
    return dict(zip(commands, shown.split(END), strict=False))


def pieces(descriptor: int) -> Iterator[bytes]:
    while True:
        try:
            piece = os.read(descriptor, 65536)
        except OSError:  # the other end is closed
            return
        if not piece:
            return
        yield piece
