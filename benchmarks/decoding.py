"""Decoding beside the detectors that are installed: accuracy on labelled samples, and time as ratios, in one run.

``python benchmarks/decoding.py [SAMPLES.parquet]``. Speed is measured on files of 10 kB and needs no samples. The
systems take turns on each file, so that a busy machine slows all; the ratio is that of the best rounds.
SAMPLES has the columns group, kind, data, text, damage_at and damage_lost; a detector's answer is decoded with
``errors="replace"`` and counts as right by the same rule as ours.
"""

from __future__ import annotations

import argparse
import importlib
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

import corpus
from corpus.errors import SourceError

ROUNDS = 15
SIZE = 10_000  # bytes
SIMPLIFIED = (
    "入冬以来，街道组织志愿者走访独居老人，逐户登记需求，当天能办的当天办结。\n"
    "王师傅说，楼道里的灯坏了两个月，报修以后第二天就有人来换；他还提出，院门口的坡道太陡，轮椅上不去。\n"
    "居委会算了一笔账：改造坡道需要三万元，其中一半由社区基金承担，其余向区里申请。\n"
)
TRADITIONAL = (
    "入冬以來，街道組織志願者走訪獨居老人，逐戶登記需求，當天能辦的當天辦結。\n"
    "王師傅說，樓道裡的燈壞了兩個月，報修以後第二天就有人來換；他還提出，院門口的坡道太陡，輪椅上不去。\n"
    "居委會算了一筆賬：改造坡道需要三萬元，其中一半由社區基金承擔，其餘向區裡申請。\n"
)
Reader = Callable[[bytes], str]


def ours(data: bytes) -> str:
    return corpus.decode(data).text


def systems() -> dict[str, Reader]:
    """List corpus, and each detector that is installed."""
    found: dict[str, Reader] = {"corpus": ours}
    for name, make in (
        ("chardet", _by_detect),
        ("charset_normalizer", _by_detect),
        ("cchardet", _by_detect),
        ("uchardet", _by_detect),
    ):
        try:
            found[name] = make(importlib.import_module(name))
        except ImportError:
            continue
    return found


def _by_detect(module: Any) -> Reader:
    def read(data: bytes) -> str:
        answer = module.detect(data)
        name = answer["encoding"] if isinstance(answer, dict) else answer
        return data.decode(name or "latin1", "replace")

    return read


def right(row: dict[str, Any], got: str) -> bool:
    """Return whether it is identical but for characters that damage took; unchanged where it is beyond repair."""
    lossy = row["kind"].endswith("-lossy") or row["kind"] == "kunjinkao"
    want = (row["data"].decode() if lossy else row["text"]).lstrip("\ufeff")
    got = got.lstrip("\ufeff")
    if got == want:
        return True
    if row["kind"] in ("trunc-end", "trunc-start"):
        return want in got and len(got) <= len(want) + 2
    if row["kind"] in ("one-bad-byte", "bad-trail"):
        at, lost = row["damage_at"] or 0, row["damage_lost"] or 0
        return got.startswith(want[:at]) and got.endswith(want[at + lost :]) and len(got) <= len(want) + 3
    return False


def answer(read: Reader, data: bytes) -> str:
    """Return what a system reads; a refusal or a crash is a wrong answer."""
    try:
        return read(data)
    except (SourceError, LookupError, ValueError):
        return ""


def accuracy(samples: str, readers: dict[str, Reader]) -> None:
    import pyarrow.parquet as pq

    rows = pq.read_table(samples).to_pylist()
    groups = Counter(row["group"] for row in rows)
    print(f"\n{'right answers, %':20}", *(f"{group:>10}" for group in groups))
    for name, read in readers.items():
        good = Counter(row["group"] for row in rows if right(row, answer(read, row["data"])))
        print(f"{name:20}", *(f"{100 * good[group] / groups[group]:10.1f}" for group in groups))


def seconds(read: Reader, data: bytes) -> float:
    """Measure the time of one reading; short ones are repeated."""
    start, count = time.perf_counter(), 0
    while count < 1 or time.perf_counter() - start < 0.01:
        answer(read, data)
        count += 1
    return (time.perf_counter() - start) / count


def whole(text: str, encoding: str) -> bytes:
    """Cut about 10 kB that end with a whole character."""
    return (text * 99).encode(encoding)[:SIZE].decode(encoding, "ignore").encode(encoding)


def speed(readers: dict[str, Reader]) -> None:
    files = {
        "utf-8": whole(SIMPLIFIED, "utf-8"),
        "gb18030": whole(SIMPLIFIED, "gb18030"),
        "big5": whole(TRADITIONAL, "big5"),
    }
    print("\nfiles of 10 kB: microseconds, and how many times the time of bytes.decode")
    for encoding, data in files.items():
        timed: dict[str, Reader] = {
            "bytes.decode": partial(bytes.decode, encoding=encoding, errors="replace"),
            **readers,
        }
        best = dict.fromkeys(timed, float("inf"))
        for _ in range(ROUNDS):
            best = {name: min(best[name], seconds(read, data)) for name, read in timed.items()}
        for name, taken in best.items():
            print(f"{encoding:10} {name:20} {1e6 * taken:10.0f} {taken / best['bytes.decode']:10.1f}")
        if "chardet" in best:
            print(f"{encoding:10} corpus / chardet {best['corpus'] / best['chardet']:24.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("samples", nargs="?")
    arguments = parser.parse_args()
    readers = systems()
    speed(readers)
    if arguments.samples:
        accuracy(arguments.samples, readers)


if __name__ == "__main__":
    main()
