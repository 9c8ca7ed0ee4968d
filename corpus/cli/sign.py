"""corpus sign: vouch for a release with an Ed25519 key."""

from __future__ import annotations

from pathlib import Path

import click

from corpus.cli.output import format_option, write_json, write_lines

EPILOG = """
\b
Examples:
  openssl genpkey -algorithm ed25519 -out key.pem
  openssl pkey -in key.pem -pubout -out pub.pem
  corpus sign dist/releases/sample --key key.pem
  corpus verify dist/releases/sample --key pub.pem
"""


@click.command(epilog=EPILOG)
@click.argument("release", type=click.Path(path_type=Path))
@click.option("--version", help="Of a shelf: exact, latest, or a specifier such as ~=1.2.")
@click.option(
    "--key", type=click.Path(path_type=Path), required=True, show_envvar=True, help="Your private key, Ed25519 in PEM."
)
@format_option("text", "json")
def command(release: Path, version: str | None, key: Path, form: str) -> None:
    """Sign RELEASE, a folder (of a shelf: its newest version), as SHA256SUMS.sig.

    The files are compared with their hashes first: an altered release is not signed. Signatures of other keys stay.
    """
    from corpus.loading.folder_rows import checked_manifest
    from corpus.loading.hub_name_or_path import release_folder_of
    from corpus.release.signature import read_private_key, sign

    secret = read_private_key(key)
    folder = release_folder_of(release, version)
    checked_manifest(folder)
    keyid = sign(folder, secret)
    if form == "json":
        write_json({"path": str(folder), "signature": "SHA256SUMS.sig", "key_id": keyid})
    else:
        write_lines([f"Signed {folder}", f"  key ID {keyid}"])
