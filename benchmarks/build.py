#!/usr/bin/env python3
"""The whole build, from bytes to a verified release: megabytes of UTF-8 for each CPU second, beside ftfy and datatrove.

    python benchmarks/build.py [--rounds 5] [--size 4] [--labelled DIR] [--again 2000]

Three kinds of text: generated (files of 100 kB, three in ten in GB18030 or Big5), many small files of 3 kB, and, with
--labelled, the texts of a folder. Each program runs in a process of its own, on the whole set and on a tenth of it; the
difference is what counts, so that nobody pays for starting. The programs take turns in each round, and the medians over
the rounds are printed with the ratio to ftfy. CPU seconds are those of a process and of all that it started (by
means of Linux). The peers are given decoded text: ftfy.fix_text on each file, and datatrove's pipeline JsonlReader,
FTFYFormatter, ParquetWriter, where it is installed.

--stages prints instead where the CPU seconds of a build and its proof go, on small files and on generated ones.
--again N builds N small files, then the same again, then with one file in a hundred changed, and prints the shares.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from types import ModuleType
from typing import Any

from ten_thousand import HAN, adopt_orphans, wait_for_orphans

Source = tuple[str, bytes, str]  # name, bytes, text
FTFY = """
import json, sys
from ftfy import fix_text
with open(sys.argv[2], "w", encoding="utf-8") as out:
    for line in open(sys.argv[1], encoding="utf-8"):
        out.write(json.dumps({"text": fix_text(json.loads(line)["text"])}, ensure_ascii=False) + "\\n")
"""
DATATROVE = """
import sys
from pathlib import Path
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.formatters import FTFYFormatter
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import ParquetWriter
if __name__ == "__main__":
    source, out = Path(sys.argv[1]), sys.argv[2]
    steps = [JsonlReader(str(source.parent), glob_pattern=source.name), FTFYFormatter(), ParquetWriter(out)]
    LocalPipelineExecutor(pipeline=steps, logging_dir=out + "-logs", tasks=1, workers=1).run()
"""


def generated(size: int, each: int) -> Iterator[Source]:
    """Make documents of about ``each`` bytes of UTF-8, wrapped as pages are, until there are ``size`` bytes."""
    total, number = 0, 0
    while total < size:
        chance = random.Random(number)
        lines, length = [f"关于第{number}号工作的通知", ""], 0
        while length < each:
            words = "".join(chance.choices(HAN, k=chance.randint(40, 220)))
            text = "　　" + "，".join(words[at : at + 17] for at in range(0, len(words), 17)) + "。"
            lines += (text[at : at + 38] for at in range(0, len(text), 38))
            length += len(text.encode())
        text = "\n".join(lines) + "\n"
        codec = ("gb18030", "gb18030", "big5", *["utf-8"] * 7)[number % 10]
        if codec == "big5":
            text = text.encode("big5", "ignore").decode("big5")
        yield f"d{number:06d}.txt", text.encode(codec), text
        total, number = total + len(text.encode()), number + 1


def labelled(folder: Path, size: int) -> Iterator[Source]:
    """Read the texts of a folder until there are ``size`` bytes."""
    for path in sorted(folder.glob("*.txt")):
        if size <= 0:
            return
        data = path.read_bytes()
        size -= len(data)
        yield path.name.lower(), data, data.decode("utf-8", "replace")


def written(folder: Path, sources: Iterator[Source]) -> int:
    """Write a set as files and as JSON Lines; return its bytes of UTF-8."""
    (folder / "in").mkdir(parents=True)
    size = 0
    with (folder / "texts.jsonl").open("w", encoding="utf-8") as lines:
        for name, data, text in sources:
            (folder / "in" / name).write_bytes(data)
            lines.write(json.dumps({"id": name, "text": text}, ensure_ascii=False) + "\n")
            size += len(text.encode())
    return size


def cpu_of(*command: str, cwd: Path, codes: tuple[int, ...] = (0,)) -> float:
    """Run a program, and return the CPU seconds of it and of every process that it started."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([sys.executable, *command], cwd=cwd, capture_output=True, check=False)
    if done.returncode not in codes:
        raise SystemExit(done.stderr.decode(errors="replace"))
    wait_for_orphans()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def corpus_build(folder: Path, out: str, *more: str, workers: int = 1) -> float:
    """Build the set of a folder."""
    own = ("--name", "set", "--out", out, "--date", "2026-12-01", "--quiet", "--workers", str(workers), *more)
    return cpu_of("-m", "corpus", "build", "in", *own, cwd=folder, codes=(0, 1))


def corpus_whole(folder: Path, out: str) -> float:
    """Build and verify the set of a folder."""
    built = corpus_build(folder, out, "--no-cache")
    return built + cpu_of("-m", "corpus", "verify", f"{out}/set/0.1.0", cwd=folder)


def programs() -> dict[str, Callable[[Path, str], float]]:
    """Return those that are installed."""
    found: dict[str, Callable[[Path, str], float]] = {
        "corpus": corpus_whole,
        "ftfy": lambda folder, out: cpu_of("-c", FTFY, "texts.jsonl", out, cwd=folder),
    }
    if importlib.util.find_spec("datatrove"):
        script = Path(tempfile.gettempdir()) / f"datatrove-{os.getpid()}.py"
        script.write_text(DATATROVE, encoding="utf-8")
        found["datatrove"] = lambda folder, out: cpu_of(str(script), str(folder / "texts.jsonl"), out, cwd=folder)
    return found


