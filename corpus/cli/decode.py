"""corpus decode: a file's decoded text, or how it was decoded."""

from __future__ import annotations

import click

from corpus.cli.output import format_option, note, read_input, write, write_json

EPILOG = """
\b
Examples:
  corpus decode old.txt > new.txt
  corpus decode old.txt --format json
"""


@click.command(epilog=EPILOG)
@click.argument("file")
@click.option("--encoding", help="The stated encoding of the file; evidence can overrule it.")
@format_option("text", "json")
def command(file: str, encoding: str | None, form: str) -> None:
    """Decode FILE (- for stdin): the text as UTF-8, or encoding, confidence, segments and flags as JSON."""
    from corpus.cleaning.decoding import decode
    from corpus.cleaning.decoding.declared import checked

    text = decode(read_input(file), declared=checked(encoding, "--encoding") if encoding else None)
    if form == "text":
        write(text.text)
        if text.flags:
            note(f"{text.encoding} ({text.confidence:.2f}); flags: {', '.join(text.flags)}")
        return
    write_json(
        {
            "encoding": text.encoding,
            "confidence": round(text.confidence, 4),
            "runner_up": text.runner_up,
            "why": text.why,
            "flags": text.flags,
            "chars": len(text.chars),
            "segments": [segment.facts for segment in text.segments],
            "findings": [finding._asdict() for finding in text.findings],
            "edits": [{**e._asdict(), "removed": text.chars[e.start : e.end]} for e in text.edits],
        }
    )
