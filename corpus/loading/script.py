"""Text of a release in another script, converted by OpenCC as it is read; the release itself never changes.

What is converted is what a person reads: the text and the headings above it, titles, places, keywords. Names of persons
and bodies stay as their document writes them, in its text too. Codes, IDs, hashes and spans stay, and so does what
proves something: edits, evidence. A row in the script that is asked for stays as it
is: converting Simplified to Simplified would change words that only look Traditional (乾隆, 覆盖).
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from types import TracebackType
from typing import TYPE_CHECKING, Any

from corpus.errors import MissingExtraError, UsageError
from corpus.loading.shielded_names import convert_around, names_by_document, schema_without_names, without_names
from corpus.loading.string_arrays import array_of
from corpus.model.near_miss import near_miss

if TYPE_CHECKING:
    import pyarrow as pa

ORIGINAL = "original"
SCRIPTS: dict[str, Mapping[str, str]] = {
    "Hans": {"Hant": "t2s", "mixed": "t2s"},
    "Hant": {"Hans": "s2t", "mixed": "s2t"},
    "Hant-TW": {"Hans": "s2tw", "Hant": "t2tw", "mixed": "s2tw"},
    "Hant-HK": {"Hans": "s2hk", "Hant": "t2hk", "mixed": "s2hk"},
}
"""OpenCC's configuration for a row of each script, by the script asked for; a row that has none stays."""
CONFIGS = (
    "s2t",
    "t2s",
    "s2tw",
    "tw2s",
    "s2hk",
    "hk2s",
    "s2twp",
    "tw2sp",
    "s2hkp",
    "hk2sp",
    "t2tw",
    "tw2t",
    "t2hk",
    "hk2t",
)
"""OpenCC's own names, for who wants the words of a region too (``s2twp``: 软件 becomes 軟體)."""
COLUMNS = {
    "paragraphs": ("text", "section"),
    "documents": ("title", "subtitle", "places", "keywords"),
    "articles": ("title", "subtitle", "places"),
    "edits": (),
}
"""The columns that are converted."""
INLINE_BYTES = 8_000_000  # half a second here; a worker needs as long to start


@dataclass(frozen=True)
class Conversion:
    """What is done to the batches of one table; it can be pickled and hashed, OpenCC's version being part of it."""

    table: str
    script: str
    library: str

    @classmethod
    def of(cls, table: str, script: str | None) -> Conversion | None:
        """Return the conversion that a script asked for means; None for the original.

        Raises
        ------
        UsageError
            The script is unknown, or the table is a proof.
        MissingExtraError
            OpenCC is not installed: ``pip install 'corpus-zh[script]'``.
        """
        if script is None or script == ORIGINAL:
            return None
        known = (*SCRIPTS, ORIGINAL, *CONFIGS)
        if script not in known:
            raise UsageError(
                f"{script!r} is not a valid script; expected one of {', '.join(known)}", near_miss(script, known)
            )
        if not COLUMNS[table]:
            raise UsageError(f"{table} have no script variants: they are evidence of the source", "leave script= out")
        conversion = cls(table, script, _library().__version__)
        conversion.check()
        return conversion

    @property
    def configs(self) -> Mapping[str, str]:
        """OpenCC's configuration for a row of each script.

        One that reads Simplified is not fit for Traditional rows, nor the other way: 皇后 would become 皇後.
        """
        if self.script in SCRIPTS:
            return SCRIPTS[self.script]
        source = "Hans" if self.script.startswith("s") else "Hant"
        return {source: self.script, "mixed": self.script}

    def check(self) -> None:
        """Make the converters, once for this process.

        Raises
        ------
        UsageError
            This OpenCC lacks one.
        """
        for config in self.configs.values():
            try:
                _converter(config)
            except Exception as error:  # a RuntimeError or an OSError, as the version has it
                raise UsageError(
                    f"OpenCC {self.library} cannot convert {config}: {error}", "pip install --upgrade opencc"
                ) from None

    def concerns(self, columns: Iterable[str]) -> bool:
        """Return whether one of the columns is converted."""
        return not set(columns).isdisjoint(COLUMNS[self.table])

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Return the batch, which must have the column ``script``, converted."""
        batch, names = without_names(batch)
        configs = [self.configs.get(script or "mixed") for script in batch.column("script").to_pylist()]
        ways = [(config, own) if config else None for config, own in zip(configs, names, strict=True)]
        for index, name in enumerate(batch.schema.names):
            if name in COLUMNS[self.table]:
                field = batch.schema.field(index)
                batch = batch.set_column(index, field, _column(batch.column(index), ways))
        return batch

    def names(self, documents: Iterable[Mapping[str, Any]]) -> dict[str, list[str]]:
        """Return the names of each document that the conversion would change."""
        return names_by_document(documents, [partial(converted, config) for config in set(self.configs.values())])

    def batches(self, batches: Iterable[pa.RecordBatch], workers: int | None = None) -> Iterator[pa.RecordBatch]:
        """Yield the batches converted, in order; many of them in worker processes."""
        with Workers(self, workers) as ready:
            yield from ready.map(batches)


def _library() -> Any:
    try:
        import opencc
    except ImportError:
        raise MissingExtraError.of("opencc", "script") from None
    return opencc


@cache
def _converter(config: str) -> Any:
    # Kept: reading its dictionaries takes 1 to 24 ms, converting a paragraph 10 µs.
    return _library().OpenCC(config)


def _column(column: pa.Array, ways: Sequence[tuple[str, tuple[str, ...]] | None]) -> pa.Array:
    """Convert a column, each row in its way: OpenCC's configuration, and the names that stay."""
    values = column.to_pylist()
    found: dict[tuple[str, tuple[str, ...]], dict[str, str]] = {way: {} for way in ways if way}
    for value, way in zip(values, ways, strict=True):
        if way:
            # Each string once: the headings of a section are repeated for all its paragraphs.
            _mapped(value, partial(_seen, found[way]))
    for (config, names), own in found.items():
        own.update(zip(own, convert_around(names, list(own), partial(converted, config)), strict=True))
    changed = [
        _mapped(value, found[way].__getitem__) if way else value for value, way in zip(values, ways, strict=True)
    ]
    return array_of(changed, column.type)


