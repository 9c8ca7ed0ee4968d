"""Remote releases: found by URL or Hub name, fetched into a cache by content, or read by range."""
