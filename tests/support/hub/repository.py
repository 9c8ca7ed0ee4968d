"""A repository as the Hub keeps it: commits of whole trees, branches, tags, and large files by their SHA-256."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

DATE = "2026-11-22T00:00:00.000Z"
ATTRIBUTES = b"*.parquet filter=lfs diff=lfs merge=lfs -text\n"


class RefusedError(Exception):
    """A request that the repository cannot grant: the status, the Hub's error code, and the message."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(status, code, message)
        self.status, self.code, self.message = status, code, message


@dataclass(frozen=True)
class File:
    """A file of a tree: git's hash of it (of its pointer, if it is large), its size, and the SHA-256 if it is large."""

    oid: str
    size: int
    lfs: str | None = None

    def facts(self, path: str) -> dict[str, Any]:
        """As the Hub lists it."""
        large = {"lfs": {"oid": self.lfs, "size": self.size, "pointerSize": 134}} if self.lfs else {}
        return {"type": "file", "path": path, "oid": self.oid, "size": self.size, **large}


@dataclass(frozen=True)
class Commit:
    """A whole tree, what came before it, and what was said of it."""

    oid: str
    parent: str | None
    files: Mapping[str, File]
    title: str
    message: str


@dataclass
class Repository:
    """One repository; ``blobs`` are its small files by git's hash, ``large`` the hub's large ones by SHA-256."""

    kind: str
    name: str
    large: dict[str, bytes]
    private: bool = False
    blobs: dict[str, bytes] = field(default_factory=dict)
    commits: dict[str, Commit] = field(default_factory=dict)
    branches: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.commits:
            self.branches["main"] = self._add(None, {".gitattributes": self.keep(ATTRIBUTES)}, "initial commit", "")

    def keep(self, data: bytes) -> File:
        """Store a small file."""
        oid = git_hash(data)
        self.blobs[oid] = data
        return File(oid, len(data))

    def _add(self, parent: str | None, files: Mapping[str, File], title: str, message: str) -> str:
        tree = {path: [item.oid, item.size, item.lfs] for path, item in sorted(files.items())}
        oid = hashlib.sha1(json.dumps([self.name, parent, tree, title, message]).encode()).hexdigest()
        self.commits[oid] = Commit(oid, parent, dict(sorted(files.items())), title, message)
        return oid

    def commit_of(self, revision: str) -> Commit:
        """The commit that a branch, a tag or an oid names."""
        name = revision.removeprefix("refs/heads/").removeprefix("refs/tags/")
        oid = self.branches.get(name) or self.tags.get(name) or name
        found = [commit for key, commit in self.commits.items() if len(oid) >= 7 and key.startswith(oid)]
        if len(found) != 1:
            raise RefusedError(404, "RevisionNotFound", f"Invalid rev id: {revision}")
        return found[0]

    def history(self, revision: str) -> Iterable[Commit]:
        """The commits of a revision, newest first."""
        commit: Commit | None = self.commit_of(revision)
        while commit:
            yield commit
            commit = self.commits[commit.parent] if commit.parent else None

    def commit(self, branch: str, lines: Iterable[Mapping[str, Any]]) -> str:
        """Apply a commit's lines to a branch, whole or not at all; returns the new oid, or the old for no change."""
        if branch not in self.branches:
            raise RefusedError(404, "RevisionNotFound", f"Invalid rev id: {branch}")
        head = self.commit_of(branch)
        files = dict(head.files)
        header: Mapping[str, Any] = {}
        for line in lines:
            value = line["value"]
            if line["key"] == "header":
                header = value
            else:
                self._apply(files, line["key"], value)
        parent = header.get("parentCommit")
        if parent and not head.oid.startswith(parent):
            raise RefusedError(412, "PreconditionFailed", "A commit has happened since. Please refresh and try again.")
        if files == head.files:
            return head.oid
        self.branches[branch] = self._add(head.oid, files, header["summary"], header.get("description", ""))
        return self.branches[branch]

    def squash(self, branch: str, title: str) -> None:
        """Make the branch one commit; what no branch and no tag leads to is gone."""
        self.branches[branch] = self._add(None, self.commit_of(branch).files, title, "")
        refs = [*self.branches, *self.tags]
        kept = {commit.oid for ref in refs for commit in self.history(ref)}
        self.commits = {oid: commit for oid, commit in self.commits.items() if oid in kept}

    def _apply(self, files: dict[str, File], key: str, value: Mapping[str, Any]) -> None:
        path = value["path"]
        if key == "file":
            files[path] = self.keep(base64.b64decode(value["content"]))
        elif key == "lfsFile":
            if value["oid"] not in self.large:
                raise RefusedError(400, "", f"LFS pointer pointed to a file that does not exist: {path}")
            pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{value['oid']}\n".encode()
            files[path] = File(git_hash(pointer), len(self.large[value["oid"]]), value["oid"])
        else:
            gone = [name for name in files if name == path or (key == "deletedFolder" and name.startswith(path))]
            if not gone:
                raise RefusedError(404, "EntryNotFound", f"A file with this name doesn't exist: {path}")
            for name in gone:
                del files[name]

    def file(self, revision: str, path: str) -> tuple[Commit, File]:
        """A file at a revision, with its commit."""
        commit = self.commit_of(revision)
        if path not in commit.files:
            raise RefusedError(404, "EntryNotFound", "Entry not found")
        return commit, commit.files[path]

    def read(self, item: File) -> bytes:
        """The bytes of a file."""
        return self.large[item.lfs] if item.lfs else self.blobs[item.oid]

    def content(self, revision: str) -> dict[str, bytes]:
        """All files at a revision: what a reader of it sees."""
        return {path: self.read(item) for path, item in self.commit_of(revision).files.items()}

    def tree(self, revision: str, folder: str, recursive: bool) -> list[dict[str, Any]]:
        """The files and folders below a folder."""
        files = self.commit_of(revision).files
        prefix = folder.rstrip("/") + "/" if folder else ""
        inside = {path: item for path, item in files.items() if path.startswith(prefix)}
        if prefix and not inside:
            raise RefusedError(404, "EntryNotFound", f"{folder} does not exist on {revision}")
        rest = [path.removeprefix(prefix).split("/")[:-1] for path in inside]
        names = {"/".join(parts[: end + 1]) for parts in rest for end in range(len(parts) if recursive else 1) if parts}
        folders = [{"type": "directory", "path": prefix + name, "oid": git_hash(name.encode()), "size": 0}
                   for name in sorted(names)]  # fmt: skip
        shown = [item.facts(path) for path, item in inside.items() if recursive or "/" not in path.removeprefix(prefix)]
        return [*folders, *shown]

    def info(self, revision: str, blobs: bool) -> dict[str, Any]:
        """What the Hub says of a repository at a revision."""
        commit = self.commit_of(revision)
        siblings = []
        for path, item in commit.files.items():
            more: dict[str, Any] = {"size": item.size, "blobId": item.oid} if blobs else {}
            if blobs and item.lfs:
                more["lfs"] = {"sha256": item.lfs, "size": item.size, "pointerSize": 134}
            siblings.append({"rfilename": path, **more})
        return {
            "_id": git_hash(self.name.encode())[:24],
            "id": self.name,
            "author": self.name.split("/")[0],
            "sha": commit.oid,
            "lastModified": DATE,
            "createdAt": DATE,
            "private": self.private,
            "gated": False,
            "disabled": False,
            "downloads": 0,
            "likes": 0,
            "tags": [],
            "siblings": siblings,
        }

    def refs(self) -> dict[str, Any]:
        """The branches and tags."""

        def listed(refs: Mapping[str, str], kind: str) -> list[dict[str, str]]:
            return [{"name": n, "ref": f"refs/{kind}/{n}", "targetCommit": oid} for n, oid in sorted(refs.items())]

        return {"branches": listed(self.branches, "heads"), "tags": listed(self.tags, "tags"), "converts": []}


def git_hash(data: bytes) -> str:
    """Git's hash of a blob."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()
