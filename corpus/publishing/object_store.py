"""An object store (S3, or any URL of fsspec): the files first, read back, and then the index, by a conditional put."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from corpus.errors import CorpusError, IntegrityError, MissingExtraError, PublishError, ReleaseExistsError, UsageError
from corpus.publishing.others_work import changed_in_last
from corpus.publishing.shipment import AGAIN, Progress, Shipment, ShipmentItem, ShipmentPlan
from corpus.publishing.third_party_errors import chain, one_line, translate_errors
from corpus.publishing.versions_index import Entry, VersionsIndex
from corpus.release import layout
from corpus.release.shelf import INDEX
from corpus.release.yanked import Yank

CLAIMS = ".publishing"
HASH = "sha256"  # the name of the object's metadata that holds it
NO_BUCKET = re.compile(r"(?i)bucket (?:does not|doesn't) exist|NoSuchBucket")
TRIES = 8  # of writing the index, each after another publisher has written it
# A put replaces an object at once. With other protocols (sftp, smb, ...) a file is written beside and moved.
ATOMIC = ("s3", "s3a", "gs", "gcs", "az", "abfs", "abfss", "adl", "oss", "oci", "memory")


class ObjectStoreDestination:
    """``s3://bucket/prefix``: the release goes to ``prefix/VERSION/``, and its entry to ``prefix/versions.json``."""

    def __init__(self, url: str, *, read_back: str = "bytes") -> None:
        self._url = url.rstrip("/")
        self._read_back = read_back
        self._protocol = url.split("://", 1)[0]
        self._files, self._root = translate_errors(lambda: _open(self._url), self._explain)

    def look(self, shipment: Shipment) -> ShipmentPlan:
        """Return what the store holds of the release."""
        return translate_errors(lambda: self._look(shipment), self._explain)

    def send(self, shipment: Shipment, plan: ShipmentPlan, progress: Progress) -> None:
        """Put what is new, read it back, write the index."""
        translate_errors(lambda: self._send(shipment, plan, progress), self._explain)

    def check(self, shipment: Shipment, progress: Progress) -> None:
        """Read the published version back."""
        translate_errors(lambda: self._check(shipment, progress), self._explain)

    def yank(self, version: str, yank: Yank | None) -> bool:
        """Say in the index that a version is yanked, whatever others write into it meanwhile."""
        return translate_errors(lambda: self._yank(version, yank), self._explain)

    def _yank(self, version: str, yank: Yank | None) -> bool:
        for number in range(TRIES):
            index, data, tag = self._index()
            changed = index.with_yank(version, yank, self._url)
            if changed == index:
                return number > 0
            self._put_if_unchanged(f"{self._root}/{INDEX}", changed.encoded(), tag, data)
        if self._index()[0].with_yank(version, yank, self._url) != self._index()[0]:
            raise PublishError(
                f"{self._url}: other publishers write the index all the time; nothing was changed", AGAIN
            )
        return True

    def _look(self, shipment: Shipment) -> ShipmentPlan:
        index = self._index()[0]
        indexed, below = index.has(shipment, self._url), index.below(shipment.version)
        claimed = self._is_claimed(shipment)
        there = self._listed(shipment.version)
        reused = tuple(item for item in shipment.items if self._has(shipment, item, there))
        own = {item.path for item in shipment.items}
        new = tuple(item for item in shipment.items if item not in reused)
        gone = tuple(path for path in there if path not in own)
        edited = [*(item.path for item in new if item.path in there), *gone]
        if claimed and self._protocol not in ATOMIC:
            edited = []  # where a put is not whole, this is what a run of ours left that was killed
        in_last, added = self._changed_in_last(below)
        return ShipmentPlan(
            new,
            reused,
            gone,
            published=indexed and not (new or gone),
            kept=added,
            edited=tuple(dict.fromkeys([*edited, *(() if indexed else in_last)])),
            below=below,
        )

    def _changed_in_last(self, below: Entry | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """List what others edited in the folder of the last version, and what they added there."""
        if below is None:
            return (), ()
        last = f"{self._root}/{below['version']}"
        there = self._listed(below["version"])
        edited, added = changed_in_last(
            self._read(f"{last}/{layout.MANIFEST}") if layout.MANIFEST in there else None,
            last,
            there,
            lambda path, sha256: (self._stated_hash(f"{last}/{path}") or self._read_hash(f"{last}/{path}")) == sha256,
        )
        return edited, tuple(f"{below['version']}/{path}" for path in added)

    def _read_hash(self, path: str) -> str:
        return self._hash(path, lambda size: None)

    def _send(self, shipment: Shipment, plan: ShipmentPlan, progress: Progress) -> None:
        claim = self._claim(shipment)
        total, done = sum(item.bytes for item in plan.new), 0
        for item in plan.new:
            self._put(shipment, item, lambda sent, before=done: progress(before + sent, total))
            done += item.bytes
        for path in plan.gone:
            self._files.rm_file(self._at(shipment, path))
        self._check(shipment, progress)
        self._point(shipment)
        self._files.rm_file(claim)

    def _is_claimed(self, shipment: Shipment) -> bool:
        """Return whether a run began to send this content of the version, and did not end.

        Raises
        ------
        ReleaseExistsError
            Another content of it is being sent.
        """
        path, own = self._claim_of(shipment)
        there = self._read(path)
        if there not in (None, own):
            raise ReleaseExistsError(
                f"{self._url}: another content of {shipment.version} is being sent, or was and never ended",
                f"if nobody is at it, remove {self._protocol}://{path} and publish again",
            )
        return there is not None

    def _claim(self, shipment: Shipment) -> str:
        """Say that this content of the version is being sent: two contents must not be mixed in one folder."""
        path, own = self._claim_of(shipment)
        if not self._is_claimed(shipment):
            self._put_if_unchanged(path, own, None)
            if not self._is_claimed(shipment):
                raise PublishError(f"{self._protocol}://{path} was put, and is not there", AGAIN)
        self._index()[0].has(shipment, self._url)  # others may have published, and dropped their claim, since look()
        return path

    def _claim_of(self, shipment: Shipment) -> tuple[str, bytes]:
        return f"{self._root}/{CLAIMS}/{shipment.version}.json", json.dumps(shipment.entry, sort_keys=True).encode()

    def _put(self, shipment: Shipment, item: ShipmentItem, sent: Any) -> None:
        from fsspec.callbacks import Callback

        more = {"Metadata": {HASH: item.sha256}} if self._is_s3 else {}
        counter = Callback(hooks={"bytes": lambda size, value, **_: sent(value)})
        target = self._at(shipment, item.path)
        if self._protocol not in ATOMIC:
            self._files.makedirs(target.rsplit("/", 1)[0], exist_ok=True)
        self._files.put_file(str(shipment.folder / item.path), target, callback=counter, **more)

    def _listed(self, version: str) -> dict[str, int]:
        """List the files of a version's folder, with their sizes."""
        folder = f"{self._root}/{version}"
        try:
            found = self._files.find(folder, detail=True)
        except FileNotFoundError:
            return {}
        return {name.removeprefix(f"{folder}/"): int(facts["size"]) for name, facts in found.items()}

    def _has(self, shipment: Shipment, item: ShipmentItem, there: Mapping[str, int]) -> bool:
        if there.get(item.path) != item.bytes:
            return False
        stated = self._stated_hash(self._at(shipment, item.path))
        return (stated or self._read_hash(self._at(shipment, item.path))) == item.sha256

    def _stated_hash(self, path: str) -> str | None:
        """Return the hash that was stored with an object when it was put; S3 puts it whole or not at all."""
        return self._files.metadata(path).get(HASH) if self._is_s3 else None

    def _hash(self, path: str, got: Any) -> str:
        digest = hashlib.sha256()
        with self._files.open(path, "rb", block_size=8 << 20, cache_type="readahead") as file:
            while piece := file.read(1 << 20):
                digest.update(piece)
                got(len(piece))
        return digest.hexdigest()

    def _check(self, shipment: Shipment, progress: Progress) -> None:
        """Compare what the store lists and serves with what was sent."""
        there, done, total = self._listed(shipment.version), 0, sum(item.bytes for item in shipment.items)

        def got(size: int) -> None:
            nonlocal done
            done += size
            progress(min(done, total), total)

        for item in shipment.items:
            if there.get(item.path) != item.bytes:
                raise self._altered(shipment, item, f"has {there.get(item.path, 'no')} bytes, not {item.bytes}")
            if self._read_back == "hashes":
                continue
            digest = self._hash(self._at(shipment, item.path), got)
            if digest != item.sha256:
                raise self._altered(shipment, item, f"comes back with sha256 {digest}, not {item.sha256}")
        for path in there:
            if path not in {item.path for item in shipment.items}:
                raise IntegrityError(
                    f"{self._url}/{shipment.version}/{path}: the release has no such file", "remove it, publish again"
                )

    def _altered(self, shipment: Shipment, item: ShipmentItem, what: str) -> IntegrityError:
        return IntegrityError(
            f"{self._url}/{shipment.version}/{item.path} {what}",
            "the store or a proxy before it alters files; the version is not to be trusted before that is mended",
        )

    def _index(self) -> tuple[VersionsIndex, bytes | None, str | None]:
        """Read the index, its bytes, and its entity tag where the store has such."""
        path = f"{self._root}/{INDEX}"
        tag = None
        if self._is_s3:
            data, tag = self._read_tagged(path)
        else:
            data = self._read(path)
        return VersionsIndex.parse(data, self._url), data, tag

    def _point(self, shipment: Shipment) -> None:
        """Add the release to the index, whatever others add meanwhile."""
        for _ in range(TRIES):
            index, data, tag = self._index()
            if index.has(shipment, self._url):
                return
            self._put_if_unchanged(f"{self._root}/{INDEX}", index.plus(shipment).encoded(), tag, data)
        if not self._index()[0].has(shipment, self._url):
            raise PublishError(
                f"{self._url}: other publishers write the index all the time; the version is not visible", AGAIN
            )

    def _put_if_unchanged(self, path: str, data: bytes, tag: str | None, seen: bytes | None = None) -> None:
        """Put an object unless another publisher has; the caller checks whether it was put."""
        if self._is_s3:
            condition = {"IfMatch": tag} if tag else {"IfNoneMatch": "*"}
            try:
                self._files.pipe_file(path, data, **condition)
            except Exception as error:
                if not any(_is_condition(cause) for cause in chain(error)):
                    raise
        elif self._read(path) == seen:  # no conditional put: the smallest window that there can be
            self._replace(path, data)

    def _replace(self, path: str, data: bytes) -> None:
        if self._protocol in ATOMIC:
            self._files.pipe_file(path, data)
            return
        self._files.makedirs(path.rsplit("/", 1)[0], exist_ok=True)
        self._files.pipe_file(f"{path}.part", data)
        self._files.mv(f"{path}.part", path)

    def _read(self, path: str) -> bytes | None:
        try:
            return bytes(self._files.cat_file(path))
        except FileNotFoundError as error:
            if NO_BUCKET.search(str(error)):
                raise
            return None

    def _read_tagged(self, path: str) -> tuple[bytes | None, str | None]:
        """Read an object with its entity tag, which must be that of these bytes: so it is asked before and after."""
        for _ in range(TRIES):
            if (data := self._read(path)) is None:
                return None, None
            tag = self._files.info(path)["ETag"]
            data = self._read(path)
            if tag == self._files.info(path)["ETag"]:
                return data, str(tag)
        raise PublishError(f"{self._url}/{INDEX} changes while it is read", AGAIN)

    @property
    def _is_s3(self) -> bool:
        return self._protocol in ("s3", "s3a")

    def _at(self, shipment: Shipment, path: str) -> str:
        return f"{self._root}/{shipment.version}/{path}"

    def _explain(self, error: Exception) -> CorpusError:
        """Translate a third-party exception."""
        causes = list(chain(error))
        said = one_line(error)
        if any(type(cause).__name__ in ("NoCredentialsError", "PartialCredentialsError") for cause in causes):
            return UsageError(f"{self._url}: no credentials", "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")
        if any(isinstance(cause, PermissionError) for cause in causes):
            return UsageError(
                f"{self._url}: the store refuses: {said}", "use credentials that may list, read and write this prefix"
            )
        if NO_BUCKET.search(said):
            return UsageError(f"{self._url}: there is no such bucket", "make the bucket first, or correct the URL")
        return PublishError(f"{self._url}: not published: {said}", AGAIN)


def _open(url: str) -> tuple[Any, str]:
    try:
        import fsspec
    except ModuleNotFoundError:
        raise MissingExtraError.of("fsspec", "s3") from None
    protocol = url.split("://", 1)[0]
    try:
        files = fsspec.filesystem(protocol, use_listings_cache=False)  # what a listing said before may be over
    except ValueError:
        known = ", ".join(sorted(fsspec.available_protocols())[:40])
        raise UsageError(f"there is no file system {protocol}://", f"hf://datasets/..., or one of {known}") from None
    except ImportError as error:
        if protocol in ("s3", "s3a"):
            raise MissingExtraError.of("s3fs", "s3") from None
        raise UsageError(f"{protocol}:// needs another library: {error}", "install the library that it names") from None
    return files, str(files._strip_protocol(url)).rstrip("/")


def _is_condition(error: BaseException) -> bool:
    """Return whether a store says that the condition of a put does not hold."""
    code = getattr(error, "response", {})
    code = code.get("Error", {}).get("Code", "") if isinstance(code, Mapping) else ""
    return isinstance(error, FileExistsError) or code in ("PreconditionFailed", "ConditionalRequestConflict", "412")
