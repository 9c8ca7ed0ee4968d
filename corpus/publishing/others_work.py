"""What other people did where a release is published: files that they added, and ours that they edited.

Three states of a file are compared: as the manifest that is there knows it, as it is there now, and as it is in the
release that is to be published. On the Hub the versions share their files. On a shelf each has a folder of its own:
what others edited in that of the last version stays there, but the next one would not have it, and that is asked too.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from corpus.errors import IntegrityError, UsageError
from corpus.model.counting import counted
from corpus.release import layout
from corpus.release.manifest import checked_manifest

SHOWN = 5
# The card's globs take every file of these folders for the tables: a foreign one would be read as rows of the release.
OWN_FOLDERS = ("data", "ids")
SEALED = (layout.MANIFEST, layout.SUMS, layout.SIGNATURE)  # what binds the files is in no list of them


def is_in_own_folder(path: str) -> bool:
    """Return whether a path is where only a release may have files."""
    return path.split("/")[0] in OWN_FOLDERS


def added_by_others(there: Collection[str], known: Mapping[str, Any], ours: Collection[str]) -> tuple[str, ...]:
    """List the files that no release had: they stay."""
    return tuple(
        path for path in there if not (path in known or path in ours or path in SEALED or is_in_own_folder(path))
    )


def edited_by_others(
    differing: Collection[str], known: Mapping[str, Any], sha256: Callable[[str], str]
) -> tuple[str, ...]:
    """List the files, of those that would be overwritten or deleted, that are not as the last release had them."""
    return tuple(
        path
        for path in differing
        if path not in SEALED and (path not in known or known[path].get("sha256") != sha256(path))
    )


def changed_in_last(
    manifest: bytes | None, where: str, there: Mapping[str, int], is_same: Callable[[str, str], bool]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """List the files of the last version on a shelf that others edited, and those that they added to its folder.

    Parameters
    ----------
    manifest
        The bytes of its manifest; one that is missing or was altered knows nothing, and the index says so to readers.
    there
        The files in its folder, with their sizes.
    is_same
        Whether a file has a certain SHA-256; it is asked where the size is right.
    """
    try:
        known = dict(checked_manifest(manifest or b"", where)["files"])
    except IntegrityError:
        return (), ()
    edited = [
        path
        for path, facts in known.items()
        if path in there and not (there[path] == facts["bytes"] and is_same(path, facts["sha256"]))
    ]
    return tuple(edited), tuple(path for path in there if not (path in known or path in SEALED))


def require_no_loss(edited: Collection[str], overwrite: Collection[str], where: str) -> None:
    """Check that nothing that others edited is lost.

    Raises
    ------
    UsageError
        It would be; the message names the files.
    """
    lost = [path for path in edited if path not in overwrite]
    if lost:
        more = f" and {counted(len(lost) - SHOWN, 'more file')}" if len(lost) > SHOWN else ""
        raise UsageError(
            f"{where}: {', '.join(lost[:SHOWN])}{more} was changed there since the last release; nothing was sent",
            "take the change over (a card of your own is `card` in the register) and publish the next version, or "
            + "overwrite it: "
            + " ".join(f"--overwrite {path}" for path in lost[:SHOWN]),
            where=where,
            code="EDITED_THERE",
            problems=tuple(lost),
        )
