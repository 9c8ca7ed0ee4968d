"""corpus completion: what makes a shell complete commands and options."""

from __future__ import annotations

import click

from corpus.cli.output import write

EPILOG = """
\b
Examples:
  eval "$(corpus completion bash)"                             in ~/.bashrc
  eval "$(corpus completion zsh)"                              in ~/.zshrc
  corpus completion fish > ~/.config/fish/completions/corpus.fish
"""


@click.command(epilog=EPILOG)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> None:
    """Print the lines that make SHELL complete commands, options and their choices."""
    from click.shell_completion import get_completion_class

    from corpus.cli import cli

    completion = get_completion_class(shell)
    assert completion is not None
    write(completion(cli, {}, "corpus", "_CORPUS_COMPLETE").source() + "\n")
