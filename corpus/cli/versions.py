"""corpus versions: which versions of a data set there are."""

from __future__ import annotations

import click

from corpus.cli.output import format_option, remote_options, write_json, write_lines

EPILOG = """
\b
Examples:
  corpus versions dist/releases/my-set
  corpus versions user/name --format json
"""


@click.command(epilog=EPILOG)
@click.argument("name")
@remote_options
@format_option("text", "json")
def command(name: str, form: str) -> None:
    """List the versions of NAME, oldest first, one a line: a shelf, sample, a data set on the Hub or a URL.

    After a version that was yanked come the day and the reason.
    """
    from corpus.loading.versions import versions, yanked

    found, back = versions(name), yanked(name)
    if form == "json":
        write_json([{"version": version, "yanked": back.get(version)} for version in found])
    else:
        write_lines([f"{version}  {back[version]}" if version in back else version for version in found])
