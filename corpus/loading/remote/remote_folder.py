"""A remote folder, read through fsspec: whole files of limited size, or ranges; each error is one line.

No message holds a secret: URLs are shown without the parts before ``@`` and after ``?``, the rest is scrubbed.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any, BinaryIO
from urllib.parse import quote

from corpus.errors import CorpusError, IntegrityError, MissingExtraError, RemoteError, UsageError
from corpus.loading.remote.redact_secrets import scrub

CHUNK = 1 << 20
STALL = 60  # seconds without a byte; the usual client counts 300 seconds for the whole file instead
URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://(.*)", re.S)
EXTRAS = {"s3": ("s3fs", "s3"), "s3a": ("s3fs", "s3"), "hf": ("huggingface_hub", "hub")}
OFFLINE_HELP = "CORPUS_OFFLINE=1 (or --offline) reads what the cache has"


class AbsentError(Exception):
    """There is no such file; the caller knows what that means."""


def is_url(name: str) -> bool:
    """Return whether a name is a URL: a scheme of two letters or more, for one letter is a drive."""
    return URL.fullmatch(name) is not None


def shown(url: str) -> str:
    """Return a URL as it may be printed: without user, password, token and query.

    >>> shown("https://me:secret@example.org/set?key=1")
    'https://example.org/set'
    """
    match = URL.fullmatch(url)
    if match is None:
        return url
    host, slash, path = match[2].split("?")[0].split("#")[0].partition("/")
    return f"{match[1]}://{host.rpartition('@')[2]}{slash}{path}".rstrip("/")


def scrubbed(text: str, *secrets: str) -> str:
    """Return the first line of a foreign message without what may be secret.

    >>> scrubbed("GET https://me:secret@example.org/x?sig=abc failed\\nmore")
    'GET https://example.org/x?[hidden] failed'
    """
    line = scrub(text, *secrets).strip().split("\n")[0]
    return line if len(line) <= 200 else line[:199] + "…"


@dataclass(frozen=True)
class RemoteFolder:
    """A remote folder: a URL that fsspec opens, and its name in messages."""

    url: str
    name: str

    @classmethod
    def of(cls, url: str) -> RemoteFolder:
        """Return the folder that a URL names."""
        return cls(url.rstrip("/"), shown(url))

    def child(self, name: str) -> RemoteFolder:
        """Return a folder inside this one."""
        return RemoteFolder(f"{self.url}/{name}", f"{self.name}/{name}")

    @property
    def scheme(self) -> str:
        """The scheme of the URL."""
        return self.url.partition("://")[0].lower()

    @property
    def _streams(self) -> bool:
        return self.scheme in ("http", "https", "hf")

    def _open(self, name: str, **options: Any) -> Any:
        """Open a file; a bucket that everybody may read needs no key: without one it is asked without a signature."""
        filesystem, root = self._filesystem()
        try:
            return filesystem.open(self._path(root, name), "rb", **options)
        except Exception as error:
            if self.scheme not in ("s3", "s3a") or type(error).__name__ != "NoCredentialsError":
                raise
        filesystem, root = self._filesystem(anon=True)
        return filesystem.open(self._path(root, name), "rb", **options)

    def _filesystem(self, **options: Any) -> tuple[Any, str]:
        """Make fsspec's file system, and the path in it; made anew: a forked process must not use its parent's."""
        try:
            from fsspec.core import url_to_fs
        except ImportError:
            raise MissingExtraError.of("fsspec", "remote") from None
        try:
            filesystem, path = url_to_fs(self.url, **self._patience(), **options)
        except (ImportError, ValueError) as error:
            if self.scheme in EXTRAS and isinstance(error, ImportError):
                raise MissingExtraError.of(*EXTRAS[self.scheme]) from None
            raise RemoteError(f"{self.name}: {scrubbed(str(error))}") from None
        return filesystem, path

    def _patience(self) -> dict[str, Any]:
        """Return the options of a web server's client: it may be slow for hours, and silent for a minute."""
        if self.scheme not in ("http", "https"):
            return {}
        from aiohttp import ClientTimeout

        return {"client_kwargs": {"timeout": ClientTimeout(total=None, sock_connect=STALL, sock_read=STALL)}}

    def _path(self, root: str, name: str) -> str:
        return f"{root}/{quote(name)}" if self.scheme in ("http", "https") else f"{root}/{name}"

    @contextmanager
    def opened(self, name: str) -> Iterator[IO[bytes]]:
        """Open a file, to be read from start to end in one request.

        Raises
        ------
        AbsentError
            There is none.
        RemoteError
            It cannot be read; the message says why.
        """
        options = {"block_size": 0} if self._streams else {}
        with self._remote_errors(name), self._open(name, **options) as file:
            yield file

    def by_range(self, name: str) -> Any:
        """Open a file of which only the requested ranges are transferred, with its ``size``.

        Raises
        ------
        AbsentError, RemoteError
            As `opened`, and where the server sends no ranges.
        """
        with self._remote_errors(name):
            file = self._open(name, cache_type="none")
        if not file.seekable() or getattr(file, "size", None) is None:
            raise RemoteError(
                f"{self.name}/{name}: its server does not support ranges", "load it without streaming=True"
            )
        return file

    def read(self, name: str, limit: int) -> bytes:
        """Read the bytes of a small file.

        Raises
        ------
        IntegrityError
            It has more than ``limit`` bytes.
        """
        pieces, left = [], limit + 1
        with self.opened(name) as file:
            while left and (piece := file.read(min(CHUNK, left))):
                pieces.append(piece)
                left -= len(piece)
        if not left:
            raise IntegrityError(f"{self.name}/{name}: it has more than {limit:,} bytes")
        return b"".join(pieces)

    def copy(self, name: str, size: int, to: BinaryIO, arrived: Callable[[int], None] = lambda count: None) -> str:
        """Copy a file of a stated size and return its SHA-256; ``arrived`` is called with the size of each piece.

        Raises
        ------
        IntegrityError
            It is longer or shorter; no more than a byte beyond the size is asked for.
        """
        digest, left = hashlib.sha256(), size
        with self.opened(name) as file:
            while piece := file.read(min(CHUNK, left + 1)):
                left -= len(piece)
                if left < 0:
                    break
                digest.update(piece)
                _write(to, piece)
                arrived(len(piece))
        if left:
            found = f"more than {size:,}" if left < 0 else f"{size - left:,}"
            raise IntegrityError(
                f"{self.name}/{name}: it has {found} bytes, expected {size:,}", "try again, or from another mirror"
            )
        return digest.hexdigest()

    @contextmanager
    def _remote_errors(self, name: str) -> Iterator[None]:
        with remote_errors(f"{self.name}/{name}", userinfo(self.url)):
            yield


