#!/usr/bin/env python3
"""Makes corpus/cleaning/decoding/cns11643.bin, the characters of CNS 11643 by plane, row and cell.

    python scripts/make_cns_table.py [--out FILE] [--check]

Source: the converter `euc-tw-2014` of ICU 72.1 (Unicode License v3), read through its command `uconv`, which must be
installed. EUC-TW and ISO-2022-CN are read with it; Python has a codec for neither.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import zlib
from pathlib import Path

OUT = Path(__file__).parent.parent / "corpus" / "cleaning" / "decoding" / "cns11643.bin"
PLANES = (1, 2, 3, 4, 5, 6, 7, 15)
CELLS = range(0xA1, 0xFF)

# Signs of plane 1, rows 1 and 2, as glibc's and libiconv's converters have them: what wrote most files in EUC-TW.
SIGNS = {
    (0x21, 0x26): "・", (0x21, 0x36): "︱", (0x21, 0x38): "︲", (0x21, 0x39): "–", (0x21, 0x6A): "′", (0x21, 0x6B): "‵",
    (0x22, 0x42): "﹦", (0x22, 0x43): "﹥", (0x22, 0x53): "♁", (0x22, 0x54): "☉", (0x22, 0x5D): "‖", (0x22, 0x5E): "｜",
}  # fmt: skip


def row(plane: int, lead: int) -> str:
    """The 94 characters of a row, a space where there is none."""
    prefix = bytes([lead]) if plane == 1 else bytes([0x8E, 0xA0 + plane, lead])
    source = b"\n".join(prefix + bytes([cell]) for cell in CELLS)
    command = ["uconv", "-f", "euc-tw-2014", "-t", "utf-8", "--from-callback", "substitute", "--to-callback", "skip"]
    text = subprocess.run(command, input=source, capture_output=True, check=True).stdout.decode()
    cells = text.split("\n")
    if len(cells) != len(CELLS):
        raise ValueError(f"plane {plane}, row {lead:#x}: {len(cells)} cells")
    for at, cell in enumerate(cells):
        cells[at] = SIGNS.get((lead - 0x80, at + 0x21), cell) if plane == 1 else cell
    return "".join(cell if len(cell) == 1 and cell != "\ufffd" else " " for cell in cells)


def pack(planes: dict[int, str]) -> bytes:
    """UTF-16 in two halves, high bytes first; the planes above the first have few gaps."""
    data = "".join(planes.values()).encode("utf-32-be")
    return zlib.compress(b"".join(data[at::4] for at in (1, 2, 3)), 9)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--check", action="store_true", help="compare with the file, write nothing")
    arguments = parser.parse_args()
    data = pack({plane: "".join(row(plane, lead) for lead in CELLS) for plane in PLANES})
    if arguments.check:
        return 0 if arguments.out.read_bytes() == data else 1
    arguments.out.write_bytes(data)
    print(f"{len(data)} bytes", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
