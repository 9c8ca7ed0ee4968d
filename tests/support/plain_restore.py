"""Restores the sources of a release with plain pyarrow and Python: none of the package's code is used here.

It follows the contract of the tables alone, as a reader in ten years would, and is run as a program by a test:

    python plain_restore.py RELEASE      prints doc_id and the SHA-256 of the restored bytes, a line a document
"""

import hashlib
import pathlib
import sys

import pyarrow.parquet as pq


def rows(release, table):
    return [
        row for path in sorted((release / "data" / table).glob("*.parquet")) for row in pq.read_table(path).to_pylist()
    ]


def decoded(paragraphs, edits):
    """Undo the edits: the decoded source."""
    edits = sorted(edits, key=lambda edit: (edit["start"], edit["end"]))
    placed = {}  # start of a span -> the source text of the span
    taken = set()
    for paragraph in paragraphs:
        text = paragraph["text"]
        for span in paragraph["spans"]:
            pieces, at = [], span["start"]
            for number, edit in enumerate(edits):
                inside = span["start"] < edit["end"] <= span["end"] and edit["start"] >= span["start"]
                if not inside:
                    continue
                taken.add(number)
                kept = edit["start"] - at
                pieces += [text[:kept], edit["removed"]]
                assert text[kept:].startswith(edit["inserted"])
                text, at = text[kept + len(edit["inserted"]) :], edit["end"]
            pieces.append(text[: span["end"] - at])
            text = text[span["end"] - at :]
            placed[span["start"]] = (span["end"], "".join(pieces))
        assert text == "", "a paragraph's text is its spans with the edits applied"
    for number, edit in enumerate(edits):
        if number not in taken:
            assert edit["inserted"] == "" and edit["start"] not in placed
            placed[edit["start"]] = (edit["end"], edit["removed"])
    source, at = [], 0
    for start in sorted(placed):
        assert start == at, "every code point lies in exactly one span or one edit"
        at, text = placed[start][0], placed[start][1]
        source.append(text)
    return "".join(source)


def restored(document, paragraphs, edits):
    """Undo the edits, then encode the segments."""
    chars, data, at = decoded(paragraphs, edits), [], 0
    for segment in document["segments"]:
        piece = chars[at : at + segment["chars"]]
        at += segment["chars"]
        raw = segment["raw"]
        data.append(piece.encode(segment["encoding"]) if raw is None else bytes.fromhex(raw))
    assert at == len(chars)
    return b"".join(data)


def main():
    release = pathlib.Path(sys.argv[1])
    paragraphs, edits = rows(release, "paragraphs"), rows(release, "edits")
    for document in rows(release, "documents"):
        own = [[row for row in table if row["doc_id"] == document["doc_id"]] for table in (paragraphs, edits)]
        data = restored(document, *own)
        assert hashlib.sha256(data).hexdigest() == document["source_sha256"]
        print(document["doc_id"], document["source_sha256"])
    assert not any(name == "corpus" or name.startswith("corpus.") for name in sys.modules)


if __name__ == "__main__":
    main()
