"""corpus rules: the rules by name, and one of them, or a code of a release, with its examples."""

from __future__ import annotations

from typing import Any

import click

from corpus.cli.output import format_option, write_json, write_lines

EPILOG = """
\b
Examples:
  corpus rules
  corpus rules invisible_chars
  corpus rules UNDECODABLE             a reason in quarantine.jsonl, a flag of a document or a row
"""


@click.command(epilog=EPILOG)
@click.argument("name", required=False)
@format_option("text", "json")
def command(name: str | None, form: str) -> None:
    """List the rules in the order in which they run, or explain NAME with examples of what it does and leaves alone.

    NAME is a rule, or a code of a release: why a file was quarantined, or a flag of a document or a row.
    """
    from corpus.cleaning.rules import find_rule, listed
    from corpus.model.reasons import listed_reason

    if name and (reason := listed_reason(name)):
        if form == "json":
            write_json(reason)
        else:
            write_lines([f"{name} ({reason['kind']})", f"  {reason['meaning']}", f"  such as  {reason['example']}"])
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
