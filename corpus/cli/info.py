"""corpus info: what a release is."""

from __future__ import annotations

import click

from corpus.cli.output import counted, format_option, place_options, write_json, write_lines

EPILOG = """
\b
Examples:
  corpus info sample
  corpus info dist/releases/sample --format json
"""


@click.command(epilog=EPILOG)
@click.argument("release")
@place_options
@format_option("text", "json")
def command(release: str, version: str | None, form: str) -> None:
    """Say what RELEASE is: a folder, a shelf (its newest version), sample, a data set on the Hub or a URL."""
    from corpus.loading.hub_name_or_path import locate_release
    from corpus.release.manifest import read_manifest

    found = locate_release(release, version, tables=())
    folder = found.folder
    manifest = read_manifest(folder)
    facts = {key: manifest[key] for key in ("name", "version", "date", "dataset", "rights", "counts", "kinds")}
    facts |= {key: manifest[key] for key in ("encodings", "flags", "rules", "tools", "content_hash")}
    facts |= {"text": manifest.get("text", "full")}
    facts |= {
        "path": str(folder),
        "origin": found.origin,
        "rows": {name: table["rows"] for name, table in manifest["tables"].items()},
    }
    if form == "json":
        write_json(facts)
        return
    lines = {
        "title": facts["dataset"]["title"],
        "version": f"{facts['version']} of {facts['date']}",
        "path": facts["path"],
        "text": "full" if facts["text"] == "full" else "none: a standoff release",
        **({"origin": found.origin} if found.origin else {}),
        "rows": counted(facts["rows"]),
        "kinds": counted(facts["kinds"]),
        "encodings": counted(facts["encodings"]),
        "flags": counted(facts["flags"]) or "none",
        "rights": counted(facts["rights"]),
        "tools": ", ".join(f"{name} {number}" for name, number in facts["tools"].items()),
        "hash": f"sha256:{facts['content_hash']}",
    }
    write_lines([facts["name"], *(f"  {name:<10} {value}" for name, value in lines.items())])
