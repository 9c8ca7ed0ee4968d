"""Set the items of a document anew at random widths and in random styles, each line labelled with its item.

A rendering keeps the words of its items and draws everything else: column, indent, spacing, pages, furniture, captions
and footnotes inside paragraphs, false blank lines, fragments, noise. ``render`` makes one; a new manner of setting is a
function in ``manners``.
"""
