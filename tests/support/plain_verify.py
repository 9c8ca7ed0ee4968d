"""Verifies a release with pyarrow, hashlib and json: written from docs/release-format.md, without the package's code.

It checks what that page tells a verifier to check, and is run as a program by a test:

    python plain_verify.py RELEASE       prints what was proved; an assertion says what is wrong
"""

import bisect
import hashlib
import json
import pathlib
import re
import struct
import sys

import plain_restore
import pyarrow as pa
import pyarrow.parquet as pq

TABLES = {
    "documents": "data/documents/*.parquet",
    "paragraphs": "data/paragraphs/*.parquet",
    "edits": "data/edits/*.parquet",
    "lineage": "ids/lineage.parquet",
    "findings": "findings.parquet",
}
LATER = {"articles": ("2.1", "data/articles/*.parquet")}
PATH = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*){0,7}")
OUTSIDE = ("manifest.json", "SHA256SUMS", "SHA256SUMS.sig")


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def canonical(value):
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def check_files(release, manifest):
    """The seal, the files and their hashes, and SHA256SUMS."""
    rest = {key: value for key, value in manifest.items() if key != "manifest_sha256"}
    assert sha256(canonical(rest)) == manifest["manifest_sha256"], "the seal is wrong"
    files = manifest["files"]
    assert all(PATH.fullmatch(name) for name in files), "a path is not one of a release"
    found = {path.relative_to(release).as_posix() for path in release.rglob("*") if path.is_file()}
    assert found - {"SHA256SUMS.sig"} == {*files, "manifest.json", "SHA256SUMS"}, "a file is missing or extra"
    for name, facts in files.items():
        data = (release / name).read_bytes()
        assert (sha256(data), len(data)) == (facts["sha256"], facts["bytes"]), f"{name} is not what the manifest says"
        if "rows" in facts:
            assert pq.read_metadata(release / name).num_rows == facts["rows"], f"{name} has other rows"
    sums = {name: facts["sha256"] for name, facts in files.items()}
    sums["manifest.json"] = sha256((release / "manifest.json").read_bytes())
    lines = "".join(f"{sums[name]}  {name}\n" for name in sorted(sums))
    assert (release / "SHA256SUMS").read_bytes() == lines.encode(), "SHA256SUMS is wrong"


def streams(values, kind, path, out):
    """Add the streams of some values of a type."""
    out.setdefault(f"{path}:valid", bytearray()).extend(value is not None for value in values)
    if pa.types.is_list(kind):
        lengths = out.setdefault(f"{path}:lengths", bytearray())
        lengths += b"".join(struct.pack("<q", len(value or ())) for value in values)
        streams([item for value in values for item in value or ()], kind.value_type, f"{path}.item", out)
    elif pa.types.is_struct(kind):
        for field in kind:
            inner = [None if value is None else value[field.name] for value in values]
            streams(inner, field.type, f"{path}.{field.name}", out)
    elif pa.types.is_string(kind) or pa.types.is_binary(kind):
        data = [value.encode() if isinstance(value, str) else value or b"" for value in values]
        out.setdefault(f"{path}:lengths", bytearray()).extend(b"".join(struct.pack("<q", len(one)) for one in data))
        out.setdefault(f"{path}:values", bytearray()).extend(b"".join(data))
    else:
        code = {"bool": "?", "int8": "b", "int32": "i", "int64": "q", "float": "f"}[str(kind)]
        packed = b"".join(struct.pack(f"<{code}", value or 0) for value in values)
        out.setdefault(f"{path}:values", bytearray()).extend(packed)


def column_hash(table, name):
    """The content hash of a column."""
    out = {}
    if table.num_rows:
        streams(table[name].to_pylist(), table.schema.field(name).type, name, out)
    return sha256(b"".join(key.encode() + b"\0" + hashlib.sha256(out[key]).digest() for key in sorted(out)))


def check_content(release, manifest):
    """Rows and content hashes; returns the rows of each table."""
    hashes, rows = {}, {}
    own = tuple(map(int, manifest["schema_version"].split(".")))
    added = {name: place for name, (since, place) in LATER.items() if own >= tuple(map(int, since.split(".")))}
    assert {*manifest["tables"]} == {*TABLES, *added}, "other tables than those of the schema"
    for name, pattern in {**TABLES, **added}.items():
        parts = [pq.read_table(path) for path in sorted(release.glob(pattern))]
        rows[name] = [row for part in parts for row in part.to_pylist()]
        stated = manifest["tables"][name]
        assert len(rows[name]) == stated["rows"], f"{name} has {len(rows[name])} rows"
        table = pa.concat_tables(parts) if parts else pa.table({column: [] for column in stated["columns"]})
        hashes[name] = {column: column_hash(table, column) for column in table.schema.names}
        for column in sorted({*hashes[name], *stated["columns"]}):
            assert hashes[name].get(column) == stated["columns"].get(column), (
                f"{name}.{column} has another content hash"
            )
    lines = [f"{name}.{column} {hashes[name][column]}\n" for name in sorted(hashes) for column in sorted(hashes[name])]
    assert sha256("".join(lines).encode()) == manifest["content_hash"], "the content hash is wrong"
    return rows


