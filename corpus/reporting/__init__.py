"""A release as people look at it: the report, its doubtful places for a reviewer, edits that come back."""
