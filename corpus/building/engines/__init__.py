"""Engines that run shards: the same jobs, on this machine or on many."""
