"""What the counts tell beside the measures: which kinds were read as which, and how far confidence can be trusted."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from corpus.evaluating.kind_readings import PREFIX
from corpus.evaluating.row_trust import EDGES, UNIT


@dataclass(frozen=True, slots=True)
class KindScore:
    """One kind: blocks of gold, blocks that were read as it, those that both say; harm to the lines that stand."""

    kind: str
    gold: int
    read: int
    right: int
    precision: float | None
    recall: float | None
    standing: int
    harmed: int


@dataclass(frozen=True, slots=True)
class Misreading:
    """How many blocks of a kind were read as another; ``none`` where nothing of them is left."""

    gold: str
    read: str
    blocks: int


@dataclass(frozen=True, slots=True)
class TrustBin:
    """What has a confidence from ``low`` to below ``high``: what was said on average, and the share that is right."""

    low: float
    high: float
    count: int
    right: int
    said: float | None
    share: float | None


@dataclass(frozen=True, slots=True)
class Details:
    """Kinds, the most frequent misreadings first, and the reliability of what rows say of themselves."""

    kinds: tuple[KindScore, ...]
    misread: tuple[Misreading, ...]
    reliability: Mapping[str, tuple[TrustBin, ...]]


def details(counts: Mapping[str, int]) -> Details | None:
    """Read the details from the counts of all documents; None where there are none."""
    reliability = {what: tuple(_bins(counts, what)) for what in ("row", "kind") if f"{what}.all" in counts}
    if not reliability:
        return None
    pairs = Counter({tuple(name.split(".")[1:]): n for name, n in counts.items() if name.startswith(PREFIX)})
    wrong = ((wanted, read, n) for (wanted, read), n in pairs.items() if wanted != read)
    misread = sorted((Misreading(*each) for each in wrong), key=lambda each: (-each.blocks, each.gold, each.read))
    return Details(tuple(_scores(counts, pairs)), tuple(misread), reliability)


def _scores(counts: Mapping[str, int], pairs: Mapping[tuple[str, ...], int]) -> Iterator[KindScore]:
    wanted, read = defaultdict[str, int](int), defaultdict[str, int](int)
    for (mine, theirs), number in pairs.items():
        wanted[mine] += number
        read[theirs] += number
    for kind in sorted(wanted, key=lambda kind: (-wanted[kind], kind)):
        right = pairs.get((kind, kind), 0)
        harm = counts.get(f"standing.{kind}", 0), counts.get(f"harmed.{kind}", 0)
        precision, recall = _share(right, read[kind]), _share(right, wanted[kind])
        yield KindScore(kind, wanted[kind], read[kind], right, precision, recall, *harm)


def _bins(counts: Mapping[str, int], what: str) -> Iterator[TrustBin]:
    for place, (low, high) in enumerate(zip(EDGES, (*EDGES[1:], 1.0), strict=True)):
        number, right, said = (counts.get(f"{what}.{place}.{name}", 0) for name in ("all", "right", "said"))
        yield TrustBin(low, high, number, right, _share(said, number * UNIT), _share(right, number))


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
