"""corpus yank: a version that readers should not start with any more."""

from __future__ import annotations

from dataclasses import asdict

import click

from corpus.cli.output import format_option, note, write_json, write_lines

EPILOG = """
\b
Examples:
  corpus yank user/name 0.2.0 --reason "page 3 to 9 of the gazette are missing"
  corpus yank s3://bucket/my-set 0.2.0 --reason "wrong dates; use 0.2.1"
  corpus yank /srv/data/my-set 0.2.0 --undo
"""


@click.command(epilog=EPILOG)
@click.argument("name")
@click.argument("version")
@click.option("--reason", metavar="TEXT", help="Why; everybody who reads the version sees it.")
@click.option("--undo", is_flag=True, help="The version is not yanked any more.")
@format_option("text", "json")
def command(name: str, version: str, reason: str | None, undo: bool, form: str) -> None:
    """Yank VERSION of NAME, a data set on the Hub, a URL or a folder: take it back, and leave it readable.

    Readers without a version pass over it; those who ask for it by its exact number are warned with the reason, also
    where they have it in their cache. A text that must go is withdrawn: see corpus withdraw.
    """
    from corpus.publishing.yank import yank

    done = yank(name, version, reason=reason, undo=undo)
    if form == "json":
        write_json(asdict(done))
        return
    reason = f": {done.reason}" if done.reason else ""
    write_lines([f"{done.version} of {done.to}: {done.status}{reason}"])
    if done.status == "yanked":
        note("its files stay; publish the next version for those who have none")
