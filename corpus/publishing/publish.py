"""From a release in a folder to readers: the Hub, an object store or a shelf, whole or not at all."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import UsageError
from corpus.loading.open import open_release
from corpus.loading.remote.release_sources import HUB_NAME
from corpus.model.foreign_errors import translated
from corpus.publishing.descent import require_descent
from corpus.publishing.others_work import require_no_loss
from corpus.publishing.shipment import READ_BACK, Destination, Progress, Shipment, ShipmentPlan, prepared
from corpus.release.handle import Release
from corpus.release.rights import FULL


@dataclass(frozen=True, slots=True)
class Published:
    """What came of publishing: ``status`` is published, already published, or would publish."""

    to: str
    name: str
    version: str
    status: str
    content_hash: str
    new: tuple[str, ...]
    reused: tuple[str, ...]
    removed: tuple[str, ...]
    kept: tuple[str, ...]
    bytes_new: int
    bytes_reused: int


@translated
def publish(
    release: Release | str | Path,
    to: str | Path,
    *,
    text: str = FULL,
    dry_run: bool = False,
    private: bool = False,
    read_back: str = "bytes",
    new_ids: bool = False,
    overwrite: Collection[str] = (),
    progress: Progress | None = None,
    bars: bool = False,
) -> Published:
    """Publish a release: prove it, send what is new, read it back, and only then make its version visible.

    A run that was interrupted is completed by the same call again. Tokens come from the environment or from the Hub's
    login, and are in no message.

    Parameters
    ----------
    release
        A release, its folder, or what `corpus.open_release` takes.
    to
        ``hf://datasets/USER/NAME``, a URL that fsspec can write (``s3://bucket/prefix``), or a folder.
    text
        ``full``, or ``standoff``: metadata, IDs, spans and hashes, and nothing of the documents' text.
    dry_run
        Say what would be sent, and send nothing.
    private
        Whether a repository that is made on the Hub is private.
    read_back
        ``bytes``: every file is read again and its hash compared. ``hashes``: the hashes that the Hub lists, and for
        other stores sizes, are compared; nothing is downloaded.
    new_ids
        Whether a release may be published that does not follow the newest version there: its IDs are other ones.
    overwrite
        Files of the release that others changed there and that may be overwritten; any other stops the publication.
        What others added stays.
    progress
        Called with the number of bytes done and of all, for sending and then for reading back.
    bars
        Whether the Hub's library shows its own bars for the files that it sends.

    Raises
    ------
    UsageError
        Wrong place, no or a wrong token (ReleaseExistsError: the version exists with different content;
        RightsError: the rights do not allow it). Nothing was sent.
    PublishError
        It was interrupted, and the version is not visible; the same call again completes it.
    IntegrityError
        The release is not what its manifest says, or what was sent comes back with other bytes.
    """
    if read_back not in READ_BACK:
        raise UsageError(f"read_back is {read_back!r}; expected one of {', '.join(READ_BACK)}")
    place = destination_of(str(to), private, read_back, bars)
    opened = release if isinstance(release, Release) else open_release(release)
    shown = progress or (lambda done, total: None)
    with prepared(opened, text) as shipment:
        plan = place.look(shipment)
        if not (plan.published or new_ids):
            require_descent(shipment, plan.below, str(to))
        require_no_loss(plan.edited, overwrite, str(to))
        if dry_run:
            return _published(to, shipment, plan, "already published" if plan.published else "would publish")
        if plan.published:
            place.check(shipment, shown)
            return _published(to, shipment, plan, "already published")
        place.send(shipment, plan, shown)
        return _published(to, shipment, plan, "published")


def _published(to: str | Path, shipment: Shipment, plan: ShipmentPlan, status: str) -> Published:
    return Published(
        to=str(to),
        name=shipment.name,
        version=shipment.version,
        status=status,
        content_hash=str(shipment.manifest["content_hash"]),
        new=tuple(item.path for item in plan.new),
        reused=tuple(item.path for item in plan.reused),
        removed=plan.gone,
        kept=plan.kept,
        bytes_new=sum(item.bytes for item in plan.new),
        bytes_reused=sum(item.bytes for item in plan.reused),
    )


def destination_of(to: str, private: bool = False, read_back: str = "bytes", bars: bool = False) -> Destination:
    """Return the destination that a URL or a folder's path means, without any request."""
    protocol, _, rest = to.partition("://")
    if not rest:
        return _folder_of(to, read_back)
    if "@" in rest.split("/")[0] or re.search(r"[?#]", rest):
        raise UsageError(
            f"a {protocol} URL with a user, a password or parameters is not accepted: logs would show it",
            "give credentials in the environment, and the plain URL",
        )
    if protocol == "hf":
        from corpus.publishing.hub import HubDestination

        return HubDestination(_hub_name(rest), private=private, read_back=read_back, bars=bars)
    if protocol in ("file", "local"):
        return _folder_of(rest, read_back)
    if protocol in ("http", "https"):
        raise UsageError(
            "a web address can be read, not written",
            "hf://datasets/USER/NAME publishes to the Hub that HF_ENDPOINT names",
        )
    from corpus.publishing.object_store import ObjectStoreDestination

    return ObjectStoreDestination(to, read_back=read_back)


def _folder_of(to: str, read_back: str) -> Destination:
    from corpus.publishing.folder import FolderDestination

    if re.match(r"[a-z0-9]{2,}:", to):
        raise UsageError(f"{to.split(':')[0]}: is neither a folder nor a URL", "a URL has ://, as s3://bucket/prefix")
    return FolderDestination(Path(to).expanduser(), read_back=read_back)


def _hub_name(rest: str) -> str:
    kind, _, name = rest.strip("/").partition("/")
    if kind == "datasets" and HUB_NAME.fullmatch(name):
        return name
    if kind in ("models", "spaces", "buckets") or (kind != "datasets" and HUB_NAME.fullmatch(rest.strip("/"))):
        raise UsageError(
            f"hf://{rest} names a repository of another kind; a release is a data set",
            "publish to hf://datasets/USER/NAME",
        )
    raise UsageError(f"hf://{rest} names no repository", "publish to hf://datasets/USER/NAME; the version is the tag")
