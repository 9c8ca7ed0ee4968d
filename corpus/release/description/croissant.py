"""``croissant.json``: a release in Croissant 1.1 with its RAI vocabulary, for tools that read data sets by it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from corpus.model import schema
from corpus.release import layout
from corpus.release.description.card import Facts, hub_licence
from corpus.release.description.citation import bibtex

Json = dict[str, Any]
CREATIVE_COMMONS = "https://creativecommons.org/licenses/"
CC0 = "https://creativecommons.org/publicdomain/zero/1.0/"
ARROW = {
    pa.string(): "sc:Text",
    pa.binary(): "sc:Text",  # of segments, in schema 1.0
    pa.bool_(): "sc:Boolean",
    pa.int8(): "cr:Int8",
    pa.int32(): "cr:Int32",
    pa.int64(): "cr:Int64",
    pa.float32(): "cr:Float32",
}
# As the vocabulary 1.1 prints it; tools compare it word for word.
CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "arrayShape": "cr:arrayShape",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "containedIn": "cr:containedIn",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "description": {"@container": "@language"},
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isArray": "cr:isArray",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "name": {"@container": "@language"},
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
KEYS = {"paragraphs": "paragraph_id", "documents": "doc_id"}


def croissant(folder: Path, facts: Facts) -> Json:
    """Return the description of the release whose tables are in ``folder``."""
    work = facts.work
    listed = {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": ["http://mlcommons.org/croissant/1.1", "http://mlcommons.org/croissant/RAI/1.0"],
        "name": work.name,
        "alternateName": work.title,
        "description": facts.description,
        "version": work.version,
        "datePublished": work.date,
        "license": _licence(facts),
        "url": work.url,
        "sameAs": f"https://doi.org/{work.doi}" if work.doi else None,
        "keywords": list(work.tags) or None,
        "creator": [{"@type": "sc:Organization", "name": name} for name in work.people],
        "inLanguage": "zh",
        "isLiveDataset": False,
        "citeAs": bibtex(work),
        **_responsible(facts),
        "distribution": list(_distribution(folder, facts)),
        "recordSet": [
            _record_set(name, columns)
            for name, columns in schema.tables(facts.schema_version).items()
            if facts.rows[name]
        ],
    }
    return {key: value for key, value in listed.items() if value is not None}


def _licence(facts: Facts) -> str:
    licence = hub_licence(facts)
    if licence == "cc0-1.0":
        return CC0
    if licence and licence.startswith("cc-"):
        kind, number = licence.removeprefix("cc-").rsplit("-", 1)
        return f"{CREATIVE_COMMONS}{kind}/{number}/"
    return licence or "see the file LICENSE: each document has its own rights"


def _responsible(facts: Facts) -> Json:
    """Return the RAI vocabulary, from what the register states and from what every release of corpus is."""
    about = facts.about
    return {
        "rai:dataCollection": about.get("voices"),
        "rai:dataCollectionType": "Others",
        "rai:dataPreprocessingProtocol": [
            "Decoded and repaired by corpus-zh; each edit is in the edits table under the name of its rule: "
            + ", ".join(f"{name} {facts.rules[name]}" for name in sorted(facts.rules))
        ],
        "rai:dataUseCases": _some(about.get("uses"), about.get("not_for") and f"Not for: {about['not_for']}"),
        "rai:dataBiases": _some(about.get("voices")),
        "rai:dataLimitations": _some(about.get("limits"), about.get("quality")),
        "rai:personalSensitiveInformation": _some(about.get("personal_data")),
        "rai:dataReleaseMaintenancePlan": "Paragraph IDs stay from release to release; CHANGELOG.md says what changed.",
    }


def _some(*texts: str | None) -> list[str] | None:
    return [text for text in texts if text] or None


def _distribution(folder: Path, facts: Facts) -> Iterator[Json]:
    """Yield a FileObject a shard, which carries its hash, and a FileSet a table, which a reader reads as one."""
    for table in schema.tables(facts.schema_version):
        for path in layout.paths_of(folder, table):
            name = path.relative_to(folder).as_posix()
            yield {
                "@type": "cr:FileObject",
                "@id": name,
                "name": name,
                "contentUrl": name,
                "contentSize": f"{path.stat().st_size} B",
                "encodingFormat": "application/x-parquet",
                "sha256": layout.sha256(path),
            }
        if facts.rows[table]:
            yield {
                "@type": "cr:FileSet",
                "@id": f"{table}-files",
                "name": f"{table}-files",
                "description": f"The shards of the table {table}.",
                "encodingFormat": "application/x-parquet",
                "includes": f"data/{table}/*.parquet",
            }


def _record_set(table: str, columns: tuple[schema.Column, ...]) -> Json:
    listed: Json = {
        "@type": "cr:RecordSet",
        "@id": table,
        "name": table,
        "field": [_field(table, column) for column in columns],
    }
    return {**listed, "key": {"@id": f"{table}/{KEYS[table]}"}} if table in KEYS else listed


def _field(table: str, column: schema.Column) -> Json:
    kind, array = (column.type.value_type, True) if pa.types.is_list(column.type) else (column.type, False)
    field: Json = {"@type": "cr:Field", "@id": f"{table}/{column.name}", "name": column.name}
    field["description"] = column.doc
    if array:
        field |= {"isArray": True, "arrayShape": "-1"}
    if pa.types.is_struct(kind):
        return {**field, "subField": [_sub_field(table, column.name, part) for part in kind]}
    return {**field, "dataType": ARROW[kind], "source": _source(table, column.name)}


def _sub_field(table: str, column: str, part: pa.Field) -> Json:
    return {
        "@type": "cr:Field",
        "@id": f"{table}/{column}/{part.name}",
        "name": part.name,
        "dataType": ARROW[part.type],
        "source": {**_source(table, column), "transform": {"jsonPath": part.name}},
    }


def _source(table: str, column: str) -> Json:
    return {"fileSet": {"@id": f"{table}-files"}, "extract": {"column": column}}


def written(value: Mapping[str, Any]) -> str:
    """Return the text of the file; the order of its keys is part of how it reads."""
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
