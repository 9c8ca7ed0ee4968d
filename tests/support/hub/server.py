"""The Hub's protocol over HTTP, as huggingface_hub and datasets speak it, with failures on request."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from hub.failing import Failing, reset
from hub.repository import RefusedError, Repository
from hub.serving import serving

USER = "user"
WRITE_TOKEN = "hf_" + "WriteTokenOfTheTestHub"
READ_TOKEN = "hf_" + "ReadTokenOfTheTestHub"
LARGE = (".parquet", ".arrow", ".bin", ".zip")
KINDS = {"models": "model", "datasets": "dataset", "spaces": "space"}


class Hub(Failing):
    """A running hub.

    ``repositories`` are by kind and name; ``altered`` maps paths to the bytes that are served in their place, as a
    broken mirror would. ``one_namespace``: a model takes the name from a data set.
    """

    def __init__(self) -> None:
        super().__init__()
        self.repositories: dict[tuple[str, str], Repository] = {}
        self.large: dict[str, bytes] = {}
        self.altered: dict[str, bytes] = {}
        self.tokens = {WRITE_TOKEN: "write", READ_TOKEN: "read"}
        self.one_namespace = False
        self.url = ""

    @contextmanager
    def running(self) -> Iterator[Hub]:
        """Serve on a free port of 127.0.0.1 until the block ends."""
        server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"hub": self}))
        with serving(server) as self.url:
            yield self

    def environment(self, home: Path, token: str | None = WRITE_TOKEN) -> dict[str, str]:
        """What a client's environment must have before it imports huggingface_hub."""
        own = {
            "HF_ENDPOINT": self.url,
            "HF_HOME": str(home),
            "HF_HUB_DISABLE_XET": "1",
            "HF_HUB_DISABLE_TELEMETRY": "1",
            "HF_HUB_ETAG_TIMEOUT": "20",
            "NO_PROXY": "127.0.0.1",
        }
        return {**own, "HF_TOKEN": token} if token else own

    def create(self, name: str = f"{USER}/name", *, kind: str = "dataset", private: bool = False) -> Repository:
        """Make a repository, as the website does."""
        self.repositories[kind, name] = Repository(kind, name, self.large, private)
        return self.repositories[kind, name]

    def dataset(self, name: str = f"{USER}/name") -> Repository:
        """A data set's repository."""
        return self.repositories["dataset", name]


Reply = tuple[int, dict[str, str], bytes]


def reply(value: object, status: int = 200) -> Reply:
    return status, {"Content-Type": "application/json"}, json.dumps(value).encode()


