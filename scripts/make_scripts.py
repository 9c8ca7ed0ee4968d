"""Write ``corpus/cleaning/metadata/scripts.txt``: the characters that only Simplified, or only Traditional Chinese has.

    pip install opencc==1.4.2 && python scripts/make_scripts.py

From the dictionaries of OpenCC (Apache License 2.0, https://github.com/BYVoid/OpenCC). A character that stands for
itself in the other script too (``后``, ``里``, ``台``) belongs to both and to neither list.
"""

from __future__ import annotations

import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path

OUT = Path(__file__).resolve().parent.parent / "corpus" / "cleaning" / "metadata" / "scripts.txt"
HEAD = """\
# Characters of one script only: Simplified; Traditional; and the Simplified character for each of the latter.
# Made by scripts/make_scripts.py from the dictionaries of OpenCC 1.4.2, Apache License 2.0.
"""


def main() -> None:
    """Read the dictionaries and write the three lines."""
    to_traditional, to_simplified = _dictionary("STCharacters"), _dictionary("TSCharacters")
    local = {form for name in ("HKVariants", "TWVariants") for forms in _dictionary(name).values() for form in forms}
    simplified = {char for char, forms in to_traditional.items() if char not in forms} - local - set(to_simplified)
    traditional = sorted(
        char for char, forms in to_simplified.items() if char not in forms and char not in to_traditional
    )
    kept = [char for char in traditional if ord(char) < 0x10000 and len(to_simplified[char][0]) == 1]
    lines = ["".join(sorted(char for char in simplified if ord(char) < 0x10000)), "".join(kept)]
    lines.append("".join(to_simplified[char][0] for char in kept))
    OUT.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")


def _dictionary(name: str) -> dict[str, list[str]]:
    """One of OpenCC's dictionaries as text: a character and the forms that it can have."""
    spec = find_spec("opencc")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("opencc is not installed: pip install opencc==1.4.2")
    home = Path(spec.submodule_search_locations[0]) / "clib"
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out.txt"
        source = home / "share" / "opencc" / f"{name}.ocd2"
        command: list[str | Path] = [home / "bin" / "opencc_dict", "-i", source, "-o", out, "-f", "ocd2", "-t", "text"]
        subprocess.run(command, check=True, capture_output=True)
        rows = [line.split("\t") for line in out.read_text(encoding="utf-8").splitlines()]
    return {row[0]: row[1].split() for row in rows if len(row) == 2 and len(row[0]) == 1}


if __name__ == "__main__":
    main()
