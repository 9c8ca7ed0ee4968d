"""Build, verify, load and explain what is on this machine: no other is asked, and nothing is written elsewhere."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

TEXT = "渡口纪事\n\n　　天刚亮，摆渡的老人就把船撑了出来，\n岸边已经有人在等。\n"
# Sockets between the processes of one machine are none of a network: multiprocessing has them.
BLOCKED = """
import socket, sys

def refuse(self, address, *rest):
    if self.family != getattr(socket, "AF_UNIX", None):
        print("asked:", address, file=sys.stderr)
        raise OSError("a test allows no network")
    return connect(self, address, *rest)

def refuse_name(host, *rest, **options):
    print("asked:", host, file=sys.stderr)
    raise OSError("a test allows no network")

connect = socket.socket.connect
socket.socket.connect = socket.socket.connect_ex = refuse
socket.getaddrinfo = socket.gethostbyname = socket.create_connection = refuse_name
"""
WORK = """
import corpus, sys

def work(root):
    from corpus.building import shards
    from corpus.release.explain import explain

    shards.SHARD_SOURCES = 1  # two sources are two shards
    built = corpus.build(f"{root}/in", f"{root}/out", workers=2)
    path = built.path
    assert corpus.open_release(path).verify().ok
    assert list(corpus.rows(path)) and list(corpus.rows("sample"))
    assert explain(corpus.open_release(path), "ferry-0001").lines
    if LOADS:
        assert len(corpus.load(path)) and len(corpus.load("sample")) and list(corpus.load(path, streaming=True))

if __name__ == "__main__":
    work(sys.argv[1])
"""


@pytest.fixture
def root() -> Iterator[Path]:
    """A short path: that of a socket between processes has 108 bytes."""
    with tempfile.TemporaryDirectory(prefix="own-") as name:
        folder = Path(name)
        (folder / "in").mkdir()
        for key in ("ferry", "bridge"):
            (folder / "in" / f"{key}.txt").write_text(TEXT + key, encoding="utf-8")
        yield folder


def run(root: Path, code: str, *before: str) -> subprocess.CompletedProcess[str]:
    """Run code as a reader would: with the libraries' own switches against the network taken away."""
    (root / "work.py").write_text(code, encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("HF_", "CORPUS_"))}
    environment |= {"CORPUS_CACHE": str(root / "cache"), "HF_HOME": str(root / "hf"), "TMPDIR": str(root / "tmp")}
    environment |= {"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONDONTWRITEBYTECODE": "1", "HOME": str(root / "home")}
    for name in ("tmp", "home"):
        (root / name).mkdir()
    command = [*before, sys.executable, str(root / "work.py"), str(root)]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, env=environment, cwd=root)


@pytest.mark.slow
def test_no_socket_is_connected(root: Path) -> None:
    pytest.importorskip("datasets")
    done = run(root, BLOCKED + WORK.replace("LOADS", "True"))
    assert done.returncode == 0, done.stderr
    assert "asked:" not in done.stderr, done.stderr


def test_the_block_is_seen_to_work(root: Path) -> None:
    done = run(root, BLOCKED + "import urllib.request\nurllib.request.urlopen('http://127.0.0.1:9/')\n")
    assert done.returncode and "asked:" in done.stderr


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed: it sees what Python code does not")
def test_no_call_of_the_system_leaves_its_places(root: Path) -> None:
    calls = "trace=connect,sendto,openat,creat,rename,renameat,renameat2,mkdir,mkdirat,unlink,unlinkat,link,linkat"
    log = root / "calls"
    done = run(root, WORK.replace("LOADS", "False"), "strace", "-f", "-qq", "-e", calls, "-o", str(log))
    if "PTRACE" in done.stderr or "ptrace" in done.stderr:
        pytest.skip("this system lets no process be traced")
    assert done.returncode == 0, done.stderr
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    assert any("openat" in line for line in lines)
    assert not [line for line in lines if re.search(r"\b(connect|sendto)\(.*AF_INET", line)]
    own = (*(str(root / name) for name in ("out", "cache", "tmp", "hf")), "/dev/null", "/dev/shm/")
    written = [line for line in lines if is_write(line)]
    outside = [line for line in written if not all(path.startswith(own) for path in absolute_paths(line))]
    assert written and not outside, outside[:20]


def is_write(line: str) -> bool:
    if re.search(r" = -1 ", line):
        return False
    return bool(re.search(r"\b(creat|rename|renameat2?|mkdir|mkdirat|unlink|unlinkat|link|linkat)\(", line)) or bool(
        re.search(r"\bopenat\(.*O_(WRONLY|RDWR|CREAT)", line)
    )


def absolute_paths(line: str) -> list[str]:
    return [path for path in re.findall(r'"((?:[^"\\]|\\.)*)"', line) if path.startswith("/")]