class _Handler(BaseHTTPRequestHandler):
    """One connection of a client."""

    hub: Hub
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, format: str, *args: object) -> None:
        """Nothing on stderr: ``Hub.requests`` has it."""

    def _serve(self) -> None:
        body = self._body()
        failure = self.hub.failure_of(self.command, self.path)
        if failure == "drop":
            return self._drop(len(body))
        if isinstance(failure, int):
            code = {"X-Error-Message": f"told to fail with {failure}"}
            return self._answer((failure, code, b'{"error": "told to fail"}'), len(body))
        try:
            with self.hub.lock:
                answer = _Call(self.hub, self.command, self.path, self.headers, body).answer()
        except RefusedError as error:
            codes = {"X-Error-Code": error.code, "X-Error-Message": error.message}
            answer = error.status, codes, json.dumps({"error": error.message}).encode()
        if failure == "lost":
            return self._drop(len(body))
        return self._answer(answer, len(body))

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = _serve  # noqa: N815

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        chunks = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            chunks.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(chunks)

    def _answer(self, answer: Reply, sent: int) -> None:
        status, headers, data = answer
        self._log(sent, status, len(data) if self.command != "HEAD" else 0)
        try:
            self.send_response(status)
            for name, value in {"Content-Length": str(len(data)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(data)
        except OSError:  # the client has gone
            self.close_connection = True

    def _drop(self, sent: int) -> None:
        """Reset the connection, as a cut cable or a killed server does."""
        self._log(sent, 0, 0)
        self.close_connection = True
        self.rfile.close()
        reset(self.connection)

    def _log(self, sent: int, status: int, got: int) -> None:
        self.hub.log(self.command, self.path, sent, status, got, "Authorization" in self.headers)


class _Call:
    """One request, and the answer to it."""

    def __init__(self, hub: Hub, method: str, target: str, headers: Mapping[str, str], body: bytes) -> None:
        parts = urlsplit(target)
        self.hub, self.method, self.headers, self.body = hub, method, headers, body
        self.segments = [unquote(part) for part in parts.path.strip("/").split("/")]
        self.query = {name: values[0] for name, values in parse_qs(parts.query).items()}

    def answer(self) -> Reply:  # noqa: C901 - one line a route
        match self.segments:
            case ["lfs", oid]:
                return self._store_large(oid)
            case ["lfs", oid, "verify"]:
                return self._verify_large(oid)
            case ["api", "whoami-v2"]:
                self._authorize("read", always=True)
                return reply({"type": "user", "name": USER, "orgs": [], "auth": {"accessToken": {"role": "write"}}})
            case ["api", "validate-yaml"]:
                return reply({"errors": [], "warnings": []})
            case ["api", "repos", "create"]:
                return self._create()
            case ["api", "repos", "delete"]:
                return self._delete()
            case ["api", kinds, owner, name, *rest] if kinds in KINDS:
                return self._api(self._repository(KINDS[kinds], f"{owner}/{name}"), rest)
            case [*kinds, owner, git, "info", "lfs", "objects", "batch"] if git.endswith(".git"):
                repository = self._repository(_kind(kinds), f"{owner}/{git.removesuffix('.git')}")
                return self._batch(repository)
            case ["datasets" | "spaces" as kinds, owner, name, "resolve", revision, *path]:
                return self._resolve(self._repository(KINDS[kinds], f"{owner}/{name}"), revision, "/".join(path))
            case [owner, name, "resolve", revision, *path]:
                return self._resolve(self._repository("model", f"{owner}/{name}"), revision, "/".join(path))
        raise RefusedError(404, "", f"no route {self.method} /{'/'.join(self.segments)}")

    def _authorize(self, role: str, *, always: bool = False) -> None:
        given = self.headers.get("Authorization", "").removeprefix("Bearer ")
        known = self.hub.tokens.get(given)
        if given and not known:
            raise RefusedError(401, "", "Invalid credentials in Authorization header")
        if (role == "write" or always) and not given:
            raise RefusedError(401, "", "Invalid username or password.")
        if role == "write" and known == "read":
            raise RefusedError(403, "", "You don't have the rights to write with this token")

    def _repository(self, kind: str, name: str) -> Repository:
        repository = self.hub.repositories.get((kind, name))
        given = self.headers.get("Authorization")
        if given:
            self._authorize("read")
        if repository is None or (repository.private and not given):
            # The real Hub does not tell a stranger whether a private repository exists.
            raise RefusedError(404 if given else 401, "RepoNotFound", "Repository not found")
        return repository

    def _json(self) -> Any:
        return json.loads(self.body)

    def _create(self) -> Reply:
        self._authorize("write")
        asked = self._json()
        kind, name = asked.get("type", "model"), f"{asked.get('organization') or USER}/{asked['name']}"
        if not name.startswith(f"{USER}/"):
            raise RefusedError(403, "", f"You don't have the rights to create a {kind} under this namespace")
        taken = [key for key in self.hub.repositories if key[1] == name and (key[0] == kind or self.hub.one_namespace)]
        if taken:
            return reply(
                {"error": "You already created this repo", "url": f"{self.hub.url}/{taken[0][0]}s/{name}"}, 409
            )
        self.hub.create(name, kind=kind, private=asked.get("visibility") == "private" or bool(asked.get("private")))
        return reply({"url": f"{self.hub.url}/{kind}s/{name}", "name": name})

    def _delete(self) -> Reply:
        self._authorize("write")
        asked = self._json()
        key = asked.get("type", "model"), f"{asked.get('organization') or USER}/{asked['name']}"
        if self.hub.repositories.pop(key, None) is None:
            raise RefusedError(404, "RepoNotFound", "Repository not found")
        return reply({})

    def _api(self, repository: Repository, rest: list[str]) -> Reply:
        writing: dict[tuple[str, str], Callable[[Repository, str], Reply]] = {
            ("POST", "preupload"): self._preupload,
            ("POST", "commit"): self._commit,
            ("POST", "tag"): self._tag,
            ("DELETE", "tag"): self._untag,
            ("POST", "branch"): self._branch,
            ("POST", "super-squash"): self._squash,
        }
        if rest and (self.method, rest[0]) in writing:
            self._authorize("write")
            return writing[self.method, rest[0]](repository, "/".join(rest[1:]))
        match rest:
            case []:
                return reply(repository.info("main", "blobs" in self.query))
            case ["revision", *revision]:
                return reply(repository.info("/".join(revision), "blobs" in self.query))
            case ["refs"]:
                return reply(repository.refs())
            case ["tree", revision, *path]:
                recursive = self.query.get("recursive", "").lower() in ("true", "1")
                return reply(repository.tree(revision, "/".join(path), recursive))
            case ["paths-info", revision]:
                return self._paths(repository, revision)
            case ["commits", revision]:
                return reply([_told(commit) for commit in repository.history(revision)])
        raise RefusedError(404, "", f"no route {self.method} /{'/'.join(self.segments)}")

    def _paths(self, repository: Repository, revision: str) -> Reply:
        if self.headers.get("Content-Type", "").startswith("application/json"):
            wanted = self._json()["paths"]
        else:
            wanted = parse_qs(self.body.decode()).get("paths", [])
        files = repository.commit_of(revision).files
        found = [files[path].facts(path) for path in wanted if path in files]
        for path in wanted:
            if path not in files and any(name.startswith(path.rstrip("/") + "/") for name in files):
                found.append({"type": "directory", "path": path, "oid": "0" * 40, "size": 0})
        return reply(found)

    def _preupload(self, repository: Repository, revision: str) -> Reply:
        known = repository.commit_of(revision).files
        answers = []
        for item in self._json()["files"]:
            path, sample = item["path"], base64.b64decode(item["sample"])
            large = path.endswith(LARGE) or item["size"] > 10_000_000 or b"\0" in sample
            oid = (known[path].lfs or known[path].oid) if path in known else None
            mode = "lfs" if large else "regular"
            answers.append({"path": path, "uploadMode": mode, "shouldIgnore": False, **({"oid": oid} if oid else {})})
        return reply({"files": answers})

    def _batch(self, repository: Repository) -> Reply:
        self._authorize("write")
        objects = []
        for item in self._json()["objects"]:
            href = f"{self.hub.url}/lfs/{item['oid']}"
            actions = {"upload": {"href": f"{href}?signature=signed"}, "verify": {"href": f"{href}/verify"}}
            new = {} if item["oid"] in self.hub.large else {"actions": actions}
            objects.append({"oid": item["oid"], "size": item["size"], **new})
        return reply({"transfer": "basic", "objects": objects})

    def _store_large(self, oid: str) -> Reply:
        if self.query.get("signature") != "signed":
            raise RefusedError(403, "", "the link is not signed")
        if hashlib.sha256(self.body).hexdigest() != oid:
            raise RefusedError(400, "", "the bytes are not those of the oid")
        self.hub.large[oid] = self.body
        return 200, {}, b""

    def _verify_large(self, oid: str) -> Reply:
        self._authorize("write")
        if len(self.hub.large.get(oid, b"")) != self._json()["size"]:
            raise RefusedError(404, "", "no such object")
        return reply({})

    def _commit(self, repository: Repository, branch: str) -> Reply:
        lines = [json.loads(line) for line in self.body.splitlines() if line]
        oid = repository.commit(branch, lines)
        place = f"{self.hub.url}/{repository.kind}s/{repository.name}"
        return reply({"success": True, "commitOid": oid, "commitUrl": f"{place}/commit/{oid}"})

    def _tag(self, repository: Repository, revision: str) -> Reply:
        tag = self._json()["tag"]
        if tag in repository.tags:
            return reply({"error": f"Reference already exists: refs/tags/{tag}"}, 409)
        repository.tags[tag] = repository.commit_of(revision).oid
        return reply({})

    def _untag(self, repository: Repository, tag: str) -> Reply:
        if repository.tags.pop(tag, None) is None:
            raise RefusedError(404, "RevisionNotFound", f"no tag {tag}")
        return reply({})

    def _branch(self, repository: Repository, branch: str) -> Reply:
        if branch in repository.branches:
            return reply({"error": "Reference already exists"}, 409)
        start = self._json().get("startingPoint", "main") if self.body else "main"
        repository.branches[branch] = repository.commit_of(start).oid
        return reply({})

    def _squash(self, repository: Repository, branch: str) -> Reply:
        repository.squash(branch, self._json()["message"])
        return reply({})

    def _resolve(self, repository: Repository, revision: str, path: str) -> Reply:
        commit, item = repository.file(revision, path)
        data = self.hub.altered.get(path, repository.read(item))
        headers = {"X-Repo-Commit": commit.oid, "ETag": f'"{item.lfs or item.oid}"', "Accept-Ranges": "bytes"}
        headers["Content-Type"] = "application/octet-stream"
        if item.lfs:
            headers |= {"X-Linked-Etag": f'"{item.lfs}"', "X-Linked-Size": str(item.size)}
        asked = re.fullmatch(r"bytes=(\d*)-(\d*)", self.headers.get("Range", ""))
        if not asked or asked[0] == "bytes=-":
            return 200, headers, data
        if asked[1]:
            start, end = int(asked[1]), min(int(asked[2] or len(data) - 1), len(data) - 1)
        else:
            start, end = max(0, len(data) - int(asked[2])), len(data) - 1
        if start > end:
            return 416, {"Content-Range": f"bytes */{len(data)}"}, b""
        return 206, {**headers, "Content-Range": f"bytes {start}-{end}/{len(data)}"}, data[start : end + 1]


def _kind(kinds: list[str]) -> str:
    return KINDS[kinds[0]] if kinds else "model"


def _told(commit: Any) -> dict[str, Any]:
    return {"id": commit.oid, "title": commit.title, "message": commit.message, "date": "2026-11-22T00:00:00.000Z",
            "authors": [{"user": USER}]}  # fmt: skip
