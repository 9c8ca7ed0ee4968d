"""Failures on request: which of the requests that come is answered wrongly, and how."""

from __future__ import annotations

import re
import socket
import struct
import threading
from dataclasses import dataclass


@dataclass(frozen=True)
class Request:
    """A request that a server got: its number from 1, and what came of it (status 0: the connection was dropped)."""

    number: int
    method: str
    path: str
    sent: int
    status: int
    got: int
    authorized: bool


class Failing:
    """Counts requests, keeps their log in ``requests``, and says which one fails.

    A failure is a status, ``"drop"`` (the connection is closed instead of doing what was asked) or ``"lost"`` (it is
    closed after doing it).
    """

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.lock = threading.RLock()
        self._counted = 0
        self.heal()

    def fail(self, at: int, how: int | str, *, stays: bool = False, method: str = "", path: str = "") -> None:
        """Fail at the ``at``-th request from now, or from there on; only those of this method and path are counted."""
        with self.lock:
            self._at, self._how, self._stays, self._method, self._path = at, how, stays, method, path
            self._counted = 0

    def heal(self) -> None:
        """No more failures."""
        self.fail(-1, 0)

    def failure_of(self, method: str, path: str) -> int | str | None:
        """How the request that has just come fails, if it does."""
        with self.lock:
            if self._at < 0 or not method.startswith(self._method) or not re.search(self._path, path):
                return None
            self._counted += 1
            hit = self._counted == self._at or (self._stays and self._counted > self._at)
            return self._how if hit else None

    def forget(self) -> None:
        """Empty the log."""
        with self.lock:
            self.requests.clear()

    def sent(self, method: str = "") -> int:
        """The bytes of bodies that clients sent."""
        return sum(request.sent for request in self.requests if request.method.startswith(method))

    def log(self, method: str, path: str, sent: int, status: int, got: int, authorized: bool) -> None:
        """Remember a request."""
        with self.lock:
            self.requests.append(Request(len(self.requests) + 1, method, path, sent, status, got, authorized))


def reset(connection: socket.socket) -> None:
    """End a connection as a cut cable or a killed server does."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.shutdown(socket.SHUT_RDWR)  # a file made of the socket keeps it open after close()
    connection.close()
