"""Make the Python API page: every public name of corpus, from its signature and docstring as griffe reads them."""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

import griffe

import corpus

ROOT = Path(__file__).resolve().parent.parent
WIDTH = 100  # characters of a signature in one line, as in the command line's page
Object = griffe.Function | griffe.Class
TITLES = {
    griffe.DocstringSectionKind.parameters: "Parameters",
    griffe.DocstringSectionKind.returns: "Returns",
    griffe.DocstringSectionKind.raises: "Raises",
}


def api_page(note: str) -> str:
    """Return the page: functions, classes, errors, and the classes that these functions return."""
    package = _read()
    public = [package[name].final_target for name in corpus.__all__ if package[name].is_alias]
    functions = [item for item in public if item.is_function]
    errors = [item for item in public if item.is_class and item.name.endswith("Error")]
    classes = [item for item in public if item.is_class and item not in errors]
    returned = list(_returned([*functions, *(method for item in classes for method in _methods(item))], public))
    lines = [
        "# Python API",
        "",
        note,
        "",
        "`import corpus` loads the module of a name when the name is first used. `help(corpus.load)` shows the same",
        "text. Only what is on this page is promised: modules below `corpus` may move. `corpus.__version__` is the",
        "version.",
    ]
    lines += ["", "## Functions", *(line for item in functions for line in _function(item, f"corpus.{item.name}", 3))]
    lines += ["", "## Classes", *(line for item in classes for line in _class(item, f"corpus.{item.name}"))]
    lines += ["", "## Errors", "", *_errors(errors)]
    lines += ["", "## Returned values", "", "The functions and methods above return these; nobody else makes them."]
    lines += [line for item in returned for line in _class(item, item.name)]
    return "\n".join([*lines, ""])


def _read() -> griffe.Module:
    extensions = griffe.load_extensions("unpack_typeddict")  # shows **options by name
    loader = griffe.GriffeLoader(
        docstring_parser=griffe.Parser("numpy"), search_paths=[ROOT], extensions=extensions, allow_inspection=False
    )
    package = loader.load("corpus")
    loader.resolve_aliases()
    assert isinstance(package, griffe.Module)
    return package


def _methods(item: griffe.Class) -> list[griffe.Function]:
    found = (member for member in item.members.values() if isinstance(member, griffe.Function))
    return [method for method in found if not method.name.startswith("_") and method.docstring]


def _returned(functions: Iterable[griffe.Function], public: list[Object]) -> Iterator[griffe.Class]:
    """Yield each class of the package that a public function returns and that is not public itself."""
    seen = {item.canonical_path for item in public}
    for function in functions:
        for name in _names(function.returns):
            if name.startswith("corpus.") and name not in seen:
                seen.add(name)
                target = function.package[name.removeprefix("corpus.")]
                if isinstance(target, griffe.Class):
                    yield target


def _names(annotation: str | griffe.Expr | None) -> Iterator[str]:
    if isinstance(annotation, griffe.Expr):
        yield from (part.canonical_path for part in annotation.iterate() if isinstance(part, griffe.ExprName))


def _function(item: griffe.Function, name: str, level: int) -> Iterator[str]:
    """Yield a function's heading, signature and docstring."""
    yield from ("", f"{'#' * level} {name}", "", "```python", *_signature(item, name), "```")
    yield from _docstring(item)


def _signature(item: griffe.Function, name: str) -> list[str]:
    """Return the signature, a parameter a line where one line does not hold it."""
    parts, star, defaults = [], False, _defaults(item)
    for parameter in item.parameters:
        if parameter.name in ("self", "cls"):
            continue
        if parameter.kind is griffe.ParameterKind.var_positional:
            star = True
        if parameter.kind is griffe.ParameterKind.keyword_only and not star:
            parts.append("*")
            star = True
        parts.append(_parameter(parameter, defaults))
    result = f" -> {item.returns}" if item.returns is not None else ""
    line = f"{name}({', '.join(parts)}){result}"
    return [line] if len(line) <= WIDTH else [f"{name}(", *(f"    {part}," for part in parts), f"){result}"]


