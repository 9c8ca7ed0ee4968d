"""The codes that a release gives as reasons: why a file has no document, what a document or a row is flagged for."""

from __future__ import annotations

from typing import Any, NamedTuple

from corpus.model.finding_types import TYPES


class Reason(NamedTuple):
    """What a code is given for, what it means, and a case of it."""

    kind: str
    meaning: str
    example: str


FILE, DOCUMENT, ROW = "of a file that has no document", "flag of a document", "flag of a row"
REASONS = {
    "EMPTY": Reason(FILE, "Nothing is left without white space.", "a file of two line feeds"),
    "BINARY": Reason(FILE, "It is not text.", "an image, an archive, NULs only"),
    "WRONG_TYPE": Reason(FILE, "It is a PDF file: extract its text first.", "report.txt that begins with %PDF-"),
    "UNDECODABLE": Reason(FILE, "No encoding fits; the register may declare one.", "random bytes with line feeds"),
    "UNSUPPORTED_TYPE": Reason(FILE, "Its name ends in another way than those of texts.", "photo.jpg"),
    "TOO_LARGE": Reason(FILE, "It has more than 512 MiB.", "a dump of a whole site in one file"),
    "SYMLINK": Reason(FILE, "It is a symbolic link; links are never followed.", "page.txt -> ../page.txt"),
    "OUTSIDE_ROOT": Reason(FILE, "It is not below the folder of the sources.", "a folder that became a link meanwhile"),
    "NOT_REGULAR": Reason(FILE, "It is a pipe, a socket or a device.", "a pipe made by mkfifo"),
    "UNREADABLE": Reason(FILE, "It could not be read.", "a file of mode 0000"),
    "UNREADABLE_DIR": Reason(FILE, "The folder could not be read.", "a folder of mode 0000"),
    "VANISHED": Reason(FILE, "It was listed, and gone when it was to be read.", "a file that another program moved"),
    "CHANGED_DURING_READ": Reason(FILE, "It changed while it was read.", "a file that is being downloaded"),
    "HIDDEN": Reason(FILE, "Its name begins with a dot: it is skipped.", ".notes.txt"),
    "DUPLICATE": Reason(
        "flag of a document, and of a file that has none",
        'Another source has the same bytes; with duplicates = "drop" in the register the file has no document.',
        "one notice under two names",
    ),
    "WITHDRAWN": Reason(FILE, "It was withdrawn from an earlier release.", "corpus withdraw RELEASE DOC_ID"),
    "PATH_ESCAPE": Reason(FILE, "The name in the register leads out of the folder.", "../page.txt"),
    "WORKERS_DIED": Reason(FILE, "The process that cleaned it ended each time.", "memory that ran out"),
    "NOT_PROVED": Reason(FILE, "Undoing its edits did not give the source: a defect of corpus.", "please report it"),
    "INTERNAL_ERROR": Reason(FILE, "A defect of corpus.", "please report it"),
    "BAD_NAME": Reason(DOCUMENT, "Its file has a name that other systems cannot have.", "a:b.txt"),
    "NAME_COLLISION": Reason(DOCUMENT, "Its file's name differs from another in case or form only.", "A.txt, a.txt"),
    "BAD_DATE": Reason(DOCUMENT, "A date is written in it, or in the register, that is not one.", "2024-02-31"),
    "DECODE_ERRORS": Reason(DOCUMENT, "Bytes that no character claims became one U+FFFD each run.", "A3 FF in GBK"),
    "MIXED_ENCODING": Reason(DOCUMENT, "Its parts have different encodings.", "a line of Big5 in UTF-8"),
    "DECLARED_OVERRULED": Reason(DOCUMENT, "It is not in the encoding that it declares.", "charset=utf-8 over GBK"),
    "LOW_CONFIDENCE": Reason(DOCUMENT, "Its encoding is not sure.", "ten bytes that two encodings read well"),
    "MOJIBAKE": Reason(DOCUMENT, "Text that was decoded wrongly before: repaired, or lost for good.", "锟斤拷"),
    "CONTROL_CHARS": Reason(DOCUMENT, "The source has control characters.", "U+0007"),
    "INVISIBLE": Reason(DOCUMENT, "The source has characters that nobody sees.", "U+200B, a zero-width space"),
    "BIDI": Reason(DOCUMENT, "The source has marks that turn the direction of text.", "U+202E"),
    "PUA": Reason(DOCUMENT, "The source has characters of private use.", "U+E000"),
    "COMPAT": Reason(DOCUMENT, "The source has characters that another one is meant by.", "U+2F00, a Kangxi radical"),
    "COMBINING": Reason(DOCUMENT, "Five combining marks or more are on one character.", "letters heaped with accents"),
    "UNASSIGNED": Reason(DOCUMENT, "The source has code points that Unicode gives no character.", "U+0378"),
    "HUGE_LINE": Reason(DOCUMENT, "A line has 100,000 characters or more.", "a page of HTML on one line"),
    "ONE_CHAR_LINES": Reason(DOCUMENT, "A thousand lines in a row have one character each.", "an OCR of vertical text"),
    "UNCERTAIN_FURNITURE": Reason(DOCUMENT, "What was removed as a page number or a head may be text.", "a lone 12"),
    "uncertain_break": Reason(
        ROW, "confidence is below .8: it may be cut or joined wrongly.", "a full line that ends in 。"
    ),
    "uncertain_kind": Reason(ROW, "kind_confidence is below .8.", "a short line that may be a heading or a label"),
    "joined_by_structure": Reason(
        ROW, "Parts that lie apart were put together by their wording.", "a title of two lines"
    ),
    "parted_by_structure": Reason(ROW, "What the line breaks had joined was parted.", "two references"),
    "own_line": Reason(ROW, "It is one of several lines that nobody wrapped.", "a list of names"),
    "insertion": Reason(ROW, "A short line between the halves of a paragraph, read as a caption.", "图一　渡口"),
    "one_character_lines": Reason(ROW, "Its lines have one character each.", "a title set upright"),
    "running_head": Reason(ROW, "The copy of a running head that was kept.", "the name of a paper on its first page"),
    "withheld": Reason(ROW, "Characters of it were withdrawn.", "corpus withdraw RELEASE ID"),
    **{
        name: Reason(DOCUMENT, "Personal data of this type was found in it.", "docs/personal-data.md") for name in TYPES
    },
}


def listed_reason(name: str) -> dict[str, Any] | None:
    """Find a reason by its code, as `corpus rules` shows it; None where there is none of this name."""
    found = REASONS.get(name)
    return found and {"name": name, **found._asdict()}
