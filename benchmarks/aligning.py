#!/usr/bin/env python3
"""How long the IDs of a million paragraphs take to carry, one in a hundred changed, and how much memory.

    python benchmarks/aligning.py [--paragraphs 1000000] [--share 0.01]

First the whole of carrying between two releases on disk: read, matched, aligned, written, compared. Then the aligning
alone: documents of 200 paragraphs, and one document with a tenth of them, also with every one changed. Equal shares
are edited, split, merged, removed, added and moved. The data are generated; the seed is fixed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import multiprocessing
import random
import resource
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pyarrow as pa

from corpus.building.carry import inherit
from corpus.building.identity.paragraph_ids import carry, first_ids
from corpus.building.plan import Plan
from corpus.building.shards import SHARD_SOURCES, SHARD_TABLES, Shard, commit_tables
from corpus.model import schema
from corpus.release import layout, parquet
from corpus.release.handle import Release
from corpus.sources.files import FoundSources, SourceFile
from corpus.sources.register import Register

HAN = [chr(0x4E00 + number * 5) for number in range(3500)]
KINDS = ("edit", "split", "merge", "remove", "add", "move")


def prose(rng: random.Random) -> str:
    return "".join(rng.choices(HAN, k=rng.randint(20, 160))) + "。"


def changed(texts: list[str], share: float, rng: random.Random) -> list[str]:
    """Return the texts with a share of them changed."""
    new, moved = list[str](), list[str]()
    for text in texts:
        if rng.random() >= share:
            new.append(text)
            continue
        kind, middle = rng.choice(KINDS), len(text) // 2
        if kind == "edit":
            new.append(text[:middle] + "改" + text[middle + 2 :])
        elif kind == "split":
            new += text[:middle], text[middle:]
        elif kind == "merge" and new:
            new[-1] += text
        elif kind == "add":
            new += text, prose(rng)
        elif kind == "move":
            moved.append(text)
    for text in moved:
        new.insert(rng.randint(0, len(new)), text)
    return new


def measure(name: str, documents: int, size: int, share: float) -> None:
    rng = random.Random(20261122)
    pairs = []
    for _ in range(documents):
        old = [prose(rng) for _ in range(size)]
        pairs.append((old, changed(old, share, rng)))
    start, kept, relations = time.process_time(), 0, dict[str, int]()
    for number, (old, new) in enumerate(pairs):
        key = f"doc-{number:06d}"
        carried = carry(key, first_ids(key, size), old, new, size)
        kept += carried.fresh.count(False)
        for change in carried.changes:
            relations[change.relation] = relations.get(change.relation, 0) + 1
    seconds = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    facts = {"form": name, "paragraphs": documents * size, "kept": kept, "lineage": relations}
    print(json.dumps({**facts, "cpu_seconds": round(seconds, 1), "peak_gb_with_the_data": round(peak, 2)}))


def rows(key: str, texts: list[str], ids: list[str], version: str | None) -> dict[str, list[dict[str, object]]]:
    """Make a document's rows, with what carrying looks at."""
    digest = hashlib.sha256("".join(texts).encode()).hexdigest()
    document = dict.fromkeys(column.name for column in schema.DOCUMENTS)
    document |= {"doc_id": key, "source_file": f"{key}.txt", "source_sha256": digest, "rights": "unknown"}
    document |= {"evidence": [], "first_version": version}
    paragraphs: list[dict[str, object]] = [
        {
            **dict.fromkeys(column.name for column in schema.PARAGRAPHS),
            "paragraph_id": paragraph_id,
            "doc_id": key,
            "index": index,
            "kind": "paragraph",
            "text": text,
            "n_chars": len(text),
            "flags": [],
            "content_hash": hashlib.sha256(text.encode()).hexdigest(),
            "first_version": version,
        }
        for index, (paragraph_id, text) in enumerate(zip(ids, texts, strict=True))
    ]
    return {"documents": [document], "paragraphs": paragraphs, "articles": [], "edits": [], "findings": []}


def made(documents: list[dict[str, list[dict[str, object]]]]) -> dict[str, pa.Table]:
    return {
        name: pa.Table.from_pylist([row for each in documents for row in each[name]], schema=schema.arrow(columns))
        for name, columns in SHARD_TABLES.items()
    }


def prepare(folder: Path, documents: int, size: int, share: float) -> list[Shard]:
    """Make a previous release, as far as carrying reads it, and the shards of the next build."""
    rng, shards = random.Random(20261122), list[Shard]()
    (folder / "old").mkdir()
    before = []
    for start in range(0, documents, SHARD_SOURCES):
        keys = [f"doc-{number:06d}" for number in range(start, min(documents, start + SHARD_SOURCES))]
        old = {key: [prose(rng) for _ in range(size)] for key in keys}
        before.append(made([rows(key, texts, first_ids(key, size), "0.1.0") for key, texts in old.items()]))
        new = {key: changed(texts, share, rng) for key, texts in old.items()}
        shard = len(shards)
        fresh = [rows(key, texts, first_ids(key, len(texts)), "0.0.0") for key, texts in new.items()]
        commit_tables(folder, shard, made(fresh))
        shards.append(Shard(shard, tuple(SourceFile(key, folder, f"{key}.txt", 0) for key in keys)))
    for name in ("documents", "paragraphs"):
        tables = (part.pop(name) for part in before)
        parquet.write_table(folder / "old" / "data" / name, schema.arrow(SHARD_TABLES[name]), [("part", tables)])
    parquet.write_file(folder / "old" / "ids" / "lineage.parquet", schema.arrow(schema.LINEAGE).empty_table())
    (folder / "old" / "removed.jsonl").touch()
    manifest = {"name": "x", "version": "0.1.0", "dataset": {}, "rules": {}}
    (folder / "old" / layout.MANIFEST).write_text(json.dumps(manifest))
    return shards


def measure_releases(folder: Path, documents: int, size: int, share: float) -> None:
    """Measure the whole of carrying: reading both, matching documents, aligning, writing rows, the difference."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:  # its memory is not ours
        shards = pool.submit(prepare, folder, documents, size, share).result()
    previous = Release.open(folder / "old")
    found = FoundSources(tuple(source for shard in shards for source in shard.sources))
    plan = Plan("x", "0.1.1", "2026-11-22", folder, found, Register(), "", previous=previous)
    start, cpu = time.perf_counter(), time.process_time()
    life = inherit(plan, folder, shards, [])
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    assert life.difference is not None
    facts = {"form": "two releases", "paragraphs": documents * size, **life.difference.counts()}
    times = {"seconds": round(seconds, 1), "cpu_seconds": round(cpu, 1), "peak_gb": round(peak, 2)}
    print(json.dumps({**facts, "version": life.version, **times}))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--paragraphs", type=int, default=1_000_000)
    parser.add_argument("--share", type=float, default=0.01)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measure_releases(Path(folder), args.paragraphs // 200, 200, args.share)
    measure("documents of 200", args.paragraphs // 200, 200, args.share)
    measure("one document", 1, args.paragraphs // 10, args.share)
    measure("one document, all changed", 1, args.paragraphs // 10, 1.0)


if __name__ == "__main__":
    main()
