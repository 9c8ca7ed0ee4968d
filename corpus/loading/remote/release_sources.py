"""Where releases are published: a data set on the Hub, a shelf or a single release under a URL."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from corpus.errors import MissingExtraError, NotAReleaseError, RemoteError, UsageError
from corpus.loading.remote.remote_folder import URL, AbsentError, RemoteFolder, remote_errors, shown
from corpus.model import names
from corpus.release import layout
from corpus.release.shelf import INDEX, INDEX_LIMIT, LATEST, Listed, chosen, in_order, matching, read_index, yanks_of
from corpus.release.yanked import Yank, read_yanks

HUB = "https://huggingface.co"
HUB_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,95}/[A-Za-z0-9][A-Za-z0-9._-]{0,95}")
OTHER_HELP = "it is not a release of corpus; datasets.load_dataset may read it"


@dataclass(frozen=True)
class PinnedRelease:
    """One release, found: the folder with its manifest, and what is known of it beforehand."""

    place: RemoteFolder
    version: str | None = None  # None: only its manifest says
    commit: str | None = None
    listed: Listed | None = None
    newest: str | None = None  # the newest that there is, where several are known
    yanks: Mapping[str, Yank] = field(default_factory=dict)  # the versions there that were yanked
    tag: str | None = None  # the version that the revision's name says, where a revision was asked for


class ReleaseSource(Protocol):
    """A place where versions of a data set are published."""

    @property
    def key(self) -> str:
        """Its name in messages and in the cache; never with a secret."""

    @property
    def obeys_hub(self) -> bool:
        """Whether ``HF_HUB_OFFLINE`` concerns it."""

    def resolve(self, version: str | None) -> PinnedRelease:
        """Return the release of the requested version."""

    def versions(self) -> list[str]:
        """Return the versions that are listed, oldest first; none where there is one release, and no list."""

    def yanks(self) -> Mapping[str, Yank]:
        """Return the versions that were yanked."""


def release_source(name: str) -> ReleaseSource:
    """Return the source that a URL or a Hub name means, without any request.

    Raises
    ------
    UsageError
        The URL has parts that no folder has.
    """
    match = URL.fullmatch(name)
    if match is None:
        return HubSource(name)
    if page := _repo_of_page(name):
        return HubSource(*page)
    if match[1].lower() == "hf":
        return _hub_source(match[2], shown(name))
    if "?" in name or "#" in name or "::" in name:
        raise UsageError(f"{shown(name)}: a folder's URL has no query, no # and no ::", "give the folder's plain URL")
    return UrlSource(name.rstrip("/"))


def _repo_of_page(url: str) -> tuple[str, str | None] | None:
    """Return the data set and the revision whose page on the Hub has this address; None for any other URL.

    A page of the data set may be its card, a folder, a file, or the viewer; only some of these name a revision.
    """
    hubs = [os.environ.get("HF_ENDPOINT", HUB).rstrip("/"), HUB, "https://hf.co", "https://www.huggingface.co"]
    for hub in hubs:
        page = re.fullmatch(rf"{re.escape(hub)}/datasets/([^/?#]+/[^/?#]+)((?:/[^?#]*)?)(?:[?#].*)?", url)
        if page and HUB_NAME.fullmatch(page[1]):
            at = re.match(r"/(?:tree|blob|resolve|raw|commits?)/([^/]+)", page[2])
            return page[1], None if at is None or at[1] == "main" else at[1]
    return None


def hub_name_in(text: str) -> str:
    """Return the data set's name in an address of the Hub that lacks its scheme; empty for any other text.

    >>> hub_name_in("huggingface.co/datasets/user/name"), hub_name_in("datasets/user/name")
    ('user/name', 'user/name')
    """
    match = re.match(r"(?:(?:www\.)?(?:huggingface\.co|hf\.co)/)?datasets/([^/?#]+/[^/?#]+)", text)
    return match[1] if match and HUB_NAME.fullmatch(match[1]) else ""


def _hub_source(path: str, name: str) -> HubSource:
    repo, _, revision = path.removeprefix("datasets/").rstrip("/").partition("@")
    if not path.startswith("datasets/") or not HUB_NAME.fullmatch(repo) or "@" in revision:
        raise UsageError(f"{name}: not a data set on the Hub", "expected hf://datasets/USER/NAME")
    return HubSource(repo, revision or None)


@dataclass(frozen=True)
class UrlSource:
    """A shelf, or one release, under a URL that fsspec opens."""

    url: str

    obeys_hub = False

    @property
    def key(self) -> str:
        """The URL without secrets."""
        return shown(self.url)

    def resolve(self, version: str | None) -> PinnedRelease:
        """Return the release of the requested version, from the shelf's index, or the only one.

        Raises
        ------
        UsageError
            The shelf has no such version; the message says which it has.
        """
        place, index = RemoteFolder.of(self.url), self._index()
        if index is None:
            return PinnedRelease(place)
        yanks = yanks_of(index)
        version = chosen(self.key, list(index), version, yanks)
        return PinnedRelease(place.child(version), version, listed=index[version], newest=list(index)[-1], yanks=yanks)

    def versions(self) -> list[str]:
        """Return the versions that the shelf's index lists."""
        return list(self._index() or ())

    def yanks(self) -> Mapping[str, Yank]:
        """Return the versions that the shelf's index says are yanked."""
        return yanks_of(self._index() or {})

    def _index(self) -> dict[str, Listed] | None:
        place = RemoteFolder.of(self.url)
        try:
            return read_index(place.read(INDEX, INDEX_LIMIT), f"{place.name}/{INDEX}")
        except AbsentError:
            return None


