"""Whole documents against gold: every step from bytes to metadata at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from corpus.evaluating.alignment import levenshtein
from corpus.evaluating.comparing import Comparison, compare_pair
from corpus.evaluating.gold import Marked, gold_files, read_gold
from corpus.evaluating.harm import harm, removed
from corpus.evaluating.join_blanks import blanks
from corpus.evaluating.kind_readings import readings
from corpus.evaluating.measures import OF_GOLD, Counted, Table, table
from corpus.evaluating.pairing import Paired, entries_of, pair
from corpus.evaluating.produced import made, produce
from corpus.evaluating.row_trust import kind_trust, row_trust
from corpus.evaluating.stated import compare_metadata
from corpus.model.values import Document, Metadata


def evaluate_gold(paths: Iterable[Path], sources: Path | None = None) -> Table:
    """Make the quality table over gold: files ``KEY.jsonl``, or folders of them.

    The source of each is looked for in ``sources``, else beside the gold. Everything is read and checked before the
    first document is cleaned.

    Raises
    ------
    UsageError
        A gold file has a defect (named with its line), or its source is missing.
    """
    levenshtein()  # a missing extra is reported before the work, not after it
    pairs = paired(paths, sources)
    gold = [read_gold(each.gold) for each in pairs]
    kinds = {block.kind for blocks in gold for block in blocks}
    counted, refused = list[Counted](), list[str]()
    for each, blocks in zip(pairs, gold, strict=True):
        document = produce(each.source.read_bytes(), each.entry.encoding if each.entry else None)
        if document is None:
            refused.append(each.source.name)
        counted.append(Counted(each.gold.stem, _judge(each, blocks, document, kinds)))
    return table(counted, OF_GOLD, refused)


def paired(paths: Iterable[Path], sources: Path | None) -> list[Paired]:
    """Find the source of each gold file."""
    files = gold_files(paths)
    registers = {folder: entries_of(folder) for folder in {sources or file.parent for file in files}}
    return [pair(file, sources, registers[sources or file.parent]) for file in files]


def _judge(each: Paired, gold: Sequence[Marked], document: Document | None, kinds: Collection[str]) -> Counter[str]:
    pair = Comparison(gold, made(document))
    counts = compare_pair(pair, kinds)
    for part in (blanks(pair), readings(pair, kinds), removed(pair), row_trust(pair), kind_trust(pair, kinds)):
        counts.update(part)
    counts.update(harm(pair, document.source.chars.splitlines() if document else ()))
    read = document.meta if document else Metadata()
    counts.update(compare_metadata(each.entry, read, "".join(block.text for block in gold)))
    return counts
