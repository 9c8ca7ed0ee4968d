"""Descent: a version that is published follows the newest one there, so that no ID changes its paragraph."""

from __future__ import annotations

from collections.abc import Mapping

from corpus.errors import UsageError
from corpus.publishing.shipment import FULL_HASH, Shipment


def require_descent(shipment: Shipment, below: Mapping[str, str] | None, where: str) -> None:
    """Check that a release was built from the newest version that is older than it, by the hash of its content.

    Raises
    ------
    UsageError
        It was built from another one, or from none: its IDs may name other paragraphs than those of the same name
        there.
    """
    if below is None:
        return
    previous = shipment.manifest.get("previous") or {}
    if previous.get("content_hash") in (below.get("content_hash", ""), below.get(FULL_HASH, "")):
        return
    followed = f"follows {previous['version']} of other content" if previous else "follows no release"
    if previous and previous["version"] != below["version"]:
        followed = f"follows {previous['version']}"
    raise UsageError(
        f"{where} has {below['version']}, but this {shipment.version} {followed}: its IDs may name other paragraphs; "
        "nothing was sent",
        f"build it with --previous {where}, which carries the IDs on; or give --new-ids, if they are to be new",
        where=where,
        code="NOT_THE_NEXT",
    )
