"""How results reach the user: data on stdout as UTF-8, progress on stderr, no control characters to a terminal."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])


def visible(text: str) -> str:
    """Escape unprintable characters, line ends aside."""
    return "".join(c if c.isprintable() or c in "\n\t" else c.encode("unicode_escape").decode() for c in text)


def write(text: str) -> None:
    """Write to stdout as UTF-8 whatever the locale; on a terminal, control characters are shown escaped."""
    shown = visible(text) if sys.stdout.isatty() else text
    sys.stdout.flush()
    sys.stdout.buffer.write(shown.encode("utf-8", "backslashreplace"))
    sys.stdout.buffer.flush()


def write_json(value: object) -> None:
    """Write one JSON document to stdout."""
    write(json.dumps(value, ensure_ascii=False, indent=1) + "\n")


def counted(counts: Mapping[str, int]) -> str:
    """Put counts on one line, the largest first."""
    return ", ".join(f"{name} {counts[name]}" for name in sorted(counts, key=lambda name: (-counts[name], name)))


def quantity(count: int, noun: str) -> str:
    """Return a count with its noun, in the plural unless it is 1.

    >>> quantity(1, "document"), quantity(2, "document")
    ('1 document', '2 documents')
    """
    return f"{count} {noun}" + "s" * (count != 1)


def note(text: str) -> None:
    """Print a message for a person, on stderr."""
    click.echo(visible(text), err=True)


def format_option(*choices: str) -> Callable[[Command], Command]:
    """Add ``--format``, whose first choice is the default."""
    return click.option(
        "--format", "form", type=click.Choice(choices), default=choices[0], show_default=True, show_envvar=True
    )


def place_options(command: Command) -> Command:
    """Add ``--version`` and ``--offline``, for commands that take a release, local or remote."""
    version = click.option("--version", help="Of a shelf: exact, latest, or a specifier such as ~=1.2.")
    offline = click.option(
        "--offline",
        is_flag=True,
        envvar="CORPUS_OFFLINE",
        show_envvar=True,
        expose_value=False,
        callback=_stay_offline,
        help="Use no network: read what the cache has.",
    )
    return version(offline(command))


def _stay_offline(context: click.Context, parameter: click.Parameter, chosen: bool) -> None:
    if chosen:
        os.environ["CORPUS_OFFLINE"] = "1"  # for this process and its workers


def progress_options(command: Command) -> Command:
    """Add ``--quiet`` and ``--no-progress``."""
    quiet = click.option("-q", "--quiet", is_flag=True, show_envvar=True, help="Only errors on stderr.")
    return quiet(click.option("--no-progress", is_flag=True, show_envvar=True, help="No progress bar.")(command))


@contextmanager
def progress(label: str, shown: bool) -> Iterator[Callable[[int, int], None]]:
    """Show a progress bar on stderr, if that is a terminal; the function takes what is done and the total."""
    if not (shown and sys.stderr.isatty()):
        yield lambda done, total: None
        return
    with click.progressbar(length=1, label=label, file=sys.stderr, show_pos=True) as bar:
        bar.update(0)

        def update(done: int, total: int) -> None:
            bar.length = max(1, total)
            bar.update(done - bar.pos)

        yield update


def read_input(path: str) -> bytes:
    """Read a file, or stdin for ``-``.

    Raises
    ------
    UsageError
        It cannot be read.
    """
    from corpus.errors import UsageError

    try:
        if path == "-":
            return sys.stdin.buffer.read()
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from None
