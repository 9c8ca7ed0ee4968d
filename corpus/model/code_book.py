"""Every code that corpus says: what it means, and where it is said."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

FINDING = "finding and flag"
FLAG = "flag of a document"
QUARANTINE = "quarantine"
SKIPPED = "skipped source"
PROBLEM = "problem of a register"
REVIEW = "problem of a review"
ERROR = "error"
ANY_SOURCE = "quarantine or error"

_CODES: dict[str, tuple[str, str]] = {
    # What is odd about characters.
    "BIDI": (FINDING, "Controls of writing direction, which can hide or reorder text."),
    "COMBINING": (FINDING, "Five or more combining marks on one character."),
    "COMPAT": (
        FINDING,
        "Radicals, squared signs, ligatures and compatibility ideographs: a search for the plain form misses them.",
    ),
    "CONTROL_CHARS": (FINDING, "Control characters, which a reader never sees."),
    "HUGE_LINE": (FINDING, "A line of more than 100,000 characters: no document has such a paragraph."),
    "INVISIBLE": (FINDING, "Characters of no width, which split words for a program."),
    "ONE_CHAR_LINES": (FINDING, "A thousand lines of one character: vertical text that was read across."),
    "PUA": (FINDING, "Private-use characters: only the font that was used knows what they show."),
    "UNASSIGNED": (FINDING, "Code points that Unicode has not assigned."),
    # What is doubtful about a decoding.
    "DECLARED_OVERRULED": (FLAG, "The encoding that was declared is not the one that the bytes have."),
    "DECODE_ERRORS": (
        FINDING,
        "Bytes that are no character of the encoding; U+FFFD stands for them, the segment keeps them.",
    ),
    "LOW_CONFIDENCE": (FLAG, "Another encoding is nearly as probable: declare the right one."),
    "MIXED_ENCODING": (FLAG, "Parts of the file are in different encodings."),
    "MOJIBAKE": (
        FINDING,
        "Text that was decoded wrongly before it was saved; `repaired` where it maps back exactly, else `lost`.",
    ),
    # What a careful reader would mark.
    "DOUBLED": (
        FINDING,
        "A character that follows itself and is no word with it: 挖挖 in 开挖挖。 Print and OCR double characters.",
    ),
    "ESCAPED": (
        FINDING,
        "Characters written as escapes (HTML, percent, \\u, \\x, quoted-printable, UTF-7) in running text; "
        "optional rules read them.",
    ),
    "GLYPHS_MISSING": (
        FINDING,
        "(cid:77) and the like: a PDF's font names glyphs by number, and the characters are lost.",
    ),
    "LATIN_IN_HAN": (FINDING, "An English function word between Han, as OCR writes for 和."),
    "MIXED_WIDTH": (
        FINDING,
        "A half-width comma between Han where the document's are full-width; the first of its block.",
    ),
    "NUMBERING": (
        FINDING,
        "A number of a series that repeats the one before, or leaves one out that stands nowhere near.",
    ),
    "SEAM": (FINDING, "A character on both sides of what cuts a paragraph: one of the two is too many."),
    "SPACED": (FINDING, "A line with blanks between its Han; `removed` where rule han_spaces took them out."),
    "UNCERTAIN_FURNITURE": (FINDING, "A line that was removed as a page's furniture, and may be text."),
    # Personal data.
    "ADDRESS": (FINDING, "Personal data: a postal address with a number."),
    "BANK_CARD": (FINDING, "Personal data: a card number whose check digit is right."),
    "EMAIL": (FINDING, "Personal data: an address of electronic mail."),
    "LICENCE_PLATE": (FINDING, "Personal data: a vehicle's number plate."),
    "PASSPORT": (FINDING, "Personal data: a passport's number, marked as one."),
    "PHONE": (FINDING, "Personal data: a telephone number."),
    "QQ": (FINDING, "Personal data: a QQ number, marked as one."),
    "RESIDENT_ID": (FINDING, "Personal data: a resident identity number whose check digit is right."),
    "SECRET": (FINDING, "A key or token of a program."),
    "WECHAT": (FINDING, "Personal data: a WeChat name, marked as one."),
    # Flags of a document that its text does not raise.
    "DUPLICATE": (FLAG, "Another document has the same text, or nearly."),
    "NAME_COLLISION": (FLAG, "Another file has a name that differs only in case or in its Unicode form."),
    # Why a source is not in the release.
    "BINARY": (QUARANTINE, "The bytes are not those of a text."),
    "CHANGED_DURING_READ": (QUARANTINE, "The file changed while it was read."),
    "CRASHED": (QUARANTINE, "Two processes died while they cleaned it: a defect of corpus, or too little memory."),
    "EMPTY": (QUARANTINE, "Nothing is left without white space."),
    "INTERNAL_ERROR": (ANY_SOURCE, "A defect of corpus: please report it."),
    "NOT_PROVED": (QUARANTINE, "The edits do not give the source back: a defect of corpus; please report it."),
    "NOT_REGULAR": (QUARANTINE, "A device, a pipe or a socket."),
    "OUTSIDE_ROOT": (QUARANTINE, "A symbolic link that leads out of the source folder."),
    "SYMLINK": (ANY_SOURCE, "A symbolic link, which is not followed."),
    "TOO_LARGE": (ANY_SOURCE, "More bytes than are read."),
    "UNDECODABLE": (QUARANTINE, "No encoding gives text: declare one."),
    "UNREADABLE": (QUARANTINE, "The system does not let the file be read."),
    "UNREADABLE_DIR": (QUARANTINE, "The system does not let the folder be listed."),
    "VANISHED": (QUARANTINE, "The file was deleted after the folder was listed."),
    "WRONG_TYPE": (QUARANTINE, "A PDF file: extract its text first."),
    "HIDDEN": (SKIPPED, "A name that begins with a dot."),
    "WITHDRAWN": (SKIPPED, "The document was withdrawn in an earlier release."),
    # What is wrong with a register.
    "BAD_PATH": (PROBLEM, "A path that no system has."),
    "BAD_TYPE": (PROBLEM, "A value of another type or form than its key has."),
    "BAD_UNICODE": (PROBLEM, "Bytes that are not UTF-8."),
    "BAD_VALUE": (PROBLEM, "A value that is none of the known ones: an encoding, rights."),
    "DUPLICATE_KEY": (PROBLEM, "A key that is given twice."),
    "DUPLICATE_PATH": (PROBLEM, "A file that is registered twice."),
    "FIELD_TOO_LONG": (PROBLEM, "A value longer than its column may be."),
    "MISSING_FILE": (PROBLEM, "A file that is not there."),
    "MISSING_KEY": (PROBLEM, "A key that is needed."),
    "PATH_ESCAPE": (PROBLEM, "A path that leads out of its folder."),
    "SYNTAX": (PROBLEM, "The file is not valid TOML, CSV or JSON."),
    "TOO_DEEP": (PROBLEM, "Values within values, beyond what is read."),
    "UNKNOWN_KEY": (PROBLEM, "A key that corpus does not know."),
    "UNSUPPORTED_TYPE": (PROBLEM, "A file whose name ends as none that corpus reads."),
    "WRONG_HASH": (PROBLEM, "The file is not the one that was registered."),
    # What is wrong with a review.
    "CONFLICT": (REVIEW, "Two decisions about one place that differ."),
    "OTHER_DATASET": (REVIEW, "The review is of another data set."),
    # Errors.
    "BAD_DATE": (ERROR, "Not a valid date; as a flag: the register's date was not taken."),
    "BAD_LINE": (ERROR, "A line of a file that others wrote which cannot be read."),
    "BAD_NAME": (ERROR, "Not a valid name; as a flag: a file's name has characters that other systems refuse."),
    "BAD_RIGHTS": (ERROR, "Rights that corpus does not know."),
    "DROPPED_KEY": (ERROR, "A document of the release before has no source under its key."),
    "EDITED_THERE": (ERROR, "Somebody edited what is published; it is not overwritten."),
    "EXHAUSTED": (ERROR, "A disk is full, or memory or open files are used up."),
    "GONE_VERSION": (ERROR, "A version that was there and is no more."),
    "LINK": (ERROR, "A symbolic link where a name that others gave leads: it is not followed."),
    "NOT_CONSERVED": (ERROR, "A build lost or doubled sources or rows: a defect of corpus; nothing was put in place."),
    "NOT_THE_NEXT": (ERROR, "The version that is published is not the one before this."),
    "NOT_WRITABLE": (ERROR, "A place that cannot be written."),
    "NO_PREVIOUS": (ERROR, "The shelf has versions, and the build follows none of them."),
    "NO_SUCH_VERSION": (ERROR, "A version that is not there."),
    "PERSONAL_DATA": (ERROR, "A publication with personal data for which no reason is stated."),
    "UNKNOWN_SCHEMA": (ERROR, "A release of a schema that this version of corpus does not read."),
    "WORKERS_DIED": (ERROR, "Worker processes keep dying."),
    "YANKED": (ERROR, "A version that its maintainers took back."),
}

CODES: Mapping[str, tuple[str, str]] = MappingProxyType(dict(sorted(_CODES.items())))
"""Each code with where it is said, and what it means."""
