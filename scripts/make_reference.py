#!/usr/bin/env python3
"""Write docs/reference/ from the code (command line, API, schema, rules, codes), the tree in docs/architecture.md, and
the manual page docs/man/corpus.1.

    python scripts/make_reference.py [--check]

With --check nothing is written: exit code 1 if a page would change. Needs griffelib (``hatch run docs:make`` has it).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

import click

from api_page import api_page
from corpus.cleaning.rules import listed
from corpus.cli import COMMANDS, cli
from corpus.model import schema
from corpus.model.code_book import CODES
from man_page import man_page
from tree_block import with_tree

DOCS = Path(__file__).resolve().parent.parent / "docs"
ARCHITECTURE = DOCS / "architecture.md"
NOTE = "<!-- made by scripts/make_reference.py from the code; do not edit -->"


def cli_page() -> str:
    """List every command's help."""
    root = click.Context(cli, info_name="corpus", **cli.context_settings)  # so that variables are named
    lines = ["# Command line", "", NOTE, "", "```text", cli.get_help(root), "```"]
    for name in COMMANDS:
        command = cli.get_command(root, name)
        assert command is not None
        context = click.Context(command, info_name=name, parent=root, max_content_width=100)
        lines += ["", f"## corpus {name}", "", "```text", command.get_help(context), "```"]
        if isinstance(command, click.Group):
            for own, below in command.commands.items():
                inner = click.Context(below, info_name=own, parent=context, max_content_width=100)
                lines += ["", f"### corpus {name} {own}", "", "```text", below.get_help(inner), "```"]
    return "\n".join([*lines, ""])


def _since(column: schema.Column) -> str:
    """Say which version of the schema added a column, where it is not the first."""
    return f" (since {column.since})" if column.since != schema.VERSIONS[0] else ""


def schema_page() -> str:
    """List every table and column."""
    lines = [
        "# Schema",
        "",
        NOTE,
        "",
        f"Version {schema.SCHEMA_VERSION}. Offsets are code points of the decoded source.",
    ]
    tables = {**schema.TABLES, "lineage": schema.LINEAGE, "findings": schema.FINDINGS}
    for name, columns in tables.items():
        lines += ["", f"## {name}", "", "| column | type | meaning |", "|---|---|---|"]
        lines += [f"| `{column.name}` | `{column.type}` | {column.doc}{_since(column)} |" for column in columns]
    return "\n".join([*lines, ""])


def rules_page() -> str:
    """List every rule with its examples."""
    lines = ["# Rules", "", NOTE, "", "In the order in which they run. An edit bears the names of its rules."]
    states = {"default": "On by default.", "optional": "Off by default.", "stage": "Part of a stage."}
    for item in listed():
        lines += ["", f"## {item['name']}", "", f"{item['doc']} {states[item['state']]}"]
        if item["examples"]:
            lines += ["", "| before | after |", "|---|---|"]
            lines += [f"| `{before!r}` | `{after!r}` |" for before, after in item["examples"]]
        if item["leaves_alone"]:
            lines += ["", "Leaves alone: " + ", ".join(f"`{text!r}`" for text in item["leaves_alone"]) + "."]
    return "\n".join([*lines, ""])


def codes_page() -> str:
    """List every code with what it means, by where it is said."""
    lines = [
        "# Codes",
        "",
        NOTE,
        "",
        "Flags, findings, reasons of quarantine and errors. `corpus rules CODE` says the same.",
    ]
    for place in dict.fromkeys(where for where, _ in CODES.values()):
        lines += ["", f"## {place[0].upper()}{place[1:]}", "", "| code | meaning |", "|---|---|"]
        lines += [f"| `{code}` | {meaning} |" for code, (where, meaning) in CODES.items() if where == place]
    return "\n".join([*lines, ""])


PAGES: dict[str, Callable[[], str]] = {
    "reference/cli.md": cli_page,
    "reference/api.md": lambda: api_page(NOTE),
    "reference/schema.md": schema_page,
    "reference/rules.md": rules_page,
    "reference/codes.md": codes_page,
    "man/corpus.1": man_page,
    "architecture.md": lambda: with_tree(ARCHITECTURE.read_text(encoding="utf-8")),
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()
    stale = 0
    for name, make in PAGES.items():
        path, text = DOCS / name, make()
        path.parent.mkdir(exist_ok=True)
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale += 1
        if args.check:
            print(f"{name}: out of date; run hatch run docs:make", file=sys.stderr)
        else:
            path.write_text(text, encoding="utf-8")
            print(f"{name}: written")
    return 1 if args.check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