def _seen(texts: dict[str, str], text: str) -> str:
    return texts.setdefault(text, text)


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    """Return a string, a list of them or None with the strings changed."""
    if isinstance(value, str):
        return change(value)
    return [_mapped(item, change) for item in value] if isinstance(value, list) else value


def converted(config: str, texts: list[str]) -> list[str]:
    """Return texts converted by one of OpenCC's configurations.

    >>> converted("s2t", ["头发", "发展"])
    ['頭髮', '發展']
    """
    convert = _converter(config).convert
    whole = "\n".join(texts)
    if "\0" not in whole and whole.count("\n") == max(0, len(texts) - 1):
        # One call for all takes 15 to 40 % less time. No dictionary has a line end, so nothing matches across one.
        return convert(whole).split("\n") if texts else []
    # OpenCC 1.4.2 cuts some texts at a NUL.
    return ["\0".join(convert(piece) for piece in text.split("\0")) for text in texts]


class Workers:
    """Processes that convert batches: started when many bytes have gone by, ended with the ``with`` block.

    OpenCC holds the interpreter's lock, so threads do not help. multiprocessing would run the user's script again
    unless it is guarded, and cannot be used inside torch's workers; these are plain children which speak Arrow.
    """

    def __init__(self, conversion: Conversion, count: int | None = None) -> None:
        self._conversion = conversion
        self._count = _cores() if count is None else count
        self._seen = 0
        self._threads: ThreadPoolExecutor | None = None
        self._free: deque[_Child] = deque()

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._threads:
            self._threads.shutdown(cancel_futures=True)
        while self._free:
            self._free.pop().close()

    def map(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Yield the batches converted, in order; at most three for each process are in memory."""
        waiting: deque[Future[pa.RecordBatch]] = deque()
        for batch in batches:
            self._seen += batch.nbytes
            if self._count < 2 or self._seen < INLINE_BYTES:
                yield self._conversion(batch)
                continue
            waiting.append(self._started().submit(self._elsewhere, batch))
            if len(waiting) >= 3 * self._count:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()

    def _started(self) -> ThreadPoolExecutor:
        if self._threads is None:
            self._free.extend(_Child(self._conversion) for _ in range(self._count))
            self._threads = ThreadPoolExecutor(self._count, "corpus-variants")
        return self._threads

    def _elsewhere(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        import pyarrow as pa

        # As many threads as children, and each gives back what it took: there is always one, unless one has died.
        child = self._free.pop() if self._free else _Child(self._conversion)
        try:
            result = child(batch)
        except (OSError, StopIteration, pa.ArrowException):  # killed, for lack of memory perhaps: nothing is lost
            child.close()
            return self._conversion(batch)
        self._free.append(child)
        return result


class _Child:
    """A process that reads batches from its stdin and writes them converted to its stdout, as Arrow streams."""

    def __init__(self, conversion: Conversion) -> None:
        call = "import sys; from corpus.loading.script import serve; serve(*sys.argv[1:])"
        arguments = [conversion.table, conversion.script, conversion.library]
        path = os.pathsep.join(place or os.getcwd() for place in sys.path)
        self._process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-P", "-c", call, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": path},
        )
        self._writer: Any = None
        self._reader: Any = None

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        import pyarrow as pa

        assert self._process.stdin and self._process.stdout
        if self._writer is None:
            self._writer = pa.ipc.new_stream(self._process.stdin, batch.schema)
        self._writer.write_batch(batch)
        self._process.stdin.flush()
        if self._reader is None:
            self._reader = pa.ipc.open_stream(self._process.stdout)
        return self._reader.read_next_batch()

    def close(self) -> None:
        """End the process; it ends by itself when its stdin does."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                try:
                    pipe.close()
                except OSError:  # what was still to be written
                    continue


def serve(table: str, script: str, library: str) -> None:
    """Convert batches from stdin to stdout, as a worker process, until stdin ends."""
    import pyarrow as pa

    conversion = Conversion(table, script, library)
    batches = pa.ipc.open_stream(sys.stdin.buffer)
    with pa.ipc.new_stream(sys.stdout.buffer, schema_without_names(batches.schema)) as writer:
        for batch in batches:
            writer.write_batch(conversion(batch))
            sys.stdout.buffer.flush()


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
