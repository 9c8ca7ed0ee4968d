"""``scripts.txt``: the characters that only Simplified, or only Traditional Chinese has.

From the dictionaries of OpenCC 1.4.2 (Apache License 2.0, https://github.com/BYVoid/OpenCC). A character that stands
for itself in the other script too (``后``, ``里``, ``台``) belongs to both and to neither list.
"""

from __future__ import annotations

from pathlib import Path

from corpus.cleaning.metadata import script_detection as script
from training.tables.dictionaries import opencc_characters

PATH = Path(script.__file__).with_name("scripts.txt")
HEAD = """\
# Characters of one script only: Simplified; Traditional; and the Simplified character for each of the latter.
# Made by scripts/training/tables/script_tables.py from the dictionaries of OpenCC 1.4.2, Apache License 2.0.
"""
BASIC = 0x10000  # where the planes begin whose characters hardly any text has


def make() -> bytes:
    """Make the characters of one script, from OpenCC."""
    to_traditional, to_simplified = opencc_characters("STCharacters"), opencc_characters("TSCharacters")
    local = [opencc_characters(name) for name in ("HKVariants", "TWVariants")]
    variants = {form for table in local for forms in table.values() for form in forms}
    simplified = sorted(_changed(to_traditional) - variants - set(to_simplified))
    traditional = sorted(_changed(to_simplified) - set(to_traditional))
    kept = [char for char in traditional if ord(char) < BASIC and len(to_simplified[char][0]) == 1]
    lines = ["".join(char for char in simplified if ord(char) < BASIC), "".join(kept)]
    lines.append("".join(to_simplified[char][0] for char in kept))
    return (HEAD + "\n".join(lines) + "\n").encode()


def _changed(table: dict[str, list[str]]) -> set[str]:
    """Collect the characters that are not among their own forms."""
    return {char for char, forms in table.items() if char not in forms}
