"""Why a campaign cannot be done, in a sentence: the same words in chat and at the terminal."""

from collections.abc import Sequence

from messages.operator_words import words


def sentence(problem: str, part: str = "", known: Sequence[str] = ()) -> str:
    """The sentence of a named problem of campaigns."""
    return words("campaign")[f"salah.{problem}"].format(part=part, known=", ".join(known))
