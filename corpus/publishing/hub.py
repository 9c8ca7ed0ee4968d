"""A data set's repository on a Hub: one commit, the proof that it arrived, then the tag that readers ask for."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from corpus.errors import CorpusError, IntegrityError, MissingExtraError, PublishError, ReleaseExistsError, UsageError
from corpus.model import names
from corpus.publishing import others_work
from corpus.publishing.shipment import AGAIN, Progress, Shipment, ShipmentItem, ShipmentPlan, facts_of_version
from corpus.publishing.third_party_errors import chain, one_line, translate_errors
from corpus.publishing.versions_index import require_version
from corpus.release import layout
from corpus.release.manifest import checked_manifest
from corpus.release.yanked import Yank, changed_yanks, read_yanks, written_yanks

if TYPE_CHECKING:
    from huggingface_hub import HfApi

LEFT_ALONE = (*layout.IGNORED, ".gitignore")  # the Hub's own files, in no release
STARTERS = (layout.CARD, layout.RIGHTS)  # what the website puts into a new repository


@dataclass(frozen=True, slots=True)
class HubFile:
    """A file on the Hub: its size, git's hash of it, and its SHA-256 if it is stored as a large file."""

    bytes: int
    oid: str
    sha256: str | None


@dataclass(frozen=True, slots=True)
class HubRepository:
    """A repository as it is: the newest commit and its files, and the commits of its tags."""

    head: str
    files: Mapping[str, HubFile]
    tags: Mapping[str, str]

    def newest_first(self) -> list[str]:
        """List the tags of versions."""
        tags = [tag for tag in self.tags if tag.startswith("v") and names.VERSION.fullmatch(tag[1:])]
        return sorted(tags, key=lambda tag: names.version_key(tag[1:]), reverse=True)


