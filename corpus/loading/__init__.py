"""Rows of a release for people who use it: found, opened, checked, filtered, in the form that they ask for."""
