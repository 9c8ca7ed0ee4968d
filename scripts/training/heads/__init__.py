"""Learn ``title_weights.tsv`` from labelled heads: what shows that lines over a text are its title."""

import os

# One thread: sums in the same order whatever the machine. Before NumPy loads.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
