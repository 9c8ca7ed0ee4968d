"""A web server of files on 127.0.0.1 that knows ranges, counts what it sends, and serves other bytes when told to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote

from hub.serving import serving


@dataclass
class FileServer:
    """A folder under a URL. ``altered`` maps ends of paths to bytes, or to a status; ``endless`` never stop."""

    root: Path
    url: str = ""
    requests: list[tuple[str, str, int]] = field(default_factory=list)
    altered: dict[str, bytes | int] = field(default_factory=dict)
    endless: tuple[str, ...] = ()
    ranges: bool = True

    def sent(self) -> int:
        """The bytes of all bodies."""
        return sum(size for _, _, size in self.requests)

    def answer(self, path: str, asked: str | None) -> tuple[int, Mapping[str, str], bytes]:
        """The answer to a GET."""
        for end, other in self.altered.items():
            if path.endswith(end):
                if isinstance(other, int):
                    return other, {}, b""
                return 200, {}, other
        file = self.root / path.lstrip("/")
        if not file.is_file():
            return 404, {}, b""
        data = file.read_bytes()
        match = re.fullmatch(r"bytes=(\d+)-(\d*)", asked or "") if self.ranges else None
        if not match:
            return 200, {"Accept-Ranges": "bytes"} if self.ranges else {}, data
        start, end = int(match[1]), min(int(match[2] or len(data) - 1), len(data) - 1)
        return 206, {"Content-Range": f"bytes {start}-{end}/{len(data)}"}, data[start : end + 1]

    @contextmanager
    def running(self) -> Iterator[FileServer]:
        """Serve until the block ends."""
        own = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, format: str, *args: object) -> None:
                """Nothing on stderr."""

            def do_GET(self) -> None:
                path = unquote(self.path)
                status, headers, data = own.answer(path, self.headers.get("Range"))
                endless = path.endswith(own.endless) if own.endless else False
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(10**12 if endless else len(data)))
                self.end_headers()
                if self.command == "HEAD":
                    return
                own.requests.append((path, self.headers.get("Range") or "", len(data)))
                self.wfile.write(data)
                try:
                    while endless:
                        self.wfile.write(b"x" * 65536)
                except OSError:
                    self.close_connection = True

            do_HEAD = do_GET  # noqa: N815

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        with serving(server) as self.url:
            yield self
