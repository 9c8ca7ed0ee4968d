"""corpus rules: the rules by name, and one of them with its examples."""

from __future__ import annotations

from typing import Any

import click

from corpus.cli.output import format_option, write_json, write_lines

EPILOG = """
\b
Examples:
  corpus rules
  corpus rules invisible_chars
  corpus rules MOJIBAKE
"""


@click.command(epilog=EPILOG)
@click.argument("name", required=False)
@format_option("text", "json")
def command(name: str | None, form: str) -> None:
    """List the rules in their order, or explain NAME: a rule with examples, or a code of a flag, finding or error."""
    from corpus.cleaning.rules import find_rule, listed
    from corpus.model.code_book import CODES

    if name is not None and name in CODES:
        where, meaning = CODES[name]
        if form == "json":
            write_json({"code": name, "where": where, "doc": meaning})
        else:
            write_lines([f"{name} ({where})", f"  {meaning}"])
        return
    chosen = [find_rule(name)] if name else listed()
    if form == "json":
        write_json(chosen[0] if name else chosen)
    elif name:
        write_lines(_explained(chosen[0]))
    else:
        width = max(len(item["name"]) for item in chosen)
        write_lines(f"{item['name']:<{width}}  {_state(item)}  {item['doc']}" for item in chosen)


def _state(item: dict[str, Any]) -> str:
    return {"default": "on ", "optional": "off", "stage": "   "}[item["state"]]


def _explained(item: dict[str, Any]) -> list[str]:
    states = {
        "default": "on; rules_off in a register switches it off",
        "optional": "off; rules_on in a register switches it on",
        "stage": "part of a stage; it cannot be switched off",
    }
    lines = [f"{item['name']} (version {item['version']})", f"  {item['doc']}", f"  {states[item['state']]}"]
    lines += [f"  changes  {before!r} -> {after!r}" for before, after in item["examples"]]
    lines += [f"  leaves   {text!r}" for text in item["leaves_alone"]]
    return lines