def check_ids(release, rows):
    """Unique IDs; lineage and tombstones agree with them."""
    ids = [row["paragraph_id"] for row in rows["paragraphs"]] + [row["doc_id"] for row in rows["documents"]]
    alive = set(ids)
    assert len(alive) == len(ids), "an ID is given twice"
    lines = (release / "removed.jsonl").read_text(encoding="utf-8").splitlines()
    stones = {stone["id"]: stone["relation"] for stone in map(json.loads, lines)}
    assert not alive & {*stones}, "an ID with a tombstone is there"
    last = {}
    for row in rows["lineage"]:
        version = tuple(map(int, row["version"].split(".")))
        last[row["old_id"]] = max(version, last.get(row["old_id"], version))
    for row in rows["lineage"]:
        if row["relation"] in ("removed", "withdrawn"):
            assert row["new_id"] is None and stones.get(row["old_id"]) == row["relation"], f"{row} has no tombstone"
        else:
            later = last.get(row["new_id"], ()) > tuple(map(int, row["version"].split(".")))
            assert row["new_id"] in alive or later, f"{row} leads nowhere"


def tiles(ranges):
    """Where ranges that follow one another from 0 end."""
    at = 0
    for start, end in sorted(ranges):
        assert start == at, f"a gap or an overlap at {at}"
        at = end
    return at


def check_places(document, paragraphs, edits):
    """What needs no text: spans, edits and segments partition the source."""
    spans = sorted((span["start"], span["end"]) for row in paragraphs for span in row["spans"])
    ends, inside, outside = [end for _, end in spans], dict.fromkeys(spans, 0), []
    for edit in edits:
        start, end = edit["start"], edit["end"]
        place = bisect.bisect_left(ends, end)
        if place < len(spans) and spans[place][0] <= start and spans[place][0] < end:
            inside[spans[place]] += end - start
        else:
            outside.append((start, end))
    chars = sum(segment["chars"] for segment in document["segments"])
    assert tiles([*spans, *outside]) == chars, "spans and edits do not cover the decoded source"
    size = tiles((segment["start"], segment["end"]) for segment in document["segments"])
    assert document["source_bytes"] in (size, None), "the segments do not cover the bytes"
    for row in paragraphs:
        own = [(span["start"], span["end"]) for span in row["spans"]]
        assert row["n_chars"] >= sum(end - start - inside[start, end] for start, end in own), row["paragraph_id"]


def check_document(document, paragraphs, edits, standoff):
    """One document; returns whether it was restored whole."""
    assert (document["n_paragraphs"], document["n_edits"]) == (len(paragraphs), len(edits)), "other numbers of rows"
    assert [row["index"] for row in paragraphs] == list(range(len(paragraphs))), "paragraphs out of order"
    check_places(document, paragraphs, edits)
    if standoff:
        assert not any(row["text"] or row["section"] for row in paragraphs), "there is text"
        assert not any(row["removed"] or row["inserted"] for row in edits), "there is text"
        return False
    for row in paragraphs:
        assert row["content_hash"] == sha256(row["text"].encode()) and row["n_chars"] == len(row["text"])
    if document["source_sha256"] is None:
        filled = [{**row, "removed": "?" * (row["end"] - row["start"])} if row["withheld"] else row for row in edits]
        length = sum(segment["chars"] for segment in document["segments"])
        assert len(plain_restore.decoded(paragraphs, filled)) == length, "the segments do not cover the decoded source"
        return False
    data = plain_restore.restored(document, paragraphs, edits)
    assert (sha256(data), len(data)) == (document["source_sha256"], document["source_bytes"]), "not the source"
    return True


def check_articles(paragraphs, articles):
    """Each article of a document has one row, in order, with its first and its last paragraph."""
    ids = {}
    for row in paragraphs:
        if row["article"] is not None:
            ids.setdefault(row["article"], []).append(row["paragraph_id"])
    ends = [(row["article"], row["first_paragraph"], row["last_paragraph"]) for row in articles]
    assert ends == [(number, ids[number][0], ids[number][-1]) for number in sorted(ids)], "articles are not those"


def main():
    release = pathlib.Path(sys.argv[1])
    manifest = json.loads((release / "manifest.json").read_bytes())
    assert manifest["format"] == "corpus-release"
    check_files(release, manifest)
    rows = check_content(release, manifest)
    check_ids(release, rows)
    own = {row["doc_id"]: ([], []) for row in rows["documents"]}
    for number, table in enumerate(("paragraphs", "edits")):
        for row in rows[table]:
            own[row["doc_id"]][number].append(row)
    for document in rows["documents"] if "articles" in rows else ():
        doc_id = document["doc_id"]
        check_articles(own[doc_id][0], [row for row in rows["articles"] if row["doc_id"] == doc_id])
    standoff = manifest["text"] == "standoff"
    whole = sum(check_document(row, *own[row["doc_id"]], standoff) for row in rows["documents"])
    print(f"{whole} of {len(rows['documents'])} sources restored, {len(rows['documents']) - whole} in part")
    assert not any(name == "corpus" or name.startswith("corpus.") for name in sys.modules)


if __name__ == "__main__":
    main()
