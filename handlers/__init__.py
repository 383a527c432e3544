"""One use case a file: load, decide, save in one transaction."""
