"""Which paragraph is which from release to release: documents matched, texts aligned, IDs given once."""
