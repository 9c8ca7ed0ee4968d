"""Text that must not be in a release: taken out, recognised when it comes again, remembered in private."""
