"""From sources to a release: planned, cleaned shard by shard, IDs carried, written beside, renamed into place."""