class HubDestination:
    """``hf://datasets/USER/NAME``."""

    def __init__(self, repository: str, *, private: bool = False, read_back: str = "bytes", bars: bool = False) -> None:
        self._api = _client(bars)
        self._repository = repository
        self._private = private
        self._read_back = read_back
        self._state: HubRepository | None = None

    def look(self, shipment: Shipment) -> ShipmentPlan:
        """Return what the repository holds of the release."""
        return translate_errors(lambda: self._look(shipment), self._explain)

    def send(self, shipment: Shipment, plan: ShipmentPlan, progress: Progress) -> None:
        """Commit, read back, tag."""
        translate_errors(lambda: self._send(shipment, plan, progress), self._explain)

    def check(self, shipment: Shipment, progress: Progress) -> None:
        """Read the tagged commit back."""
        translate_errors(lambda: self._check(self._tagged(shipment), shipment, progress), self._explain)

    def yank(self, version: str, yank: Yank | None) -> bool:
        """Say in a file of the main branch that a version is yanked; its tag and its commit stay as they are."""
        return translate_errors(lambda: self._yank(version, yank), self._explain)

    def _yank(self, version: str, yank: Yank | None) -> bool:
        from huggingface_hub import CommitOperationAdd, CommitOperationDelete

        self._require_token()
        state = self._read_state()
        tags = [tag[1:] for tag in reversed(state.newest_first())] if state else []
        require_version(version, tags, str(self))
        assert state is not None
        there = layout.YANKS in state.files
        data = b"".join(self._stream(state.head, layout.YANKS)) if there else None
        yanks = read_yanks(data, f"{self}/{layout.YANKS}")
        changed = changed_yanks(yanks, version, yank)
        if changed == yanks:
            return False
        operation = (
            CommitOperationAdd(layout.YANKS, written_yanks(changed)) if changed else CommitOperationDelete(layout.YANKS)
        )
        self._api.create_commit(
            self._repository,
            [operation],
            repo_type="dataset",
            commit_message=f"yank {version}" if yank else f"{version} is not yanked any more",
            commit_description=yank.reason if yank else "",
            parent_commit=state.head,
        )
        return True

    def _look(self, shipment: Shipment) -> ShipmentPlan:
        self._require_token()
        self._state = state = self._read_state()
        if state is None:
            return ShipmentPlan(shipment.items, ())
        tag = _tag(shipment)
        files = self._files(state.tags[tag]) if tag in state.tags else state.files
        same = tuple(item for item in shipment.items if _is(shipment, item, files.get(item.path)))
        new = tuple(item for item in shipment.items if item not in same)
        if tag in state.tags:
            if new:
                raise self._exists(shipment, state)
            return ShipmentPlan((), same, published=True)
        return self._compared(shipment, state, new, same)

    def _compared(
        self,
        shipment: Shipment,
        state: HubRepository,
        new: tuple[ShipmentItem, ...],
        same: tuple[ShipmentItem, ...],
    ) -> ShipmentPlan:
        """Compare the release with what is there, and with what the last release there knew of it."""
        own = {item.path for item in shipment.items}
        there = [path for path in state.files if not _left_alone(path)]
        known, below = self._known(state), self._below(shipment, state)
        kept = others_work.added_by_others(there, known, own)
        gone = tuple(path for path in there if path not in own and path not in kept)
        if new or gone:
            self._require_predecessor(shipment, state)
        if not (known or below):  # no release: what the website puts there, or what a run left that was killed
            return ShipmentPlan(new, same, (*gone, *kept), below=below)
        differing = [*(item.path for item in new if item.path in state.files), *gone]
        edited = others_work.edited_by_others(differing, known, lambda path: self._sha256(state, path))
        return ShipmentPlan(new, same, gone, kept=kept, edited=edited, below=below)

    def _known(self, state: HubRepository) -> Mapping[str, Any]:
        """Return the files that the last release there had, by its manifest; one that was altered knows nothing."""
        for revision in [state.head, *state.newest_first()]:
            try:
                data = b"".join(self._stream(revision, layout.MANIFEST)) if layout.MANIFEST in state.files else b""
                files = checked_manifest(data, layout.MANIFEST)["files"]
            except IntegrityError:
                continue
            return dict(files)
        return {}

    def _below(self, shipment: Shipment, state: HubRepository) -> Mapping[str, str] | None:
        """Return the facts of the newest tagged version that is older than the release."""
        key = names.version_key(shipment.version)
        older = [tag for tag in state.newest_first() if names.version_key(tag[1:]) < key]
        manifest = self._manifest(state.tags[older[0]]) if older else {}
        return facts_of_version(manifest) if "content_hash" in manifest else None

    def _sha256(self, state: HubRepository, path: str) -> str:
        stored = state.files[path].sha256
        return stored or hashlib.sha256(b"".join(self._stream(state.head, path))).hexdigest()

    def _read_state(self) -> HubRepository | None:
        from huggingface_hub.errors import RepositoryNotFoundError

        try:
            refs = self._api.list_repo_refs(self._repository, repo_type="dataset")
        except RepositoryNotFoundError as error:
            if error.response.status_code == 401:
                raise
            return None
        head = next(ref.target_commit for ref in refs.branches if ref.name == "main")
        return HubRepository(head, self._files(head), {ref.name: ref.target_commit for ref in refs.tags})

    def _files(self, revision: str) -> dict[str, HubFile]:
        tree = self._api.list_repo_tree(self._repository, repo_type="dataset", revision=revision, recursive=True)
        return {
            item.path: HubFile(item.size, item.blob_id, item.lfs.sha256 if item.lfs else None)
            for item in tree
            if hasattr(item, "blob_id")
        }

    def _exists(self, shipment: Shipment, state: HubRepository) -> ReleaseExistsError:
        taken = [tag[1:] for tag in state.tags if names.VERSION.fullmatch(tag[1:])]
        return ReleaseExistsError(
            f"{self} has {_tag(shipment)} already with different content; nothing was sent",
            f"a version that was seen never changes: build this one as --version {names.next_version(taken)}",
        )

    def _require_predecessor(self, shipment: Shipment, state: HubRepository) -> None:
        """Check that what the commit would delete is an older release of this data set."""
        files = [path for path in state.files if not _left_alone(path)]
        if layout.MANIFEST not in files:
            if strange := [path for path in files if path not in STARTERS]:
                raise UsageError(
                    f"{self} holds something else ({strange[0]}, ...) and no release; nothing was sent",
                    "publish to a repository of its own",
                )
            return
        manifest = self._manifest(state.head)
        if manifest.get("name") != shipment.name:
            raise UsageError(
                f"{self} holds releases of {manifest.get('name')!r}, not of {shipment.name!r}; nothing was sent",
                "publish to a repository of its own",
            )
        there = str(manifest.get("version"))
        if names.VERSION.fullmatch(there) and names.version_key(there) > names.version_key(shipment.version):
            raise UsageError(
                f"{self} holds {there}, which is newer than {shipment.version}; nothing was sent",
                "readers without a version would get the older one: publish releases in their order",
            )

    def _manifest(self, revision: str) -> dict[str, Any]:
        try:
            found = json.loads(b"".join(self._stream(revision, layout.MANIFEST)))
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}

    def _send(self, shipment: Shipment, plan: ShipmentPlan, progress: Progress) -> None:
        state = self._state or self._create()
        oid = self._commit(shipment, plan, state) if plan.new or plan.gone else state.head
        self._check(oid, shipment, progress)
        self._api.create_tag(self._repository, repo_type="dataset", tag=_tag(shipment), revision=oid, exist_ok=True)
        tagged = self._tagged(shipment)
        if tagged != oid:  # create_tag is silent on a tag that is there at another commit
            if self._wrong(self._files(tagged), shipment):
                raise ReleaseExistsError(
                    f"{self} has {_tag(shipment)} already, at commit {tagged[:12]}: another publisher was first",
                    "a version that was seen never changes: build this one under the next version",
                )
            self._check(tagged, shipment, progress)

    def _create(self) -> HubRepository:
        self._api.create_repo(self._repository, repo_type="dataset", private=self._private or None, exist_ok=True)
        state = self._read_state()
        if state is None:
            raise UsageError(
                f"{self} cannot be made: a repository of another kind (a model or a space) has this name",
                "publish under another name, as hf://datasets/USER/NAME",
            )
        return state

    def _commit(self, shipment: Shipment, plan: ShipmentPlan, state: HubRepository) -> str:
        from huggingface_hub import CommitOperationAdd, CommitOperationDelete

        known = {item.path for item in plan.new if _is(shipment, item, state.files.get(item.path))}
        added = [
            CommitOperationAdd(item.path, str(shipment.folder / item.path))
            for item in plan.new
            if item.path not in known
        ]
        commit = self._api.create_commit(
            self._repository,
            [*added, *(CommitOperationDelete(path) for path in plan.gone)],
            repo_type="dataset",
            commit_message=f"{shipment.name} {shipment.version}",
            commit_description=f"content hash {shipment.manifest['content_hash']}",
            parent_commit=state.head,
        )
        return str(commit.oid)

    def _tagged(self, shipment: Shipment) -> str:
        refs = self._api.list_repo_refs(self._repository, repo_type="dataset")
        found = [ref.target_commit for ref in refs.tags if ref.name == _tag(shipment)]
        if not found:
            raise PublishError(f"{self} says that it made the tag {_tag(shipment)}, and does not have it", AGAIN)
        return str(found[0])

    def _wrong(self, files: Mapping[str, HubFile], shipment: Shipment) -> list[str]:
        """List the files that are not there as they were sent, according to the Hub."""
        own = {item.path for item in shipment.items}
        wrong = [item.path for item in shipment.items if not _is(shipment, item, files.get(item.path))]
        return [*wrong, *(path for path in files if path not in own and others_work.is_in_own_folder(path))]

    def _check(self, oid: str, shipment: Shipment, progress: Progress) -> None:
        """Compare what the Hub lists at a commit, and what it serves, with what was sent."""
        if wrong := self._wrong(self._files(oid), shipment):
            raise self._altered(wrong[0], "is not listed with the hash that was sent", oid)
        if self._read_back == "hashes":
            return
        done, total = 0, sum(item.bytes for item in shipment.items)
        for item in shipment.items:
            digest = hashlib.sha256()
            for piece in self._stream(oid, item.path):
                digest.update(piece)
                done += len(piece)
                progress(min(done, total), total)
            if digest.hexdigest() != item.sha256:
                raise self._altered(item.path, f"comes back with sha256 {digest.hexdigest()}, not {item.sha256}", oid)

    def _altered(self, path: str, what: str, oid: str) -> IntegrityError:
        return IntegrityError(
            f"{self} at {oid[:12]}: {path} {what}",
            "the Hub or a mirror before it (HF_ENDPOINT) alters files; do not cite this version before that is mended",
        )

    def _stream(self, revision: str, path: str) -> Iterator[bytes]:
        from huggingface_hub import get_session, hf_hub_url
        from huggingface_hub.utils import build_hf_headers, hf_raise_for_status

        url = hf_hub_url(self._repository, path, repo_type="dataset", revision=revision, endpoint=self._api.endpoint)
        headers = {**build_hf_headers(), "Accept-Encoding": "identity"}
        with get_session().stream("GET", url, headers=headers, follow_redirects=True) as response:
            hf_raise_for_status(response)
            yield from response.iter_bytes(1 << 20)

    def _require_token(self) -> None:
        from huggingface_hub import get_token

        if not get_token():
            raise UsageError(
                f"no token for {self._api.endpoint}: nobody is logged in",
                "set HF_TOKEN to a token that may write, or run: hf auth login",
            )

    def _explain(self, error: Exception) -> CorpusError:
        """Translate a third-party exception."""
        for cause in chain(error):
            status = getattr(getattr(cause, "response", None), "status_code", None)
            if "xet-write-token" in str(cause) or "xet" in type(cause).__name__.lower():
                return UsageError(
                    f"{self._api.endpoint} has no Xet storage, and huggingface_hub wants to use it",
                    "set HF_HUB_DISABLE_XET=1 and run the same command again",
                )
            if status is not None:
                return self._refused(int(status), cause)
        network = [cause for cause in chain(error) if _is_network(cause)]
        if network:
            return PublishError(f"{self._api.endpoint} cannot be reached: {one_line(network[-1])}", AGAIN)
        return PublishError(f"{self} was not published: {one_line(list(chain(error))[-1])}", AGAIN)

    def _refused(self, status: int, error: BaseException) -> CorpusError:
        match status:
            case 401:
                return UsageError(
                    f"{self._api.endpoint} does not accept the token",
                    "set HF_TOKEN to a valid token that may write, or run: hf auth login",
                )
            case 403:
                return UsageError(
                    f"the token may not write to {self}",
                    "use a token with the right to write to this repository or organisation",
                )
            case 412:
                return PublishError(f"{self} was changed by another publisher meanwhile; nothing was published", AGAIN)
            case 404:
                return PublishError(
                    f"{self}: not found: {one_line(error)}", "is this the Hub that you mean (HF_ENDPOINT)?"
                )
        return PublishError(f"{self._api.endpoint} answered {status}; the version is not visible", AGAIN)

    def __str__(self) -> str:
        return f"hf://datasets/{self._repository}"


