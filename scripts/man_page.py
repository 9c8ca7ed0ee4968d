"""Make the manual page corpus(1) from the command line's own help, in the macros of man(7).

Not by click-man: its pages leave out the examples, and it makes one for each command of each group.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import click

from corpus.cli import COMMANDS, EXAMPLES, cli

NOTE = r".\" made by scripts/make_reference.py from the code; do not edit"


def man_page() -> str:
    """Return the page."""
    root = click.Context(cli, info_name="corpus", **cli.context_settings)
    commands = [(root, cli, "corpus"), *_commands(root)]
    lines = [NOTE, '.TH CORPUS 1 "" "corpus-zh"', ".SH NAME", r"corpus \- " + _text(_first(cli))]
    lines += [".SH SYNOPSIS", r".B corpus", _text("[OPTIONS] COMMAND [ARGS]...")]
    lines += [".SH DESCRIPTION", *_paragraphs(cli.help), ".SH OPTIONS", *_options(cli, root), ".SH COMMANDS"]
    for context, command, name in commands[1:]:
        lines += [f'.SS "{_quoted(" ".join([name, *command.collect_usage_pieces(context)]))}"']
        lines += [*_paragraphs(command.help), *_options(command, context), *_epilog(command.epilog)]
    lines += [".SH ENVIRONMENT", *_variables(commands)]
    lines += [".SH EXAMPLES AND EXIT STATUS", *list(_epilog(EXAMPLES))[1:]]
    return "\n".join([*lines, ""])


Listed = tuple[click.Context, click.Command, str]


def _commands(root: click.Context) -> Iterator[Listed]:
    """Yield every command with its context and its name, those inside a group after it."""
    for name in COMMANDS:
        command = cli.get_command(root, name)
        assert command is not None
        context = click.Context(command, info_name=name, parent=root)
        yield context, command, name
        if isinstance(command, click.Group):
            for own, below in command.commands.items():
                yield click.Context(below, info_name=own, parent=context), below, f"{name} {own}"


def _options(command: click.Command, context: click.Context) -> Iterator[str]:
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context) if isinstance(parameter, click.Option) else None
        if record and parameter.name != "help":
            yield from (".TP", f".B {_text(record[0])}", _text(record[1]) or r"\&")


def _variables(commands: list[Listed]) -> Iterator[str]:
    """Yield the variables that options read, each with the options that read it."""
    found: dict[str, list[str]] = {}
    for context, command, name in commands:
        for parameter in command.get_params(context):
            if isinstance(parameter, click.Option):
                for variable in _names_of(parameter, context):
                    found.setdefault(variable, []).append(f"{parameter.opts[-1]} of {name}")
    for variable, options in sorted(found.items()):
        yield from (".TP", f".B {_text(variable)}", _text(", ".join(options)))


def _names_of(option: click.Option, context: click.Context) -> list[str]:
    record = option.get_help_record(context)
    shown = re.search(r"\[env var: ([A-Z_, ]+)", record[1]) if record else None
    return shown[1].rstrip(" ,").split(", ") if shown else []


def _paragraphs(text: str | None) -> Iterator[str]:
    """Yield the paragraphs of a help; the first follows its heading without a macro."""
    for number, paragraph in enumerate((text or "").split("\n\n")):
        yield from ([".PP"] if number else [])
        yield _text(" ".join(paragraph.split()))


def _epilog(text: str | None) -> Iterator[str]:
    """Yield an epilog; blocks that click does not wrap keep their lines."""
    for block in (text or "").strip("\n").split("\n\n"):
        if block.startswith("\b\n"):
            title, *lines = block.removeprefix("\b\n").split("\n")
            yield from (".PP", _text(title), ".RS", ".nf", *map(_text, lines), ".fi", ".RE")
        elif block.strip():
            yield from (".PP", _text(" ".join(block.split())))


def _first(command: click.Command) -> str:
    return (command.help or "").split("\n")[0].rstrip(".")


def _text(text: str) -> str:
    r"""Return text in which roff finds no request and no escape.

    >>> _text(".TH \\n -x"), _text("'a")
    ('\\&.TH \\en \\-x', "\\&'a")
    """
    text = text.strip().replace("\\", r"\e").replace("-", r"\-")
    return rf"\&{text}" if text.startswith((".", "'")) else text


def _quoted(text: str) -> str:
    return _text(text).replace('"', r"\(dq")
