"""What a rule is: a named function that proposes edits on the text it is given, and examples of what it does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from corpus.model.values import Edit

Propose = Callable[[str], Iterator[Edit]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: it only proposes; ``normalise`` applies its edits, composes them and stamps the name."""

    name: str
    doc: str
    propose: Propose
    examples: tuple[tuple[str, str], ...]
    leaves_alone: tuple[str, ...]
    version: int = 1
    default: bool = True
    after_layout: bool = False


def rule(
    *,
    examples: Sequence[tuple[str, str]],
    leaves_alone: Sequence[str] = (),
    version: int = 1,
    default: bool = True,
    after_layout: bool = False,
) -> Callable[[Propose], Rule]:
    """Make a rule of a generator of edits; its name is the function's, its explanation the docstring.

    The edits of a rule that is ``after_layout`` are made once the lines are joined, and not in verse, tables and code.
    ``version`` is recorded in every release: raise it with each change of what the rule does.
    """

    def make(propose: Propose) -> Rule:
        doc = propose.__doc__ or ""
        return Rule(
            propose.__name__, doc, propose, tuple(examples), tuple(leaves_alone), version, default, after_layout
        )

    return make
