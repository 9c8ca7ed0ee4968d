"""Problems of a register: each with its place, its code and the near miss, all in one error."""

from __future__ import annotations

from pathlib import Path

from corpus.errors import RegisterError, SingleProblem
from corpus.model.near_miss import near_miss

SHOWN = 10  # problems in a message


def register_error(path: object, *problems: SingleProblem, help: str = "") -> RegisterError:
    """Make the error for some problems; the message lists the first ten, and ``problems`` has all of them."""
    listed = [str(problem) for problem in problems[:SHOWN]]
    more = [f"... and {len(problems) - SHOWN} more"] if len(problems) > SHOWN else []
    codes = {problem.code for problem in problems}
    code = codes.pop() if len(codes) == 1 else ""
    return RegisterError("\n".join([*listed, *more]), help, str(path), code, problems)


def defect(path: Path, code: str, text: str, where: str = "", help: str = "") -> RegisterError:
    """Make the error for one problem, which is in the file as a whole unless ``where`` says more."""
    return register_error(path, SingleProblem(where or str(path), code, text), help=help)


def near(name: str, known: tuple[str, ...]) -> str:
    """Return the end of a message about an unknown key: the nearest that there is, or all."""
    return "; " + near_miss(name, known, f"the keys are {', '.join(known)}")


def short(value: object) -> str:
    """Return a value for a message: quoted, escaped, and cut."""
    text = ascii(value)
    return text if len(text) <= 60 else text[:57] + "..."
