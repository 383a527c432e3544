"""What the use cases raise.

OvertakenError    another turn changed what this one had read: run it again
"""


class OvertakenError(Exception):
    """Another turn was saved first: run this one again."""
