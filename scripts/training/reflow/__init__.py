"""Learn ``weights.json`` and ``standing.json`` of reflow from labelled texts: boosted oblivious trees.

The weights have two stages, and the second sees what the first thinks of the neighbours. ``standing_trees`` learns
which lines were never wrapped. The same data and seed give the same file. No text enters it: the questions are about
numbers and character classes. ``docs/decisions/0009-reflow.md`` and ``0023-lines-that-stand.md`` say why it is so.
"""

import os

# One thread: sums in the same order whatever the machine, and no waiting for cores that others use. Before NumPy loads.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
