"""Whether a card's front matter is what the Hub takes, found out without the network.

The front matter is read by rules narrower than YAML's: what means one thing to a person and another to YAML (``no``,
``1.10``, ``2020-01-01``) is a problem that asks for quotes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from corpus.errors import UsageError
from corpus.model.near_miss import near_miss


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


KEYS = _names(
    "annotations_creators arxiv config_names configs dataset_info extra_gated_button_content extra_gated_description "
    "extra_gated_fields extra_gated_heading extra_gated_prompt gated language language_bcp47 language_creators "
    "library_name license license_details license_link license_name multilinguality paperswithcode_id pretty_name "
    "size_categories source_datasets tags task_categories task_ids thumbnail train-eval-index viewer"
)
LICENCES = _names(
    "afl-3.0 agpl-3.0 apache-2.0 artistic-2.0 bsd bsd-2-clause bsd-3-clause bsd-3-clause-clear bsl-1.0 c-uda cc "
    "cc-by-2.0 cc-by-2.5 cc-by-3.0 cc-by-4.0 cc-by-nc-2.0 cc-by-nc-3.0 cc-by-nc-4.0 cc-by-nc-nd-3.0 cc-by-nc-nd-4.0 "
    "cc-by-nc-sa-2.0 cc-by-nc-sa-3.0 cc-by-nc-sa-4.0 cc-by-nd-4.0 cc-by-sa-3.0 cc-by-sa-4.0 cc0-1.0 "
    "cdla-permissive-1.0 cdla-permissive-2.0 cdla-sharing-1.0 ecl-2.0 epl-1.0 epl-2.0 etalab-2.0 eupl-1.1 eupl-1.2 "
    "gfdl gpl gpl-2.0 gpl-3.0 isc lgpl lgpl-2.1 lgpl-3.0 lppl-1.3c mit mpl-2.0 ms-pl ncsa odbl odc-by ofl-1.1 "
    "osl-3.0 other pddl postgresql unknown unlicense wtfpl zlib"
)
TASKS = _names(
    "any-to-any audio-classification audio-to-audio audio-text-to-text automatic-speech-recognition "
    "depth-estimation document-question-answering feature-extraction fill-mask graph-ml image-classification "
    "image-feature-extraction image-segmentation image-text-to-text image-to-3d image-to-image image-to-text "
    "image-to-video keypoint-detection mask-generation multiple-choice object-detection other question-answering "
    "reinforcement-learning robotics sentence-similarity summarization table-question-answering table-to-text "
    "tabular-classification tabular-regression tabular-to-text text-classification text-generation text-ranking "
    "text-retrieval text-to-3d text-to-audio text-to-image text-to-speech text-to-video time-series-forecasting "
    "token-classification translation unconditional-image-generation video-classification video-text-to-text "
    "visual-document-retrieval visual-question-answering voice-activity-detection zero-shot-classification "
    "zero-shot-image-classification zero-shot-object-detection"
)
SIZES = (
    "n<1K",
    "1K<n<10K",
    "10K<n<100K",
    "100K<n<1M",
    "1M<n<10M",
    "10M<n<100M",
    "100M<n<1B",
    "1B<n<10B",
    "10B<n<100B",
    "100B<n<1T",
    "n>1T",
)
LISTED = {"license": LICENCES, "task_categories": TASKS, "size_categories": frozenset(SIZES)}
CONFIG_KEYS = _names("config_name data_files data_dir default description drop_labels features version")
NUMBERS = _names("num_bytes num_examples download_size dataset_size")
# What YAML 1.1, which the Hub's client reads, makes of a bare word: a bool, a null, a number, a time, a date.
_DECEIVES = re.compile(
    r"(?i)y|n|yes|no|on|off|true|false|null|~|[-+]?(\d[\d_]*|0x[\da-f_]+|0b[01_]+)(\.[\d_]*)?(e[-+]?\d+)?|[-+]?\.\d+"
    r"|[-+]?\d[\d_]*(:[0-5]?\d)+(\.\d*)?|\d{4}-\d\d?-\d\d?([Tt ].*)?|[-+]?\.(inf|nan)"
)
_LINE = re.compile(r"(?P<indent> *)(?P<dash>- )?(?:(?P<key>[A-Za-z_][\w-]*):(?= |$))? *(?P<value>.*?) *")


def checked_card(card: str, name: str) -> str:
    """Return the card, if the Hub takes its front matter.

    Raises
    ------
    UsageError
        With every problem.
    """
    problems = list(problems_of(card))
    if problems:
        raise UsageError("\n".join(f"{name}: {problem}" for problem in problems[:10]))
    return card


def problems_of(card: str) -> Iterator[str]:
    """Yield what is wrong with a card's front matter, each problem with its key or line.

    >>> list(problems_of("---\\nlanguage: [no]\\n---\\n"))
    ['line 2: YAML would not read `no` as a string; quote it']
    >>> list(problems_of("---\\nlicence: mit\\n---\\n"))
    ["'licence' is not a valid key; did you mean 'license'?"]
    """
    try:
        facts = read_front_matter(card)
    except ValueError as error:
        yield str(error)
        return
    for key in facts:
        if key not in KEYS:
            yield f"{key!r} is not a valid key{_near(key, KEYS)}"
    for key, known in LISTED.items():
        for value in _several(facts.get(key)):
            if value not in known:
                yield f"{key}: {value!r} is not a value that the Hub knows{_near(str(value), known)}"
    for value in _several(facts.get("language")):
        if not re.fullmatch(r"[a-z]{2,3}|code|multilingual", str(value)):
            yield f"language: {value!r} is not an ISO 639 code"
    if facts.get("license") == "other" and not (facts.get("license_name") and facts.get("license_link")):
        yield "license: other needs license_name and license_link"
    yield from _config_problems(facts.get("configs"))


def _config_problems(configs: Any) -> Iterator[str]:
    if configs is None:
        return
    if not isinstance(configs, list) or not all(isinstance(config, dict) for config in configs):
        yield "configs: a list of configs is expected"
        return
    names = [config.get("config_name") for config in configs]
    if None in names or len(set(names)) < len(names):
        yield "configs: each needs a config_name of its own"
    if sum(config.get("default") == "true" for config in configs) > 1:
        yield "configs: only one is the default"
    for config in configs:
        for key in sorted(set(config) - CONFIG_KEYS):
            yield f"configs: {key!r} is not a valid key{_near(key, CONFIG_KEYS)}"
        if not (config.get("data_files") or config.get("data_dir")):
            yield f"configs: {config.get('config_name')}: data_files is missing"


def _several(value: Any) -> list[Any]:
    return [] if value is None else value if isinstance(value, list) else [value]


def _near(value: str, known: Iterable[str]) -> str:
    near = near_miss(value, sorted(known), cutoff=0.6)
    return f"; {near}" if near else ""


def read_front_matter(card: str) -> dict[str, Any]:
    """Return the front matter: keys with a word, a quoted text, or a list of words or of further keys.

    Raises
    ------
    ValueError
        There is none, or a line is not of this kind; the message names it.
    """
    lines = card.split("\n")
    if lines[0] != "---" or "---" not in lines[1:]:
        raise ValueError("the card has no front matter between two lines ---")
    end = lines.index("---", 1)
    numbered = [(number, line) for number, line in enumerate(lines[1:end], 2) if line.strip()]
    kept = [(number, line) for number, line in numbered if not line.lstrip().startswith("#")]
    value, rest = _block(kept, 0)
    if rest:
        raise ValueError(f"line {rest[0][0]}: its indentation matches no line before it")
    if not isinstance(value, dict):
        raise ValueError("the front matter is a list of keys")
    return value


Lines = list[tuple[int, str]]


def _block(lines: Lines, indent: int) -> tuple[Any, Lines]:
    """Return the mapping or list that begins here, and the lines after it."""
    if lines and lines[0][1][indent:].startswith("- "):
        return _list(lines, indent)
    found: dict[str, Any] = {}
    while lines and (match := _matched(lines[0], indent)) and not match["dash"]:
        number, key = lines[0][0], match["key"]
        if key is None:
            raise ValueError(f"line {number}: write it as key: value")
        if key in found:
            raise ValueError(f"line {number}: {key} is given twice")
        if key in NUMBERS and match["value"].isdecimal():
            found[key], lines = int(match["value"]), lines[1:]
        else:
            found[key], lines = _value(lines, match["value"], indent)
    return found, lines


def _value(lines: Lines, written: str, indent: int) -> tuple[Any, Lines]:
    number, rest = lines[0][0], lines[1:]
    if written:
        return _scalar(number, written), rest
    if not rest:
        return None, rest
    inner = len(rest[0][1]) - len(rest[0][1].lstrip(" "))
    deeper = inner > indent or (inner == indent and rest[0][1][inner:].startswith("- "))
    return _block(rest, inner) if deeper else (None, rest)


def _list(lines: Lines, indent: int) -> tuple[list[Any], Lines]:
    found = []
    while lines and (match := _matched(lines[0], indent)) and match["dash"]:
        number, line = lines[0]
        if match["key"]:  # "- key: value" begins a mapping two columns to the right
            item, lines = _block([(number, line[:indent] + "  " + line[indent + 2 :]), *lines[1:]], indent + 2)
        else:
            item, lines = _scalar(number, match["value"]), lines[1:]
        found.append(item)
    return found, lines


def _matched(line: tuple[int, str], indent: int) -> re.Match[str] | None:
    match = _LINE.fullmatch(line[1])
    return match if match and len(match["indent"]) == indent else None


def _scalar(number: int, written: str) -> Any:
    if written.startswith("[") and written.endswith("]"):
        inside = written[1:-1].strip()
        return [_scalar(number, part.strip()) for part in inside.split(",")] if inside else []
    if written[0] in "\"'":
        return _quoted(number, written)
    if written[0] in "&*!|>%@`{[?" or ": " in written or " #" in written:
        raise ValueError(f"line {number}: write the value as a word, or as a text in quotes")
    if _DECEIVES.fullmatch(written) and not _meant(written):
        raise ValueError(f"line {number}: YAML would not read `{written}` as a string; quote it")
    return written


def _meant(written: str) -> bool:
    """Return whether a value is ``true`` or ``false``, which nobody takes for words."""
    return written in ("true", "false")


def _quoted(number: int, written: str) -> str:
    try:
        if written[0] == "'" and written.endswith("'") and len(written) > 1:
            return written[1:-1].replace("''", "'")
        value = json.loads(written)
        if isinstance(value, str):
            return value
    except ValueError:
        pass
    raise ValueError(f"line {number}: the quotes do not close")
