"""The values that all rooms share: documents, edits, names and the tables' schema; it imports the errors alone."""
