"""One document from bytes to blocks: the steps of the data's way, in the order in which `clean` runs them."""
