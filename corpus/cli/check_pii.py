"""corpus check-pii: personal data in a release, masked."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict

import click

from corpus.cli.output import counted, format_option, note, place_options, quantity, write_json, write_lines

EPILOG = """
\b
Examples:
  corpus check-pii dist/releases/my-set/0.1.0
  corpus check-pii dist/releases/my-set --format json
"""


@click.command(epilog=EPILOG)
@click.argument("release")
@place_options
@format_option("text", "json")
def command(release: str, version: str | None, form: str) -> int:
    """Look for personal data in RELEASE: resident IDs, telephones, cards, e-mail, addresses, keys and the like.

    Values are shown masked. Exit code 1 if there is any without a reason in the register ([[source]] personal_data);
    corpus publish refuses it.
    """
    from corpus.building.personal_data_check import personal_data_in
    from corpus.loading.open import open_release

    opened = open_release(release, version)
    found = list(personal_data_in(opened))
    open_ones = [item for item in found if item.reason is None]
    if form == "json":
        write_json({"name": opened.name, "version": opened.version, "findings": [asdict(item) for item in found]})
        return 1 if open_ones else 0
    for item in found:
        where = item.paragraph_id or f"{item.doc_id}, in no paragraph"
        reason = f"  (stands: {item.reason})" if item.reason else ""
        write_lines([f"{where}  {item.type}  {item.value or '(not in a standoff release)'}{reason}"])
    types = counted(Counter(item.type for item in found))
    write_lines(
        [f"{quantity(len(found), 'finding')}, {len(open_ones)} without a reason" + (f": {types}" if types else "")]
    )
    if open_ones:
        note('corpus withdraw takes a paragraph out; [[source]] personal_data = "why it may stand" keeps it')
    return 1 if open_ones else 0
