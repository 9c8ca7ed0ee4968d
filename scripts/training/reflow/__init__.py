"""Learn ``weights.json`` of reflow from labelled texts: boosted oblivious trees in two stages.

The second stage sees what the first thinks of the neighbours. The same data and seed give the same file. No text enters
it: the questions are about numbers and character classes. ``docs/decisions/0009-reflow.md`` says why it is so.
"""

import os

# One thread: sums in the same order whatever the machine, and no waiting for cores that others use. Before NumPy loads.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
