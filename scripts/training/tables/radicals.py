"""``radicals.txt``: the unified ideograph that each CJK radical looks like.

From ``EquivalentUnifiedIdeograph.txt`` of the Unicode Character Database 15.0.0 (Unicode License v3), as Debian's
package ``unicode-data`` installs it.
"""

from __future__ import annotations

from pathlib import Path

from corpus.cleaning import rules
from corpus.errors import UsageError

PATH = Path(rules.__file__).with_name("radicals.txt")
SOURCE = Path("/usr/share/unicode/EquivalentUnifiedIdeograph.txt")
BLOCKS = (range(0x2E80, 0x2F00), range(0x2F00, 0x2FE0))
NEW = {0x2B739}
"""Ideographs of Unicode 15, which Python 3.11 takes for unassigned and few fonts draw: their radicals stay."""
HEAD = """\
# Radicals of the blocks CJK Radicals Supplement and Kangxi Radicals; the unified ideograph for each of them.
# Made by scripts/training/tables/radicals.py from EquivalentUnifiedIdeograph.txt of Unicode 15.0.0, Unicode License v3.
"""


def make() -> bytes:
    """Make the ideographs of the radicals, from the Unicode Character Database."""
    try:
        lines = SOURCE.read_text(encoding="utf-8").splitlines()
    except OSError:
        raise UsageError(f"this needs {SOURCE}, which is not installed", "apt install unicode-data") from None
    table = dict(pair for line in lines for pair in _pairs(line.partition("#")[0]))
    known = {radical for radical, ideograph in table.items() if ideograph not in NEW}
    kept = sorted(radical for radical in known if any(radical in block for block in BLOCKS))
    return (HEAD + "".join(map(chr, kept)) + "\n" + "".join(chr(table[radical]) for radical in kept) + "\n").encode()


def _pairs(line: str) -> list[tuple[int, int]]:
    """Read ``2E81 ; 5382`` or ``2F00..2F01 ; 4E00``."""
    if ";" not in line:
        return []
    source, target = (part.strip() for part in line.split(";"))
    first, _, last = source.partition("..")
    return [(radical, int(target, 16)) for radical in range(int(first, 16), int(last or first, 16) + 1)]
