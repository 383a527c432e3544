"""The verbs of the command line, one file each. They call use cases and print."""
