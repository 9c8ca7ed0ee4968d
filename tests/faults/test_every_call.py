"""Every call to the file system fails once: the release is the old one or the new one, and the rerun completes it.

In CI a sample of the calls fails; ``hatch run faults`` lets each of them fail, once and lastingly, with each error.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from disk_operations import OPERATIONS, begin, contents, litter, make_begun, require_whole
from failing_calls import failing

from corpus.errors import CorpusError

WHOLE = os.environ.get("CORPUS_FAULTS") == "whole"
SAMPLED = 8  # calls of an operation that fail in CI
CODES = (errno.EIO, errno.ENOSPC, errno.EACCES)


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_begun(tmp_path_factory.mktemp("begun"))


def is_quarantined(root: Path) -> bool:
    return any(path.stat().st_size for path in (root / "out").rglob("quarantine.jsonl"))


def numbers(calls: int) -> Iterator[int]:
    step = 1 if WHOLE else max(1, calls // SAMPLED)
    yield from range(1, calls + 1, step)


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_call_that_fails_loses_nothing(
    begun: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("CORPUS_CACHE", str(tmp_path / "cache"))
    operation = OPERATIONS[name]
    root = begin(begun, tmp_path / "root", name)
    with failing(root, 0, 0) as counter:
        operation(root)
    wanted, old = contents(root), {}
    assert counter.calls > 3 and not litter(root)
    for turn, number in enumerate(numbers(counter.calls)):
        tries = [(code, lasting) for code in CODES for lasting in (False, True)]
        for code, lasting in tries if WHOLE else [tries[turn % len(tries)]]:
            begin(begun, root, name)
            old = contents(root)
            with failing(root, number, code, lasting=lasting) as failed:
                try:
                    operation(root)
                except CorpusError as error:
                    assert error.headline and error.exit_code in (1, 2, 3, 4)
                    assert code != errno.ENOSPC or error.exit_code != 2, f"{failed.failed}: {error}"  # a full disk
            require_whole(root)
            if code == errno.EACCES and is_quarantined(root):
                continue  # a source that may not be read is left out, and the release says so
            kept = {path: data for path, data in contents(root).items() if path in old and "/." not in path}
            assert all(data in (old[path], wanted.get(path)) for path, data in kept.items()), failed.failed
            operation(root)
            assert contents(root) == wanted and not litter(root), (failed.failed, code, lasting)
