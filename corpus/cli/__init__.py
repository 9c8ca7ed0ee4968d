"""The command line: which commands there are, and how errors leave it."""

from __future__ import annotations

import os
import signal
import sys
import threading
import warnings
from importlib import import_module
from typing import Any

import click

from corpus import __version__
from corpus.errors import CorpusError, MissingExtraError

# A command is imported when it is called: --help needs only this table.
COMMANDS = {
    "build": "Build a release from folders of source files.",
    "clean": "Repair one document and print it; writes nothing.",
    "decode": "Print a file's decoded text, or how it was decoded.",
    "explain": "Show where a paragraph came from: its source lines and each edit with its rule.",
    "rules": "List the rules, or explain one of them with examples.",
    "register": "Print a register of a folder, with keys and hashes, to complete by hand.",
    "verify": "Prove a release: hashes, counts, IDs, and every source restored.",
    "diff": "Say what changed from one release to another, and the version step that it demands.",
    "report": "Write a page that shows a release: every document before and after, and what is doubtful.",
    "review": "Go through the doubtful places of a release by keys, and write what you decide.",
    "withdraw": "Make the next release without a document or a paragraph.",
    "hydrate": "Make the full release from a standoff one and your copies of the sources.",
    "check-pii": "Look for personal data in a release; values are shown masked.",
    "sign": "Vouch for a release with an Ed25519 key.",
    "publish": "Publish a release to the Hub, an object store or a folder, whole or not at all.",
    "yank": "Take a published version back: it stays readable, and its readers are warned.",
    "evaluate": "Compare what corpus makes of sources with gold: the quality table.",
    "info": "Say what a release is: version, rows, rights, hash.",
    "versions": "List the versions of a data set.",
    "list": "List the documents of a release.",
    "head": "Show the first paragraphs of a release.",
    "search": "Show the paragraphs of a release that have a text.",
    "duplicates": "List documents and paragraphs of a release that are equal, or nearly.",
    "export": "Write a release as JSON Lines, CSV, text, Markdown, TEI or CoNLL-U.",
    "cite": "Print how to cite a release, or a paragraph of it.",
    "cache": "List, check and remove the remote releases that were fetched, and the documents that builds remember.",
    "completion": "Print what makes a shell complete commands and options.",
}
EXAMPLES = """
\b
Examples:
  corpus build                                 the sample, to dist/releases
  corpus build FOLDER --name my-set            a release of your own files
  corpus verify dist/releases/sample/0.1.0     prove it
  corpus clean page.txt                        one document, repaired

Exit codes: 0 done, 1 findings or partial, 2 usage or configuration, 3 integrity failure,
4 corpus itself failed or ran out of resources, 130 ended by Ctrl-C, 143 by SIGTERM.
"""


class _Lazy(click.Group):
    """A group that knows its commands' names and help without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"corpus.cli.{cmd_name.replace('-', '_')}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        self.commands = dict.fromkeys(COMMANDS, self)  # what click suggests from when a name is wrong
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    cls=_Lazy,
    epilog=EXAMPLES,
    context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": "CORPUS", "max_content_width": 100},
)
@click.version_option(__version__, "--version", prog_name="corpus", message="%(prog)s %(version)s")
@click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_envvar=True,
    help="Colour on a terminal only (auto; NO_COLOR switches it off, FORCE_COLOR on), always or never.",
)
@click.pass_context
def cli(ctx: click.Context, color: str) -> None:
    """Make Chinese documents, broken by PDF and OCR, a dataset that can be trusted and cited."""
    os.environ["CORPUS_COLOR"] = color  # errors are shown after the context is gone, by workers too
    from corpus.cli.output import colour_choice

    ctx.color = colour_choice()


def main(args: list[str] | None = None) -> None:
    """Run the command line and exit with its code; no traceback for a user's mistake (CORPUS_DEBUG=1 shows it)."""
    sys.exit(_run(args))


class Terminated(KeyboardInterrupt):
    """SIGTERM: whoever sends it wants what Ctrl-C does, and nothing left over."""


def _terminate(number: int, frame: object) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # tidying up must not be interrupted by a second one
    raise Terminated


def _run(args: list[str] | None) -> int:
    if threading.current_thread() is not threading.main_thread():
        return _run_command(args)
    before = signal.signal(signal.SIGTERM, _terminate)
    try:
        return _run_command(args)
    finally:
        signal.signal(signal.SIGTERM, before)


def _run_command(args: list[str] | None) -> int:
    warnings.showwarning = _show_warning
    try:
        result: Any = cli.main(args, prog_name="corpus", standalone_mode=False)
        sys.stdout.flush()
        return result if isinstance(result, int) else 0
    except click.ClickException as error:
        _show_misuse(error)
        return error.exit_code
    except ModuleNotFoundError as error:
        missing = MissingExtraError.of_import(error)
        if missing is None:
            raise
        _show(missing)
        return missing.exit_code
    except CorpusError as error:
        if os.environ.get("CORPUS_DEBUG"):
            raise
        _show(error)
        return error.exit_code
    except (OSError, MemoryError) as error:
        from corpus.model.foreign_errors import error_of

        known = error_of(error)
        if known is None or isinstance(error, BrokenPipeError) or os.environ.get("CORPUS_DEBUG"):
            return _ended_pipe(error)
        _show(known)
        return known.exit_code
    except (click.exceptions.Abort, KeyboardInterrupt) as error:
        click.echo("aborted", err=True)
        return 143 if isinstance(error, Terminated) or isinstance(error.__cause__, Terminated) else 130


def _ended_pipe(error: BaseException) -> int:
    """Return the exit code where the reader of a pipe has enough, which is no error; any other error is raised."""
    if not isinstance(error, BrokenPipeError):
        raise error
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return 0


def _show_warning(message: Warning | str, category: type[Warning], *place: Any, **more: Any) -> None:
    """Show our own warnings on one line; others, which are for developers, only for debugging."""
    from corpus.cli.output import note, report

    if category is UserWarning:
        report("warning", "yellow", str(message))
    elif os.environ.get("CORPUS_DEBUG"):
        note(f"{category.__name__}: {message}")


def _show_misuse(error: click.ClickException) -> None:
    """Show what click says of a wrong command line as our own errors are shown: a line, and a line of help."""
    from corpus.cli.output import report

    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        error.show()
        return
    message, _, near = error.format_message().partition("Did you mean ")
    message, near = message.rstrip(" (").rstrip("."), near.removeprefix("one of: ").rstrip(")").rstrip("?")
    report("error", "red", message[:1].lower() + message[1:])
    context = getattr(error, "ctx", None)
    more = f"see {context.command_path} --help" if context else "see corpus --help"
    report("help", "cyan", f"did you mean {near}? {more}" if near else more)


def _show(error: CorpusError) -> None:
    from corpus.cli.output import report

    report("error", "red", error.headline)
    if error.help:
        report("help", "cyan", error.help)
