"""corpus cache: the remote releases that were fetched to this machine, and the documents that builds remember."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from corpus.cli.output import format_option, note, quantity, write_json, write_lines

if TYPE_CHECKING:
    from corpus.loading.remote.download_cache import CachedOrigin, ReleaseCache

EPILOG = """
\b
Examples:
  corpus cache list
  corpus cache prune                   what no release needs
  corpus cache prune user/name@0.1.0   this release too
  corpus cache documents               what builds remember
  corpus cache documents --prune 0     nothing any more
"""


@click.group(epilog=EPILOG)
def command() -> None:
    """List, check and remove the remote releases that were fetched, and the documents that builds remember."""


@command.command("dir")
def show_dir() -> None:
    """Print the cache's folder (CORPUS_CACHE moves it)."""
    from corpus.loading.cache_dir import cache_dir

    write_lines([str(cache_dir())])


@command.command("list")
@format_option("text", "json")
def show_list(form: str) -> None:
    """List the releases, one a line: origin@version, size in bytes, commit, folder."""
    from corpus.loading.remote.download_cache import ReleaseCache

    cache = ReleaseCache()
    found = [facts for origin in cache.origins() for facts in _facts(cache, origin)]
    if form == "json":
        write_json(found)
        return
    write_lines(f"{facts['name']}\t{facts['bytes']}\t{facts['commit'] or '-'}\t{facts['folder']}" for facts in found)


def _facts(cache: ReleaseCache, origin: CachedOrigin) -> list[dict[str, Any]]:
    found = []
    for version, held in origin.held.items():
        folder = cache.folder(held)
        if folder:
            size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
            facts = {"name": f"{origin.key}@{version}", "origin": origin.key, "version": version, "bytes": size}
            found.append({**facts, "commit": held.commit, "folder": str(folder)})
    return found


@command.command("prune")
@click.argument("names", nargs=-1, metavar="[NAME[@VERSION]]...")
@click.option("--all", "everything", is_flag=True, help="Every release.")
@click.option("--dry-run", is_flag=True, help="Say what would be removed.")
@format_option("text", "json")
def prune(names: tuple[str, ...], everything: bool, dry_run: bool, form: str) -> None:
    """Remove files that no release needs; with NAME (as `corpus cache list` prints it) its releases too."""
    from corpus.loading.remote.download_cache import ReleaseCache

    cache = ReleaseCache()
    chosen = [(origin, None) for origin in cache.origins()] if everything else [_named(cache, name) for name in names]
    removed = [
        held.folder for origin, version in chosen for held in origin.held.values() if version in (None, held.version)
    ]
    if not dry_run:
        for origin, version in chosen:
            cache.remove(origin, version)
    unneeded = cache.leftovers()
    size = sum(path.stat().st_size for path in unneeded)
    with cache.writing():
        for path in [] if dry_run else unneeded:
            path.unlink(missing_ok=True)
    facts = {"releases": removed, "files": len(unneeded), "bytes": size, "dry_run": dry_run}
    if form == "json":
        write_json(facts)
    else:
        word = "Would remove" if dry_run else "Removed"
        files = f"{quantity(len(unneeded), 'file')} of {quantity(size, 'byte')}"
        write_lines([f"{word} {quantity(len(removed), 'release')}, {files}"])


@command.command("documents")
@click.option("--cache", type=click.Path(path_type=Path, file_okay=False), help="As `corpus build --cache DIR`.")
@click.option(
    "--prune", type=click.IntRange(min=0), metavar="BYTES", help="Drop the least recently used until BYTES are left."
)
@format_option("text", "json")
def documents(cache: Path | None, prune: int | None, form: str) -> None:
    """Say how many cleaned documents builds remember, and how many bytes they take."""
    from corpus.building import document_cache

    place = document_cache.place_of(cache)
    dropped = 0 if prune is None else document_cache.prune(place, prune)
    count, size = document_cache.totals(place)
    if form == "json":
        write_json({"path": str(place), "documents": count, "bytes": size, "dropped": dropped})
        return
    write_lines([f"{place}: {quantity(count, 'document')} of {quantity(size, 'byte')}"])
    if prune is not None:
        note(f"dropped {quantity(dropped, 'document')}")


def _named(cache: ReleaseCache, name: str) -> tuple[CachedOrigin, str | None]:
    from corpus.errors import UsageError
    from corpus.model.near_miss import near_miss

    known: dict[str, tuple[CachedOrigin, str | None]] = {}
    for origin in cache.origins():
        short = origin.key.removeprefix("hf://datasets/")
        for key in (origin.key, short):
            known[key] = (origin, None)
            known |= {f"{key}@{version}": (origin, version) for version in origin.held}
    if name not in known:
        hint = near_miss(name, known, "corpus cache list shows what it holds")
        raise UsageError(f"the cache does not hold {name!r}", hint)
    return known[name]


@command.command("verify")
@format_option("text", "json")
def verify(form: str) -> int:
    """Hash every file again; an altered one is removed and reported. Exit code 3 if there is any."""
    from corpus.loading.remote.download_cache import ReleaseCache

    cache = ReleaseCache()
    problems = list(cache.problems())
    if form == "json":
        write_json(problems)
    else:
        write_lines(problems or [f"{quantity(len(cache.releases()), 'release')}, all intact"])
    if problems:
        note("load the release again to fetch what was removed")
    return 3 if problems else 0