def compare(kind: str, make: Callable[[int], Iterator[Source]], size: int, rounds: int) -> None:
    """Print the figures for a kind of text."""
    with tempfile.TemporaryDirectory() as temporary:
        large, small = Path(temporary) / "large", Path(temporary) / "small"
        gain = (written(large, make(size)) - written(small, make(size // 10))) / 1e6
        speeds, known = defaultdict[str, list[float]](list), programs()
        for number in range(rounds):
            for name, program in known.items():
                spent = program(large, f"{name}-{number}") - program(small, f"{name}-{number}")
                speeds[name].append(gain / spent)
        for name, values in speeds.items():
            ratio = median(one / other for one, other in zip(values, speeds["ftfy"], strict=True))
            print(f"{kind:<10} {name:<10} {median(values):6.2f} MB/s {ratio:6.2f} times ftfy", flush=True)


def again(count: int) -> None:
    """Print what a second build costs, and one with a hundredth of the files changed, beside the first."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        written(folder, generated(count * 3000, 3000))
        first = corpus_build(folder, "first", "--cache", "cache")
        print(f"first build            {first:7.1f} CPU s", flush=True)
        second = corpus_build(folder, "second", "--cache", "cache")
        print(f"again                  {second:7.1f} CPU s {second / first:7.1%}", flush=True)
        for path in sorted((folder / "in").iterdir())[::100]:
            path.write_bytes("　　新的一段。\n".encode() + path.read_bytes().decode("gb18030", "ignore").encode())
        third = corpus_build(folder, "third", "--cache", "cache")
        print(f"1 % changed            {third:7.1f} CPU s {third / first:7.1%}", flush=True)
        plain = corpus_build(folder, "plain", "--no-cache")
        print(f"1 % changed, no cache  {plain:7.1f} CPU s {plain / first:7.1%}", flush=True)
        sums = {(folder / out / "set" / "0.1.0" / "SHA256SUMS").read_bytes() for out in ("third", "plain")}
        print("the same bytes" if len(sums) == 1 else "OTHER BYTES")


# The function of each stage, where the build looks it up; none calls another of them.
STAGES = {
    "decode": ("corpus.cleaning.clean", "decode"),
    "rules": ("corpus.cleaning.clean", "normalise"),
    "reflow": ("corpus.cleaning.clean", "reflow"),
    "structure": ("corpus.cleaning.clean", "structure"),
    "metadata": ("corpus.cleaning.metadata", "read_metadata"),
    "findings": ("corpus.cleaning.findings", "find"),
    "prove": ("corpus.building.proved_rows", "prove"),
    "paragraphs": ("corpus.building.table_rows", "_block"),
    "shards": ("corpus.building.shards", "commit_tables"),
    "write": ("corpus.building.make", "assemble"),
    "verify": ("corpus.release.handle", "verify"),
}


def stages(kind: str, make: Callable[[int], Iterator[Source]], size: int) -> None:
    """Print the CPU seconds of each stage, in this process and with what is loaded once left out."""
    import corpus

    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        written(folder / "warm", make(size // 20))
        written(folder / "large", make(size))
        spent = dict.fromkeys(STAGES, 0.0)
        corpus.build(folder / "warm" / "in", folder / "out", name="warm", workers=1, cache=False).verify()
        with ExitStack() as stack:
            for name, (module, function) in STAGES.items():
                stack.enter_context(timed(importlib.import_module(module), function, spent, name))
            begun = time.process_time()
            corpus.build(folder / "large" / "in", folder / "out", name="large", workers=1, cache=False).verify()
            whole = time.process_time() - begun
    for name, seconds in [*spent.items(), ("all else", whole - sum(spent.values()))]:
        print(f"{kind:<10} {name:<10} {seconds:6.2f} CPU s {seconds / whole:6.1%}", flush=True)


@contextmanager
def timed(module: ModuleType, function: str, spent: dict[str, float], name: str) -> Iterator[None]:
    """Add up the CPU seconds of a function while this lasts."""
    plain = getattr(module, function)

    def measured(*arguments: Any, **options: Any) -> Any:
        begun = time.process_time()
        try:
            return plain(*arguments, **options)
        finally:
            spent[name] += time.process_time() - begun

    setattr(module, function, measured)
    try:
        yield
    finally:
        setattr(module, function, plain)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--size", type=float, default=4, help="MB of UTF-8 of each kind")
    parser.add_argument("--labelled", type=Path, help="a folder with texts")
    parser.add_argument("--again", type=int, metavar="N", help="measure the second build of N small files instead")
    parser.add_argument("--stages", action="store_true", help="measure the stages instead")
    args = parser.parse_args()
    adopt_orphans()
    started, size = time.perf_counter(), int(args.size * 1e6)
    if args.again:
        again(args.again)
        return
    if args.stages:
        stages("small", lambda size: generated(size, 3_000), size)
        stages("generated", lambda size: generated(size, 100_000), size)
        return
    compare("generated", lambda size: generated(size, 100_000), size, args.rounds)
    compare("small", lambda size: generated(size, 3_000), size, args.rounds)
    if args.labelled:
        folder = args.labelled
        compare("labelled", lambda size: labelled(folder, size), size, args.rounds)
    print(f"{time.perf_counter() - started:.0f} s")


if __name__ == "__main__":
    main()
