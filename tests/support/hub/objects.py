"""S3 on 127.0.0.1: moto's server, with failures on request in front of it."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from typing import Any

from hub.failing import Failing, reset
from hub.serving import serving

KEY = "AKIA" + "TESTTESTTESTTEST"
SECRET = "Secret" + "OfTheTestStore"
CODES = {403: "AccessDenied", 409: "ConditionalRequestConflict", 412: "PreconditionFailed", 500: "InternalError",
         503: "SlowDown"}  # fmt: skip


class ObjectStore(Failing):
    """A running S3; ``altered`` maps ends of keys to the bytes that are served in their place."""

    def __init__(self) -> None:
        super().__init__()
        self.url = ""
        self.altered: dict[str, bytes] = {}

    @contextmanager
    def running(self) -> Iterator[ObjectStore]:
        """Serve on a free port until the block ends."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from moto.server import DomainDispatcherApplication, create_backend_app
            from werkzeug.serving import WSGIRequestHandler, make_server

        class Quiet(WSGIRequestHandler):
            protocol_version = "HTTP/1.1"

            def log(self, type: str, message: str, *args: object) -> None:
                """Nothing on stderr."""

        app = _Front(self, DomainDispatcherApplication(create_backend_app))
        server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
        server.daemon_threads = True
        with serving(server) as self.url:
            yield self

    def environment(self) -> dict[str, str]:
        """What a client's environment must have."""
        return {
            "AWS_ENDPOINT_URL_S3": self.url,
            "AWS_ACCESS_KEY_ID": KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_MAX_ATTEMPTS": "1",
            "NO_PROXY": "127.0.0.1",
        }

    def bucket(self, name: str) -> str:
        """Make a bucket; its name is returned."""
        self._client.create_bucket(Bucket=name)
        return name

    def fill(self, bucket: str, objects: Mapping[str, bytes]) -> None:
        """Put objects into a bucket, not counted."""
        client = self._client
        for key, data in objects.items():
            client.put_object(Bucket=bucket, Key=key, Body=data)

    def content(self, bucket: str) -> dict[str, bytes]:
        """All objects of a bucket: what a reader of it sees."""
        client = self._client
        pages = client.get_paginator("list_objects_v2").paginate(Bucket=bucket)
        keys = [item["Key"] for page in pages for item in page.get("Contents", [])]
        return {key: client.get_object(Bucket=bucket, Key=key)["Body"].read() for key in keys}

    @cached_property
    def _client(self) -> Any:
        """The tests' own: it is neither counted nor failed."""
        import boto3

        return boto3.session.Session().client(
            "s3",
            endpoint_url=self.url,
            aws_access_key_id=KEY,
            aws_secret_access_key=SECRET,
            region_name="us-east-1",
        )


class _Front:
    """Stands before moto's application: counts, logs, and fails."""

    def __init__(self, store: ObjectStore, app: Callable[..., Iterable[bytes]]) -> None:
        self._store, self._app = store, app

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        query = f"?{environ['QUERY_STRING']}" if environ.get("QUERY_STRING") else ""
        if "boto3" in environ.get("HTTP_USER_AGENT", "").lower():  # the tests' own look at a bucket
            return self._app(environ, start)
        failure = self._store.failure_of(method, path + query)
        sent = int(environ.get("CONTENT_LENGTH") or 0)
        statuses: list[int] = []

        def began(status: str, headers: list[tuple[str, str]], *more: object) -> Any:
            statuses.append(int(status.split()[0]))
            return start(status, self._altered(method, path, headers), *more)

        if failure == "drop":
            return self._drop(environ, method, path + query, sent)
        if isinstance(failure, int):
            environ["wsgi.input"].read(sent)
            body = f"<Error><Code>{CODES[failure]}</Code><Message>told to fail</Message></Error>".encode()
            start(f"{failure} Told", [("Content-Type", "application/xml"), ("Content-Length", str(len(body)))])
            self._store.log(method, path + query, sent, failure, len(body), "HTTP_AUTHORIZATION" in environ)
            return [body] if method != "HEAD" else []
        if failure == "lost":
            list(self._app(environ, lambda *args: lambda data: None))
            return self._drop(environ, method, path + query, sent)
        parts = list(self._app(environ, began))
        data = next((b for end, b in self._store.altered.items() if method == "GET" and path.endswith(end)), None)
        parts = [data] if data is not None else parts
        got = sum(map(len, parts))
        self._store.log(method, path + query, sent, statuses[-1], got, "HTTP_AUTHORIZATION" in environ)
        return parts

    def _altered(self, method: str, path: str, headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
        for end, data in self._store.altered.items():
            if method == "GET" and path.endswith(end):
                of_content = ("content-length", "x-amz-checksum")
                rest = [pair for pair in headers if not pair[0].lower().startswith(of_content)]
                return [*rest, ("Content-Length", str(len(data)))]
        return headers

    def _drop(self, environ: dict[str, Any], method: str, path: str, sent: int) -> Iterable[bytes]:
        self._store.log(method, path, sent, 0, 0, "HTTP_AUTHORIZATION" in environ)
        reset(environ["werkzeug.socket"])
        raise ConnectionResetError  # werkzeug takes it for a client that has gone
