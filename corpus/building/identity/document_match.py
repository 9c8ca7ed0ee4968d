"""Which document of the previous release each source is: by its key, its bytes, its path or its content."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from corpus.building.identity.aligning.alike import overlaps
from corpus.errors import RegisterError
from corpus.model.counting import counted
from corpus.model.values import REGISTERED

SOME = 0.1  # share of common text that makes a file with the same path the same document
MUCH = 0.3  # share that makes a file with another path the same document
WITHIN = 0.6  # share of the shorter one: a document that grew or shrank
SHINGLES = 4_000_000  # more are sampled: of 200 MB of text one in seventeen still distinguishes documents


@dataclass(frozen=True, slots=True)
class Known:
    """A document of the previous release, as matching knows it."""

    doc_id: str
    source_file: str | None
    source_sha256: str | None
    registered: bool = False

    @classmethod
    def of_row(cls, row: Mapping[str, Any]) -> Known:
        """Make it of a row of the documents table; only a register states rights or gives the basis ``register``."""
        stated = any(item["basis"] in REGISTERED for item in row["evidence"])
        return cls(row["doc_id"], row["source_file"], row["source_sha256"], stated or row["rights"] != "unknown")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document of the new release before it has its ID."""

    key: str
    source_file: str
    source_sha256: str
    registered: bool


Texts = Callable[[Sequence[str]], Mapping[str, str]]


def match(old: Sequence[Known], new: Sequence[Candidate], old_texts: Texts, new_texts: Texts) -> dict[str, str]:
    """Find the ``doc_id`` of the previous release for each key of a candidate that is such a document.

    A key in the register decides; then equal bytes; then the path, where the texts have something in common; then
    the texts alone; at last the path alone, for a file that was written anew.
    """
    search = _DocumentSearch(old, new)
    search.take(lambda item: item.doc_id, lambda item: item.key if item.registered else None)
    search.take(  # of copies with equal bytes, those that kept their path come first
        lambda item: item.source_sha256 and (item.source_sha256, item.source_file),
        lambda item: (item.source_sha256, item.source_file),
    )
    search.take(lambda item: item.source_sha256, lambda item: item.source_sha256)
    search.by_content(old_texts, new_texts)
    search.take(lambda item: item.source_file, lambda item: None if item.registered else item.source_file)
    search.take(lambda item: item.doc_id, lambda item: None if item.registered else item.key)
    return search.found


class _DocumentSearch:
    def __init__(self, old: Sequence[Known], new: Sequence[Candidate]) -> None:
        self.old, self.new = list(old), list(new)
        self.found = dict[str, str]()

    def _pair(self, old: Known, new: Candidate) -> None:
        self.found[new.key] = old.doc_id

    def _settle(self) -> None:
        spent = set(self.found.values())
        self.old = [item for item in self.old if item.doc_id not in spent]
        self.new = [item for item in self.new if item.key not in self.found]

    def take(self, of_old: Callable[[Known], Any], of_new: Callable[[Candidate], Any]) -> None:
        """Pair those with equal properties, in their order."""
        waiting = defaultdict[Any, list[Known]](list)
        for item in reversed(self.old):
            if of_old(item):
                waiting[of_old(item)].append(item)
        for candidate in self.new:
            value = of_new(candidate)
            if value and waiting.get(value):
                self._pair(waiting[value].pop(), candidate)
        self._settle()

    def _by_path(self, before: Mapping[str, str], after: Mapping[str, str]) -> None:
        """Pair what has its path and most of its paragraphs: of a set that was edited, nearly all, and cheaply."""
        places = {item.source_file: item for item in self.old}
        for candidate in self.new:
            item = None if candidate.registered else places.get(candidate.source_file)
            if item and _common(before.get(item.doc_id, ""), after.get(candidate.key, "")) >= MUCH:
                self._pair(item, candidate)
        self._settle()

    def by_content(self, old_texts: Texts, new_texts: Texts) -> None:
        """Pair those with the most text in common, a common path first."""
        if not self.old or not self.new:
            return
        before = old_texts([item.doc_id for item in self.old])
        after = new_texts([item.key for item in self.new])
        self._by_path(before, after)
        if not self.old or not self.new:
            return
        left = [before.get(item.doc_id, "") for item in self.old]
        right = [after.get(item.key, "") for item in self.new]
        every = 1 + max(sum(map(len, left)), sum(map(len, right))) // SHINGLES
        ranked = []
        for found in overlaps(left, right, every=every):
            one, two = self.old[found.old], self.new[found.new]
            same_path = one.source_file == two.source_file or one.doc_id == two.key
            low, high = sorted((found.of_old, found.of_new))
            if low >= MUCH or high >= WITHIN or (same_path and low >= SOME):
                ranked.append((not same_path, -low, one.doc_id, two.key, one, two))
        spent_old, spent_new = set[str](), set[str]()
        for _, _, doc_id, key, one, two in sorted(ranked, key=lambda item: item[:4]):
            if doc_id not in spent_old and key not in spent_new:
                self._pair(one, two)
                spent_old.add(doc_id)
                spent_new.add(key)
        self._settle()


def _common(one: str, two: str) -> float:
    """Measure the share of the longer text that is in paragraphs which both have."""
    lines = set(one.split("\n"))
    common = sum(len(line) for line in two.split("\n") if line in lines)
    return common / max(1, len(one), len(two))


def require_kept_keys(
    register: object, old: Iterable[Known], found: Mapping[str, str], new: Iterable[Candidate]
) -> None:
    """Check that a register keeps the keys of the files that are still there.

    Raises
    ------
    RegisterError
        A source was registered in the previous release and is not any more.
    """
    keys = {doc_id: key for key, doc_id in found.items()}
    sources = {candidate.key: candidate for candidate in new}
    dropped = [
        (item.doc_id, sources[keys[item.doc_id]].source_file)
        for item in old
        if item.registered and item.doc_id in keys and not sources[keys[item.doc_id]].registered
    ]
    if dropped:
        listed = ", ".join(f"{doc_id!r} ({file})" for doc_id, file in dropped[:10])
        raise RegisterError(
            f"{register or 'no register'}: DROPPED_KEY: {counted(len(dropped), 'source')} of the previous release "
            f"still present but no longer registered: {listed}",
            "keep their keys in the register, or take the files away: then the documents are removed",
            str(register or ""),
            "DROPPED_KEY",
            tuple(f"{doc_id!r} ({file})" for doc_id, file in dropped),
        )
