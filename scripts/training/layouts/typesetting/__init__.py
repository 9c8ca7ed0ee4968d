"""Set documents with real programs and extract them again: a module for each way of setting, one for the extractors.

A ``Manuscript`` is what is set: parts with labels and notes. A family (``families``) sets it in a look that it draws,
as a PDF or as text; ``extractors`` read a PDF; ``alignment`` finds in the result which characters are of which part;
``making`` writes the folder. The programs are Debian's; ``docs/benchmark.md`` names the packages.
"""
