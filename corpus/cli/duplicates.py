"""corpus duplicates: documents and paragraphs of a release that are equal, or nearly."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import click

from corpus.cli.output import Line, bold, counted, format_option, note, place_options, write_json, write_lines

if TYPE_CHECKING:
    from corpus.release.similar_texts import SimilarPair

EPILOG = """
\b
Examples:
  corpus duplicates sample
  corpus duplicates sample --only paragraphs --similarity 0.6 --format json
  corpus duplicates sample --similarity 1          equal texts only: needs no extra
"""


@click.command(epilog=EPILOG)
@click.argument("release")
@click.option("--only", type=click.Choice(["documents", "paragraphs"]), help="Compare only these; else both.")
@click.option(
    "--similarity",
    type=click.FloatRange(min=0, max=1, min_open=True),
    default=0.8,
    show_default=True,
    help="The least share of common runs of five characters.",
)
@click.option(
    "--least",
    type=click.IntRange(min=1),
    default=40,
    show_default=True,
    help="Leave out paragraphs with fewer characters.",
)
@place_options
@format_option("text", "json")
def command(release: str, only: str | None, similarity: float, least: int, version: str | None, form: str) -> None:
    """List pairs of texts of RELEASE that are alike: similarity, how, both IDs, and how the second begins.

    bytes: the files were equal; text: the texts are, white space aside; near: candidates come from MinHash and are
    compared themselves (extra duplicates). Of several equal texts each later one is paired with the first.
    """
    from corpus.loading.open import open_release
    from corpus.release.similar_texts import WHAT, similar_texts

    opened = open_release(release, version)
    pairs = list(similar_texts(opened, (only,) if only else WHAT, threshold=similarity, least=least))
    if form == "json":
        write_json([pair.as_json() for pair in pairs])
        return
    write_lines(map(_line, pairs))
    note(counted(Counter(f"{pair.what} {pair.relation}" for pair in pairs)) or "nothing alike")


def _line(pair: SimilarPair) -> Line:
    ids = f"{pair.first.id}\t{pair.second.id}"
    return [f"{pair.similarity:.2f}\t{pair.relation}\t", bold(ids), f"\t{pair.second.begins}"]
