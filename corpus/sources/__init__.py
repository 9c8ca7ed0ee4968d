"""The sources: which files there are, and the register that states facts about them."""
