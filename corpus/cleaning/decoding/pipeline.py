"""The order in which the stages look at a file: the cheap and certain ones first."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from corpus.cleaning.decoding import cns, escapes, mojibake, moved, rearranged
from corpus.cleaning.decoding import declared as declarations
from corpus.cleaning.decoding.byte_escapes import consists_of_escapes
from corpus.cleaning.decoding.character_model import rare_places
from corpus.cleaning.decoding.evidence import WIDE
from corpus.cleaning.decoding.judge import Verdict, judge, judge_valid
from corpus.cleaning.decoding.mixed_lines import CROWD, VALID_CROWD, LineDecoder, aligned, garbled, suspicious
from corpus.cleaning.decoding.pieces import LOST, Piece, assemble, damaged_by
from corpus.cleaning.decoding.signatures import ByteOrderMark, byte_order_mark, refuse_other_types
from corpus.errors import SourceError, UsageError
from corpus.model.edits import apply, compose
from corpus.model.values import Segment, Text

TEXT_HELP = "pass the file's bytes or its Path; corpus.clean(text=...) takes a text"
SURE = 0.8
"""Confidence below which a verdict is flagged."""

# Three neighbours that are characters of UTF-8: rare in GB18030 and Big5, so worth a look at each line.
_UTF_8_RUN = re.compile(rb"[\xe3-\xef][\x80-\xbf]{2}[\xe3-\xef][\x80-\xbf]{2}[\xe3-\xef][\x80-\xbf]{2}")
ASCII_COMPATIBLE = ("utf-8", "gb18030", "cp950", "big5hkscs")
VALID = Verdict("utf-8", 1.0, None, "valid UTF-8")
BIG5 = ("cp950", "big5hkscs")


def decode(data: bytes | Path, *, declared: str | None = None) -> Text:
    """Decode a document, its bytes or the ``Path`` of its file, with the proof of its bytes.

    Strict UTF-8 comes first; only what fails it, or shows the marks of an escape, of NULs or of mojibake, is compared
    under the model of Chinese. ``declared`` is a hint: evidence overrules it, and the flags say so.

    Raises
    ------
    SourceError
        ``EMPTY``, ``WRONG_TYPE``, ``BINARY`` or ``UNDECODABLE``.
    UsageError
        It is a ``str``, or the file cannot be read.

    >>> decode("公安".encode("gb18030")).chars
    '公安'
    """
    data = bytes_of(data)
    refuse_other_types(data)
    label = declared or (declarations.in_file(data) if b"<" in data[:64] else None)
    mark = byte_order_mark(data)
    text = _plain(data) if mark is None else None
    if text is None:
        text = _arranged(data, label) or _straight(data, label, mark)
    return text if label is None else _with_declared(text, label)


def _straight(data: bytes, label: str | None, mark: ByteOrderMark | None) -> Text:
    """Read bytes that are in their order."""
    if mark is not None:
        return _marked(data, mark)
    return _plain(data) or _judged(data, label)


def _arranged(data: bytes, label: str | None) -> Text | None:
    """Read a file whose bytes must be put in order first; None where that gives no text in the codec in question."""
    arranged = rearranged.find(data)
    if arranged is None:
        return None
    text = _straight(arranged.data, label, byte_order_mark(arranged.data))
    if text.encoding not in arranged.encodings:
        return None
    segments = rearranged.segments_of_source(data, arranged, text.segments)
    return replace(text, segments=segments, why=f"{text.why}; {arranged.why}")


def bytes_of(source: bytes | Path) -> bytes:
    """Return the bytes of a document, which are given, or those of a file.

    Raises
    ------
    UsageError
        It is a ``str``, which may be a name or a text, or the file cannot be read.
    """
    if isinstance(source, bytes):
        return source
    if isinstance(source, str):
        raise _of_str(source)
    if not isinstance(source, os.PathLike):
        raise UsageError(f"a source is bytes or a Path, not {type(source).__name__}", TEXT_HELP)
    try:
        with open(source, "rb") as file:
            return file.read()
    except OSError as error:
        raise UsageError(f"{source}: cannot be read: {error.strerror}", where=str(source)) from None


def _of_str(source: str) -> UsageError:
    try:
        is_file = os.path.isfile(source)
    except ValueError:  # a character that no path has
        is_file = False
    if is_file:
        return UsageError(f"{source!r} names a file, and a str is not read as one", f"pass Path({source!r})", source)
    shown = source if len(source) <= 20 else source[:20] + "…"
    return UsageError(f"{shown!r} is a str: a source is bytes or a Path", TEXT_HELP)


def _plain(data: bytes) -> Text | None:
    """Read strict UTF-8 without escapes or NULs; None for anything else."""
    try:
        chars = data.decode()
    except UnicodeDecodeError as error:
        return _cut(data, error)
    places = rare_places(chars)
    if (places and (b"\0" in data or b"\x1b$" in data)) or (b"~" in data and b"~{" in data):
        return None
    if (places and (garbled(chars, places, VALID_CROWD) or LOST in chars)) or _is_escaped(data, chars):
        return _repaired([Piece(0, len(data), chars, "utf-8")], data, VALID)
    return Text(chars, (Segment(0, len(data), len(chars), "utf-8"),), "utf-8", why=VALID.why)


def _is_escaped(data: bytes, chars: str) -> bool:
    # One byte is found thirty times as fast as two.
    return b"\\" in data and b"\\x" in data and consists_of_escapes(chars)


def _cut(data: bytes, error: UnicodeDecodeError) -> Text | None:
    """Read UTF-8 whose last character is cut, as in a file that was split or not wholly loaded."""
    if not _at_end(data, error) or b"\0" in data:
        return None
    chars = data[: error.start].decode()
    if error.start - len(chars) < 8:  # fewer than four characters of Han are no proof of UTF-8
        return None
    pieces = [Piece(0, error.start, chars, "utf-8"), Piece(error.start, len(data), LOST, "utf-8", True)]
    return _repaired(pieces, data, Verdict("utf-8", 0.99, None, "valid UTF-8 up to a cut at the end"))


def _at_end(data: bytes, error: UnicodeDecodeError) -> bool:
    """Return whether all but an unfinished character at the end could be decoded."""
    return error.start >= len(data) - 3 and ("unexpected end" in error.reason or "incomplete" in error.reason)


def _marked(data: bytes, mark: ByteOrderMark) -> Text:
    """Read a file with a byte-order mark, which is a segment without characters."""
    if len(data) == mark.length:
        raise SourceError("EMPTY", "the file has a byte-order mark and no text")
    verdict = Verdict(mark.encoding, 1.0, None, "byte-order mark")
    head = Piece(0, mark.length, "", mark.encoding)
    return _repaired([head, *_body(data, mark.length, verdict)], data, verdict)


def _judged(data: bytes, label: str | None) -> Text:
    """Read what is not plain UTF-8: by its escapes, else by comparison."""
    found = escapes.find(data)
    if found:
        return _repaired(found, data, Verdict(found[0].encoding, 0.99, None, "escape sequences"))
    text = data.rstrip(b"\0")
    verdict = judge_valid(text) if _is_utf_8(text) else judge(text, label)
    return _repaired(_body(data, 0, verdict), data, verdict)


def _is_utf_8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _body(data: bytes, start: int, verdict: Verdict) -> Iterator[Piece]:
    """Read a file from a byte on; NULs after the text are padding, without characters."""
    end = len(data.rstrip(b"\0"))
    if verdict.encoding in WIDE:
        unit = int(verdict.encoding[4:6]) // 8
        first = start + verdict.skip
        end = min(len(data), first + -(-(end - first) // unit) * unit)
    if verdict.skip:
        yield Piece(start, start + verdict.skip, LOST, verdict.encoding, True)
    yield from _read(data, start + verdict.skip, end, verdict)
    if end < len(data):
        yield Piece(end, len(data), "", verdict.encoding)


def _read(data: bytes, start: int, end: int, verdict: Verdict) -> Iterator[Piece]:
    """Read a byte range under the verdict: as a whole where that is certain, else line by line."""
    encoding = verdict.encoding
    if encoding == "euc-tw":
        return cns.pieces(data, start, end, encoding)
    if encoding not in ASCII_COMPATIBLE:
        return damaged_by(data, start, end, encoding)
    whole = data[start:end]
    for one in BIG5 if encoding in BIG5 else (encoding,):
        text, stop = _certain(whole, one)
        if text is not None:
            tail = [Piece(start + stop, end, LOST, one, True)] if start + stop < end else []
            return iter([Piece(start, start + stop, text, one), *tail])
    return LineDecoder(data, _least_damaged(whole) if encoding in BIG5 else encoding).pieces(start, end)


def _certain(data: bytes, encoding: str) -> tuple[str | None, int]:
    """Read the text, if the codec does so strictly and nothing looks like another encoding; and say where it ends."""
    stop = len(data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        if not _at_end(data, error):
            return None, 0
        stop = error.start
        text = data[:stop].decode(encoding)
    if encoding == "utf-8":
        return text, stop
    doubtful = suspicious(text) or _UTF_8_RUN.search(data) or not aligned(data[:256], encoding)
    return None if doubtful else text, stop


def _least_damaged(data: bytes) -> str:
    """Choose the Big5 that reads most of the bytes; CP950 when they read as much."""
    return min(BIG5, key=lambda encoding: data.decode(encoding, "replace").count(LOST))


def _repaired(pieces: Iterable[Piece], data: bytes, verdict: Verdict) -> Text:
    """Join the pieces to a text, with what is garbled repaired or flagged."""
    chars, segments, findings = assemble(data, pieces)
    crowd = VALID_CROWD if verdict.encoding == "utf-8" else CROWD
    looks = LOST in chars or garbled(chars, rare_places(chars), crowd) or _is_escaped(data, chars)
    early = moved.find(chars, segments)
    found = mojibake.find(apply(chars, early), findings) if looks else mojibake.Repairs((), ())
    codecs = {declarations.family(one.encoding) for one in segments if one.chars and one.raw is None}
    flags = {
        "DECODE_ERRORS": findings,
        "MIXED_ENCODING": len(codecs) > 1,
        "MOJIBAKE": found.findings,
        "LOW_CONFIDENCE": verdict.confidence < SURE,
    }
    return Text(
        chars,
        segments,
        _main(segments),
        verdict.confidence,
        compose(early, found.edits),
        tuple(flag for flag, raised in flags.items() if raised),
        tuple(sorted((*findings, *found.findings))),
        verdict.runner_up,
        verdict.why,
    )


def _main(segments: Iterable[Segment]) -> str:
    """Return the encoding of most bytes."""
    sizes = Counter[str]()
    for segment in segments:
        sizes[segment.encoding] += segment.end - segment.start
    return sizes.most_common(1)[0][0]


def _with_declared(text: Text, label: str) -> Text:
    """Record what became of the encoding that was declared."""
    codec = declarations.codec(label)
    if codec is None:
        return replace(text, why=f"{text.why}; the declared {label!r} is not a known encoding")
    if declarations.agrees(codec, text.encoding) or (text.chars.isascii() and not text.edits):
        return replace(text, why=f"{text.why}; as declared")
    why = f"{text.why}; declared {label!r} is overruled"
    return replace(text, flags=(*text.flags, "DECLARED_OVERRULED"), why=why)
