"""Texts of a release that are equal, or nearly: candidates by MinHash, each of which is then compared itself."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from corpus.errors import MissingExtraError, UsageError
from corpus.release import parquet
from corpus.release.handle import Release
from corpus.release.layout import paths_of

WHAT = ("documents", "paragraphs")
SHINGLE = 5  # characters: words of Chinese have one to four
LEAST = 40  # characters; what is shorter is often equal and says nothing
THRESHOLD = 0.8
PERMUTATIONS, SEED = 128, 1
MISSED = 1e-3  # the share of pairs at the threshold that the bands may miss
SHOWN = 60  # characters of a text in a report
BYTES, TEXT, NEAR = "bytes", "text", "near"


@dataclass(frozen=True, slots=True)
class TextPlace:
    """Where a text is: the document, for a paragraph its ID, its index and kind, and how the text begins."""

    id: str
    doc_id: str
    index: int | None
    kind: str | None
    begins: str


@dataclass(frozen=True, slots=True)
class SimilarPair:
    """Two texts that are alike.

    ``relation`` is ``bytes`` (documents from equal files), ``text`` (equal texts) or ``near``; ``similarity`` is the
    Jaccard index of their runs of five characters, white space left out. The first comes first in the release.
    """

    what: str
    relation: str
    similarity: float
    first: TextPlace
    second: TextPlace

    def as_json(self) -> dict[str, Any]:
        """Return what JSON can hold."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class _Item:
    """A text under comparison."""

    id: str
    doc_id: str
    index: int | None
    kind: str | None
    text: str
    digest: str | None  # of the source's bytes, for a document

    def place(self) -> TextPlace:
        return TextPlace(self.id, self.doc_id, self.index, self.kind, " ".join(self.text[:SHOWN].split()))


def similar_texts(
    release: Release, what: Iterable[str] = WHAT, *, threshold: float = THRESHOLD, least: int = LEAST
) -> Iterator[SimilarPair]:
    """Yield the pairs of documents, then of paragraphs, that are equal or nearly.

    Of several equal texts each later one is paired with the first, and only the first is looked at for near ones: a
    hundred copies are 99 pairs.

    Parameters
    ----------
    threshold
        The least similarity of a near pair; 1: equal texts only.
    least
        Paragraphs with fewer characters are left out.

    Raises
    ------
    UsageError
        The release has no text, or the threshold is not above 0 and at most 1.
    MissingExtraError
        rensa is not installed, and near pairs are asked for.
    """
    if not 0 < threshold <= 1:
        raise UsageError(f"a similarity of {threshold} is not above 0 and at most 1")
    release.require_text()
    for table in what:
        if table not in WHAT:
            raise UsageError(f"{table!r} cannot be compared; expected one of {', '.join(WHAT)}")
        items = _documents(release.path) if table == "documents" else _paragraphs(release.path, least)
        yield from _Pairs(release.path, table, threshold, least).among(items)


def _paragraphs(folder: Path, least: int) -> Iterator[_Item]:
    columns = ["paragraph_id", "doc_id", "index", "kind", "text", "n_chars"]
    for path in paths_of(folder, "paragraphs"):
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(4096, columns=columns):
                for row in parquet.dicts(batch):
                    if row["n_chars"] >= least:
                        yield _Item(row["paragraph_id"], row["doc_id"], row["index"], row["kind"], row["text"], None)


def _documents(folder: Path) -> Iterator[_Item]:
    digests = dict[str, str | None]()
    for path in paths_of(folder, "documents"):
        table = pq.read_table(path, columns=["doc_id", "source_sha256"])
        digests.update(zip(*(column.to_pylist() for column in table.columns), strict=True))
    for doc_id, table in parquet.by_document(paths_of(folder, "paragraphs"), ["doc_id", "text"]):
        yield _Item(doc_id, doc_id, None, None, "\n".join(table["text"].to_pylist()), digests.get(doc_id))


