"""corpus verify: the proof of a release."""

from __future__ import annotations

from dataclasses import asdict

import click

from corpus.cli.output import format_option, note, place_options, write, write_json

EPILOG = """
\b
Examples:
  corpus verify dist/releases/sample/0.1.0
  corpus verify dist/releases/sample --format json
"""


@click.command(epilog=EPILOG)
@click.argument("release")
@place_options
@format_option("text", "json")
def command(release: str, version: str | None, form: str) -> int:
    """Prove RELEASE: a folder, a shelf (its newest version), sample, a data set on the Hub or a URL.

    Every file has its hash, nothing is missing or extra, counts and IDs agree, and undoing the edits gives every
    source byte for byte. Exit code 3 if not.
    """
    from corpus.errors import IntegrityError
    from corpus.locating import locate
    from corpus.verifying import Problem, Verification, verify

    folder = locate(release, version)
    try:
        result = verify(folder)
    except IntegrityError as error:
        result = Verification(0, 0, 0, (Problem(error.message.split(":")[0], error.message.split(": ", 1)[-1]),))
    if form == "json":
        write_json({"path": str(folder), "ok": result.ok, **asdict(result)})
    else:
        for problem in result.problems:
            write(f"{problem.where}: {problem.message}\n")
        write(f"{result}\n" if result.ok else f"not proved: {len(result.problems)} problems; {result}\n")
    if not result.ok:
        note(f"{folder} is not what it says; fetch or build it again")
    return 0 if result.ok else 3
