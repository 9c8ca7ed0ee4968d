"""Whether a card's front matter is what the Hub takes, found out without the network.

PyYAML reads it, as the Hub's own client does. What cannot be right is a problem. What only our lists of the Hub's words
do not have is a warning that names their date, for the Hub adds to its lists without asking us.
"""

from __future__ import annotations

import re
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from corpus.errors import MissingExtraError, UsageError
from corpus.model.near_miss import near_miss


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


LISTED_ON = "2026-12-01"  # when these lists were last compared with the Hub's documentation
KEYS = _names(
    "annotations_creators arxiv config_names configs dataset_info extra_gated_button_content extra_gated_description "
    "extra_gated_eu_disallowed extra_gated_fields extra_gated_heading extra_gated_prompt gated language language_bcp47 "
    "language_creators language_details library_name license license_details license_link license_name "
    "multilinguality paperswithcode_id pretty_name size_categories source_datasets tags task_categories task_ids "
    "thumbnail train-eval-index viewer"
)
LICENCES = _names(
    "afl-3.0 agpl-3.0 apache-2.0 apple-amlr apple-ascl artistic-2.0 bigcode-openrail-m bigscience-bloom-rail-1.0 "
    "bigscience-openrail-m bsd bsd-2-clause bsd-3-clause bsd-3-clause-clear bsl-1.0 c-uda cc "
    "cc-by-2.0 cc-by-2.5 cc-by-3.0 cc-by-4.0 cc-by-nc-2.0 cc-by-nc-3.0 cc-by-nc-4.0 cc-by-nc-nd-3.0 cc-by-nc-nd-4.0 "
    "cc-by-nc-sa-2.0 cc-by-nc-sa-3.0 cc-by-nc-sa-4.0 cc-by-nd-4.0 cc-by-sa-3.0 cc-by-sa-4.0 cc0-1.0 "
    "cdla-permissive-1.0 cdla-permissive-2.0 cdla-sharing-1.0 creativeml-openrail-m deepfloyd-if-license ecl-2.0 "
    "epl-1.0 epl-2.0 etalab-2.0 eupl-1.1 eupl-1.2 fair-noncommercial-research-license gemma gfdl gpl gpl-2.0 gpl-3.0 "
    "h-research intel-research isc lgpl lgpl-2.1 lgpl-3.0 lgpl-lr llama2 llama3 llama3.1 llama3.2 llama3.3 llama4 "
    "lppl-1.3c mit mpl-2.0 ms-pl ncsa odbl odc-by ofl-1.1 open-mdw openrail openrail++ osl-3.0 other pddl postgresql "
    "unknown unlicense wtfpl zlib"
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
# Where the Hub wants words: a bare `no` or `1.10` there is no word to YAML.
TEXTS = _names(
    "annotations_creators extra_gated_button_content extra_gated_description extra_gated_heading extra_gated_prompt "
    "language language_bcp47 language_creators language_details license license_details license_link license_name "
    "multilinguality paperswithcode_id pretty_name size_categories source_datasets tags task_categories task_ids "
    "thumbnail"
)
FENCED = re.compile(r"---[ \t]*\r?\n(.*?)^---[ \t]*\r?$", re.S | re.M)
TEXT = "tag:yaml.org,2002:str"
NULL = "tag:yaml.org,2002:null"


def checked_card(card: str, name: str, *, warn: bool = False) -> str:
    """Return the card, if the Hub takes its front matter; with ``warn`` what our lists do not have is a warning.

    Raises
    ------
    UsageError
        With every problem.
    """
    problems = list(problems_of(card))
    if problems:
        raise UsageError("\n".join(f"{name}: {problem}" for problem in problems[:10]), problems=tuple(problems))
    if warn:
        warn_of_strange(read_front_matter(card), name)
    return card


def warn_of_strange(facts: Mapping[str, Any], name: str) -> None:
    """Warn of the words in some front matter that our lists do not have."""
    for strange in strange_words(facts):
        warnings.warn(f"{name}: {strange}", stacklevel=3)


def problems_of(card: str) -> Iterator[str]:
    """Yield what cannot be right in a card's front matter, each problem with its key or line.

    >>> list(problems_of("---\\nlanguage: [no]\\n---\\n"))
    ['line 2: YAML would not read `no` as a string; quote it']
    """
    try:
        root, facts = _composed(card), read_front_matter(card)
    except ValueError as error:
        yield str(error)
        return
    for key, value in root.value if root else ():
        if key.value in TEXTS:
            yield from _not_texts(key.value, value)
    yield from _config_problems(facts.get("configs"))
    if not _are_mappings(facts.get("dataset_info")):
        yield "dataset_info: keys with values are expected, or a list of such"


def strange_words(facts: Mapping[str, Any]) -> Iterator[str]:
    """Yield what the Hub may not know: keys, licences, tasks and sizes that our lists do not have.

    >>> list(strange_words({"licence": "mit"}))
    ["'licence' is not a key of the Hub's that we know (list of 2026-12-01); did you mean 'license'?"]
    """
    listed = f"(list of {LISTED_ON})"
    for key in facts:
        if key not in KEYS:
            yield f"{key!r} is not a key of the Hub's that we know {listed}{_near(str(key), KEYS)}"
    for key, known in LISTED.items():
        for value in _several(facts.get(key)):
            if value not in known:
                yield f"{key}: {value!r} is not a value of the Hub's that we know {listed}{_near(str(value), known)}"
    for value in _several(facts.get("language")):
        if not re.fullmatch(r"[a-z]{2,3}|code|multilingual", str(value)):
            yield f"language: {value!r} is not an ISO 639 code"
    if facts.get("license") == "other" and not (facts.get("license_name") and facts.get("license_link")):
        yield "license: other needs license_name and license_link"
    yield from _misspelt_config_keys(facts.get("configs"))


def _misspelt_config_keys(configs: Any) -> Iterator[str]:
    for config in _several(configs):
        for key in sorted(set(map(str, config)) - CONFIG_KEYS):
            if near := _near(key, CONFIG_KEYS):  # else a parameter of the builder, which may be any
                yield f"configs: {key!r} is not a key that we know (list of {LISTED_ON}){near}"


def _not_texts(key: str, node: Any) -> Iterator[str]:
    """Yield what is not a text, or a list of such."""
    for item in node.value if node.id == "sequence" else [node]:
        if item.id != "scalar":
            yield f"line {_line(item)}: {key}: a text is expected"
        elif item.tag != TEXT and not (item.tag == NULL and item is node):
            yield f"line {_line(item)}: YAML would not read `{item.value}` as a string; quote it"


def _config_problems(configs: Any) -> Iterator[str]:
    if configs is None:
        return
    if not isinstance(configs, list) or not _are_mappings(configs):
        yield "configs: a list of configs is expected"
        return
    names = [config.get("config_name") for config in configs]
    if not all(isinstance(name, str) for name in names) or len(set(names)) < len(names):
        yield "configs: each needs a config_name of its own"
    if sum(config.get("default") is True for config in configs) > 1:
        yield "configs: only one is the default"
    for config in configs:
        if not isinstance(config.get("data_files", []), str | list):
            yield f"configs: {config.get('config_name')}: data_files is a path, or a list of paths or of splits"


def _are_mappings(value: Any) -> bool:
    return all(isinstance(item, dict) for item in _several(value))


def _several(value: Any) -> list[Any]:
    return [] if value is None else value if isinstance(value, list) else [value]


def _near(value: str, known: Iterable[str]) -> str:
    near = near_miss(value, sorted(known), cutoff=0.6)
    return f"; {near}" if near else ""


def read_front_matter(card: str) -> dict[str, Any]:
    """Return a card's front matter.

    Raises
    ------
    ValueError
        There is none, or it is not valid YAML with keys that are given once; the message names the line.
    """
    if _composed(card) is None:
        return {}
    yaml = _yaml()
    try:
        facts = yaml.safe_load(_fenced(card))
    except (yaml.YAMLError, ValueError, TypeError) as error:  # such as a date that is none, or a list as a key
        raise ValueError(_said(error)) from None
    return dict(facts)


def _composed(card: str) -> Any:
    """Return the front matter as YAML's nodes, which know their lines; None where it has no keys."""
    yaml = _yaml()
    try:
        root = yaml.compose(_fenced(card), Loader=yaml.SafeLoader)
        if root is not None and root.id != "mapping":
            raise ValueError("the front matter is a list of keys with values")
        for node in _nodes(root) if root else ():
            _require_once(node)
    except yaml.YAMLError as error:
        raise ValueError(_said(error)) from None
    except RecursionError:
        raise ValueError("the front matter nests too deeply") from None
    return root


def _fenced(card: str) -> str:
    match = FENCED.match(card.removeprefix("\ufeff"))
    if match is None:
        raise ValueError("the card has no front matter between two lines ---")
    return match[1]


def _nodes(root: Any) -> Iterator[Any]:
    """Yield the nodes below one and itself, each once: an alias leads to a node that was seen."""
    waiting, seen = [root], set[int]()
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        yield node
        if node.id != "scalar":
            waiting += [part for item in node.value for part in (item if isinstance(item, tuple) else (item,))]


def _require_once(node: Any) -> None:
    keys = [key for key, _ in node.value if key.id == "scalar"] if node.id == "mapping" else []
    counts = Counter(key.value for key in keys)
    for key in reversed(keys):
        if counts[key.value] > 1:
            raise ValueError(f"line {_line(key)}: {key.value} is given twice")


def _line(node: Any) -> int:
    return int(node.start_mark.line) + 2  # of the card, whose first line is the fence


def _said(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    what = getattr(error, "problem", None) or str(error).splitlines()[0]
    return f"line {mark.line + 2}: {what}" if mark else f"the front matter is not valid YAML: {what}"


def _yaml() -> Any:
    try:
        import yaml
    except ImportError:
        raise MissingExtraError.of("yaml", "build") from None
    return yaml
