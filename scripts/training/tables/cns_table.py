"""``cns11643.bin``: the characters of CNS 11643 by plane, row and cell.

From the converter ``euc-tw-2014`` of ICU 72.1 (Unicode License v3), read through its command ``uconv``, which must be
installed. EUC-TW and ISO-2022-CN are read with it; Python has a codec for neither.
"""

from __future__ import annotations

import subprocess
import zlib
from pathlib import Path

from corpus.cleaning.decoding import cns
from corpus.errors import UsageError

PATH = Path(cns.__file__).with_name("cns11643.bin")
PLANES = (1, 2, 3, 4, 5, 6, 7, 15)
CELLS = range(0xA1, 0xFF)
UCONV = ("uconv", "-f", "euc-tw-2014", "-t", "utf-8", "--from-callback", "substitute", "--to-callback", "skip")

# Signs of plane 1, rows 1 and 2, as glibc's and libiconv's converters have them: what wrote most files in EUC-TW.
SIGNS = {
    (0x21, 0x26): "・", (0x21, 0x36): "︱", (0x21, 0x38): "︲", (0x21, 0x39): "–", (0x21, 0x6A): "′", (0x21, 0x6B): "‵",
    (0x22, 0x42): "﹦", (0x22, 0x43): "﹥", (0x22, 0x53): "♁", (0x22, 0x54): "☉", (0x22, 0x5D): "‖", (0x22, 0x5E): "｜",
}  # fmt: skip


def make() -> bytes:
    """Make the characters of CNS 11643, from ICU."""
    return packed(["".join(_row(plane, lead) for lead in CELLS) for plane in PLANES])


def _row(plane: int, lead: int) -> str:
    """Convert the 94 characters of a row, a space where there is none."""
    prefix = bytes([lead]) if plane == 1 else bytes([0x8E, 0xA0 + plane, lead])
    cells = _converted(b"\n".join(prefix + bytes([cell]) for cell in CELLS)).split("\n")
    if len(cells) != len(CELLS):
        raise UsageError(f"uconv gives {len(cells)} cells for plane {plane}, row {lead:#x}; {len(CELLS)} are expected")
    if plane == 1:
        cells = [SIGNS.get((lead - 0x80, at + 0x21), cell) for at, cell in enumerate(cells)]
    return "".join(cell if len(cell) == 1 and cell != "\ufffd" else " " for cell in cells)


def _converted(source: bytes) -> str:
    """Decode with ICU."""
    try:
        return subprocess.run(UCONV, input=source, capture_output=True, check=True).stdout.decode()
    except FileNotFoundError:
        raise UsageError("this needs uconv of ICU 72.1, which is not installed", "apt install icu-devtools") from None
    except subprocess.CalledProcessError as error:
        raise UsageError(f"uconv failed: {error.stderr.decode(errors='replace').strip()}") from None


def packed(planes: list[str]) -> bytes:
    """Write three parts of UTF-32, high bytes first; the planes above the first have few gaps."""
    data = "".join(planes).encode("utf-32-be")
    return zlib.compress(b"".join(data[at::4] for at in (1, 2, 3)), 9)
