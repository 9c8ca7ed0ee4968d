"""What a release was made from, and how: an in-toto statement.

``provenance.json`` names every file that was made, the sources' hashes, the recipe and the tools; it is itself bound by
``SHA256SUMS``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from corpus.release.manifest import canonical

Json = dict[str, Any]
STATEMENT = "https://in-toto.io/Statement/v1"
PREDICATE = "https://slsa.dev/provenance/v1"
BUILD_TYPE = "https://pypi.org/project/corpus-zh/#release"
MANY = 10_000  # sources that are listed one by one; more are bound by one hash over their list


def provenance_statement(
    manifest: Mapping[str, Any], files: Mapping[str, str], sources: Iterable[Mapping[str, Any]]
) -> Json:
    """Return the statement about the files of a release: what it was made from, and how.

    A source from which characters are withheld has no hash, so that nothing of it can be guessed; it is counted.
    """
    hashes = [(row["doc_id"], row["source_sha256"]) for row in sources]
    known = [(name, digest) for name, digest in hashes if digest]
    return {
        "_type": STATEMENT,
        "subject": [{"name": name, "digest": {"sha256": files[name]}} for name in sorted(files)],
        "predicateType": PREDICATE,
        "predicate": {
            "buildDefinition": {
                "buildType": BUILD_TYPE,
                "externalParameters": {name: manifest[name] for name in ("name", "version", "date", "text")},
                "internalParameters": {
                    "rules": dict(manifest["rules"]),
                    "recipe_sha256": recipe_digest(manifest),
                    "sources": len(hashes),
                    "sources_withheld": len(hashes) - len(known),
                },
                "resolvedDependencies": [*_materials(known), *_tools(manifest["tools"])],
            },
            "runDetails": {
                "builder": {"id": "https://pypi.org/project/corpus-zh/", "version": dict(manifest["tools"])},
            },
        },
    }


def recipe_digest(manifest: Mapping[str, Any]) -> str:
    """Return a hash over what decides the content beside the sources: the rules, the schema, the tools."""
    recipe = {name: manifest[name] for name in ("rules", "schema_version", "tools")}
    return hashlib.sha256(canonical(recipe).encode()).hexdigest()


def _materials(sources: list[tuple[str, str]]) -> Iterator[Json]:
    if len(sources) <= MANY:
        yield from ({"name": name, "digest": {"sha256": digest}} for name, digest in sources)
        return
    listed = "".join(f"{digest}  {name}\n" for name, digest in sources)
    digest = hashlib.sha256(listed.encode()).hexdigest()
    yield {"name": "sources", "digest": {"sha256": digest}, "annotations": {"lines": "sha256, two blanks, doc_id"}}


def _tools(tools: Mapping[str, str]) -> Iterator[Json]:
    return ({"name": name, "uri": f"pkg:pypi/{name}@{version}"} for name, version in sorted(tools.items()))
