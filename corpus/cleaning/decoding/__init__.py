"""Bytes to text: which encoding each byte range has, what is damaged, and which characters were garbled before."""

from corpus.cleaning.decoding.pipeline import decode

__all__ = ["decode"]
