"""How a worker ends with the process that started it, however that one ends."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from threading import Thread

PR_SET_PDEATHSIG = 1


def end_with_parent(alive: Connection) -> None:
    """Make this process end as soon as the other end of a pipe is closed: the system closes it for one that is killed.

    The fork server and the resource tracker hold pipes of the workers and end after the last of them. Ctrl-C, which a
    terminal sends to the workers too, is left to the parent.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":  # a worker's own parent is the fork server
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    Thread(target=_exit_at_end_of, args=(alive,), daemon=True).start()


def _exit_at_end_of(alive: Connection) -> None:
    wait([alive])
    os._exit(1)