def _client(bars: bool) -> HfApi:
    try:
        import huggingface_hub
        from huggingface_hub.utils import disable_progress_bars, enable_progress_bars, logging
    except ModuleNotFoundError:
        raise MissingExtraError.of("huggingface_hub", "hub") from None
    (enable_progress_bars if bars else disable_progress_bars)()
    logging.set_verbosity_error()  # its warnings hold signed URLs
    return huggingface_hub.HfApi(endpoint=os.environ.get("HF_ENDPOINT") or None)


def _tag(shipment: Shipment) -> str:
    return f"v{shipment.version}"


def _left_alone(path: str) -> bool:
    return path.split("/")[0] in LEFT_ALONE


def _is(shipment: Shipment, item: ShipmentItem, there: HubFile | None) -> bool:
    """Return whether a file on the Hub is that of the release, by the hashes that the Hub lists."""
    if there is None or there.bytes != item.bytes:
        return False
    if there.sha256:
        return there.sha256 == item.sha256
    return there.oid == _git_hash(shipment.bytes_of(item))


def _git_hash(data: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def _is_network(error: BaseException) -> bool:
    return isinstance(error, OSError) or type(error).__module__.split(".")[0] in (
        "httpx",
        "httpx2",
        "httpcore",
        "httpcore2",
    )