def _write(to: BinaryIO, piece: bytes) -> None:
    try:
        to.write(piece)
    except OSError as error:  # not to be taken for the network's
        raise UsageError(
            f"the cache cannot be written: {error.strerror}", "CORPUS_CACHE=DIR chooses another folder"
        ) from None


def userinfo(url: str) -> str:
    """Return the part before ``@`` in a URL; empty if there is none."""
    match = URL.fullmatch(url)
    return match[2].partition("/")[0].rpartition("@")[0] if match else ""


@contextmanager
def remote_errors(what: str, *secrets: str) -> Iterator[None]:
    """Translate third-party exceptions into errors of corpus, without their context.

    Raises
    ------
    AbsentError
        There is no such file.
    RemoteError
        No network, no right, or what the library says.
    """
    parts = [part for secret in secrets for part in (secret, *secret.split(":")) if len(part) > 2]
    try:
        yield
    except (CorpusError, AbsentError):
        raise
    except Exception as raised:  # httpx, aiohttp, botocore, ...: each library has its own tree
        error = _reason(raised)
        status = _status(error)
        if isinstance(error, FileNotFoundError) or status in (404, 410):
            raise AbsentError(what) from None
        raise _explained(what, error, status, scrubbed(str(error), *parts)) from None


def _reason(error: Exception) -> Exception:
    """Return the real cause: fsspec's HTTP says that a file is not found whatever the reason."""
    cause = error.__cause__
    return cause if isinstance(error, FileNotFoundError) and isinstance(cause, Exception) else error


def _status(error: BaseException) -> int | None:
    found = getattr(error, "status", None) or getattr(getattr(error, "response", None), "status_code", None)
    return found if isinstance(found, int) else None


def _explained(what: str, error: Exception, status: int | None, text: str) -> RemoteError:
    names = {kind.__name__ for kind in type(error).__mro__}
    if status in (401, 403) or isinstance(error, PermissionError) or "NoCredentialsError" in names:
        code = f" ({status})" if status else ""
        return RemoteError(f"{what}: access is denied{code}", "is there a token or key for it, and the right one?")
    if status is not None:
        return RemoteError(f"{what}: the server answers {status}", f"try again later; {OFFLINE_HELP}")
    if "range requests" in text:
        return RemoteError(f"{what}: its server does not support ranges", "load it without streaming=True")
    network = {"ConnectionError", "ConnectError", "TransportError", "ClientConnectionError", "TimeoutError", "gaierror"}
    if names & network or "EndpointConnectionError" in names:
        return RemoteError(f"{what}: it cannot be reached ({text or type(error).__name__})", OFFLINE_HELP)
    return RemoteError(f"{what}: it cannot be read ({type(error).__name__}: {text})", OFFLINE_HELP)
