"""corpus verify: the proof of a release."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path

import click

from corpus.cli.output import format_option, hint, place_options, quantity, write_json, write_lines

EPILOG = """
\b
Examples:
  corpus verify dist/releases/sample/0.1.0
  corpus verify dist/releases/sample --format json
  corpus verify dist/releases/sample --key pub.pem
"""


@click.command(epilog=EPILOG)
@click.argument("release")
@click.option("--key", type=click.Path(path_type=Path), show_envvar=True, help="Whose signature it must bear.")
@click.option("--deep", is_flag=True, show_envvar=True, help="Run the recorded rules again: the rows must come out.")
@place_options
@format_option("text", "json")
def command(release: str, version: str | None, key: Path | None, deep: bool, form: str) -> int:
    """Prove RELEASE: a folder, a shelf (its newest version), sample, a data set on the Hub or a URL.

    Every file has its hash, nothing is missing or extra, counts and IDs agree, and undoing the edits gives every
    source byte for byte. With --key, its holder signed these very files. With --deep, where the same version of corpus
    is installed, its rules give the same rows again. Exit code 3 if not.
    """
    from corpus.errors import IntegrityError
    from corpus.loading.hub_name_or_path import release_folder_of
    from corpus.release import layout
    from corpus.release.signature import check_signature, key_id, read_public_key
    from corpus.release.verify import Problem, Verification, verify

    signer = read_public_key(key) if key else None
    folder = release_folder_of(release, version)
    try:
        result = verify(folder)
    except IntegrityError as error:
        result = Verification(0, 0, 0, (Problem.of_error(error),))
    if signer and (wrong := check_signature(folder, signer)):
        result = replace(result, problems=(*result.problems, Problem(layout.SIGNATURE, wrong)))
    if deep and result.ok:
        from corpus.building.rebuild_check import differences
        from corpus.release.handle import Release

        result = replace(result, problems=tuple(differences(Release.open(folder))))
    signed = key_id(signer) if signer and result.ok else None
    if form == "json":
        write_json({"path": str(folder), "ok": result.ok, "signed_by": signed, **asdict(result)})
    else:
        last = f"{result}" if result.ok else f"not proved: {quantity(len(result.problems), 'problem')}; {result}"
        write_lines([*(f"{problem.where}: {problem.message}" for problem in result.problems), last])
    if signed:
        hint(f"signed by key ID {signed}")
    elif result.ok and (folder / layout.SIGNATURE).exists():
        hint(f"{layout.SIGNATURE} was not checked: give --key")
    if not result.ok:
        hint(f"{folder} is not what it says; fetch or build it again")
    return 0 if result.ok else 3
