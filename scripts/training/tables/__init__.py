"""Tables made from the dictionaries and converters of others: a module for each file that ships.

``PATH`` is where the file lies, beside the module that reads it; ``make`` returns its content.
"""
