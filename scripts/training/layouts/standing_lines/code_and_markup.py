"""What machines read or write: code, settings, formulas, Markdown, HTML, logs.

A template is whole text with ``‹NAME›`` where something is drawn; of all templates filled, one is taken.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from training.layouts.standing_lines.clauses import clause, figure, quality_of_thing, some
from training.layouts.standing_lines.records import cell

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping, Sequence

    from training.layouts.standing_lines.vocabulary import Words

CODE = (
    '''
def ‹one›_‹two›(‹three›):
    """‹said›"""
    for ‹two› in range(‹figure›):
        if ‹three› > ‹two›:
            return ‹three›
    return None
''',
    """
#!/bin/sh
export ‹ONE›=/srv/‹two›
cd /srv/‹two›
./‹three› --‹one› ‹figure›
echo done > ‹two›.log
""",
    """
int ‹one›; // ‹thing›
float ‹two›; // ‹like›
String ‹three›; // ‹thing›的‹thing›
boolean ‹one›‹Two›; // 是否‹done›
""",
    """
import ‹one›
from ‹one› import ‹two›
‹three› = ‹two›(‹figure›)
print(‹three›)
""",
    """
[‹one›]
‹two› = ‹figure›
‹three› = "‹thing›"
# ‹said›
‹one› = true
""",
    """
git clone https://example.org/‹one›/‹two›.git
cd ‹two›
pip install ‹three›
‹three› --help
""",
    """
SELECT ‹one›, ‹two›
FROM ‹three›
WHERE ‹one› > ‹figure›
ORDER BY ‹two›;
""",
    """
public class ‹One› {
    private int ‹two›; // ‹thing›
    void ‹three›() {
        System.out.println(‹two›);
    }
}
""",
)
MARKUP = (
    """
```python
import ‹one›
for ‹two› in ‹one›:
    ‹three›(‹two›)

print(1)
```
""",
    """
~~~
‹thing› -> ‹thing›
  ‹clause›
~~~
""",
    """
| ‹thing› | ‹like› |
| --- | :-: |
‹rows›
""",
    """
‹thing› | ‹like›
--- | ---
‹cell› | ‹cell›
""",
    """
$$
\\begin{aligned}
‹a› & = ‹b› + ‹figure› \\\\
‹b› & = ‹c› / 2
\\end{aligned}
$$
""",
    """
<table>
  <tr>
    <td>‹thing›</td>
    <td>‹cell›</td>
  </tr>
</table>
""",
    """
<div align="center">
  <img src="‹one›.png" width="‹figure›">
  <b>‹clause›</b>
</div>
""",
    """
[^1]: ‹clause›
[^2]: ‹clause›
""",
    """
- [‹thing›](#‹one›)
- [‹clause›](#‹two›)
  - [‹like›](#‹three›)
""",
    """
* ‹thing›
* ‹clause›
* ‹quality›
""",
)
LEVELS = ("INFO", "WARN", "ERROR")


def code(rng: random.Random, words: Words) -> list[str]:
    """Make a function, a shell script, declarations with comments in Chinese, settings, a query ..."""
    one, two, three = rng.sample(words.latin, 3)
    fixed = {"one": one, "two": two, "three": three, "ONE": one.upper(), "One": one.title(), "Two": two.title()}
    return _one_filled(CODE, fixed | {"said": clause(rng, words)}, rng, words)


def markdown(rng: random.Random, words: Words) -> list[str]:
    """Make a fence, a table, a formula, HTML, notes or a list."""
    one, two, three = rng.sample(words.latin, 3)
    fixed = {"one": one, "two": two, "three": three, "a": one[0], "b": two[0], "c": three[0]}
    return _one_filled(MARKUP, fixed, rng, words)


def _one_filled(templates: Sequence[str], fixed: Mapping[str, str], rng: random.Random, words: Words) -> list[str]:
    """Fill all templates and take one."""
    draws = {
        "figure": lambda: figure(rng),
        "thing": lambda: rng.choice(words.things),
        "like": lambda: rng.choice(words.like),
        "done": lambda: rng.choice(words.done),
        "quality": lambda: quality_of_thing(rng, words),
        "clause": lambda: clause(rng, words),
        "cell": lambda: cell(rng, words),
        "rows": lambda: "\n".join(f"| {cell(rng, words)} | {cell(rng, words)} |" for _ in some(rng, 2, 5)),
    }

    def drawn(found: re.Match[str]) -> str:
        return fixed[found[1]] if found[1] in fixed else draws[found[1]]()

    return rng.choice([re.sub(r"‹(\w+)›", drawn, template).strip("\n") for template in templates]).split("\n")


def formulas(rng: random.Random, words: Words) -> list[str]:
    """Make equations, some with a number behind."""
    letters = rng.sample("abcdxyzTnk", 6)
    return [_formula(rng, letters, at) for at in some(rng, 3, 7)]


def _formula(rng: random.Random, letters: Sequence[str], at: int) -> str:
    """Make the equation at a place of the list."""
    one, sign = rng.choice(letters), rng.choice("+-×/")
    other = f"{figure(rng)}{rng.choice(['', letters[0]])}"
    return f"{letters[at % len(letters)]} = {one} {sign} {other}" + rng.choice(["", "", f" (式 {at + 1})"])


def log(rng: random.Random, words: Words) -> list[str]:
    """Make the lines of a log of one day."""
    day = f"2024-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}"
    return [f"{day} {_event(rng, words)}" for _ in some(rng, 4, 14)]


def _event(rng: random.Random, words: Words) -> str:
    """Make a time, a level, a source and what happened."""
    time = f"{rng.randint(0, 23):02d}:{rng.randint(0, 59):02d}:{rng.randint(0, 59):02d}"
    head = f"{time} {rng.choice(LEVELS)} {rng.choice(words.latin)}: "
    return head + rng.choice([clause(rng, words), f"{rng.choice(words.latin)}={figure(rng)}"])
