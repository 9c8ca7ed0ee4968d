"""The texts that describe a release: the card, the citation, the description for machines."""