def _defaults(item: griffe.Function) -> dict[str, object]:
    """Return the defaults as values: the source names constants, and ``**options`` has none."""
    found: object = importlib.import_module(item.module.path)
    for name in item.path.removeprefix(f"{item.module.path}.").split("."):
        found = getattr(found, name)
    assert callable(found)
    parameters = inspect.signature(found).parameters.values()
    return {each.name: each.default for each in parameters if each.default is not each.empty}


def _parameter(parameter: griffe.Parameter, defaults: dict[str, object]) -> str:
    kind = parameter.kind
    stars = "*" * (kind is griffe.ParameterKind.var_positional) + "**" * (kind is griffe.ParameterKind.var_keyword)
    text = stars + parameter.name
    if parameter.annotation is not None:
        text += f": {parameter.annotation}"
    return f"{text} = {defaults[parameter.name]!r}" if parameter.name in defaults else text


def _docstring(item: griffe.Object) -> Iterator[str]:
    """Yield a docstring's text and sections."""
    for section in item.docstring.parsed if item.docstring else ():
        if section.kind is griffe.DocstringSectionKind.text:
            yield from ("", _markdown(section.value))
        elif section.kind is griffe.DocstringSectionKind.examples:
            yield from ("", "```pycon", "\n".join(text for _, text in section.value), "```")
        elif section.kind in TITLES:
            listed = list(_listed(section))
            if listed:
                yield from ("", f"**{TITLES[section.kind]}**", "", *listed)


def _listed(section: griffe.DocstringSection) -> Iterator[str]:
    """Yield a line for each parameter, result or error; those that share a description share a line."""
    described = [item for item in section.value if item.description]
    for description, group in groupby(described, key=lambda item: item.description):
        named = section.kind is griffe.DocstringSectionKind.parameters
        names = ", ".join(f"`{item.name if named else str(item.annotation).strip('()')}`" for item in group)
        yield f"- {names}: {_markdown(description)}"


def _markdown(text: str) -> str:
    """Return a docstring's text as Markdown in one line a paragraph: double backquotes become single ones."""
    paragraphs = (" ".join(part.split()) for part in text.split("\n\n"))
    return re.sub(r"``(.+?)``", r"`\1`", "\n\n".join(paragraphs))


def _class(item: griffe.Class, name: str) -> Iterator[str]:
    """Yield a class with its fields, properties and methods."""
    yield from ("", f"### {name}", *_docstring(item))
    attributes = [member for member in item.members.values() if isinstance(member, griffe.Attribute)]
    if shown := [attribute for attribute in attributes if not attribute.is_private]:
        stated = _stated(item)
        yield from ("", "| attribute | type | meaning |", "|---|---|---|")
        yield from (_attribute(attribute, stated) for attribute in shown)
    for method in _methods(item):
        yield from _function(method, f"{name.removeprefix('corpus.')}.{method.name}", 4)


def _stated(item: griffe.Class) -> dict[str, str]:
    """Return what the section "Attributes" of a class's docstring says of each field."""
    sections = item.docstring.parsed if item.docstring else ()
    listed = (section.value for section in sections if section.kind is griffe.DocstringSectionKind.attributes)
    return {name: field.description for fields in listed for field in fields for name in field.name.split(", ")}


def _attribute(item: griffe.Attribute, stated: dict[str, str]) -> str:
    meaning = stated.get(item.name) or _first_paragraph(item)
    kind = str(item.annotation).replace("|", "\\|")
    return f"| `{item.name}` | `{kind}` | {_markdown(meaning)} |"


def _first_paragraph(item: griffe.Object) -> str:
    return item.docstring.value.split("\n\n")[0] if item.docstring else ""


def _errors(errors: Iterable[griffe.Class]) -> Iterator[str]:
    yield from ("| error | is a | meaning |", "|---|---|---|")
    for item in errors:
        bases = ", ".join(f"`{base}`" for base in item.bases)
        yield f"| `corpus.{item.name}` | {bases} | {_markdown(_first_paragraph(item))} |"
