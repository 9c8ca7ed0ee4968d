"""corpus publish: a release to the Hub, an object store or a folder."""

from __future__ import annotations

import sys
from dataclasses import asdict

import click

from corpus.cli.output import format_option, note, progress, progress_options, quantity, write, write_json

EPILOG = """
\b
Examples:
  corpus publish dist/releases/my-set/0.1.0 --to hf://datasets/USER/NAME --dry-run
  corpus publish dist/releases/my-set/0.1.0 --to s3://bucket/my-set
  corpus publish dist/releases/my-set/0.1.0 --to /srv/data/my-set --text standoff

The token is that of HF_TOKEN or of the Hub's login (hf auth login); S3 takes AWS_ACCESS_KEY_ID and the like.
HF_ENDPOINT names another Hub.
"""


@click.command(epilog=EPILOG)
@click.argument("release")
@click.option("--to", required=True, metavar="PLACE", help="hf://datasets/U/N, s3://bucket/prefix, or a folder.")
@click.option("--version", help="Of a shelf: exact, latest, or a specifier such as ~=1.2.")
@click.option(
    "--text",
    type=click.Choice(["full", "standoff"]),
    default="full",
    show_default=True,
    help="standoff: metadata, IDs, spans and hashes without the documents' text.",
)
@click.option("--private", is_flag=True, help="A repository that is made on the Hub is private.")
@click.option(
    "--read-back",
    type=click.Choice(["bytes", "hashes"]),
    default="bytes",
    show_default=True,
    show_envvar=True,
    help="Compare the bytes that come back, or only the hashes and sizes that are listed.",
)
@click.option("--new-ids", is_flag=True, help="Publish it although it does not follow the newest version there.")
@click.option(
    "--overwrite",
    multiple=True,
    metavar="FILE",
    help="Overwrite this file of the release, which others changed there; repeatable.",
)
@click.option("--dry-run", is_flag=True, help="Say what would be sent, and send nothing.")
@format_option("text", "json")
@progress_options
def command(
    release: str,
    to: str,
    version: str | None,
    text: str,
    private: bool,
    read_back: str,
    new_ids: bool,
    overwrite: tuple[str, ...],
    dry_run: bool,
    form: str,
    no_progress: bool,
    quiet: bool,
) -> int:
    """Publish RELEASE: prove it, send what is new, read it back, then make the version visible.

    Readers see the old version or the new one, never a part. An interrupted run is completed by the same command. A
    version that already exists with different content is refused.
    """
    from corpus.loading.open import open_release
    from corpus.publishing.publish import publish

    shown = not (quiet or no_progress)
    with progress("bytes", shown) as update:
        done = publish(
            open_release(release, version),
            to,
            text=text,
            dry_run=dry_run,
            private=private,
            read_back=read_back,
            new_ids=new_ids,
            overwrite=overwrite,
            progress=update,
            bars=shown and sys.stderr.isatty(),
        )
    if form == "json":
        write_json(asdict(done))
        return 0
    preposition = "in" if done.status == "already published" else "to"
    write(f"{done.status.capitalize()} {done.name} {done.version} {preposition} {done.to}\n")
    if done.status != "already published":
        for verb, paths in (("send", done.new), ("remove", done.removed)):
            for path in paths if dry_run else ():
                write(f"  would {verb} {path}\n")
        for path in done.kept:
            write(f"  kept {path}, which others added\n")
        new = f"{quantity(done.bytes_new, 'byte')} new in {quantity(len(done.new), 'file')}"
        write(f"  {new}, {quantity(done.bytes_reused, 'byte')} reused\n")
    if not (quiet or dry_run):
        note(f"content hash {done.content_hash}; every file was read back")
    return 0
