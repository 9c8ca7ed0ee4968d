"""The values that all rooms share: documents and edits, names, the tables' schema; of corpus it imports errors alone."""
