"""The flagship's release script, on two documents of our own."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from conftest import ROOT

import corpus

TEXTS = {
    "one": "渡口的早晨\n\n河面上还有一层薄雾，摆渡的人已经坐在船头，把昨晚收回来的网一节一节理开。\n",
    "two": "集市\n\n天刚亮。\n",
}


def test_from_the_register_to_dist(tmp_path: Path) -> None:
    copies = tmp_path / "copies"
    copies.mkdir()
    lines = ['[dataset]\nname = "two-texts"\n']
    for key, text in TEXTS.items():
        (copies / f"copy of {key}").write_text(text, encoding="utf-8")  # what a copy is called does not matter
        digest = hashlib.sha256(text.encode()).hexdigest()
        lines.append(f'[[source]]\nkey = "{key}"\nfile = "{key}.txt"\nsha256 = "{digest}"\nrights = "unknown"\n')
    register = tmp_path / "register.toml"
    register.write_text("\n".join(lines), encoding="utf-8")
    places = ["--register", register, "--raw", tmp_path / "raw", "--out", tmp_path / "dist"]
    options = ["--from", copies, "--version", "0.1.0", "--date", "2026-11-22", *places]
    command = [sys.executable, str(ROOT / "scripts" / "release.py"), *map(str, options)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    full = corpus.open_release(tmp_path / "dist" / "releases" / "two-texts" / "0.1.0")
    standoff = corpus.open_release(tmp_path / "dist" / "standoff" / "two-texts" / "0.1.0")
    assert str(full.verify()) == "2 of 2 sources restored"
    assert standoff.verify().ok
    assert {row["text"] for row in corpus.rows(standoff.path)} == {None}
    (copies / "copy of two").unlink()
    assert subprocess.run(command, capture_output=True, env=environment).returncode == 1