class _Pairs:
    """Finds the pairs among some texts; in memory are a sketch of each, and the texts of candidates alone."""

    def __init__(self, folder: Path, what: str, threshold: float, least: int) -> None:
        self._folder, self._what, self._threshold, self._least = folder, what, threshold, least
        self._places = list[TextPlace]()  # of the texts that are no copies
        self._digests, self._texts = dict[str, int](), dict[bytes, int]()
        self._sketches = _Sketches(threshold) if threshold < 1 else None

    def among(self, items: Iterable[_Item]) -> Iterator[SimilarPair]:
        """Yield the pairs: copies as they come, near ones after all texts were seen."""
        candidates = list[tuple[int, int]]()
        for item in items:
            plain = "".join(item.text.split())
            twin, relation = self._twin(item, plain)
            if twin is not None:
                yield SimilarPair(self._what, relation, 1.0, self._places[twin], item.place())
                continue
            number = len(self._places)
            self._places.append(item.place())
            if item.digest:
                self._digests[item.digest] = number
            self._texts[_digest(plain)] = number
            if self._sketches:
                candidates += ((other, number) for other in self._sketches.like(number, shingles(plain)))
        yield from self._near(candidates)

    def _twin(self, item: _Item, plain: str) -> tuple[int | None, str]:
        if item.digest in self._digests:
            return self._digests[item.digest], BYTES
        return self._texts.get(_digest(plain)), TEXT

    def _near(self, candidates: list[tuple[int, int]]) -> Iterator[SimilarPair]:
        wanted = {self._places[number].id for pair in candidates for number in pair}
        texts = {item.id: shingles("".join(item.text.split())) for item in self._again() if item.id in wanted}
        for one, two in sorted(candidates):
            first, second = self._places[one], self._places[two]
            similarity = jaccard(texts[first.id], texts[second.id])
            if similarity >= self._threshold:
                yield SimilarPair(self._what, NEAR, round(similarity, 4), first, second)

    def _again(self) -> Iterator[_Item]:
        return _documents(self._folder) if self._what == "documents" else _paragraphs(self._folder, self._least)


def _digest(plain: str) -> bytes:
    return hashlib.sha256(plain.encode()).digest()


def shingles(plain: str) -> frozenset[str]:
    """Return the runs of five characters of a text; a shorter text is one.

    >>> sorted(shingles("春江水暖鸭先"))
    ['春江水暖鸭', '江水暖鸭先']
    """
    return frozenset(plain[at : at + SHINGLE] for at in range(max(1, len(plain) - SHINGLE + 1)))


def jaccard(one: frozenset[str], two: frozenset[str]) -> float:
    """Return the share of common members of all."""
    return len(one & two) / len(one | two) if one or two else 1.0


def bands(threshold: float) -> int:
    """Return how many bands find a pair at the threshold but for one in a thousand; fewer bands ask for fewer looks.

    >>> bands(0.8), bands(0.5)
    (32, 64)
    """
    for rows in (8, 4, 2):
        number = PERMUTATIONS // rows
        if (1 - threshold**rows) ** number <= MISSED:
            return number
    return PERMUTATIONS


class _Sketches:
    """The MinHash of each text, in an index by bands."""

    def __init__(self, threshold: float) -> None:
        try:
            import rensa
        except ModuleNotFoundError:
            raise MissingExtraError.of("rensa", "duplicates") from None
        self._rensa: Any = rensa
        self._index: Any = rensa.RMinHashLSH(threshold, PERMUTATIONS, bands(threshold))

    def like(self, number: int, members: frozenset[str]) -> list[int]:
        """Add a text, and return those before it that may be like it."""
        sketch = self._rensa.RMinHash(PERMUTATIONS, SEED)
        sketch.update(list(members))
        found = sorted(self._index.query(sketch))
        self._index.insert(number, sketch)
        return found
