"""File systems that fail at a chosen rename, for tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


def fail_rename_to(monkeypatch: pytest.MonkeyPatch, target: Path, code: int) -> list[tuple[str, str]]:
    """Let the first rename to a path fail with an error number; returns the renames that were asked for."""
    real, asked = os.rename, list[tuple[str, str]]()

    def failing(source: str | Path, to: str | Path) -> None:
        asked.append((str(source), str(to)))
        if Path(to) == target and [name for _, name in asked].count(str(target)) == 1:
            raise OSError(code, os.strerror(code), str(to))
        real(source, to)

    monkeypatch.setattr(os, "rename", failing)
    return asked