@dataclass(frozen=True)
class HubSource:
    """A data set on the Hub, whose tags ``vX.Y.Z`` are its versions; without any, its main branch is the release."""

    repo: str
    revision: str | None = None

    obeys_hub = True

    @property
    def key(self) -> str:
        """As fsspec names it, with the hub if that is not the usual one."""
        hub = os.environ.get("HF_ENDPOINT", HUB).rstrip("/")
        at = f"@{self.revision}" if self.revision else ""
        name = f"hf://datasets/{self.repo}{at}"
        return name if hub == HUB else f"{name} on {shown(hub)}"

    def resolve(self, version: str | None) -> PinnedRelease:
        """Return the commit of the requested version.

        Raises
        ------
        UsageError
            There is no such version; the message says which there are.
        RemoteError
            There is no such data set, or it may not be read.
        """
        if self.revision:
            return self._at_revision(self.revision)
        refs = self._refs()
        tags = _version_tags(refs)
        commits = {branch.name: branch.target_commit for branch in refs.branches}
        if tags:
            yanks = self._yanks_at(commits.get("main", "main"))
            version = chosen(self.key, list(tags), version, yanks)
            return replace(self._pin(tags[version], version, list(tags)[-1]), yanks=yanks)
        if "main" not in commits:
            raise NotAReleaseError(f"{self.key}: it has neither versions nor a main branch")
        return self._pin(commits["main"])

    def versions(self) -> list[str]:
        """Return the versions that have a tag; none of a data set at a revision."""
        return [] if self.revision else list(_version_tags(self._refs()))

    def yanks(self) -> Mapping[str, Yank]:
        """Return the versions that were yanked, by a file on the main branch; none of a data set at a revision."""
        return {} if self.revision else self._yanks_at("main")

    def _yanks_at(self, revision: str) -> Mapping[str, Yank]:
        """Read the file in one request: through fsspec it would take four."""
        with self._asked() as api:
            from huggingface_hub import get_session, hf_hub_url
            from huggingface_hub.utils import build_hf_headers, hf_raise_for_status

            url = hf_hub_url(self.repo, layout.YANKS, repo_type="dataset", revision=revision, endpoint=api.endpoint)
            answer = get_session().get(url, headers=build_hf_headers(), follow_redirects=True)
            if answer.status_code == 404:
                return {}
            hf_raise_for_status(answer)
            return read_yanks(answer.content, f"{self.key}/{layout.YANKS}")

    def _refs(self) -> Any:
        with self._asked() as api:
            return api.list_repo_refs(self.repo, repo_type="dataset")

    def _at_revision(self, revision: str) -> PinnedRelease:
        with self._asked() as api:
            pin = self._pin(str(api.dataset_info(self.repo, revision=revision).sha))
        if revision.startswith("v") and names.VERSION.fullmatch(revision[1:]):
            return replace(pin, yanks=self._yanks_at("main"), tag=revision[1:])
        return pin

    def _pin(self, commit: str, version: str | None = None, newest: str | None = None) -> PinnedRelease:
        place = RemoteFolder(f"hf://datasets/{self.repo}@{commit}", f"{self.repo}@{commit[:12]}")
        return PinnedRelease(place, version, commit, newest=newest)

    @contextmanager
    def _asked(self) -> Iterator[Any]:
        try:
            import huggingface_hub
        except ImportError:
            raise MissingExtraError.of("huggingface_hub", "hub") from None
        try:
            with remote_errors(self.key, huggingface_hub.get_token() or ""):
                yield huggingface_hub.HfApi()
        except AbsentError:
            at = f" or no revision {self.revision!r}" if self.revision else ""
            raise RemoteError(
                f"{self.key}: there is no such data set{at}, or it may not be read",
                "check the name; for a private one log in (hf auth login) or set HF_TOKEN",
            ) from None


def _version_tags(refs: Any) -> dict[str, str]:
    """Return the commits of the versions, oldest first."""
    tags = {tag.name[1:]: tag.target_commit for tag in refs.tags if tag.name.startswith("v")}
    return {name: tags[name] for name in in_order(name for name in tags if names.VERSION.fullmatch(name))}


def check_version(pin: PinnedRelease, found: str, wanted: str | None, key: str) -> None:
    """Compare the version that a manifest states with the one that was looked for.

    Raises
    ------
    IntegrityError
        The place is named for another version.
    UsageError
        It is the only release, and not the one wanted.
    """
    from corpus.errors import IntegrityError

    if pin.version is not None and found != pin.version:
        raise IntegrityError(f"{pin.place.name}/{layout.MANIFEST}: it is version {found}, expected {pin.version}")
    if pin.version is None and not matching([found], wanted or LATEST):
        raise UsageError(f"{key} is version {found}, not {wanted!r}")
