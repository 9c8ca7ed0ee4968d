"""Where the cache is: downloaded releases and remembered hashes of files."""

from __future__ import annotations

import os
from pathlib import Path


def cache_dir() -> Path:
    """Return the cache's folder: ``CORPUS_CACHE``, else the platform's folder for caches."""
    from platformdirs import user_cache_path

    return Path(os.environ.get("CORPUS_CACHE") or user_cache_path("corpus-zh"))
