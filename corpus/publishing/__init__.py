"""From a release in a folder to readers: the Hub, an object store or a shelf, whole or not at all."""
