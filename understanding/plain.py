"""Letters and digits only: what is left of a text when case, signs and emoji are set aside."""

import unicodedata


def plain(text: str) -> str:
    """Lower-case words and digits with single spaces."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    kept = (c if c.isalnum() else " " for c in bare if unicodedata.category(c)[0] != "M")
    return " ".join("".join(kept).split())
