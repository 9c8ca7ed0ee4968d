"""Make lines that stand (names, verse, talk, tables, code ...), and wrapped prose of the same words.

Everything is put together from invented word lists by a seed; the same seed gives the same texts. There are two lists
(``vocabulary``), so that trees are learnt from the one and figures given for the other. ``kinds`` lists what can stand;
``pieces`` sets lines alone or inside prose and says of each whether it stands. A new kind is a function and its line in
``kinds``, at the end: the order decides what a seed gives.
"""
