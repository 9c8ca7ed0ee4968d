"""Operations in processes of their own that are killed with their workers, at a moment or at a rename."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

RAW = 70  # the exit code after an error that is none of ours


@dataclass
class Killer:
    """A process that has imported everything and forks once for each run: an import takes longer than most runs."""

    process: subprocess.Popen[str]

    def run(self, name: str, root: Path, *, rename: int = 0, seconds: float | None = None) -> int:
        """Run an operation; kill it at half of a rename (odd: before the call, even: after it) or after some seconds.

        Returns what ``waitpid`` gives, as an exit code: negative for a signal.
        """
        assert self.process.stdin and self.process.stdout
        print(json.dumps([name, str(root), rename]), file=self.process.stdin, flush=True)
        group = int(self.process.stdout.readline())
        if seconds is not None:
            time.sleep(seconds)
            with suppress(ProcessLookupError):
                os.killpg(group, signal.SIGKILL)
        return int(self.process.stdout.readline())


@contextmanager
def killer(errors: Path, **environment: str) -> Iterator[Killer]:
    """Start the process; ``errors`` gets its tracebacks."""
    command = [sys.executable, __file__]
    with (
        errors.open("w") as stderr,
        subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
            env={**os.environ, **environment, "PYTHONPATH": os.pathsep.join(sys.path)},
        ) as process,
    ):
        yield Killer(process)


def _die() -> None:
    os.killpg(0, signal.SIGKILL)
    time.sleep(60)  # the signal is on its way


def _deadly(number: int, count: Path) -> None:
    """Let the process group die at half of a rename; with 0 none, and a file gets their number."""
    from corpus.release import atomic

    calls = 0

    def wrapped(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **options: Any) -> Any:
            nonlocal calls
            calls += 1
            if not number:
                count.write_text(str(calls))
            if number == 2 * calls - 1:
                _die()
            result = real(*args, **options)
            if number == 2 * calls:
                _die()
            return result

        return call

    os.rename, os.replace, os.link = wrapped(os.rename), wrapped(os.replace), wrapped(os.link)  # type: ignore[assignment]
    atomic.exchange = wrapped(atomic.exchange)


def _child(name: str, root: Path, rename: int) -> int:
    from disk_operations import KILLED

    from corpus.errors import CorpusError

    _deadly(rename, root.parent / "renames")
    os.environ["CORPUS_CACHE"] = str(root.parent / "cache")
    try:
        KILLED[name](root)
    except CorpusError as error:
        return error.exit_code
    except BaseException:
        traceback.print_exc()
        return RAW
    return 0


def _serve() -> None:
    from disk_operations import KILLED

    assert KILLED
    for line in sys.stdin:
        name, root, rename = json.loads(line)
        pid = os.fork()
        if not pid:
            os.setpgid(0, 0)
            code = _child(name, Path(root), rename)
            sys.stderr.flush()
            os._exit(code)
        with suppress(OSError):  # whoever is first
            os.setpgid(pid, pid)
        print(pid, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)


if __name__ == "__main__":
    import corpus.building.build
    import corpus.building.withdraw
    import corpus.loading.load
    import corpus.loading.remote.fetch
    import corpus.publishing.publish
    import corpus.publishing.yank
    import corpus.release.verify
    import corpus.sources.register_draft  # noqa: F401

    _serve()
