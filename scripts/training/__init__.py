"""Make the data files that the package ships: the weights of reflow, and tables of characters, words and places.

``layouts`` makes texts whose lines are labelled, ``reflow`` learns from them, ``tables`` reads dictionaries and
converters of others. ``scripts/make_models.py`` is the program; ``hatch run models:NAME`` runs it with what it needs.
"""
