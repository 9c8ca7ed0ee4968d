"""How results reach the user: data is made safe first and styled after, stdout is UTF-8, messages are on stderr."""

from __future__ import annotations

import json
import os
import shutil
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any, NamedTuple, TextIO, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])
# Controls, formats (bidi among them), surrogates, private use, and the separators of lines and paragraphs.
COMMANDING = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
# Where newer versions of Unicode add ideographs: unassigned for an older Python, and characters nonetheless.
IDEOGRAPHIC_PLANES = range(0x20000, 0x40000)


class Styled(NamedTuple):
    """A piece of a line with the style that it has where there are colours."""

    text: str
    style: Mapping[str, Any]


Line = str | Iterable[str | Styled]


def visible(text: str, kept: str = "\n\t") -> str:
    """Escape what could command a terminal or mislead a reader; blanks of any width stay, and so do those in ``kept``.

    >>> visible("　标题\\x1b[31m\\u202e")
    '　标题\\\\x1b[31m\\\\u202e'
    """
    if text.isprintable():
        return text
    return "".join(char if char in kept or not _is_commanding(char) else _escaped(char) for char in text)


def _is_commanding(char: str) -> bool:
    category = unicodedata.category(char)
    return category in COMMANDING or (category == "Cn" and ord(char) not in IDEOGRAPHIC_PLANES)


def _escaped(char: str) -> str:
    return char.encode("unicode_escape").decode()


def inline(text: str) -> str:
    """Escape as `visible` does, and line breaks too: data in a line for people must not begin another."""
    return visible(text, "\t")


def colour_choice() -> bool | None:
    """Return whether to colour: ``--color`` decides, then NO_COLOR, then FORCE_COLOR; None: if it is a terminal."""
    choice = os.environ.get("CORPUS_COLOR", "auto")
    if choice in ("always", "never"):
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    return True if os.environ.get("FORCE_COLOR", "0") not in ("", "0") else None


def is_coloured(stream: TextIO) -> bool:
    """Return whether a stream gets colours."""
    choice = colour_choice()
    return choice if choice is not None else stream.isatty() and os.environ.get("TERM") != "dumb"


def columns() -> int | None:
    """Return how many cells a line of the terminal has; None where stdout is none."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def write(text: str) -> None:
    """Write a document or the like: exact in a pipe; on a terminal, what could command it is shown escaped."""
    _put(visible(text) if sys.stdout.isatty() else text)


def write_lines(lines: Iterable[Line]) -> None:
    """Write lines for people, also in a pipe safe and one line each; styles only where there are colours."""
    coloured = is_coloured(sys.stdout)
    _put("".join(f"{_shown(line, coloured)}\n" for line in lines))


def _shown(line: Line, coloured: bool) -> str:
    return inline(line) if isinstance(line, str) else "".join(_piece(piece, coloured) for piece in line)


def _piece(piece: str | Styled, coloured: bool) -> str:
    if isinstance(piece, str):
        return inline(piece)
    text = inline(piece.text)
    return click.style(text, **piece.style) if coloured and text else text


def changed_text(text: str, state: str) -> str | Styled:
    """Mark a text as ``removed`` or ``added``: in colour, else by brackets; nothing for an empty one."""
    shown = {"removed": ("[-", "-]", "red"), "added": ("{+", "+}", "green")}[state]
    if not text or is_coloured(sys.stdout):
        return colour(text, shown[2])
    return f"{shown[0]}{text}{shown[1]}"


def _put(text: str) -> None:
    """Write to stdout as UTF-8 whatever the locale."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
    sys.stdout.buffer.flush()


def bold(text: str) -> Styled:
    """Mark a piece as bold."""
    return Styled(text, {"bold": True})


def colour(text: str, name: str) -> Styled:
    """Mark a piece as coloured."""
    return Styled(text, {"fg": name})


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
    """Print a message for a person, on stderr, on one line."""
    click.echo(inline(text), err=True)


def hint(text: str) -> None:
    """Print a message as `note` does, unless ``--quiet`` was given: what next, or what is no surprise."""
    if os.environ.get("CORPUS_QUIET") != "1":
        note(text)


def report(word: str, colour: str, text: str) -> None:
    """Print a message of a sort (error, help, warning), on stderr; a help may have lines."""
    label = click.style(word, fg=colour, bold=word != "help") if is_coloured(sys.stderr) else word
    click.echo(f"{label}: {visible(text)}", err=True, color=True)


class FormatOption(click.Option):
    """``--format``, whose parameter is called ``form``: its variable is ``CORPUS_COMMAND_FORMAT`` all the same."""

    def resolve_envvar_value(self, ctx: click.Context) -> str | None:
        """Read the variable that bears the option's name."""
        self.envvar = f"{ctx.auto_envvar_prefix}_FORMAT"
        return super().resolve_envvar_value(ctx)

    def get_help_extra(self, ctx: click.Context) -> Any:
        """Show the variable that bears the option's name."""
        self.envvar = f"{ctx.auto_envvar_prefix}_FORMAT"
        return super().get_help_extra(ctx)


def format_option(*choices: str) -> Callable[[Command], Command]:
    """Add ``--format``, whose first choice is the default."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(choices),
        default=choices[0],
        show_default=True,
        show_envvar=True,
        cls=FormatOption,
    )


def place_options(command: Command) -> Command:
    """Add ``--version`` and those of `remote_options`, for commands that take a release, local or remote."""
    version = click.option("--version", help="Of a shelf: exact, latest, or a specifier such as ~=1.2.")
    return version(remote_options(command))


def remote_options(command: Command) -> Command:
    """Add ``--offline``, ``--no-progress`` and ``--quiet``, for commands that may fetch something."""
    return offline_option(progress_options(command, exposed=False))


def offline_option(command: Command) -> Command:
    """Add ``--offline``."""
    offline = click.option(
        "--offline",
        is_flag=True,
        envvar="CORPUS_OFFLINE",
        show_envvar=True,
        expose_value=False,
        callback=_switch_on("CORPUS_OFFLINE"),
        help="Use no network: read what the cache has.",
    )
    return offline(command)


def _switch_on(variable: str) -> Callable[[click.Context, click.Parameter, bool], bool]:
    """Return a callback by which an option sets a variable while the command runs, for the loader and its workers."""

    def switch(context: click.Context, parameter: click.Parameter, chosen: bool) -> bool:
        if chosen:
            context.call_on_close(partial(_restore, variable, os.environ.get(variable)))
            os.environ[variable] = "1"
        return chosen

    return switch


def _restore(variable: str, value: str | None) -> None:
    """Set a variable to what it was before the command."""
    if value is None:
        os.environ.pop(variable, None)
    else:
        os.environ[variable] = value


def progress_options(command: Command, *, exposed: bool = True) -> Command:
    """Add ``--quiet`` and ``--no-progress``."""
    for names, variable, text in (
        (["--no-progress"], "CORPUS_NO_PROGRESS", "No progress bar."),
        (["-q", "--quiet"], "CORPUS_QUIET", "Only errors on stderr."),
    ):
        callback = _switch_on(variable)
        option = click.option(
            *names, is_flag=True, envvar=variable, show_envvar=True, expose_value=exposed, callback=callback, help=text
        )
        command = option(command)
    return command


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
